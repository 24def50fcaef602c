"""What a recount found, for people and for programs. Counts nothing."""

from collections.abc import Iterator
from dataclasses import asdict

from ideario.actions.verify import Verified
from ideario.cli.shared.options import not_proven
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


def compared_with_github(outside: Against) -> list[str]:
    """The comparison with GitHub for people: a line an idea whose numbers differ, and why."""
    spent = f"{outside.meter.points:,} points and {outside.meter.requests:,} requests"
    lines = [f"Compared with {outside.repository} on GitHub: {outside.compared:,} ideas with votes, for {spent}."]
    if not outside.keyed:
        lines.append("Without the ledger's own key voters cannot be told apart: moments of reactions were compared.")
    if not outside.ideas:
        lines.append("GitHub shows exactly what is counted.")
    for one in outside.ideas:
        lines.append(f"{one.idea}: GitHub shows {one.shown:,} reactions, {one.counted:,} are counted")
        lines += [f"  {sentence}" for sentence in _why_it_differs(one)]
    return lines


def since_then(lines: int, syncs: int) -> str:
    """How a chain stands to a head that it had, for people."""
    if not lines:
        return "The head that was given is the one of today: nothing was changed or added since."
    came = f"{lines:,} line{'s' * (lines != 1)} came, in {syncs:,} sync{'s' * (syncs != 1)}"
    return f"The chain has the head that was given; since then {came}."


def verify_report(verified: Verified, *, head: str | None, again: str, place: str) -> str:
    """The outcome for people, after the problems: what was looked at, what was not, and what to do next.

    `again` is how to call the program, and `place` the options that name the ledger to it.
    """
    state, wrong = verified.ledger, has_errors(verified.problems)
    lines = [*_of_the_chain(verified, head), *_of_the_numbers(verified, again, place)]
    if verified.against is not None:
        lines += compared_with_github(verified.against)
    elif state is not None:
        lines.append("The votes on GitHub were not looked at: --against-github does that.")
    if wrong:
        lines.append(f"{in_words(verified.problems)}. To see when a file changed: git log -p FILE")
    elif state is None:
        lines.append(f"Nothing was found wrong. Next, run: {again} tally{place}")
    else:
        lines.append(f"Everything agrees that was looked at. Next, run: {again} tally{place}")
    return "\n".join(lines)


def _of_the_chain(verified: Verified, head: str | None) -> Iterator[str]:
    state = verified.ledger
    if state is None:
        yield "There is no ledger."
        return
    if verified.whole:
        yield f"The chain of {state.events:,} events is whole. Its head: {state.head}"
        if state.former_head is not None:
            yield f"This is epoch {state.epoch}; the epoch before ended in {state.former_head}"
    if head is None:
        yield "No head was given, so a tail that was cut or added, or a chain written anew, cannot be seen:"
        yield "keep the head of today, and next time give it with --head."
    elif verified.since is not None:
        yield since_then(verified.since.lines, verified.since.syncs)


def _of_the_numbers(verified: Verified, again: str, place: str) -> Iterator[str]:
    if not verified.recounted:
        yield "The votes were not counted again."
    elif verified.compared:
        yield "Compared with the recount: " + ", ".join(str(path) for path in verified.compared)
        yield "Not compared: the pages, the feeds and the calendar, which are made from the same numbers."
        if verified.withheld:
            yield f"Not compared: {verified.withheld:,} ideas, whose counts the site withholds until the close."
    else:
        yield f"No published numbers were compared: there is no site here. To make one: {again} build{place}"
    yield from not_proven(verified.unproven, reactions=verified.unproven_reactions)
    if verified.left_out:
        yield f"Files left out of the count for mistakes in them: {verified.left_out:,}. To see them: {again} check"


def _why_it_differs(one: Explained) -> Iterator[str]:
    """Why the forge shows another number than is counted, in a few words each."""
    parts = (
        (one.since, "given since the last sync"),
        (-one.withdrawn, "withdrawn since, or their account deleted and its votes with it"),
        (one.missing, "given before the last sync and not in the ledger"),
        (one.gone, "of accounts that were deleted since; they stay shown, and the next sync excludes them by R1"),
    )
    yield from (f"{abs(number):,} {what}" for number, what in parts if number)
    for rule, number in sorted(one.judged.items()):
        yield f"{number:,} that the next sync {f'excludes by {rule}' if rule else 'counts, excluded until now'}"
    for rule, number in one.excluded.items():
        yield f"{number:,} excluded by {rule}"
