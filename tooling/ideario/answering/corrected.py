"""Mends a proposed file as far as its problems say how. What nobody but a person can decide is left as it is."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from ideario.problems import Edit, Problem

BREAK = re.compile("(\r\n|\r|\n)")


class Correction(NamedTuple):
    """A file as far as it could be mended; `left` is what a person has to decide."""

    text: str
    left: tuple[Problem, ...]


def corrected(text: str, problems: Iterable[Problem]) -> Correction:
    """The text of a file with all edits of its problems made, but for those that would change one piece in two ways."""
    starts = _starts(text)
    taken: set[tuple[int, int, str]] = set()
    left = []
    for problem in sorted(problems, key=lambda one: (one.level != "error", one.line, one.column)):
        edits = [_place(edit, starts, len(text)) for edit in problem.edits]
        if not edits or any(edit is None or _crosses(edit, taken) for edit in edits):
            left.append(problem)
        else:
            taken |= {edit for edit in edits if edit is not None}
    for start, end, by in sorted(taken, reverse=True):
        text = text[:start] + by + text[end:]
    return Correction(text, tuple(left))


def _starts(text: str) -> list[int]:
    """Where each line begins, in code points; the last one is empty."""
    return [0, *(found.end() for found in BREAK.finditer(text)), len(text)]


def _place(edit: Edit, starts: list[int], end: int) -> tuple[int, int, str] | None:
    """From where to where an edit goes, and what comes there; None where there is no such place."""
    if not (0 < edit.line < len(starts) and 0 < edit.end_line < len(starts)):
        return None
    first, last = starts[edit.line - 1] + edit.column - 1, starts[edit.end_line - 1] + edit.end_column - 1
    return (first, last, edit.text) if first <= last <= end else None


def _crosses(edit: tuple[int, int, str], taken: Iterable[tuple[int, int, str]]) -> bool:
    """Whether an edit and another one are about the same piece of text, and not the same edit."""
    return any(edit != other and edit[0] < other[1] and other[0] < edit[1] for other in taken)
