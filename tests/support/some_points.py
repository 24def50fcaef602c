"""Chooses at which of many like points a test stops a program: some of them, or all when somebody asks for all."""

import os

ALL = bool(os.environ.get("IDEARIO_ALL_POINTS"))
"""Whether every point is looked at, which takes some minutes: `IDEARIO_ALL_POINTS=1 make test`."""


def some(points: range, *, every: int, beginning: int = 0) -> range:
    """Every so-many-th of the points from the one at `beginning`, or all of them.

    For points whose neighbours are of the same kind, so that what is wrong at one is wrong at those beside it.
    """
    return points if ALL else points[beginning::every]
