"""`ideario sync` by its command line: what it brings into the ledger, what it says, what it costs, what it refuses."""

import json
import re
from datetime import UTC, datetime

import pytest
from communities import COMMUNITY, IDEA, put
from github_standin.things import AccountKind
from ideario.files import locked_beside
from ideario.ledger.ledger_folder import read_state, read_threads
from ledgers import KEY, event_lines, restated
from sync_places import Place

# ---- what comes into the ledger


def test_the_first_sync_brings_every_vote_and_the_second_none(place: Place) -> None:
    first = place.sync()
    assert (first["full"], first["cast"], first["withdrawn"], first["ideas"]) == (True, 3, 0, 2)
    before, events = place.chain(), event_lines(place.ledger)
    second = place.sync()
    assert (second["full"], second["changed"], second["cast"], second["withdrawn"]) == (False, 0, 0, 0)
    assert place.chain().startswith(before)
    assert event_lines(place.ledger) == events
    assert second["observed"] >= first["observed"]


def test_votes_that_come_and_go_are_appended_and_nothing_that_was_there_changes(place: Place) -> None:
    place.sync()
    before = place.chain()
    place.vote("eve", place.pulls["bike-lanes"])
    place.state.withdraw(place.pulls["night-trams"], "bob", "+1")
    said = place.sync()
    assert (said["full"], said["changed"], said["cast"], said["withdrawn"]) == (False, 2, 1, 1)
    assert place.chain().startswith(before)
    assert place.sync("--full")["cast"] == 0
    clean = place.ledger.with_name("clean")
    place.sync(ledger=clean)
    assert place.tally()["bike-lanes"] == place.tally(clean)["bike-lanes"] == (1, 0, {})
    assert place.tally()["night-trams"] == (3, 0, {})  # voting is over: the withdrawal was first seen after the close
    assert place.tally(clean)["night-trams"] == (2, 0, {})


@pytest.mark.parametrize(("option", "full"), [(("--full",), True), (("--full-after", "0"), True), ((), False)])
def test_a_full_sync_is_made_when_it_is_asked_for_or_due(place: Place, option: tuple[str, ...], full: bool) -> None:
    place.sync()
    assert place.sync(*option)["full"] == full


def test_maintainers_name_further_threads_and_one_person_votes_once_on_all_of_them(place: Place) -> None:
    issue = place.state.issue(author="zoe", at="2026-01-20")
    discussion = place.state.discussion(author="zoe", at="2026-01-20")
    place.vote("bob", issue)
    place.vote("gus", discussion)
    threads = [f"issue/{issue.number}", f"discussion/{discussion.number}"]
    history = [{"date": "2026-01-25", "status": "planned", "reason": "We will try."}]
    put(place.root, "decisions/night-trams", {"history": history, "threads": threads})
    place.sync()
    assert place.tally()["night-trams"] == (4, 0, {"R5": 1})


def test_a_renamed_idea_keeps_its_votes(place: Place) -> None:
    place.sync()
    (place.root / "content/ideas/night-trams.yml").rename(place.root / "content/ideas/late-trams.yml")
    rename = place.state.pull(
        author="ada",
        files=[
            {"path": "content/ideas/late-trams.yml", "change": "RENAMED", "previous": "content/ideas/night-trams.yml"}
        ],
    )
    place.state.merge(rename)
    place.sync()
    assert place.tally()["late-trams"][0] == 3


def test_ideas_in_open_pull_requests_are_pending_and_those_in_closed_ones_gone(place: Place) -> None:
    pull = place.state.pull(author="ada", files=["content/ideas/benches.yml"])
    place.vote("bob", pull)
    said = place.sync()
    assert said["pending"] == ["benches"]
    assert said["cast"] == 4
    place.state.close(pull)
    gone = place.sync()
    assert (gone["pending"], gone["withdrawn"]) == ([], 1)
    assert all("benches" not in thread.ideas for thread in read_threads(place.ledger))


def test_that_a_thread_is_locked_is_kept_until_it_is_not_and_its_votes_count(place: Place) -> None:
    place.sync()
    before, counted = place.files()["threads.json"], place.tally()
    place.state.lock_thread("pull/1")
    assert place.sync()["changed"] == 0
    assert [thread.name for thread in read_threads(place.ledger) if thread.locked] == ["pull/1"]
    assert place.files()["threads.json"].count(b"locked") == 1
    assert place.tally() == counted
    place.state.lock_thread("pull/1", locked=False)
    place.sync()
    assert place.files()["threads.json"] == before


def test_who_is_no_person_does_not_count_and_is_told_by_rule(place: Place) -> None:
    kinds: dict[str, AccountKind] = {"robot": "Bot", "acme": "Organization", "imported": "Mannequin"}
    for name, kind in kinds.items():
        place.state.account(name, kind=kind)
        place.vote(name)
    place.vote("ada")
    place.vote("gone")
    place.state.delete_account("gone")
    place.sync()
    assert place.tally()["night-trams"] == (3, 0, {"R1": 1, "R2": 3, "R3": 1})


# ---- what it says and costs


def test_the_summary_is_for_people_and_the_document_for_programs(place: Place) -> None:
    said = place.run()
    assert said.exit_code == 0
    assert "2 pull requests, 2 ideas on 2 threads, 2 changed; 3 reactions came, 0 went." in said.stdout
    assert "Next, run: " in said.stdout
    document = place.sync()
    assert document["requests"] > 0
    assert document["points"] > 0
    assert document["seconds_to_reset"] > 0
    assert document["remaining"] < 5000


def test_a_dry_run_writes_nothing_and_tells_what_it_then_costs(place: Place) -> None:
    planned = json.loads(place.run("--dry-run", "--format", "json").stdout)
    assert not place.ledger.exists()
    spent = place.sync()["points"]
    assert 0 < spent <= planned["points"]["first"] <= spent + 2
    before = place.files()
    place.run("--dry-run")
    assert place.files() == before


def test_a_budget_ends_a_run_and_the_next_one_goes_on_to_the_same_ledger(place: Place) -> None:
    place.sync()
    before = place.chain()
    for number in range(150):
        place.state.pull(author="ada", files=[f"content/ideas/more-{number}.yml"])
    place.vote("eve")
    stopped = place.run("--full", "--budget", "3")
    assert stopped.exit_code == 2
    assert "the last good count stands" in stopped.stderr
    assert place.chain() == before
    said = place.sync()
    assert (said["cast"], said["resumed"]) == (1, True)
    clean = place.ledger.with_name("clean")
    place.sync(ledger=clean)
    assert place.tally() == place.tally(clean)


def test_a_run_that_ended_after_the_first_answers_goes_on_where_it_stopped(place: Place) -> None:
    """The last question is the one for authors' numbers; all that was learnt before is in the note for the next run."""
    place.state.comment(place.pulls["night-trams"], "bob", at="2026-01-07T10:00:00Z")
    points = place.sync(ledger=place.ledger.with_name("clean"))["points"]
    assert place.run("--budget", str(points - 1)).exit_code == 2
    said = place.sync()
    assert (said["resumed"], said["points"] < points) == (True, True)
    answered = {thread.name: thread.answered for thread in read_threads(place.ledger)}
    assert answered == {"pull/1": datetime(2026, 1, 7, 10, tzinfo=UTC), "pull/2": None}


def test_without_a_key_nothing_is_written_and_that_is_said(place: Place) -> None:
    said = place.run(key=None)
    assert said.exit_code == 0
    assert "NOTHING WAS WRITTEN" in said.stdout
    assert "3  night-trams" in said.stdout
    assert not place.ledger.exists()


@pytest.mark.parametrize(("key", "told"), [("another key, and it is just as long", "not the one"), ("short", "32")])
def test_a_key_that_is_wrong_or_short_is_refused(place: Place, key: str, told: str) -> None:
    place.sync()
    before = place.files()
    refused = place.run(key=key)
    assert (refused.exit_code, told in refused.stderr) == (2, True), refused
    assert place.files() == before


def test_two_runs_at_once_are_one_too_many(place: Place) -> None:
    place.sync()
    with locked_beside(place.ledger, "writing"):
        refused = place.run()
    assert (refused.exit_code, "another run is writing" in refused.stderr) == (2, True), refused


def test_a_sample_is_never_continued_with_real_votes(place: Place) -> None:
    place.sync()
    restated(place.ledger, sample=True)
    refused = place.run()
    assert (refused.exit_code, "invented" in refused.stderr) == (2, True)


HOSTILE = "x\x1b[31m\n::error::\u202e"


def test_hostile_names_stay_on_their_line(place: Place) -> None:
    put(place.root, "ideas/benches", {**IDEA, "title": "Benches\n::error::x"})
    pull = place.state.pull(
        author="ada", title=HOSTILE, files=[f"content/ideas/{HOSTILE}.yml", "content/ideas/benches.yml"]
    )
    place.vote("bob", pull)
    for form in ("text", "json"):
        said = place.run("--format", form)
        assert said.exit_code == 0
        assert "benches" in said.stdout
        assert "\x1b" not in said.stdout + said.stderr
        assert not any(line.startswith("::") for line in (said.stdout + said.stderr).splitlines())


def test_two_ways_of_counting_that_disagree_are_told(place: Place) -> None:
    place.github.faults.add("stale", where="rest", times=None, count=2)
    said = place.sync()
    place.github.faults.clear()
    assert {"thread": "pull/1", "listed": 3, "rolled_up": 1} in said["differences"]
    place.github.faults.add("stale", where="rest", times=None, count=2)
    told = place.run("--full").stdout
    assert "pull/1: 3 reactions by GraphQL, 1 by REST." in told
    assert place.tally()["night-trams"] == (3, 0, {})


def test_an_enterprise_server_is_asked_at_its_own_addresses(place: Place) -> None:
    put(place.root, "community", {**COMMUNITY, "host": "git.example.org"})
    env = {
        **place.github.environment(),
        "GITHUB_API_URL": place.github.enterprise_url,
        "GITHUB_GRAPHQL_URL": None,
        "IDEARIO_LEDGER_KEY": KEY,
    }
    done = place.ideario("--root", place.root, "sync", "--ledger", place.ledger, env=env)
    assert done.exit_code == 0, done
    assert place.tally()["night-trams"] == (3, 0, {})


# ---- what it refuses


@pytest.mark.parametrize(("voters", "left"), [(0, 0), (17, 10), (17, 0)])
def test_votes_that_fall_by_much_are_refused_until_somebody_confirms(place: Place, voters: int, left: int) -> None:
    """To none, however few there were; else by ten or more, and more than a fifth."""
    everybody = ["bob", "cleo", "dan", *(f"voter-{number}" for number in range(voters))]
    for who in everybody[3:]:
        place.vote(who)
    place.sync()
    gone, before = everybody[left:], place.files()
    for who in gone:
        place.state.withdraw(place.pulls["night-trams"], who, "+1")
    refused = place.run()
    assert refused.exit_code == 2
    assert "--confirm-fall" in refused.stderr
    assert place.files() == before
    assert place.sync("--confirm-fall")["withdrawn"] == len(gone)


def test_votes_that_do_not_count_and_gains_elsewhere_hide_no_fall(place: Place) -> None:
    for number in range(12):
        place.state.account(f"robot-{number}", kind="Bot")
        place.vote(f"robot-{number}")
        place.vote(f"voter-{number}")
    place.sync()
    before = place.chain()
    for who in ("bob", "cleo", "dan", *(f"voter-{number}" for number in range(12))):
        place.state.withdraw(place.pulls["night-trams"], who, "+1")
        place.vote(who, place.pulls["bike-lanes"])
    refused = place.run()
    assert (refused.exit_code, "votes would fall from 15 to 0" in refused.stderr) == (2, True), refused
    assert place.chain() == before


def test_a_thread_that_falls_silent_by_one_way_of_asking_alone_is_not_believed(place: Place) -> None:
    for number in range(9):
        place.vote(f"voter-{number}")
    place.sync()
    before = place.chain()
    place.github.faults.add("collapse", where="graphql", times=None)
    refused = place.run("--confirm-fall")
    assert (refused.exit_code, "12 by the other" in refused.stderr) == (2, True), refused
    assert place.chain() == before


def test_a_survey_that_cannot_go_on_begins_anew(place: Place) -> None:
    for number in range(150):
        place.state.pull(author="ada", files=[f"content/ideas/more-{number}.yml"])
    assert place.run("--budget", "3").exit_code == 2
    note = place.ledger / "staged" / "note.json"
    told, there = re.subn(r'"cursor": ?"[^"]*"', '"cursor": "7 2026-01-01T00:00:00Z bm8="', note.read_text())
    assert there == 1
    note.write_text(told)
    stopped = place.run()
    assert (stopped.exit_code, "the next run begins anew" in stopped.stderr) == (2, True), stopped
    assert place.sync()["cast"] == 3


def test_a_repository_of_another_owner_under_the_same_name_is_refused(place: Place) -> None:
    place.sync()
    memory = place.ledger / "sync.json"
    memory.write_text(memory.read_text().replace('"repository":1001', '"repository":77'))
    assert json.loads(memory.read_text())["repository"] == 77
    before = place.files()
    refused = place.run()
    assert (refused.exit_code, "not the repository" in refused.stderr) == (2, True)
    assert place.files() == before


def test_a_repository_that_moved_is_followed_and_its_new_name_told(place: Place) -> None:
    place.sync()
    place.state.move("riverton/plans")
    place.vote("eve")
    said = place.run("--repository", "riverton/ideas")
    assert said.exit_code == 0, said
    assert "riverton/ideas is called riverton/plans now: write that into content/community.yml." in said.stdout
    assert read_state(place.ledger) is not None
    assert place.tally()["night-trams"][0] == 4
