"""`ideario report month`, `week` and `challenge`: the figures of a time, to read, to print or for a spreadsheet."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from ideario.actions.reporting.find_figures import WRITERS, PeriodKind, find_figures
from ideario.cli.shared.branch_options import ledger_at, ledger_options
from ideario.cli.shared.options import moment, now_option
from ideario.cli.shared.speaking import messages_option, speak, spoken
from ideario.files import write_whole
from ideario.problems import has_errors
from ideario.reporters import problem_lines
from ideario.resources import tool_resources


def _report_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """What all reports on a time may be told."""
    for option in (
        now_option,
        ledger_options,
        messages_option,
        click.option(
            "--output", type=click.Path(path_type=Path, dir_okay=False),
            help="The file to write (default: standard output).",
        ),
        click.option(
            "--format", "form", type=click.Choice([*WRITERS]), default="markdown", show_default=True,
            help="To read and paste, to print, or for a spreadsheet, whose numbers are written as in the language.",
        ),
    ):  # fmt: skip
        command = option(command)
    return command


def _report(root: Path, kind: PeriodKind, named: str | None, **given: Any) -> None:
    """Write a report where it is asked for; the exit code is 1 where a file has errors and was left out."""
    language = speak(root, given["messages"])
    with ledger_at(root, given["ledger"], given["branch"]) as place:
        found = find_figures(
            root,
            resources=tool_resources(),
            ledger=place,
            now=moment(given["now"]),
            kind=kind,
            named=named,
            form=given["form"],
            language=language,
        )
    for problem in found.problems:
        click.echo(problem_lines(problem, spoken()), err=True)
    output: Path | None = given["output"]
    if output is None:
        click.echo(found.written, nl=False)
    else:
        write_whole(output, found.written)
    raise SystemExit(1 if has_errors(found.problems) else 0)


@click.command("month")
@click.argument("named", metavar="[YYYY-MM]", required=False)
@_report_options
@click.pass_obj
def on_month(root: Path, /, *, named: str | None, **given: Any) -> None:
    """Report on a month, the last one that is over unless it is named.

    Ideas, people, first answers, what became of ideas, decisions, votes, flags and money, each figure with its
    definition. Groups of fewer than five people are not told, nor is what is withheld until a close.

    Example: ideario report month 2026-11 --format html --output november.html
    """
    _report(root, "month", named, **given)


@click.command("week")
@click.argument("named", metavar="[YYYY-Www]", required=False)
@_report_options
@click.pass_obj
def on_week(root: Path, /, *, named: str | None, **given: Any) -> None:
    """Report on a week from Monday on, the last one that is over unless it is named.

    Example: ideario report week 2026-W48
    """
    _report(root, "week", named, **given)


@click.command("challenge")
@click.argument("slug")
@_report_options
@click.pass_obj
def on_challenge(root: Path, /, *, slug: str, **given: Any) -> None:
    """Report on a challenge, from its first day to the end of its vote.

    Example: ideario report challenge quieter-streets --format csv --output quieter-streets.csv
    """
    _report(root, "challenge", slug, **given)
