"""The index of some texts: which words there are, and in which texts each stands, in parts that a browser asks for."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from ideario.publishing.finding.finding_parts import front_coded, gaps
from ideario.publishing.finding.folding import words_of

LONGEST = 40
"""Letters of a word: by a longer one nothing is found."""
WORDS = 3000
"""Words in a part of the dictionary: some 10 KB when it is packed."""
NUMBERS = 60_000
"""Numbers in a part of postings, or a list more: some 30 KB when it is packed."""


class FoundText(NamedTuple):
    """What a thing is found by: words of its `title` weigh more than those of its `summary`, these more than others."""

    title: str
    summary: str
    others: str


class WordPlaces(NamedTuple):
    """Where a word stands: in how many texts, and their numbers, as the `gaps` of those that hold it in the title, of
    those that hold it else in the summary, and of those that hold it elsewhere.
    """

    size: int
    lists: list[str]


Put = Callable[[str, Iterable[object]], object]
"""Keeps parts of a name, and returns how their index says them: by names, or the parts themselves."""


def text_index(put: Put, name: str, texts: Iterable[FoundText]) -> Mapping[str, object]:
    """Puts the parts of the index of `texts` and returns what its head says of them, by the page of formats."""
    titles: dict[str, list[int]] = defaultdict(list)
    summaries: dict[str, list[int]] = defaultdict(list)
    others: dict[str, list[int]] = defaultdict(list)
    count = 0
    for text in texts:
        strong, middle, weak = words_of(text.title), words_of(text.summary), words_of(text.others)
        middle -= strong
        weak.difference_update(strong, middle)
        for places, words in ((titles, strong), (summaries, middle), (others, weak)):
            for numbers in map(places.__getitem__, words):
                numbers.append(count)
        count += 1
    held = (titles, summaries, others)
    found = {word for one in held for word in one if len(word) <= LONGEST}
    return written_index(put, name, count, {word: _places([one.get(word, []) for one in held]) for word in found})


def _places(lists: Sequence[Sequence[int]]) -> WordPlaces:
    return WordPlaces(sum(map(len, lists)), [*map(gaps, lists)])


def written_index(put: Put, name: str, count: int, places: Mapping[str, WordPlaces]) -> Mapping[str, object]:
    """Puts the parts of the index of `count` texts in which words stand at `places`; returns as `text_index`."""
    words = sorted(places, key=_order)
    found = [places[word] for word in words]
    return {
        "texts": count,
        "words": _dictionary(put, f"{name}-words", words, [one.size for one in found]),
        "endings": _dictionary(put, f"{name}-endings", sorted((word[::-1] for word in words), key=_order), None),
        "postings": _postings(put, f"{name}-postings", found),
    }


def _order(word: str) -> bytes | str:
    """The order in which JavaScript compares texts: that of their UTF-16 units."""
    return word.encode("utf-16-be").decode("latin-1")


def _dictionary(put: Put, name: str, words: Sequence[str], sizes: Sequence[int] | None) -> Mapping[str, object]:
    """Words in parts; `starts` are the numbers of the first of each, `firsts` they themselves."""
    starts = range(0, len(words), WORDS)
    contents = []
    for start in starts:
        portion = slice(start, start + WORDS)
        content: dict[str, object] = {"words": front_coded(words[portion])}
        if sizes is not None:
            content["counts"] = sizes[portion]
        contents.append(content)
    return {"starts": [*starts], "firsts": [words[start] for start in starts], "parts": put(name, contents)}


def _postings(put: Put, name: str, places: Sequence[WordPlaces]) -> Mapping[str, object]:
    """Lists of places in parts; `starts` are the numbers of the first word of each."""
    starts: list[int] = []
    held = NUMBERS
    for number, (size, _) in enumerate(places):
        if held + size > NUMBERS:
            starts.append(number)
            held = 0
        held += size
    portions = pairwise((*starts, len(places)))
    contents = ({"lists": [one.lists for one in places[begin:end]]} for begin, end in portions)
    return {"starts": starts, "parts": put(name, contents)}
