"""The words of ideas, for a page that finds ideas while somebody types."""

from collections.abc import Sequence
from dataclasses import dataclass


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
