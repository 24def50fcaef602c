"""`ideario export`: give votes to other software."""

import os
from datetime import datetime
from pathlib import Path

import click

from ideario.actions.export import export_pabulib
from ideario.cli.shared.branch_options import ledger_at, ledger_options
from ideario.cli.shared.options import moment, now_option
from ideario.cli.shared.speaking import aloud
from ideario.fences import one_line
from ideario.files import write_whole
from ideario.messages.said import say
from ideario.resources import tool_resources

PABULIB = "https://pabulib.org/"


@click.group("export", context_settings={"help_option_names": ["-h", "--help"]})
def command() -> None:
    """Give votes to other software.

    Example: ideario export pabulib small-grants --output small-grants.pb
    """


@command.command("pabulib")
@click.argument("challenge")
@ledger_options
@now_option
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="The file to write (default: print).")
@click.pass_obj
def pabulib(
    root: Path,
    /,
    *,
    challenge: str,
    ledger: Path | None,
    branch: str | None,
    now: datetime | None,
    output: Path | None,
) -> None:
    """Write a challenge and its ballots in Pabulib's .pb format.

    The ballots that count are in it as approvals; duplicates are united. Voters are numbered anew, so that the file
    leads to nobody's other votes. The challenge must have a budget; ideas that cannot win, declined or without a cost,
    are left out. What Pabulib has no words for, of the winner rule above all, is told, and stands in the file's
    comment.

    Example: ideario export pabulib small-grants --output small-grants.pb
    """
    with ledger_at(root, ledger, branch) as place:
        done = export_pabulib(
            root, challenge, resources=tool_resources(), ledger=place, now=moment(now), workers=os.cpu_count() or 1
        )
    for note in done.notes:
        click.echo(aloud(say("Note: {note}", note=one_line(aloud(note)))), err=True)
    if output is None:
        click.echo(done.text, nl=False)
    else:
        write_whole(output, done.text.encode())
        click.echo(
            aloud(say("Written to {file}. To count it with other software: {address}", file=output, address=PABULIB))
        )
