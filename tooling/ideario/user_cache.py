"""Remembers of which event files the lines were looked at, in a file of the user's own. Looks at none itself."""

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from ideario.files import write_whole

VERSION = 2
"""Of what is looked at: another one forgets what was remembered."""
MAX_REMEMBERED = 4096
QUIET = 2_000_000_000
"""Nanoseconds that a file must have lain unchanged before its stamp is kept: within one tick of the disk's clock a file
can change twice and look the same.
"""
_place: list[Path] = []


class Span(NamedTuple):
    """What holds of a file's lines: the first one's prev and number, the last one's hash and number, the events."""

    prev: str
    first: int
    head: str
    last: int
    events: int


class Stamp(NamedTuple):
    """What a system says of a file that nobody touched since: its device and number, bytes, and when it changed.

    Whoever writes to a file can set the time of its content (`mtime`) as they like, and that of its last change of any
    kind (`ctime`) not.
    """

    device: int
    number: int
    size: int
    mtime: int
    ctime: int


class Remembered(NamedTuple):
    """What is known: spans by month and SHA-256 of an event file, and by a file's path its stamp with such a name."""

    spans: dict[str, Span]
    stamps: dict[str, tuple[Stamp, str]]


def remember_in(file: Path) -> None:
    """Say where to remember. Never below a community: what lies there is somebody else's word."""
    _place[:] = [file]


def remembering() -> bool:
    """Whether anything is remembered."""
    return bool(_place)


def stamp_of(file: Path) -> Stamp | None:
    """The stamp of a file; None on systems whose `ctime` is another thing."""
    if os.name != "posix":
        return None
    found = file.stat()
    return Stamp(found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)


def remembered() -> Remembered:
    """All that is known."""
    try:
        document = json.loads(_place[0].read_bytes())
        if document["version"] != VERSION:
            return Remembered({}, {})
        return Remembered(
            {name: Span(*span) for name, span in document["spans"].items()},
            {path: (Stamp(*stamp), name) for path, (*stamp, name) in document["stamps"].items()},
        )
    except (OSError, ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError):
        return Remembered({}, {})  # a memory that cannot be read is none


def remember(known: Remembered) -> None:
    """Keep the newest of this for the next time, as far as the disk allows: it costs time alone."""
    with suppress(OSError):
        _write(known.spans, {})
        now = _place[0].stat().st_mtime_ns  # by the disk's own clock
        quiet = {path: kept for path, kept in known.stamps.items() if kept[0].ctime < now - QUIET}
        if quiet:
            _write(known.spans, quiet)


def _write(spans: Mapping[str, Span], stamps: Mapping[str, tuple[Stamp, str]]) -> None:
    document = {
        "version": VERSION,
        "spans": dict(list(spans.items())[-MAX_REMEMBERED:]),
        "stamps": {path: [*stamp, name] for path, (stamp, name) in list(stamps.items())[-MAX_REMEMBERED:]},
    }
    write_whole(_place[0], json.dumps(document).encode())


def beside(name: str) -> Path | None:
    """Where something else of the program's can be kept in the same folder; None where nothing is remembered."""
    return _place[0].with_name(name) if _place else None
