"""`ideario check` says where a ledger's chain does not hold, whether or not there is a result to recount."""

from datetime import UTC, datetime

import pytest
from communities import IDEA, commit, put, riverton
from ideario.ledger.ledger_folder import write_ledger
from ideario.model.ledger_state import Event, Thread

TOLD = "content/ledger/ledger.json:1:1: error: ledger-chain: nothing can be counted from this ledger: "


@pytest.fixture
def town(tmp_path):
    root = riverton(tmp_path / "town")
    at = "2026-01-05T08:00:00Z"
    events = [
        Event(type="cast", thread="pull/7", idea="bike-lanes", voter=f"{n:064x}", kind="+1", given=at, seen=at)
        for n in range(5)
    ]
    threads = [Thread(name="pull/7", ideas=("bike-lanes",), merged=datetime(2026, 1, 3, tzinfo=UTC))]
    write_ledger(root / "content/ledger", events, threads, observed=datetime(2026, 1, 30, tzinfo=UTC))
    commit(root)
    return root


def broken(root) -> None:
    [file] = (root / "content/ledger").glob("*.jsonl")
    file.write_text(file.read_text().replace('"+1"', '"-1"', 1))


def unlisted(root) -> None:
    file = root / "content/ledger/threads.json"
    file.write_text(file.read_text().replace("bike-lanes", "night-trams"))


def cut(root) -> None:
    [file] = (root / "content/ledger").glob("*.jsonl")
    file.write_text("".join(file.read_text().splitlines(keepends=True)[:-2]))


@pytest.mark.parametrize("wrong", [broken, unlisted, cut])
def test_a_chain_that_does_not_hold_is_an_error_without_any_result(town, ideario, wrong) -> None:
    assert ideario("check", cwd=town).exit_code == 0
    wrong(town)
    outcome = ideario("check", cwd=town)
    assert (outcome.exit_code, outcome.stderr) == (1, "")
    assert TOLD in outcome.stdout
    assert ideario("verify", cwd=town).exit_code == 1
    assert ideario("check", "content/ideas", cwd=town).exit_code == 0  # which asks about something else


def test_a_proposal_is_told_of_the_chain_that_it_breaks_and_not_of_one_that_was_broken(town, ideario) -> None:
    put(town, "ideas/spaceport", {**IDEA, "title": "A spaceport"})
    commit(town)
    assert ideario("check", "--new-since", "HEAD~1", cwd=town).exit_code == 0
    broken(town)
    commit(town)
    outcome = ideario("check", "--new-since", "HEAD~1", cwd=town)
    assert outcome.exit_code == 1
    assert TOLD in outcome.stdout
    put(town, "ideas/moonport", {**IDEA, "title": "A moonport"})
    commit(town)
    assert ideario("check", "--new-since", "HEAD~1", cwd=town).exit_code == 0


def test_a_ledger_elsewhere_is_none_of_a_proposals_business(town, ideario, tmp_path) -> None:
    broken(town)
    (town / "content/ledger").rename(tmp_path / "ledger")
    commit(town)
    there = ("--ledger", tmp_path / "ledger")
    outcome = ideario("check", *there, cwd=town)
    assert outcome.exit_code == 1
    assert "ledger.json:1:1: error: ledger-chain: " in outcome.stdout
    assert ideario("check", *there, "--new-since", "HEAD", cwd=town).exit_code == 0
