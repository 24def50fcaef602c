"""`ideario sync`: bring the ledger up to date with the votes on GitHub."""

import json
import os
import secrets
import time
from datetime import timedelta
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any

import click

from ideario.actions.sync import SyncReport, estimate, sync
from ideario.cli.reports.sync_report import plan_document, plan_report, sync_document, sync_report
from ideario.cli.shared.branch_options import git_environment, ledger_options, one_place, options_again
from ideario.cli.shared.forge_options import access, forge_options, ledger_key, now
from ideario.cli.shared.open_forge import opener, writing_opener
from ideario.cli.shared.options import format_option, program
from ideario.cli.shared.progress_bars import bars
from ideario.forge.hosting import KEY_NAME
from ideario.git.ledger_branch import update_branch
from ideario.messages.said import say
from ideario.model.ledger_state import USUAL_PLACE
from ideario.problems import Failure
from ideario.resources import tool_resources
from ideario.syncing.sync_ledger import FULL_AFTER, MAX_FALL, Options


@click.command("sync")
@partial(ledger_options, which=", which may be new")
@click.option("--full", is_flag=True, help="Fetch all voters again, not only where counts have changed.")
@click.option(
    "--full-after",
    type=click.IntRange(min=0),
    default=FULL_AFTER.days,
    show_default=True,
    metavar="DAYS",
    help="Do so by itself when the last time is this long ago.",
)
@click.option("--dry-run", is_flag=True, help="Say what it would cost, and do nothing.")
@click.option(
    "--max-fall",
    type=click.IntRange(0, 100),
    default=int(100 * MAX_FALL),
    show_default=True,
    metavar="PERCENT",
    help="Refuse to write when more of the votes than this are gone at once.",
)
@click.option("--confirm-fall", is_flag=True, help="Write even so: the votes are really gone.")
@forge_options
@format_option
@click.pass_obj
def command(root: Path, /, *, ledger: Path | None, branch: str | None, form: str, dry_run: bool, **given: Any) -> None:
    """Bring the ledger up to date with the votes on GitHub.

    Reactions on the pull requests that bring ideas are fetched and appended to the ledger, under pseudonyms made with
    the key in IDEARIO_LEDGER_KEY. Without a key nothing is written: the votes are counted in memory and shown. The
    token is read from GITHUB_TOKEN. The ledger is written whole or not at all; the exit code is 2 when nothing could
    be counted, and then the last good ledger is untouched. On a branch, which is made when needed, this begins again
    when another run was faster, and a key is a must.

    Example: ideario sync --ledger ../votes --budget 500
    """  # fmt: skip
    one_place(ledger, branch)
    way = access(given)
    connect = opener(way, sleep=time.sleep, now=now)
    workers = os.cpu_count() or 1
    again = program(root)
    if dry_run:
        planned = estimate(root, resources=tool_resources(), connect=connect, now=now(), workers=workers)
        click.echo(json.dumps(plan_document(planned)) if form == "json" else plan_report(planned, again=again))
        return
    key = ledger_key()
    if branch is not None and key is None:  # what stands there would be published as if it had just been fetched
        raise Failure(
            say(
                "nothing can be written to the branch {branch}: there is no key for pseudonyms in {key_name}",
                branch=branch,
                key_name=KEY_NAME,
            ),
            hint=say(
                "make one: openssl rand -hex 32; in Actions it is a secret of that name, of the environment `ledger`"
            ),
        )

    def work(folder: Path) -> SyncReport:
        return sync(
            root,
            resources=tool_resources(),
            ledger=folder,
            connect=connect,
            reader=None if way.recording is not None else writing_opener(way, sleep=time.sleep, now=now),
            named=way.repository,
            key=key,
            spare_key=secrets.token_hex().encode(),
            now=now,
            options=Options(
                full=given["full"],
                full_after=timedelta(days=given["full_after"]),
                max_fall=Fraction(given["max_fall"], 100),
                confirmed=given["confirm_fall"],
            ),
            workers=workers,
            progress=progress,
        )

    with bars() as progress:
        if branch is None:
            done = work(ledger or root / USUAL_PLACE)
        else:
            done = update_branch(
                root, branch, work, message="Fetch the votes", now=now(), environment=git_environment()
            )
    if form == "json":
        click.echo(json.dumps(sync_document(done), ensure_ascii=False))
    else:
        click.echo(sync_report(done, next_step=f"{again} tally{options_again(ledger, branch)}", again=again))
