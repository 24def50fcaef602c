"""The workflow `notify` runs for real: who is told what, when GitHub is away in the middle, and when nothing is new."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from acting import Run, Runner, committed, git
from github_standin import Server, State
from ideario.actions.sync import sync
from ideario.git.ledger_branch import update_branch
from ideario.resources import tool_resources
from own_repository import BOT, TOKEN, own_repository
from state_forge import StateForge

pytestmark = pytest.mark.slow

NOW = datetime.now(UTC)
IDEAS = ("hide-counts-while-voting", "screen-reader-audit", "codici-qr-per-le-bacheche")
HOSTILE = "::error::x ##[error]y ${{ github.token }} $(touch $CANARY.text) `touch $CANARY.tick` @team"


def decision(status: str, reason: str) -> str:
    steps = [{"date": f"{NOW - timedelta(days=1):%Y-%m-%d}", "status": "shortlisted"}]
    steps.append({"date": f"{NOW:%Y-%m-%d}", "status": status, "reason": reason})
    line = "# yaml-language-server: $schema=../../schemas/decision.schema.json\n"
    return line + json.dumps({"history": steps}) + "\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldRepository:
    """A repository with this one's files and a ledger that knows three threads, its GitHub, and a machine."""

    github: Server
    origin: Path
    clone: Path
    runner: Runner

    def notify(self) -> Run:
        payload: dict[str, Any] = {"repository": {"default_branch": "main", "fork": False}, "ref": "refs/heads/main"}
        return self.runner.run(self.clone, "notify.yml", "workflow_dispatch", payload)

    def decide(self, **reasons: str) -> None:
        """Merge decisions about ideas: by slug, with `_` for `-`."""
        files = {
            f"content/decisions/{slug.replace('_', '-')}.yml": decision("planned", reason)
            for slug, reason in reasons.items()
        }
        committed(self.origin, files, onto="main", message="Decide")
        git(self.clone, "pull", "--quiet", str(self.origin), "main")

    def told(self, number: int) -> list[str]:
        """What the program wrote below a pull request."""
        return [row.body for row in self.github.state.thread(f"pull/{number}").comments if row.author.login == BOT]


@pytest.fixture
def place(checkout, tmp_path) -> Iterator[ToldRepository]:
    with own_repository(checkout, tmp_path, "notify", "tell", pushes=True) as own:
        for slug in IDEAS:
            folder = next((own.clone / "content" / "ideas").rglob(f"{slug}.yml")).relative_to(own.clone)
            own.github.state.merge(own.github.state.pull(author="ada", files=[folder.as_posix()]))
        _ledger(own.clone, own.github.state)
        git(own.clone, "remote", "set-url", "origin", own.url)
        yield ToldRepository(github=own.github, origin=own.origin, clone=own.clone, runner=own.runner)


def _ledger(clone: Path, state: State) -> None:
    """The branch `ledger`, as a sync leaves it."""

    def change(folder: Path) -> None:
        sync(
            clone, resources=tool_resources(), ledger=folder, connect=lambda _: StateForge(state), named=None,
            key=b"0123456789abcdef" * 4, spare_key=b"x" * 32, now=lambda: NOW,
        )  # fmt: skip

    update_branch(clone, "ledger", change, message="Fetch the votes", now=NOW, environment={})


def test_notices_are_sent_once_and_an_outage_costs_no_more_than_time(place) -> None:
    run = place.notify()
    assert run.results == {"tell": "success"}, str(run)
    assert "Notices begin now." in run.summaries
    assert [place.told(number) for number in (1, 2, 3)] == [[], [], []]
    place.decide(hide_counts_while_voting=HOSTILE, screen_reader_audit="Paid for.", codici_qr_per_le_bacheche="Pagato.")
    place.github.faults.add("502", on=2, times=None, where="POST /repos/ideario/ideario/issues")
    run = place.notify()
    assert run.results == {"tell": "failure"}, str(run)
    assert "wait for the next run" in run.summaries
    assert sum(len(place.told(number)) for number in (1, 2, 3)) == 1
    place.github.faults.clear()
    run = place.notify()
    assert run.results == {"tell": "success"}, str(run)
    assert run.given == []
    assert [len(place.told(number)) for number in (1, 2, 3)] == [1, 1, 1]
    (text,) = place.told(1)
    assert "is now **Planned**" in text
    assert "@team" not in text
    assert TOKEN not in str(run) + text
    writes = place.github.counters.writes
    assert place.notify().results == {"tell": "success"}
    assert place.github.counters.writes == writes, "a run that finds nothing new changes nothing"
