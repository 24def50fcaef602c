"""A recording answers as the forge did that it was made from, and a file that is none is refused with its place."""

import copy
import json

import pytest
from github_standin.things import FileChange
from ideario.forge.port import Unreachable
from ideario.forge.recorded import Recorded, load, record
from ideario.problems import Failure
from lives import live, surveyed

NAMES = ["pull/1", "pull/2", "pull/3", "issue/4", "discussion/5", "issue/9"]


@pytest.fixture
def town(github):
    state = github.state
    bike = state.pull(author="ada", files=["content/ideas/bike.yml"], at="2026-01-05T10:00:00Z")
    state.merge(bike, at="2026-01-06T10:00:00Z")
    state.react(bike, "bob", at="2026-02-03T09:00:00Z")
    state.account("bot", kind="Bot")
    state.react(bike, "bot", "heart", at="2026-02-03T09:00:01Z")
    state.react(bike, "gone", "eyes", at="2026-02-03T09:00:02Z")
    state.delete_account("gone")
    state.comment(bike, "cleo", at="2026-01-05T11:00:00Z")
    renamed = FileChange(path="content/ideas/b.yml", change="RENAMED", previous="content/ideas/a.yml")
    state.pull(author="bob", files=[renamed], at="2026-01-07T10:00:00Z")
    state.close(state.pull(author="eve", at="2026-01-08T10:00:00Z"))
    state.lock_thread(state.issue(author="dan", at="2026-01-09"))
    state.react(state.discussion(author="dan", at="2026-01-09"), "bob", "-1", at="2026-02-03")
    state.merge(state.pull(author="fay", files={"content/ideas/c.yml": "title: C\n"}, at="2026-01-10"), at="2026-01-11")
    for branch in ("drafts", "gone"):
        state.merge(state.pull(author="fay", at="2026-01-12", base=branch))
    state.delete_branch("gone")
    return state


def everything(forge):
    rollups, reactions = surveyed(forge)
    more = forge.threads(NAMES)
    every = [*rollups.values(), *more.values()]
    return {
        "repository": forge.repository(),
        "survey": (rollups, reactions),
        "bare": surveyed(forge, voters=False),
        "threads": more,
        "reactions": forge.reactions(every),
        "files": forge.files(every),
        "talks": forge.talks(every),
        "totals": forge.totals(NAMES),
        "pull_of": [forge.pull_of(path) for path in ("content/ideas/c.yml", "content/ideas/none.yml")],
    }


def test_a_recording_answers_as_the_forge_did(github, town, tmp_path) -> None:
    forge = live(github)
    paths = ["content/ideas/c.yml", "content/ideas/none.yml"]
    path = tmp_path / "recording.json"
    path.write_text(json.dumps(record(forge, names=NAMES, paths=paths)))
    expected, recorded = everything(forge), load(path)
    assert everything(recorded) == expected
    assert expected["pull_of"] == ["pull/6", None]
    assert [name for name, one in expected["threads"].items() if one.locked] == ["issue/4"]
    assert (recorded.meter.requests, recorded.meter.points) == (0, 0)
    assert record(recorded, names=NAMES, paths=paths) == json.loads(path.read_text())


def test_a_recorded_survey_has_pages(github, town) -> None:
    for number in range(150):
        town.pull(author="ada", at=f"2026-03-01T00:{number // 60:02}:{number % 60:02}Z")
    recorded = Recorded(record(live(github)))
    first = recorded.pulls(None, voters=False)
    assert (len(first.rollups), len(recorded.pulls(first.next, voters=True).rollups)) == (100, 55)
    with pytest.raises(Unreachable, match="no place"):
        recorded.pulls("nonsense", voters=False)


def thread(**changes):
    return {
        "name": "pull/1", "node": "PR_1", "author": 0, "opened": "2026-01-05T10:00:00Z", "merged": None, "open": True,
        "head": "", "comments": 0, "reactions": [[1, "+1", "2026-02-03T09:00:00Z", 0]], "files": [], "answered": None,
        **changes,
    }  # fmt: skip


GOOD = {
    "schema": 1,
    "repository": {"id": 1, "name": "riverton/ideas", "pulls": 1, "private": False},
    "accounts": [[7, "ada", "user", "2020-02-02T02:02:02Z"]],
    "threads": [thread()],
    "pull_of": {},
}


def test_the_smallest_recording_is_one() -> None:
    assert Recorded(GOOD).pulls(None, voters=True).rollups[0].total == 1


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"schema": 2}, "/schema is not 1"),
        ({"threads": [{}]}, "/threads/0 lacks 'name'"),
        ({"threads": {}}, "/threads is not a list"),
        ({"threads": [thread(), thread()]}, "/threads/1/name is there twice"),
        ({"threads": [thread(name="pull/x")]}, "/threads/0/name is not the text"),
        ({"threads": [thread(author=1)]}, "/threads/0/author is no place in accounts"),
        ({"threads": [thread(opened="yesterday")]}, "/threads/0/opened is not a moment"),
        ({"threads": [thread(opened="2026-01-05T10:00:00")]}, "/threads/0/opened is a moment without a zone"),
        ({"threads": [thread(reactions=[[1, "+1"]])]}, "/threads/0/reactions/0 is not a list of 4"),
        ({"threads": [thread(reactions=thread()["reactions"] * 2)]}, "/threads/0/reactions have an id twice"),
        ({"threads": [thread(comments=-1)]}, "/threads/0/comments is not a whole number"),
        ({"threads": [thread(open=1)]}, "/threads/0/open is neither true nor false"),
        ({"threads": [thread(files=[["a.yml", "touched", None]])]}, "/threads/0/files/0/1 is none of added"),
        ({"accounts": [[7, "ada", "robot", None]]}, "/accounts/0/2 is none of user, bot"),
        ({"pull_of": {"a.yml": "issue/1"}}, "/pull_of/a.yml is not the text"),
        ({"repository": None}, "/repository is not an object"),
    ],
)
def test_what_is_wrong_with_a_recording_is_named_with_its_place(changes, message) -> None:
    with pytest.raises(Failure, match=message) as failed:
        Recorded({**copy.deepcopy(GOOD), **changes})
    assert "record anew" in failed.value.hint


@pytest.mark.parametrize("content", ["[]", "{", ""])
def test_a_file_that_is_no_recording_is_a_failure(tmp_path, content) -> None:
    path = tmp_path / "recording.json"
    path.write_text(content)
    with pytest.raises(Failure):
        load(path)
    with pytest.raises(Failure, match="cannot read"):
        load(tmp_path / "none.json")
