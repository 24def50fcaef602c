"""Options of the commands that write a new file, and what becomes of what is given with them."""

from collections.abc import Sequence
from pathlib import Path

import click

ANSWERS = click.option(
    "--answers",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="Go on with answers that were kept.",
)


def single_line(_ctx: click.Context, _param: click.Parameter, value: str | None) -> str | None:
    """A text on one line, whatever was pasted."""
    return None if value is None else " ".join(value.split())


def as_window(_ctx: click.Context, _param: click.Parameter, value: Sequence[str] | None) -> dict[str, str] | None:
    """Two dates as a window."""
    return dict(zip(("opens", "closes"), value, strict=True)) if value else None
