"""What a sync did, for people and for programs; and what one would cost. Asks nobody."""

from collections.abc import Sequence
from typing import Any

from ideario.actions.sync import SyncReport
from ideario.cli.shared.forge_options import now
from ideario.forge.hosting import KEY_NAME
from ideario.forge.port import Meter
from ideario.model.moments import instant
from ideario.model.thread_names import home_of, kind_of, number_of
from ideario.reporters import counted as in_words
from ideario.reporters import inert, one_line
from ideario.syncing.collapse_guard import Disagreement
from ideario.syncing.estimate import Plan
from ideario.syncing.other_branches import OtherBranch
from ideario.syncing.unread_threads import Unread

NAMES = 20
"""Names of a list that are printed."""


def sync_document(done: SyncReport) -> dict[str, Any]:
    """What was done, for programs. Without a key `written` is false, and head and events are those of no ledger."""
    synced = done.synced
    meter, state, written = synced.meter, synced.state, done.counted is None
    return {
        "schema": 2,
        "repository": synced.repository,
        "moved_from": done.moved,
        "written": written,
        "full": synced.full,
        "resumed": synced.resumed,
        "pulls": synced.pulls,
        "threads": synced.threads,
        "ideas": synced.ideas,
        "changed": synced.changed,
        "cast": synced.cast,
        "withdrawn": synced.withdrawn,
        "pending": list(synced.pending),
        "pending_more": dict(synced.more),
        "pending_titles": done.titles,
        "unread": [
            {"thread": u.thread, "ideas": list(u.ideas), "why": u.why, "is": u.kind or None, "kept": u.kept}
            for u in synced.unread
        ],
        "moved": dict(synced.moved),
        "other_branches": [
            {"thread": o.thread, "branch": o.branch, "merged": o.merged, "ideas": list(o.ideas)}
            for o in synced.other_branches
        ],
        "unknown_reactions": list(synced.other_kinds),
        "unknown_authors": list(synced.nobody),
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
        "problems": len(done.problems),
        "tally": None if done.counted is None else done.counted.document,
    }


def sync_report(done: SyncReport, *, next_step: str, again: str) -> str:
    """What was done, for people."""
    synced = done.synced
    state = synced.state
    lines = []
    if done.moved is not None:
        lines.append(f"{done.moved} is called {synced.repository} now: write that into content/community.yml.")
    kind = f"{'Full' if synced.full else 'Incremental'} sync of {synced.repository}"
    lines.append(f"{kind}, going on where the last run stopped:" if synced.resumed else f"{kind}:")
    lines.append(
        f"{synced.pulls:,} pull requests, {synced.ideas:,} ideas on {synced.threads:,} threads, "
        f"{synced.changed:,} changed; {synced.cast:,} reactions came, {synced.withdrawn:,} went.",
    )
    lines.append(cost(synced.meter))
    if synced.pending:
        lines.append(f"Pending in open pull requests: {_some(synced.pending, NAMES)}")
    if done.untitled:
        lines.append(f"The titles of pending ideas could not be read, and are those of before: {done.untitled}")
    lines += [
        f"{thread} has {number:,} more names of ideas than are shown of one pull request."
        for thread, number in sorted(synced.more.items())[:NAMES]
    ]
    if synced.unthreaded:
        number = len(synced.unthreaded)
        lines.append(f"Without a thread, so without votes: {number:,} ({_some(synced.unthreaded, 5)})")
    lines += [_unread(unread, synced.repository) for unread in synced.unread]
    lines += [f"{old} is called {new} now: write that into the decisions." for old, new in sorted(synced.moved.items())]
    lines += [_other_branch(other) for other in synced.other_branches[:NAMES]]
    if synced.other_kinds:
        kinds = _some(synced.other_kinds, 5)
        lines.append(f"Reactions of a kind that this version does not know are no votes: {kinds}")
    if synced.nobody:
        lines.append(
            f"No account has the login of these authors: {_some(synced.nobody, 5)}. If they have others now, write "
            "those into their ideas: until then their votes for them count."
        )
    lines += [_difference(difference, again) for difference in synced.differences]
    if done.problems:
        lines.append(f"The content has {in_words(done.problems)}: {again} check")
    if done.counted is not None:
        lines += _counted(done)
    else:
        lines.append(f"{state.events:,} events, observed {instant(state.observed)}, head {state.head}")
        lines.append(f"Next, run: {next_step}")
    return "\n".join(lines)


def _some(names: Sequence[str], most: int) -> str:
    more = f" and {len(names) - most:,} more" if len(names) > most else ""
    return f"{', '.join(names[:most])}{more}"


def _unread(unread: Unread, repository: str) -> str:
    """Why a thread that decisions name gives no votes."""
    home, kind, number = home_of(unread.thread), kind_of(unread.thread), number_of(unread.thread)
    word = {"pull": "pull request", "issue": "issue", "discussion": "discussion"}.get(kind, "")
    owner = repository.partition("/")[0]
    why = {
        "import": "it is an imported record, and nobody can react to it",
        "other-owner": f"only repositories of {owner} are read, where {repository} is",
        "no-repository": f"there is no {home}, or the token may not read it",
        "other-repository": f"{home} is another repository now than when its votes were first read",
        "private": f"{home} is private, and {repository} is not",
        "here": f"write it without the repository, {kind}/{number}",
        "twice": "a decision names the same thread by another name, and that one is read",
        "other-kind": f"{number} is no {word}: write {unread.kind}",
        "not-there": f"there is no {word} {number} in {home or repository}",
    }[unread.why]
    gives = "gives no votes"
    if unread.kept:
        gives = "is not read, and what it gave before still counts"
    return f"{unread.thread}, named in the decision on {_some(unread.ideas, 5)}, {gives}: {why}."


def _other_branch(other: OtherBranch) -> str:
    """Why a pull request gives no votes, though it was merged, or no ideas, though it is open."""
    ideas, branch = _some(other.ideas, 5), inert(one_line(other.branch))
    if not other.merged:
        return f"{other.thread} goes into the branch {branch}, so what it proposes is not shown: {ideas}."
    return (
        f"{other.thread} was merged into the branch {branch}, not into the one that counts, and gives no votes: "
        f"{ideas}. Where it is the thread all the same, name it below `threads` in the decision on the idea."
    )


def _difference(one: Disagreement, again: str) -> str:
    numbers = f"{one.thread}: {one.listed:,} reactions by GraphQL, {one.rolled_up:,} by REST."
    if one.kept:
        return f"{numbers} What stood was kept, nothing was withdrawn; the next sync looks again."
    return f"{numbers} If that stays so: {again} sync --full"


def _counted(done: SyncReport) -> list[str]:
    assert done.counted is not None
    standings = done.counted.tally.standings.values()
    best = sorted((s for s in standings if s.support), key=lambda s: (-s.support, s.idea))[:10]
    lines = [f"{sum(s.counted for s in standings):,} of {sum(s.raw for s in standings):,} reactions count."]
    lines += [f"{standing.support:>9,}  {standing.idea}" for standing in best]
    lines.append(f"NOTHING WAS WRITTEN: {KEY_NAME} holds no key for pseudonyms, so the votes were counted in memory.")
    lines.append("To keep a ledger, make a key, store it safely, and run this again:")
    lines.append(f"  export {KEY_NAME}=$(openssl rand -hex 32)")
    return lines


def cost(meter: Meter) -> str:
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
        "threads": planned.threads,
        "pages": planned.pages,
        "points": {"incremental": planned.incremental, "full": planned.full, "first": planned.first},
        "remaining": planned.meter.remaining,
    }


def plan_report(planned: Plan, *, again: str) -> str:
    """The estimate for people."""
    return "\n".join(
        [
            f"{planned.repository} has {planned.pulls:,} pull requests, {planned.pages:,} pages"
            + (f"; decisions name {planned.threads:,} threads." if planned.threads else ".")
            + " About, in points:",
            f"{planned.incremental:>9,}  for what has changed, and one more for 50 threads that have",
            f"{planned.full:>9,}  for all voters again (--full), with up to 100 votes a thread",
            f"{planned.first:>9,}  for the very first sync",
            "The token of Actions has 1,000 points an hour, a person's 5,000. Nothing was written.",
            f"Next, run: {again} sync",
        ],
    )
