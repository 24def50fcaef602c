"""Keeps what a run has found on disk until it can be appended to the ledger, and hands it to a later run if need be.

It lies in `staged/` inside the ledger folder, where nothing counts it: `changes` holds a change a line, `note.json`
says how long the sound part of it is and how to go on. The note is written last and whole, so that after a kill at any
moment the two fit together.
"""

import json
import os
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, KeysView, Mapping, Sequence
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Literal, NamedTuple

from ideario.files import remove, write_whole
from ideario.ledger.format import FLAG, HASH, KIND, RULE
from ideario.messages.said import say
from ideario.model.moments import INSTANT, instant, moment_of
from ideario.model.text import SLUG
from ideario.model.thread_names import ON_FORGE
from ideario.problems import Failure

STAGED = "staged"
MAX_LENGTH = timedelta(hours=24)
_AT_ONCE = 1 << 20
_CHANGE = rf"{HASH}\t(?:{KIND})\t(?:{INSTANT}|-)\t(?:{RULE})?\t{SLUG}\t(?:{ON_FORGE})\t(?:(?:{FLAG}),?)*\n"
_CHANGES = re.compile(f"(?:{_CHANGE})*+".encode())


class StagedChange(NamedTuple):
    """A reaction that came or went, not yet in the chain. `given` is None for a withdrawal; `kind` is the REST name."""

    type: Literal["cast", "withdraw"]
    thread: str
    idea: str
    voter: str
    kind: str
    given: str | None
    rule: str | None
    flags: tuple[str, ...]


class Casts(NamedTuple):
    """Reactions that came to one thread, many at once: by (voter, kind), each as (given, rule, flags)."""

    thread: str
    idea: str
    votes: Mapping[tuple[str, str], tuple[str, str | None, tuple[str, ...]]]


class Staging:
    """The changes of one run, or of several that continue each other.

    A line on disk is voter, kind, given, rule, idea, thread and flags, with tabs between; of a withdrawal, given is -.
    """

    def __init__(self, ledger: Path, *, begun: datetime, head: str, key_check: str | None) -> None:
        self._folder = ledger / STAGED
        self._size = self.count = 0
        self._places: dict[str, list[tuple[int, int]]] = {}
        self._void: list[tuple[int, int]] = []
        self.left: set[str] = set()
        """The threads that somebody has withdrawn from."""
        self.begun, self._head, self._key_check = begun, head, key_check
        self.note: dict[str, object] | None = None
        self._resume()

    def stage(self, changes: Sequence[StagedChange | Casts], note: Mapping[str, object]) -> None:
        """Add changes, and how to go on after them. ValueError for a change that no line of a ledger could say."""
        texts = [(change.thread, text) for change in changes if (text := _text_of(change))]
        whole = b"".join(text for _, text in texts)
        if not _CHANGES.fullmatch(whole):
            raise ValueError(
                f"no change of a ledger: {next(line for _, line in texts if not _CHANGES.fullmatch(line))!r}"
            )
        place = self._size
        self._write(whole, whole.count(b"\n"), dict(note))
        for thread, text in texts:
            self._note_place(thread, place, len(text))
            place += len(text)
        self.left |= {change.thread for change in changes if isinstance(change, StagedChange) and change.given is None}

    def events(self, threads: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """The changes of each of these threads that has any: lines as they lie on disk, together."""
        wanted = [(thread, self._places[thread]) for thread in threads if thread in self._places]
        if not wanted:
            return
        with (self._folder / "changes").open("rb") as file:
            for thread, places in wanted:
                parts = []
                for place, size in places:
                    file.seek(place)
                    parts.append(file.read(size))
                yield thread, b"".join(parts)

    def forget(self, thread: str) -> None:
        """Take back what was staged of a thread. On disk it lies on, and the next note says that it is void."""
        self._void += self._places.pop(thread, [])
        self.left.discard(thread)

    def threads(self) -> KeysView[str]:
        """The threads that have changes."""
        return self._places.keys()

    def rows(self) -> Iterator[list[str]]:
        """The changes in their order, without those taken back: voter, kind, given, rule, idea, thread, flags."""
        with (self._folder / "changes").open("rb") if self._size else BytesIO() as file:
            for place, length in self._sound_parts():
                file.seek(place)
                left = length
                while left and (lines := file.readlines(min(left, _AT_ONCE))):
                    text = b"".join(lines)[:left]
                    left -= len(text)
                    for line in text.decode().splitlines():
                        yield line.split("\t")

    def remove(self) -> None:
        """Forget everything, on disk too."""
        remove(self._folder)
        self._size = self.count = 0
        self._places.clear()
        self._void.clear()
        self.left.clear()
        self.note = None

    def _resume(self) -> None:
        """Go on where an interrupted run stopped, if that was not long ago and for the very same chain and key."""
        try:
            found = json.loads((self._folder / "note.json").read_bytes())
            begun = moment_of(found["begun"])
            fits = (
                found["schema"] == 1
                and found["head"] == self._head
                and (None in {found["key_check"], self._key_check} or found["key_check"] == self._key_check)
                and timedelta() <= self.begun - begun <= MAX_LENGTH
            )
            size, count, note = int(found["size"]), int(found["changes"]), dict(found["note"])
            void = [(int(place), int(length)) for place, length in found["void"]]
        except (OSError, ValueError, TypeError, KeyError, RecursionError):
            return
        if not fits:
            return
        self._size = size
        if not self._sound(count):  # the disk lost what it had: begin anew
            self._size = 0
            return
        place, self._void, ends = 0, void, dict(void)
        starts = sorted(ends)
        for line in self._lines():
            before = bisect_right(starts, place)
            if not before or place >= starts[before - 1] + ends[starts[before - 1]]:  # else it was taken back
                thread = line.rsplit(b"\t", 2)[1].decode()
                self._note_place(thread, place, len(line))
                if b"\t-\t" in line:
                    self.left.add(thread)
            place += len(line)
        self.begun, self.count, self.note = begun, count, note
        self._key_check = self._key_check or found["key_check"]

    def _sound(self, count: int) -> bool:
        try:
            found = [bool(_CHANGES.fullmatch(line)) for line in self._lines()]
        except OSError:
            return False
        return len(found) == count and all(found)

    def _sound_parts(self) -> Iterator[tuple[int, int]]:
        """Where on disk the changes lie that were not taken back: (place, length), those that touch as one."""
        first = last = 0
        for place, length in sorted(part for parts in self._places.values() for part in parts):
            if place != last:
                if last > first:
                    yield first, last - first
                first = place
            last = place + length
        if last > first:
            yield first, last - first

    def _lines(self) -> Iterator[bytes]:
        """The changes as they lie on disk, as far as the note vouches for them."""
        if not self._size:
            return
        left = self._size
        with (self._folder / "changes").open("rb") as file:
            for line in file:
                left -= len(line)
                if left < 0:
                    return
                yield line

    def _note_place(self, thread: str, place: int, size: int) -> None:
        places = self._places.setdefault(thread, [])
        if places and sum(places[-1]) == place:
            place, size = places[-1][0], places.pop()[1] + size
        places.append((place, size))

    def _write(self, text: bytes, count: int, note: dict[str, object]) -> None:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with os.fdopen(os.open(self._folder / "changes", os.O_RDWR | os.O_CREAT, 0o644), "r+b") as file:
                file.truncate(self._size)  # what a killed run may have left without a note
                file.seek(self._size)
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            document = {
                "schema": 1,
                "begun": instant(self.begun),
                "head": self._head,
                "key_check": self._key_check,
                "size": self._size + len(text),
                "changes": self.count + count,
                "void": self._void,
                "note": note,
            }
            write_whole(self._folder / "note.json", (json.dumps(document) + "\n").encode())
        except OSError as error:
            raise Failure(
                say(
                    "what was fetched cannot be kept: {reason}: {place}",
                    reason=error.strerror or error,
                    place=error.filename or self._folder,
                ),
                hint=say("the ledger is untouched; make room or mend the permissions and run this again"),
            ) from error
        self._size += len(text)
        self.count += count
        self.note = note


def _text_of(change: StagedChange | Casts) -> bytes:
    """The lines of a change. ValueError where they would be other ones than they should."""
    if isinstance(change, Casts):
        thread, idea, votes = change
        rest = f"\t{idea}\t{thread}\t"
        lines = [
            f"{voter}\t{kind}\t{given}\t{rule or ''}{rest}{','.join(flags) if flags else ''}\n"
            for (voter, kind), (given, rule, flags) in votes.items()
        ]
        text = "".join(lines)
    else:
        type_, thread, idea, voter, kind, given, rule, flags = change
        lines = [f"{voter}\t{kind}\t{given or '-'}\t{rule or ''}\t{idea}\t{thread}\t{','.join(flags)}\n"]
        text = lines[0] if type_ == ("withdraw" if given is None else "cast") else ""
    if text.count("\n") != len(lines):
        raise ValueError(f"no change of a ledger: {change}")
    return text.encode()
