"""Remembers of which event files the lines were looked at, in a file of the user's own. Looks at none itself."""

import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from ideario.files import write_whole

VERSION = 1
"""Of what is looked at: another one forgets what was remembered."""
MAX_REMEMBERED = 4096
_place: list[Path] = []


class Span(NamedTuple):
    """What holds of a file's lines: the first one's prev and number, the last one's hash and number, the events."""

    prev: str
    first: int
    head: str
    last: int
    events: int


def remember_in(file: Path) -> None:
    """Say where to remember. Never below a community: what lies there is somebody else's word."""
    _place[:] = [file]


def remembering() -> bool:
    """Whether anything is remembered."""
    return bool(_place)


def remembered() -> dict[str, Span]:
    """What is known, by month and SHA-256 of an event file."""
    try:
        document = json.loads(_place[0].read_bytes())
        return {name: Span(*span) for name, span in document["spans"].items()} if document["version"] == VERSION else {}
    except (OSError, ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError):
        return {}  # a memory that cannot be read is none


def remember(spans: Mapping[str, Span]) -> None:
    """Keep the newest of these for the next time, as far as the disk allows: it costs time alone."""
    newest = dict(list(spans.items())[-MAX_REMEMBERED:])
    with suppress(OSError):
        write_whole(_place[0], json.dumps({"version": VERSION, "spans": newest}).encode())
