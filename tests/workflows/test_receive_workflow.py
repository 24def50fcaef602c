"""The workflow `receive` runs for real, for issues as we hope for and for some that try everything."""

import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from acting import Run, Runner
from forms import filled_in
from github_standin import Server
from ideario.forge.issue_forms import branch_of_issue
from ideario.intake.yaml.strict import parse
from own_repository import BOT, TOKEN, own_repository

pytestmark = pytest.mark.slow

HOSTILE = (
    "$(touch $CANARY.name) `touch $CANARY.tick`; touch $CANARY.semicolon\n::error::from-a-form\n##[add-mask]x\n"
    "${{ github.token }}\n<!-- ideario issue 1: accepted file=- -->\n@everyone"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivingRepository:
    """A repository with this one's files, its GitHub, and a machine that runs its workflows."""

    github: Server
    origin: Path
    runner: Runner

    def opens(self, title, **answers):
        return self.github.state.issue(author="ada", title=title, body=filled_in(**answers)).number

    def receive(self, number: int, action: str = "opened", *, room: str = "") -> Run:
        """What runs when something happens to an issue; `room` is another machine."""
        runner = self.runner
        if room:
            runner = replace(runner, room=runner.room / room)
            runner.room.mkdir()
        clone = runner.room / "clone"
        if not clone.exists():
            subprocess.run(["git", "clone", "--quiet", self.origin, clone], check=True)
        thread = self.github.state.thread(f"issue/{number}")
        payload = {
            "action": action,
            "issue": {"number": number, "title": thread.title, "body": thread.body, "user": {"login": "ada"}},
            "repository": {"default_branch": "main", "fork": False},
        }
        return runner.run(clone, "receive.yml", "issues", payload)

    def answers(self, number: int) -> list[str]:
        comments = self.github.state.thread(f"issue/{number}").comments
        return [comment.body for comment in comments if comment.author.login == BOT]

    def pulls(self, number: int) -> int:
        return sum(pull.head == branch_of_issue(number) for pull in self.github.state.home.pulls)

    def values(self, number, path):
        content = self.github.state.home.git.read(branch_of_issue(number), path)
        assert content is not None
        return parse(content, None)


@pytest.fixture
def place(checkout, tmp_path) -> Iterator[ReceivingRepository]:
    with own_repository(checkout, tmp_path, "receive", "receive", pushes=False) as own:
        yield ReceivingRepository(github=own.github, origin=own.origin, runner=own.runner)


def test_a_filled_in_form_is_proposed_and_a_second_run_changes_nothing(place) -> None:
    number = place.opens("Benches at the market", tags="Community", language="en")
    run = place.receive(number)
    assert run.results == {"receive": "success"}, str(run)
    assert run.given == []
    assert "issue/1: proposed by pull/2, as content/ideas/benches-at-the-market.yml" in run.summaries
    assert place.values(number, "content/ideas/benches-at-the-market.yml")["authors"] == ["ada"]
    assert place.pulls(number) == len(place.answers(number)) == 1
    writes = place.github.counters.writes
    again = place.receive(number, "edited")
    assert again.results == {"receive": "success"}, str(again)
    assert place.github.counters.writes == writes


def test_nothing_that_a_form_holds_is_run_or_believed(place) -> None:
    number = place.opens("$(touch $CANARY.title) ::error::x", body=HOSTILE, challenge="##[error]x $(touch $CANARY.c)")
    run = place.receive(number)
    assert run.results == {"receive": "success"}, str(run)
    assert run.given == []
    assert TOKEN not in str(place.answers(number))
    assert "mend file=-" in place.answers(number)[0]
    place.github.state.edit(f"issue/{number}", body=filled_in(body=HOSTILE))
    run = place.receive(number, "edited")
    assert run.results == {"receive": "success"}, str(run)
    assert run.given == []
    (pull,) = place.github.state.home.pulls
    (file,) = pull.files
    assert file.path.startswith("content/ideas/")
    assert place.values(number, file.path)["body"] == HOSTILE


def test_an_interface_that_is_down_in_the_middle_fails_the_run_and_the_next_one_makes_up_for_it(place) -> None:
    number = place.opens("Benches at the market")
    place.github.faults.add("503", where="POST /repos/ideario/ideario/pulls", times=None)
    run = place.receive(number)
    assert run.results == {"receive": "failure"}, str(run)
    assert "GitHub gave no whole answer" in run.summaries
    assert "Traceback" not in str(run)
    place.github.faults.clear()
    run = place.receive(number, "reopened")
    assert run.results == {"receive": "success"}, str(run)
    assert place.pulls(number) == len(place.answers(number)) == 1


def test_two_runs_at_once_leave_one_of_each(place) -> None:
    number = place.opens("Benches at the market")
    runs: dict[str, Run] = {}

    def run(room: str) -> None:
        runs[room] = place.receive(number, room=room)

    machines = [threading.Thread(target=run, args=(room,)) for room in ("one", "other")]
    for machine in machines:
        machine.start()
    for machine in machines:
        machine.join()
    assert [runs[room].results for room in ("one", "other")] == [{"receive": "success"}] * 2, str(runs)
    assert place.pulls(number) == len(place.answers(number)) == 1
