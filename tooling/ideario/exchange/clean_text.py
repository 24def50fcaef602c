"""Turns foreign text into text that content may hold: clean, short, and shown by Markdown as it is."""

import re
import unicodedata

MAX_TITLE, MAX_BODY, MAX_ID, MAX_SEED = 120, 20_000, 120, 120
"""The signs that content may have in a title, a text, a number at the source and a seed, as the schemas say."""

# Byte order marks, changes of direction, and what is no character.
_FORBIDDEN = frozenset("\ufeff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufffe\uffff")


def clean(text: str) -> str:
    """A text without control signs, changes of direction and line breaks, which content may not hold."""
    kept = "".join(" " if unicodedata.category(s) in {"Cc", "Zl", "Zp"} or s in _FORBIDDEN else s for s in text)
    return " ".join(kept.split())


def clean_lines(text: str) -> str:
    """The same of a text of several lines, which keeps line ends, tabs and spaces; without blank lines around it."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    kept = (
        "".join(
            "" if s in _FORBIDDEN else " " if s != "\t" and unicodedata.category(s) in {"Cc", "Zl", "Zp"} else s
            for s in line
        )
        for line in lines
    )
    return "\n".join(kept).rstrip().lstrip("\n")


def cut(text: str, longest: int) -> str:
    """A text of at most `longest` signs, cut at a word where possible and ending in … then."""
    if len(text) <= longest:
        return text
    start = text[: longest - 1]
    at_word = start.rpartition(" ")[0]
    return f"{(at_word if len(at_word) > longest // 2 else start).rstrip()}…"


def escaped(text: str) -> str:
    """A text that Markdown shows as it is, within a line."""
    return re.sub(r"([\\`*_\[\]<>&~|!$@#])", r"\\\1", text)


def paragraph(text: str) -> str:
    """The same as a paragraph of its own, which shall become no list, rule or heading."""
    return re.sub(r"^([-+=]|[0-9]+(?=[.)]))", lambda m: f"{m[1]}\\" if m[1].isdigit() else f"\\{m[1]}", escaped(text))
