"""Why each idea lost and whom each winner came before: the reasons of random elections against their definition."""

import os
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from hashlib import sha256
from random import Random

import numpy as np
import pytest
from contests import contest, winners
from ideario.model.challenge import WinnerRule
from ideario.voting.deciding.outcome import Contest, Outcome
from ideario.voting.deciding.winner_rules import decide

ELECTIONS = int(os.environ.get("IDEARIO_REASONS", "4000"))
RULES = ("top", "greedy", "none", "add1", "add1e", "utilitarian")


def drawn(random: Random) -> Contest:
    """Few ideas and few amounts, so that most elections have ties."""
    ideas = "abcdefg"[: random.randint(1, 7)]
    likely, name = random.choice((0.3, 0.6)), random.choice(RULES)
    rule = WinnerRule(
        rule="equal-shares" if name not in {"top", "greedy"} else name,  # type: ignore[arg-type] # one of RULES
        completion=name if name not in {"top", "greedy"} else None,
        count=random.randint(1, 4),
        minimum_support=random.choice((0, 0, 2)),
        quorum=random.choice((None, None, "1/3")),
        proportional_quorum=random.choice((None, None, "1/2")),
    )
    costs = {idea: random.choice((None, 0, 2, 2, 3, 3, 4, 5)) for idea in ideas}
    ballots = [[idea for idea in ideas if random.random() < likely] for _ in range(random.randint(1, 8))]
    made = contest(rule, ballots, costs, random.randint(0, 14), seed=str(random.randint(1, 9)))
    return replace(made, declined=frozenset(idea for idea in ideas if random.random() < 0.08))


class Plain:
    """What there is to say of an election, worked out for one idea at a time and in no hurry."""

    def __init__(self, given: Contest, outcome: Outcome) -> None:
        self.given, self.rule, self.outcome = given, given.rule, outcome
        self.fans = {idea: set(found.tolist()) for idea, found in given.supporters.items()}
        self.won = winners(outcome)
        self.able = [idea for idea in self.fans if self.bar(idea) is None]
        # What happens at the turn of each idea: who wins, with whom it tied, and how much there was.
        self.over: dict[str, set[str]] = {}
        self.tied: dict[str, str] = {}
        self.had: dict[str, Fraction] = {}
        match self.rule.rule:
            case "top":
                self.top()
            case "greedy":
                self.greedy(self.able, Fraction(given.budget or 0))
            case "equal-shares":
                self.shares()

    def bar(self, idea: str) -> str | None:
        given, rule, cost = self.given, self.rule, self.given.costs[idea]
        part = Fraction(len(self.fans[idea]), given.voters)
        if idea in given.declined:
            return "declined"
        if cost is None and rule.rule != "top":
            return "no-cost"
        if len(self.fans[idea]) < max(1, rule.minimum_support):
            return "minimum-support"
        if part < Fraction(rule.quorum or 0):
            return "quorum"
        needed = Fraction(rule.proportional_quorum or 0) * (cost or 0)
        # Of no money at all no cost is a part.
        return "proportional-quorum" if given.budget and part * given.budget < needed else None

    def level(self, idea: str, among: Sequence[str]) -> set[str]:
        return {other for other in among if len(self.fans[other]) == len(self.fans[idea])}

    def top(self) -> None:
        lost = [idea for idea in self.able if idea not in self.won]
        for idea in self.won:
            self.over[idea] = self.level(idea, lost)
        for idea in lost:
            assert all(len(self.fans[first]) >= len(self.fans[idea]) for first in self.won)
            if idea in self.over[self.won[-1]]:
                self.tied[idea] = self.won[-1]

    def greedy(self, ideas: Sequence[str], money: Fraction) -> None:
        waiting, last = set(ideas), None
        while waiting:
            most = max(len(self.fans[idea]) for idea in waiting)
            first = min((idea for idea in waiting if len(self.fans[idea]) == most), key=self.order)
            waiting.remove(first)
            if (self.given.costs[first] or 0) <= money:
                money -= self.given.costs[first] or 0
                self.over[first] = self.level(first, sorted(waiting))
                last = first
            else:
                self.had[first] = money
                if last is not None and first in self.over[last]:
                    self.tied[first] = last

    def shares(self) -> None:
        share = self.outcome.share
        assert share is not None
        purses = [share] * self.given.voters
        waiting = [idea for idea in self.able if self.given.costs[idea]]
        while True:
            votes = {idea: found for idea in waiting if (found := self.effective(idea, purses))}
            if not votes:
                break
            best = [idea for idea in votes if votes[idea] == max(votes.values())]
            first = min(best, key=self.order)
            waiting.remove(first)
            self.over[first] = {idea for idea in best if idea != first}
            self.tied.update(dict.fromkeys(self.over[first], first))
            asked = Fraction(self.given.costs[first] or 0) / votes[first]
            for fan in self.fans[first]:
                purses[fan] = max(Fraction(0), purses[fan] - asked)
        if self.rule.completion == "utilitarian":
            self.greedy(
                waiting, Fraction((self.given.budget or 0) - sum(self.given.costs[one] or 0 for one in self.over))
            )
        else:
            self.had = {idea: sum((purses[fan] for fan in self.fans[idea]), Fraction(0)) for idea in waiting}

    def effective(self, idea: str, purses: Sequence[Fraction]) -> Fraction | None:
        cost = self.given.costs[idea] or 0
        having = sorted(purses[fan] for fan in self.fans[idea])
        for poor, purse in enumerate(having):
            asked = Fraction(cost - sum(having[:poor], Fraction(0))) / (len(having) - poor)
            if asked <= purse:
                return cost / asked
        return None

    def order(self, idea: str) -> tuple[int, int, str]:
        lot = sha256(f"{self.given.seed}|{idea}".encode()).hexdigest()
        return self.given.costs[idea] or 0, -len(self.fans[idea]), lot

    def step(self, first: str, other: str) -> str:
        """The first thing that is another for the two, and it speaks for the first."""
        mine, theirs = self.given.costs[first], self.given.costs[other]
        if (mine or 0) != (theirs or 0):
            assert (mine or 0) < (theirs or 0)
            return "no-cost" if mine is None else "cost"
        if len(self.fans[first]) != len(self.fans[other]):
            assert len(self.fans[first]) > len(self.fans[other])
            return "support"
        assert self.order(first)[2] < self.order(other)[2]
        return "lot"


@pytest.mark.slow
def test_every_reason_is_true_by_its_definition() -> None:
    random = Random(29)
    seen: set[tuple[str, str, str]] = set()
    for _ in range(ELECTIONS):
        given = drawn(random)
        outcome = decide(given)
        plain, name = Plain(given, outcome), given.rule.completion or given.rule.rule
        for win in outcome.wins:
            over = {tie.idea: tie.step for tie in win.over}
            assert over == {other: plain.step(win.idea, other) for other in plain.over.get(win.idea, ())}, given
            seen |= {(name, "over", step) for step in over.values()}
        assert {*winners(outcome), *(loss.idea for loss in outcome.losses)} == set(given.costs)
        for loss in outcome.losses:
            first = plain.tied.get(loss.idea)
            tied = None if loss.tied is None else (loss.tied.idea, loss.tied.step)
            assert tied == (None if first is None else (first, plain.step(first, loss.idea))), (given, loss)
            assert first is None or first in plain.won
            assert loss.had == plain.had.get(loss.idea), (given, loss)
            assert loss.had is None or loss.had < (loss.cost or 0)
            money = "no-room" if name in {"greedy", "utilitarian"} else "no-money"
            last = "tie" if first else "rank"
            assert loss.why == (plain.bar(loss.idea) or (last if name == "top" else money)), (given, loss)
            if loss.why == "rank":
                assert all(len(plain.fans[idea]) > loss.support for idea in plain.won)
            seen.add((name, "tied", tied[1]) if tied else (name, "why", loss.why))
    assert {(name, part, step) for name in RULES for part in ("over", "tied") for step in ("cost", "lot")} <= seen
    assert ("top", "tied", "no-cost") in seen


def test_greedy_says_whom_a_winner_tied_with_and_what_was_left_for_those_that_came_after() -> None:
    """Three ideas with as many supporters and one cost, of which two fit; and a cheaper one with fewer supporters."""
    ballots, costs = ["abc", "abc", "ad", "bd", "c"], {"a": 4, "b": 4, "c": 4, "d": 1}
    outcome = decide(contest(WinnerRule(rule="greedy"), ballots, costs, 9, seed="1"))
    lots = sorted("abc", key=lambda idea: sha256(f"1|{idea}".encode()).hexdigest())
    assert winners(outcome) == [*lots[:2], "d"]
    assert [[(tie.idea, tie.step) for tie in win.over] for win in outcome.wins] == [
        [(lots[1], "lot"), (lots[2], "lot")],
        [(lots[2], "lot")],
        [],
    ]
    (loss,) = outcome.losses
    assert (loss.idea, loss.why, loss.had) == (lots[2], "no-room", 1)
    assert loss.tied is not None
    assert (loss.tied.idea, loss.tied.step) == (lots[1], "lot")


def test_of_a_thousand_that_tie_each_sentence_names_a_few_and_each_loser_its_winner() -> None:
    number = 1000
    costs = {f"i{n}": 1 for n in range(number)}
    made = Contest(
        rule=WinnerRule(rule="greedy"),
        voters=1,
        supporters={idea: np.array([0], dtype=np.int64) for idea in costs},
        costs=costs,
        budget=600,
    )
    outcome = decide(made)
    assert len(outcome.wins) == 600
    assert max(len(win.over) for win in outcome.wins) == 50
    assert {loss.tied.idea for loss in outcome.losses if loss.tied} == {outcome.wins[-1].idea}
    assert all(loss.tied for loss in outcome.losses)
