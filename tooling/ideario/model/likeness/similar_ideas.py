"""Which ideas are like others. Values only: `similarity` makes them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from ideario.model.likeness.word_table import WordTable


class Worded(Protocol):
    """What is looked at of an idea to say which are alike."""

    @property
    def slug(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def summary(self) -> str: ...
    @property
    def language(self) -> str: ...


class WordedIdea(NamedTuple):
    """That and nothing else, which is quickly sent to another process."""

    slug: str
    title: str
    summary: str
    language: str


class Similar(NamedTuple):
    """An idea by its slug, and how like another one it is: hundredths, 100 for the same words."""

    slug: str
    score: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SimilarIdeas:
    """What a build knows of likeness: per idea those most like it, first the most, and the word tables by language.

    `abroad` has per idea the most similar ones of other languages. Ideas that were declared to be duplicates are
    nowhere among these.
    """

    nearest: Mapping[str, tuple[Similar, ...]] = field(default_factory=dict)
    abroad: Mapping[str, tuple[Similar, ...]] = field(default_factory=dict)
    tables: Mapping[str, WordTable] = field(default_factory=dict)


def pairs_of(nearest: Mapping[str, tuple[Similar, ...]]) -> tuple[tuple[str, str, int], ...]:
    """Each two ideas that are near each other, once, with how near in hundredths; the nearest first."""
    pairs = {(min(slug, one.slug), max(slug, one.slug), one.score) for slug, found in nearest.items() for one in found}
    return tuple(sorted(pairs, key=lambda pair: (-pair[2], pair)))
