"""A sync reads what pending ideas are called, as far as they pass the check; votes stand whether it can or not."""

import json

from communities import CHALLENGE, IDEA, put
from ideario.intake.yaml.write_yaml import entry
from ideario.ledger.beside.pending_titles import read_pending
from ideario.model.votes import PendingTitle
from sync_places import Place

LINE = "# yaml-language-server: $schema=https://riverton.github.io/ideas/schemas/idea.schema.json"


def yaml(title: str = "Benches", **values: object) -> str:
    known = {**IDEA, "title": title, "authors": ["ada"], **values}
    return "\n".join([LINE, *(entry(key, value) for key, value in known.items())]) + "\n"


def test_titles_of_pending_ideas_come_with_the_account_that_proposes_them(place: Place) -> None:
    for_ever = {"submission": {"opens": "2026-01-01", "closes": "2126-01-31"}}
    voting = {"voting": {"opens": "2126-02-01", "closes": "2126-02-28"}}
    put(place.root, "challenges/for-ever", {**CHALLENGE, **for_ever, **voting})
    text = yaml(challenge="for-ever", authors=["somebody-else"])
    pull = place.state.pull(author="ada", files={"content/ideas/benches.yml": text}, at="2026-01-20T10:00:00Z")
    place.state.pull(author="bob", files={"content/ideas/wrong.yml": "title: Benches\n"})
    place.state.pull(author="eve", files={"content/ideas/closed.yml": yaml("Closed")})
    place.state.close("pull/5")
    said = place.sync()
    assert (said["pending"], said["pending_titles"]) == (["benches", "wrong"], 1)
    assert read_pending(place.ledger) == (
        PendingTitle(
            thread="pull/3", idea="benches", title="Benches", language="en", challenge="for-ever", author="ada"
        ),
    )  # fmt: skip
    place.state.edit_files(pull, {"content/ideas/benches.yml": yaml("More benches")}, at="2026-01-21T10:00:00Z")
    place.sync()
    assert [one.title for one in read_pending(place.ledger)] == ["More benches"]
    place.state.close(pull)
    place.sync()
    assert read_pending(place.ledger) == ()


def test_what_the_program_proposes_of_an_issue_is_the_issues_authors(place: Place) -> None:
    state = place.state
    state.account("github-actions[bot]", kind="Bot")
    issue = state.issue(author="ada")
    head = state.home.git.commit(
        f"ideario/issue-{issue.number}",
        {"content/ideas/benches.yml": yaml(authors=["eve"])},
        message="Add",
        at=1,
        base="main",
    )
    pull = state.pull(author="github-actions[bot]", files=["content/ideas/benches.yml"])
    pull.own, pull.head, pull.head_sha = True, f"ideario/issue-{issue.number}", head
    place.sync()
    assert [(one.title, one.author) for one in read_pending(place.ledger)] == [("Benches", "ada")]


def test_no_proposal_keeps_the_titles_of_others_away(place: Place) -> None:
    for number, path in enumerate(
        [
            "bike-lanes.yml/inside",
            "benches.yml/inside",
            "benches",
            "x/" + "y" * 300 + "/z",
            "../up",
            "a/b/c/d/e/f/g/deep",
        ]
    ):
        place.state.pull(author=f"mallory{number}", files=[{"path": f"content/ideas/{path}.yml", "content": yaml()}])
    place.state.pull(author="bob", files=[{"path": "content/ideas/trees.yml", "content": yaml("Trees")}])
    place.sync()
    assert {"benches", "trees"} <= {one.idea for one in read_pending(place.ledger)}
    assert not list(place.root.rglob("up.yml"))


def test_the_same_name_in_another_folder_keeps_nobodys_title_away(place: Place) -> None:
    place.state.pull(author="ada", files={"content/ideas/benches.yml": yaml()}, at="2026-01-20T10:00:00Z")
    place.state.pull(author="eve", files={"content/ideas/x/benches.yml": yaml("Casino")}, at="2026-01-21T10:00:00Z")
    place.sync()
    assert [(one.title, one.author) for one in read_pending(place.ledger)] == [("Benches", "ada")]


def test_votes_stand_where_a_title_meets_a_mistake_of_the_programs(place: Place, monkeypatch) -> None:
    """Anybody may open a pull request: what is in one must not keep a sync from ending, and the site from its votes."""

    def fails(*_: object, **__: object) -> int:
        raise RecursionError

    monkeypatch.setattr("ideario.actions.sync.keep_titles", fails)
    place.vote("bob", place.state.pull(author="ada", files={"content/ideas/benches.yml": yaml()}))
    assert place.sync()["pending"] == ["benches"]


def test_votes_stand_when_titles_cannot_be_read_and_titles_are_those_of_before(place: Place) -> None:
    pull = place.state.pull(author="ada", files={"content/ideas/benches.yml": yaml()})
    place.sync()
    place.vote("cleo", pull)
    place.github.faults.add("502", times=None, where="file(path")
    done = place.run("--format", "json")
    assert (done.exit_code, json.loads(done.stdout)["cast"]) == (0, 1)
    assert json.loads(done.stdout)["pending_titles"] is None
    assert list(done.waits) == [1, 2, 4]
    assert "The titles of pending ideas could not be read" in place.run().stdout
    assert [one.title for one in read_pending(place.ledger)] == ["Benches"]


def test_a_community_without_pending_ideas_costs_no_request_more(place: Place) -> None:
    said = place.sync()
    assert said["requests"] == place.github.counters.requests
