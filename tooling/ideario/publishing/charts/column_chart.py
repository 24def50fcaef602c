"""Draws numbers over time as columns of two parts, and as one where the parts are not told apart."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from markupsafe import Markup

from ideario.publishing.charts.drawing import LINE, WIDTH, path, picture, text
from ideario.publishing.charts.scales import ceiling
from ideario.publishing.charts.time_axes import BOTTOM, LEFT, TOP, time_axes

KINDS = ("filled", "hollow", "unsplit")
"""The kinds of columns, as the style sheet knows them: the lower part, the upper part, and both in one."""


class Column(NamedTuple):
    """A number of which `first` is a part: both None where few are in it, and `first` where its parts are not told."""

    whole: int | None
    first: int | None


def column_chart(
    name: str,
    columns: Sequence[Column],
    *,
    title: str,
    finding: str,
    kinds: Sequence[str],
    few: str,
    axis: str,
    ends: tuple[str, str],
    write: Callable[[int], str],
    mirrored: bool,
) -> Markup:
    """The columns from the left to the right; `kinds` say what the KINDS stand for, `few` what has no column.

    The rest is as with lines.
    """
    most = ceiling(max((column.whole or 0 for column in columns), default=0))
    drawn = [(kind, "".join(_columns(kind, columns, most))) for kind in KINDS]
    said = [(kind, said) for (kind, way), said in zip(drawn, kinds, strict=True) if way]
    parts = [
        *time_axes(write(most), write(0), axis=axis, ends=ends, mirrored=mirrored),
        *(path(kind, way) for kind, way in drawn if way),
    ]
    y = BOTTOM + 44
    for kind, words in said:
        parts.append(path(kind, f"M{WIDTH - 25 if mirrored else 1} {y + 4}v-8h24v8z"))
        parts.append(text(WIDTH - 31, y, words, "end") if mirrored else text(31, y, words))
        y += LINE
    if any(column.whole is None for column in columns):
        parts.append(text(WIDTH if mirrored else 0, y, few, "end" if mirrored else "start"))
        y += LINE
    return picture(name, title=title, finding=finding, height=y, parts=parts)


def _columns(kind: str, columns: Sequence[Column], most: int) -> Iterator[str]:
    """The parts of a kind, each as a box; in whole pixels, since there may be sixty of them."""
    step = (WIDTH - 2 - LEFT) / max(1, len(columns))
    wide = max(1, int(step) - 2)
    left, below = 0, 0  # where the last box began, from which the next is told: that is shorter
    for place, column in enumerate(columns):
        low, high = _part(kind, column)
        if high > low:
            x = round(LEFT + 1 + place * step)
            bottom, top = (BOTTOM - round(number * (BOTTOM - TOP) / most) for number in (low, high))
            yield f"m{x - left} {bottom - below}v{top - bottom}h{wide}v{bottom - top}z"
            left, below = x, bottom


def _part(kind: str, column: Column) -> tuple[int, int]:
    """From where to where the part of a kind goes; nowhere where there is none."""
    if column.whole is None:
        return 0, 0
    if column.first is None:
        return 0, column.whole if kind == "unsplit" else 0
    return {"filled": (0, column.first), "hollow": (column.first, column.whole), "unsplit": (0, 0)}[kind]
