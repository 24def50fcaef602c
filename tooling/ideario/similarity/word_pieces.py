"""Words of a text and pieces of a word, folded so that case, accents and spaces make no difference."""

import re
import unicodedata
from collections.abc import Sequence

SHORTEST = 3
"""Shorter words say hardly anything of what an idea is about."""
PIECE = 4
"""Letters in a piece of a word. Pieces of 3 to 5 letters were no better on the labelled ideas, and three times as many.
"""
_UNSPACED = "\u2e80-\u9fff\uf900-\ufaff"  # Chinese characters and kana, which stand without spaces between words
_MARKS = re.compile("[\u0300-\u036f]+")
_RUN = re.compile(f"([{_UNSPACED}]+)")
_WORD = re.compile(f"[{_UNSPACED}]+|[^\\W_]{{{SHORTEST},}}|\0")
_ASCII_WORD = re.compile(f"[a-z0-9]{{{SHORTEST},}}|\0")


def words_of(texts: Sequence[str]) -> list[list[str]]:
    """The words of each text, in order."""
    joined = "\0".join([text.replace("\0", " ") for text in texts]).casefold()
    if joined.isascii():  # which is quicker to look through
        words = _ASCII_WORD.findall(joined)
    else:
        joined = _MARKS.sub("", unicodedata.normalize("NFKD", joined))
        words = _WORD.findall(_RUN.sub(r" \1 ", joined))
    found, begin = [], 0
    for _ in range(len(texts) - 1):
        end = words.index("\0", begin)
        found.append(words[begin:end])
        begin = end + 1
    return [*found, words[begin:]] if texts else []


def pieces_of(word: str) -> set[str]:
    """The pieces of a word, its beginning and end marked; of one without spaces around it every two characters."""
    if _RUN.match(word):
        return {word[start : start + 2] for start in range(max(1, len(word) - 1))}
    framed = f" {word} "
    return {framed[start : start + PIECE] for start in range(len(framed) - PIECE + 1)}
