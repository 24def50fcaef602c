"""`ideario answer`: decide about an idea in one step. Asks at a terminal, takes options otherwise."""

from pathlib import Path
from typing import Any

import click

from ideario.actions.moderating.answer import answer
from ideario.actions.moderating.decision_step import DecisionStep
from ideario.cli.asking.decision_questions import ask_step, duplicate_status
from ideario.cli.asking.given_options import ANSWERS, single_line
from ideario.cli.asking.questions import NOTHING_WRITTEN, Answers
from ideario.cli.shared.options import moment, program
from ideario.cli.shared.speaking import aloud, messages_option
from ideario.messages.said import say
from ideario.problems import has_errors
from ideario.reporters import problem_lines


@click.command("answer")
@click.argument("idea", metavar="SLUG")
@click.option("--status", help="One of the community's statuses (default with --duplicate-of: its duplicate's).")
@click.option("--reason", help="The public reason, in Markdown.")
@click.option("--duplicate-of", metavar="SLUG", help="The idea that this one repeats: votes are united there.")
@click.option("--shipped", callback=single_line, metavar="URL", help="Where the result can be seen.")
@ANSWERS
@messages_option
@click.pass_obj
def command(root: Path, /, *, idea: str, answers: Path | None, messages: str | None, **given: Any) -> None:
    """Decide about an idea: add a status of today, with its reason, to content/decisions/.

    What stands in the file stays as it is. At a terminal you are asked for what you do not give. Nothing is written
    that the check would find an error in.

    Example: ideario answer bike-lanes --status planned --reason "The council set money aside for 2027."
    """
    asked = Answers(root, "decision", moment(None), messages=messages, again=f"answer {idea}")
    if given["duplicate_of"] and not given["status"]:
        given["status"] = duplicate_status(asked.settings)
    asked.begin(given, ("status", "reason"), answers=answers)
    ask_step(asked)
    asked.refuse_missing()
    values = {key: str(value) for key, value in asked.values.items()}
    path, problems = answer(root, idea, DecisionStep(**values), resources=asked.resources, now=asked.now)
    for problem in problems:
        click.echo(problem_lines(problem, asked.spoken), err=True)
    if has_errors(problems):
        click.echo(aloud(NOTHING_WRITTEN), err=True)
        asked.tell_kept()
        raise SystemExit(1)
    asked.drop_kept()
    click.echo(aloud(say("Wrote {file}", file=root / path)))
    told = say(
        "Next: commit it and push it. The site shows it with the next publication, and who follows the idea is told.\n"
        "To look at it first: {command}",
        command=f"{program(root)} serve",
    )
    click.echo(aloud(told))
