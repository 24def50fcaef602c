"""Communities on the stand-in for GitHub, into whose ledgers `ideario sync` brings votes."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from communities import riverton
from conftest import Outcome
from ideario.ledger.chain.check_chain import check_chain
from ideario.ledger.plain_files import event_files
from ledgers import KEY

if TYPE_CHECKING:
    from github_standin import Server  # brings GitHub's whole schema, which most tests need not wait for

INSIDE = "2026-02-03T09:00:00Z"


class Place:
    """A community on the stand-in, with two ideas in merged pull requests, and three votes for one of them."""

    def __init__(self, ideario: Callable[..., Outcome], github: "Server", room: Path) -> None:
        self.ideario, self.github, self.state = ideario, github, github.state
        self.root, self.ledger = riverton(room / "community"), room / "votes"
        self.pulls = {slug: self.merged(slug) for slug in ("night-trams", "bike-lanes")}
        for who in ("bob", "cleo", "dan"):
            self.vote(who)

    def merged(self, slug: str) -> Any:
        pull = self.state.pull(author="ada", files=[f"content/ideas/{slug}.yml"], at="2026-01-05T10:00:00Z")
        self.state.merge(pull, at="2026-01-06T10:00:00Z")
        return pull

    def vote(self, who: str, thread: Any = None, kind: str = "+1", at: str | None = INSIDE) -> None:
        self.state.react(thread or self.pulls["night-trams"], who, kind, at=at)

    def command(self, *arguments: str | Path, key: str | None = KEY) -> Outcome:
        """A command of the community's, with what the stand-in and the ledger's key need."""
        env = {**self.github.environment(), "IDEARIO_LEDGER_KEY": key}
        return self.ideario("--root", self.root, *arguments, env=env)

    def run(self, *arguments: str | Path, key: str | None = KEY, ledger: Path | None = None) -> Outcome:
        where = () if "--branch" in arguments else ("--ledger", ledger or self.ledger)
        return self.command("sync", *where, *arguments, key=key)

    def sync(self, *arguments: str, ledger: Path | None = None) -> dict[str, Any]:
        done = self.run("--format", "json", *arguments, ledger=ledger)
        assert done.exit_code == 0, done
        said: dict[str, Any] = json.loads(done.stdout)
        assert not check_chain(ledger or self.ledger, head=said["head"])
        return said

    def tally(self, ledger: Path | None = None) -> dict[str, tuple[int, int, dict[str, int]]]:
        done = self.ideario(
            "--root", self.root, "tally", "--ledger", ledger or self.ledger, "--now", "2026-03-01", "--format", "json"
        )
        ideas = json.loads(done.stdout)["ideas"]
        return {idea["idea"]: (idea["support"], idea["oppose"], idea["excluded"]) for idea in ideas}

    def chain(self) -> bytes:
        return b"".join(file.read_bytes() for file in event_files(self.ledger))

    def files(self) -> dict[str, bytes]:
        return {
            path.relative_to(self.ledger).as_posix(): path.read_bytes()
            for path in sorted(self.ledger.rglob("*"))
            if path.is_file()
        }


@pytest.fixture
def place(ideario: Callable[..., Outcome], github: "Server", tmp_path: Path) -> Place:
    return Place(ideario, github, tmp_path)
