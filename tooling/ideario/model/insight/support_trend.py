"""How the support of an idea grew. Counts nothing."""

from typing import Literal, NamedTuple

Every = Literal["week", "month"]
FEWEST = 5
"""Ideas with fewer supporters than this have no trend."""


class SupportTrend(NamedTuple):
    """Of the people who support an idea, how many already did at the end of each week or month that follow each other.

    `first` is the first day of the first one (`2026-03-02`, UTC; weeks begin on Monday). The last is all of them.
    """

    every: Every
    first: str
    supporters: tuple[int, ...]
