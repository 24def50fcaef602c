"""`ideario command`: carry out a command that a maintainer wrote in a comment."""

import json
import os
import time
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import click

from ideario.actions.moderating.carry_out import CarriedOut, carry_out
from ideario.cli.shared.branch_options import ledger_at, ledger_options
from ideario.cli.shared.forge_options import access, forge_options
from ideario.cli.shared.forge_options import now as clock
from ideario.cli.shared.open_forge import command_opener
from ideario.cli.shared.options import format_option, moment, now_option
from ideario.cli.shared.speaking import aloud, messages_option, speak
from ideario.github.threads.comment_event import new_comment
from ideario.messages.said import Said, say
from ideario.problems import Failure
from ideario.resources import tool_resources

ENDINGS: Mapping[str, Said] = {
    "done": say("carried out"),
    "done already": say("carried out before; nothing was changed"),
    "no command": say("no command; nothing was asked or changed"),
    "not allowed": say("by somebody who may not write to the repository; nothing was changed"),
    "proposed": say("a rule guards the branch, so it waits in a pull request"),
    "refused": say("not carried out; the answer on the thread says why"),
}


@click.command("command")
@click.option(
    "--event", type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="The file in which GitHub tells of the comment (default: $GITHUB_EVENT_PATH).",
)  # fmt: skip
@partial(ledger_options, which=", which knows when ideas came in")
@messages_option
@forge_options
@now_option
@format_option
@click.pass_obj
def command(
    root: Path, /, *, event: Path | None, ledger: Path | None, branch: str | None, messages: str | None,
    now: datetime | None, form: str, **given: Any,
) -> None:  # fmt: skip
    """Carry out the command in the first line of a comment, such as /status planned.

    Only people with write access are obeyed, of which GitHub is asked each time. What is decided becomes a commit in
    their name, or a pull request where a rule guards the branch, and an answer on the thread. A comment is looked at
    once, as it was when it was written; run again, nothing is done twice. In Actions it runs for new comments that
    begin with a slash. The token is read from GITHUB_TOKEN.

    Example: ideario command --event event.json --branch ledger
    """
    named = event or os.environ.get("GITHUB_EVENT_PATH") or ""
    if not named:
        raise click.UsageError(aloud(say("name the file of the event: --event FILE")))
    try:
        comment = new_comment(Path(named).read_bytes())
    except OSError as error:
        raise Failure(
            say("cannot read {named}: {reason}", named=named, reason=error.strerror),
            hint=say("name another file with --event"),
        ) from error
    if comment is None:
        click.echo(aloud(say("Only comments that were just written, by an account that is there, are looked at.")))
        return
    connect = command_opener(access(given), sleep=time.sleep, now=clock)
    with ledger_at(root, ledger, branch) as place:
        done = carry_out(
            root, comment, resources=tool_resources(), ledger=place, connect=connect, language=speak(root, messages),
            now=moment(now),
        )  # fmt: skip
    click.echo(json.dumps(asdict(done)) if form == "json" else _told(done))


def _told(done: CarriedOut) -> str:
    where = done.pull or done.commit[:12]
    lines = [
        say(
            "{thread}, comment {comment}: {ending}{where}",
            thread=done.thread,
            comment=done.comment,
            ending=ENDINGS[done.ending],
            where=f" ({where})" if where else "",
        )
    ]
    if done.published is False:
        lines.append(say("No workflow publish.yml could be started: the site shows it with its next publication."))
    if done.notified is False:
        lines.append(say("No workflow notify.yml could be started: other threads are told by its next run."))
    return "\n".join(map(aloud, lines))
