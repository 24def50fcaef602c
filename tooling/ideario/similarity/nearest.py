"""Says which ideas are like which: the three nearest of each that are near enough, by wording or by meaning as well."""

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ideario.model.likeness.similar_ideas import Similar, SimilarIdeas, Worded
from ideario.similarity.meaning import Meanings, installed
from ideario.similarity.word_tables import word_tables
from ideario.similarity.wording import TextPairs, Wording

MOST = 3
"""So many similar ideas are told of one."""
BY_WORDING = 20
"""Hundredths from which ideas are alike by their wording. Fitted on half of the labelled ideas, tested on the other."""
BY_MEANING = 38
"""The same where an encoder is installed: four parts meaning, one part wording."""
MEANING = 0.8
WORDING = 0.2
_FAR = (BY_MEANING / 100 - WORDING) / MEANING
"""Ideas whose meanings are less alike than this are not alike even if their wording were the same."""
EXACT = 10_000
"""Likeness is compared in whole ten thousandths, so that the last digit of a machine decides no order."""


class _Found(NamedTuple):
    """TextPairs of ideas by their numbers, with how like they are in ten thousandths."""

    pairs: TextPairs
    likeness: NDArray[np.int64]


def among(ideas: Sequence[Worded], kept: Path | None = None) -> SimilarIdeas:
    """For each of all ideas those that are most like it, and the tables of words.

    `kept` is the file in which vectors of meaning are kept; without an encoder it is not touched.
    """
    wording = Wording([_text(idea) for idea in ideas])
    found = _by_wording(wording) if not installed() else _by_meaning(wording, Meanings(ideas, kept))
    languages = np.array([idea.language for idea in ideas])
    abroad = languages[found.pairs.one] != languages[found.pairs.other]
    return SimilarIdeas(
        nearest=_nearest(ideas, found),
        abroad=_nearest(ideas, _Found(TextPairs(*(side[abroad] for side in found.pairs)), found.likeness[abroad])),
        tables=word_tables(ideas, wording),
    )


def nearest_to(
    slugs: Collection[str], ideas: Sequence[Worded], kept: Path | None = None
) -> Mapping[str, tuple[Similar, ...]]:
    """For some of the ideas those among all that are most like each; none that is like no other is left out."""
    wording = Wording([_text(idea) for idea in ideas])
    meaning = Meanings(ideas, kept) if installed() else None
    found = {}
    for number, idea in enumerate(ideas):
        if idea.slug in slugs:
            likeness = wording.beside(number)
            if meaning is not None:
                likeness = MEANING * meaning.beside(number) + WORDING * likeness
            found[idea.slug] = _first(ideas, number, _exact(likeness), BY_WORDING if meaning is None else BY_MEANING)
    return found


def _text(idea: Worded) -> str:
    return f"{idea.title} {idea.summary}"


def _by_wording(wording: Wording) -> _Found:
    pairs = wording.candidates()
    return _enough(_Found(pairs, _exact(wording.compared(pairs))), BY_WORDING)


def _by_meaning(wording: Wording, meaning: Meanings) -> _Found:
    """TextPairs that are alike by meaning are looked for, and those that are alike by wording."""
    sets = (wording.candidates(), meaning.candidates(_FAR))
    codes = np.unique(np.concatenate([pairs.one * wording.count + pairs.other for pairs in sets]))
    pairs = TextPairs(codes // wording.count, codes % wording.count)
    likeness = MEANING * meaning.compared(pairs) + WORDING * wording.compared(pairs)
    return _enough(_Found(pairs, _exact(likeness)), BY_MEANING)


def _exact(likeness: NDArray[np.float64]) -> NDArray[np.int64]:
    return np.rint(likeness * EXACT).astype(np.int64)


def _enough(found: _Found, least: int) -> _Found:
    near = found.likeness >= least * EXACT // 100
    return _Found(TextPairs(found.pairs.one[near], found.pairs.other[near]), found.likeness[near])


def _nearest(ideas: Sequence[Worded], found: _Found) -> dict[str, tuple[Similar, ...]]:
    """The nearest MOST of each idea; no entry where there is none."""
    text = np.concatenate(found.pairs)
    other = np.concatenate((found.pairs.other, found.pairs.one))
    likeness = np.concatenate((found.likeness, found.likeness))
    order = np.lexsort((other, -likeness, text))
    text, other, likeness = text[order], other[order], likeness[order]
    first = np.arange(len(text)) - np.searchsorted(text, text) < MOST
    nearest: dict[str, tuple[Similar, ...]] = {}
    for one, near, like in zip(text[first].tolist(), other[first].tolist(), likeness[first].tolist(), strict=True):
        nearest[ideas[one].slug] = (*nearest.get(ideas[one].slug, ()), _similar(ideas[near], like))
    return nearest


def _first(ideas: Sequence[Worded], number: int, likeness: NDArray[np.int64], least: int) -> tuple[Similar, ...]:
    likeness[number] = -EXACT
    order = np.argsort(-likeness, kind="stable")[:MOST]
    return tuple(_similar(ideas[n], int(likeness[n])) for n in order.tolist() if likeness[n] >= least * EXACT // 100)


def _similar(idea: Worded, likeness: int) -> Similar:
    return Similar(slug=idea.slug, score=min(100, likeness * 100 // EXACT))
