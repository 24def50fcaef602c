"""`ideario reveal`: show the scores that a juror sealed."""

from datetime import datetime
from pathlib import Path

import click

from ideario.actions.juries.reveal_review import reveal_review
from ideario.cli.shared.jurors_files import openings_folder, propose
from ideario.cli.shared.options import moment, now_option
from ideario.cli.shared.speaking import aloud, messages_option, speak
from ideario.messages.said import say
from ideario.problems import has_errors
from ideario.reporters import problem_lines
from ideario.resources import tool_resources


@click.command("reveal")
@click.argument("challenge")
@click.option("--login", required=True, help="The juror's login, without the @.")
@click.option("--keep", type=click.Path(path_type=Path, exists=True), help="The file that was kept, or its folder.")
@now_option
@messages_option
@click.pass_obj
def command(
    root: Path, /, *, challenge: str, login: str, keep: Path | None, now: datetime | None, messages: str | None
) -> None:
    """Show what a juror sealed: write the scores and the salt into the juror's file, once all scores are in.

    Example: ideario reveal quieter-streets --login ada-rossi
    """
    spoken = speak(root, messages)
    shown = reveal_review(
        root, challenge, login, openings=keep or openings_folder(), resources=tool_resources(), now=moment(now)
    )
    for problem in shown.problems:
        click.echo(problem_lines(problem, spoken), err=True)
    click.echo(aloud(say("Wrote {file}", file=root / shown.path)))
    propose(root, shown.path, shown.reveal_by)
    raise SystemExit(1 if has_errors(shown.problems) else 0)
