"""Holds GitHub's answers against the shapes that they must have, before anything believes them. Asks for nothing.

A shape is a function that is called with a value and where it stands, and raises Unsound where it is another one. The
rows of reactions, of which a survey has a million, are looked at by `reading` while it takes them apart.
"""

import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

Row = Mapping[str, Any]
"""An object in an answer that was held against its shape: what it holds is as that says."""
Shape = Callable[[object, str], None]
MAX_NUMBER = 1 << 53
"""Numbers beyond are none that GitHub gives, nor exact in JSON."""
MAX_LENGTH = 4_096
MAX_OFFSET = timedelta(hours=14)
"""No zone is farther from UTC."""
_MOMENT = re.compile(r"(?:19|20)\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)", re.ASCII)


class Unsound(Exception):
    """An answer is not what GitHub's description says, or contradicts itself. The message quotes nothing of it."""


def whole(value: object, where: str) -> None:
    """A whole number from 0."""
    if type(value) is not int or not 0 <= value < MAX_NUMBER:
        raise Unsound(f"{where} is not a whole number")


def positive(value: object, where: str) -> None:
    """A whole number from 1, as ids and numbers are."""
    if type(value) is not int or not 0 < value < MAX_NUMBER:
        raise Unsound(f"{where} is not a number from 1")


def numbered(value: object, where: str) -> None:
    """The number of a thread: as long as a line of a ledger can say."""
    if type(value) is not int or not 0 < value < 10**10:
        raise Unsound(f"{where} is not the number of a thread")


def path(value: object, where: str) -> None:
    """The path of a file, however long and odd: those who propose files choose it, and must not stop a run with it."""
    if type(value) is not str:
        raise Unsound(f"{where} is not a path")


def flag(value: object, where: str) -> None:
    """True or false."""
    if value is not True and value is not False:
        raise Unsound(f"{where} is neither true nor false")


def word(value: object, where: str) -> None:
    """A text of visible ASCII, as ids, cursors, hashes and logins are; not empty."""
    if type(value) is not str or not value or len(value) > MAX_LENGTH or not value.isascii() or not value.isprintable():
        raise Unsound(f"{where} is not a plain word")


def text(value: object, where: str) -> None:
    """Any text that can be written in UTF-8."""
    if type(value) is not str or len(value) > MAX_LENGTH or (not value.isascii() and _half(value)):
        raise Unsound(f"{where} is not a text")


def prose(value: object, where: str) -> None:
    """Whatever people wrote, however long an answer lets it be."""
    if type(value) is not str or (not value.isascii() and _half(value)):
        raise Unsound(f"{where} is not prose")


def moment(value: object, where: str) -> None:
    """A moment with its zone, in this century or late in the last."""
    try:
        if type(value) is str and _MOMENT.fullmatch(value):
            found = datetime.fromisoformat(value)
            if value[-1] == "Z" or abs(found.utcoffset() or timedelta()) <= MAX_OFFSET:
                return
    except ValueError:
        pass
    raise Unsound(f"{where} is not a moment")


def matching(pattern: str) -> Shape:
    """A text of this form."""
    form = re.compile(pattern, re.ASCII)

    def check(value: object, where: str) -> None:
        if type(value) is not str or len(value) > MAX_LENGTH or not form.fullmatch(value):
            raise Unsound(f"{where} is not the text that belongs there")

    return check


def maybe(shape: Shape) -> Shape:
    """This, or null."""

    def check(value: object, where: str) -> None:
        if value is not None:
            shape(value, where)

    return check


def rows(shape: Shape | None = None, *, most: int = 100) -> Shape:
    """A list of at most so many of these; without a shape, of anything."""

    def check(value: object, where: str) -> None:
        if type(value) is not list or len(value) > most:
            raise Unsound(f"{where} is not a list of at most {most}")
        if shape is not None:
            for row in value:
                shape(row, where)

    return check


def fields(*may_lack: str, **shapes: Shape) -> Shape:
    """An object that has these fields, but for those that it `may_lack`."""

    @lru_cache(maxsize=16)  # an answer has this object in one place, a hundred times; none says where it is at fault
    def placed(where: str) -> tuple[tuple[str, str, Shape, bool], ...]:
        before = f"{where}." if where else ""
        return tuple((name, before + name, shape, name in may_lack) for name, shape in shapes.items())

    def check(value: object, where: str) -> None:
        if type(value) is not dict:
            raise Unsound(f"{where or 'all of it'} is not an object")
        for name, place, shape, lacking in placed(where):
            if name in value:
                shape(value[name], place)
            elif not lacking:
                raise Unsound(f"{place} is missing")

    return check


def _half(value: str) -> bool:
    """Whether half a pair of surrogates stands in a text, which no UTF-8 can hold."""
    return any("\ud800" <= sign <= "\udfff" for sign in value)
