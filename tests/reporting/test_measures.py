"""Measures are exact, and worked by hand where there is a value to compare with."""

from fractions import Fraction
from itertools import combinations, pairwise
from statistics import median as middle

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ideario.reporting.measures import gini, lorenz, median, percentile, top_share

NUMBERS = st.lists(st.integers(0, 50), min_size=1, max_size=12)
NINE_TENTHS = Fraction(9, 10)


@pytest.mark.parametrize(
    ("values", "value"),
    [
        ([0, 0, 0, 4], Fraction(3, 4)),
        ([1, 1, 1, 1], 0),
        ([1, 2, 3, 4], Fraction(1, 4)),
        ([5], 0),
        ([], None),
        ([0, 0], None),
    ],
)
def test_gini_of_known_values(values: list[int], value: Fraction | None) -> None:
    assert gini(values) == value


@given(NUMBERS)
def test_gini_is_half_the_mean_difference_by_the_mean(values: list[int]) -> None:
    if not sum(values):
        assert gini(values) is None
        return
    differences = 2 * sum(abs(a - b) for a, b in combinations(values, 2))
    mean = Fraction(sum(values), len(values))
    assert gini(values) == Fraction(differences, len(values) ** 2) / (2 * mean)
    assert gini(values[::-1]) == gini([3 * value for value in values]) == gini(values)


@given(NUMBERS)
def test_the_median_is_the_middle_and_the_percentile_a_value_that_enough_do_not_pass(values: list[int]) -> None:
    assert median(values) == Fraction(middle(values))
    found = percentile(values, NINE_TENTHS)
    assert found in values
    assert 10 * sum(value <= found for value in values) >= 9 * len(values)
    assert all(10 * sum(value <= less for value in values) < 9 * len(values) for less in values if less < found)


def test_nothing_has_no_middle_and_no_share() -> None:
    assert (median([]), percentile([], NINE_TENTHS), top_share([], 5), top_share([0, 0], 5)) == (None,) * 4


def test_the_percentile_is_the_nearest_rank() -> None:
    assert percentile(range(1, 11), NINE_TENTHS) == 9
    assert percentile(range(1, 12), NINE_TENTHS) == 10
    assert percentile([7], NINE_TENTHS) == 7
    assert top_share([6, 1, 1, 1, 1, 1, 1], 5) == Fraction(10, 12)


@given(NUMBERS)
def test_lorenz_curve_is_the_share_of_the_least_and_never_above_an_even_one(values: list[int]) -> None:
    if not sum(values):
        assert lorenz(values, 4) == ()
        return
    curve = lorenz(values, len(values))
    assert curve == tuple(Fraction(sum(sorted(values)[:least]), sum(values)) for least in range(len(values) + 1))
    tenths = lorenz(values[::-1], 10)
    assert (tenths[0], tenths[-1], len(tenths)) == (0, 1, 11)
    assert all(share <= Fraction(step, 10) for step, share in enumerate(tenths))
    steps = [after - before for before, after in pairwise(tenths)]
    assert steps == sorted(steps)
    assert lorenz([1, 3], 4) == (0, Fraction(1, 8), Fraction(1, 4), Fraction(5, 8), 1)
