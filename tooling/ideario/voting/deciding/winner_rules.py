"""Who wins a challenge under a winner rule: exact, and with all that explains it. Reads no ledger, writes nothing.

All numbers are integers or fractions. Money is whole minor units of the challenge's currency.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import takewhile

from ideario.messages.said import say
from ideario.model.results import Ended, Reason, TieStep
from ideario.problems import Failure
from ideario.voting.deciding.equal_shares import Bought, equal_shares
from ideario.voting.deciding.outcome import MAX_TIED, By, Contest, Loss, Outcome, Tie, Win
from ideario.voting.deciding.raising import raised
from ideario.voting.ranking.scores import draw


def decide(contest: Contest) -> Outcome:
    """The outcome of a contest by its winner rule. Failure where the rule cannot be applied, with what to do."""
    if contest.rule.spends and contest.budget is None:
        raise Failure(
            say("the winner rule {rule} needs a budget, and the challenge has none", rule=contest.rule.rule),
            hint=say("write the budget into the challenge:\n{line}", line="  budget: 50000 EUR"),
        )
    barred = {idea: why for idea in contest.supporters if (why := _bar(contest, idea)) is not None}
    ideas = sorted(contest.supporters.keys() - barred.keys())
    match contest.rule.rule:
        case "top" | "jury" | "blend" as rule:
            wins, lost = _top(contest, ideas, rule)
            outcome = Outcome(wins=tuple(wins), losses=(), spent=0, left=None)
        case "greedy":
            wins, lost = _greedy(contest, ideas, contest.budget or 0, "greedy")
            outcome = Outcome(wins=tuple(wins), losses=(), spent=0, left=None)
        case "equal-shares":
            outcome, lost = _shares(contest, ideas)
    spent = sum(win.cost or 0 for win in outcome.wins)
    left = None if contest.budget is None else contest.budget - spent
    return replace(outcome, losses=_losses(contest, outcome.wins, barred, lost), spent=spent, left=left)


_USUAL: Mapping[str, Reason] = {
    "top": "rank",
    "greedy": "no-room",
    "equal-shares": "no-money",
    "jury": "rank",
    "blend": "rank",
}
"""Why most ideas that did not win did not, by winner rule."""


@dataclass(slots=True)
class _Lost:
    """Of ideas that did not win the money that there was for them, and the last winner that they tied with, if any."""

    had: dict[str, Fraction] = field(default_factory=dict)
    tied: dict[str, str] = field(default_factory=dict)


def _losses(contest: Contest, wins: Sequence[Win], barred: Mapping[str, Reason], lost: _Lost) -> tuple[Loss, ...]:
    why = _USUAL[contest.rule.rule]
    if contest.rule.completion == "utilitarian":
        why = "no-room"
    won = {win.idea for win in wins}
    step = _steps(contest)

    def reason(idea: str) -> Reason:
        # Others have more only where no winner has as much and came first for another reason.
        return barred.get(idea) or ("tie" if why == "rank" and idea in lost.tied else why)

    return tuple(
        Loss(
            idea=idea,
            cost=contest.costs[idea],
            support=len(contest.supporters[idea]),
            why=reason(idea),
            had=lost.had.get(idea),
            tied=Tie(idea=first, step=step(first, idea)) if (first := lost.tied.get(idea)) else None,
        )
        for idea in _by_worth(contest, contest.supporters.keys() - won)
    )


def order(contest: Contest) -> Callable[[str], tuple[int, int, str]]:
    """By what ideas with equally many votes are told apart: the lower cost, the more supporters, the smaller lot.

    Where a jury decides, equal scores are: by more jurors' scores, the lower cost, the smaller lot.
    """

    def key(idea: str) -> tuple[int, int, str]:
        cost = contest.costs[idea] or 0
        first = (-contest.scores(idea), cost) if contest.rule.judged else (cost, -len(contest.supporters[idea]))
        return *first, draw(contest.seed, idea)

    return key


def _steps(contest: Contest) -> Callable[[str, str], TieStep]:
    """Says what told an idea apart from one that had as many votes and came after it, by the order above."""
    key = order(contest)
    steps: Sequence[TieStep] = ("scores", "cost", "lot") if contest.rule.judged else ("cost", "support", "lot")

    def step(first: str, other: str) -> TieStep:
        pairs = zip(steps, key(first), key(other), strict=True)
        told: TieStep = next((name for name, mine, theirs in pairs if mine != theirs), "lot")
        return "no-cost" if told == "cost" and contest.costs[first] is None else told

    return step


def _ties(contest: Contest, first: str, others: Sequence[str]) -> tuple[Tie, ...]:
    step = _steps(contest)
    return tuple(Tie(idea=other, step=step(first, other)) for other in others[:MAX_TIED])


def _bar(contest: Contest, idea: str) -> Reason | None:
    """Why an idea cannot win whatever the others have, if so. By votes an idea without any support never wins."""
    rule, support, cost = contest.rule, len(contest.supporters[idea]), contest.costs[idea]
    if idea in contest.declined:
        return "declined"
    if rule.judged and contest.scores(idea) < contest.fewest:
        return "too-few-scores"
    if rule.spends and cost is None:
        return "no-cost"
    if support < max(not rule.judged, rule.minimum_support):
        return "minimum-support"
    share = Fraction(support, max(1, contest.voters))
    if rule.quorum is not None and share < Fraction(rule.quorum):
        return "quorum"
    whole = Fraction(rule.proportional_quorum or 0)
    if contest.budget and cost is not None and share < whole * Fraction(cost, contest.budget):
        return "proportional-quorum"
    return None


def _by_worth(contest: Contest, ideas: Iterable[str]) -> list[str]:
    key = order(contest)
    return sorted(ideas, key=lambda idea: (-contest.worth(idea), key(idea)))


def _top(contest: Contest, ideas: Sequence[str], by: By) -> tuple[list[Win], _Lost]:
    ranked = _by_worth(contest, ideas)
    chosen, rest = ranked[: contest.rule.count], ranked[contest.rule.count :]
    wins = [_win(contest, idea, rest, by) for idea in chosen]
    tied = {idea: chosen[-1] for idea in rest if chosen and contest.worth(idea) == contest.worth(chosen[-1])}
    return wins, _Lost(tied=tied)


def _greedy(contest: Contest, ideas: Iterable[str], money: int, by: By) -> tuple[list[Win], _Lost]:
    """The most supported first, each that still fits; and what was left for those that did not."""
    wins: list[Win] = []
    lost = _Lost()
    ranked = _by_worth(contest, ideas)
    for place, idea in enumerate(ranked):
        cost = contest.costs[idea] or 0
        if cost <= money:
            money -= cost
            wins.append(_win(contest, idea, ranked[place + 1 : place + 1 + MAX_TIED], by))
        else:
            lost.had[idea] = Fraction(money)
            if wins and wins[-1].support == len(contest.supporters[idea]):
                lost.tied[idea] = wins[-1].idea
    return wins, lost


def _win(contest: Contest, idea: str, later: Sequence[str], by: By) -> Win:
    """A winner; `later` are the ideas that come after it by what they are ranked by, the next first."""
    support, worth = len(contest.supporters[idea]), contest.worth(idea)
    level = takewhile(lambda other: contest.worth(other) == worth, later[:MAX_TIED])
    return Win(
        idea=idea,
        cost=contest.costs[idea],
        support=support,
        votes=Fraction(support),
        over=_ties(contest, idea, list(level)),
        by=by,
    )


def _shares(contest: Contest, ideas: Sequence[str]) -> tuple[Outcome, _Lost]:
    """Equal shares, with the completion that the rule names; and what the supporters of each idea had left."""
    free = [_win(contest, idea, (), "equal-shares") for idea in ideas if not contest.costs[idea]]
    ideas = [idea for idea in ideas if contest.costs[idea]]
    costs = [contest.costs[idea] or 0 for idea in ideas]
    key = order(contest)

    share, budget = Fraction(contest.budget or 0, max(1, contest.voters)), contest.budget or 0
    step = contest.unit if contest.rule.step is None else contest.rule.step.amount
    supporters = [contest.supporters[idea] for idea in ideas]

    def run(raises: int) -> Bought:
        each = share + raises * step
        return equal_shares(costs, supporters, contest.voters, each, lambda place: key(ideas[place]))

    steps = 0
    ended: Ended = "done"
    if contest.rule.completion in {"add1", "add1e"}:
        exhaust = contest.rule.completion == "add1e"
        bought, steps, ended = raised(
            costs, supporters, run, budget, share=share, step=step, currency=contest.currency, exhaust=exhaust
        )
    else:
        bought = run(0)
    wins = [
        Win(
            idea=ideas[p.project],
            cost=costs[p.project],
            support=len(contest.supporters[ideas[p.project]]),
            votes=p.votes,
            over=_ties(contest, ideas[p.project], [ideas[other] for other in p.over]),
            paid=p.paid,
            full=p.full,
            short=p.short,
            by="equal-shares",
        )
        for p in bought.purchases
    ]
    lost = _Lost(tied={ideas[other]: ideas[p.project] for p in bought.purchases for other in p.over})
    others = set(ideas) - {win.idea for win in wins}
    if contest.rule.completion == "utilitarian":
        more, late = _greedy(contest, others, budget - sum(win.cost or 0 for win in wins), "utilitarian")
        wins += more
        lost = _Lost(had=late.had, tied=lost.tied | late.tied)
    else:
        lost.had = {idea: bought.money(place) for place, idea in enumerate(ideas) if idea in others}
    each = share + steps * step
    return Outcome(
        wins=(*wins, *free), losses=(), spent=0, left=None, share=each, steps=steps, step=step, ended=ended
    ), lost
