"""How like the wording of texts is: cosines of their pieces, each weighted by how rare it is among the texts (TF-IDF).

All sums are of whole numbers, so that they are the same on every machine and in every order.
"""

from collections.abc import Sequence
from itertools import chain, combinations, pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ideario.similarity.word_pieces import pieces_of, words_of

Whole = NDArray[np.int64]
Real = NDArray[np.float64]

LOW = 24
LOWEST = (1 << LOW) - 1
"""Two numbers are packed into one, and the lower has so many bits: enough for texts, words, pieces and pairs."""
SO_MUCH = 1023
UNIT = 16
"""Weights of pieces are counted in sixteenths."""
STEM = 5
"""Letters by which words are taken for the same when pairs are looked for."""
MARKS = 16
"""By so many of its rarest stems, and of its rarest pieces, a text is found by others."""
CROWD = 64
"""What more texts than this have in common does not single out any of them: only two such stems together do."""
CROWDED = 6
"""So many of the stems that are so common are taken two at a time, the rarest of them."""
RARE = 32
"""A piece that more texts hold than this marks none."""
LIKELY = 8
"""So many of a text's likeliest partners are compared with it in full."""
BLOCK = 64
"""Texts whose pieces are spread out at once: a byte for each piece that there is."""


class TextPairs(NamedTuple):
    """Two texts each, by their numbers."""

    one: Whole
    other: Whole


class Wording:
    """Texts by number, as vectors of pieces. Each word of each text stands once in `text` and `word`, in order."""

    def __init__(self, texts: Sequence[str]) -> None:
        words = words_of(texts)
        flat = list(chain.from_iterable(words))
        numbers = {word: number for number, word in enumerate(dict.fromkeys(flat))}
        self.count, self.words = len(texts), list(numbers)
        text = np.repeat(np.arange(self.count), [len(found) for found in words])
        word = np.fromiter(map(numbers.__getitem__, flat), dtype=np.int64, count=len(flat))
        self.text, self.word = _distinct(text, word)
        self._piece_tables()
        shared = np.bincount(self._piece, minlength=self._kinds)
        self._spread = shared
        self._weight: Whole = np.rint(UNIT * np.log((self.count + 1) / (shared + 0.5))).astype(np.int64)
        self._square: Whole = self._weight * self._weight
        self._length: Real = np.sqrt(self._sums(self._owner, self._square[self._piece]))

    def _piece_tables(self) -> None:
        """Each piece of each text, once: `_owner` and `_piece`, in order; those of a text begin at `_start`."""
        kinds: dict[str, int] = {}
        of_words = [[kinds.setdefault(piece, len(kinds)) for piece in sorted(pieces_of(word))] for word in self.words]
        sizes = np.array([len(found) for found in of_words], dtype=np.int64)
        table = np.fromiter(chain.from_iterable(of_words), dtype=np.int64)
        starts = np.cumsum(sizes) - sizes
        self._kinds = max(1, len(kinds))
        counts = sizes[self.word]
        owner = np.repeat(self.text, counts)
        self._owner, self._piece = _distinct(owner, table[_ranges(starts[self.word], counts)])
        self._sizes: Whole = np.bincount(self._owner, minlength=self.count)
        self._start: Whole = np.cumsum(self._sizes) - self._sizes

    def _sums(self, groups: Whole, values: Whole) -> Real:
        return np.bincount(groups, weights=values, minlength=self.count).astype(np.float64)

    def beside(self, number: int) -> Real:
        """How like each text is to one of them, from 0 to 1."""
        begin = self._start[number]
        square = np.zeros(self._kinds, dtype=np.int64)
        own = self._piece[begin : begin + self._sizes[number]]
        square[own] = self._square[own]
        return _cosines(self._sums(self._owner, square[self._piece]), self._length[number] * self._length)

    def compared(self, pairs: TextPairs) -> Real:
        """How like the two texts of each pair are, from 0 to 1. The pairs are in the order of their first texts."""
        dots = np.zeros(len(pairs.one))
        bounds = np.searchsorted(pairs.one, np.arange(0, self.count + BLOCK, BLOCK))
        held = np.zeros((BLOCK, self._kinds), dtype=bool)
        for block, (begin, end) in enumerate(pairwise(bounds)):
            if begin == end:
                continue
            held[:] = False
            first, last = block * BLOCK, min(self.count, (block + 1) * BLOCK)
            part = slice(self._start[first], self._start[last - 1] + self._sizes[last - 1])
            held[self._owner[part] - first, self._piece[part]] = True
            other = pairs.other[begin:end]
            counts = self._sizes[other]
            pieces = self._piece[_ranges(self._start[other], counts)]
            pair = np.repeat(np.arange(end - begin), counts)
            common = held[pairs.one[begin:end][pair] - first, pieces]
            squares = self._square[pieces[common]]
            dots[begin:end] = np.bincount(pair[common], weights=squares, minlength=end - begin)
        return _cosines(dots, self._length[pairs.one] * self._length[pairs.other])

    def candidates(self) -> TextPairs:
        """TextPairs of texts that may be alike: those that have most of their rarest stems and pieces in common."""
        numbers: dict[str, int] = {}
        stem = np.array([numbers.setdefault(word[:STEM], len(numbers)) for word in self.words], dtype=np.int64)
        text, stems = _distinct(self.text, stem[self.word])
        spread = np.bincount(stems, minlength=len(numbers))
        kinds = len(numbers) + 1
        singles = self._rarest(text, stems, spread, MARKS, range(2, CROWD + 1))
        crowded = self._rarest(text, stems, spread, CROWDED, range(CROWD + 1, self.count + 1))
        pieces = self._rarest(self._owner, self._piece, self._spread, MARKS, range(2, RARE + 1))
        keys = [*singles.T]
        keys += [np.where(column < 0, -1, kinds + column) for column in pieces.T]
        keys += [
            np.where((left < 0) | (right < 0), -1, kinds + self._kinds + left * kinds + right)
            for left, right in combinations(crowded.T, 2)
        ]
        return self._together(np.stack(keys, axis=1))

    def _rarest(self, text: Whole, thing: Whole, spread: Whole, most: int, held: range) -> Whole:
        """Per text the numbers of its rarest things, `most` of them, in order; of those that so many texts hold.

        Where there are fewer, the rest is -1.
        """
        found = spread[thing]
        wanted = (found >= held.start) & (found < held.stop)
        ranked = np.sort(_packed(text[wanted] * (self.count + 1) + found[wanted], thing[wanted]))
        text = (ranked >> LOW) // (self.count + 1)
        sizes = np.bincount(text, minlength=self.count)
        place = np.arange(len(text)) - (np.cumsum(sizes) - sizes)[text]
        first = place < most
        marks = np.full((self.count, most), -1, dtype=np.int64)
        marks[text[first], place[first]] = ranked[first] & LOWEST
        marks.sort(axis=1)
        return marks

    def _together(self, keys: Whole) -> TextPairs:
        """The pairs of texts that share most keys; a row of keys for each text, -1 where there is none."""
        wide = np.repeat(np.arange(self.count), keys.shape[1])
        ranked = np.sort(_packed(keys.ravel(), wide)[keys.ravel() >= 0])
        key, text = ranked >> LOW, ranked & LOWEST
        heads = np.flatnonzero(_news(key))
        sizes = np.diff(np.r_[heads, len(key)])
        wanted = np.repeat((sizes > 1) & (sizes <= CROWD), sizes)
        key, text = key[wanted], text[wanted]
        codes = []
        for lag in range(1, CROWD):
            same = np.flatnonzero(key[lag:] == key[:-lag])
            if not len(same):
                break
            codes.append(_packed(text[same], text[same + lag]))
        if not codes:
            return TextPairs(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))
        code = np.sort(np.concatenate(codes))
        heads = np.flatnonzero(_news(code))
        return self._likeliest(code[heads], np.diff(np.r_[heads, len(code)]))

    def _likeliest(self, code: Whole, shared: Whole) -> TextPairs:
        """Of pairs by their codes, with how much each shares: those that are among the LIKELY best of either text."""
        one, other = code >> LOW, code & LOWEST
        number, few = np.arange(len(code)), SO_MUCH - np.minimum(shared, SO_MUCH)
        ranked = np.sort(np.concatenate([_packed(text * (SO_MUCH + 1) + few, number) for text in (one, other)]))
        sizes = np.bincount(np.concatenate((one, other)), minlength=self.count)
        place = np.arange(len(ranked)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        chosen = np.zeros(len(code), dtype=bool)
        chosen[ranked[place < LIKELY] & LOWEST] = True
        return TextPairs(one[chosen], other[chosen])


def _packed(high: Whole, low: Whole) -> Whole:
    """Two numbers in one, so that they can be sorted together: of whole numbers alone that is ten times as fast."""
    return (high << LOW) | low


def _news(codes: Whole) -> NDArray[np.bool_]:
    """Where in sorted codes another one begins."""
    return np.r_[True, codes[1:] != codes[:-1]] if len(codes) else np.zeros(0, dtype=bool)


def _distinct(groups: Whole, things: Whole) -> tuple[Whole, Whole]:
    """Each thing of each group once, in order of both."""
    codes = np.sort(_packed(groups, things))
    codes = codes[_news(codes)]  # np.unique takes fifty times as long
    return codes >> LOW, codes & LOWEST


def _ranges(starts: Whole, counts: Whole) -> Whole:
    """`counts` numbers from each of `starts` on, one range after the other."""
    ends = np.cumsum(counts)
    total = int(ends[-1]) if len(ends) else 0
    return np.repeat(starts - ends + counts, counts) + np.arange(total)


def _cosines(dots: Real, lengths: Real) -> Real:
    return np.divide(dots, lengths, out=np.zeros(len(dots)), where=lengths > 0)
