"""The workflow `validate` runs for real, on a pull request as we hope for and on one that tries everything."""

import re
import subprocess
from collections.abc import Callable, Iterator, Mapping

import pytest
from acting import Run, Runner, committed, git, permissions, published_copy
from git_server import git_server

TOKEN = "ghs-of-this-run"
IDEA = """\
# yaml-language-server: $schema=../../schemas/idea.schema.json
title: A bench in front of the library
summary: Somewhere to sit while the children choose books.
authors: [ada]
language: en
body: |
  Under the lime tree there is room.
consent: true
"""
OLD_MISTAKE = IDEA + "tags: [no-such-tag]\n"

Judge = Callable[..., Run]


@pytest.fixture
def judge(checkout, tmp_path) -> Iterator[Judge]:
    """`judge({path: text}, title=…, branch=…)`: the run for a pull request that brings these files.

    On main there is a mistake already, which is nobody's business here.
    """
    origin = tmp_path / "served" / "ideario" / "ideario"
    origin.parent.mkdir(parents=True)
    base = published_copy(checkout, origin, more={"content/ideas/an-old-mistake.yml": OLD_MISTAKE})
    workflow = checkout / ".github" / "workflows" / "validate.yml"
    with git_server(tmp_path / "served", {TOKEN: permissions(workflow, "check")["contents"]}) as server:
        runner = Runner(
            room=tmp_path,
            environment={
                "GITHUB_REPOSITORY": "ideario/ideario",
                "GITHUB_SERVER_URL": server.url,
                "CANARY": str(tmp_path / "canary"),
            },
            secrets={"GITHUB_TOKEN": TOKEN},
        )

        def judged(
            files: Mapping[str, str], *, title="An idea", branch="patch-1", body="", queued=False, installs=False
        ) -> Run:
            head = committed(origin, files, onto="refs/pull/7/head", message=title, parents=[base])
            merge = committed(origin, {}, onto="refs/pull/7/merge", message="Merge", parents=[base, head])
            clone = tmp_path / "clone"
            subprocess.run(["git", "clone", "--quiet", "--no-checkout", origin, clone], check=True)
            git(clone, "fetch", "--quiet", "origin", "refs/pull/7/merge")
            git(clone, "checkout", "--quiet", "--detach", merge)
            if queued:
                queue = "gh-readonly-queue/main/pr-7-0123456"
                git(origin, "branch", queue, merge)
                # act knows no merge queue, and takes the default branch for the one that the run is about
                payload = {
                    "action": "checks_requested",
                    "merge_group": {"base_ref": "refs/heads/main", "base_sha": base, "head_sha": merge},
                    "repository": {"default_branch": queue, "fork": False},
                }
                return runner.run(clone, "validate.yml", "merge_group", payload, installs=installs)
            payload = {
                "action": "synchronize",
                "number": 7,
                "pull_request": {
                    "number": 7,
                    "title": title,
                    "body": body,
                    "base": {"ref": "main", "sha": base, "repo": {"full_name": "ideario/ideario"}},
                    "head": {"ref": branch, "sha": head, "repo": {"full_name": "mallory/ideario", "fork": True}},
                    "user": {"login": "mallory"},
                },
                "repository": {"default_branch": "main", "fork": False},
            }
            return runner.run(clone, "validate.yml", "pull_request", payload, installs=installs)

        yield judged


def test_a_good_proposal_passes_whatever_was_wrong_before(judge):
    run = judge({"content/ideas/a-bench.yml": IDEA})
    assert run.results == {"check": "success"}, str(run)
    assert run.exit_code == 0
    assert run.given == []
    assert run.summaries == "**ideario check: no problems**\n"


def test_a_proposal_in_the_merge_queue_is_judged_against_what_it_will_be_merged_into(judge):
    run = judge({"content/ideas/a-bench.yml": IDEA + "tags: [also-no-tag]\n"}, queued=True)
    assert run.results == {"check": "failure"}, str(run)
    assert [said["file"] for _, said, _ in run.given] == ["content/ideas/a-bench.yml"]


CALLS = "touch $CANARY"
PYTHON = "import os; open(os.environ['CANARY'] + '.{0}', 'w')\n"
CODE = {
    # Python's own hooks, and names that a program started in this folder would take for its own modules
    **{
        f"{name}.py": PYTHON.format(name.replace("/", "-"))
        for name in [
            "sitecustomize", "usercustomize", "conftest", "setup", "click", "json", "yaml", "ideario/__init__",
            "tooling/prepare", "tooling/sitecustomize", "tooling/ideario/__init__", "tooling/ideario/cli/check",
            "tooling/ideario/__main__", "tooling/ideario/intake/history", "hook", "site/hook", "content/__init__",
        ]
    },
    "pyproject.toml": '[build-system]\nrequires = []\nbuild-backend = "hook"\nbackend-path = ["."]\n',
    "requirements/site.txt": "-e .\n",
    "mkdocs.yml": "site_name: x\nhooks: [hook.py]\n",
    "Makefile": f"all:\n\t{CALLS}.make\n",
    "git": f"#!/bin/sh\n{CALLS}.git\n",
    "python": f"#!/bin/sh\n{CALLS}.python\n",
    ".venv/bin/ideario": f"#!/bin/sh\n{CALLS}.venv\n",
    ".venv/bin/python": f"#!/bin/sh\n{CALLS}.venv-python\n",
    "base/.venv/bin/ideario": f"#!/bin/sh\n{CALLS}.base\n",
    ".gitattributes": "*.yml filter=hook diff=hook merge=hook export-subst\n",
    ".gitconfig": f'[filter "hook"]\n\tsmudge = {CALLS}.smudge\n[core]\n\tfsmonitor = {CALLS}.fsmonitor\n',
    ".gitmodules": f'[submodule "x"]\n\tpath = x\n\turl = ext::sh -c "{CALLS}.submodule"\n\tupdate = !{CALLS}.update\n',
    ".env": "PATH=/nowhere\n",
    "site/overrides/main.html": "{{ cycler.__init__.__globals__.os.system('" + CALLS + ".template') }}",
    # what the program itself reads, made to let everything pass
    "schemas/idea.schema.json": "{}",
    "content/rules.py": PYTHON.format("rules"),
}  # fmt: skip
NAMES = [
    "$(touch $CANARY.name)",
    "`touch $CANARY.tick`",
    "; touch $CANARY.semicolon;",
    "| touch $CANARY.pipe",
    "${{ github.token }}",
    "a\n::error::from-a-name",
    "::set-output name=a::b",
    "##[error]from-a-name",
    "x,line=7::from-a-name",
    "%0A::error::from-a-name",
    "--only",
]
LINES = [
    "::set-output name=a::b",
    "::set-env name=PATH::/nowhere",
    "::add-path::/nowhere",
    "::add-mask::ideario",
    "::stop-commands::ideario",
    "::error file=README.md,line=1::from the content",
    "##[error]from the content",
    "${{ github.token }} $(touch $CANARY.line) `touch $CANARY.line-tick`",
    "```",
    "@maintainers <img src=x onerror=alert(1)>",
]
CONTENT = IDEA.replace("A bench in front of the library", '"\\n::error::from a title ${{ github.token }}"') + "".join(
    f'"{line}": "{line}"\n' for line in LINES
)
WHERE = {"content/ideas/a-bench.yml", *(f"content/ideas/{name}.yml" for name in NAMES)}


def test_a_hostile_proposal_is_judged_and_nothing_of_it_is_run(judge, tmp_path):
    run = judge(
        {
            **CODE,
            **dict.fromkeys(WHERE, CONTENT),
            "content/ideas/a-link.yml": "-> ../../../base/.git/config",
            "content/ideas/elsewhere": "-> /etc",
        },
        title="$(touch $CANARY.title) `touch $CANARY.title-tick`; ${{ github.token }}\n::error::from the title",
        branch="x;touch${IFS}$CANARY.branch;`touch$IFS$CANARY.branch-tick`",
        body="::set-output name=a::b\n::error::from the body\n$(touch $CANARY.body)",
        installs=True,
    )
    assert list(tmp_path.glob("canary*")) == []
    assert run.results == {"check": "failure"}, str(run)

    told = [(name, said["file"], said["title"]) for name, said, _ in run.given]
    assert {name for name, _, _ in told} == {"error", "warning"}
    shown = {path.replace("\n", "\ufffd") for path in WHERE}
    others = {file for _, file, _ in told} - shown
    assert others == {"content/__init__.py", "content/rules.py", "content/ideas/a-link.yml", "content/ideas/elsewhere"}
    for path in shown:
        assert [rule for _, file, rule in told if file == path].count("unknown-key") == len(LINES)
    assert {file for _, file, rule in told if rule == "bad-slug"} == shown - {"content/ideas/a-bench.yml"}
    assert {file for _, file, rule in told if rule == "symlink"} == {
        "content/ideas/a-link.yml",
        "content/ideas/elsewhere",
    }

    fence = re.fullmatch(
        r"\*\*ideario check: [\w ]+\*\*\n\n(`{3,})text\n(.*)\n\1(\n\nand \d+ more: .*)?\n", run.summaries, re.DOTALL
    )
    assert fence is not None
    assert fence[1] not in fence[2]
    for text in (str(run), run.summaries):
        assert TOKEN not in text
