"""Which ideas are like others, and the tables by which a page finds them. Values only: `similarity` makes them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, order=True)
class Similar:
    """An idea by its slug, and how like another one it is: hundredths, 100 for the same words."""

    slug: str
    score: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WordTable:
    """The ideas of one language by their words, for finding them while somebody types.

    `slugs` are in order. `words` are folded, sorted and each once; `postings` has for each the numbers of the ideas
    that hold it, and `lengths` for each idea the length of its vector, in eighths.
    """

    slugs: Sequence[str]
    words: Sequence[str]
    postings: Sequence[Sequence[int]]
    lengths: Sequence[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class SimilarIdeas:
    """What a build knows of likeness: per idea those most like it, first the most, and the word tables by language.

    `abroad` has per idea the most similar ones of other languages. Ideas that were declared to be duplicates are
    nowhere among these.
    """

    nearest: Mapping[str, tuple[Similar, ...]] = field(default_factory=dict)
    abroad: Mapping[str, tuple[Similar, ...]] = field(default_factory=dict)
    tables: Mapping[str, WordTable] = field(default_factory=dict)
