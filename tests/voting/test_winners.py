"""Winners by each rule: worked examples, real elections, and a second, naive implementation on random ones."""

import os
from collections.abc import Set as AbstractSet
from fractions import Fraction
from hashlib import sha256

import numpy as np
import pytest
from contests import contest, winners
from elections import election
from ideario.exchange.pabulib.election import Election, read_election
from ideario.model.challenge import WinnerRule
from ideario.problems import Failure
from ideario.voting.deciding.outcome import Contest, Outcome
from ideario.voting.deciding.winner_rules import decide

pytestmark = pytest.mark.slow

ELECTIONS = {
    "poland_lodz_2024_": "greedy",
    "poland_warszawa_2024_bemowo": "greedy",
    "poland_warszawa_2024_mokotow": "greedy",
    "poland_warszawa_2024_praga-poludnie": "greedy",
    "poland_warszawa_2024_ursynow": "greedy",
    "poland_wieliczka_2023_green-budget": "equal-shares",
}
RANDOM = int(os.environ.get("IDEARIO_ELECTIONS", "100000"))
"""How many random elections are decided twice; a million on demand."""


def reasons(outcome: Outcome) -> dict[str, str]:
    return {loss.idea: loss.why for loss in outcome.losses}


def shares(completion: str, **further: object) -> WinnerRule:
    return WinnerRule(rule="equal-shares", completion=completion, **further)  # type: ignore[arg-type] # as above


# ---- top and greedy


def test_the_most_supported_win_and_ties_go_to_the_cheaper_then_to_the_lot() -> None:
    ballots = ["ab", "ac", "bd", "cd", "e"]
    costs = {"a": 5, "b": 3, "c": 3, "d": 5, "e": None, "f": 1}
    outcome = decide(contest(WinnerRule(rule="top", count=3), ballots, costs, seed="2026"))
    lots = {idea: sha256(f"2026|{idea}".encode()).hexdigest() for idea in "abcd"}
    assert winners(outcome) == [*sorted("bc", key=lots.__getitem__), min("ad", key=lots.__getitem__)]
    third = outcome.wins[2]
    (tie,) = third.over
    assert ({third.idea, tie.idea}, tie.step) == ({"a", "d"}, "lot")
    assert reasons(outcome) == {"f": "minimum-support", "e": "rank", tie.idea: "tie"}
    assert [(loss.tied.idea, loss.tied.step) for loss in outcome.losses if loss.tied] == [(third.idea, "lot")]


def test_greedy_passes_over_what_does_not_fit_and_takes_what_does() -> None:
    outcome = decide(contest(WinnerRule(rule="greedy"), ["ab", "ab", "abc", "a", "c"], {"a": 6, "b": 5, "c": 4}, 10))
    assert winners(outcome) == ["a", "c"]
    assert (outcome.spent, outcome.left) == (10, 0)
    assert [(loss.idea, loss.why, loss.had) for loss in outcome.losses] == [("b", "no-room", 4)]


@pytest.mark.parametrize(
    ("rule", "barred"),
    [
        ({"minimum_support": 3}, {"b": "minimum-support", "c": "minimum-support"}),
        ({"quorum": "2/5"}, {"c": "quorum"}),
        ({"quorum": "3/5"}, {"b": "quorum", "c": "quorum"}),
        ({"proportional_quorum": "4/5"}, {"b": "proportional-quorum"}),
    ],
)
def test_who_misses_a_threshold_is_barred_and_the_threshold_itself_is_enough(rule, barred) -> None:
    ballots, costs = ["ab", "ab", "a", "ac", ""], {"a": 4, "b": 6, "c": 1}
    outcome = decide(contest(WinnerRule(rule="greedy", **rule), ballots, costs, 10))
    assert reasons(outcome) == barred
    assert set(winners(outcome)) == set(costs) - set(barred)


def test_an_idea_without_a_cost_cannot_win_a_part_of_a_budget() -> None:
    for rule in (WinnerRule(rule="greedy"), shares("none")):
        assert decide(contest(rule, ["ab", "a"], {"a": None, "b": 1}, 10)).losses[0].why == "no-cost"


def test_a_rule_for_budgets_without_a_budget_is_told_with_a_line_to_paste() -> None:
    with pytest.raises(Failure, match="needs a budget") as told:
        decide(contest(WinnerRule(rule="greedy"), ["a"], {"a": 1}))
    assert "budget: 50000 EUR" in (told.value.hint or "")


# ---- equal shares


def test_a_party_of_half_gets_half_and_greedy_gives_all_to_the_larger() -> None:
    """Two parties of ten projects each, cost 1, budget 10, 51 voters against 49."""
    blue, red = [f"b{n}" for n in range(10)], [f"r{n}" for n in range(10)]
    ballots, costs = [blue] * 51 + [red] * 49, dict.fromkeys([*blue, *red], 1)
    greedy = winners(decide(contest(WinnerRule(rule="greedy"), ballots, costs, 10)))
    equal = winners(decide(contest(shares("none"), ballots, costs, 10)))
    assert [sum(idea[0] == party for idea in greedy) for party in "br"] == [10, 0]
    assert [sum(idea[0] == party for idea in equal) for party in "br"] == [5, 4]


# Eleven voters of equalshares.net's explanation: six for sports, three of these for the park too, four for children's
# projects, and one who decides. b bike path, g outdoor gym, p park, y playground, l library.
SPORTS_AND_CHILDREN = ["bg", "bgp", "bg", "bgp", "bgp", "bg", "pyl", "y", "yl", "pyl"]
FIVE_COSTS = {"b": 700, "g": 400, "p": 250, "y": 200, "l": 100}


def test_the_first_worked_example_of_equalshares_net_is_won_by_bike_path_playground_and_library() -> None:
    outcome = decide(contest(shares("none"), [*SPORTS_AND_CHILDREN, "b"], FIVE_COSTS, 1100))
    assert [(win.idea, win.votes, win.paid) for win in outcome.wins] == [
        ("b", 7, 100),
        ("y", 4, 50),
        ("l", 3, Fraction(100, 3)),
    ]


def test_the_second_worked_example_of_equalshares_net_is_won_by_gym_park_and_playground() -> None:
    """The page rounds on the way, to 4.13 and 3.31 effective votes; exactly they are 70/17 and 56/17."""
    outcome = decide(contest(shares("none"), [*SPORTS_AND_CHILDREN, "g"], FIVE_COSTS, 1100))
    assert [(win.idea, win.votes) for win in outcome.wins] == [
        ("g", 7),
        ("p", Fraction(70, 17)),
        ("y", Fraction(56, 17)),
    ]


def test_who_has_too_little_pays_all_and_the_others_pay_the_rest() -> None:
    outcome = decide(contest(shares("none"), ["ab", "ab", "b", "a", "a"], {"a": 8, "b": 10}, 25))
    first, second = outcome.wins
    assert (first.idea, first.votes, first.paid, first.full, first.short) == ("a", 4, 2, 4, 0)
    assert (second.idea, second.paid, second.full, second.short) == ("b", Fraction(4), 1, 2)
    assert second.votes == Fraction(5, 2)
    assert (outcome.share, outcome.left) == (5, 7)
    assert decide(contest(shares("none"), ["ab", "a"], {"a": 4, "b": 3}, 6)).losses[0].had == 1


def test_shares_are_raised_until_the_next_raise_overspends() -> None:
    ballots, costs = ["a", "a", "b", "c"], {"a": 4, "b": 3, "c": 4}
    assert winners(decide(contest(shares("none"), ballots, costs, 8))) == ["a"]
    raised = decide(contest(shares("add1"), ballots, costs, 8))
    assert (winners(raised), raised.steps, raised.share, raised.ended) == (["a", "b"], 1, 3, "next-overspends")
    exhausted = decide(contest(shares("add1e"), ballots, {**costs, "c": 100}, 8))
    assert (winners(exhausted), exhausted.steps, exhausted.ended) == (["a", "b"], 1, "nothing-fits")
    everything = decide(contest(shares("add1"), ballots, costs, 11))
    assert (set(winners(everything)), everything.ended) == ({"a", "b", "c"}, "everything-wins")
    filled = decide(contest(shares("utilitarian"), ballots, costs, 8))
    assert [(win.idea, win.by) for win in filled.wins] == [("a", "equal-shares"), ("b", "utilitarian")]


@pytest.mark.parametrize(("cost", "wins"), [(11, ["y", "x", "z"]), (12, ["y", "x"])])
def test_money_that_is_enough_to_the_last_unit_is_enough_though_no_float_can_hold_a_third(cost, wins) -> None:
    """Everybody has 7: y takes 1 of each, x 7/3 of three, who then have 11/3 each and 11 together."""
    outcome = decide(contest(shares("none"), ["xyz"] * 3 + ["y"] * 4, {"x": 7, "y": 7, "z": cost}, 49))
    assert winners(outcome) == wins


@pytest.mark.parametrize("name", ELECTIONS)
def test_real_elections_have_their_published_winners(name: str) -> None:
    real = load(name)
    rule = WinnerRule(rule="greedy") if ELECTIONS[name] == "greedy" else shares("add1")
    outcome = decide(real_contest(real, rule))
    assert set(winners(outcome)) == published(real)


def test_warsaws_citywide_winners_need_word_of_what_shuts_out_what() -> None:
    """The file itself says that projects for one place shut each other out, and not which: those are barred here."""
    real = load("poland_warszawa_2024_")
    chosen = published(real)
    assert set(winners(decide(real_contest(real, WinnerRule(rule="greedy"))))) != chosen
    shut_out = {"1498", "1018"}
    assert set(winners(decide(real_contest(real, WinnerRule(rule="greedy"), without=shut_out)))) == chosen


def test_wroclaws_winners_stop_before_the_last_money_is_spent() -> None:
    """Greedy goes on to two small projects that the file leaves unselected without saying why."""
    real = load("poland_wroclaw_2024_")
    outcome = decide(real_contest(real, WinnerRule(rule="greedy")))
    assert set(winners(outcome)[: len(published(real))]) == published(real)
    assert len(outcome.wins) == len(published(real)) + 2


def test_swiecies_winners_number_and_cost_are_those_published() -> None:
    """The file names no winners. Published are 17 that cost 1,040,337, after a bar by cost."""
    real = load("poland_swiecie_2023_")
    outcome = decide(real_contest(real, shares("add1", proportional_quorum="1/3")))
    assert (len(outcome.wins), outcome.spent) == (17, 104_033_700)


def load(name: str) -> Election:
    real, _ = read_election(election(name).read_bytes(), path=name)
    assert real is not None
    return real


def published(real: Election) -> set[str]:
    return {project.id for project in real.projects if project.fields["selected"] == "1"}


def real_contest(real: Election, rule: WinnerRule, without: AbstractSet[str] = frozenset()) -> Contest:
    """An election's ballots, its money in hundredths; a step of add1 is one whole unit."""
    supporters: dict[str, list[int]] = {project.id: [] for project in real.projects}
    names = list(supporters)
    for voter, ballot in enumerate(real.ballots):
        for place in ballot.approved:
            supporters[names[place]].append(voter)
    return Contest(
        rule=rule,
        voters=len(real.ballots),
        supporters={name: np.array(found, dtype=np.int64) for name, found in supporters.items() if name not in without},
        costs={project.id: int(project.cost * 100) for project in real.projects},
        budget=int(real.budget * 100),
    )
