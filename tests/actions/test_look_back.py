"""`ideario tally --as-of` gives the count that was made at that moment, whatever came later."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from communities import CHALLENGE, IDEA, commit, git, put, riverton
from conftest import Outcome
from ideario.ledger.append import continued
from ideario.ledger.ledger_folder import write_ledger
from ideario.ledger.staging import StagedChange
from ideario.model.ledger_state import Thread
from tallies import cast, voter

pytestmark = pytest.mark.slow
FIRST, SECOND = datetime(2026, 2, 10, 9, tzinfo=UTC), datetime(2026, 2, 20, 9, tzinfo=UTC)
KEY_CHECK = "c" * 64
TRAMS = Thread(name="pull/1", ideas=("night-trams",), opened=datetime(2026, 1, 10, tzinfo=UTC))


def counted(ideario: Callable[..., Outcome], root: Path, *more: str | Path) -> dict[str, Any]:
    done = ideario("--root", root, "tally", "--format", "json", *more)
    assert done.exit_code == 0, done
    document: dict[str, Any] = json.loads(done.stdout)
    return document


def sync(ledger: Path, at: datetime, *voters: str) -> None:
    """Go on with a ledger as a sync does: these people came."""
    with continued(ledger, begun=at, key_check=KEY_CHECK) as run:
        given = "2026-02-03T09:00:00Z"  # before both, and read with this one
        run.stage(
            [StagedChange("cast", "pull/1", "night-trams", voter(who), "+1", given, None, ()) for who in voters], {}
        )
        run.commit(seen=at, observed=at, threads=[TRAMS], sync_state={}, key_check=KEY_CHECK)


def commit_all(root: Path, at: datetime) -> None:
    commit(root, date=at.strftime("%Y-%m-%dT%H:%M:%SZ"))


@pytest.fixture
def told(tmp_path: Path, ideario: Callable[..., Outcome]) -> tuple[Path, dict[str, Any]]:
    """A community whose content, rules and votes have all changed since, and what was counted before they did."""
    root = riverton(tmp_path / "town")
    commit(root)
    sync(root / "content" / "ledger", FIRST, "ada", "bo")
    commit_all(root, FIRST + timedelta(hours=1))
    published = counted(ideario, root, "--now", "2026-02-10T11:00:00Z")
    sync(root / "content" / "ledger", SECOND, "cleo")
    put(root, "ideas/late", {**IDEA, "title": "Late buses"})
    put(root, "decisions/night-trams", {"history": [{"date": "2026-02-15", "status": "planned", "reason": "Yes."}]})
    exclusion = {"date": "2026-02-16", "reason": "The same person twice.", "voters": [voter("ada")]}
    put(root, "exclusions/twice", exclusion)
    put(root, "challenges/quieter-streets", {**CHALLENGE, "title": "Quieter still"})
    commit_all(root, SECOND + timedelta(hours=1))
    return root, published


def test_the_count_is_the_one_that_was_published_then(told, ideario) -> None:
    root, published = told
    now = counted(ideario, root, "--now", "2026-02-21")
    assert [one["support"] for one in now["ideas"] if one["idea"] == "night-trams"] == [
        2
    ]  # three less the excluded one
    assert {one["idea"] for one in now["ideas"]} == {"bike-lanes", "late", "night-trams"}
    then = counted(ideario, root, "--as-of", "2026-02-10T11:00:00Z")
    assert then == published
    assert [one["support"] for one in then["ideas"] if one["idea"] == "night-trams"] == [2]
    assert counted(ideario, root, "--as-of", "2026-02-19T11:00:00Z", "--now", "2026-02-10T11:00:00Z") == published
    assert counted(ideario, root, "--as-of", "2026-02-21", "--now", "2026-02-21") == now


def test_before_the_first_vote_there_was_none(told, ideario) -> None:
    then = counted(ideario, told[0], "--as-of", "2026-01-20")
    assert (then["ledger"], {one["idea"]: one["raw"] for one in then["ideas"]}) == (
        None, {"bike-lanes": 0, "night-trams": 0},
    )  # fmt: skip


def test_what_lies_uncommitted_was_never_there(told, ideario) -> None:
    root, _ = told
    put(root, "ideas/draft", IDEA)
    try:
        assert counted(ideario, root, "--as-of", "2026-02-21", "--now", "2026-02-21")["ideas"] == [
            one for one in counted(ideario, root, "--now", "2026-02-21")["ideas"] if one["idea"] != "draft"
        ]
    finally:
        (root / "content" / "ideas" / "draft.yml").unlink()


def test_a_branch_gives_the_ledger_of_that_moment(told, ideario, tmp_path) -> None:
    root, published = told
    origin, work = tmp_path / "origin.git", tmp_path / "work"
    git(tmp_path, "init", "-q", "--bare", "-b", "main", str(origin))
    git(tmp_path, "clone", "-q", str(origin), str(work))
    git(work, "checkout", "-q", "--orphan", "ledger")
    for at, people in ((FIRST, ("ada", "bo")), (SECOND, ("cleo",))):
        sync(work / "votes", at, *people)
        git(work, "--work-tree=votes", "add", "-A", ".")
        git(work, "--work-tree=votes", "commit", "-q", "-m", "Fetch the votes", date=at.strftime("%Y-%m-%dT%H:%M:%SZ"))
    git(work, "push", "-q", "origin", "ledger")
    git(root, "remote", "add", "origin", str(origin))
    try:
        then = counted(ideario, root, "--branch", "ledger", "--as-of", "2026-02-10T11:00:00Z")
        assert then == published
        refused = ideario("--root", root, "tally", "--branch", "ledger", "--as-of", "2026-02-01")
        assert (refused.exit_code, "knows nothing of that moment" in refused.stderr) == (2, True)
    finally:
        git(root, "remote", "remove", "origin")


def test_what_git_has_not_kept_is_refused_and_never_guessed(told, ideario, tmp_path) -> None:
    root, _ = told
    bare = riverton(tmp_path / "bare")
    early = ideario("--root", root, "tally", "--as-of", "2025-12-01")
    assert (early.exit_code, "begins after 2025-12-01T23:59:59Z" in early.stderr) == (2, True)
    none = ideario("--root", bare, "tally", "--as-of", "2026-02-01")
    assert (none.exit_code, "in no git repository" in none.stderr) == (2, True)
    votes = tmp_path / "votes"
    write_ledger(votes, [replace(cast("ada"), thread="pull/1", idea="night-trams")], [TRAMS], observed=SECOND)
    lost = ideario("--root", root, "tally", "--ledger", votes, "--as-of", "2026-02-21")
    assert (lost.exit_code, "in no git repository" in lost.stderr) == (2, True)
