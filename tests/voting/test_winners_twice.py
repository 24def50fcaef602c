"""Random small elections, each decided twice: by the program, and naively, in fractions and without any haste."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256
from random import Random

import numpy as np
import pytest
from ideario.model.challenge import WinnerRule
from ideario.model.money import Money
from ideario.problems import Failure
from ideario.voting.deciding import raising
from ideario.voting.deciding.equal_shares import equal_shares
from ideario.voting.deciding.outcome import Contest, Outcome
from ideario.voting.deciding.winner_rules import decide

pytestmark = pytest.mark.slow

ELECTIONS = int(os.environ.get("IDEARIO_ELECTIONS", "100000"))
"""A million on demand: IDEARIO_ELECTIONS=1000000."""
PARTS = 8
CENT = Money(amount=1, currency="EUR")
RULES = ("top", "greedy", "none", "add1", "add1e", "utilitarian")


@dataclass(frozen=True, slots=True)
class Drawn:
    """A random election: ballots are sets of ideas."""

    rule: str
    ballots: Sequence[frozenset[str]]
    costs: Mapping[str, int]
    budget: int
    seed: str
    count: int
    quorum: str | None


def drawn(random: Random) -> Drawn:
    ideas = "abcdefg"[: random.randint(1, 7)]
    likely = random.choice((0.15, 0.4, 0.8))
    dear = random.choice((4, 12, 1000))
    costs = {idea: random.randint(1, dear) for idea in ideas}
    return Drawn(
        rule=random.choice(RULES),
        ballots=[frozenset(idea for idea in ideas if random.random() < likely) for _ in range(random.randint(1, 9))],
        costs=costs,
        budget=random.randint(1, sum(costs.values()) + 3),
        seed=str(random.randint(1, 9)),
        count=random.randint(1, 4),
        quorum=random.choice((None, None, "1/3", "1/1")),
    )


def fast(election: Drawn, order: Sequence[str], voters: Sequence[int]) -> Outcome:
    """By the program, its ideas and ballots taken in some order."""
    shared = election.rule not in {"top", "greedy"}
    return decide(
        Contest(
            rule=WinnerRule(
                rule="equal-shares" if shared else election.rule,  # type: ignore[arg-type] # one of RULES
                count=election.count,
                completion=election.rule if shared else None,
                quorum=election.quorum,
            ),
            voters=len(voters),
            supporters={
                idea: np.array(
                    [place for place, voter in enumerate(voters) if idea in election.ballots[voter]], dtype=np.int64
                )
                for idea in order
            },
            costs=election.costs,
            budget=election.budget,
            seed=election.seed,
            unit=max(1, election.budget // 40),
        )
    )


class Naive:
    """The winners of an election in order, each with its votes: effective ones where shares are equal."""

    def __init__(self, election: Drawn) -> None:
        self.election, self.costs, self.ballots = election, election.costs, election.ballots
        self.support = {idea: sum(idea in ballot for ballot in self.ballots) for idea in self.costs}
        least = Fraction(election.quorum or 0) * len(self.ballots)
        self.able = [idea for idea in self.costs if self.support[idea] > 0 and self.support[idea] >= least]

    def winners(self) -> list[tuple[str, Fraction]]:
        election = self.election
        match election.rule:
            case "top":
                return [(idea, Fraction(self.support[idea])) for idea in self.ranked(self.able)[: election.count]]
            case "greedy":
                return self.greedily(self.able, election.budget)
        purse = Fraction(election.budget, len(self.ballots))
        taken = self.shared(purse)
        if election.rule == "utilitarian":
            return taken + self.greedily(self.left(taken), election.budget - self.cost(taken))
        while election.rule != "none" and self.left(taken):
            cheapest = min(self.costs[idea] for idea in self.left(taken))
            if election.rule == "add1e" and self.cost(taken) + cheapest > election.budget:
                break
            purse += max(1, election.budget // 40)
            more = self.shared(purse)
            if self.cost(more) > election.budget:
                break
            taken = more
        return taken

    def tie(self, idea: str) -> tuple[int, int, str]:
        return self.costs[idea], -self.support[idea], sha256(f"{self.election.seed}|{idea}".encode()).hexdigest()

    def ranked(self, ideas: Sequence[str]) -> list[str]:
        return sorted(ideas, key=lambda idea: (-self.support[idea], *self.tie(idea)))

    def left(self, taken: Sequence[tuple[str, Fraction]]) -> list[str]:
        return [idea for idea in self.able if idea not in dict(taken)]

    def cost(self, taken: Sequence[tuple[str, Fraction]]) -> int:
        return sum(self.costs[idea] for idea, _ in taken)

    def greedily(self, ideas: Sequence[str], money: int) -> list[tuple[str, Fraction]]:
        taken = []
        for idea in self.ranked(ideas):
            if self.costs[idea] <= money:
                money -= self.costs[idea]
                taken.append((idea, Fraction(self.support[idea])))
        return taken

    def shared(self, purse: Fraction) -> list[tuple[str, Fraction]]:
        purses, taken = [purse] * len(self.ballots), list[tuple[str, Fraction]]()
        while True:
            prices = {idea: self.price(idea, purses) for idea in self.left(taken)}
            votes = {idea: self.costs[idea] / asked for idea, asked in prices.items() if asked is not None}
            if not votes:
                return taken
            best = min(votes, key=lambda idea: (-votes[idea], *self.tie(idea)))
            asked = self.costs[best] / votes[best]
            purses = [
                max(Fraction(0), purse - asked) if best in ballot else purse
                for ballot, purse in zip(self.ballots, purses, strict=True)
            ]
            taken.append((best, votes[best]))

    def price(self, idea: str, purses: Sequence[Fraction]) -> Fraction | None:
        """The least p for which the supporters, each paying p or all they have, pay for the idea."""
        having = [purse for ballot, purse in zip(self.ballots, purses, strict=True) if idea in ballot]
        for highest in sorted({*having}):
            if sum(min(purse, highest) for purse in having) >= self.costs[idea]:
                lower = [purse for purse in having if purse < highest]
                return Fraction(self.costs[idea] - sum(lower)) / (len(having) - len(lower))
        return None


@pytest.mark.parametrize("part", range(PARTS))
def test_random_elections_have_the_winners_of_a_naive_count_whatever_the_order(part: int) -> None:
    random = Random(part)
    for _ in range(ELECTIONS // PARTS):
        election = drawn(random)
        order, voters = list(election.costs), list(range(len(election.ballots)))
        random.shuffle(order)
        random.shuffle(voters)
        outcome = fast(election, order, voters)
        assert [(win.idea, win.votes) for win in outcome.wins] == Naive(election).winners(), election
        if election.rule != "top":
            assert outcome.spent <= election.budget, election


@pytest.mark.parametrize("rule", ["top", "greedy"])
def test_one_more_supporter_never_takes_a_win_away(rule: str) -> None:
    random = Random(rule)
    for _ in range(2000):
        election = drawn(random)
        election = Drawn(
            rule, election.ballots, election.costs, election.budget, election.seed, election.count, quorum=None
        )
        voters = range(len(election.ballots))
        for win in fast(election, list(election.costs), voters).wins:
            converted = next((v for v in voters if win.idea not in election.ballots[v]), None)
            if converted is None:
                continue
            ballots = [
                ballot | {win.idea} if voter == converted else ballot for voter, ballot in enumerate(election.ballots)
            ]
            more = Drawn(rule, ballots, election.costs, election.budget, election.seed, election.count, quorum=None)
            assert win.idea in {win.idea for win in fast(more, list(election.costs), voters).wins}, (election, win)


def finely(random: Random) -> tuple[Contest, Drawn]:
    """An election in which the shares are raised hundreds of times."""
    election = drawn(random)
    while max(election.costs.values()) > 12:
        election = drawn(random)
    ideas = [*election.costs]
    return Contest(
        rule=WinnerRule(
            rule="equal-shares",
            completion=random.choice(("add1", "add1e")),
            step=Money(amount=random.randint(1, 3), currency="EUR"),
        ),
        voters=len(election.ballots),
        supporters={
            idea: np.array([v for v, ballot in enumerate(election.ballots) if idea in ballot], dtype=np.int64)
            for idea in ideas
        },
        costs={idea: cost * 29 for idea, cost in election.costs.items()},
        budget=election.budget * 29,
        seed=election.seed,
    ), election


def test_raises_that_are_passed_over_change_no_result(monkeypatch: pytest.MonkeyPatch) -> None:
    random, passed = Random(5), 0
    for _ in range(80):
        contest, _ = finely(random)
        with monkeypatch.context() as plain:
            plain.setattr(raising, "MIN_QUIET", 10**9)
            plain.setattr(raising, "MAX_WORK", 10**12)
            one_by_one = decide(contest)
        with monkeypatch.context() as eager:
            eager.setattr(raising, "MIN_QUIET", random.choice((0, 1, 30)))
            outcome = decide(contest)
        assert outcome == one_by_one, contest
        passed += outcome.steps > 40
    assert passed > 5


@pytest.mark.parametrize("completion", ["add1", "add1e"])
def test_a_step_of_a_cent_for_a_budget_of_a_billion_billion_takes_few_purchases(
    completion: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    random, runs = Random(6), 0
    supporters = {f"i{n}": np.flatnonzero([random.random() < 0.3 for _ in range(40)]) for n in range(12)}
    budget = 10**14

    def watched(*arguments: object) -> object:
        nonlocal runs
        runs += 1
        return equal_shares(*arguments)  # type: ignore[arg-type] # handed through

    monkeypatch.setattr("ideario.voting.deciding.winner_rules.equal_shares", watched)
    outcome = decide(
        Contest(
            rule=WinnerRule(rule="equal-shares", completion=completion, step=CENT),
            voters=40,
            supporters=supporters,
            costs={idea: random.randint(budget // 50, budget // 4) for idea in supporters},
            budget=budget,
        )
    )
    assert outcome.steps > 10**9
    assert outcome.spent <= budget
    assert runs < 2000


def test_where_it_takes_too_long_all_the_same_a_larger_step_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(raising, "MAX_WORK", 0)
    monkeypatch.setattr(raising, "MIN_RUNS", 3)
    nobody_agrees = {"a": np.array([0]), "b": np.array([1]), "c": np.array([2])}
    rule = WinnerRule(rule="equal-shares", completion="add1", step=CENT)
    contest = Contest(
        rule=rule,
        voters=3,
        supporters=nobody_agrees,
        costs=dict.fromkeys("abc", 10**9),
        budget=15 * 10**8,
        currency="EUR",
    )
    with pytest.raises(Failure, match="still no result") as told:
        decide(contest)
    assert "step: 10000 EUR" in (told.value.hint or "")
