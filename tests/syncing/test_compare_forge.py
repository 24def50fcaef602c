"""`ideario verify --against-github`: each difference between a ledger and GitHub is explained, idea by idea."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from communities import IDEA, put
from conftest import Outcome
from github_standin import Server
from ledgers import KEY
from sync_places import Place

pytestmark = pytest.mark.slow


class Compared(Place):
    """A place whose three votes are in its own ledger, beside the content."""

    def __init__(self, ideario: Callable[..., Outcome], github: Server, room: Path) -> None:
        super().__init__(ideario, github, room)
        self.ledger = self.root / "content" / "ledger"
        self.run()

    def compared(self, key: str | None = KEY, code: int = 0) -> dict[str, dict[str, Any]]:
        done = self.command("verify", "--against-github", "--format", "json", key=key)
        assert done.exit_code == code, done
        against = json.loads(done.stdout)["against"]
        assert against["voters_compared"] == (key == KEY)
        return {idea.pop("idea"): idea for idea in against["ideas"]}


@pytest.fixture
def place(ideario: Callable[..., Outcome], github: Server, tmp_path: Path) -> Compared:
    return Compared(ideario, github, tmp_path)


KEYS = pytest.mark.parametrize("key", [KEY, None])


@KEYS
def test_where_nothing_differs_it_says_so_and_what_it_cost(place: Compared, key: str | None) -> None:
    said = place.command("verify", "--against-github", key=key)
    assert said.exit_code == 0
    assert "GitHub shows exactly what is counted." in said.stdout
    assert "points and" in said.stdout
    assert ("Without the ledger's own key" in said.stdout) == (key is None)
    assert place.compared(key) == {}


@KEYS
def test_votes_given_and_withdrawn_since_are_told(place: Compared, key: str | None) -> None:
    place.vote("eve", at=None)
    place.vote("eve", place.pulls["bike-lanes"], at=None)
    place.state.withdraw(place.pulls["night-trams"], "bob", "+1")
    place.state.withdraw(place.pulls["night-trams"], "cleo", "+1")
    found = place.compared(key)
    assert (found["night-trams"]["github"], found["night-trams"]["ledger"]) == (2, 3)
    assert (found["night-trams"]["since"], found["night-trams"]["withdrawn"]) == (1, 2)
    assert (found["bike-lanes"]["since"], found["bike-lanes"]["counted"]) == (1, 0)
    said = place.command("verify", "--against-github", key=key).stdout
    assert "night-trams: GitHub shows 2 reactions, 3 are counted" in said
    assert "  1 given since the last sync" in said
    assert "  2 withdrawn since" in said


@KEYS
def test_what_a_rule_excludes_is_told_by_rule(place: Compared, key: str | None) -> None:
    place.vote("ada")
    place.state.account("robot", kind="Bot")
    place.vote("robot")
    place.run()
    found = place.compared(key)["night-trams"]
    assert (found["github"], found["counted"], found["excluded"]) == (5, 3, {"R2": 1, "R3": 1})
    assert (found["since"], found["withdrawn"], found["missing"]) == (0, 0, 0)
    assert "1 excluded by R2" in place.command("verify", "--against-github", key=key).stdout


@KEYS
def test_every_difference_of_every_idea_has_its_reasons(place: Compared, key: str | None) -> None:
    """Also where an issue belongs to two ideas, one of which is the other's duplicate."""
    issue = place.state.issue(author="zoe", at="2026-01-20")
    place.vote("gus", place.pulls["bike-lanes"])
    for who in ("gus", "bob"):
        place.state.react(issue, who, "+1", at="2026-02-05T09:00:00Z")
    history = [{"date": "2026-01-25", "status": "planned", "reason": "We will try."}]
    for slug in place.pulls:
        put(place.root, f"decisions/{slug}", {"history": history, "threads": [f"issue/{issue.number}"]})
    place.run()
    place.state.react(issue, "eve", "+1")
    place.state.withdraw(issue, "gus", "+1")
    found = place.compared(key)
    assert set(found) == {"night-trams", "bike-lanes"}
    for one in found.values():
        assert one["github"] == one["ledger"] + one["since"] + one["missing"] - one["withdrawn"]
        assert one["ledger"] == one["counted"] + sum(one["excluded"].values())
        assert (one["since"], one["withdrawn"]) == (1, 1)


@KEYS
def test_a_deleted_account_is_told_from_a_withdrawal(place: Compared, key: str | None) -> None:
    place.state.delete_account("bob")
    found = place.compared(key)["night-trams"]
    assert (found["github"], found["account_gone"], found["withdrawn"], found["since"]) == (3, 1, 0, 0)


def test_who_became_an_author_since_is_judged_anew(place: Compared) -> None:
    trams = {**IDEA, "title": "Night trams", "challenge": "quieter-streets", "authors": ["octocat", "dan"]}
    put(place.root, "ideas/night-trams", trams)
    assert place.compared()["night-trams"]["judged_anew"] == {"R3": 1}


@KEYS
def test_votes_that_a_ledger_passed_over_are_a_problem(place: Compared, key: str | None) -> None:
    place.vote("zoe", at="2026-02-04T09:00:00Z")
    found = place.compared(key, code=1)["night-trams"]
    assert (found["missing"], found["since"]) == (1, 0)
    said = place.command("verify", "--against-github", key=key)
    assert "error: missing-votes: 1 votes for night-trams" in said.stdout
    assert "ideario sync --full" in said.stdout


def test_another_key_is_no_key_and_nothing_of_a_comparison_stays(place: Compared, tmp_path: Path) -> None:
    before = {path: path.read_bytes() for path in sorted(place.root.rglob("*")) if path.is_file()}
    assert "Without the ledger's own key" in place.command("verify", "--against-github", key="x" * 40).stdout
    assert {path: path.read_bytes() for path in sorted(place.root.rglob("*")) if path.is_file()} == before


@pytest.mark.parametrize("fault", ["502", "no-access"])
def test_without_a_complete_answer_nothing_is_said_about_differences(place: Compared, fault: str) -> None:
    place.vote("eve", at=None)
    if fault == "502":
        place.github.faults.add("502", on=1, times=99, where="graphql")
    else:
        place.state.block_token(place.github.environment()["GITHUB_TOKEN"])
    said = place.command("verify", "--against-github")
    assert said.exit_code == 2
    assert said.stderr.startswith("ideario: ")
    assert "night-trams" not in said.stdout


def test_a_coarsened_ledger_is_compared_by_the_day(place: Compared) -> None:
    assert place.command("ledger", "coarsen", "--yes").exit_code == 0
    assert place.compared(None) == {}
    assert place.compared() == {}
