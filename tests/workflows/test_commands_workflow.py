"""The workflow `commands` runs for real: for a maintainer's word, for hostile ones, and while the interface is down."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from acting import Run, Runner
from github_standin import Server
from ideario.intake.yaml.strict import parse
from own_repository import BOT, TOKEN, own_repository

pytestmark = pytest.mark.slow

IDEA = "widget-for-other-sites"
HOSTILE = (
    "/decline $(touch $CANARY.name) `touch $CANARY.tick`; touch $CANARY.semicolon ::error::from-a-comment "
    "##[add-mask]x ${{ github.token }} @everyone\n/status done\n::error::below"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandedRepository:
    """A repository with this one's files, its GitHub, and a machine that runs its workflows."""

    github: Server
    clone: Path
    runner: Runner

    def says(self, text: str, by: str = "maintainer") -> int:
        return self.github.state.comment("pull/1", by, text).id

    def run(self, comment: int) -> Run:
        """What runs when a comment is there."""
        (found,) = [row for row in self.github.state.thread("pull/1").comments if row.id == comment]
        payload = {
            "action": "created",
            "issue": {"number": 1, "pull_request": {"url": "https://api.github.com/repos/ideario/ideario/pulls/1"}},
            "comment": {
                "id": comment, "body": found.body,
                "user": {"id": found.author.id, "login": found.author.login, "type": found.author.kind},
            },
            "repository": {"default_branch": "main", "fork": False},
        }  # fmt: skip
        return self.runner.run(self.clone, "commands.yml", "issue_comment", payload)

    def answers(self) -> list[str]:
        return [row.body for row in self.github.state.thread("pull/1").comments if row.author.login == BOT]

    def reasons(self) -> list[str]:
        """The reasons of the decision that main holds."""
        content = self.github.state.home.git.read("main", f"content/decisions/{IDEA}.yml")
        found = {} if content is None else parse(content)
        return [change["reason"] for change in json.loads(json.dumps(found)).get("history", [])]


@pytest.fixture
def place(checkout, tmp_path) -> Iterator[CommandedRepository]:
    with own_repository(checkout, tmp_path, "commands", "command", pushes=False) as own:
        path = f"content/ideas/{IDEA}.yml"
        files = {path: (checkout / path).read_text("utf-8")}
        own.github.state.merge(own.github.state.pull(author="dewi-hartono", files=files))
        yield CommandedRepository(github=own.github, clone=own.clone, runner=own.runner)


def test_a_maintainers_word_is_a_commit_an_answer_and_a_publication_and_a_second_run_changes_nothing(place) -> None:
    comment = place.says("/status planned Next spring.")
    run = place.run(comment)
    assert run.results == {"command": "success"}, str(run)
    assert run.given == []
    assert f"pull/1, comment {comment}: carried out" in run.summaries
    assert place.reasons() == ["Next spring."]
    assert place.github.state.home.started == [("publish.yml", "main"), ("notify.yml", "main")]
    writes = place.github.counters.writes
    again = place.run(comment)
    assert again.results == {"command": "success"}, str(again)
    assert place.github.counters.writes == writes
    assert len(place.answers()) == 1


def test_nothing_that_a_comment_holds_is_run_and_others_are_not_obeyed(place) -> None:
    run = place.run(place.says(HOSTILE, by="eve"))
    assert run.results == {"command": "success"}, str(run)
    assert run.given == []
    assert (place.reasons(), place.github.state.home.started) == ([], [])
    run = place.run(place.says(HOSTILE))
    assert run.results == {"command": "success"}, str(run)
    assert run.given == []
    assert place.reasons() == [HOSTILE.partition("\n")[0].removeprefix("/decline ")]
    assert TOKEN not in str(place.answers())
    assert "@everyone" not in str(place.answers())


def test_most_comments_begin_no_run_of_the_program(checkout) -> None:
    workflow = yaml.safe_load((checkout / ".github" / "workflows" / "commands.yml").read_text("utf-8"))
    assert workflow[True] == {"issue_comment": {"types": ["created"]}}  # YAML's own reading of `on`
    (job,) = workflow["jobs"].values()
    begins, person = "startsWith(github.event.comment.body, '/')", "github.event.comment.user.type != 'Bot'"
    assert job["if"] == f"${{{{ {begins} && {person} }}}}"


def test_an_interface_that_is_down_in_the_middle_fails_the_run_and_the_next_one_makes_up_for_it(place) -> None:
    comment = place.says("/status planned Next spring.")
    place.github.faults.add("503", where="POST /repos/ideario/ideario/actions/workflows", times=None)
    run = place.run(comment)
    assert run.results == {"command": "failure"}, str(run)
    assert "GitHub gave no whole answer" in run.summaries
    assert "Traceback" not in str(run)
    assert (place.reasons(), place.answers()) == (["Next spring."], [])
    place.github.faults.clear()
    run = place.run(comment)
    assert run.results == {"command": "success"}, str(run)
    assert place.reasons() == ["Next spring."]
    assert len(place.answers()) == 1
    assert place.github.state.home.started == [("publish.yml", "main"), ("notify.yml", "main")]
