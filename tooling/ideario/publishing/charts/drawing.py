"""Pieces of charts as SVG: texts, lines, areas and the picture around them. Knows no numbers and no words.

Drawn for a width at which letters are as large as on the page, and in no colour: the style sheet gives ink, and each
kind of line a pattern of its own, so that colour is never all that tells two apart.
"""

from collections.abc import Iterable
from typing import Literal
from unicodedata import bidirectional

from markupsafe import Markup, escape

WIDTH = 288
"""Of every picture, in units that are pixels on a narrow phone and grow with the page."""
LINE = 18
"""From one line of text to the next."""
Side = Literal["start", "middle", "end"]


def picture(name: str, *, title: str, finding: str, height: int, parts: Iterable[str]) -> Markup:
    """A whole picture; `name` is its own on the page, and who does not see it is told `title` and `finding`."""
    return Markup(  # noqa: S704 - parts are made here, and texts are escaped
        f'<svg viewBox="0 0 {WIDTH} {height}" role="img" aria-labelledby="{name}-title {name}-desc" direction="ltr">'
        f'<title id="{name}-title">{escape(title)}</title><desc id="{name}-desc">{escape(finding)}</desc>'
        f"{''.join(parts)}</svg>"
    )


def text(x: float, y: float, said: str, side: Side = "start") -> str:
    """A line of text whose middle is at `y`."""
    anchor = "" if side == "start" else f' text-anchor="{side}"'
    return f'<text x="{short(x)}" y="{short(y)}" dominant-baseline="central"{anchor}>{escape(said)}</text>'


def path(kind: str, steps: str) -> str:
    """A line of a kind that the style sheet knows."""
    return f'<path class="{kind}" d="{steps}"/>'


def bar(kind: str, x: float, y: float, width: float, height: float) -> str:
    """A bar of a kind that the style sheet knows."""
    return f'<rect class="{kind}" x="{short(x)}" y="{short(y)}" width="{short(width)}" height="{short(height)}"/>'


def samples(kinds: Iterable[tuple[str, str]], top: float, *, mirrored: bool) -> Iterable[str]:
    """What each kind of line stands for, a line of text each, from `top` on."""
    for number, (kind, said) in enumerate(kinds):
        y = top + number * LINE
        if mirrored:
            yield path(kind, f"M{WIDTH} {short(y)}h-24") + text(WIDTH - 30, y, said, "end")
        else:
            yield path(kind, f"M0 {short(y)}h24") + text(30, y, said)


def short(number: float) -> str:
    """A coordinate with a decimal where it needs one."""
    return f"{number:.1f}".removesuffix(".0")


def cut(said: str, length: int) -> str:
    """A text of at most so many letters; the table beside the picture has all of them."""
    plain = said.unescape() if isinstance(said, Markup) else said
    return said if len(plain) <= length else f"{plain[: length - 1].rstrip()}…"


def isolated(name: str) -> str:
    """A name for the middle of a sentence, isolated where it runs from right to left: else numbers beside it move."""
    return f"\u2068{name}\u2069" if any(bidirectional(sign) in {"R", "AL"} for sign in name) else name
