"""Scores of ideas: the published reference values, ties, and what never changes them."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ideario.voting.ranking.scores import (
    controversial,
    division,
    draw,
    needs_eyes,
    ranked,
    shuffled,
    top,
    trend,
    trending,
    wilson,
)

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("positive", "all_", "bound"),
    [
        (0, 0, 0.0),
        (0, 10, 0.0),
        (1, 1, 0.2065493144),
        (2, 2, 0.3423802275),
        (5, 10, 0.2365930905),
        (9, 10, 0.5958499732),
        (10, 10, 0.7224672001),
        (600, 1000, 0.5693094295),
        (5500, 10000, 0.5402319558),
        (100, 101, 0.9460328420),
    ],
)
def test_wilsons_bound_has_the_published_values(positive: int, all_: int, bound: float) -> None:
    assert wilson(positive, all_) == pytest.approx(bound, abs=5e-11)


@pytest.mark.parametrize(
    ("supporters", "voters", "score"), [(12, 40, 0.180748), (30, 120, 0.181098), (12, 15, 0.548146)]
)
def test_top_has_the_published_values(supporters: int, voters: int, score: float) -> None:
    assert top(supporters, voters) == pytest.approx(score, abs=5e-7)


@pytest.mark.parametrize(
    ("ages", "score"),
    [
        ([], 0.0),
        ([0.0] * 3, 1.881392),
        ([0.0] * 10, 3.756107),
        ([30.0] * 10, -0.662789),
        ([float(day) for day in range(200)], 0.202904),
        ([float(day) for day in range(200)] + [0.0] * 10, 2.824203),
    ],
)
def test_trends_have_the_published_values(ages: list[float], score: float) -> None:
    assert trend(ages) == pytest.approx(score, abs=5e-7)


def test_only_what_has_three_supporters_within_a_week_trends_and_the_future_is_ignored() -> None:
    within, before, later = NOW - timedelta(days=7), NOW - timedelta(days=7, seconds=1), NOW + timedelta(seconds=1)
    assert trending([within, within, before], NOW) is None
    assert trending([within, within, later], NOW) is None
    assert trending([within] * 3 + [later], NOW) == pytest.approx(trend([7.0] * 3))


@pytest.mark.parametrize(
    ("support", "oppose", "score"),
    [(100, 100, 0.862722), (10, 10, 0.598596), (100, 10, 0.100261), (10, 0, 0.0)],
)
def test_division_has_the_published_values_on_both_sides(support: int, oppose: int, score: float) -> None:
    assert division(support, oppose) == pytest.approx(score, abs=5e-7)
    assert division(oppose, support) == division(support, oppose)


def test_fewer_than_three_on_one_side_are_no_controversy() -> None:
    assert controversial(200, 2) is None
    assert controversial(3, 200) == division(3, 200)


def test_the_shuffle_of_a_day_is_the_published_one() -> None:
    day = datetime(2026, 1, 5, 23, 59, tzinfo=UTC)
    slugs = ["idea-0001", "idea-0002", "idea-0003"]
    assert [draw("2026-01-05", slug)[:12] for slug in slugs] == ["d324eb7eba92", "f5b97414a4f2", "5c936d8e354b"]
    assert shuffled(day, slugs) == ["idea-0003", "idea-0001", "idea-0002"]
    assert shuffled(day, reversed(slugs)) == shuffled(day, slugs)
    assert any(shuffled(day + timedelta(days=n), slugs) != shuffled(day, slugs) for n in range(1, 9))


def test_what_has_the_fewest_people_and_waits_longest_needs_eyes_first() -> None:
    opened = {name: NOW - timedelta(hours=hours) for name, hours in (("a", 50), ("b", 90), ("c", 24), ("new", 23))}
    acted = {"a": 2, "b": 2, "c": 0, "new": 0}
    scores = {name: needs_eyes(acted[name], NOW - opened[name]) for name in opened}
    assert [name for _, name in ranked(scores, str)] == ["c", "b", "a"]


def test_equal_scores_share_a_rank_and_the_next_is_passed_over() -> None:
    scores = {"d": 0.5, "a": 0.9, "b": 0.5, "c": 0.1, "none": None}
    assert ranked(scores, str) == [(1, "a"), (2, "b"), (2, "d"), (4, "c")]


def test_whom_nobody_supports_has_no_score_however_many_voted() -> None:
    assert {top(0, voters) for voters in range(5_000)} == {0.0}


@given(st.integers(0, 500), st.integers(1, 500))
def test_one_more_supporter_never_lowers_the_score(supporters: int, others: int) -> None:
    voters = supporters + others
    assert top(supporters + 1, voters) > top(supporters, voters)
    assert top(supporters + 1, voters + 1) >= top(supporters, voters)
    assert 0 <= top(supporters, voters) <= supporters / voters
