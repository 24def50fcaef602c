"""A community that holds its content and the kit's few lines, and no code: its workflows run at the commit named.

That they publish is told by the story of a founded community; here the program is installed for real.
"""

from collections.abc import Iterator

import pytest
from acting import committed, git
from communities import riverton
from founded import FoundedRepository, founded
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
    with founded(checkout, tmp_path, riverton(tmp_path / "written"), State("riverton/ideas")) as there:
        yield there


def test_a_community_without_code_judges_a_proposal_that_brings_some_by_the_program_it_has_pinned(place) -> None:
    assert not (place.clone / "tooling").exists()
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
    run = place.run("validate.yml", "pull_request", action="opened", number=7, pull_request=pull, installs=True)
    assert run.results == {"check": "failure"}, str(run)
    assert {said["title"] for _, said, _ in run.given} >= {"missing-key", "maintainers-file"}
