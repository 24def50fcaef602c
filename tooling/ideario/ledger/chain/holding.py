"""Tells whether a whole chain holds, quickly, for whoever counts it. Explains nothing: `check_chain` does.

Where a file's hash is one of a file that was looked at before, its lines are not looked at once more: what they say of
themselves depends on nothing but their bytes. And it is not hashed again where the system says that nobody has touched
it since (330 MB: 0.2 s of processor time). `verify` believes neither, and reads every line.
"""

import os
import re
from collections.abc import Sequence
from functools import lru_cache
from hashlib import sha256
from operator import contains
from pathlib import Path

from ideario.ledger.chain.chain_end import disagreement
from ideario.ledger.format import GENESIS, HASH, NUMBER, STATE, in_line, line_pattern, naming
from ideario.ledger.line_reader import read_line
from ideario.ledger.plain_files import event_files
from ideario.messages.said import Said, say
from ideario.model.ledger_state import LedgerState
from ideario.model.moments import INSTANT
from ideario.user_cache import Remembered, Span, remember, remembered, remembering, stamp_of

MIN_BYTES = 1 << 20
"""Files of fewer bytes are looked at in no time, and not remembered."""
_PREV = re.compile(naming(f"({HASH})"))
_SEQ = re.compile(in_line("seq", f"({NUMBER})"))
_STATE = in_line(STATE[-1], '"state"') + "}"


def broken(folder: Path, state: LedgerState) -> Said | None:
    """Why nothing may be counted from the ledger in `folder`, in short; None where its chain holds."""
    wrong = disagreement(folder, state)
    if wrong is not None:
        return wrong
    known, found = remembered(), Remembered({}, {})
    prev, number, events = GENESIS, 0, 0
    for path in event_files(folder):
        if not path.stat().st_size:
            continue
        span = _span_of_file(path, known, found)
        if span is None:
            return say(
                "{name} has a line that is none of a ledger, or that does not follow the one before it", name=path.name
            )
        if (span.prev, span.first) != (prev, number + 1):
            return say("{name} does not go on where the file before it ends", name=path.name)
        prev, number, events = span.head, span.last, events + span.events
    if found.spans or found.stamps:
        remember(Remembered(known.spans | found.spans, known.stamps | found.stamps))
    if events != state.events:
        return say(
            "it holds {events} events, and ledger.json says {said}",
            events=f"{events:,}",
            said=f"{state.events:,}",
        )
    return (
        None
        if number == state.lines
        else say("it holds {lines} lines, and ledger.json says {said}", lines=f"{number:,}", said=f"{state.lines:,}")
    )


def _span_of_file(path: Path, known: Remembered, found: Remembered) -> Span | None:
    """What holds of the lines of an event file, None where something does not; what was not known goes to `found`."""
    month, place = path.name[:7], os.path.abspath(path)
    stamp = stamp_of(path) if remembering() else None  # before it is read: what comes after shows the next time
    kept = known.stamps.get(place)
    if kept is not None and kept[0] == stamp and kept[1] in known.spans and kept[1].startswith(month):
        return known.spans[kept[1]]
    data = path.read_bytes()  # read once: what is hashed is what is looked at
    if not remembering() or len(data) < MIN_BYTES:
        return span_of(data, month)
    name = f"{month} {sha256(data).hexdigest()}"
    span = known.spans.get(name) or span_of(data, month)
    if span is not None:
        found.spans[name] = span
        if stamp is not None:
            found.stamps[place] = (stamp, name)
    return span


def span_of(data: bytes, month: str) -> Span | None:
    """What holds of these lines, all of them seen in `month`; None where one of them is wrong or out of its place."""
    if not data.endswith(b"\n"):
        return None
    lines = data.split(b"\n")[:-1]
    return _at_once(data, lines, month) or _one_by_one(lines, month)


def _at_once(data: bytes, lines: Sequence[bytes], month: str) -> Span | None:
    """The same, for lines that have nothing unusual in them. Takes a third of the time."""
    try:
        text = data.decode("ascii")
    except UnicodeDecodeError:
        return None
    if not _all_lines(month).fullmatch(text):
        return None
    prev, numbers = _PREV.findall(text, 0, len(lines[0]))[0], _SEQ.findall(text)
    first, last = int(numbers[0]), int(numbers[0]) + len(lines) - 1
    hashes = [sha256(line).hexdigest() for line in lines]
    if not all(map(contains, lines[1:], [naming(head).encode() for head in hashes])):
        return None  # each line has one such key, and no value that looks like one
    if numbers != [str(number) for number in range(first, last + 1)]:
        return None
    return Span(prev, first, hashes[-1], last, len(lines) - text.count(_STATE))


def _one_by_one(lines: Sequence[bytes], month: str) -> Span | None:
    start = read_line(lines[0])
    if start.prev is None or start.seq is None:
        return None
    prev, number, events = start.prev, start.seq - 1, 0
    for raw in lines:
        line = read_line(raw)
        number += 1
        if line.fault is not None or (line.prev, line.seq) != (prev, number) or (line.seen or "")[:7] != month:
            return None
        events += line.state is None
        prev = sha256(raw).hexdigest()
    return Span(start.prev, start.seq, prev, number, events)


@lru_cache(maxsize=64)
def _all_lines(month: str) -> re.Pattern[str]:
    """Any number of lines seen in `month`, for which nothing is tried twice: a file may have 25,000."""
    seen = INSTANT.replace("[0-9]{4}-[0-9]{2}", re.escape(month), 1)
    line = line_pattern(f'"{seen}"')
    return re.compile(rf"(?:{line}\n)*+")
