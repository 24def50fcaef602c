"""Money is read as people write it, exactly, and written so again; what else people write is explained."""

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from checkout import CHECKOUT
from communities import CHALLENGE, IDEA, NOW, commit, put, riverton
from hypothesis import given
from hypothesis import strategies as st
from ideario.git.history import line_of
from ideario.git.repository import git_at
from ideario.intake.explaining.amounts import meant_money
from ideario.intake.history.find_frozen_rules import rules_in_force
from ideario.intake.history.old_formats import renewed
from ideario.model.money import (
    DECIMALS,
    DIGITS,
    PATTERN,
    Money,
    decimals_of,
    fraction_document,
    minor_units,
    money_document,
    money_from,
    money_text,
)
from ideario.resources import tool_resources

COMMON = json.loads((CHECKOUT / "schemas" / "common.schema.json").read_text("utf-8"))["$defs"]
AMOUNTS = st.builds(
    lambda amount, currency: Money(amount=amount, currency=currency),
    st.integers(0, 10**DIGITS - 1) | st.integers(0, 2000),
    st.sampled_from(sorted(DECIMALS)),
)


def test_the_schema_knows_the_same_currencies_and_the_same_form_as_the_program() -> None:
    assert COMMON["currency"]["enum"] == sorted(DECIMALS)
    assert COMMON["money"]["pattern"] == PATTERN


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("50000 EUR", 5_000_000), ("1200.50 EUR", 120_050), ("0 EUR", 0), ("0.01 EUR", 1), ("1000 JPY", 1000),
        ("1.005 KWD", 1005), ("999999999999.99 EUR", 10**14 - 1),
    ],
)  # fmt: skip
def test_what_people_write_is_a_whole_number_of_the_smallest_unit(text: str, amount: int) -> None:
    assert money_from(text) == Money(amount=amount, currency=text[-3:])


@pytest.mark.parametrize(
    "text",
    ["", "50000", "EUR", "50000EUR", "50000  EUR", " 50000 EUR", "50000 EUR ", "50000 EUR\n", "50,000 EUR", "1.5 EUR",
     "1.500 EUR", "1.00 JPY", "1.00 KWD", "00 EUR", "05 EUR", "-5 EUR", "+5 EUR", "5 eur", "5 XXX", "5. EUR", "٥ EUR",
     "1000000000000 EUR"],
)  # fmt: skip
def test_all_else_is_no_money_to_the_program_nor_to_the_schema(text: str) -> None:
    assert money_from(text) is None
    assert not jsonschema_rs.is_valid({"type": "string", "pattern": PATTERN}, text)


@given(AMOUNTS)
def test_money_is_written_and_read_back_exactly(money: Money) -> None:
    assert money_from(money_text(money)) == money
    assert jsonschema_rs.is_valid({"pattern": PATTERN}, money_text(money))
    document = money_document(money)
    assert minor_units(document) == money.amount
    assert len(document["amount"].partition(".")[2]) == decimals_of(money.currency)


@given(st.integers(-(10**9), 10**9), st.integers(1, 997), st.sampled_from(["EUR", "JPY", "KWD"]))
def test_parts_of_amounts_are_off_by_no_more_than_a_rounding(number: int, by: int, currency: str) -> None:
    exact = Fraction(number, by)
    document = fraction_document(exact, currency)
    assert abs(minor_units(document) - exact) <= Fraction(1, 20_000)
    assert jsonschema_rs.is_valid({"pattern": COMMON["part"]["properties"]["amount"]["pattern"]}, document["amount"])


@pytest.mark.parametrize(
    ("value", "meant"),
    [
        ("1,500 EUR", "1500 EUR"), ("1.500 EUR", "1500 EUR"), ("1.234.567,89 EUR", "1234567.89 EUR"),
        ("1,234,567.89 EUR", "1234567.89 EUR"), ("1'500 CHF", "1500 CHF"), ("1 500 EUR", "1500 EUR"),
        ("1\u202f500,50 €", "1500.50 EUR"), ("€ 1500", "1500 EUR"), ("€1500", "1500 EUR"), ("1500€", "1500 EUR"),
        ("1500 euro", "1500 EUR"), ("EUR 1500", "1500 EUR"), ("1500 eur", "1500 EUR"), ("1500,5 EUR", "1500.50 EUR"),
        ("1500.5 EUR", "1500.50 EUR"), ("1500,- EUR", "1500 EUR"), ("₹1,50,000.00", "150000 INR"),
        ("100,00 JPY", "100 JPY"), ("1.5 KWD", "1.500 KWD"), ("150050 EUR cents", "1500.50 EUR"),
        ({"amount": "150050", "currency": "EUR"}, "1500.50 EUR"), ({"amount": 500, "currency": "JPY"}, "500 JPY"),
        ("PLN606,223", "606223 PLN"), ("606,223PLN", "606223 PLN"), ("PLN606,22", "606.22 PLN"),
        ("PLN:606,223", "606223 PLN"), ("PLN 606,223 (zł)", "606223 PLN"), ("EUR€500", "500 EUR"),
        ("US $1,500", "1500 USD"), ("USD$1,500", "1500 USD"), ("$1,500 CAD", "1500 CAD"), ("₹1,50,000/-", "150000 INR"),
        ("$1,500 EUR", None), ("EUR$5", None), ("PLN USD 5", None), ("about PLN 5", None), ("PLN+606", "606 PLN"),
        ("1500", None), ("$1500", None), ("1,500 KWD", None), ("-5 EUR", None), ("1500.505 EUR", None),
        ("50k EUR", None), ("ten EUR", None), ("1.50 JPY", None), ("5 EUR or 6 EUR", None), ("EUR 5 USD", None),
        ("", None), (None, None), (["5"], None), ({"amount": "-5", "currency": "EUR"}, None),
        ({"amount": "1500.00", "currency": "EUR"}, None), ({"amount": "5", "currency": "DEM"}, None),
    ],
)  # fmt: skip
def test_what_was_meant_is_told_where_only_one_thing_can_have_been(value: Any, meant: str | None) -> None:
    assert meant_money(value) == meant
    assert meant is None or money_from(meant)


@given(st.text(max_size=30) | st.from_regex(r"[-+€$ ]?[0-9., ']{1,20} ?(EUR|JPY|KWD|euro|cent|)", fullmatch=True))
def test_a_guess_is_money_or_nothing_whatever_was_written(text: str) -> None:
    meant = meant_money(text)
    assert meant is None or money_from(meant) is not None


def test_the_history_is_read_in_the_form_that_it_was_written_in(tmp_path: Path) -> None:
    old: dict[str, Any] = {
        **CHALLENGE,
        "budget": {"amount": 120_050, "currency": "EUR"},
        "reward": {"kind": "money", "amount": 600_000, "currency": "EUR", "paid_on_result": True},
        "winners": {"rule": "equal-shares", "completion": "add1", "step": 100},
    }
    root = riverton(tmp_path)
    put(root, "challenges/quieter-streets", old)
    commit(root, date="2026-01-01T00:00:00Z")
    new = renewed("challenge", old)
    assert isinstance(new, dict)
    put(root, "challenges/quieter-streets", new)
    commit(root, date="2026-02-10T00:00:00Z")
    past = rules_in_force(line_of(git_at(root)), resources=tool_resources(), now=NOW)
    challenge = past.opened["quieter-streets"].challenge
    assert challenge.budget == Money(amount=120_050, currency="EUR")
    assert challenge.reward.money == Money(amount=600_000, currency="EUR")
    assert challenge.winners.step == Money(amount=100, currency="EUR")


def test_an_edit_that_only_writes_money_anew_is_no_change_of_rules_and_the_old_form_stands_in_no_file(
    tmp_path: Path, ideario: Any
) -> None:
    root = riverton(tmp_path)
    put(root, "challenges/quieter-streets", {**CHALLENGE, "budget": {"amount": 120_050, "currency": "EUR"}})
    commit(root, date="2026-01-01T00:00:00Z")
    said = ideario("check", cwd=root)
    assert (said.exit_code, "write: budget: 1200.50 EUR" in said.stdout) == (1, True)
    put(root, "challenges/quieter-streets", {**CHALLENGE, "budget": "1200.50 EUR"})
    commit(root, date="2026-02-10T00:00:00Z")
    assert "error:" not in ideario("check", cwd=root).stdout
    put(root, "challenges/quieter-streets", {**CHALLENGE, "budget": "1200.51 EUR"})
    assert "rules-changed-in-vote: `budget` was `1200.50 EUR`" in ideario("check", cwd=root).stdout


def test_content_without_anything_old_is_left_as_it_is() -> None:
    contents: list[Any] = [IDEA, {**IDEA, "cost": "5 EUR"}, {**IDEA, "cost": {"amount": "x"}}, [], "text", None]
    for content in contents:
        assert renewed("idea", content) == content
