"""What a sync did, for people and for programs; and what one would cost. Asks nobody."""

from collections.abc import Iterator
from typing import Any

from ideario.actions.sync import SyncReport
from ideario.cli.shared.forge_options import now
from ideario.cli.shared.options import some
from ideario.cli.shared.speaking import aloud
from ideario.fences import one_line
from ideario.forge.hosting import KEY_NAME
from ideario.forge.port import Meter
from ideario.messages.said import Said, joined, say
from ideario.model.moments import instant
from ideario.model.thread_names import home_of, kind_of, number_of
from ideario.reporters import counted as in_words
from ideario.reporters import inert
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
    return "\n".join(map(aloud, _told(done, next_step, again)))


def _told(done: SyncReport, next_step: str, again: str) -> Iterator[str]:
    synced = done.synced
    state, here = synced.state, synced.repository
    if done.moved is not None:
        yield say("{old} is called {new} now: write that into content/community.yml.", old=done.moved, new=here)
    kind = say("Full sync of {repository}", repository=here)
    if not synced.full:
        kind = say("Incremental sync of {repository}", repository=here)
    yield (
        say("{kind}, going on where the last run stopped:", kind=kind) if synced.resumed else say("{kind}:", kind=kind)
    )
    yield say(
        "{pulls} pull requests, {ideas} ideas on {threads} threads, {changed} changed; {came} reactions came, {went} "
        "went.",
        pulls=f"{synced.pulls:,}", ideas=f"{synced.ideas:,}", threads=f"{synced.threads:,}",
        changed=f"{synced.changed:,}", came=f"{synced.cast:,}", went=f"{synced.withdrawn:,}",
    )  # fmt: skip
    yield cost(synced.meter)
    yield from _of_ideas(done)
    for unread in synced.unread:
        yield _unread(unread, here)
    for old, new in sorted(synced.moved.items()):
        yield say("{old} is called {new} now: write that into the decisions.", old=old, new=new)
    for other in synced.other_branches[:NAMES]:
        yield _other_branch(other)
    if synced.other_kinds:
        kinds = some(synced.other_kinds, 5)
        yield say("Reactions of a kind that this version does not know are no votes: {kinds}", kinds=kinds)
    if synced.nobody:
        yield say(
            "No account has the login of these authors: {logins}. If they have others now, write those into their "
            "ideas: until then their votes for them count.",
            logins=some(synced.nobody, 5),
        )
    for difference in synced.differences:
        yield _difference(difference, again)
    if done.problems:
        total = in_words(done.problems)
        yield say("The content has {total}: {command}", total=total, command=f"{again} check")
    if done.counted is not None:
        yield from _counted(done)
    else:
        yield say(
            "{count} events, observed {observed}, head {head}",
            count=f"{state.events:,}", observed=instant(state.observed), head=state.head,
        )  # fmt: skip
        yield say("Next, run: {command}", command=next_step)


def _of_ideas(done: SyncReport) -> Iterator[Said]:
    """What is known of ideas that are pending, or have no thread."""
    synced = done.synced
    if synced.pending:
        yield say("Pending in open pull requests: {ideas}", ideas=some(synced.pending, NAMES))
    if done.untitled:
        yield say(
            "The titles of pending ideas could not be read, and are those of before: {reason}", reason=done.untitled
        )
    for thread, number in sorted(synced.more.items())[:NAMES]:
        yield say(
            "{thread} has {count} more names of ideas than are shown of one pull request.",
            thread=thread, count=f"{number:,}",
        )  # fmt: skip
    if synced.unthreaded:
        shown = some(synced.unthreaded, 5)
        yield say(
            "Without a thread, so without votes: {count} ({ideas})", count=f"{len(synced.unthreaded):,}", ideas=shown
        )


def _unread(unread: Unread, repository: str) -> Said:
    """Why a thread that decisions name gives no votes."""
    home, kind, number = home_of(unread.thread), kind_of(unread.thread), number_of(unread.thread)
    word = {"pull": say("pull request"), "issue": say("issue"), "discussion": say("discussion")}.get(kind, "")
    why = {
        "import": say("it is an imported record, and nobody can react to it"),
        "other-owner": say(
            "only repositories of {owner} are read, where {repository} is",
            owner=repository.partition("/")[0], repository=repository,
        ),
        "no-repository": say("there is no {home}, or the token may not read it", home=home),
        "other-repository": say("{home} is another repository now than when its votes were first read", home=home),
        "private": say("{home} is private, and {repository} is not", home=home, repository=repository),
        "here": say("write it without the repository, {thread}", thread=f"{kind}/{number}"),
        "twice": say("a decision names the same thread by another name, and that one is read"),
        "other-kind": say("{number} is no {word}: write {thread}", number=number, word=word, thread=unread.kind),
        "not-there": say("there is no {word} {number} in {home}", word=word, number=number, home=home or repository),
    }[unread.why]  # fmt: skip
    ideas = some(unread.ideas, 5)
    if unread.kept:
        return say(
            "{thread}, named in the decision on {ideas}, is not read, and what it gave before still counts: {why}.",
            thread=unread.thread, ideas=ideas, why=why,
        )  # fmt: skip
    return say(
        "{thread}, named in the decision on {ideas}, gives no votes: {why}.",
        thread=unread.thread, ideas=ideas, why=why,
    )  # fmt: skip


def _other_branch(other: OtherBranch) -> Said:
    """Why a pull request gives no votes, though it was merged, or no ideas, though it is open."""
    ideas, branch = some(other.ideas, 5), inert(one_line(other.branch))
    if not other.merged:
        return say(
            "{thread} goes into the branch {branch}, so what it proposes is not shown: {ideas}.",
            thread=other.thread, branch=branch, ideas=ideas,
        )  # fmt: skip
    return say(
        "{thread} was merged into the branch {branch}, not into the one that counts, and gives no votes: {ideas}. "
        "Where it is the thread all the same, name it below `threads` in the decision on the idea.",
        thread=other.thread, branch=branch, ideas=ideas,
    )  # fmt: skip


def _difference(one: Disagreement, again: str) -> Said:
    numbers = say(
        "{thread}: {listed} reactions by GraphQL, {rolled_up} by REST.",
        thread=one.thread, listed=f"{one.listed:,}", rolled_up=f"{one.rolled_up:,}",
    )  # fmt: skip
    if one.kept:
        return joined([numbers, say("What stood was kept, nothing was withdrawn; the next sync looks again.")])
    return joined([numbers, say("If that stays so: {command}", command=f"{again} sync --full")])


def _counted(done: SyncReport) -> Iterator[str]:
    assert done.counted is not None
    standings = done.counted.tally.standings.values()
    best = sorted((s for s in standings if s.support), key=lambda s: (-s.support, s.idea))[:10]
    counted, raw = sum(s.counted for s in standings), sum(s.raw for s in standings)
    yield say("{counted} of {raw} reactions count.", counted=f"{counted:,}", raw=f"{raw:,}")
    yield from (f"{standing.support:>9,}  {standing.idea}" for standing in best)
    yield say(
        "NOTHING WAS WRITTEN: {key} holds no key for pseudonyms, so the votes were counted in memory.", key=KEY_NAME
    )
    yield say("To keep a ledger, make a key, store it safely, and run this again:")
    yield f"  export {KEY_NAME}=$(openssl rand -hex 32)"


def cost(meter: Meter) -> Said:
    """What was spent, in words."""
    spent = say("{requests} requests, {points} points", requests=f"{meter.requests:,}", points=f"{meter.points:,}")
    left = None if meter.remaining is None else f"{meter.remaining:,}"
    until = None if meter.resets is None else instant(meter.resets)
    if left is None:
        return (
            say("{spent}.", spent=spent) if until is None else say("{spent} until {until}.", spent=spent, until=until)
        )
    if until is None:
        return say("{spent}, {left} points left.", spent=spent, left=left)
    return say("{spent}, {left} points left until {until}.", spent=spent, left=left, until=until)


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
    has = say(
        "{repository} has {pulls} pull requests, {pages} pages.",
        repository=planned.repository, pulls=f"{planned.pulls:,}", pages=f"{planned.pages:,}",
    )  # fmt: skip
    named = say("Decisions name {threads} threads.", threads=f"{planned.threads:,}") if planned.threads else ""
    costs = (
        (planned.incremental, say("for what has changed, and one more for 50 threads that have")),
        (planned.full, say("for all voters again (--full), with up to 100 votes a thread")),
        (planned.first, say("for the very first sync")),
    )
    lines = [
        joined([has, named, say("About, in points:")]),
        *(f"{points:>9,}  {aloud(what)}" for points, what in costs),
        say("The token of Actions has 1,000 points an hour, a person’s 5,000. Nothing was written."),
        say("Next, run: {command}", command=f"{again} sync"),
    ]
    return "\n".join(map(aloud, lines))
