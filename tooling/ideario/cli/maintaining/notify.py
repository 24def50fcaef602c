"""`ideario notify`: tell those who follow an idea what was decided."""

import json
import time
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import click

from ideario.actions.notifying.notify import NotifyReport, notify
from ideario.cli.shared.branch_options import git_environment, ledger_at, ledger_options
from ideario.cli.shared.forge_options import access, forge_options, now
from ideario.cli.shared.open_forge import notice_opener
from ideario.cli.shared.options import AS_OF, format_option
from ideario.cli.shared.progress_bars import bars
from ideario.cli.shared.speaking import aloud, messages_option, speak
from ideario.git.ledger_branch import update_branch
from ideario.ledger.swap import held
from ideario.messages.said import Said, joined, say, several
from ideario.problems import Failure
from ideario.resources import tool_resources

MESSAGE = "Write down who was told what"


@click.command("notify")
@partial(ledger_options, which=", beside which stands who was told what")
@click.option(
    "--since", type=AS_OF, metavar="DATE", help="When notices begin: tell decisions of this day and later, too."
)
@messages_option
@forge_options
@format_option
@click.pass_obj
def command(
    root: Path,
    /,
    *,
    ledger: Path | None,
    branch: str | None,
    since: datetime | None,
    messages: str | None,
    form: str,
    **given: Any,
) -> None:
    """Tell those who follow an idea what was decided.

    Each thread of an idea whose status has changed gets one comment: the new status, the reason, where to read on. Who
    was told what stands in outbox.json beside the ledger; what was decided before the first run is known, and nobody is
    told. Once a week one issue is brought up to date for maintainers. All that this program writes keeps to one pace;
    what is left over is sent by the next run. The token is read from GITHUB_TOKEN and must be allowed to write issues,
    pull requests and discussions. The exit code is 2 when something is left that could not be sent.

    Example: ideario notify --branch ledger
    """
    connect = notice_opener(access(given), sleep=time.sleep, now=now)
    speak(root, messages)
    with bars() as progress, ledger_at(root, ledger, branch) as place:

        def keep(change: Callable[[Path], None]) -> None:
            if branch is None:
                with held(place) as folder:
                    change(folder)
            else:
                update_branch(root, branch, change, message=MESSAGE, now=now(), environment=git_environment())

        report = notify(
            root,
            resources=tool_resources(),
            ledger=place,
            keep=keep,
            connect=connect,
            now=lambda: now().replace(microsecond=0),
            since=None if since is None else since.replace(hour=0, minute=0, second=0),
            progress=None if progress is None else lambda done, total: progress("Telling", done, total),
        )
    click.echo(json.dumps(_document(report), ensure_ascii=False) if form == "json" else aloud(_text(report)))
    if report.stopped is not None:
        raise Failure(
            say("{reason}: {left} threads wait for the next run", reason=report.stopped.message, left=report.left),
            hint=report.stopped.hint,
        )


def _text(report: NotifyReport) -> Said:
    """What was done, in a line or a few."""
    if not report.ledger:
        return say("There is no ledger yet, so nobody knows where ideas are followed. The first sync makes one.")
    lines: list[Said] = []
    if report.begun:
        lines.append(
            several(
                "Notices begin now. The decision about {count} idea was made before, and nobody is told.",
                "Notices begin now. The decisions about {count} ideas were made before, and nobody is told.",
                report.known,
            )
        )
    lines.append(several("Told: {count} thread.", "Told: {count} threads.", len(report.told)))
    if report.reworded:
        told = several("Told better: {count} thread.", "Told better: {count} threads.", len(report.reworded))
        lines.append(told)
    lines += [say("Not told: {thread}, since {why}.", thread=thread, why=why) for thread, why in report.refused]
    if report.digest:
        lines.append(say("The digest for maintainers stands in {issue}.", issue=report.digest))
    return joined(lines, "\n")


def _document(report: NotifyReport) -> dict[str, object]:
    return {
        "ledger": report.ledger,
        "begun": report.begun,
        "known": report.known,
        "told": report.told,
        "reworded": report.reworded,
        "refused": [{"thread": thread, "why": why} for thread, why in report.refused],
        "left": report.left,
        "digest": report.digest,
        "stopped": None if report.stopped is None else report.stopped.message,
    }
