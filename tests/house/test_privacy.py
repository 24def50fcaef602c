"""Whoever has voted stands in nothing that is written, published or said: neither by login nor by number."""

import base64
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from communities import put, riverton
from conftest import Outcome
from github_standin import Server
from github_standin.moments import node_id
from github_standin.things import AccountKind
from ledgers import KEY

pytestmark = pytest.mark.slow

AUTHOR = "ada-the-author"


@pytest.fixture
def town(github: Server, tmp_path: Path) -> Path:
    """A community in which people, bots, newcomers, authors and the deleted have voted, on threads of all kinds."""
    state, root = github.state, riverton(tmp_path / "community")
    state.account(AUTHOR, number=70_000_001)  # all numbers are above it, and no size of a file looks like one
    pulls = []
    for slug in ("night-trams", "bike-lanes", "benches"):
        pull = state.pull(author=AUTHOR, files=[f"content/ideas/{slug}.yml"], at="2026-01-05T10:00:00Z")
        pulls.append(pull)
        if slug != "benches":  # which stays open
            state.merge(pull, at="2026-01-06T10:00:00Z")
    pulls.append(state.issue(author=AUTHOR, at="2026-01-07"))
    pulls.append(state.discussion(author=AUTHOR, at="2026-01-07"))
    state.pull(author="loud-voter", files=["README.md"], at="2026-01-08")  # without an idea
    history = [{"date": "2026-01-25", "status": "planned", "reason": "We will try."}]
    threads = [f"issue/{pulls[3].number}", f"discussion/{pulls[4].number}"]
    put(root, "decisions/night-trams", {"history": history, "threads": threads})
    kinds: dict[str, AccountKind] = {"mechanical-voter": "Bot", "incorporated-voter": "Organization"}
    for name, kind in kinds.items():
        state.account(name, kind=kind)
    state.account("fresh-voter", created="2026-02-02")
    for place, name in enumerate(
        ("quiet-voter", "loud-voter", "mechanical-voter", "incorporated-voter", "fresh-voter")
    ):
        for pull in pulls[place % 2 :]:
            state.react(pull, name, "+1", at=f"2026-02-03T09:00:{place:02}Z")
    state.react(pulls[0], "vanished-voter", "+1", at="2026-02-03T10:00:00Z")
    state.react(pulls[0], AUTHOR, "heart", at="2026-02-03T10:00:00Z")
    return root


def known(github: Server) -> Iterator[tuple[str, re.Pattern[bytes]]]:
    """What would give a voter away: login, number, and the number as nodes of GraphQL spell it, old and new."""
    for number, login in github.voters:
        if login != AUTHOR:
            yield login, re.compile(re.escape(login).encode(), re.IGNORECASE)
        old = [f"04:User{number}", f"03:Bot{number}"]
        spelt = [str(number), *(base64.b64encode(node.encode()).decode().rstrip("=") for node in old)]
        spelt += [node_id(kind, number) for kind in ("User", "Bot", "Organization", "Mannequin")]
        either = "|".join(map(re.escape, spelt))
        yield f"{login}, by number", re.compile(f"(?<![0-9a-fA-F])({either})(?![0-9a-fA-F])".encode())


def betrayed(github: Server, texts: dict[str, bytes]) -> list[str]:
    return [f"{who} in {where}" for who, sign in known(github) for where, text in texts.items() if sign.search(text)]


def test_nothing_that_is_written_or_said_names_a_voter(
    town: Path, github: Server, ideario: Callable[..., Outcome], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = tmp_path / "kept"  # every temporary file is looked for there when the commands are done
    kept.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(kept))
    env = {**github.environment(), "IDEARIO_LEDGER_KEY": KEY}
    said = {}

    def run(*arguments: str, code: int = 0, **more: str | None) -> None:
        done = ideario("--root", town, *arguments, env={**env, **more})
        assert done.exit_code == code, done
        said[" ".join(arguments)] = (done.stdout + done.stderr).encode()

    run("sync", "--format", "json")
    github.state.delete_account("vanished-voter")
    github.faults.add("rate-limit", where="graphql", on=3)
    run("sync", "--full", code=2)
    (staged,) = tmp_path.rglob("staged")
    kept_by_it = {path.name: path.read_bytes() for path in staged.iterdir()}
    assert kept_by_it["changes"]
    # Whose idea it is must be known when the run goes on.
    assert betrayed(github, kept_by_it) == [f"{AUTHOR}, by number in note.json"]
    github.faults.clear()
    github.refill()
    run("sync", "--full")
    run("sync", IDEARIO_LEDGER_KEY=None)
    run("tally", "--format", "json")
    run("build")
    run("winners", "quieter-streets", "--provisional", "--format", "json")
    run("verify", "--against-github")
    run("ledger", "coarsen", "--yes")
    run("sync")
    everything = [path for path in sorted(tmp_path.rglob("*")) if path.is_file()]
    files = {path.relative_to(tmp_path).as_posix(): path.read_bytes() for path in everything}
    assert any(name.startswith("community/build/site/") for name in files)
    assert b'"type":"cast"' in b"".join(text for name, text in files.items() if name.endswith(".jsonl"))
    assert len(github.voters) == 7
    assert betrayed(github, said | files) == []


def test_the_search_finds_a_voter_that_is_there(town: Path, github: Server) -> None:
    number, login = next((number, login) for number, login in github.voters if login != AUTHOR)
    node = base64.b64encode(f"04:User{number}".encode())
    new = node_id("User", number).encode()
    for text in (login.upper().encode(), f'"voter":{number}'.encode(), b'"' + node + b'"', b'"' + new + b'"'):
        assert betrayed(github, {"a file": text})
    assert not betrayed(github, {"a file": f"{number}7 {'a' * 30}{number}b".encode()})
