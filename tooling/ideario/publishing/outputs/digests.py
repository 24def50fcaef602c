"""Names what a page shows by a digest, so that nobody renders or writes again what would show the same."""

import marshal
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from hashlib import blake2b
from operator import attrgetter
from typing import Any, NamedTuple, TypeVar

Value = TypeVar("Value")

SIZE = 16
"""Bytes of a digest."""
PLAIN = frozenset((str, int, float, bool, type(None), bytes))
FORMAT = 2
"""Of marshal: the last one in which equal values are the same bytes, however they came to be."""


class _Readers(dict[type, Callable[[Any], object]]):
    """By class what makes plain values, and lists and tuples of such, of its values: made when one is met."""

    def __missing__(self, kind: type) -> Callable[[Any], object]:
        reader = self[kind] = _reader(kind)
        return reader


_readers = _Readers()


class Unmade(NamedTuple):
    """A file that is made only where the site has none that was made of what has this digest."""

    digest: bytes
    make: Callable[[], bytes]


def unmade(make: Callable[[Value], bytes], value: Value) -> Unmade:
    """The file that `make` would make of a value, of which `digest_of` makes a digest, and of nothing else."""
    return Unmade(digest_of(make.__qualname__, value), partial(make, value))


def digest_of(*values: object) -> bytes:
    """The digest of plain values and of dataclasses of such, in which everything counts, and the order of mappings too.

    Values that are equal may have two digests, which costs the time of a page; values that differ never have one, but
    for a text and HTML of the same letters, and a field always holds the same of the two. What is dear to look at as a
    whole has an `identity`, a text that tells it from all others of its class. TypeError where something is no plain
    value: its parts would not be looked at.
    """
    return blake2b(marshal.dumps(_each(values), FORMAT), digest_size=SIZE).digest()


def _each(values: Sequence[object]) -> list[object]:
    readers, plain = _readers, PLAIN
    return [value if (kind := type(value)) in plain else readers[kind](value) for value in values]


def _reader(kind: type) -> Callable[[Any], object]:
    """What makes plain values, and lists and tuples of such, of the values of a class."""
    name = kind.__qualname__
    if hasattr(kind, "identity"):
        return lambda value: (name, value.identity)
    if is_dataclass(kind):
        names = [field.name for field in fields(kind)]
        if len(names) < 2:  # of which attrgetter makes no tuple
            return lambda value: (name, _each([getattr(value, field) for field in names]))
        read = attrgetter(*names)
        return lambda value: (name, _each(read(value)))
    if issubclass(kind, str):
        return str.__str__
    if issubclass(kind, Decimal):
        return str
    if issubclass(kind, date):
        return lambda value: value.isoformat()
    if issubclass(kind, Mapping):
        return lambda value: (_each(tuple(value)), _each(tuple(value.values())))
    if issubclass(kind, AbstractSet):
        return lambda value: _each(sorted(value))
    if issubclass(kind, Sequence):
        return _each
    raise TypeError(f"{name} is no plain value, and a page that shows one cannot be told from others")
