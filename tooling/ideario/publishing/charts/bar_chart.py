"""Draws numbers as bars, one below the other: with the word before each, and another bar behind it to compare with."""

from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup

from ideario.publishing.charts.drawing import LINE, WIDTH, bar, cut, picture, text

_ROW, _LETTERS = 40, 30


class Bar(NamedTuple):
    """A bar `number` long: what it stands for, its number as written, and another number to compare it with."""

    said: str
    number: int
    written: str
    before: int | None = None


def bar_chart(
    name: str,
    bars: Sequence[Bar],
    *,
    title: str,
    finding: str,
    kinds: Sequence[str] = (),
    mirrored: bool,
) -> Markup:
    """The bars; `kinds` are what a bar and the one that it is compared with stand for, if there are such.

    `mirrored` is for readers from right to left, for whom bars begin on the right.
    """
    most = max([1, *(max(one.number, one.before or 0) for one in bars)])
    parts: list[str] = []

    def lie(kind: str, y: float, number: int, height: float) -> None:
        width = number * (WIDTH - 2) / most
        parts.append(bar(kind, WIDTH - 1 - width if mirrored else 1, y, width, height))

    near, far = (WIDTH, 0) if mirrored else (0, WIDTH)
    for row, one in enumerate(bars):
        top = row * _ROW
        parts.append(text(near, top + 9, cut(one.said, _LETTERS), "end" if mirrored else "start"))
        parts.append(text(far, top + 9, one.written, "start" if mirrored else "end"))
        if one.before is None:
            lie("filled", top + 19, one.number, 11)
        else:
            lie("outlined", top + 19, one.before, 6)
            lie("filled", top + 26, one.number, 6)
    for number, (kind, said) in enumerate(zip(("outlined", "filled"), kinds, strict=False)):
        y = len(bars) * _ROW + 10 + number * LINE
        parts.append(bar(kind, WIDTH - 25 if mirrored else 1, y - 3, 24, 6))
        parts.append(text(WIDTH - 31, y, said, "end") if mirrored else text(31, y, said))
    height = len(bars) * _ROW + (10 + LINE * len(kinds) if kinds else 0)
    return picture(name, title=title, finding=finding, height=height, parts=parts)
