"""Raises each voter's share until equal shares would overspend: the completions add1 and add1e. Buys nothing itself.

Raising shares by small steps mostly changes nothing. While the same projects are bought in the
same order and the same voters give all they have, every voter's money, and so every price, is a straight line in the
raise. So each condition for that course (this project has the most effective votes, that one cannot be paid for)
is a line too, and the first that may break says how far it is safe to jump. Exact, in whole numbers.

Worked example: two voters with 5 each, one project of cost 20 that both support. They have 10 + 2·δ together, which is
20 at δ = 5: below a raise of 5 nothing is bought.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from fractions import Fraction
from math import ceil

from ideario.messages.said import say
from ideario.model.money import Money, money_text
from ideario.model.results import Ended
from ideario.problems import Failure
from ideario.voting.deciding.equal_shares import Bought, Supporters

StraightLine = tuple[int, int]
"""A number that grows with the raise: what it is now, and by how much it grows with each raise by one."""


MAX_WORK = 80_000_000
"""So many votes, and a thousand for each time, are looked at while add1 raises shares: else the step is too small."""
MIN_RUNS = 3_000
"""So often shares are raised and bought from at least, however many votes there are: 17 seconds with 240,000 votes, of
which an election of 30,000 voters needs six.
"""
LOOK_AHEAD = 8
"""So much more it costs to look at a vote when looking ahead than when buying."""
MIN_QUIET = 30
"""After so many raises at least it is asked how many more change nothing."""


def raised(
    costs: Sequence[int],
    supporters: Supporters,
    run: Callable[[int], Bought],
    budget: int,
    *,
    share: Fraction,
    step: int,
    currency: str,
    exhaust: bool,
) -> tuple[Bought, int, Ended]:
    """Raise each `share` by `step` until the next raise would overspend; what is bought then, after how many raises.

    `run` gives what is bought after so many raises. With `exhaust` also stop as soon as nothing more would fit into the
    budget. Raises that cannot change anything are passed over.
    """
    bought, steps = run(0), 0
    votes = sum(map(len, supporters))
    voters: tuple[list[int], list[list[int]]] | None = None
    # Looking ahead costs as much as many purchases: not worth it where few raises are enough, or few are passed over.
    quiet, patience = 0, MIN_QUIET + votes // 50
    worth = patience
    work = max(MAX_WORK, MIN_RUNS * (votes + 1000))
    while work > 0:
        work -= votes + 1000
        order = [purchase.project for purchase in bought.purchases]
        taken = set(order)
        left = [cost for place, cost in enumerate(costs) if place not in taken]
        if not left:
            return run(steps), steps, "everything-wins"  # else shares could be raised for ever
        if exhaust and min(left) > budget - _cost(costs, bought):
            return run(steps), steps, "nothing-fits"
        if quiet >= patience:
            work -= LOOK_AHEAD * votes * (len(order) + 1)
            voters = voters or alike(supporters)
            end = unchanged_below(costs, *voters, share + steps * step, order)
            passed = max(0, ceil(end / step) - 1) if end is not None else 0
            steps += passed
            quiet = 0
            patience = 0 if passed >= worth else max(worth, 2 * patience)
        more = run(steps + 1)
        if _cost(costs, more) > budget:
            return run(steps), steps, "next-overspends"
        bought, steps, quiet = more, steps + 1, quiet + 1
    larger = max(_round(int(share)) // 100, _round(step) * 10, 100)
    raise Failure(
        say("the shares were raised {steps} times and there is still no result", steps=f"{steps:,}"),
        hint=say(
            "name a larger step in the challenge, beside its winner rule:\n{line}",
            line=f"  step: {money_text(Money(amount=larger, currency=currency))}",
        ),
    )


def _round(number: int) -> int:
    """The largest power of ten that is no greater than a number; 1 for 0."""
    return int(10 ** (len(str(number)) - 1))


def _cost(costs: Sequence[int], bought: Bought) -> int:
    return sum(costs[purchase.project] for purchase in bought.purchases)


def alike(supporters: Supporters) -> tuple[list[int], list[list[int]]]:
    """Voters who support the same projects: how many are in each group, and the groups that support each project."""
    of: dict[int, list[int]] = defaultdict(list)
    for project, found in enumerate(supporters):
        for voter in found.tolist():
            of[voter].append(project)
    sizes: dict[tuple[int, ...], int] = defaultdict(int)
    for supported in of.values():
        sizes[tuple(supported)] += 1
    groups: list[list[int]] = [[] for _ in supporters]
    for number, projects in enumerate(sizes):
        for project in projects:
            groups[project].append(number)
    return list(sizes.values()), groups


def unchanged_below(
    costs: Sequence[int],
    sizes: Sequence[int],
    groups: Sequence[Sequence[int]],
    share: Fraction,
    bought: Sequence[int],
) -> Fraction | None:
    """A raise of the share below which the same projects are bought in the same order; None where there is no end.

    `bought` are the projects that are bought with `share`, in order; `sizes` and `groups` are from `alike`. A larger
    raise may change nothing as well: this is a bound.
    """
    unit = share.denominator
    money: list[StraightLine] = [(share.numerator, unit)] * len(sizes)
    left = dict.fromkeys(range(len(costs)))
    nearest: Fraction | None = None
    for project in bought:
        del left[project]
        price, count, poor = _price(costs[project] * unit, groups[project], sizes, money)
        # A voter who gives all that they have must have no more than the price, which is price ÷ count.
        ends = [_reached(price, _times(money[group], count)) for group in poor]
        for other in left:
            # At the price at which it had as many effective votes, its supporters must not have enough for it.
            scale = costs[project] * count
            rival = (price[0] * costs[other], price[1] * costs[other])
            given = _given(rival, scale, groups[other], sizes, money)
            ends.append(_reached((costs[other] * unit * scale, 0), given))
        nearest = _least(nearest, ends)
        if nearest == 0:
            return nearest
        unit *= count
        money = [_times(line, count) for line in money]
        for group in groups[project]:
            now, slope = money[group]
            money[group] = (0, 0) if group in poor else (now - price[0], slope - price[1])
    ends = [_reached((costs[other] * unit, 0), _together(groups[other], sizes, money)) for other in left]
    return _least(nearest, ends)


def _price(
    cost: int, groups: Sequence[int], sizes: Sequence[int], money: Sequence[StraightLine]
) -> tuple[StraightLine, int, set[int]]:
    """What each supporter pays who can: a line, to be divided by the count of those; and the groups that have less."""
    order = sorted(groups, key=lambda group: money[group][0])
    count = sum(sizes[group] for group in groups)
    price, poor = (cost, 0), set[int]()
    for group in order:
        now, slope = money[group]
        if now * count >= price[0]:
            break
        poor.add(group)
        price = (price[0] - sizes[group] * now, price[1] - sizes[group] * slope)
        count -= sizes[group]
    return price, count, poor


def _given(
    price: StraightLine, scale: int, groups: Sequence[int], sizes: Sequence[int], money: Sequence[StraightLine]
) -> StraightLine:
    """At least what supporters give if each gives `price` or all that they have, in parts of `scale`.

    Exact without a raise; with one never too little, since who gives all now could only give less by giving the price.
    """
    now = slope = 0
    for group in groups:
        mine = _times(money[group], scale)
        least = min(mine, price)  # of equal ones the one that grows less
        now += sizes[group] * least[0]
        slope += sizes[group] * least[1]
    return now, slope


def _reached(high: StraightLine, low: StraightLine) -> Fraction | None:
    """The raise at which the lower line meets the higher one; None where it never does."""
    gap, closing = high[0] - low[0], low[1] - high[1]
    return Fraction(gap, closing) if closing > 0 else None


def _times(line: StraightLine, factor: int) -> StraightLine:
    return line[0] * factor, line[1] * factor


def _together(groups: Sequence[int], sizes: Sequence[int], money: Sequence[StraightLine]) -> StraightLine:
    """What the voters of some groups have together."""
    return sum(sizes[group] * money[group][0] for group in groups), sum(
        sizes[group] * money[group][1] for group in groups
    )


def _least(known: Fraction | None, further: Sequence[Fraction | None]) -> Fraction | None:
    found = [one for one in (known, *further) if one is not None]
    return min(found, default=None)
