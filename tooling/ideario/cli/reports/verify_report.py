"""What a recount found, for people and for programs. Counts nothing."""

from collections.abc import Iterator
from dataclasses import asdict

from ideario.actions.verify import Verified
from ideario.cli.shared.options import not_proven
from ideario.cli.shared.speaking import aloud
from ideario.messages.said import Said, say, several
from ideario.model.moments import instant
from ideario.problems import has_errors
from ideario.reporters import counted as in_words
from ideario.syncing.compare_forge import Against, Explained


def verify_document(verified: Verified, head: str | None) -> dict[str, object]:
    """The outcome for programs."""
    state = verified.ledger
    return {
        "schema": 1,
        "problems": [asdict(problem) for problem in verified.problems],
        "ledger": None
        if state is None
        else {"head": state.head, "events": state.events, "observed": instant(state.observed), "sample": state.sample},
        "head_given": head,
        "since_head": None
        if head is None or verified.since is None
        else {"lines": verified.since.lines, "syncs": verified.since.syncs},
        "chain_whole": verified.whole,
        "recounted": verified.recounted,
        "compared": [path.as_posix() for path in verified.compared],
        "withheld": verified.withheld,
        "left_out": verified.left_out,
        "against": None if verified.against is None else comparison(verified.against),
    }


def comparison(outside: Against) -> dict[str, object]:
    """The comparison with GitHub for programs."""
    return {
        "repository": outside.repository,
        "ideas_compared": outside.compared,
        "voters_compared": outside.keyed,
        "points": outside.meter.points,
        "requests": outside.meter.requests,
        "ideas": [
            {
                "idea": one.idea,
                "github": one.shown,
                "ledger": one.known,
                "counted": one.counted,
                "since": one.since,
                "withdrawn": one.withdrawn,
                "account_gone": one.gone,
                "missing": one.missing,
                "judged_anew": dict(sorted(one.judged.items())),
                "excluded": dict(one.excluded),
            }
            for one in outside.ideas
        ],
    }


def compared_with_github(outside: Against) -> Iterator[str]:
    """The comparison with GitHub for people: a line an idea whose numbers differ, and why."""
    yield say(
        "Compared with {repository} on GitHub: {ideas} ideas with votes, for {points} points and {requests} requests.",
        repository=outside.repository, ideas=f"{outside.compared:,}",
        points=f"{outside.meter.points:,}", requests=f"{outside.meter.requests:,}",
    )  # fmt: skip
    if not outside.keyed:
        yield say("Without the ledger's own key voters cannot be told apart: moments of reactions were compared.")
    if not outside.ideas:
        yield say("GitHub shows exactly what is counted.")
    for one in outside.ideas:
        yield say(
            "{idea}: GitHub shows {shown} reactions, {counted} are counted",
            idea=one.idea, shown=f"{one.shown:,}", counted=f"{one.counted:,}",
        )  # fmt: skip
        yield from (f"  {aloud(sentence)}" for sentence in _why_it_differs(one))


def since_then(lines: int, syncs: int) -> Said:
    """How a chain stands to a head that it had, for people."""
    if not lines:
        return say("The head that was given is the one of today: nothing was changed or added since.")
    came = several("{count} line came", "{count} lines came", lines)
    return say("The chain has the head that was given; since then {came}, in {syncs} sync(s).", came=came, syncs=syncs)


def verify_report(verified: Verified, *, head: str | None, again: str, place: str) -> str:
    """The outcome for people, after the problems: what was looked at, what was not, and what to do next.

    `again` is how to call the program, and `place` the options that name the ledger to it.
    """
    return "\n".join(map(aloud, _told(verified, head, again, place)))


def _told(verified: Verified, head: str | None, again: str, place: str) -> Iterator[str]:
    state, following = verified.ledger, f"{again} tally{place}"
    yield from _of_the_chain(verified, head)
    yield from _of_the_numbers(verified, again, place)
    if verified.against is not None:
        yield from compared_with_github(verified.against)
    elif state is not None:
        yield say("The votes on GitHub were not looked at: --against-github does that.")
    if has_errors(verified.problems):
        total = in_words(verified.problems)
        yield say("{total}. To see when a file changed: {command}", total=total, command="git log -p FILE")
    elif state is None:
        yield say("Nothing was found wrong. Next, run: {command}", command=following)
    else:
        yield say("Everything agrees that was looked at. Next, run: {command}", command=following)


def _of_the_chain(verified: Verified, head: str | None) -> Iterator[str]:
    state = verified.ledger
    if state is None:
        yield say("There is no ledger.")
        return
    if verified.whole:
        events = f"{state.events:,}"
        yield say("The chain of {count} events is whole. Its head: {head}", count=events, head=state.head)
        if state.former_head is not None:
            yield say(
                "This is epoch {number}; the epoch before ended in {head}", number=state.epoch, head=state.former_head
            )
    if head is None:
        yield say("No head was given, so a tail that was cut or added, or a chain written anew, cannot be seen:")
        yield say("keep the head of today, and next time give it with --head.")
    elif verified.since is not None:
        yield since_then(verified.since.lines, verified.since.syncs)


def _of_the_numbers(verified: Verified, again: str, place: str) -> Iterator[str]:
    if not verified.recounted:
        yield say("The votes were not counted again.")
    elif verified.compared:
        files = ", ".join(str(path) for path in verified.compared)
        yield say("Compared with the recount: {files}", files=files)
        yield say("Not compared: the pages, the feeds and the calendar, which are made from the same numbers.")
        if verified.withheld:
            yield say(
                "Not compared: {count} ideas, whose counts the site withholds until the close.",
                count=f"{verified.withheld:,}",
            )
    else:
        yield say(
            "No published numbers were compared: there is no site here. To make one: {command}",
            command=f"{again} build{place}",
        )
    yield from not_proven(verified.unproven, reactions=verified.unproven_reactions)
    if verified.left_out:
        yield say(
            "Files left out of the count for mistakes in them: {count}. To see them: {command}",
            count=f"{verified.left_out:,}", command=f"{again} check",
        )  # fmt: skip


def _why_it_differs(one: Explained) -> Iterator[Said]:
    """Why the forge shows another number than is counted, in a few words each."""
    parts = (
        (one.since, say("given since the last sync")),
        (-one.withdrawn, say("withdrawn since, or their account deleted and its votes with it")),
        (one.missing, say("given before the last sync and not in the ledger")),
        (one.gone, say("of accounts that were deleted since; they stay shown, and the next sync excludes them by R1")),
    )
    for number, what in parts:
        if number:
            yield say("{count} {what}", count=f"{abs(number):,}", what=what)
    for rule, number in sorted(one.judged.items()):
        if rule:
            yield say("{count} that the next sync excludes by {rule}", count=f"{number:,}", rule=rule)
        else:
            yield say("{count} that the next sync counts, excluded until now", count=f"{number:,}")
    for rule, number in one.excluded.items():
        yield say("{count} excluded by {rule}", count=f"{number:,}", rule=rule)
