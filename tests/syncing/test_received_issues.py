"""An issue of which the program made a pull request is a thread of its idea, by branch and account and nothing else."""

import json

import pytest
from communities import IDEA, put
from ideario.forge.issue_forms import branch_of_issue, issue_of
from ideario.forge.port import Account
from ideario.forge.recorded import load, record
from ideario.ledger.ledger_folder import read_threads
from ideario.syncing.sync_state import Sighted, read_sighted, sighted_rows
from lives import live
from sync_places import Place

BOT = "github-actions[bot]"


def received(place: Place, *, author: str = BOT, branch: str = "", merged: bool = True):
    """An issue of zoe's, and the pull request that was made of it; the idea stands in the community if it is merged."""
    place.state.account(BOT, kind="Bot")
    issue = place.state.issue(author="zoe", title="Benches", at="2026-01-20T10:00:00Z")
    name = branch or branch_of_issue(issue.number)
    place.state.home.git.commit(name, {"content/ideas/benches.yml": "title: Benches\n"}, base="main")
    pull = place.state.open_pull(name, author=author, body=f"Closes #{issue.number}", at="2026-01-20T10:01:00Z")
    if merged:
        place.state.merge(pull, at="2026-01-21T10:00:00Z")
        put(
            place.root,
            "ideas/benches",
            {**IDEA, "title": "Benches", "authors": ["zoe"], "challenge": "quieter-streets"},
        )
    return issue, pull


def test_votes_on_the_issue_and_on_its_pull_request_count_once_per_person(place: Place) -> None:
    issue, pull = received(place)
    for who, thread in (("bob", issue), ("bob", pull), ("cleo", issue), ("dan", pull), ("zoe", issue), ("zoe", pull)):
        place.vote(who, thread)
    place.sync()
    assert place.tally()["benches"] == (3, 0, {"R3": 2, "R5": 1})
    threads = {thread.name: thread for thread in read_threads(place.ledger)}
    for thread in (issue, pull):
        listed = threads[f"{thread.kind}/{thread.number}"]
        assert (listed.ideas, listed.author) == (("benches",), "zoe")
    before = place.chain()
    assert place.sync()["changed"] == 0
    assert place.sync("--full")["cast"] == 0
    assert place.chain().startswith(before)


def test_whoever_proposed_it_is_known_by_number_under_another_login(place: Place) -> None:
    issue, pull = received(place)
    place.state.rename_account("zoe", "zoe-elsewhere")
    place.vote("zoe-elsewhere", issue)
    place.vote("zoe-elsewhere", pull)
    place.sync()
    assert place.tally()["benches"] == (0, 0, {"R3": 2})


@pytest.mark.parametrize("other", ["a maintainer's own", "another branch", "a fork's"])
def test_nothing_else_makes_an_issue_a_thread(place: Place, other: str) -> None:
    if other == "another branch":
        issue, _ = received(place, branch="ideario/issue-0")
    else:
        issue, pull = received(place, author="maintainer" if other == "a maintainer's own" else BOT)
        pull.own = other != "a fork's"
    place.vote("bob", issue)
    place.sync()
    assert place.tally()["benches"] == (0, 0, {})
    assert f"issue/{issue.number}" not in {thread.name for thread in read_threads(place.ledger)}


def test_until_it_is_merged_the_pull_request_alone_is_voted_on(place: Place) -> None:
    issue, pull = received(place, merged=False)
    place.vote("bob", issue)
    place.vote("cleo", pull)
    place.vote("zoe", pull)
    place.sync()
    threads = {thread.name: thread for thread in read_threads(place.ledger)}
    assert (threads[f"pull/{pull.number}"].ideas, threads[f"pull/{pull.number}"].author) == (("benches",), "zoe")
    assert f"issue/{issue.number}" not in threads
    place.state.merge(pull, at="2026-02-04T10:00:00Z")
    put(place.root, "ideas/benches", {**IDEA, "title": "Benches", "authors": ["zoe"]})
    place.sync()
    assert place.tally()["benches"] == (2, 0, {"R3": 1})


def test_an_issue_that_is_gone_takes_nothing_from_its_pull_request(place: Place) -> None:
    issue, pull = received(place)
    place.vote("bob", pull)
    place.state.vanish(issue)
    place.sync()
    assert place.tally()["benches"] == (1, 0, {})


def test_a_run_that_goes_on_later_and_a_recording_know_it_too(place: Place, tmp_path) -> None:
    issue, pull = received(place)
    name, of = f"pull/{pull.number}", f"issue/{issue.number}"
    forge = live(place.github)
    forge.repository()
    rollup = forge.threads([name])[name]
    assert issue_of(rollup) == of
    recording = tmp_path / "recording.json"
    recording.write_text(json.dumps(record(forge, names=[of])))
    assert issue_of(load(recording).threads([name])[name]) == of
    kept = read_sighted(sighted_rows([Sighted(rollup, None)], {name}))[name].rollup
    assert issue_of(kept) == of
    assert kept.author == Account(place.state.account(BOT).id, BOT, "bot")
    unknown = read_sighted(sighted_rows([Sighted(rollup, None)], ()))[name].rollup
    assert (unknown.author, unknown.branch) == (None, "")
