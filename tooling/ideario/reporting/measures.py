"""Measures of how numbers are spread, exact. Each says how it is defined; nothing is rounded here."""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import accumulate

DAY = 24 * 3600


def days(seconds: Fraction | int | None) -> Fraction | None:
    """A time in days."""
    return None if seconds is None else Fraction(seconds) / DAY


def median(values: Iterable[int]) -> Fraction | None:
    """The value in the middle; of two in the middle, halfway between them. None without any value."""
    known = sorted(values)
    if not known:
        return None
    middle = len(known) // 2
    return Fraction(known[middle]) if len(known) % 2 else Fraction(known[middle - 1] + known[middle], 2)


def percentile(values: Iterable[int], share: Fraction) -> int | None:
    """The least of the values that at least this share of them do not pass (the nearest rank). None without any."""
    known = sorted(values)
    if not known:
        return None
    rank = -(-share.numerator * len(known) // share.denominator)
    return known[max(rank, 1) - 1]


def gini(values: Sequence[int]) -> Fraction | None:
    """Gini's coefficient: 0 where all are equal, towards 1 where one has everything.

    Half of the mean difference between any two of the values, by their mean: Σ (2i − n − 1)·xᵢ / (n·Σx) with x in
    order. None where there is nothing to share out. Example: 0, 0, 0 and 4 give 3/4.
    """
    known, total = sorted(values), sum(values)
    if total == 0:
        return None
    return Fraction(
        sum((2 * place - len(known) - 1) * value for place, value in enumerate(known, 1)), len(known) * total
    )


def top_share(values: Iterable[int], count: int) -> Fraction | None:
    """Which part of all the `count` largest values have together. None where there is nothing to share out."""
    known = sorted(values, reverse=True)
    return Fraction(sum(known[:count]), total) if (total := sum(known)) else None


def lorenz(values: Iterable[int], parts: int) -> tuple[Fraction, ...]:
    """Lorenz' curve at `parts` equal steps: which part of all the least have together, from 0 to 1.

    Straight between two values. Empty where there is nothing to share out. Example: 0, 0, 0 and 4 in four steps give 0,
    0, 0, 0 and 1.
    """
    sums = [0, *accumulate(sorted(values))]
    if sums[-1] == 0:
        return ()
    found = []
    for part in range(parts + 1):
        whole, rest = divmod((len(sums) - 1) * part, parts)
        between = Fraction(rest * (sums[whole + 1] - sums[whole]), parts) if rest else 0
        found.append((sums[whole] + between) / Fraction(sums[-1]))
    return tuple(found)
