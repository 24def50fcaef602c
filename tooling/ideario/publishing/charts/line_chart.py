"""Draws numbers over time as lines, each with a pattern of its own, and leaves a gap where a number is not told."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from markupsafe import Markup

from ideario.publishing.charts.drawing import LINE, WIDTH, path, picture, samples, short, text
from ideario.publishing.charts.scales import ceiling

KINDS = ("one", "two", "three")
"""The kinds of lines, as the style sheet knows them."""
_LEFT, _TOP, _BOTTOM = 34, 30, 130


class Series(NamedTuple):
    """A line: what it stands for, and a number for each moment, None where it is not told."""

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
    write: Callable[[int], str],
    mirrored: bool,
) -> Markup:
    """At most three lines from the left to the right; `ends` are the first and last moment, `axis` what goes upwards.

    `write` writes a number. `mirrored` is for readers from right to left: words stand there, but time runs as ever.
    """
    most = ceiling(max((number or 0 for one in series for number in one.numbers), default=0))
    parts = [
        text(WIDTH, 8, axis, "end") if mirrored else text(0, 8, axis),
        path("axis", f"M{_LEFT} {_BOTTOM}H{WIDTH}M{_LEFT} {_TOP}H{WIDTH}"),
        text(_LEFT - 6, _TOP, write(most), "end"),
        text(_LEFT - 6, _BOTTOM, write(0), "end"),
        text(_LEFT, _BOTTOM + 16, ends[0]),
        text(WIDTH, _BOTTOM + 16, ends[1], "end"),
        *(path(kind, "".join(_steps(one.numbers, most))) for kind, one in zip(KINDS, series, strict=False)),
        *samples([(kind, one.said) for kind, one in zip(KINDS, series, strict=False)], _BOTTOM + 44, mirrored=mirrored),
    ]
    height = _BOTTOM + 44 + LINE * len(series)
    return picture(name, title=title, finding=finding, height=height, parts=parts)


def _steps(numbers: Sequence[int | None], most: int) -> Iterator[str]:
    """The way of the pen. A number between two that are not told is a dot."""
    step = (WIDTH - 2 - _LEFT) / max(1, len(numbers) - 1)
    down = False
    for place, number in enumerate(numbers):
        if number is not None:
            x, y = _LEFT + place * step, _BOTTOM - number * (_BOTTOM - _TOP) / most
            alone = not down and (place + 1 == len(numbers) or numbers[place + 1] is None)
            yield f"{'L' if down else 'M'}{short(x)} {short(y)}{'h.1' if alone else ''}"
        down = number is not None
