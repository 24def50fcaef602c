"""A community that holds its content and the kit's few lines, and no code: its workflows run at the commit named."""

import json
from collections.abc import Iterator

import pytest
from acting import committed, git
from communities import riverton
from founded import KEY, FoundedRepository, founded
from github_standin import State

pytestmark = pytest.mark.slow

OURS_IN_NAME = {
    "tooling/prepare.py": "import os, pathlib; pathlib.Path(os.environ['CANARY'] + '.prepare').touch()\n",
    "base/tooling/prepare.py": "import os, pathlib; pathlib.Path(os.environ['CANARY'] + '.base').touch()\n",
    ".github/actions/ideario/action.yml": "runs: {using: composite, steps: [{shell: sh, run: touch $CANARY.action}]}\n",
    "requirements/site.txt": "canary==1.0\n",
}
"""Files by which a proposal would bring a program of its own, if any of them were looked at."""


@pytest.fixture
def place(checkout, tmp_path) -> Iterator[FoundedRepository]:
    written = riverton(tmp_path / "written")
    state = State("riverton/ideas")
    brought = state.pull(author="octocat", files=["content/ideas/bike-lanes.yml"], at="2026-01-10T12:00:00Z")
    state.merge(brought, at="2026-01-11T12:00:00Z")
    state.react(brought, "ben", "+1", at="2026-01-12T12:00:00Z")
    with founded(checkout, tmp_path, written, state) as there:
        yield there


def test_a_community_without_code_publishes_its_votes_and_judges_proposals_by_the_program_it_has_pinned(place) -> None:
    _votes_are_fetched_and_the_site_is_published(place)
    _a_proposal_that_brings_a_program_is_judged_by_the_pinned_one(place)


def _votes_are_fetched_and_the_site_is_published(place) -> None:
    assert not (place.clone / "tooling").exists()
    run = place.run("publish.yml", "push", ref="refs/heads/main", installs=True)
    assert run.results == dict.fromkeys(["ledger", "site", "deploy"], "success"), str(run)
    assert run.given == []
    ideas = json.loads((place.site / "api/v1/ideas.json").read_text("utf-8"))["ideas"]
    assert {idea["slug"]: idea["votes"]["support"] for idea in ideas} == {"bike-lanes": 1}
    assert "Ideas for Riverton" in (place.site / "index.html").read_text("utf-8")
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
