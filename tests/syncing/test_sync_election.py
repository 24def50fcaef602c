"""A real election, held once more by reactions to pull requests: what is fetched and counted is what was published."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import elections
import pytest
from conftest import Outcome
from github_standin import apart
from ideario.exchange.pabulib.election import Election, read_election
from ideario.intake.read_community import read_community
from ideario.resources import tool_resources
from ledgers import KEY

pytestmark = pytest.mark.slow

LARGER = os.environ.get("IDEARIO_ELECTIONS", "").split()  # by name, to hold others too: a minute each, or more


def held(root: Path, election: Election) -> tuple[str, list[dict[str, Any]]]:
    """The repository of an imported community, and what happened on it: a pull request for each idea, and the votes.

    Every voter is a person of its own and votes by a thumb up, at the moment that the file's own ballots bear: when
    voting opened. The ideas come in before, by somebody who does not vote.
    """
    community = read_community(root, resources=tool_resources()).community
    assert community is not None
    (challenge,) = community.challenges.values()
    slugs = {idea.source_id: slug for slug, idea in community.ideas.items()}
    day = challenge.submission.opens.isoformat()
    happened: list[dict[str, Any]] = []
    for place, project in enumerate(election.projects):
        voters = [f"voter-{number}" for number, ballot in enumerate(election.ballots) if place in ballot.approved]
        file, name = f"content/ideas/{slugs[project.id]}.yml", f"pull/{place + 1}"
        happened += [
            {"do": "pull", "author": "town-clerk", "files": [file], "at": day},
            {"do": "merge", "pull": name, "at": day},
            {"do": "react_many", "thread": name, "logins": voters, "at": challenge.voting.opens.isoformat()},
        ]
    return community.settings.repository, happened


@pytest.mark.parametrize("name", ["poland_swiecie_2023_", *LARGER])
def test_a_real_election_by_reactions_gives_the_published_votes(
    name: str, tmp_path: Path, ideario: Callable[..., Outcome]
) -> None:
    source, root = elections.election(name), tmp_path / "community"
    election, _ = read_election(source.read_bytes(), path=name)
    assert election is not None
    named = ("--repository", "town/budget")
    assert ideario("import", "pabulib", source, "--into", root, *named).exit_code == 0
    repository, happened = held(root, election)
    ledger = tmp_path / "votes"
    with apart(happened, checked=name not in LARGER, home=repository) as github:
        synced = ideario(
            "--root", root, "sync", "--ledger", ledger, "--format", "json",
            env={**github.environment(), "IDEARIO_LEDGER_KEY": KEY},
        )  # fmt: skip
        assert synced.exit_code == 0, synced.stderr
        assert github.counters()["violations"] == []
    said = json.loads(synced.stdout)
    assert (said["cast"], said["withdrawn"], said["differences"], said["unthreaded"]) == (
        sum(project.votes or 0 for project in election.projects), 0, [], [],
    )  # fmt: skip
    counted = ideario("--root", root, "tally", "--ledger", ledger, "--format", "json")
    assert counted.exit_code == 0, counted.stderr
    ideas = json.loads(counted.stdout)["ideas"]
    assert {i["source_id"]: i["support"] for i in ideas} == {p.id: p.votes for p in election.projects}
    assert {i["source_id"]: i["raw"] for i in ideas} == {p.id: p.votes for p in election.projects}
    verified = ideario("--root", root, "verify", "--ledger", ledger)
    assert (verified.exit_code, verified.stderr) == (0, ""), verified.stdout
