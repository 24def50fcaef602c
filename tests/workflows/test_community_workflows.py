"""A community that holds its content and the kit's few lines, and no code: its workflows run at the commit named."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from acting import Run, Runner, committed, git, permissions, published_copy
from communities import riverton
from git_server import git_server
from github_standin import Server, State, serve
from ideario.founding.callers import caller_files
from ideario.founding.program_pin import Pin

pytestmark = pytest.mark.slow

TOKEN = "ghs-of-this-run"
KEY = "0123456789abcdef" * 4
OURS_IN_NAME = {
    "tooling/prepare.py": "import os, pathlib; pathlib.Path(os.environ['CANARY'] + '.prepare').touch()\n",
    "base/tooling/prepare.py": "import os, pathlib; pathlib.Path(os.environ['CANARY'] + '.base').touch()\n",
    ".github/actions/ideario/action.yml": "runs: {using: composite, steps: [{shell: sh, run: touch $CANARY.action}]}\n",
    "requirements/site.txt": "canary==1.0\n",
}
"""Files by which a proposal would bring a program of its own, if any of them were looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundedRepository:
    """A community's repository and its GitHub, and beside them a clone of the program's repository."""

    github: Server
    origin: Path
    clone: Path
    program: Path
    runner: Runner

    def run(self, workflow: str, event: str, *, installs: bool = False, **payload: Any) -> Run:
        payload = {"repository": {"default_branch": "main", "fork": False}, **payload}
        return self.runner.run(self.clone, workflow, event, payload, installs=installs, program=self.program)


@pytest.fixture
def place(checkout, tmp_path) -> Iterator[FoundedRepository]:
    published_copy(checkout, tmp_path / "program.git")
    git(tmp_path, "clone", "--quiet", "program.git", "program")
    pin = Pin(commit=git(tmp_path / "program", "rev-parse", "HEAD"), label="v0.1.0")
    origin = tmp_path / "served" / "riverton" / "ideas"
    riverton(tmp_path / "written")
    for path, text in caller_files(pin).items():
        (tmp_path / "written" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "written" / path).write_text(text, "utf-8")
    git(tmp_path / "written", "init", "--quiet", "--initial-branch=main")
    origin.parent.mkdir(parents=True)
    published_copy(tmp_path / "written", origin)
    git(tmp_path, "clone", "--quiet", str(origin), "clone")
    state = State("riverton/ideas")
    rights = permissions(checkout / ".github" / "workflows" / "reusable-publish.yml", "ledger")
    state.token(TOKEN, "github-actions", kind="installation", limit=1_000, permissions={"metadata": "read", **rights})
    brought = state.pull(author="octocat", files=["content/ideas/bike-lanes.yml"], at="2026-01-10T12:00:00Z")
    state.merge(brought, at="2026-01-11T12:00:00Z")
    state.react(brought, "ben", "+1", at="2026-01-12T12:00:00Z")
    with serve(state) as github, git_server(tmp_path / "served", {TOKEN: rights["contents"]}) as server:
        environment = {**github.environment(TOKEN), "GITHUB_SERVER_URL": server.url, "CANARY": str(tmp_path / "canary")}
        del environment["GITHUB_TOKEN"]
        runner = Runner(
            room=tmp_path, environment=environment, secrets={"GITHUB_TOKEN": TOKEN, "IDEARIO_LEDGER_KEY": KEY}
        )
        yield FoundedRepository(
            github=github, origin=origin, clone=tmp_path / "clone", program=tmp_path / "program", runner=runner
        )
    assert github.violations == []
    assert list(tmp_path.glob("canary*")) == []


def test_a_community_without_code_publishes_its_votes_and_judges_proposals_by_the_program_it_has_pinned(place) -> None:
    _votes_are_fetched_and_the_site_is_published(place)
    _a_proposal_that_brings_a_program_is_judged_by_the_pinned_one(place)


def _votes_are_fetched_and_the_site_is_published(place) -> None:
    assert not (place.clone / "tooling").exists()
    run = place.run("publish.yml", "push", ref="refs/heads/main", installs=True)
    assert run.results == dict.fromkeys(["ledger", "site", "deploy"], "success"), str(run)
    assert run.given == []
    site = place.runner.room / "pages" / "site"
    ideas = json.loads((site / "api/v1/ideas.json").read_text("utf-8"))["ideas"]
    assert {idea["slug"]: idea["votes"]["support"] for idea in ideas} == {"bike-lanes": 1}
    assert "Ideas for Riverton" in (site / "index.html").read_text("utf-8")
    assert KEY not in str(run)


def _a_proposal_that_brings_a_program_is_judged_by_the_pinned_one(place) -> None:
    base = git(place.clone, "rev-parse", "HEAD")
    proposal = {**OURS_IN_NAME, "content/ideas/a-bench.yml": "title: A bench\n"}
    head = committed(place.origin, proposal, onto="refs/pull/7/head", message="A bench", parents=[base])
    merge = committed(place.origin, {}, onto="refs/pull/7/merge", message="Merge", parents=[base, head])
    git(place.clone, "fetch", "--quiet", "origin", "refs/pull/7/merge")
    git(place.clone, "checkout", "--quiet", "--detach", merge)
    pull = {
        "number": 7,
        "base": {"ref": "main", "sha": base},
        "head": {"ref": "patch-1", "sha": head, "repo": {"fork": True}},
        "user": {"login": "mallory"},
    }
    run = place.run("validate.yml", "pull_request", action="opened", number=7, pull_request=pull)
    assert run.results == {"check": "failure"}, str(run)
    assert {said["title"] for _, said, _ in run.given} >= {"missing-key", "maintainers-file"}
