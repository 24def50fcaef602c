"""The workflow `sweep` runs for real, again and again on one repository: what stands below its pull requests."""

import json
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from acting import Run, Runner, git
from github_standin import Server
from ideario.answering.marker import marker_in
from own_repository import BOT, TOKEN, own_repository

pytestmark = pytest.mark.slow

PATH = "content/ideas/a-bench.yml"
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
HOSTILE = {
    PATH: "title: '::error::x ##[error]y ${{ github.token }} $(touch $CANARY.text) `touch $CANARY.tick` @team'\n",
    "content/ideas/$(touch $CANARY.name).yml": "x",
    "content/ideas/`touch $CANARY.tick2`; touch $CANARY.semicolon.yml": "x",
    "content/ideas/##[error]name.yml": "x",
    "content/ideas/::add-path::name.yml": "x",
    "tooling/ideario/__init__.py": "import pathlib, os; pathlib.Path(os.environ['CANARY'] + '.python').touch()\n",
    ".github/workflows/sweep.yml": "on: push\n",
    "schemas/idea.schema.json": "{}",
}
"""What would be seen if any of it were run, or taken for a command."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SweptRepository:
    """A repository with this one's files, its GitHub, and a machine that runs its workflows."""

    github: Server
    clone: Path
    runner: Runner

    def sweep(self) -> Run:
        payload: dict[str, Any] = {"repository": {"default_branch": "main", "fork": False}, "ref": "refs/heads/main"}
        return self.runner.run(self.clone, "sweep.yml", "workflow_dispatch", payload)

    def answers(self, number: int) -> list[str]:
        """The program's comments on a pull request, without their markers."""
        rows = self.github.state.thread(f"pull/{number}").comments
        assert all(row.author.login == BOT and marker_in(row.body) is not None for row in rows)
        return [row.body.partition("\n")[2] for row in rows]


@pytest.fixture
def place(checkout, tmp_path) -> Iterator[SweptRepository]:
    with own_repository(checkout, tmp_path, "sweep", "answer", pushes=True) as own:
        yield SweptRepository(github=own.github, clone=own.clone, runner=own.runner)


def test_sweep_answers_what_is_new_and_an_outage_costs_no_more_than_time(place) -> None:
    _newcomers_are_answered_whatever_they_propose(place)
    _a_run_that_finds_nothing_new_changes_nothing(place)
    _an_outage_in_the_middle_is_made_up_for_by_the_next_run(place)
    _two_runs_at_once_leave_one_answer(place)


def _newcomers_are_answered_whatever_they_propose(place) -> None:
    place.github.state.pull(author="ada", files={PATH: IDEA})
    place.github.state.pull(
        author="mallory",
        title="$(touch $CANARY.title) ${{ github.token }}\n::error::from the title",
        body="::set-output name=a::b\n::add-path::/tmp",
        files=HOSTILE,
    )
    run = place.sweep()
    assert run.results == {"answer": "success"}, str(run)
    assert run.given == []
    assert "Open pull requests: 2. Answered anew: 2." in run.summaries
    assert "All is well: this can be accepted" in place.answers(1)[0]
    (text,) = place.answers(2)
    assert "Nearly there" in text
    assert "this changes 3 files (tooling/ideario/__init__.py, .github/workflows/sweep.yml" in text
    outside = re.sub(r"^(`{3,})\w*\n.*?^\1$|`[^`\n]+`", "", text, flags=re.MULTILINE | re.DOTALL)
    assert not re.search(r"::|##\[|@\w|\$\(", outside)
    assert TOKEN not in str(run) + text


def _a_run_that_finds_nothing_new_changes_nothing(place) -> None:
    writes = place.github.counters.writes
    run = place.sweep()
    assert run.results == {"answer": "success"}, str(run)
    assert "Answered anew: 0." in run.summaries
    assert place.github.counters.writes == writes


def _an_outage_in_the_middle_is_made_up_for_by_the_next_run(place) -> None:
    for number in range(3, 6):
        place.github.state.pull(author=f"newcomer-{number}", files={f"content/ideas/bench-{number}.yml": IDEA})
    place.github.faults.add("502", on=4, times=None, where="POST /repos/ideario/ideario/issues")
    run = place.sweep()
    assert run.results == {"answer": "failure"}, str(run)
    assert "Answered anew: 1." in run.summaries
    assert "was not answered" in run.summaries
    place.github.faults.clear()
    assert place.sweep().results == {"answer": "success"}
    assert [len(place.answers(number)) for number in range(1, 6)] == [1] * 5


def _two_runs_at_once_leave_one_answer(place) -> None:
    place.github.state.edit_files("pull/2", {PATH: IDEA}, at="2026-11-27T12:00:00Z")
    place.github.state.pull(author="bob", files={"content/ideas/one-more.yml": "title: x\n"})
    elsewhere = SweptRepository(
        github=place.github,
        clone=place.runner.room / "another" / "clone",
        runner=Runner(
            room=place.runner.room / "another", environment=place.runner.environment, secrets=place.runner.secrets
        ),
    )
    elsewhere.runner.room.mkdir()
    git(elsewhere.runner.room, "clone", "--quiet", str(place.clone), "clone")
    git(elsewhere.clone, "remote", "set-url", "origin", git(place.clone, "remote", "get-url", "origin"))
    with ThreadPoolExecutor() as both:
        runs = list(both.map(lambda where: where.sweep(), (place, elsewhere)))
    assert [run.results for run in runs] == [{"answer": "success"}] * 2, "\n\n".join(map(str, runs))
    assert [len(place.answers(number)) for number in (2, 6)] == [2, 1]
    assert "All is well" in place.answers(2)[1] or "something for a maintainer" in place.answers(2)[1]
    assert json.dumps(place.answers(6)).count("Nearly there") == 1
