"""Walks through JSON of unknown origin: each step says where it stands and what should stand there. Reads no files."""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar

Found = TypeVar("Found")
Choice = TypeVar("Choice")


class Wrong(Exception):
    """What is wrong (`what`), and where, as a JSON pointer."""

    def __init__(self, where: str, what: str) -> None:
        super().__init__(f"{where} {what}")
        self.where = where
        self.what = what


class Pointer:
    """A value and where it stands."""

    __slots__ = ("_where", "value")

    def __init__(self, where: str, value: object) -> None:
        self._where = where
        self.value: Any = value

    def wrong(self, what: str) -> Wrong:
        """What to raise about this place."""
        return Wrong(self._where, what)

    def __contains__(self, name: str) -> bool:
        return isinstance(self.value, dict) and name in self.value

    def __getitem__(self, name: str) -> "Pointer":
        if not isinstance(self.value, dict):
            raise self.wrong("is not an object")
        if name not in self.value:
            raise self.wrong(f"lacks {name!r}")
        return Pointer(f"{self._where}/{name}", self.value[name])

    def rows(self) -> Iterator["Pointer"]:
        """The places of a list."""
        if not isinstance(self.value, list):
            raise self.wrong("is not a list")
        return (Pointer(f"{self._where}/{number}", row) for number, row in enumerate(self.value))

    def row(self, length: int) -> list["Pointer"]:
        """The places of a list of so many."""
        found = list(self.rows())
        if len(found) != length:
            raise self.wrong(f"is not a list of {length}")
        return found

    def pairs(self) -> Iterator[tuple[str, "Pointer"]]:
        """The names of an object, and their places."""
        if not isinstance(self.value, dict):
            raise self.wrong("is not an object")
        return ((name, self[name]) for name in self.value)

    def whole(self) -> int:
        """A whole number from 0."""
        if isinstance(self.value, bool) or not isinstance(self.value, int) or self.value < 0:
            raise self.wrong("is not a whole number from 0")
        return self.value

    def flag(self) -> bool:
        """True or false."""
        if not isinstance(self.value, bool):
            raise self.wrong("is neither true nor false")
        return self.value

    def text(self, pattern: str = r".+") -> str:
        """A text of this form; with "" any text, an empty one too."""
        if not isinstance(self.value, str) or (pattern and not re.fullmatch(pattern, self.value, re.DOTALL)):
            raise self.wrong("is not the text that belongs there")
        return self.value

    def choice(self, among: Sequence[Choice]) -> Choice:
        """One of these texts."""
        for one in among:
            if one == self.value:
                return one
        raise self.wrong(f"is none of {', '.join(map(str, among))}")

    def moment(self) -> datetime:
        """A moment with its zone, in UTC."""
        try:
            found = datetime.fromisoformat(self.text())
        except ValueError as error:
            raise self.wrong("is not a moment such as 2026-01-05T10:00:00Z") from error
        if found.tzinfo is None:
            raise self.wrong("is a moment without a zone")
        return found.astimezone(UTC)

    def maybe(self, read: Callable[["Pointer"], Found]) -> Found | None:
        """What `read` gives, or None for null."""
        return None if self.value is None else read(self)
