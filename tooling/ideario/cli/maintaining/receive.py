"""`ideario receive`: make a proposal of an issue that somebody wrote with the form for ideas."""

import json
import time
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from ideario.actions.proposals.form_file import write_form as write
from ideario.actions.proposals.receiving import ReceivedIssue, receive
from ideario.cli.shared.forge_options import access, forge_options
from ideario.cli.shared.forge_options import now as clock
from ideario.cli.shared.open_forge import writing_opener
from ideario.cli.shared.options import format_option, moment, now_option
from ideario.cli.shared.speaking import aloud, messages_option, speak
from ideario.messages.said import Said, say
from ideario.resources import tool_resources


@click.command("receive")
@click.argument("number", metavar="ISSUE", type=click.IntRange(1, 10**10 - 1), required=False)
@click.option("--write-form", is_flag=True, help="Write the form itself, to .github/ISSUE_TEMPLATE/idea.yml.")
@messages_option
@forge_options
@now_option
@format_option
@click.pass_obj
def command(
    root: Path,
    /,
    *,
    number: int | None,
    write_form: bool,
    messages: str | None,
    now: datetime | None,
    form: str,
    **given: Any,
) -> None:
    """Make a proposal of an issue that somebody wrote with the form for ideas.

    What stands in the issue becomes a file on a branch of its own and a pull request that names its author, once it
    passes the check; what has to be mended is said on the issue, and so is whatever else becomes of it. Run again, it
    changes only what has changed. In Actions it runs for issues that are opened, edited and reopened. The token is read
    from GITHUB_TOKEN and needs the right to write contents, issues and pull requests.

    Example: ideario receive 12
    """
    if write_form:
        click.echo(aloud(say("Wrote {file}", file=write(root, resources=tool_resources()))))
        return
    if number is None:
        raise click.UsageError(aloud(say("name the issue by its number, as in: ideario receive 12")))
    connect = writing_opener(access(given), sleep=time.sleep, now=clock)
    done = receive(
        root, number, resources=tool_resources(), connect=connect, language=speak(root, messages), now=moment(now)
    )
    click.echo(json.dumps(asdict(done), ensure_ascii=False) if form == "json" else aloud(_told(done)))


def _told(done: ReceivedIssue) -> Said:
    endings: Mapping[str, Said] = {
        "accepted": say("it was accepted by {pull}", pull=done.pull),
        "by hand": say("{pull} was changed by hand since, so a maintainer has to look at it", pull=done.pull),
        "closed": say("{pull} was closed without accepting it", pull=done.pull),
        "elsewhere": say("it is in another repository now; nothing was written"),
        "mend": say("{problems} of its answers have to be mended", problems=done.problems),
        "no form": say("the form is gone from it; what was proposed stays"),
        "no form of ours": say("it is not of the form for ideas; nothing was written"),
        "no person": say("its author is no person's account"),
        "nothing": say("there is no such issue; nothing was written"),
        "proposed": say("proposed by {pull}, as {path}", pull=done.pull, path=done.path),
        "shut": say("it is closed"),
        "waiting": say("{path} is on its branch, and a maintainer has to open the pull request", path=done.path),
    }
    return say("{issue}: {ending}", issue=done.issue, ending=endings[done.ending])
