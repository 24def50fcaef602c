"""What syncs cost, in points by GitHub's published formula; and an idea with very many votes."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from checkout import CHECKOUT
from communities import riverton
from conftest import Outcome
from github_standin import Apart, apart
from ledgers import KEY

sys.path.insert(0, str(CHECKOUT / "tooling" / "bench"))

from community import Size, idea_path, proposals, write_community
from votes import goals

pytestmark = pytest.mark.slow


def synced(ideario: Callable[..., Outcome], github: Apart, root: Path, ledger: Path, *more: str) -> dict[str, Any]:
    """The report of a sync, with the `spent` points as the stand-in has counted them."""
    before = github.counters()["points"]
    env = {**github.environment(), "IDEARIO_LEDGER_KEY": KEY}
    done = ideario("--root", root, "sync", "--ledger", ledger, "--format", "json", *more, env=env)
    assert done.exit_code == 0, done.stderr
    said: dict[str, Any] = json.loads(done.stdout)
    spent = github.counters()["points"] - before
    assert said["points"] == spent
    return said


def test_a_thousand_ideas_with_a_hundred_votes_each_cost_few_points(tmp_path, ideario) -> None:
    size, root, ledger = Size(ideas=1000, votes=0), tmp_path / "community", tmp_path / "votes"
    write_community(root, size)
    paths = [idea_path(idea) for idea in proposals(size)]
    people = [{"do": "account", "login": login} for login in sorted({idea.author for idea in proposals(size)})]
    filled = {"do": "fill", "pulls": 1000, "votes": 100, "voters": 5000, "paths": paths}
    most = goals(1000)
    assert (most["first"], most["full"], most["changed"]) == (52, 21, 12)
    with apart([*people, filled], checked=False) as github:
        first = synced(ideario, github, root, ledger)
        assert first["points"] <= most["first"]
        assert (first["ideas"], first["cast"], first["unthreaded"], first["differences"]) == (1000, 100_000, [], [])
        full = synced(ideario, github, root, ledger, "--full")
        assert full["points"] <= most["full"]
        assert (full["full"], full["changed"], full["cast"], full["withdrawn"]) == (True, 0, 0, 0)
        github.change([{"do": "change", "share": 0.01}])
        changed = synced(ideario, github, root, ledger)
        assert changed["points"] <= most["changed"]
        assert (changed["full"], changed["changed"], changed["cast"], changed["withdrawn"]) == (False, 10, 10, 0)


def test_an_idea_with_12_000_reactions_is_counted_to_the_last_one(tmp_path, ideario) -> None:
    root, ledger = riverton(tmp_path / "community"), tmp_path / "votes"
    voters = [f"voter-{number}" for number in range(12_000)]
    happened: list[dict[str, Any]] = [
        {"do": "pull", "author": "ada", "files": ["content/ideas/night-trams.yml"], "at": "2026-01-05"},
        {"do": "merge", "pull": "pull/1", "at": "2026-01-06"},
        {"do": "react_many", "thread": "pull/1", "logins": voters, "at": "2026-02-03"},
        {"do": "withdraw", "thread": "pull/1", "login": "voter-7000"},
        {"do": "react", "thread": "pull/1", "login": "voter-11999", "kind": "-1", "at": "2026-02-03"},
    ]
    with apart(happened, checked=False) as github:
        assert synced(ideario, github, root, ledger)["cast"] == 12_000
        github.change([{"do": "withdraw", "thread": "pull/1", "login": "voter-42"}])
        again = synced(ideario, github, root, ledger)
        assert (again["cast"], again["withdrawn"]) == (0, 1)
    counted = json.loads(ideario("--root", root, "tally", "--ledger", ledger, "--format", "json").stdout)
    (trams,) = (idea for idea in counted["ideas"] if idea["idea"] == "night-trams")
    # Whoever is both for and against has two reactions and no vote; a withdrawal first seen after the close takes none.
    assert (trams["raw"], trams["support"], trams["excluded"]["R8"]) == (12_000, 11_998, 2)
