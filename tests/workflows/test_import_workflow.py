"""The workflow `import` runs for real, again and again on one repository: it proposes what is new, once."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from acting import Run, Runner, git
from github_standin import Server
from own_repository import BOT, TOKEN, own_repository

pytestmark = pytest.mark.slow

WANTED = "import: {label: feature-request}\n"
HOSTILE = "::error::x ##[error]y ${{ github.token }} $(touch $CANARY.text) `touch $CANARY.tick` @team"


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """A repository with this one's files and issues that bear a label, and a machine that runs its workflows."""

    github: Server
    clone: Path
    runner: Runner

    def run(self) -> Run:
        payload: dict[str, Any] = {"repository": {"default_branch": "main", "fork": False}, "ref": "refs/heads/main"}
        return self.runner.run(self.clone, "import.yml", "workflow_dispatch", payload)

    def wish(self, title: str) -> None:
        self.github.state.issue(title=title, body=HOSTILE, labels=["feature-request"], at="2026-01-05")

    def want(self) -> None:
        settings = self.clone / "content" / "community.yml"
        settings.write_text(settings.read_text() + WANTED)
        git(self.clone, "commit", "--quiet", "--all", "--message", "Take issues in")
        git(self.clone, "push", "--quiet", "origin", "HEAD:main")


@pytest.fixture
def place(checkout, tmp_path) -> Iterator[Backlog]:
    with own_repository(checkout, tmp_path, "import", "propose", pushes=True) as own:
        yield Backlog(github=own.github, clone=own.clone, runner=own.runner)


def test_new_issues_are_proposed_once_and_an_outage_costs_no_more_than_time(place) -> None:
    place.wish("Dark mode")
    assert place.run().results == {"propose": "success"}
    assert place.github.counters.requests == 0  # nothing says that issues are ideas
    place.want()
    place.github.faults.add("502", on=1, times=None, where="POST /repos/ideario/ideario/pulls")
    run = place.run()
    assert run.results == {"propose": "failure"}, str(run)
    assert place.github.state.home.pulls == []
    place.github.faults.clear()
    run = place.run()
    assert run.results == {"propose": "success"}, str(run)
    assert run.given == []
    (pull,) = place.github.state.home.pulls
    assert (pull.author.login, [file.path for file in pull.files]) == (
        BOT, ["content/decisions/dark-mode.yml", "content/ideas/dark-mode.yml"],
    )  # fmt: skip
    assert TOKEN not in str(run) + pull.body
    writes = place.github.counters.writes
    assert place.run().results == {"propose": "success"}
    assert place.github.counters.writes == writes
    place.wish("Light mode")
    assert place.run().results == {"propose": "success"}
    assert len(place.github.state.home.pulls[0].files) == 4
