"""Reads all lines of a ledger once, and keeps which of them follow each other. Explains nothing.

Only runs of lines that follow each other are kept, so a sound ledger costs no memory.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import islice
from pathlib import Path

from ideario.ledger.chain.chain_end import last_line
from ideario.ledger.format import GENESIS, SaidOfState
from ideario.ledger.line_reader import read_line
from ideario.ledger.plain_files import event_files
from ideario.messages.said import as_is, say
from ideario.problems import Failure, Problem
from ideario.progress import Progress

MAX_LINES = 100
MAX_BREAKS = 1000


@dataclass(slots=True, kw_only=True)
class ChainRun:
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
class Replay:
    """What one reading of all lines has found.

    `state` is what the last line says, if it is a state line; `syncs` are the state lines after the one whose hash was
    looked for, and `formers` the heads of former epochs, by these. `returned` says that the lines end in CR LF, which
    was taken off.
    """

    files: list[Path]
    starts: list[int] = field(default_factory=list)
    runs: list[ChainRun] = field(default_factory=list)
    count: int = 0
    events: int = 0
    state: SaidOfState | None = None
    syncs: int = 0
    formers: dict[str, int] = field(default_factory=dict)
    returned: bool = False
    breaks: int = 0
    given_head: int | None = None
    faults: list[tuple[int, str, str]] = field(default_factory=list)

    @property
    def head(self) -> str:
        return self.runs[-1].head if self.runs else GENESIS

    def run_at(self, place: int) -> ChainRun:
        return self.runs[bisect_right(self.runs, place, key=lambda run: run.first) - 1]

    def number(self, place: int) -> int | None:
        return self.run_at(place).number(place) if 0 <= place < self.count else None

    def fault(self, place: int, rule: str, message: str) -> None:
        """Keep what is wrong with one line, as long as somebody may still want to read it."""
        if len(self.faults) <= MAX_LINES:
            self.faults.append((place, rule, message))

    def problem(self, place: int, rule: str, message: str) -> Problem:
        """A problem at the line `place`; at ledger.json where the ledger has no lines."""
        if not self.files or not self.count:
            return problem_at("ledger.json", 1, rule, message)
        index = bisect_right(self.starts, place) - 1
        return problem_at(self.files[index].name, place - self.starts[index] + 1, rule, message)

    def where(self, place: int) -> str:
        index = bisect_right(self.starts, place) - 1
        return f"{self.files[index].name}:{place - self.starts[index] + 1}"


def problem_at(path: str, line: int, rule: str, message: str) -> Problem:
    """An error at a line of a file of the ledger."""
    return Problem(path=path, line=line, column=1, level="error", rule=rule, message=as_is(message))


def lines_in(file: Path) -> Iterator[tuple[bytes, bool]]:
    """The lines of a file without their ends, each with whether it had one."""
    try:
        with file.open("rb") as opened:
            for raw in opened:
                yield (raw[:-1], True) if raw.endswith(b"\n") else (raw, False)
    except OSError as error:
        raise Failure(say("{file} cannot be read: {reason}", file=file, reason=error.strerror)) from error


def replayed(folder: Path, head: str | None, progress: Progress | None) -> Replay:
    """Read all lines, looking for the one with the hash `head`. `progress` hears (bytes read, bytes in all)."""
    replay = Replay(files=event_files(folder))
    replay.returned = all(_ends_in_return(line) for line in _outer_lines(replay.files)) and bool(replay.files)
    sizes = [file.stat().st_size for file in replay.files]
    for number, file in enumerate(replay.files):
        replay.starts.append(replay.count)
        month = file.name[:7]
        for raw, ended in lines_in(file):
            _take(replay, raw.removesuffix(b"\r") if replay.returned else raw, head, month, ended=ended)
        if progress is not None:
            progress(sum(sizes[: number + 1]), sum(sizes))
    return replay


def _outer_lines(files: Sequence[Path]) -> Iterator[bytes]:
    """The first and the last line of all, with whatever ends them but for a line feed."""
    for file in files[:1]:
        yield from (raw for raw, _ in islice(lines_in(file), 1))
    yield last_line(files)


def _ends_in_return(line: bytes) -> bool:
    return line.endswith(b"\r")


def _take(replay: Replay, raw: bytes, head: str | None, month: str, *, ended: bool) -> None:
    """One more line."""
    place, line, digest = replay.count, read_line(raw), sha256(raw).hexdigest()
    run = replay.runs[-1] if replay.runs else None
    if run is not None and line.prev == run.head:
        run.last, run.head = place, digest
        expected = run.number(place)
        if line.seq is not None and expected is not None and line.seq != expected:
            message = f"the line was changed: its number is {line.seq}, and it follows line {expected - 1} of the chain"
            replay.fault(place, "ledger-chain", message)
    elif replay.breaks < MAX_BREAKS:
        replay.breaks += replay.count > 0
        replay.runs.append(ChainRun(first=place, last=place, prev=line.prev, seq=line.seq, head=digest))
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
    replay.events += line.state is None
    if line.state is not None:
        replay.syncs += 1
        if line.state["former_head"] is not None:
            replay.formers[line.state["former_head"]] = line.state["epoch"] - 1
    if digest == head:
        replay.syncs = 0
        replay.given_head = place
    replay.count += 1
