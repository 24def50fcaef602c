"""A progress bar for long work, where a person is watching. Knows no command."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click

from ideario.progress import StepProgress


@contextmanager
def bars() -> Iterator[StepProgress | None]:
    """What to call with (stage, done, of how many): a bar for each stage. None where nobody watches."""
    stream = sys.stderr
    if not stream.isatty():
        yield None
        return
    bar: Any = None  # click does not export the type of its bars
    name, seen = "", 0

    def progress(stage: str, done: int, total: int) -> None:
        nonlocal bar, name, seen
        if bar is None or stage != name:
            if bar is not None:
                bar.render_finish()
            bar, name, seen = click.progressbar(length=total, label=f"{stage:<8}", file=stream), stage, 0
        bar.update(done - seen)
        seen = done

    try:
        yield progress
    finally:
        if bar is not None:
            bar.render_finish()
