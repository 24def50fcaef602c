"""`ideario sync`: bring the ledger up to date with the votes on GitHub."""

import json
import os
import secrets
import shlex
import time
from collections.abc import Sequence
from datetime import timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import click

from ideario.actions.branch import update_branch
from ideario.actions.forges import opener
from ideario.actions.planning import Plan, plan
from ideario.actions.sync import Difference, Options, Synced, Unread, sync
from ideario.cli.branches import BRANCH_HELP, git_environment
from ideario.cli.forge import KEY, access, forge_options, ledger_key, now
from ideario.cli.options import format_option, program
from ideario.cli.progress import bars
from ideario.model import instant
from ideario.problems import Failure
from ideario.reporters import counted as in_words
from ideario.resources import tool_resources

NAMES = 20
"""Names of a list that are printed."""


@click.command("sync")
@click.option(
    "--ledger",
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder of the ledger, which may be new (default: content/ledger in the community).",
)
@click.option("--branch", metavar="NAME", help=BRANCH_HELP)
@click.option("--full", is_flag=True, help="Fetch all voters again, not only where counts have changed.")
@click.option(
    "--full-after",
    type=click.IntRange(min=0),
    default=7,
    show_default=True,
    metavar="DAYS",
    help="Do so by itself when the last time is this long ago.",
)
@click.option("--dry-run", is_flag=True, help="Say what it would cost, and do nothing.")
@click.option(
    "--max-fall",
    type=click.IntRange(0, 100),
    default=20,
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
    if branch is not None and ledger is not None:
        raise click.UsageError("--ledger and --branch exclude one another: a ledger has one place")
    way = access(given)
    connect = opener(way, sleep=time.sleep, now=now)
    workers = os.cpu_count() or 1
    again = program(root)
    if dry_run:
        planned = plan(root, resources=tool_resources(), connect=connect, now=now(), workers=workers)
        click.echo(json.dumps(plan_document(planned)) if form == "json" else plan_report(planned, again=again))
        return
    key = ledger_key()
    if branch is not None and key is None:  # what stands there would be published as if it had just been fetched
        raise Failure(
            f"nothing can be written to the branch {branch}: there is no key for pseudonyms in {KEY}",
            hint="make one: openssl rand -hex 32; in Actions it is a secret of that name, of the environment `ledger`",
        )

    def work(folder: Path) -> Synced:
        return sync(
            root,
            resources=tool_resources(),
            ledger=folder,
            connect=connect,
            named=way.repository,
            key=key,
            spare_key=secrets.token_hex().encode(),
            now=now,
            options=Options(
                full=given["full"],
                full_after=timedelta(days=given["full_after"]),
                most_fall=Fraction(given["max_fall"], 100),
                confirmed=given["confirm_fall"],
            ),
            workers=workers,
            progress=progress,
        )

    with bars() as progress:
        if branch is None:
            synced = work(ledger or root / "content" / "ledger")
        else:
            synced = update_branch(
                root, branch, work, message="Fetch the votes", now=now(), environment=git_environment()
            )
    if form == "json":
        click.echo(json.dumps(document(synced), ensure_ascii=False))
    else:
        named = f" --branch {branch}" if branch else f" --ledger {shlex.quote(str(ledger))}" if ledger else ""
        click.echo(report(synced, next_step=f"{again} tally{named}", again=again))


def document(synced: Synced) -> dict[str, Any]:
    """What was done, for programs. Without a key `written` is false, and head and events are those of no ledger."""
    meter, state, written = synced.meter, synced.state, synced.counted is None
    return {
        "schema": 1,
        "repository": synced.repository,
        "moved_from": synced.moved,
        "written": written,
        "full": synced.full,
        "resumed": synced.resumed,
        "pulls": synced.pulls,
        "threads": synced.threads,
        "ideas": synced.ideas,
        "changed": synced.changed,
        "cast": synced.cast,
        "withdrawn": synced.withdrawn,
        "proposed": list(synced.proposed),
        "proposed_more": dict(synced.more),
        "unread": [
            {"thread": u.thread, "ideas": list(u.ideas), "why": u.why, "is": u.kind or None} for u in synced.unread
        ],
        "unknown_reactions": list(synced.other_kinds),
        "unthreaded": list(synced.unthreaded),
        "differences": [
            {"thread": d.thread, "listed": d.listed, "rolled_up": d.rolled_up, **({"kept": True} if d.kept else {})}
            for d in synced.differences
        ],
        "requests": meter.requests,
        "points": meter.points,
        "remaining": meter.remaining,
        "resets": None if meter.resets is None else instant(meter.resets),
        "seconds_to_reset": None if meter.resets is None else max(0, int((meter.resets - now()).total_seconds())),
        "events": state.events if written else None,
        "head": state.head if written else None,
        "observed": instant(state.observed),
        "problems": len(synced.problems),
        "tally": None if synced.counted is None else synced.counted.document,
    }


def report(synced: Synced, *, next_step: str, again: str) -> str:
    """What was done, for people."""
    state = synced.state
    lines = []
    if synced.moved is not None:
        lines.append(f"{synced.moved} is called {synced.repository} now: write that into content/community.yml.")
    kind = f"{'Full' if synced.full else 'Incremental'} sync of {synced.repository}"
    lines.append(f"{kind}, going on where the last run stopped:" if synced.resumed else f"{kind}:")
    lines.append(
        f"{synced.pulls:,} pull requests, {synced.ideas:,} ideas on {synced.threads:,} threads, "
        f"{synced.changed:,} changed; {synced.cast:,} reactions came, {synced.withdrawn:,} went.",
    )
    lines.append(cost(synced.meter))
    if synced.proposed:
        lines.append(f"Proposed in open pull requests: {_some(synced.proposed, NAMES)}")
    lines += [
        f"{thread} has {number:,} more names of ideas than are shown of one pull request."
        for thread, number in sorted(synced.more.items())[:NAMES]
    ]
    if synced.unthreaded:
        number = len(synced.unthreaded)
        lines.append(f"Without a thread, so without votes: {number:,} ({_some(synced.unthreaded, 5)})")
    lines += [_unread(unread, synced.repository) for unread in synced.unread]
    if synced.other_kinds:
        kinds = _some(synced.other_kinds, 5)
        lines.append(f"Reactions of a kind that this version does not know are no votes: {kinds}")
    lines += [_difference(difference, again) for difference in synced.differences]
    if synced.problems:
        lines.append(f"The content has {in_words(synced.problems)}: {again} check")
    if synced.counted is not None:
        lines += _counted(synced)
    else:
        lines.append(f"{state.events:,} events, observed {instant(state.observed)}, head {state.head}")
        lines.append(f"Next, run: {next_step}")
    return "\n".join(lines)


def _some(names: Sequence[str], most: int) -> str:
    more = f" and {len(names) - most:,} more" if len(names) > most else ""
    return f"{', '.join(names[:most])}{more}"


def _unread(unread: Unread, repository: str) -> str:
    """Why a thread that decisions name gives no votes."""
    kind, _, number = unread.thread.rpartition("/")
    words = {"pull": "pull request", "issue": "issue", "discussion": "discussion"}
    if unread.why == "elsewhere":
        why = f"it is in another repository than {repository}, and only that one is read"
        if kind == "import":
            why = "it is an imported record, and nobody can react to it"
        elif kind.lower().startswith(f"{repository.lower()}/"):
            why = f"write it without the repository, {unread.thread[len(repository) + 1 :]}"
    elif unread.why == "other-kind":
        why = f"{number} is no {words[kind]}: write {unread.kind}"
    else:
        why = f"there is no {words[kind]} {number} in {repository}"
    ideas = _some(unread.ideas, 5)
    return f"{unread.thread}, named in the decision on {ideas}, gives no votes: {why}."


def _difference(one: Difference, again: str) -> str:
    numbers = f"{one.thread}: {one.listed:,} reactions by GraphQL, {one.rolled_up:,} by REST."
    if one.kept:
        return f"{numbers} What stood was kept, nothing was withdrawn; the next sync looks again."
    return f"{numbers} If that stays so: {again} sync --full"


def _counted(synced: Synced) -> list[str]:
    assert synced.counted is not None
    standings = synced.counted.tally.standings.values()
    best = sorted((s for s in standings if s.support), key=lambda s: (-s.support, s.idea))[:10]
    lines = [f"{sum(s.counted for s in standings):,} of {sum(s.raw for s in standings):,} reactions count."]
    lines += [f"{standing.support:>9,}  {standing.idea}" for standing in best]
    lines.append(f"NOTHING WAS WRITTEN: there is no key for pseudonyms in {KEY}, so the votes were counted in memory.")
    lines.append("To keep a ledger, make a key, store it safely, and run this again:")
    lines.append(f"  export {KEY}=$(openssl rand -hex 32)")
    return lines


def cost(meter: Any) -> str:
    """What was spent, in words."""
    left = "" if meter.remaining is None else f", {meter.remaining:,} points left"
    until = "" if meter.resets is None else f" until {instant(meter.resets)}"
    return f"{meter.requests:,} requests, {meter.points:,} points{left}{until}."


def plan_document(planned: Plan) -> dict[str, Any]:
    """The estimate for programs."""
    return {
        "schema": 1,
        "repository": planned.repository,
        "pulls": planned.pulls,
        "pages": planned.pages,
        "points": {"incremental": planned.incremental, "full": planned.full, "first": planned.first},
        "remaining": planned.meter.remaining,
    }


def plan_report(planned: Plan, *, again: str) -> str:
    """The estimate for people."""
    return "\n".join(
        [
            f"{planned.repository} has {planned.pulls:,} pull requests, {planned.pages:,} pages. About, in points:",
            f"{planned.incremental:>9,}  for what has changed, and one more for 50 threads that have",
            f"{planned.full:>9,}  for all voters again (--full), with up to 100 votes a thread",
            f"{planned.first:>9,}  for the very first sync",
            "The token of Actions has 1,000 points an hour, a person's 5,000. Nothing was written.",
            f"Next, run: {again} sync",
        ],
    )
