"""The Method of Equal Shares: each voter has an equal share of the budget, and those who support a project pay for it.

Exact. Voters' money is kept twice: as floats, whose errors are bounded and which decide wherever the bounds leave no
doubt, and as integers over one common denominator, which decide everywhere else and which all that is reported is made
of. Source: Peters, Pierczyński and Skowron, Proportional Participatory Budgeting with Additive Utilities (2021), in the
variant for approval ballots that equalshares.net describes. Knows nothing of challenges, ideas or completions.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt

UNIT = 2.0**-52
"""No operation on floats, and no step of a sum, is off by a greater part of its result than half of this."""
Supporters = Sequence[npt.NDArray[np.int64]]
Key = Callable[[int], tuple[int, int, str]]
_Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Purchase:
    """A project that its supporters bought: `paid` by each who could, and `short` of them gave all they had left.

    `votes` are the effective votes, cost ÷ paid. `over` are the projects that tied with it and came after it.
    """

    project: int
    votes: Fraction
    paid: Fraction
    full: int
    short: int
    over: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Bought:
    """What was bought, in order. `money` gives what the supporters of a project have together in the end."""

    purchases: tuple[Purchase, ...]
    money: Callable[[int], Fraction]


@dataclass(frozen=True, slots=True)
class _Offer:
    """What a project's supporters would pay: `votes` is between `low` and `high`."""

    project: int
    low: float
    high: float


def equal_shares(costs: Sequence[int], supporters: Supporters, voters: int, share: Fraction, key: Key) -> Bought:
    """What is bought when each of `voters` voters has `share`.

    `costs` are positive; `supporters` are the numbers of each project's supporters, from 0, each once. Among projects
    with equally many effective votes the one whose `key` is least goes first.
    """
    shares = _Shares(costs, supporters, voters, share, key)
    return Bought(purchases=tuple(shares.purchases()), money=shares.money)


class _Shares:
    """The money of the voters while projects are bought.

    A voter who has given everything is in `_empty`. Any other voter has `share` less what was paid by each for the
    projects that `_paid` marks, exactly (`_share - Σ _prices`) ÷ `_unit`, and about `_money`, give or take `_slack`.
    """

    def __init__(self, costs: Sequence[int], supporters: Supporters, voters: int, share: Fraction, key: Key) -> None:
        self._costs, self._key = costs, key
        self._supporters = list(supporters)
        self._share, self._unit = share.numerator, share.denominator
        self._prices: list[int] = []
        self._money = np.full(voters, float(share))
        self._empty = np.zeros(voters, dtype=bool)
        self._paid = np.zeros((voters, 16), dtype=bool)
        self._slack = UNIT * float(share)

    def money(self, project: int) -> Fraction:
        return Fraction(self._sum(self._supporters[project]), self._unit)

    def purchases(self) -> Iterator[Purchase]:
        bounds = {
            project: float(len(found)) for project, found in enumerate(self._supporters) if len(found)
        }  # effective votes only fall, so what a project had once is never less than what it has
        while bounds:
            best = self._best(bounds)
            if not best:
                return
            first, *others = sorted(best, key=self._key)
            del bounds[first]
            yield self._buy(first, tuple(others))

    def _best(self, bounds: dict[int, float]) -> list[int]:
        """The affordable projects with the most effective votes; what nobody can afford any more leaves `bounds`."""
        offers: list[_Offer] = []
        least = 0.0
        for project in sorted(bounds, key=bounds.__getitem__, reverse=True):
            if bounds[project] < least:
                break
            offer = self._offer(project)
            if offer is None:
                del bounds[project]
                continue
            bounds[project] = offer.high
            least = max(least, offer.low)
            offers.append(offer)
        close = [offer.project for offer in offers if offer.high >= least]
        if len(close) < 2:
            return close
        votes = {project: self._votes(project) for project in close}
        most = max(votes.values())
        return [project for project in close if votes[project] == most]

    def _offer(self, project: int) -> _Offer | None:
        """About how many effective votes a project has; None where its supporters cannot pay for it."""
        money = self._money[self._supporters[project]]
        cost, count = float(self._costs[project]), len(money)
        whole = float(money.sum())
        doubt = count * (self._slack + UNIT * whole)
        if whole - cost < -doubt or (whole - cost <= doubt and not self._can_pay(project)):
            return None
        if money.min() >= cost / count * (1 + 4 * UNIT) + self._slack:  # everybody can pay the same
            return _Offer(project, float(count), float(count))
        money.sort()
        asked, error = self._asked(project, money)
        least, most = (asked - error).max(), (asked + error).max()
        return _Offer(project, cost / most * (1 - 4 * UNIT), cost / least * (1 + 4 * UNIT))

    def _asked(self, project: int, money: _Floats) -> tuple[_Floats, _Floats]:
        """What each would pay if the first k gave all they have, by k, for `money` in order; and its largest error.

        It grows with k as long as the k-th has less than is asked; so its maximum is what is paid.
        """
        count, cost = len(money), float(self._costs[project])
        places = np.arange(count)
        given = np.concatenate(((0.0,), np.cumsum(money[:-1])))
        return (cost - given) / (count - places), (places * self._slack + (places + 4) * 2 * UNIT * cost) / (
            count - places
        )

    def _can_pay(self, project: int) -> bool:
        return self._sum(self._supporters[project]) >= self._costs[project] * self._unit

    def _sum(self, voters: npt.NDArray[np.int64]) -> int:
        """What some voters have together, in parts of one `_unit`."""
        some = voters[~self._empty[voters]]
        return len(some) * self._share - self._spent(self._paid[some].sum(axis=0))

    def _spent(self, counts: npt.NDArray[np.int64]) -> int:
        return sum(int(count) * price for count, price in zip(counts, self._prices, strict=False))

    def _votes(self, project: int) -> Fraction:
        price, full, _ = self._price(project)
        return Fraction(self._costs[project] * self._unit * full, price)

    def _price(self, project: int) -> tuple[int, int, npt.NDArray[np.bool_]]:
        """What each supporter pays who can: a number, to be divided by the count of those who can, and by `_unit`.

        The third is who of the supporters has no more than that. The project must be affordable.
        """
        voters = self._supporters[project]
        money = self._money[voters]
        order = np.argsort(money, kind="stable")
        asked, error = self._asked(project, money[order])
        gap, doubt = money[order] - asked, error + self._slack
        surely = _first(gap >= -doubt)
        short = _first(gap > doubt)
        poor = np.zeros(len(voters), dtype=bool)
        poor[order[:surely]] = True
        cost, gave = self._costs[project] * self._unit, self._sum(voters[poor])
        count = len(voters) - surely
        for amount, members in self._ascending(voters, order[surely:short]):
            if amount * count > cost - gave:
                break
            poor[members] = True
            gave += amount * len(members)
            count -= len(members)
            if count == 0:  # all give everything, and it is just enough: the richest paid the price
                return amount, 1, poor
        return cost - gave, count, poor

    def _ascending(
        self, voters: npt.NDArray[np.int64], places: npt.NDArray[np.int64]
    ) -> list[tuple[int, npt.NDArray[np.int64]]]:
        """Exactly what the voters at some places have, and who has as much, the least first."""
        if not len(places):
            return []
        some = voters[places]
        rows, which = np.unique(np.column_stack((self._empty[some], self._paid[some])), axis=0, return_inverse=True)
        amounts = [0 if row[0] else self._share - self._spent(row[1:]) for row in rows]
        return [
            (amounts[row], places[which.reshape(-1) == row])
            for row in sorted(range(len(rows)), key=amounts.__getitem__)
        ]

    def _buy(self, project: int, over: tuple[int, ...]) -> Purchase:
        voters = self._supporters[project]
        number, full, poor = self._price(project)
        votes = Fraction(self._costs[project] * self._unit * full, number)
        paid = self._costs[project] / votes
        self._share *= full
        self._unit *= full
        self._prices = [price * full for price in self._prices]
        self._prices.append(number)
        bought = len(self._prices) - 1
        if bought == self._paid.shape[1]:
            self._paid = np.concatenate((self._paid, np.zeros_like(self._paid)), axis=1)
        rich = voters[~poor]
        self._paid[rich, bought] = True
        self._money[rich] -= float(paid)
        self._money[voters[poor]] = 0.0
        self._empty[voters[poor]] = True
        self._slack += 2 * UNIT * self._share / self._unit
        return Purchase(project=project, votes=votes, paid=paid, full=len(rich), short=int(poor.sum()), over=over)


def _first(signs: npt.NDArray[np.bool_]) -> int:
    """The place of the first that is true, else behind the last."""
    return int(np.argmax(signs)) if signs.any() else len(signs)
