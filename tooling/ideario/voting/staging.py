"""Keeps what a run has found on disk until it can be appended to the ledger, and hands it to a later run if need be.

It lies in `pending/` inside the ledger folder, where nothing counts it: `changes` holds a change a line, `note.json`
says how long the sound part of it is and how to go on. The note is written last and whole, so that after a kill at any
moment the two fit together.
"""

import json
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal, NamedTuple

from ideario.files import remove, write_whole
from ideario.model import instant
from ideario.problems import Failure

PENDING = "pending"
LONGEST = timedelta(hours=24)
_CHANGE = re.compile(
    rb"(cast|withdraw)\t((?:pull|issue|discussion)/[1-9][0-9]{0,9})\t([a-z0-9]+(?:-[a-z0-9]+)*)\t([0-9a-f]{64})\t"
    rb"(\+1|-1|laugh|confused|heart|hooray|rocket|eyes)\t"
    rb"((?:[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z)?)\t((?:R[1236])?)\t((?:R(?:7|9|10|11),?)*)\n"
)
Took = Callable[[bytes, bytes], None]


class Change(NamedTuple):
    """A reaction that came or went, not yet in the chain. `cast` is None for a withdrawal; `kind` is the REST name."""

    type: Literal["cast", "withdraw"]
    thread: str
    idea: str
    voter: str
    kind: str
    cast: str | None
    rule: str | None
    flags: tuple[str, ...]


class Staging:
    """The changes of one run, or of several that continue each other.

    `took` hears of each change, those on disk first: its thread; voter, kind, cast, rule, idea with tabs between.
    """

    def __init__(self, ledger: Path, *, begun: datetime, head: str, key_check: str | None, took: Took) -> None:
        self._folder = ledger / PENDING
        self._took = took
        self._size = self.count = 0
        self.begun, self._head, self._key_check = begun, head, key_check
        self.note: dict[str, Any] | None = None
        self._resume()

    def stage(self, changes: Iterable[Change], note: Mapping[str, Any]) -> None:
        """Add changes, and how to go on after them. ValueError for a change that no line of a ledger could say."""
        lines = []
        for type_, thread, idea, voter, kind, cast, rule, flags in changes:
            line = (
                f"{type_}\t{thread}\t{idea}\t{voter}\t{kind}\t{cast or ''}\t{rule or ''}\t{','.join(flags)}\n".encode()
            )
            if not _CHANGE.fullmatch(line) or (cast is None) != (type_ == "withdraw"):
                raise ValueError(f"no change of a ledger: {line!r}")
            lines.append(line)
        self._write(b"".join(lines), len(lines), dict(note))
        for line in lines:
            self._tell(line)

    def bodies(self) -> Iterator[tuple[bytes, bytes, bytes]]:
        """The changes as the three parts of a canonical line between which `prev`, and `seen` with `seq`, belong."""
        for line in self._lines():
            type_, thread, idea, voter, kind, cast, rule, flags = line[:-1].split(b"\t")
            yield (
                b'{"cast":%b,"flags":[%b],"idea":"%b","kind":"%b","prev":"'
                % (_quoted(cast), b",".join(map(_quoted, flags.split(b","))) if flags else b"", idea, kind),
                b'","rule":%b,"seen":"' % _quoted(rule),
                b',"thread":"%b","type":"%b","voter":"%b"}' % (thread, type_, voter),
            )

    def remove(self) -> None:
        """Forget everything, on disk too."""
        remove(self._folder)
        self._size = self.count = 0
        self.note = None

    def _resume(self) -> None:
        """Go on where an interrupted run stopped, if that was not long ago and for the very same chain and key."""
        try:
            found = json.loads((self._folder / "note.json").read_bytes())
            begun = datetime.fromisoformat(found["begun"])
            fits = (
                found["schema"] == 1
                and found["head"] == self._head
                and (None in {found["key_check"], self._key_check} or found["key_check"] == self._key_check)
                and timedelta() <= self.begun - begun <= LONGEST
            )
            size, count, note = int(found["size"]), int(found["changes"]), dict(found["note"])
        except (OSError, ValueError, TypeError, KeyError, RecursionError):
            return
        if not fits:
            return
        self._size = size
        if not self._sound(count):  # the disk lost what it had: begin anew
            self._size = 0
            return
        for line in self._lines():
            self._tell(line)
        self.begun, self.count, self.note = begun, count, note
        self._key_check = self._key_check or found["key_check"]

    def _sound(self, count: int) -> bool:
        try:
            found = [bool(_CHANGE.fullmatch(line)) for line in self._lines()]
        except OSError:
            return False
        return len(found) == count and all(found)

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

    def _tell(self, line: bytes) -> None:
        _, thread, idea, voter, kind, cast, rule, _ = line.split(b"\t")
        self._took(thread, b"\t".join((voter, kind, cast, rule, idea)))

    def _write(self, text: bytes, count: int, note: dict[str, Any]) -> None:
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
                "note": note,
            }
            write_whole(self._folder / "note.json", (json.dumps(document) + "\n").encode())
        except OSError as error:
            raise Failure(
                f"what was fetched cannot be kept: {error.strerror or error}: {error.filename or self._folder}",
                hint="the ledger is untouched; make room or mend the permissions and run this again",
            ) from error
        self._size += len(text)
        self.count += count
        self.note = note


def _quoted(text: bytes) -> bytes:
    return b'"%b"' % text if text else b"null"
