"""Makes the tables by which a page finds ideas while somebody types: per language which words stand in which ideas."""

from collections.abc import Mapping, Sequence

import numpy as np

from ideario.model.likeness.similar_ideas import Worded
from ideario.model.likeness.word_table import WordTable
from ideario.similarity.wording import Wording

PARTS = 8
"""Lengths are counted in eighths."""


def word_tables(ideas: Sequence[Worded], wording: Wording) -> Mapping[str, WordTable]:
    """The table of each language; `wording` is that of all the ideas, in the same order."""
    languages = sorted({idea.language for idea in ideas})
    number = {language: place for place, language in enumerate(languages)}
    spoken = np.array([number[idea.language] for idea in ideas], dtype=np.int64)
    alphabet = np.argsort(np.array(wording.words, dtype=object), kind="stable") if wording.words else np.zeros(0, int)
    place = np.zeros(len(alphabet), dtype=np.int64)
    place[alphabet] = np.arange(len(alphabet))
    return {language: _table(ideas, wording, spoken == number[language], place) for language in languages}


def _table(ideas: Sequence[Worded], wording: Wording, chosen: np.ndarray, place: np.ndarray) -> WordTable:
    """The table of the chosen ideas; `place` is that of each word in the alphabet."""
    within = chosen[wording.text]
    text = (np.cumsum(chosen) - 1)[wording.text[within]]
    word = place[wording.word[within]]
    order = np.argsort(word, kind="stable")  # texts are in order, and stay so within a word
    word, text = word[order], text[order]
    found, starts, counts = np.unique(word, return_index=True, return_counts=True)
    count = int(chosen.sum())
    weight = np.log(1 + count / counts)
    lengths = np.sqrt(np.bincount(text, weights=np.repeat(weight * weight, counts), minlength=count))
    spelt = sorted(wording.words)
    ends = (starts + counts).tolist()
    numbers = text.tolist()
    return WordTable(
        slugs=[idea.slug for idea, one in zip(ideas, chosen.tolist(), strict=True) if one],
        words=[spelt[n] for n in found.tolist()],
        postings=[numbers[start:end] for start, end in zip(starts.tolist(), ends, strict=True)],
        lengths=np.rint(lengths * PARTS).astype(np.int64).tolist(),
    )
