"""Who wins a challenge under a rule: exact, and with all that is needed to explain it. Reads no ledger, writes nothing.

All numbers are integers or fractions. Money is whole minor units of the challenge's currency.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

import numpy as np
import numpy.typing as npt

from ideario.model import WinnerRule
from ideario.problems import Failure
from ideario.voting.equal_shares import Bought, equal_shares
from ideario.voting.rankings import draw

MOST_STEPS = 100_000
"""So often at most add1 raises the shares; a step that needs more is too small for the budget."""
Reason = Literal[
    "declined", "no-cost", "minimum-support", "quorum", "proportional-quorum", "rank", "no-room", "no-money"
]
By = Literal["top", "greedy", "equal-shares", "utilitarian"]
Ended = Literal["done", "next-overspends", "nothing-fits", "everything-wins"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contest:
    """What a challenge's ballots come down to. `supporters` are numbers of voters from 0, each once, by idea.

    `costs` are by idea, None where an idea names none in the budget's currency. `voters` is how many people voted at
    all in the challenge, and `unit` how many minor units make a major one of `currency`, which
    is "" where there is no budget. `seed` decides what nothing else decides.
    `declined` are ideas that maintainers had turned down before the close.
    """

    rule: WinnerRule
    voters: int
    supporters: Mapping[str, npt.NDArray[np.int64]]
    costs: Mapping[str, int | None]
    budget: int | None
    seed: str = ""
    unit: int = 100
    currency: str = ""
    declined: AbstractSet[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Win:
    """A winner. `over` are the ideas that it tied with and that came after it for their cost, votes or lot.

    Under equal shares `votes` are its effective votes, of which each of `full` supporters `paid` the same and `short`
    ones all that they had left; otherwise `votes` are its supporters and nobody pays.
    """

    idea: str
    cost: int | None
    support: int
    votes: Fraction
    over: tuple[str, ...] = ()
    paid: Fraction | None = None
    full: int = 0
    short: int = 0
    by: By


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """An idea that did not win. `had` is the money that there was for it: what its supporters had left at the end

    under equal shares, what was left of the budget at its turn under greedy, None where it never came to that.
    """

    idea: str
    cost: int | None
    support: int
    why: Reason
    had: Fraction | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Winners in the order in which they won; the others, the most supported first.

    `share` is what each voter had in the end, after it was raised `steps` times by `step`; None where the rule shares
    nothing out. `ended` says why it was not raised further. `left` is what remains of the budget.
    """

    wins: tuple[Win, ...]
    losses: tuple[Loss, ...]
    spent: int
    left: int | None
    share: Fraction | None = None
    steps: int = 0
    step: int = 0
    ended: Ended = "done"


def decide(contest: Contest) -> Outcome:
    """The outcome of a contest by its rule. Failure where the rule cannot be applied, with what to do."""
    if contest.rule.rule != "top" and contest.budget is None:
        raise Failure(
            f"the rule {contest.rule.rule} needs a budget, and the challenge has none",
            hint="write the budget into the challenge:\n  budget: 50000 EUR",
        )
    barred = {idea: why for idea in contest.supporters if (why := _bar(contest, idea)) is not None}
    ideas = sorted(contest.supporters.keys() - barred.keys())
    match contest.rule.rule:
        case "top":
            wins, had = _top(contest, ideas), dict.fromkeys(ideas)
            outcome = Outcome(wins=tuple(wins), losses=(), spent=0, left=None)
        case "greedy":
            wins, had = _greedy(contest, ideas, contest.budget or 0, "greedy")
            outcome = Outcome(wins=tuple(wins), losses=(), spent=0, left=None)
        case "equal-shares":
            outcome, had = _shares(contest, ideas)
    spent = sum(win.cost or 0 for win in outcome.wins)
    left = None if contest.budget is None else contest.budget - spent
    return replace(outcome, losses=_losses(contest, outcome.wins, barred, had), spent=spent, left=left)


def _losses(
    contest: Contest, wins: Sequence[Win], barred: Mapping[str, Reason], had: Mapping[str, Fraction | None]
) -> tuple[Loss, ...]:
    why: Reason = {"top": "rank", "greedy": "no-room", "equal-shares": "no-money"}[contest.rule.rule]  # type: ignore[assignment] # all are Reasons
    if contest.rule.completion == "utilitarian":
        why = "no-room"
    won = {win.idea for win in wins}
    return tuple(
        Loss(
            idea=idea,
            cost=contest.costs[idea],
            support=len(contest.supporters[idea]),
            why=barred.get(idea, why),
            had=had.get(idea),
        )
        for idea in _by_support(contest, contest.supporters.keys() - won)
    )


def order(contest: Contest) -> Callable[[str], tuple[int, int, str]]:
    """By what ideas with equally many votes are told apart: the lower cost, the more supporters, the smaller lot."""

    def key(idea: str) -> tuple[int, int, str]:
        return contest.costs[idea] or 0, -len(contest.supporters[idea]), draw(contest.seed, idea)

    return key


def _bar(contest: Contest, idea: str) -> Reason | None:
    """Why an idea cannot win whatever the others have, if so. An idea without any support never wins."""
    rule, support, cost = contest.rule, len(contest.supporters[idea]), contest.costs[idea]
    if idea in contest.declined:
        return "declined"
    if rule.rule != "top" and cost is None:
        return "no-cost"
    if support < max(1, rule.minimum_support):
        return "minimum-support"
    share = Fraction(support, contest.voters)
    if rule.quorum is not None and share < Fraction(rule.quorum):
        return "quorum"
    whole = Fraction(rule.proportional_quorum or 0)
    if contest.budget and cost is not None and share < whole * Fraction(cost, contest.budget):
        return "proportional-quorum"
    return None


def _by_support(contest: Contest, ideas: Iterable[str]) -> list[str]:
    key = order(contest)
    return sorted(ideas, key=lambda idea: (-len(contest.supporters[idea]), key(idea)))


def _top(contest: Contest, ideas: Sequence[str]) -> list[Win]:
    ranked = _by_support(contest, ideas)
    chosen, rest = ranked[: contest.rule.count], ranked[contest.rule.count :]
    return [_win(contest, idea, rest, "top") for idea in chosen]


def _greedy(contest: Contest, ideas: Iterable[str], money: int, by: By) -> tuple[list[Win], dict[str, Fraction | None]]:
    """The most supported first, each that still fits; and what was left for those that did not."""
    wins: list[Win] = []
    had: dict[str, Fraction | None] = {}
    ranked = _by_support(contest, ideas)
    for place, idea in enumerate(ranked):
        cost = contest.costs[idea] or 0
        if cost <= money:
            money -= cost
            wins.append(_win(contest, idea, ranked[place + 1 :], by))
        else:
            had[idea] = Fraction(money)
    return wins, had


def _win(contest: Contest, idea: str, later: Iterable[str], by: By) -> Win:
    support = len(contest.supporters[idea])
    return Win(
        idea=idea,
        cost=contest.costs[idea],
        support=support,
        votes=Fraction(support),
        over=tuple(other for other in later if len(contest.supporters[other]) == support),
        by=by,
    )


def _shares(contest: Contest, ideas: Sequence[str]) -> tuple[Outcome, dict[str, Fraction | None]]:
    """Equal shares, with the completion that the rule names; and what the supporters of each idea had left."""
    free = [_win(contest, idea, (), "equal-shares") for idea in ideas if not contest.costs[idea]]
    ideas = [idea for idea in ideas if contest.costs[idea]]
    costs = [contest.costs[idea] or 0 for idea in ideas]
    key = order(contest)

    def run(raised: Fraction) -> Bought:
        supporters = [contest.supporters[idea] for idea in ideas]
        return equal_shares(costs, supporters, contest.voters, raised, lambda place: key(ideas[place]))

    share, budget = Fraction(contest.budget or 0, max(1, contest.voters)), contest.budget or 0
    step = contest.unit if contest.rule.step is None else contest.rule.step.amount
    bought, steps = run(share), 0
    ended: Ended = "done"
    if contest.rule.completion in {"add1", "add1e"}:
        exhaust = contest.rule.completion == "add1e"
        bought, steps, ended = _raised(costs, bought, budget, lambda steps: run(share + steps * step), exhaust=exhaust)
    wins = [
        Win(
            idea=ideas[p.project],
            cost=costs[p.project],
            support=len(contest.supporters[ideas[p.project]]),
            votes=p.votes,
            over=tuple(ideas[other] for other in p.over),
            paid=p.paid,
            full=p.full,
            short=p.short,
            by="equal-shares",
        )
        for p in bought.purchases
    ]
    others = set(ideas) - {win.idea for win in wins}
    had: dict[str, Fraction | None] = {idea: bought.money(ideas.index(idea)) for idea in others}
    if contest.rule.completion == "utilitarian":
        more, had = _greedy(contest, others, budget - sum(win.cost or 0 for win in wins), "utilitarian")
        wins += more
    raised = share + steps * step
    return Outcome(
        wins=(*wins, *free), losses=(), spent=0, left=None, share=raised, steps=steps, step=step, ended=ended
    ), had


def _raised(
    costs: Sequence[int],
    bought: Bought,
    budget: int,
    run: Callable[[int], Bought],
    *,
    exhaust: bool,
) -> tuple[Bought, int, Ended]:
    """Raise each share until the next raise would overspend; what is bought then, after how many raises.

    `run` gives what is bought after so many raises. With `exhaust` also stop as soon as nothing more would fit into the
    budget.
    """
    for steps in range(MOST_STEPS):
        taken = {purchase.project for purchase in bought.purchases}
        left = [cost for place, cost in enumerate(costs) if place not in taken]
        if not left:
            return bought, steps, "everything-wins"  # else shares could be raised for ever
        if exhaust and min(left) > budget - _cost(costs, bought):
            return bought, steps, "nothing-fits"
        more = run(steps + 1)
        if _cost(costs, more) > budget:
            return bought, steps, "next-overspends"
        bought = more
    raise Failure(
        f"the shares were raised {MOST_STEPS} times and there is still no result",
        hint="name a larger step in the challenge, beside its rule:\n  step: 100 EUR",
    )


def _cost(costs: Sequence[int], bought: Bought) -> int:
    return sum(costs[purchase.project] for purchase in bought.purchases)
