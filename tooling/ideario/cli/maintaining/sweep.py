"""`ideario sweep`: answer open pull requests."""

import json
import time
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import click

from ideario.actions.proposals.sweep import sweep
from ideario.answering.sweep_run import SweepReport
from ideario.cli.shared.branch_options import ledger_at, ledger_options
from ideario.cli.shared.forge_options import access, forge_options
from ideario.cli.shared.forge_options import now as the_moment
from ideario.cli.shared.open_forge import writing_opener
from ideario.cli.shared.options import format_option, moment, now_option
from ideario.cli.shared.progress_bars import bars
from ideario.cli.shared.speaking import aloud, messages_option, speak
from ideario.fences import one_line
from ideario.messages.said import say
from ideario.problems import Failure
from ideario.reporters import inert
from ideario.resources import tool_resources


@click.command("sweep")
@partial(ledger_options, which=", which knows when ideas came in and whose they are")
@forge_options
@messages_option
@format_option
@now_option
@click.pass_obj
def command(
    root: Path,
    /,
    *,
    ledger: Path | None,
    branch: str | None,
    form: str,
    now: datetime | None,
    messages: str | None,
    **given: Any,
) -> None:
    """Answer open pull requests: what to mend, and what happens next.

    Each one that brings or changes content is checked, as data, by the rules and the files that stand here, and gets
    one comment: what to mend, the mended file to copy, how voting works, what happens next. The comment is changed when
    something changes, and is written anew when the result is another one. What was said is known from the comments
    themselves, so a run that was cut off is made up for by the next. The token is read from GITHUB_TOKEN and must be
    allowed to write pull requests. The exit code is 2 when something could not be answered.

    Example: ideario sweep --branch ledger
    """
    connect = writing_opener(access(given), sleep=time.sleep, now=the_moment)
    with bars() as progress, ledger_at(root, ledger, branch) as place:
        report = sweep(
            root,
            resources=tool_resources(),
            ledger=place,
            connect=connect,
            now=moment(now),
            language=speak(root, messages),
            progress=None if progress is None else lambda done, total: progress("Judging", done, total),
        )
    click.echo(json.dumps(_document(report), ensure_ascii=False) if form == "json" else _text(report))
    for failed in report.failed:
        click.echo(
            aloud(
                say("ideario: {pull} was not answered: {why}", pull=failed.pull, why=inert(one_line(aloud(failed.why))))
            ),
            err=True,
        )
    for error in filter(None, (failed.error for failed in report.failed)):
        raise error
    if report.stopped is not None:
        left = say("{left} pull requests wait for the next run", left=report.left)
        raise Failure(say("{message}: {left}", message=report.stopped.message, left=left), hint=report.stopped.hint)
    raise SystemExit(2 if report.failed else 0)


def _text(report: SweepReport) -> str:
    """What was done, in a line or a few."""
    lines = [
        say(
            "Open pull requests: {looked}. Answered anew: {posted}.",
            looked=f"{report.looked:,}",
            posted=f"{len(report.posted):,}",
        )
    ]
    lines.append(
        say(
            "Answers changed: {edited}. Looked at again, and as they were: {same}.",
            edited=f"{len(report.edited):,}",
            same=f"{report.same:,}",
        )
    )
    if report.labelled:
        lines.append(say("Labels changed: {labelled}.", labelled=f"{len(report.labelled):,}"))
    return "\n".join(map(aloud, lines))


def _document(report: SweepReport) -> dict[str, object]:
    return {
        "open": report.looked,
        "posted": report.posted,
        "edited": report.edited,
        "same": report.same,
        "labelled": report.labelled,
        "left": report.left,
        "failed": [{"pull": failed.pull, "why": failed.why} for failed in report.failed],
        "stopped": None if report.stopped is None else report.stopped.message,
    }
