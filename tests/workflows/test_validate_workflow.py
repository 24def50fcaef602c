"""The workflow `validate` runs for real, on a pull request as we hope for and on one that tries everything."""

import re
import subprocess
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from typing import Any

import pytest
from acting import Run, Runner, committed, git, permissions, published_copy
from communities import CHALLENGE
from git_server import git_server
from ideario.intake.yaml.write_yaml import entry
from ideario.ledger.ledger_folder import write_ledger
from ideario.model.ledger_state import Event, Thread
from ideario.publishing.prose.markdown import prose_html

pytestmark = pytest.mark.slow

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
OLD_MISTAKE = IDEA.replace("A bench in front", "A roof in front") + "tags: [no-such-tag]\n"
HOSTILE = "| x | [y](javascript:alert(1)) <img src=x> @maintainers `"


def challenge(winners: int) -> str:
    """A challenge that has been open for ideas for a while, and on which people vote in a hundred years."""
    values: dict[str, Any] = {
        **CHALLENGE,
        "title": HOSTILE,
        "submission": {"opens": "2026-01-01", "closes": "2126-01-31"},
        "voting": {"opens": "2126-02-01", "closes": "2126-02-28"},
        "winners": {"rule": "top", "count": winners},
    }
    lines = ["# yaml-language-server: $schema=../../schemas/challenge.schema.json"]
    return "\n".join([*lines, *(entry(key, value) for key, value in values.items())]) + "\n"


RULES = "content/challenges/quieter-streets.yml"
VOTES = {"a-bench": 3, "a-tree": 2, "a-fountain": 1}
BASE = {
    ".github/CODEOWNERS": "/content/challenges/ @grace\n",
    "content/ideas/an-old-mistake.yml": OLD_MISTAKE,
    RULES: challenge(1),
    **{
        f"content/ideas/{slug}.yml": IDEA.replace("A bench", f"{slug} {HOSTILE[1:]}") + "challenge: quieter-streets\n"
        for slug in VOTES
    },
}
TWO_WINNERS = {RULES: challenge(2)}

BROKEN = 'raise RuntimeError("\\n::error::`x` ```\\n```\\n##[error]y")\n'

Judge = Callable[..., Run]


@pytest.fixture
def judge(checkout, tmp_path) -> Iterator[Judge]:
    """`judge({path: text}, title=…, branch=…)`: the run for a pull request that brings these files.

    On main there is a mistake already, which is nobody's business here. `ledger` is what stands on the branch `ledger`,
    which is not there without it; `lost` is a file of these that the server has lost.
    """
    origin = tmp_path / "served" / "ideario" / "ideario"
    origin.parent.mkdir(parents=True)
    first = published_copy(checkout, origin, more=BASE)
    workflow = checkout / ".github" / "workflows" / "reusable-validate.yml"
    with git_server(tmp_path / "served", {TOKEN: permissions(workflow, "check")["contents"]}) as server:
        machine = Runner(
            room=tmp_path,
            environment={
                "GITHUB_REPOSITORY": "ideario/ideario",
                "GITHUB_SERVER_URL": server.url,
                "CANARY": str(tmp_path / "canary"),
            },
            secrets={"GITHUB_TOKEN": TOKEN},
        )

        def judged(
            files: Mapping[str, str],
            *,
            title="An idea",
            branch="patch-1",
            body="",
            queued=False,
            ledger: Mapping[str, str] = {},
            lost: str | None = None,
            author="grace",
            environment: Mapping[str, str] = {},
            on_main: Mapping[str, str] = {},
        ) -> Run:
            runner = replace(machine, environment={**machine.environment, **environment})
            base = committed(origin, on_main, onto="main", message="Go on") if on_main else first
            if ledger:
                git(origin, "read-tree", "--empty")
                committed(origin, ledger, onto="ledger", message="Fetch votes", parents=[])
                git(origin, "read-tree", base)
            if lost is not None:
                blob = git(origin, "rev-parse", f"ledger:{lost}")
                origin.joinpath("objects", blob[:2], blob[2:]).unlink()
            head = committed(origin, files, onto="refs/pull/7/head", message=title, parents=[base])
            merge = committed(origin, {}, onto="refs/pull/7/merge", message="Merge", parents=[base, head])
            clone = tmp_path / "clone"
            subprocess.run(["git", "clone", "--quiet", "--no-checkout", "--single-branch", origin, clone], check=True)
            git(clone, "fetch", "--quiet", "origin", "refs/pull/7/merge")
            git(clone, "checkout", "--quiet", "--detach", merge)
            if queued:
                queue = "gh-readonly-queue/main/pr-7-0123456"
                git(origin, "branch", queue, merge)
                # act knows no merge queue, and takes the default branch for the one that the run is about
                payload: dict[str, Any] = {
                    "action": "checks_requested",
                    "merge_group": {"base_ref": "refs/heads/main", "base_sha": base, "head_sha": merge},
                    "repository": {"default_branch": queue, "fork": False},
                }
                return runner.run(clone, "validate.yml", "merge_group", payload)
            payload = {
                "action": "synchronize",
                "number": 7,
                "pull_request": {
                    "number": 7,
                    "title": title,
                    "body": body,
                    "base": {"ref": "main", "sha": base, "repo": {"full_name": "ideario/ideario"}},
                    "head": {"ref": branch, "sha": head, "repo": {"full_name": "mallory/ideario", "fork": True}},
                    "user": {"login": author},
                },
                "repository": {"default_branch": "main", "fork": False},
            }
            return runner.run(clone, "validate.yml", "pull_request", payload)

        yield judged


def test_a_good_proposal_passes_whatever_was_wrong_before(judge) -> None:
    run = judge({"content/ideas/a-bench.yml": IDEA}, author="ada")
    assert run.results == {"check": "success"}, str(run)
    assert run.exit_code == 0
    assert run.given == []
    assert run.summaries == "**ideario check: no problems**\n"


def test_what_is_not_the_proposers_own_is_told_first_and_fails_nothing(judge) -> None:
    run = judge(
        {"content/ideas/a-bench.yml": IDEA.replace("[ada]", "[mallory]"), RULES: challenge(2)}, author="mallory"
    )
    assert run.results == {"check": "success"}, str(run)
    assert {said["title"] for _, said, _ in run.given} == {"others-idea", "maintainers-file"}
    assert run.summaries.startswith(
        "**For a maintainer to look at: what this changes that is not mallory’s own**\n\n```text\n"
        "content/challenges/quieter-streets.yml:1:1: warning: maintainers-file: "
    )
    assert "this changes the idea `a-bench` of @ada" in run.summaries
    assert run.summaries.index("others-idea") < run.summaries.index("**ideario check: no problems**")


@pytest.fixture
def votes(tmp_path) -> dict[str, str]:
    """The files of a ledger in which people voted on the challenge's ideas before voting opened."""
    moment = "2026-01-20T12:00:00Z"
    events = [
        Event(
            type="cast", thread=f"issue/{number}", idea=slug, voter=sha256(f"{slug}{n}".encode()).hexdigest(),
            kind="+1", given=moment, seen=moment,
        )
        for slug, number in VOTES.items()
        for n in range(number)
    ]  # fmt: skip
    threads = [Thread(name=f"issue/{number}", ideas=(slug,)) for slug, number in VOTES.items()]
    write_ledger(tmp_path / "votes", events, threads, observed=datetime.fromisoformat("2026-01-21T00:00:00Z"))
    return {path.name: path.read_text() for path in (tmp_path / "votes").iterdir()}


def test_a_change_of_rules_is_shown_with_the_ranks_that_would_move(judge, votes) -> None:
    run = judge(TWO_WINNERS, ledger=votes)
    assert run.results == {"check": "success"}, str(run)
    assert run.given == []
    assert run.summaries == (
        "**ideario check: no problems**\n\n"
        "**The rules of `quieter-streets` change.** On all 6 ballots since submission opened, as though voting had "
        "opened:\n\n"
        "| Idea | Supporters | Rank | Wins |\n"
        "|---|---|---|---|\n"
        "| `a-tree` | 2 | 2 | no → **yes** |\n"
    )
    page = prose_html(run.summaries)
    cells = re.findall(r"<td>(.*?)</td>", page)
    assert cells == ["<code>a-tree</code>", "2", "2", "no → <strong>yes</strong>"]


def test_a_proposal_that_changes_no_rules_is_shown_no_table(judge, votes) -> None:
    words = challenge(1).replace("What would make your street quieter", "What keeps your street from being quiet")
    assert words != challenge(1)
    other = {
        "A bench in front of the library": "Sledges to borrow",
        "Somewhere to sit while the children": "Winters with",
    }
    idea = IDEA.replace("[ada]", "[grace]").replace("choose books", "snow are short")
    for old, new in other.items():
        idea = idea.replace(old, new)
    run = judge({"content/ideas/sledges.yml": idea, RULES: words}, ledger=votes)
    assert run.results == {"check": "success"}, str(run)
    assert run.summaries == "**ideario check: no problems**\n"


def test_before_the_first_votes_a_change_of_rules_is_judged_without_a_table(judge) -> None:
    run = judge(TWO_WINNERS)
    assert run.results == {"check": "success"}, str(run)
    assert run.summaries == "**ideario check: no problems**\n"


def test_a_damaged_ledger_fails_no_proposal_and_the_summary_says_why_there_is_no_table(judge, votes) -> None:
    run = judge(TWO_WINNERS, ledger={**votes, "ledger.json": "`` <b>\n"})
    _passes_without_a_table(run, "origin/ledger/ledger.json is not JSON")


def test_a_ledger_that_cannot_be_fetched_fails_no_proposal_and_the_summary_says_so(judge, votes) -> None:
    run = judge(TWO_WINNERS, ledger=votes, lost="ledger.json")
    _passes_without_a_table(run, "cannot fetch the ledger.s branch")


def _passes_without_a_table(run: Run, reason: str) -> None:
    assert run.results == {"check": "success"}, str(run)
    assert [(name, said["title"]) for name, said, _ in run.given] == [("notice", "not-looked-at")]
    page = prose_html(run.summaries)
    assert re.fullmatch(
        r"<p><strong>ideario check: no problems</strong></p>\s*"
        r"<p>There is no table of what a change of rules would move, since the ledger of votes cannot be read: "
        r"<code>[^<]*" + reason + r"[^<]*</code>\.</p>\s*",
        page,
    ), page
    assert "/tmp" not in page


def test_a_proposal_in_the_merge_queue_is_judged_against_what_it_will_be_merged_into(judge) -> None:
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


def test_a_hostile_proposal_is_judged_and_nothing_of_it_is_run(judge, tmp_path) -> None:
    run = judge(
        {
            **CODE,
            **dict.fromkeys(WHERE, CONTENT),
            "content/ideas/a-link.yml": "-> ../../../base/.git/config",
            "content/ideas/elsewhere": "-> /etc",
        },
        author="mallory",
        title="$(touch $CANARY.title) `touch $CANARY.title-tick`; ${{ github.token }}\n::error::from the title",
        branch="x;touch${IFS}$CANARY.branch;`touch$IFS$CANARY.branch-tick`",
        body="::set-output name=a::b\n::error::from the body\n$(touch $CANARY.body)",
    )
    assert list(tmp_path.glob("canary*")) == []
    assert run.results == {"check": "failure"}, str(run)

    told = [(name, said["file"], said["title"]) for name, said, _ in run.given]
    assert {name for name, _, _ in told} == {"error", "warning"}
    assert [file for _, file, rule in told if rule == "maintainers-file"] == [
        "content/__init__.py",
        "content/ideas/elsewhere",
        "content/rules.py",
        min(path for path in CODE if not path.startswith("content/")),  # which stands for all outside content/
    ]
    told = [one for one in told if one[2] not in ("maintainers-file", "others-idea", "named-by-others")]
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

    blocks = re.fullmatch(
        r"\*\*For a maintainer to look at: [^\n]+\*\*\n\n(`{3,})text\n(.*?)\n\1(?:\n\nand \d+ more: [^\n]*)?\n\n"
        r"\*\*ideario check: [\w ]+\*\*\n\n(`{3,})text\n(.*)\n\3(?:\n\nand \d+ more: [^\n]*)?\n\n?"
        r"\nThe conversation of the pull request has an answer [^\n]+\n",
        run.summaries,
        re.DOTALL,
    )
    assert blocks is not None
    assert blocks[1] not in blocks[2]
    assert blocks[3] not in blocks[4]
    for text in (str(run), run.summaries):
        assert TOKEN not in text


def test_a_check_that_takes_too_long_says_so_to_the_proposer_and_judges_nothing(judge) -> None:
    run = judge({"content/ideas/a-bench.yml": IDEA}, author="ada", environment={"CHECK_SECONDS": "0.01"})
    assert run.results == {"check": "failure"}, str(run)
    assert run.given == []
    page = prose_html(run.summaries)
    assert "<strong>The check could not be made:</strong> it took longer than 0.01 seconds" in page
    assert "So nothing is said about this proposal, neither good nor bad." in page


def test_a_bug_of_ours_is_told_as_such_and_nobody_takes_it_for_a_mistake_in_the_proposal(judge) -> None:
    broken = {"tooling/ideario/intake/records.py": BROKEN}
    run = judge({"content/ideas/a-bench.yml": IDEA}, author="ada", on_main=broken)
    assert run.results == {"check": "failure"}, str(run)
    assert run.given == []
    page = prose_html(run.summaries)
    assert "it ended with exit code 3, and said:" in page
    assert "::error::`x` ```" in page
    assert "::error::" not in re.sub(r"<pre>.*?</pre>", "", page, flags=re.DOTALL)
    assert "So nothing is said about this proposal" in page
