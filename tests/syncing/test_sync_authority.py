"""Whose word a sync believes: which thread is an idea's, whether votes are gone, what time it is, who an author is."""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from communities import CHALLENGE, IDEA, put
from github_standin.answers import Answer
from ideario.ledger.ledger_folder import read_state, read_threads
from ledgers import event_lines, restated
from sync_places import INSIDE, Place

pytestmark = pytest.mark.slow

PLANNED = [{"date": "2026-01-25", "status": "planned", "reason": "We will try."}]


def thread(where: Place, name: str) -> Any:
    return {one.name: one for one in read_threads(where.ledger)}.get(name)


def votes(where: Place, on: Any, number: int, first: int = 0) -> None:
    for one in range(first, first + number):
        where.vote(f"voter-{one}", on)


# ---- open pull requests


def test_an_open_pull_request_is_no_thread_of_an_idea_that_is_on_the_branch(place: Place) -> None:
    """However it came there: by a commit, with a mistake in its file, or under a former name."""
    put(place.root, "ideas/benches", {**IDEA, "title": "Benches"})
    put(place.root, "ideas/shade", {"title": "Shade"})
    put(place.root, "decisions/benches", {"history": PLANNED, "former": ["seats"]})
    for slug in ("benches", "shade", "seats", "night-trams"):
        pull = place.state.pull(author="mallory", files=[f"content/ideas/{slug}.yml"])
        votes(place, pull, 3)
    new = place.state.pull(author="ada", files=["content/ideas/fountain.yml"])
    votes(place, new, 2)
    said = place.sync()
    assert said["pending"] == ["fountain"]
    assert place.tally()["benches"] == (0, 0, {})
    assert {one.name for one in read_threads(place.ledger)} == {"pull/1", "pull/2", f"pull/{new.number}"}
    assert said["cast"] == 3 + 2


def test_an_idea_that_is_committed_while_its_pull_request_is_open_leaves_it_at_once(place: Place) -> None:
    """Before the next sync knows, nothing counts there; after it, its votes are gone."""
    pull = place.state.pull(author="mallory", files=["content/ideas/benches.yml"])
    votes(place, pull, 5)
    assert place.sync()["pending"] == ["benches"]
    put(place.root, "ideas/benches", {**IDEA, "title": "Benches"})
    assert place.tally()["benches"] == (0, 0, {})
    said = place.sync()
    assert (said["pending"], said["withdrawn"]) == ([], 5)
    assert place.tally()["benches"] == (0, 0, {})
    assert thread(place, f"pull/{pull.number}").ideas == ()


def test_one_pull_request_cannot_flood_the_lists(place: Place) -> None:
    names = [f"buy-cheap-pills-{number:04}" for number in range(3_000)]
    pull = place.state.pull(author="mallory", files=[f"content/ideas/{name}.yml" for name in names])
    votes(place, pull, 2)
    honest = place.state.pull(author="ada", files=["content/ideas/shade.yml"])
    said = place.sync()
    assert said["pending"] == [*names[:20], "shade"]
    assert said["pending_more"] == {f"pull/{pull.number}": 2_980}
    listed = thread(place, f"pull/{pull.number}")
    assert (listed.ideas, listed.more) == (tuple(names[:20]), 2_980)
    assert thread(place, f"pull/{honest.number}").ideas == ("shade",)
    assert (place.ledger / "threads.json").stat().st_size < 5_000
    assert (place.ledger / "sync.json").stat().st_size < 40_000  # which every sync pushes
    told = place.run().stdout
    assert len(told) < 3_000
    assert f"pull/{pull.number} has 2,980 more names of ideas" in told
    counted = place.ideario("--root", place.root, "tally", "--ledger", place.ledger, "--format", "json").stdout
    document = json.loads(counted)
    assert len(document["pending"]) == 21
    assert document["pending_more"] == {f"pull/{pull.number}": 2_980}
    place.state.merge(pull)
    for name in names[:30]:
        put(place.root, f"ideas/{name}", {**IDEA, "title": name})
    place.sync()
    assert thread(place, f"pull/{pull.number}").more == 0
    assert place.tally()[names[29]][0] == 2


def test_nor_can_many_pull_requests_of_one_account(place: Place) -> None:
    honest = place.state.pull(author="ada", files=["content/ideas/shade.yml"], at="2026-02-03")
    for number in range(12):
        names = [f"content/ideas/buy-cheap-pills-{number:02}-{one:03}.yml" for one in range(300)]
        votes(place, place.state.pull(author="mallory", files=names, at="2026-02-04"), 1)
    place.sync()
    assert (place.ledger / "sync.json").stat().st_size < 12 * 20_000
    tally = place.ideario("--root", place.root, "tally", "--ledger", place.ledger).stdout
    shown = [line for line in tally.splitlines() if "; opened " in line]
    assert len(shown) == 50
    assert f"shade (pull/{honest.number}; opened" in "".join(shown[:2])  # after no more than one of mallory's
    assert "and 191 more: --format json names them" in tally
    assert "3,360 more names of ideas stand in 12 of these pull requests." in tally


def test_it_is_kept_when_an_idea_first_stood_in_its_pull_request(place: Place) -> None:
    """Whoever opens one in time and puts the idea into it weeks later is not in time with the idea."""
    pull = place.state.pull(author="ada", files=["README.md"], at="2026-01-08T10:00:00Z")
    place.sync()
    assert thread(place, f"pull/{pull.number}") is None
    begun = datetime.now(UTC).replace(microsecond=0)
    place.state.edit_files(pull, ["README.md", "content/ideas/shade.yml"])
    place.sync()
    first = thread(place, f"pull/{pull.number}").first_seen["shade"]
    assert begun <= first <= datetime.now(UTC)
    place.sync("--full")
    assert thread(place, f"pull/{pull.number}").first_seen == {"shade": first}
    place.state.merge(pull)
    put(place.root, "ideas/shade", {**IDEA, "title": "Shade"})
    place.sync()
    merged = thread(place, f"pull/{pull.number}")
    assert (merged.first_seen, merged.merged is not None) == ({"shade": first}, True)
    (place.root / "content/ideas/shade.yml").rename(place.root / "content/ideas/shadow.yml")
    moved = {"path": "content/ideas/shadow.yml", "change": "RENAMED", "previous": "content/ideas/shade.yml"}
    place.state.merge(place.state.pull(author="ada", files=[moved]))
    place.sync()
    assert thread(place, f"pull/{pull.number}").first_seen == {"shadow": first}


def test_of_what_was_merged_before_any_sync_nothing_is_said_but_the_merge(place: Place) -> None:
    place.sync()
    assert [(one.first_seen, one.merged is not None) for one in read_threads(place.ledger)] == [({}, True)] * 2


# ---- threads that decisions name


def test_a_pull_request_that_was_merged_by_hand_counts_when_a_decision_names_it(place: Place) -> None:
    put(place.root, "ideas/benches", {**IDEA, "title": "Benches"})
    pull = place.state.pull(author="ada", files=["content/ideas/benches.yml"])
    votes(place, pull, 4)
    place.state.close(pull)
    assert place.sync()["unthreaded"] == ["benches"]
    put(place.root, "decisions/benches", {"history": PLANNED, "threads": [f"pull/{pull.number}"]})
    said = place.sync()
    assert (said["unthreaded"], said["unread"]) == ([], [])
    assert place.tally()["benches"][0] == 4
    assert place.sync("--full")["cast"] == 0


def test_named_threads_that_give_no_votes_are_told_with_the_reason(place: Place) -> None:
    issue = place.state.issue(author="zoe")
    votes(place, issue, 2)
    names = [f"pull/{issue.number}", "issue/77", "discussion/2", "import/5"]
    put(place.root, "decisions/night-trams", {"history": PLANNED, "threads": names})
    said = place.sync()
    assert {(one["thread"], one["why"], one["is"]) for one in said["unread"]} == {
        ("pull/3", "other-kind", "issue/3"), ("issue/77", "not-there", None), ("discussion/2", "other-kind", "pull/2"),
        ("import/5", "import", None),
    }  # fmt: skip
    assert all(one["ideas"] == ["night-trams"] for one in said["unread"])
    told = place.run().stdout
    named = "named in the decision on night-trams, gives no votes"
    for line in (
        f"pull/3, {named}: 3 is no pull request: write issue/3.",
        f"issue/77, {named}: there is no issue 77 in riverton/ideas.",
        f"discussion/2, {named}: 2 is no discussion: write pull/2.",
        f"import/5, {named}: it is an imported record, and nobody can react to it.",
    ):
        assert line in told


# ---- doubts


def test_one_wrong_answer_keeps_no_later_run_from_the_truth(place: Place) -> None:
    votes(place, None, 9)
    place.sync()
    before = place.files()
    place.vote("eve")
    place.github.faults.add("collapse", where="graphql", times=None)
    assert place.run().exit_code == 2
    place.github.faults.clear()
    assert place.files() == before
    assert place.sync()["cast"] == 1
    assert place.tally()["night-trams"][0] == 13


def _silent(*numbers: int) -> Callable[[Answer], None]:
    """GraphQL shows these pull requests without reactions."""

    def empty(value: Any) -> None:
        if isinstance(value, dict):
            if value.get("number") in numbers and "reactions" in value:
                value["reactions"] |= {"totalCount": 0, "nodes": []}
            for inner in value.values():
                empty(inner)
        elif isinstance(value, list):
            for inner in value:
                empty(inner)

    return lambda answer: empty(answer.body)


def test_where_rest_sees_what_graphql_does_not_nothing_is_withdrawn(place: Place) -> None:
    pulls = [place.merged(f"more-{number}") for number in range(12)]
    for number, pull in enumerate(pulls):
        put(place.root, f"ideas/more-{number}", {**IDEA, "title": f"More {number}"})
        votes(place, pull, 9)
    place.sync()
    events, numbers = event_lines(place.ledger), [pull.number for pull in pulls[:3]]
    place.github.faults.add("lie", where="graphql", times=None, lie=_silent(*numbers))
    for arguments in ((), ("--full",)):
        said = place.sync(*arguments)
        assert (said["withdrawn"], event_lines(place.ledger)) == (0, events)
        assert [(one["thread"], one["listed"], one["rolled_up"], one["kept"]) for one in said["differences"]] == [
            (f"pull/{number}", 0, 9, True) for number in numbers
        ]
    assert f"pull/{numbers[0]}: 0 reactions by GraphQL, 9 by REST. What stood was kept" in place.run().stdout
    place.github.faults.clear()
    place.state.withdraw(pulls[0], "voter-0", "+1")
    said = place.sync()
    assert (said["withdrawn"], said["differences"]) == (1, [])


def test_a_thread_that_only_graphql_has_forgotten_is_not_gone(place: Place) -> None:
    place.sync()
    events = event_lines(place.ledger)

    def forget(answer: Answer) -> None:
        data = answer.body.get("data") or {}
        where = data.get("repository") or {}
        rows = where.get("pullRequests", {}).get("nodes")
        if rows is not None:
            rows[:] = [row for row in rows if row["number"] != 1]
            where["pullRequests"]["totalCount"] = len(rows)
        for name, row in where.items():
            if isinstance(row, dict) and row.get("number") == 1:
                where[name] = None
                answer.body.setdefault("errors", []).append(
                    {"type": "NOT_FOUND", "path": ["repository", name], "message": "no"}
                )

    place.github.checked = 0
    place.github.faults.add("lie", where="graphql", times=None, lie=forget)
    refused = place.run("--confirm-fall")
    assert (refused.exit_code, "3 by the other" in refused.stderr) == (2, True), refused
    assert event_lines(place.ledger) == events
    place.github.faults.clear()
    assert place.sync()["withdrawn"] == 0


def test_a_ninth_kind_of_reaction_is_no_vote_and_stops_nothing(place: Place) -> None:
    def sparkle(value: Any) -> None:
        if isinstance(value, dict):
            if value.get("content") == "EYES" and "createdAt" in value:
                value["content"] = "SPARKLES"
            for inner in value.values():
                sparkle(inner)
        elif isinstance(value, list):
            for inner in value:
                sparkle(inner)

    place.vote("eve", kind="eyes")
    place.vote("eve")
    place.github.checked = 0
    place.github.faults.add("lie", where="graphql", times=None, lie=lambda answer: sparkle(answer.body))
    said = place.sync()
    assert (said["cast"], said["unknown_reactions"]) == (4, ["sparkles"])
    assert place.tally()["night-trams"] == (4, 0, {})
    assert place.sync("--full")["cast"] == 0
    assert "a kind that this version does not know are no votes: sparkles" in place.run("--full").stdout


# ---- clocks


@pytest.mark.parametrize("days", [1, -1, 34 * 365])
def test_a_clock_that_is_ahead_or_behind_writes_nothing(
    place: Place,
    monkeypatch: pytest.MonkeyPatch,
    days: int,
) -> None:
    place.sync()
    before = place.files()
    monkeypatch.setattr("ideario.cli.sync.now", lambda: datetime.now(UTC) + timedelta(days=days))
    refused = place.run()
    assert refused.exit_code == 2
    assert re.search(r"clock of this machine it is \d{4}-\d\d-\d\d .* by GitHub's \d{4}-\d\d-\d\d", refused.stderr)
    assert "the last good count stands" in refused.stderr
    assert place.files() == before


def test_what_was_observed_is_never_later_than_the_forge_says(
    place: Place,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Two minutes ahead are no failure; but a vote withdrawn before a close must not be seen after it."""
    monkeypatch.setattr("ideario.cli.sync.now", lambda: datetime.now(UTC) + timedelta(minutes=2))
    place.sync()
    state = read_state(place.ledger)
    assert state is not None
    assert state.observed <= datetime.now(UTC)
    assert all(
        json.loads(line)["seen"] <= datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        for line in event_lines(place.ledger)
    )


def test_a_ledger_from_the_future_is_explained_and_left_alone(place: Place) -> None:
    place.sync()
    restated(place.ledger, observed=datetime(2060, 1, 1, tzinfo=UTC))
    before = place.files()
    refused = place.run()
    assert (refused.exit_code, "2060-01-01" in refused.stderr, "a clock that was ahead" in refused.stderr) == (
        2,
        True,
        True,
    )
    assert "earlier commit" in refused.stderr
    assert place.files() == before


def test_times_are_coarsened_by_the_last_sync_and_not_by_a_clock_that_is_ahead(
    place: Place,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Else one run with such a clock takes the times of a vote that is still open, and of all votes to come."""
    put(place.root, "challenges/quieter-streets", {**CHALLENGE, "voting": {"opens": "2026-02-01", "closes": "2050-02-28"}})  # fmt: skip  # noqa: E501 - a challenge
    place.sync()
    monkeypatch.setattr("ideario.cli.ledger.now", lambda: datetime(2060, 1, 1, tzinfo=UTC))
    coarsen = ("--root", place.root, "ledger", "coarsen", "--yes", "--ledger", place.ledger)
    refused = place.ideario(*coarsen)
    assert (refused.exit_code, "votes were last fetched" in refused.stderr) == (2, True)
    put(place.root, "challenges/quieter-streets", CHALLENGE)
    assert place.ideario(*coarsen).exit_code == 0
    state = read_state(place.ledger)
    assert state is not None
    assert state.coarsened is not None
    assert state.coarsened <= state.observed


# ---- authors


def test_an_author_who_takes_another_login_stays_an_author(place: Place) -> None:
    trams = {**IDEA, "title": "Night trams", "challenge": "quieter-streets", "authors": ["octocat", "dan", "eve"]}
    put(place.root, "ideas/night-trams", trams)
    place.sync()
    assert place.tally()["night-trams"] == (2, 0, {"R3": 1})
    place.state.rename_account("dan", "daniel")
    place.vote("daniel", kind="heart")
    for _ in range(2):
        place.sync("--full")
        assert place.tally()["night-trams"] == (2, 0, {"R3": 2})
    said = place.ideario(
        "--root", place.root, "verify", "--ledger", place.ledger, "--against-github", "--format", "json",
        env={**place.github.environment(), "IDEARIO_LEDGER_KEY": "a key for tests that is long enough"},
    )  # fmt: skip
    assert json.loads(said.stdout)["against"]["ideas"][0]["judged_anew"] == {}
    memory = json.loads((place.ledger / "sync.json").read_text())
    assert memory["authors"] == {"dan": place.state.account("daniel").id}


def test_an_author_whom_no_sync_has_met_stays_an_author_under_another_login(place: Place) -> None:
    """Named and known to the forge is enough: whoever waits with voting until after the change is caught too."""
    trams = {**IDEA, "title": "Night trams", "challenge": "quieter-streets", "authors": ["octocat", "Gus", "hal"]}
    put(place.root, "ideas/night-trams", trams)
    for login in ("gus", "hal"):
        place.state.account(login)
    assert place.sync()["unknown_authors"] == ["octocat"]
    for old, new in (("gus", "gustav"), ("hal", "halina")):
        place.state.rename_account(old, new)
        place.vote(new)
    for arguments in ((), ("--full",)):
        said = place.sync(*arguments)
        assert place.tally()["night-trams"] == (3, 0, {"R3": 2})
        assert said["unknown_authors"] == ["octocat"]  # of the others it is known who they are
    asked = place.github.counters.points
    place.sync()
    assert place.github.counters.points == asked + 1  # who is nobody is not asked for again
    assert "No account has the login of these authors: octocat." in place.run().stdout


def test_a_stranger_who_takes_the_login_that_an_author_left_is_an_author_by_it(place: Place) -> None:
    """Nobody can tell the two apart by the file alone: neither votes on the idea."""
    put(place.root, "ideas/night-trams", {**IDEA, "title": "Night trams", "challenge": "quieter-streets", "authors": ["dan"]})  # fmt: skip  # noqa: E501 - an idea
    place.sync()
    place.state.rename_account("dan", "daniel")
    place.vote("dan", at=INSIDE)
    place.sync("--full")
    assert place.tally()["night-trams"] == (2, 0, {"R3": 2})


# ---- branches


def test_what_is_merged_into_another_branch_gives_no_votes_here_and_that_is_told(place: Place) -> None:
    """Nor is what is open there shown as pending; and what waits here loses nothing by it."""
    put(place.root, "ideas/benches", {**IDEA, "title": "Benches"})
    aside = place.state.pull(author="mallory", files=["content/ideas/benches.yml"], base="drafts")
    votes(place, aside, 7)
    place.state.merge(aside)
    waiting = place.state.pull(author="mallory", files=["content/ideas/shade.yml"], base="drafts")
    votes(place, waiting, 2)
    said = place.sync()
    assert (said["cast"], said["pending"], said["unthreaded"]) == (3, [], ["benches"])
    assert said["other_branches"] == [
        {"thread": f"pull/{aside.number}", "branch": "drafts", "merged": True, "ideas": ["benches"]},
        {"thread": f"pull/{waiting.number}", "branch": "drafts", "merged": False, "ideas": ["shade"]},
    ]
    told = place.run().stdout
    assert f"pull/{aside.number} was merged into the branch drafts, not into the one that counts" in told
    assert f"pull/{waiting.number} goes into the branch drafts, so what it proposes is not shown: shade." in told
    here = place.state.pull(author="ada", files=["content/ideas/benches.yml"])
    votes(place, here, 4)
    place.state.merge(here)
    for arguments in ((), ("--full",)):
        assert [one["ideas"] for one in place.sync(*arguments)["other_branches"]] == [["shade"]]
        assert place.tally()["benches"][0] == 4
    place.state.delete_branch("drafts")
    place.sync()
    assert place.tally()["benches"][0] == 4


def test_a_decision_names_what_was_merged_into_another_branch(place: Place) -> None:
    put(place.root, "ideas/benches", {**IDEA, "title": "Benches"})
    aside = place.state.pull(author="ada", files=["content/ideas/benches.yml"], base="drafts")
    votes(place, aside, 5)
    place.state.merge(aside)
    put(place.root, "decisions/benches", {"history": PLANNED, "threads": [f"pull/{aside.number}"]})
    for arguments in ((), ("--full",), ()):
        said = place.sync(*arguments)
        assert (place.tally()["benches"][0], said["other_branches"]) == (5, [])


def test_a_new_name_of_the_default_branch_moves_no_vote(place: Place) -> None:
    """GitHub takes open pull requests along; those merged before go on naming the branch as it was called."""
    waiting = place.state.pull(author="ada", files=["content/ideas/shade.yml"])
    votes(place, waiting, 2)
    place.sync()
    before = place.tally()
    place.state.rename_default_branch("trunk")
    for arguments in ((), ("--full",)):
        said = place.sync(*arguments)
        assert (said["cast"], said["withdrawn"], said["pending"], said["other_branches"]) == (0, 0, ["shade"], [])
    (place.root / "content/ideas/night-trams.yml").rename(place.root / "content/ideas/late-trams.yml")
    place.state.rename_file("content/ideas/night-trams.yml", "content/ideas/late-trams.yml")
    place.sync()
    assert place.tally()["late-trams"] == before["night-trams"]


def test_a_run_that_goes_on_knows_what_goes_into_which_branch(place: Place) -> None:
    put(place.root, "ideas/benches", {**IDEA, "title": "Benches"})
    aside = place.state.pull(author="ada", files=["content/ideas/benches.yml"], base="drafts")
    votes(place, aside, 5)
    place.state.merge(aside)
    for number in range(150):
        place.state.pull(author="ada", files=[f"content/ideas/more-{number}.yml"])
    assert place.run("--full", "--budget", "3").exit_code == 2
    said = place.sync()
    assert (said["resumed"], [one["ideas"] for one in said["other_branches"]]) == (True, [["benches"]])
    assert place.tally()["benches"][0] == 0
