"""How like the wording of texts is: cosines of their pieces, each weighted by how rare it is among the texts (TF-IDF).

All sums are of whole numbers, so that they are the same on every machine and in every order.
"""

from collections.abc import Sequence
from itertools import chain, combinations, pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ideario.similarity.word_pieces import pieces_of, words_of

Whole = NDArray[np.int64]
Real = NDArray[np.float64]
Narrow = NDArray[np.int32]
Numbers = Whole | Narrow
Codes = NDArray[Any]

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
        text = np.repeat(np.arange(self.count, dtype=np.int32), [len(found) for found in words])
        word = np.fromiter(map(numbers.__getitem__, flat), dtype=np.int32, count=len(flat))
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
        table = np.fromiter(chain.from_iterable(of_words), dtype=np.int32)
        starts = np.cumsum(sizes) - sizes
        self._kinds = max(1, len(kinds))
        counts = sizes[self.word]
        owner = np.repeat(self.text, counts)
        self._owner, self._piece = _distinct(owner, table[_ranges(starts[self.word], counts)])
        self._sizes: Whole = np.bincount(self._owner, minlength=self.count)
        self._start: Whole = np.cumsum(self._sizes) - self._sizes

    def _sums(self, groups: Numbers, values: Whole) -> Real:
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

    def _rarest(self, text: Narrow, thing: Narrow, spread: Whole, most: int, held: range) -> Whole:
        """Per text the numbers of its rarest things, `most` of them, in order; of those that so many texts hold.

        Where there are fewer, the rest is -1.
        """
        found = spread[thing]
        wanted = (found >= held.start) & (found < held.stop)
        ranked, thing = _sorted(text[wanted].astype(np.int64) * (self.count + 1) + found[wanted], thing[wanted])
        owner = ranked // (self.count + 1)
        sizes = np.bincount(owner, minlength=self.count)
        place = np.arange(len(owner)) - (np.cumsum(sizes) - sizes)[owner]
        first = place < most
        marks = np.full((self.count, most), -1, dtype=np.int64)
        marks[owner[first], place[first]] = thing[first]
        marks.sort(axis=1)
        return marks

    def _together(self, keys: Whole) -> TextPairs:
        """The pairs of texts that share most keys; a row of keys for each text, -1 where there is none."""
        wide = np.repeat(np.arange(self.count), keys.shape[1])
        there = keys.ravel() >= 0
        key, text = _sorted(keys.ravel()[there], wide[there])
        heads = np.flatnonzero(_news(key))
        sizes = _until_next(heads, len(key))
        wanted = np.repeat((sizes > 1) & (sizes <= CROWD), sizes)
        key, text = key[wanted], text[wanted]
        ones, others = [text[:0]], [text[:0]]
        for lag in range(1, CROWD):
            same = np.flatnonzero(key[lag:] == key[:-lag])
            if not len(same):
                break
            ones.append(text[same])
            others.append(text[same + lag])
        codes, bits = _codes(np.concatenate(ones), np.concatenate(others))
        heads = np.flatnonzero(_news(codes))
        shared = np.minimum(_until_next(heads, len(codes)), SO_MUCH).astype(np.int16)
        codes = codes[heads]
        one, other = _firsts(codes, bits), _seconds(codes, bits)
        del wide, there, key, text, wanted, ones, others, heads, codes  # 40 MB with 10,000 ideas
        return self._likeliest(one, other, shared)

    def _likeliest(self, one: Narrow, other: Narrow, shared: NDArray[np.int16]) -> TextPairs:
        """Of pairs, with how much each shares: those that are among the LIKELY best of either text."""
        # Nearly all share one thing. A text with enough pairs that share more has no use for these.
        more = shared > 1
        full = np.bincount(np.concatenate((one[more], other[more])), minlength=self.count) >= LIKELY
        number = [np.flatnonzero(more | ~full[text]).astype(np.int32) for text in (one, other)]
        text = np.concatenate([text[chosen] for text, chosen in zip((one, other), number, strict=True)])
        numbers = np.concatenate(number)
        sizes = np.bincount(text, minlength=self.count)
        rank = text.astype(np.int64) * (SO_MUCH + 1)
        rank += SO_MUCH - shared[numbers]
        codes, bits = _codes(rank, numbers)
        del text, rank, numbers, number
        ranked = _seconds(codes, bits)
        place = np.arange(len(ranked), dtype=np.int32)
        place -= np.repeat((np.cumsum(sizes) - sizes).astype(np.int32), sizes)
        chosen = np.zeros(len(one), dtype=bool)
        chosen[ranked[place < LIKELY]] = True
        return TextPairs(one[chosen].astype(np.int64), other[chosen].astype(np.int64))


def _sorted(high: Whole, low: Numbers) -> tuple[Whole, Narrow]:
    """Pairs of numbers in their order. Packed into one number each, they are sorted ten times as fast as by two keys,
    and where 32 bits are enough in two thirds of that.
    """
    codes, bits = _codes(high, low)
    return (codes >> bits).astype(np.int64), _seconds(codes, bits)


def _codes(high: Numbers, low: Numbers) -> tuple[Codes, int]:
    """Pairs of numbers packed and in their order, and in how many bits of each the second ones are."""
    bits = int(low.max(initial=0)).bit_length()
    narrow = int(high.max(initial=0)).bit_length() + bits <= 32
    codes: Codes = high.astype(np.uint32 if narrow else np.int64)
    codes <<= bits
    codes |= low.astype(codes.dtype)
    codes.sort()
    return codes, bits


def _firsts(codes: Codes, bits: int) -> Narrow:
    """The first ones of packed pairs, which have room in 32 bits."""
    return (codes >> bits).astype(np.int32)


def _seconds(codes: Codes, bits: int) -> Narrow:
    """The second ones of packed pairs."""
    return (codes & ((1 << bits) - 1)).astype(np.int32)


def _news(numbers: Codes) -> NDArray[np.bool_]:
    """Where in sorted numbers other ones begin."""
    new = np.ones(len(numbers), dtype=bool)
    np.not_equal(numbers[1:], numbers[:-1], out=new[1:])
    return new


def _until_next(heads: Whole, end: int) -> Whole:
    """How many numbers there are from each head to the next one, from the last to the end."""
    sizes = np.empty_like(heads)
    np.subtract(heads[1:], heads[:-1], out=sizes[:-1])
    sizes[-1:] = end - heads[-1:]
    return sizes


def _distinct(groups: Numbers, things: Numbers) -> tuple[Narrow, Narrow]:
    """Each thing of each group once, in order of both."""
    codes, bits = _codes(groups, things)
    codes = codes[_news(codes)]  # np.unique takes fifty times as long
    return _firsts(codes, bits), _seconds(codes, bits)


def _ranges(starts: Whole, counts: Whole) -> Whole:
    """`counts` numbers from each of `starts` on, one range after the other."""
    ends = np.cumsum(counts)
    total = int(ends[-1]) if len(ends) else 0
    return np.repeat(starts - ends + counts, counts) + np.arange(total)


def _cosines(dots: Real, lengths: Real) -> Real:
    return np.divide(dots, lengths, out=np.zeros(len(dots)), where=lengths > 0)
