"""`ideario desk`: what waits for those who look after a community."""

from datetime import datetime
from pathlib import Path

import click

from ideario.actions.reporting.set_desk import WRITERS, set_desk
from ideario.cli.shared.branch_options import ledger_at, ledger_options
from ideario.cli.shared.options import moment, now_option
from ideario.cli.shared.speaking import messages_option, speak, spoken
from ideario.files import write_whole
from ideario.problems import has_errors
from ideario.reporters import problem_lines
from ideario.resources import tool_resources


@click.command("desk")
@ledger_options
@messages_option
@click.option(
    "--output", type=click.Path(path_type=Path, dir_okay=False), help="The file to write (default: standard output)."
)
@click.option(
    "--format",
    "form",
    type=click.Choice([*WRITERS]),
    default="text",
    show_default=True,
    help="For a terminal, for programs, for an issue or a summary, or a page.",
)
@now_option
@click.pass_obj
def command(
    root: Path,
    /,
    *,
    ledger: Path | None,
    branch: str | None,
    now: datetime | None,
    messages: str | None,
    output: Path | None,
    form: str,
) -> None:
    """Say what waits for you: answers, merges, deadlines, scores, duplicates, flags.

    Each line has the link or the command that deals with it; `!` marks what waits longer than community.yml promises
    (`answer_within`). Whether somebody was answered is known as far as the last sync has read it. A build writes the
    same as build/desk/index.html, beside the site and not in it.

    Example: ideario desk --branch ledger
    """
    language = speak(root, messages)
    with ledger_at(root, ledger, branch) as place:
        found = set_desk(root, resources=tool_resources(), ledger=place, now=moment(now), form=form, language=language)
    for problem in found.problems:
        click.echo(problem_lines(problem, spoken()), err=True)
    if output is None:
        click.echo(found.written)
    else:
        write_whole(output, found.written.encode())
    raise SystemExit(1 if has_errors(found.problems) else 0)
