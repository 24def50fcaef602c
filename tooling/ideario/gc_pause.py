"""Holds off Python's collector of garbage while a community is in memory. Frees nothing itself."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """No garbage is looked for within: tens of thousands of small values all live, and looking costs up to a third.

    May stand within itself, and holds for processes that are forked within.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()
