"""A pull request that changes the rules of a challenge is shown what that would do to the votes there are."""

import os
import re
import shutil
from datetime import datetime
from hashlib import sha256

import pytest
from communities import CHALLENGE, COMMUNITY, IDEA, commit, git, put, riverton
from ideario.git.ledger_branch import update_branch
from ideario.ledger.ledger_folder import write_ledger
from ideario.model.ledger_state import Event, Thread
from ideario.publishing.prose.markdown import prose_html
from ideario.reporters import no_table

pytestmark = pytest.mark.slow

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
            kind=kind, given=BEFORE, seen=BEFORE,
        )
        for slug, number in VOTES.items()
        for n, kind in enumerate(["+1"] * number + (["rocket"] * 3 if slug == "trees" else []))
    ]  # fmt: skip
    threads = [Thread(name=f"issue/{len(slug)}", ideas=(slug,)) for slug in VOTES]
    write_ledger(tmp_path / "votes", events, threads, observed=datetime.fromisoformat("2026-01-21T00:00:00Z"))
    return tmp_path


def proposed(root, date=BEFORE, settings=None, **changes) -> None:
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
        "--now",
        max("2026-01-21T00:00:00+00:00", git(root, "log", "-1", "--format=%cI").strip().replace("Z", "+00:00")),
        *more,
    )
    return outcome.stdout


@pytest.mark.parametrize("undecided", ["new", "old", "both"])
def test_where_rules_find_no_winners_nobody_is_said_to_win_or_lose(town, ideario, monkeypatch, undecided) -> None:
    """Shares raised by a cent in a budget of millions, with no patience at all."""
    monkeypatch.setattr("ideario.voting.deciding.raising.MAX_WORK", 0)
    monkeypatch.setattr("ideario.voting.deciding.raising.MIN_RUNS", 2)
    for slug in VOTES:
        put(town, f"ideas/{slug}", {**IDEA, "challenge": SLUG, "cost": "4000000 EUR"})
    endless = {"rule": "equal-shares", "completion": "add1", "step": "0.01 EUR"}
    for number in (0, 1):
        slow = undecided == "both" or undecided == ("old", "new")[number]
        rule = {**endless, "step": f"0.0{number + 1} EUR"} if slow else {"rule": "top", "count": 2}
        proposed(town, budget="6000000 EUR", winners=rule)
    text = shown(town, ideario)
    assert ("By the new rules no winners can be found: the shares were raised" in text) is (undecided != "old")
    assert ("By the rules of before no winners could be found: the shares" in text) is (undecided != "new")
    assert "nobody else wins" not in text
    assert ("no rank moves." in text) is (undecided == "both")
    rows = [line.rsplit("|", 2)[1].strip() for line in text.splitlines() if line.startswith("| `")]
    assert rows == {"new": ["yes → **?**"] * 2, "old": ["? → **yes**"] * 2, "both": []}[undecided]


def test_more_winners_are_named(town, ideario) -> None:
    proposed(town, winners={"rule": "top", "count": 2})
    text = shown(town, ideario)
    assert "**The rules of `quieter-streets` change.** On all 14 ballots since submission opened" in text
    assert [line for line in text.splitlines() if line.startswith("| `")] == [
        "| `night-trams` | 5 | 2 | no → **yes** |"
    ]


@pytest.mark.parametrize("which", ["the change", "the challenge"])
def test_a_challenge_that_keeps_its_counts_tells_none_of_them_in_public(town, ideario, which) -> None:
    if which == "the challenge":
        proposed(town, counts="after-close")
        proposed(town, winners={"rule": "top", "count": 2}, counts="after-close")
    else:
        proposed(town, winners={"rule": "top", "count": 2}, counts="after-close")
    text = shown(town, ideario)
    assert "**The rules of `quieter-streets` change.** The challenge withholds its counts until the close" in text
    assert "night-trams" not in text
    assert "14" not in text


def test_ranks_move_where_reactions_mean_something_else(town, ideario) -> None:
    proposed(town, settings={"reactions": {"+1": "support", "rocket": "watch"}})
    rows = [line for line in shown(town, ideario).splitlines() if line.startswith("| `")]
    assert rows == [
        "| `bike-lanes` | 3 | 3 → **2** | no |",
        "| `night-trams` | 5 | 2 → **1** | no → **yes** |",
        "| `trees` | 6 → **3** | 1 → **2** | yes → **no** |",
    ]


def test_a_change_that_moves_nothing_says_so_and_one_of_words_says_nothing(town, ideario) -> None:
    proposed(town, winners={"rule": "top", "count": 1, "minimum_support": 2})
    assert "no rank moves, and nobody else wins." in shown(town, ideario)
    proposed(town, winners={"rule": "top", "count": 1, "minimum_support": 2}, title="Quiet streets")
    said = shown(town, ideario)
    assert said.endswith("**ideario check: no problems**\n")
    assert "The rules of" not in said


def test_once_voting_has_opened_a_change_moves_nothing_and_is_a_mistake(town, ideario) -> None:
    proposed(town, date=DURING, winners={"rule": "top", "count": 2})
    text = shown(town, ideario)
    assert "rules-changed-in-vote" in text
    assert "| Idea |" not in text


def test_without_votes_there_is_no_table(town, ideario) -> None:
    proposed(town, winners={"rule": "top", "count": 2})
    text = ideario("--root", str(town), "check", "--new-since", "HEAD~1", "--format", "markdown").stdout
    assert text.endswith("**ideario check: no problems**\n")
    assert "The rules of" not in text


DAMAGES = {
    "an event cut short": ("2026-01-01.jsonl", lambda text: text[:-40], "its last line is not the head"),
    "an event less": ("ledger.json", lambda text: text.replace('"events": 14', '"events": 15'), "it holds 14 events"),
    "no threads": ("threads.json", lambda _: '{"schema": 2}', "origin/ledger/threads.json lacks the key"),
    "no ledger": ("ledger.json", None, "the branch ledger holds no ledger"),
}


@pytest.fixture
def branched(town):
    """The town with its votes on the branch `ledger` of its origin: `branched(name, change)` changes one file first."""

    def branch(name, change):
        votes = town / "votes"
        if change is None:
            (votes / name).unlink()
        else:
            (votes / name).write_text(change((votes / name).read_text()))
        git(town, "remote", "add", "origin", str(town))
        update_branch(
            town, "ledger", lambda folder: shutil.copytree(votes, folder), message="sync",
            now=datetime.fromisoformat("2026-01-21T00:00:00Z"), environment=dict(os.environ),
        )  # fmt: skip
        return town

    return branch


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_proposal_is_judged_without_a_ledger_that_cannot_be_read(branched, ideario, damage) -> None:
    name, change, reason = DAMAGES[damage]
    root = branched(name, change)
    put(root, "people/hubot", {"about": "Nobody says what I am called."})
    proposed(root, winners={"rule": "top", "count": 2})
    judged = ("--root", str(root), "check", "--new-since", "HEAD~1", "--branch", "ledger", "--format")
    outcome = ideario(*judged, "markdown")
    assert outcome.exit_code == 1
    assert "**ideario check: 1 error**\n" in outcome.stdout
    assert outcome.stdout.count("There is no table of what a change of rules would move") == 1
    assert reason in outcome.stdout
    assert "The rules of" not in outcome.stdout


def test_a_ledger_that_was_asked_for_otherwise_has_to_be_readable(branched, ideario) -> None:
    root = branched("threads.json", lambda _: '{"schema": 2}')
    for more in (["--branch", "ledger"], ["--new-since", "HEAD", "--ledger", str(root / "votes")]):
        outcome = ideario("--root", str(root), "check", *more)
        assert outcome.exit_code == 2
        assert "lacks the key" in outcome.stderr


def test_what_is_wrong_besides_the_ledger_is_not_blamed_on_it(branched, ideario) -> None:
    root = branched("threads.json", lambda _: '{"schema": 2}')
    outcome = ideario("--root", str(root), "check", "--new-since", "no-such-revision", "--branch", "ledger")
    assert outcome.exit_code == 2
    assert "no-such-revision" in outcome.stderr
    assert "ledger" not in outcome.stderr


@pytest.mark.parametrize("reason", ["``` <img src=x>\n\n# big", "`", "@maintainers [x](javascript:alert(1))"])
def test_the_reason_is_text_whatever_it_says(reason) -> None:
    page = prose_html(no_table(reason))
    assert re.fullmatch(r"<p>There is no table [^<]*: <code>[^<]*</code>\.</p>\s*", page)
