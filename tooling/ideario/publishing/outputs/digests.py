"""Names what a page shows by a digest, so that nobody renders or writes again what would show the same."""

import marshal
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from hashlib import sha256
from operator import attrgetter
from types import UnionType
from typing import Any, Literal, NamedTuple, TypeVar, Union, get_args, get_origin

Value = TypeVar("Value")

SIZE = 16
"""Bytes of a digest."""
PLAIN = frozenset((str, int, float, bool, type(None), bytes))
HOLDERS = frozenset((Union, UnionType, list, tuple, dict, Sequence, Mapping))
FORMAT = 2
"""Of marshal: the last one in which equal values are the same bytes, however they came to be."""


class _Readers(dict[type, Callable[[Any], object]]):
    """By class what makes plain values, and lists and tuples of such, of its values: made when one is met.

    Those that are `trusting` do not look at the fields of a dataclass that hold plain values as it says itself: marshal
    raises ValueError where one does not.
    """

    def __init__(self, *, trusting: bool) -> None:
        super().__init__()
        self._trusting = trusting

    def __missing__(self, kind: type) -> Callable[[Any], object]:
        reader = self[kind] = self._reader(kind)
        return reader

    def each(self, values: Sequence[object]) -> list[object]:
        """What is made of each of some values."""
        plain = PLAIN
        return [value if (kind := type(value)) in plain else self[kind](value) for value in values]

    def _reader(self, kind: type) -> Callable[[Any], object]:
        name, each = kind.__qualname__, self.each
        if hasattr(kind, "identity"):
            return lambda value: (name, value.identity)
        if is_dataclass(kind):
            return self._fields_reader(kind)
        if issubclass(kind, str):
            return str.__str__
        if issubclass(kind, Decimal):
            return str
        if issubclass(kind, date):
            return lambda value: value.isoformat()
        if issubclass(kind, Mapping):
            return lambda value: (each(tuple(value)), each(tuple(value.values())))
        if issubclass(kind, AbstractSet):
            return lambda value: each(sorted(value))
        if issubclass(kind, Sequence):
            return each
        raise TypeError(f"{name} is no plain value, and a page that shows one cannot be told from others")

    def _fields_reader(self, kind: Any) -> Callable[[Any], object]:
        name, each = kind.__qualname__, self.each
        trusted = {field.name for field in fields(kind) if self._trusting and _says_plain(field.type)}
        plain = _tuple_of([field.name for field in fields(kind) if field.name in trusted])
        others = [field.name for field in fields(kind) if field.name not in trusted]
        if not others:
            return lambda value: (name, plain(value))
        looked_at = _tuple_of(others)
        return lambda value: (name, plain(value), each(looked_at(value)))


def _tuple_of(names: Sequence[str]) -> Callable[[Any], Sequence[object]]:
    """What reads fields of a value; attrgetter makes no tuple of a single one."""
    return attrgetter(*names) if len(names) > 1 else lambda value: [getattr(value, name) for name in names]


def _says_plain(hint: object) -> bool:
    """Whether a type is that of plain values, or of lists, tuples and dictionaries of such."""
    origin = get_origin(hint)
    if origin is None:
        return hint in PLAIN or hint in (None, ...)
    if origin is Literal:
        return all(type(value) in PLAIN for value in get_args(hint))
    return origin in HOLDERS and all(map(_says_plain, get_args(hint)))


_trusting, _careful = _Readers(trusting=True), _Readers(trusting=False)


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
    try:
        told = marshal.dumps(_trusting.each(values), FORMAT)
    except ValueError:  # a field holds something else than it says, such as Markup for a text
        told = marshal.dumps(_careful.each(values), FORMAT)
    return digest_of_bytes(told)


def digest_of_bytes(content: bytes) -> bytes:
    """The digest of bytes. SHA-256 takes half the time of BLAKE2 on a page, as processors help with it."""
    return sha256(content).digest()[:SIZE]
