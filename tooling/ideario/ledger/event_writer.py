"""Appends lines to the event files of a ledger, each with its place in the chain. Reads nothing."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from ideario.ledger.format import GENESIS, event_line, state_line
from ideario.model.ledger_state import Event, LedgerState

MAX_FILE = 8 * 1024 * 1024


@dataclass(slots=True, kw_only=True)
class Chain:
    """Where a chain stands while it is written: its last hash and number, and the file that is still open to lines.

    `events` of its lines are events, and `seen` is the moment of the last one, "" before the first. `month` is the open
    file's, `number` its number, `size` its bytes.
    """

    prev: str = GENESIS
    seq: int = 0
    events: int = 0
    seen: str = ""
    month: str = ""
    number: int = 0
    size: int = 0


def write_lines(folder: Path, lines: Iterable[tuple[bytes, str]], chain: Chain) -> list[str]:
    """Append lines, each with its line end and the moment at which it was seen; give the names of the files written.

    `chain` moves on to the last file, and whoever makes the lines moves `prev`, `seq` and `events` on. ValueError when
    a line was seen in an earlier month than the one before it.
    """
    names: list[str] = []
    file = None
    month = former = ""
    try:
        for line, seen in lines:
            if seen is not former:
                former, month = seen, seen[:7]
            if month != chain.month or chain.size + len(line) > MAX_FILE:
                if month < chain.month:
                    raise ValueError(f"line {chain.seq} was seen before the one before it")
                if file is not None:
                    file.close()
                    file = None
                chain.number = chain.number + 1 if month == chain.month else 1
                chain.month, chain.size = month, 0
            if file is None:
                names.append(f"{chain.month}-{chain.number:02}.jsonl")
                file = (folder / names[-1]).open("ab")
            file.write(line)
            chain.size += len(line)
        chain.seen = former or chain.seen
    finally:
        if file is not None:
            file.close()
    return names


def end_chain(folder: Path, chain: Chain, state: LedgerState, *, seen: str) -> LedgerState:
    """Append the state line with which a sync ends; gives `state` with the head and the numbers of the whole chain.

    With that line the head, which people keep, stands for everything that ledger.json says, and for threads.json.
    """
    chain.seq += 1
    body = state_line(state, seen=seen, seq=chain.seq, prev=chain.prev)
    chain.prev = sha256(body).hexdigest()
    write_lines(folder, [(body + b"\n", seen)], chain)
    return replace(state, head=chain.prev, events=chain.events, lines=chain.seq)


def lines_of(events: Iterable[Event], chain: Chain) -> Iterator[tuple[bytes, str]]:
    """The events as lines with their line ends, each with the moment at which it was seen."""
    for event in events:
        chain.seq += 1
        chain.events += 1
        body = line_of(event, seq=chain.seq, prev=chain.prev)
        chain.prev = sha256(body).hexdigest()
        yield body + b"\n", event.seen


def line_of(event: Event, *, seq: int, prev: str) -> bytes:
    """One event as a line of the chain, without the line end."""
    return event_line(
        type_=event.type,
        thread=event.thread,
        idea=event.idea,
        voter=event.voter,
        kind=event.kind,
        given=event.given,
        rule=event.rule,
        flags=event.flags,
        seen=event.seen,
        seq=seq,
        prev=prev,
    )
