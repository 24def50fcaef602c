"""Explains where a chain is broken: which lines were changed, are missing, were moved or added. Repairs nothing.

Where there is more than one run of lines that follow each other, the lines are read a second time to find out which
line each run continues.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from itertools import pairwise

from ideario.ledger.chain.replay import MAX_BREAKS, ChainRun, Replay, lines_in, problem_at
from ideario.ledger.format import GENESIS
from ideario.model.ledger_state import LedgerState
from ideario.problems import Problem


def broken_links(replay: Replay, state: LedgerState) -> list[Problem]:
    """The places where the chain is broken, each with the most modest explanation: changed, missing, moved, added."""
    if replay.head == state.head and len(replay.runs) <= 1 and all(run.prev == GENESIS for run in replay.runs):
        return []
    if replay.breaks >= MAX_BREAKS:
        message = f"the chain is broken in {replay.breaks:,} places, first here: did an editor write every line anew?"
        return [replay.problem(replay.runs[1].first, "ledger-chain", message)]
    found = _find({run.prev for run in replay.runs if run.prev} | {state.head}, replay)
    if not replay.count:
        missing = f"all lines are missing: ledger.json names {state.lines:,}"
        return [problem_at("ledger.json", 1, "ledger-chain", missing)]
    problems = []
    if state.head in found:
        end = found[state.head][-1]
    else:
        end = replay.count - 1
        problems.append(_wrong_end(replay, state))
    chain, explained = _walk_back(replay, found, end, changed={end} if problems else set())
    return [*problems, *explained, *_moved(replay, chain), *_added(replay, chain)]


def _find(wanted: set[str], replay: Replay) -> dict[str, list[int]]:
    """Where the lines with these hashes stand."""
    found: dict[str, list[int]] = defaultdict(list)
    place = 0
    for file in replay.files:
        for raw, _ in lines_in(file):
            digest = sha256(raw.removesuffix(b"\r") if replay.returned else raw).hexdigest()
            if digest in wanted:
                found[digest].append(place)
            place += 1
    return found


def _wrong_end(replay: Replay, state: LedgerState) -> Problem:
    """No line is the head that ledger.json names."""
    last = replay.count - 1
    number = replay.number(last) or 0
    if number < state.lines:
        message = f"{_lines_named(number + 1, state.lines)} missing after this line"
        return replay.problem(last, "ledger-chain", message)
    if number == state.lines:
        return replay.problem(last, "ledger-chain", "the line was changed: ledger.json names another hash for it")
    return problem_at("ledger.json", 1, "ledger-head", f"no line has the hash {state.head}, which stands here as head")


def _walk_back(
    replay: Replay, found: dict[str, list[int]], end: int, *, changed: set[int]
) -> tuple[list[tuple[int, int]], list[Problem]]:
    """Follow the chain from the line `end` to its beginning, over the breaks.

    Gives the runs that belong to it, first to last, and the problems that explain the breaks. `changed` are lines
    already known to be changed: what they name as prev says nothing about the line before.
    """
    chain: list[tuple[int, int]] = []
    problems = []
    place: int | None = end
    while place is not None:
        run = replay.run_at(place)
        chain.append((run.first, place))
        if run.prev == GENESIS:
            break
        known = [p for p in found.get(run.prev or "", []) if not _holds(chain, p)]
        if known:
            place = max((p for p in known if p < run.first), default=known[-1])
            continue
        place = next((p for p in range(run.first - 1, -1, -1) if not _holds(chain, p)), None)
        if run.first not in changed:
            problem, culprit = _explain(replay, run, place)
            problems.append(problem)
            changed = changed | {culprit}
        elif place is not None and run.prev is not None:
            message = "the line may have been changed as well: the next one, which was, names another hash for it"
            problems.append(replace(replay.problem(place, "ledger-chain", message), level="warning"))
    return chain[::-1], problems


def _holds(chain: list[tuple[int, int]], place: int) -> bool:
    return any(first <= place <= last for first, last in chain)


def _explain(replay: Replay, run: ChainRun, before: int | None) -> tuple[Problem, int]:
    """Why no line is the one that `run` continues, `before` being the line that stands there; and the line to blame."""
    number = run.number(run.first)
    if before is None:
        if number is not None and number > 1:
            message = f"{_lines_named(1, number - 1)} missing before this line"
        else:
            message = "the line was changed: the first line's prev is 64 zeros"
        return replay.problem(run.first, "ledger-chain", message), run.first
    previous = replay.number(before)
    # A line that was changed may have a changed number, too; then the line before it tells.
    followed = number is not None and number - 2 in {(previous or 0) - 1, replay.number(before - 1)}
    if number is not None and previous is not None and number > previous + 1 and not followed:
        message = f"{_lines_named(previous + 1, number - 1)} missing before this line"
        return replay.problem(run.first, "ledger-chain", message), -1
    message = "the line was changed: the next one names another hash for it"
    return replay.problem(before, "ledger-chain", message), before


def _lines_named(first: int, last: int) -> str:
    return f"line {first:,} of the chain is" if first == last else f"lines {first:,} to {last:,} of the chain are"


def _moved(replay: Replay, chain: list[tuple[int, int]]) -> Iterator[Problem]:
    """Runs that stand before the run that they continue."""
    for (_, last), (first, _) in pairwise(chain):
        if first < last:
            message = f"the line is out of order: it belongs after the one at {replay.where(last)}"
            yield replay.problem(first, "ledger-chain", message)


def _added(replay: Replay, chain: list[tuple[int, int]]) -> Iterator[Problem]:
    """Lines that are no part of the chain."""
    place = 0
    for first, last in [*sorted(chain), (replay.count, replay.count)]:
        if place < first:
            count = first - place
            message = "the line was added" if count == 1 else f"{count:,} lines were added, from here on"
            yield replay.problem(place, "ledger-chain", f"{message}: the chain does not go through it")
        place = max(place, last + 1)
