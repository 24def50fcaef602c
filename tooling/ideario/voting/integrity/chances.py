"""What the search for flags looks at, and how chance is reckoned. Looks for nothing itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from math import exp, lgamma, log
from typing import TypedDict, Unpack

import numpy as np
import numpy.typing as npt

from ideario.model.flags import Flag

CHANCE = 1e-4
"""What chance explains more often than this is flagged by nothing."""
Numbers = npt.NDArray[np.int64]
NONE: Numbers = np.empty(0, dtype=np.int64)


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteArrays:
    """Counted votes for and against, one a line of each array, in order of idea, moment and line of the ledger.

    `idea` and `voter` are numbers, `ideas` the slugs of the former; `given` is in seconds since 1970, `seq` the line in
    the ledger; `support` and `new` (R7) are truth values. By idea, `votable` says from when on it could be voted on,
    in seconds too, and `group` which of the `groups` (challenges, "" for none) it belongs to.
    """

    idea: Numbers
    voter: Numbers
    given: Numbers
    seq: Numbers
    support: npt.NDArray[np.bool_]
    new: npt.NDArray[np.bool_]
    ideas: Sequence[str]
    votable: Numbers
    group: Numbers
    groups: Sequence[str]


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


class Facts(TypedDict, total=False):
    """What vote rules say of the votes that they flag, as the fields of Flag have it."""

    challenge: str
    most: int
    expected: float
    chance: float
    among: int


def flag_of(votes: VoteArrays, rule: str, places: Numbers, **facts: Unpack[Facts]) -> Flag:
    """A flag of a vote rule, made of the votes at some places, with what the rule says besides."""
    moments = votes.given[places]
    return Flag(
        rule=rule,
        ideas=tuple(sorted({votes.ideas[idea] for idea in votes.idea[places]})),
        first=_moment(int(moments.min())),
        last=_moment(int(moments.max())),
        accounts=len(np.unique(votes.voter[places])),
        lines=tuple(np.unique(votes.seq[places]).tolist()),
        **facts,
    )


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
