"""A founded community at work: its files in a repository, its GitHub, and a machine that runs its workflows for real.

The program is in a repository of its own, beside it, and is named by commit as in any community.
"""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from acting import Run, Runner, git, permissions, published_copy
from git_server import git_server
from github_standin import Server, State, serve
from ideario.founding.callers import caller_files
from ideario.founding.program_pin import Pin

TOKEN = "ghs-of-this-run"
KEY = "0123456789abcdef" * 4
BOT = "github-actions[bot]"


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundedRepository:
    """A community's repository and its GitHub, and beside them a clone of the program's repository."""

    github: Server
    origin: Path
    clone: Path
    program: Path
    runner: Runner

    @property
    def site(self) -> Path:
        """What was published last."""
        return self.runner.room / "pages" / "site"

    def run(
        self, workflow: str, event: str, *, installs: bool = False, by: datetime | None = None, **payload: Any
    ) -> Run:
        """Run a workflow as it stands in the clone, for an event of GitHub's; `by` is what its clock shows."""
        clock = {} if by is None else {"SOURCE_DATE_EPOCH": str(int(by.timestamp()))}
        runner = replace(self.runner, environment={**self.runner.environment, **clock})
        payload = {"repository": {"default_branch": "main", "fork": False}, **payload}
        return runner.run(self.clone, workflow, event, payload, installs=installs, program=self.program)


@contextlib.contextmanager
def founded(checkout: Path, folder: Path, written: Path, state: State) -> Iterator[FoundedRepository]:
    """The community written below `written`, with the workflows of the kit, on a GitHub that knows `state`."""
    published_copy(checkout, folder / "program.git")
    git(folder, "clone", "--quiet", "program.git", "program")
    pin = Pin(commit=git(folder / "program", "rev-parse", "HEAD"), label="v0.1.0")
    for path, text in caller_files(pin).items():
        (written / path).parent.mkdir(parents=True, exist_ok=True)
        (written / path).write_text(text, "utf-8")
    if not (written / ".git").exists():
        git(written, "init", "--quiet", "--initial-branch=main")
    origin = folder / "served" / state.home.full_name
    origin.parent.mkdir(parents=True)
    published_copy(written, origin)
    git(folder, "clone", "--quiet", str(origin), "clone")
    rights = permissions(checkout / ".github" / "workflows" / "reusable-publish.yml", "ledger")
    state.token(TOKEN, BOT, kind="installation", limit=1_000)
    canary = folder / "canary"
    with serve(state) as github, git_server(folder / "served", {TOKEN: rights["contents"]}) as server:
        environment = {**github.environment(TOKEN), "GITHUB_SERVER_URL": server.url, "CANARY": str(canary)}
        del environment["GITHUB_TOKEN"]
        yield FoundedRepository(
            github=github,
            origin=origin,
            clone=folder / "clone",
            program=folder / "program",
            runner=Runner(
                room=folder,
                environment=environment,
                secrets={"GITHUB_TOKEN": TOKEN, "IDEARIO_LEDGER_KEY": KEY},
            ),
        )
    assert github.violations == [], github.violations
    assert list(folder.glob("canary*")) == []
