"""Draws the rooms of the program, as `house_rooms` lists them, into the picture of the architecture page.

Run it when a room has come or gone: `python tests/support/house_picture.py`. A test holds the picture to it.
"""

import sys
from collections.abc import Sequence

from checkout import CHECKOUT
from house_rooms import FOUNDATION, ROOMS, STORES

PICTURE = CHECKOUT / "site" / "pages" / "assets" / "architecture.svg"
LEFT = (20.0, 136.7, 253.3)
"""Where the three columns begin; a room is 108.7 wide and 34 high."""
IN_ORDER = (
    "intake", "voting", "syncing", "publishing", "exchange", "ledger", "git", "forge",
    "model", "problems", "files", "slugs", "reporters", "resources", "differences", "forking", "user_cache",
)  # fmt: skip
"""How those stand that were there first; newer ones follow by their names."""
HEAD = """\
<svg xmlns="http://www.w3.org/2000/svg" width="480" height="{wide}" viewBox="0 0 400 {high}" role="img" aria-labelledby="title desc">
<title id="title">The rooms of the program and who may use whom</title>
<desc id="desc">Five layers, one below the other; each may use those below it and none above. First cli. Below it actions. Below that {rooms}, none of which uses another. Below them ledger, git and forge, with github beside forge: github uses forge, and only cli uses github. At the bottom model, problems and small tools.</desc>
<style>
svg {{ color-scheme: light dark; font-family: system-ui, -apple-system, "Segoe UI", "Noto Sans", "DejaVu Sans", sans-serif; }}
.sheet {{ fill: #fffdf9; }} .band {{ fill: #f3eee4; }} .room {{ fill: #fffdf9; stroke: #948874; }} .outer {{ stroke-dasharray: 4 3; }}
.name {{ fill: #26211a; font-size: 14px; font-weight: 500; text-anchor: middle; }} .caption {{ fill: #645b4e; font-size: 12.5px; }}
.way {{ fill: none; stroke: #9a3c17; stroke-width: 1.5; }} .tip {{ fill: #9a3c17; }}
@media (prefers-color-scheme: dark) {{
.sheet {{ fill: #221e19; }} .band {{ fill: #2a251f; }} .room {{ fill: #221e19; stroke: #847966; }}
.name {{ fill: #f0e9dd; }} .caption {{ fill: #b9ad9b; }} .way {{ stroke: #f0a27e; }} .tip {{ fill: #f0a27e; }}
}}
</style>
<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path class="tip" d="M0 0L8 4L0 8z"/></marker></defs>
<rect class="sheet" width="400" height="{high}" rx="8"/>"""  # noqa: E501 - lines of SVG


def drawn() -> str:
    """The picture, as it is to stand in the file."""
    bands: tuple[tuple[str, list[Sequence[str]]], ...] = (
        ("commands: options in, words out", _rows(["cli"])),
        ("what each command does: rooms meet only here", _rows(["actions"])),
        ("rooms: none of them knows another", _rows(_ordered(ROOMS))),
        ("what is kept, and the port to where people vote", [["ledger", "git", ""], ["forge", "", "github"]]),
        ("values and small tools: they know nothing above", _rows(_ordered(FOUNDATION))),
    )
    assert {"ledger", "git", "forge"} == STORES, "draw them above"
    lines, top = [], 12
    heights: dict[str, int] = {}
    for number, (caption, rows) in enumerate(bands):
        if number:
            lines.append(f'<path class="way" d="M191 {top - 24}V{top - 2}" marker-end="url(#tip)"/>')
        height = 34 + 40 * len(rows)
        lines.append(f'<rect class="band" x="10" y="{top}" width="362" height="{height}" rx="8"/>')
        lines.append(f'<text class="caption" x="20" y="{top + 20}">{caption}</text>')
        for row, rooms in enumerate(rows):
            for left, room in zip(LEFT, rooms, strict=False):
                if room:
                    heights[room] = top + 30 + 40 * row
                    lines.append(_room(room, left, heights[room]))
        top += height + 24
    forge = heights["forge"] + 17
    lines.append(f'<path class="way" d="M253.3 {forge}H131.7" marker-end="url(#tip)"/>')
    lines.append(f'<path class="way" d="M128.7 {heights["cli"] + 17}H386V{forge}H365" marker-end="url(#tip)"/>')
    *others, last = _ordered(ROOMS)
    head = HEAD.format(high=top - 12, wide=round((top - 12) * 1.2), rooms=f"{', '.join(others)} and {last}")
    return "\n".join([head, *lines, "</svg>\n"])


def _ordered(rooms: set[str]) -> list[str]:
    return sorted(rooms, key=lambda room: (IN_ORDER.index(room) if room in IN_ORDER else len(IN_ORDER), room))


def _rows(rooms: Sequence[str]) -> list[Sequence[str]]:
    return [rooms[start : start + 3] for start in range(0, len(rooms), 3)]


def _room(name: str, left: float, top: int) -> str:
    outer = " outer" if name == "github" else ""
    return (
        f'<g id="{name}"><rect class="room{outer}" x="{left:g}" y="{top}" width="108.7" height="34" rx="5"/>'
        f'<text class="name" x="{left + 54.35:.4g}" y="{top + 22}">{name}</text></g>'
    )


if __name__ == "__main__":
    PICTURE.write_text(drawn(), encoding="utf-8")
    sys.stdout.write(f"Drawn: {PICTURE}\n")
