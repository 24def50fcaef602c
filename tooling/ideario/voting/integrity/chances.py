"""How chance is reckoned: how probable it is that nothing but chance is behind what is found."""

from math import exp, lgamma, log

import numpy as np
import numpy.typing as npt

from ideario.voting.integrity.vote_arrays import Numbers

CHANCE = 1e-4
"""What chance explains more often than this is flagged by nothing."""


def poisson_tail(least: int, mean: float) -> float:
    """How probable `least` or more events are where `mean` are expected, if they are independent (Poisson 1837)."""
    if least <= 0:
        return 1.0
    if mean <= 0:
        return 0.0
    if least <= mean:  # then what is missing has fewer terms
        return max(0.0, 1.0 - sum(_poisson(number, mean) for number in range(least)))
    number, term = least, _poisson(least, mean)
    total = term
    while term > total * 1e-16:
        number += 1
        term *= mean / number
        total += term
    return total


def _poisson(number: int, mean: float) -> float:
    return exp(number * log(mean) - mean - lgamma(number + 1))


def likely(number: Numbers, mean: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
    """Where so many events are nothing rare: up to two standard deviations above the mean, which one in forty tops."""
    return np.asarray(number <= mean + 2 * np.sqrt(mean))
