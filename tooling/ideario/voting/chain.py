"""Replays a ledger's chain and names every line that does not fit. Repairs nothing, counts nothing.

The lines are read once, and only runs of lines that follow each other are kept; where there is more than one run, the
lines are read a second time to find out which line each run continues. So a sound ledger costs no memory.
"""

import json
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import Any

from ideario.model import LedgerState
from ideario.problems import Failure, Problem, ordered
from ideario.voting.format import GENESIS, read_line, said_of
from ideario.voting.ledger import FILE_NAME, event_files, read_state, read_threads, threads_hash

MOST_LINES = 100
MOST_BREAKS = 1000
Progress = Callable[[int, int], None]


@dataclass(slots=True, kw_only=True)
class _Run:
    """Lines `first` to `last` (places in the whole ledger, from 0), each naming the one before it as its prev.

    `prev` and `seq` are the first line's; `head` is the hash of the last.
    """

    first: int
    last: int
    prev: str | None
    seq: int | None
    head: str

    def number(self, place: int) -> int | None:
        """The seq that the line at `place` should have, going by the first line of the run."""
        return None if self.seq is None else self.seq + place - self.first


@dataclass(slots=True, kw_only=True)
class _Replay:
    """What one reading of all lines has found."""

    files: list[Path]
    starts: list[int] = field(default_factory=list)
    runs: list[_Run] = field(default_factory=list)
    count: int = 0
    events: int = 0
    state: Mapping[str, Any] | None = None
    breaks: int = 0
    given_head: int | None = None
    faults: list[tuple[int, str, str]] = field(default_factory=list)

    @property
    def head(self) -> str:
        return self.runs[-1].head if self.runs else GENESIS

    def run_at(self, place: int) -> _Run:
        return self.runs[bisect_right(self.runs, place, key=lambda run: run.first) - 1]

    def number(self, place: int) -> int | None:
        return self.run_at(place).number(place) if 0 <= place < self.count else None

    def fault(self, place: int, rule: str, message: str) -> None:
        """Keep what is wrong with one line, as long as somebody may still want to read it."""
        if len(self.faults) <= MOST_LINES:
            self.faults.append((place, rule, message))

    def problem(self, place: int, rule: str, message: str) -> Problem:
        """A problem at the line `place`; at ledger.json where the ledger has no lines."""
        if not self.files or not self.count:
            return _problem("ledger.json", 1, rule, message)
        index = bisect_right(self.starts, place) - 1
        return _problem(self.files[index].name, place - self.starts[index] + 1, rule, message)

    def where(self, place: int) -> str:
        index = bisect_right(self.starts, place) - 1
        return f"{self.files[index].name}:{place - self.starts[index] + 1}"


def check_chain(folder: Path, *, head: str | None = None, progress: Progress | None = None) -> list[Problem]:
    """Everything wrong with the ledger in `folder`, in order; paths are relative to it.

    `head` is one that somebody kept: with it a tail that was cut or added is found even where ledger.json was changed
    to match, and so is a chain that was written anew. `progress` hears (bytes read, bytes in all). A Failure where
    ledger.json or threads.json cannot be understood. A folder without a ledger has no problem, unless a head is given.
    """
    state = read_state(folder)
    if state is None:
        message = "there is no ledger here, and so none that ends in the head that was given"
        return [] if head in {None, GENESIS} else [_problem("ledger.json", 1, "ledger-head", message)]
    replay = _replay(folder, head, progress)
    problems = [*_wrong_names(folder, replay), *_wrong_threads(folder, state)]
    problems += [replay.problem(place, rule, message) for place, rule, message in replay.faults[:MOST_LINES]]
    if len(replay.faults) > MOST_LINES:
        place, rule, _ = replay.faults[MOST_LINES]
        problems.append(replay.problem(place, rule, "here and further down there are more lines like those above"))
    broken = _broken_links(replay, state)
    problems += broken or _wrong_state(replay, state)
    if head is not None:
        problems += _wrong_head(replay, head, state)
    return list(ordered(problems))


def _problem(path: str, line: int, rule: str, message: str) -> Problem:
    return Problem(path=path, line=line, column=1, level="error", rule=rule, message=message)


def _lines(file: Path) -> Iterator[tuple[bytes, bool]]:
    """The lines of a file without their ends, each with whether it had one."""
    try:
        with file.open("rb") as opened:
            for raw in opened:
                yield (raw[:-1], True) if raw.endswith(b"\n") else (raw, False)
    except OSError as error:
        raise Failure(f"{file} cannot be read: {error.strerror}") from error


def _replay(folder: Path, head: str | None, progress: Progress | None) -> _Replay:
    replay = _Replay(files=event_files(folder))
    sizes = [file.stat().st_size for file in replay.files]
    for number, file in enumerate(replay.files):
        replay.starts.append(replay.count)
        month = file.name[:7]
        for raw, ended in _lines(file):
            _take(replay, raw, head, month, ended=ended)
        if progress is not None:
            progress(sum(sizes[: number + 1]), sum(sizes))
    return replay


def _take(replay: _Replay, raw: bytes, head: str | None, month: str, *, ended: bool) -> None:
    """One more line."""
    place, line, digest = replay.count, read_line(raw), sha256(raw).hexdigest()
    run = replay.runs[-1] if replay.runs else None
    if run is not None and line.prev == run.head:
        run.last, run.head = place, digest
        expected = run.number(place)
        if line.seq is not None and expected is not None and line.seq != expected:
            message = f"the line was changed: its number is {line.seq}, and it follows line {expected - 1} of the chain"
            replay.fault(place, "ledger-chain", message)
    elif replay.breaks < MOST_BREAKS:
        replay.breaks += replay.count > 0
        replay.runs.append(_Run(first=place, last=place, prev=line.prev, seq=line.seq, head=digest))
    elif run is not None:
        replay.breaks += 1
        run.head = digest
    if line.fault is not None:
        replay.fault(place, "ledger-line", line.fault)
    elif line.seen is not None and line.seen[:7] != month:
        replay.fault(place, "ledger-files", f"an event seen at {line.seen} stands in the file of {month}")
    if not ended:
        replay.fault(place, "ledger-line", "the line has no line end")
    replay.state = line.state
    replay.events += not (line.state is not None)
    if digest == head:
        replay.given_head = place
    replay.count += 1


def _wrong_names(folder: Path, replay: _Replay) -> Iterator[Problem]:
    """Event files by another name are not part of the chain, and numbers begin at 01 and leave none out."""
    for path in sorted(folder.glob("*.jsonl")):
        if not FILE_NAME.fullmatch(path.name):
            yield _problem(path.name, 1, "ledger-files", "event files are named <year>-<month>-<nn>.jsonl")
    month, number = "", 0
    for path in replay.files:
        number = number + 1 if path.name[:7] == month else 1
        month = path.name[:7]
        expected = f"{month}-{number:02}.jsonl"
        if path.name != expected:
            yield _problem(path.name, 1, "ledger-files", f"the file {expected} is missing before this one")
            number = int(path.name[8:-6])


def _wrong_threads(folder: Path, state: LedgerState) -> Iterator[Problem]:
    read_threads(folder)  # a Failure where it cannot be understood
    if threads_hash(folder) != state.threads:
        message = f"threads.json is not the one that ledger.json names: its hash is {threads_hash(folder)}"
        yield _problem("threads.json", 1, "ledger-threads", message)


def _wrong_state(replay: _Replay, state: LedgerState) -> Iterator[Problem]:
    """What ledger.json says of a chain whose lines follow each other, and its last line says otherwise."""
    counts = [("lines", state.lines, replay.count), ("events", state.events, replay.events)]
    for key, said, found in counts:
        if said != found:
            yield _problem("ledger.json", 1, "ledger-head", f"{key} is {said:,}, and the chain has {found:,}")
    if replay.state is None:
        message = "the chain does not end with a state line, as each sync does: this line was added"
        yield replay.problem(replay.count - 1, "ledger-state", message)
        return
    said_here = said_of(state)
    for key, said in replay.state.items():
        if said_here[key] != said:
            ours, theirs = json.dumps(said_here[key]), json.dumps(said)
            message = f"{key} is {ours}, and the last line of the chain says {theirs}"
            if key == "closes":
                message = "closes are not those that the last line of the chain stands for"
            yield _problem("ledger.json", 1, "ledger-state", message)


def _wrong_head(replay: _Replay, head: str, state: LedgerState) -> Iterator[Problem]:
    """How the chain stands to a head that somebody kept."""
    if head == replay.head:
        return
    if replay.given_head is None and head == state.former_head:
        message = f"the head that was given ended the epoch before; epoch {state.epoch} is a new chain, written since"
        yield _problem("ledger.json", 1, "ledger-head", message)
        return
    if replay.given_head is None and head != GENESIS:
        message = f"no line has the hash {head}: the ledger was cut before it, or written anew"
        yield _problem("ledger.json", 1, "ledger-head", message)
        return
    place = 0 if replay.given_head is None else replay.given_head + 1
    message = f"{replay.count - place:,} lines were added after the head that was given, from here on"
    yield replay.problem(place, "ledger-head", message)


def _broken_links(replay: _Replay, state: LedgerState) -> list[Problem]:
    """The places where the chain is broken, each with the most modest explanation: changed, missing, moved, added."""
    if replay.head == state.head and len(replay.runs) <= 1 and all(run.prev == GENESIS for run in replay.runs):
        return []
    if replay.breaks >= MOST_BREAKS:
        message = f"the chain is broken in {replay.breaks:,} places, first here: did an editor write every line anew?"
        return [replay.problem(replay.runs[1].first, "ledger-chain", message)]
    found = _find({run.prev for run in replay.runs if run.prev} | {state.head}, replay)
    if not replay.count:
        missing = f"all lines are missing: ledger.json names {state.lines:,}"
        return [_problem("ledger.json", 1, "ledger-chain", missing)]
    problems = []
    if state.head in found:
        end = found[state.head][-1]
    else:
        end = replay.count - 1
        problems.append(_wrong_end(replay, state))
    chain, explained = _walk_back(replay, found, end, changed={end} if problems else set())
    return [*problems, *explained, *_moved(replay, chain), *_added(replay, chain)]


def _find(wanted: set[str], replay: _Replay) -> dict[str, list[int]]:
    """Where the lines with these hashes stand."""
    found: dict[str, list[int]] = defaultdict(list)
    place = 0
    for file in replay.files:
        for raw, _ in _lines(file):
            digest = sha256(raw).hexdigest()
            if digest in wanted:
                found[digest].append(place)
            place += 1
    return found


def _wrong_end(replay: _Replay, state: LedgerState) -> Problem:
    """No line is the head that ledger.json names."""
    last = replay.count - 1
    number = replay.number(last) or 0
    if number < state.lines:
        message = f"{_lines_named(number + 1, state.lines)} missing after this line"
        return replay.problem(last, "ledger-chain", message)
    if number == state.lines:
        return replay.problem(last, "ledger-chain", "the line was changed: ledger.json names another hash for it")
    return _problem("ledger.json", 1, "ledger-head", f"no line has the hash {state.head}, which stands here as head")


def _walk_back(
    replay: _Replay, found: dict[str, list[int]], end: int, *, changed: set[int]
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


def _explain(replay: _Replay, run: _Run, before: int | None) -> tuple[Problem, int]:
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


def _moved(replay: _Replay, chain: list[tuple[int, int]]) -> Iterator[Problem]:
    """Runs that stand before the run that they continue."""
    for (_, last), (first, _) in pairwise(chain):
        if first < last:
            message = f"the line is out of order: it belongs after the one at {replay.where(last)}"
            yield replay.problem(first, "ledger-chain", message)


def _added(replay: _Replay, chain: list[tuple[int, int]]) -> Iterator[Problem]:
    """Lines that are no part of the chain."""
    place = 0
    for first, last in [*sorted(chain), (replay.count, replay.count)]:
        if place < first:
            count = first - place
            message = "the line was added" if count == 1 else f"{count:,} lines were added, from here on"
            yield replay.problem(place, "ledger-chain", f"{message}: the chain does not go through it")
        place = max(place, last + 1)
