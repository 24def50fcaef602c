"""A pull request that changes the rules of a challenge is shown what that would do to the votes there are."""

from datetime import datetime
from hashlib import sha256

import pytest
from communities import CHALLENGE, COMMUNITY, IDEA, commit, put, riverton
from ideario.model import Event, Thread
from ideario.voting.ledger import write_ledger

SLUG = "quieter-streets"
BEFORE, DURING = "2026-01-20T12:00:00Z", "2026-02-05T12:00:00Z"
VOTES = {"night-trams": 5, "bike-lanes": 3, "trees": 3}


@pytest.fixture
def town(tmp_path):
    """Three ideas in a challenge whose voting has not opened, and votes for them; two more are opposed."""
    riverton(tmp_path)
    put(tmp_path, f"challenges/{SLUG}", {**CHALLENGE, "winners": {"rule": "top", "count": 1}})
    for slug in VOTES:
        put(tmp_path, f"ideas/{slug}", {**IDEA, "challenge": SLUG})
    commit(tmp_path)
    events = [
        Event(
            type="cast", thread=f"issue/{len(slug)}", idea=slug, voter=sha256(f"{slug}{n}".encode()).hexdigest(),
            kind=kind, cast=BEFORE, seen=BEFORE,
        )
        for slug, number in VOTES.items()
        for n, kind in enumerate(["+1"] * number + (["rocket"] * 3 if slug == "trees" else []))
    ]  # fmt: skip
    threads = [Thread(name=f"issue/{len(slug)}", ideas=(slug,)) for slug in VOTES]
    write_ledger(tmp_path / "votes", events, threads, observed=datetime.fromisoformat("2026-01-21T00:00:00Z"))
    return tmp_path


def proposed(root, date=BEFORE, settings=None, **changes):
    if settings:
        put(root, "community", {**COMMUNITY, **settings})
    put(root, f"challenges/{SLUG}", {**CHALLENGE, "winners": {"rule": "top", "count": 1}, **changes})
    commit(root, date=date)


def shown(root, ideario, *more):
    outcome = ideario(
        "--root",
        str(root),
        "check",
        "--new-since",
        "HEAD~1",
        "--format",
        "markdown",
        "--ledger",
        str(root / "votes"),
        *more,
    )
    return outcome.stdout


def test_more_winners_are_named(town, ideario):
    proposed(town, winners={"rule": "top", "count": 2})
    text = shown(town, ideario)
    assert "**The rules of `quieter-streets` change.** On all 14 votes since submission opened" in text
    assert [line for line in text.splitlines() if line.startswith("| `")] == [
        "| `night-trams` | 5 | 2 | no → **yes** |"
    ]


def test_ranks_move_where_reactions_mean_something_else(town, ideario):
    proposed(town, settings={"reactions": {"+1": "support", "rocket": "watch"}})
    rows = [line for line in shown(town, ideario).splitlines() if line.startswith("| `")]
    assert rows == [
        "| `bike-lanes` | 3 | 3 → **2** | no |",
        "| `night-trams` | 5 | 2 → **1** | no → **yes** |",
        "| `trees` | 6 → **3** | 1 → **2** | yes → **no** |",
    ]


def test_a_change_that_moves_nothing_says_so_and_one_of_words_says_nothing(town, ideario):
    proposed(town, winners={"rule": "top", "count": 1, "minimum_support": 2})
    assert "no rank moves, and nobody else wins." in shown(town, ideario)
    proposed(town, winners={"rule": "top", "count": 1, "minimum_support": 2}, title="Quiet streets")
    assert shown(town, ideario) == "**ideario check: no problems**\n"


def test_once_voting_has_opened_a_change_moves_nothing_and_is_a_mistake(town, ideario):
    proposed(town, date=DURING, winners={"rule": "top", "count": 2})
    text = shown(town, ideario)
    assert "rules-changed-in-vote" in text
    assert "| Idea |" not in text


def test_without_votes_there_is_no_table(town, ideario):
    proposed(town, winners={"rule": "top", "count": 2})
    text = ideario("--root", str(town), "check", "--new-since", "HEAD~1", "--format", "markdown").stdout
    assert text == "**ideario check: no problems**\n"
