"""Scores by which ideas are put in order, as pure functions, and ranks with ties. Reads nothing, asks no clock.

Moments are datetimes in UTC; `now` is the moment of the count. Ages are counted in days.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from fractions import Fraction
from hashlib import sha256
from math import fsum, sqrt
from typing import TypeVar

Z = 1.959963984540054
"""The quantile of the normal distribution for 95% on both sides."""
FAST, SLOW = 3, 21
"""Half-lives of trending, in days: what happens now beside what is usual."""
MIN_TRENDING = 3
MIN_DIVIDED = 3
WAITING = timedelta(days=1)
_Slug = TypeVar("_Slug", bound=str)
_Score = TypeVar("_Score", float, Fraction, tuple[float, ...])


def wilson(positive: int, all_: int) -> float:
    """The lower bound of Wilson's interval (1927) for `positive` of `all_`: the least share that 95% confidence allows.

    Between 0 and 1; 0 where nobody is for it, which the formula in floating point misses by a hair for some `all_`.
    """
    if positive == 0:
        return 0.0
    p, z2 = positive / all_, Z * Z
    return max(0.0, (p + z2 / (2 * all_) - Z * sqrt((p * (1 - p) + z2 / (4 * all_)) / all_)) / (1 + z2 / all_))


def top(supporters: int, voters: int) -> float:
    """How surely an idea is supported: Wilson's bound for its supporters among those who could have seen it.

    `voters` are those of the same challenge whose latest vote is at or after the moment when the idea came in.
    """
    return wilson(supporters, voters)


def trending(votes: Iterable[datetime], now: datetime) -> float | None:
    """How much more support comes in than usual: 2·(√(F + 3/8) − √(S/7 + 3/8)); None for fewer than 3 votes in 7 days.

    F and S are the votes of support, each halved every 3 and every 21 days; the square roots (Anscombe 1948) make small
    and large ideas comparable. Votes of the future are ignored.
    """
    ages = [(now - vote) / timedelta(days=1) for vote in votes if vote <= now]
    if sum(age <= 7 for age in ages) < MIN_TRENDING:
        return None
    return trend(ages)


def trend(ages: Iterable[float]) -> float:
    """The score of `trending` for votes of these ages in days; the sums are exact, so that their order is nothing."""
    known = tuple(ages)
    fast = fsum(2 ** (-age / FAST) for age in known)
    slow = fsum(2 ** (-age / SLOW) for age in known)
    return 2 * (sqrt(fast + 3 / 8) - sqrt(slow / (SLOW / FAST) + 3 / 8))


def controversial(support: int, oppose: int) -> float | None:
    """How evenly many voters are divided: twice Wilson's bound of the smaller side; None where it has fewer than 3."""
    if min(support, oppose) < MIN_DIVIDED:
        return None
    return division(support, oppose)


def division(support: int, oppose: int) -> float:
    """The score of `controversial` whatever the numbers."""
    return 2 * wilson(min(support, oppose), support + oppose)


def shuffled(day: datetime, slugs: Iterable[_Slug]) -> list[_Slug]:
    """The published shuffle of a day: by the SHA-256 of `YYYY-MM-DD|slug`, so that anybody can repeat it."""
    seed = f"{day:%Y-%m-%d}"
    return sorted(slugs, key=lambda slug: draw(seed, slug))


def draw(seed: str, slug: str) -> str:
    """The lot of a slug: the SHA-256 of `seed|slug` as hexadecimal digits; the smallest comes first."""
    return sha256(f"{seed}|{slug}".encode()).hexdigest()


def needs_eyes(acted: int, waited: timedelta) -> tuple[float, float] | None:
    """The fewer people acted, the greater, then the longer it has waited; None for what came in less than a day ago."""
    return None if waited < WAITING else (-acted, waited.total_seconds())


def ranked(scores: Mapping[_Slug, _Score | None], order: Callable[[_Slug], str]) -> list[tuple[int, _Slug]]:
    """Slugs with their ranks, the highest score first; equal scores share a rank, and the next one is passed over.

    Without a score there is no rank. `order` decides how those of one rank are shown, such as the shuffle of the day.
    """
    known = [(slug, score) for slug, score in scores.items() if score is not None]
    known.sort(key=lambda pair: order(pair[0]))
    return shared_ranks(sorted(known, key=lambda pair: pair[1], reverse=True))


def shared_ranks(pairs: Sequence[tuple[_Slug, _Score]]) -> list[tuple[int, _Slug]]:
    """Ranks of what is in order already: from 1, shared by neighbours with equal scores."""
    ranks: list[tuple[int, _Slug]] = []
    for place, (slug, score) in enumerate(pairs):
        same = place > 0 and pairs[place - 1][1] == score
        ranks.append((ranks[-1][0] if same else place + 1, slug))
    return ranks
