"""`ideario new decision`: what was decided about an idea, and why."""

from pathlib import Path
from typing import Any

import click

from ideario.cli.asking.decision_questions import ask_step, history_entry
from ideario.cli.asking.given_options import ANSWERS, single_line
from ideario.cli.asking.questions import Answers
from ideario.cli.shared.options import moment
from ideario.cli.shared.speaking import messages_option
from ideario.messages.said import say


@click.command("decision")
@click.option("--idea", help="The idea, by its slug.")
@click.option("--status", help="One of the community's statuses.")
@click.option("--reason", help="The public reason, in Markdown.")
@click.option("--duplicate-of", help="The idea that this one repeats, by its slug.")
@click.option("--shipped", callback=single_line, metavar="URL", help="Where the result can be seen.")
@click.option("--thread", "threads", multiple=True, help="An issue whose votes count too; may be repeated.")
@ANSWERS
@messages_option
@click.pass_obj
def decision(root: Path, /, *, answers: Path | None, messages: str | None, **given: Any) -> None:
    """Write the first decision about an idea. Later ones are added with `ideario answer`.

    Example: ideario new decision --idea bike-lanes --status planned --reason "The council set money aside for 2027."
    """
    asked = Answers(root, "decision", moment(None), messages=messages)
    asked.begin(given, ("idea", "status", "reason"), answers=answers)
    asked.want("idea", say("The idea, by its slug"))
    ask_step(asked)
    asked.refuse_missing()
    asked.values["history"] = [history_entry(asked, asked.now)]
    if asked.given.get("threads"):
        asked.values["threads"] = asked.given["threads"]
    asked.write(str(asked.values.pop("idea")))
