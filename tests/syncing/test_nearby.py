"""Threads in other repositories: those of the same owner are read, and nothing is lost where one cannot be."""

import json
from typing import Any

import pytest
from communities import put
from github_standin.things import Repository
from ideario.forge.recorded import record
from ideario.ledger.ledger_folder import read_threads
from lives import live
from sync_places import Place

pytestmark = pytest.mark.slow

LIBRARY = "riverton/library"


def decide(where: Place, *threads: str) -> None:
    history = [{"date": "2026-01-25", "status": "planned", "reason": "We will try."}]
    put(where.root, "decisions/night-trams", {"history": history, "threads": list(threads)})


def library(where: Place, name: str = LIBRARY, *, private: bool = False, number: int = 3) -> Repository:
    """Another repository with an issue by zoe, to which two others have reacted, and zoe herself."""
    there = where.state.repository(name, private=private)
    issue = where.state.issue(author="zoe", repository=there, number=number, at="2025-05-05T05:05:05Z")
    for who in ("one", "two", "zoe"):
        where.vote(who, issue)
    return there


def support(where: Place) -> tuple[int, dict[str, int]]:
    votes, _, excluded = where.tally()["night-trams"]
    return votes, excluded


def unread(said: dict[str, Any]) -> dict[str, tuple[str, bool]]:
    return {one["thread"]: (one["why"], one["kept"]) for one in said["unread"]}


def test_votes_on_an_issue_of_the_owners_other_repository_count(place: Place) -> None:
    there = library(place)
    place.state.comment(there.threads[3], "maintainer", at="2026-02-01")
    decide(place, f"{LIBRARY}/issue/3")
    said = place.sync()
    assert (unread(said), said["cast"]) == ({}, 6)
    assert support(place) == (5, {"R3": 1})
    listed = {one.name: one for one in read_threads(place.ledger)}[f"{LIBRARY}/issue/3"]
    assert (listed.author, listed.comments, str(listed.answered)[:10]) == ("zoe", 1, "2026-02-01")
    assert (place.sync()["cast"], place.sync("--full")["cast"]) == (0, 0)
    place.state.withdraw(there.threads[3], "one", "+1")
    place.vote("three", there.threads[3])
    again = place.sync()
    assert (again["cast"], again["withdrawn"], again["differences"]) == (1, 1, [])


def test_many_threads_of_one_repository_are_read_at_once(place: Place) -> None:
    there = place.state.repository(LIBRARY)
    issues = [place.state.issue(repository=there, author="zoe") for _ in range(20)]
    for issue in issues:
        place.vote("one", issue)
    decide(place, *(f"{LIBRARY}/issue/{issue.number}" for issue in issues))
    place.github.refill()
    said = place.sync()
    assert said["cast"] == 3 + len(issues)
    assert said["points"] <= 9


def test_a_thread_that_is_gone_takes_its_votes_with_it(place: Place) -> None:
    there = library(place)
    decide(place, f"{LIBRARY}/issue/3")
    place.sync()
    place.state.vanish(there.threads[3])
    said = place.sync()
    assert (unread(said), said["withdrawn"]) == ({f"{LIBRARY}/issue/3": ("not-there", False)}, 3)


@pytest.mark.parametrize(
    ("thread", "why", "told"),
    [
        ("acme/library/issue/3", "other-owner", "only repositories of riverton are read, where riverton/ideas is"),
        ("riverton/nothing/issue/3", "no-repository", "there is no riverton/nothing, or the token may not read it"),
        ("riverton/secret/issue/3", "private", "riverton/secret is private, and riverton/ideas is not"),
        ("riverton/ideas/issue/3", "here", "write it without the repository, issue/3"),
        ("riverton/sold/issue/3", "other-owner", "only repositories of riverton are read"),
        (f"{LIBRARY}/pull/3", "other-kind", f"3 is no pull request: write {LIBRARY}/issue/3"),
        (f"{LIBRARY}/issue/4", "not-there", f"there is no issue 4 in {LIBRARY}"),
        ("Riverton/Library/issue/3", "twice", "names the same thread by another name"),
    ],
)
def test_a_thread_that_is_not_read_is_told_with_the_reason(place: Place, thread: str, why: str, told: str) -> None:
    library(place)
    library(place, "acme/library")
    library(place, "riverton/secret", private=True)
    place.state.move("acme/bought", library(place, "riverton/sold"))
    decide(place, thread, *(["RIVERTON/library/issue/3"] if why == "twice" else []))
    said = place.sync()
    assert unread(said) == {thread: (why, False)}
    assert said["cast"] == (6 if why == "twice" else 3)
    assert told in place.run().stdout


def test_a_repository_that_is_seen_no_more_keeps_its_votes_until_it_is_seen_again(place: Place) -> None:
    there = library(place)
    decide(place, f"{LIBRARY}/issue/3")
    place.sync()
    place.state.hide(there)
    place.vote("three", there.threads[3])
    for full in ((), ("--full",)):
        said = place.sync(*full)
        assert unread(said) == {f"{LIBRARY}/issue/3": ("no-repository", True)}
        assert (said["withdrawn"], support(place)) == (0, (5, {"R3": 1}))
    assert "is not read, and what it gave before still counts" in place.run().stdout
    place.state.hide(there, hidden=False)
    said = place.sync()
    assert (unread(said), said["cast"], said["withdrawn"]) == ({}, 1, 0)
    decide(place)
    assert place.sync()["withdrawn"] == 4


def test_a_repository_that_moved_is_read_and_told_and_one_that_took_its_name_is_not(place: Place) -> None:
    there = library(place)
    decide(place, f"{LIBRARY}/issue/3")
    place.sync()
    place.state.move("riverton/books", there)
    said = place.sync()
    assert (unread(said), said["moved"], said["cast"]) == ({}, {LIBRARY: "riverton/books"}, 0)
    assert "riverton/library is called riverton/books now: write that into the decisions." in place.run().stdout
    del place.state._names[LIBRARY]
    there.former.clear()
    library(place)
    said = place.sync()
    assert unread(said) == {f"{LIBRARY}/issue/3": ("other-repository", True)}
    assert (said["cast"], said["withdrawn"]) == (0, 0)


def test_a_private_community_reads_its_private_neighbours(place: Place) -> None:
    place.state.home.private = True
    library(place, private=True)
    decide(place, f"{LIBRARY}/issue/3")
    assert place.sync()["cast"] == 6


def test_a_recording_has_them_too(place: Place) -> None:
    library(place)
    name = f"{LIBRARY}/issue/3"
    decide(place, name)
    document = record(live(place.github), names=[name, "acme/library/issue/1"])
    recording = place.root / "recording.json"
    recording.write_text(json.dumps(document))
    assert document["neighbours"] == {LIBRARY: [place.state.find(LIBRARY).id, LIBRARY, False]}
    said = place.sync("--from", str(recording))
    assert (unread(said), said["cast"]) == ({}, 6)


def test_verify_compares_them_with_github(place: Place) -> None:
    there = library(place)
    decide(place, f"{LIBRARY}/issue/3")
    place.ledger = place.root / "content" / "ledger"
    place.state.withdraw(there.threads[3], "zoe", "+1")
    place.run()
    assert "GitHub shows exactly what is counted." in place.command("verify", "--against-github").stdout
    place.state.withdraw(there.threads[3], "two", "+1")
    found = json.loads(place.command("verify", "--against-github", "--format", "json").stdout)["against"]["ideas"]
    assert [(one["idea"], one["withdrawn"]) for one in found] == [("night-trams", 1)]
