"""Draws numbers over time as lines, each with a pattern of its own; what is too small to be told lies at the bottom."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from markupsafe import Markup

from ideario.publishing.charts.drawing import LINE, WIDTH, path, picture, samples, short, text
from ideario.publishing.charts.scales import ceiling
from ideario.publishing.charts.time_axes import BOTTOM, LEFT, TOP, time_axes

KINDS = ("one", "two", "three")
"""The kinds of lines, as the style sheet knows them."""


class Series(NamedTuple):
    """A line: what it stands for, and a number for each moment, None where it is too small to be told."""

    said: str
    numbers: Sequence[int | None]


def line_chart(
    name: str,
    series: Sequence[Series],
    *,
    title: str,
    finding: str,
    axis: str,
    ends: tuple[str, str],
    few: str,
    write: Callable[[int], str],
    mirrored: bool,
) -> Markup:
    """At most three lines from the left to the right; `ends` are the first and last moment, `axis` what goes upwards.

    `few` says what lies at the bottom, where anything does that is not told. `write` writes a number. `mirrored` is for
    readers from right to left: words stand there, but time runs as ever.
    """
    most = ceiling(max((number or 0 for one in series for number in one.numbers), default=0))
    lines = list(zip(KINDS, series, strict=False))
    parts = [
        *time_axes(write(most), write(0), axis=axis, ends=ends, mirrored=mirrored),
        *(path(kind, _way(one.numbers, most)) for kind, one in lines),
        *samples([(kind, one.said) for kind, one in lines], BOTTOM + 44, mirrored=mirrored),
    ]
    height = BOTTOM + 44 + LINE * len(lines)
    if any(None in one.numbers for one in series):
        parts.append(text(WIDTH if mirrored else 0, height, few, "end" if mirrored else "start"))
        height += LINE
    return picture(name, title=title, finding=finding, height=height, parts=parts)


def _way(numbers: Sequence[int | None], most: int) -> str:
    step = (WIDTH - 2 - LEFT) / max(1, len(numbers) - 1)
    heights = ((number or 0) * (BOTTOM - TOP) / most for number in numbers)
    return "M" + "L".join(f"{short(LEFT + place * step)} {short(BOTTOM - one)}" for place, one in enumerate(heights))
