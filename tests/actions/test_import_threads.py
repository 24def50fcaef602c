"""`ideario import github`: issues and discussions that are there already become ideas, once each, with their votes."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from communities import put, riverton
from conftest import Outcome
from forms import filled_in
from github_standin import Server
from hostile import HOSTILE
from ideario.forge.port import Wanted
from ideario.forge.recorded import record
from ideario.ledger.ledger_folder import read_threads
from lives import live

pytestmark = pytest.mark.slow

LABEL = "feature-request"


class Backlog:
    """A community without ideas of its own, and the issues of its repository."""

    def __init__(self, ideario: Callable[..., Outcome], github: Server, root: Path) -> None:
        self.run_program, self.github, self.state, self.root = ideario, github, github.state, riverton(root)
        for old in (*(root / "content" / "ideas").iterdir(), *(root / "content" / "challenges").iterdir()):
            old.unlink()
        self.here = self.state.home

    def issue(self, title: str, *labels: str, votes: int = 0, **more: Any) -> Any:
        made = self.state.issue(
            **{
                "title": title,
                "at": "2026-01-05",
                "body": f"{title}, please.",
                "labels": labels or (LABEL,),
                "repository": self.here,
                **more,
            }
        )
        self.state.react_many(made, [f"voter-{number}" for number in range(votes)], at="2026-02-03T09:00:00Z")
        return made

    def command(self, *arguments: str | Path) -> Outcome:
        env = {**self.github.environment(), "IDEARIO_LEDGER_KEY": "a key for tests that is long enough"}
        return self.run_program("--root", self.root, *arguments, env=env)

    def bring(self, *arguments: str | Path, code: int = 0) -> dict[str, Any]:
        done = self.command("import", "github", "--format", "json", *arguments)
        assert done.exit_code == code, done
        said: dict[str, Any] = json.loads(done.stdout)
        return said

    def brought(self, *arguments: str | Path) -> dict[str, Any]:
        """What was written, in which `check` finds nothing."""
        said = self.bring("--label", LABEL, "--write", *arguments)
        checked = self.command("check")
        assert checked.exit_code == 0, checked
        return said

    def files(self) -> dict[str, bytes]:
        content = self.root / "content"
        return {path.relative_to(content).as_posix(): path.read_bytes() for path in content.rglob("*.yml")}

    def tally(self) -> dict[str, tuple[int, dict[str, int]]]:
        done = self.command("tally", "--format", "json")
        ideas = json.loads(done.stdout)["ideas"]
        return {idea["idea"]: (idea["support"], idea["excluded"]) for idea in ideas}

    def published(self, name: str) -> Any:
        return json.loads((self.root / "build" / "site" / "api" / "v1" / f"{name}.json").read_text())[name]


@pytest.fixture
def backlog(ideario: Callable[..., Outcome], github: Server, tmp_path: Path) -> Backlog:
    return Backlog(ideario, github, tmp_path / "town")


def test_it_says_first_what_it_would_make_and_writes_when_it_is_told_to(backlog: Backlog) -> None:
    backlog.issue("Dark mode", LABEL, "Documentation", "P1", author="zoe", at="2025-05-05")
    before = backlog.files()
    said = backlog.command("import", "github", "--label", LABEL)
    assert (said.exit_code, backlog.files()) == (0, before)
    for line in (
        "riverton/ideas: 1 threads read, 0 of them ideas already.", "completed → done", "Would make 1 ideas:",
        "issue/1: Dark mode [open]", "To write 2 files, give --write;",
    ):  # fmt: skip
        assert line in said.stdout
    made = backlog.brought()
    assert (made["written"], made["files"]) == (
        True,
        ["content/decisions/dark-mode.yml", "content/ideas/dark-mode.yml"],
    )
    assert (backlog.files().keys() - before.keys()) == {"ideas/dark-mode.yml", "decisions/dark-mode.yml"}


def test_a_second_import_brings_what_is_new_and_touches_no_file(backlog: Backlog) -> None:
    first = backlog.issue("Dark mode")
    backlog.brought()
    path = backlog.root / "content" / "ideas" / "dark-mode.yml"
    path.write_text(path.read_text().replace("title: Dark mode", "title: A dark mode, edited"))
    path.rename(path.with_name("a-dark-mode.yml"))
    put(
        backlog.root, "decisions/a-dark-mode",
        {"history": [{"date": "2026-01-01", "status": "planned"}], "former": ["dark-mode"], "threads": ["issue/1"]},
    )  # fmt: skip
    (backlog.root / "content" / "decisions" / "dark-mode.yml").unlink()
    before = backlog.files()
    first.title = "Another title"
    backlog.state.close(first, reason="COMPLETED", at="2026-01-06")
    assert backlog.brought()["made"] == []
    assert backlog.files() == before
    told = backlog.command("import", "github", "--label", LABEL).stdout
    assert "the decision is yours: a-dark-mode [planned] ≠ issue/1 [completed]" in told
    backlog.issue("Dark mode")
    assert [one["idea"] for one in backlog.brought()["made"]] == ["dark-mode-2"]
    assert before.items() <= backlog.files().items()
    first.labels.clear()
    assert backlog.bring("--label", LABEL)["gone"] == [{"thread": "issue/1", "idea": "a-dark-mode"}]


def test_an_import_that_was_killed_between_the_files_of_an_idea_is_made_whole(backlog: Backlog) -> None:
    backlog.issue("Dark mode")
    backlog.brought()
    decision = backlog.root / "content" / "decisions" / "dark-mode.yml"
    whole = decision.read_bytes()
    decision.unlink()
    assert backlog.brought()["files"] == ["content/decisions/dark-mode.yml"]
    assert decision.read_bytes() == whole


def test_votes_dates_and_authors_are_those_of_the_thread(backlog: Backlog) -> None:
    one = backlog.issue("Dark mode", votes=3, author="zoe", at="2025-05-05T10:00:00Z")
    backlog.state.react(one, "zoe", at="2026-02-03")
    two = backlog.issue("Light mode", votes=2, author="gone", at="2024-04-04T10:00:00Z")
    backlog.state.react(two, "gone", at="2026-02-03")
    backlog.state.delete_account("gone")
    backlog.brought()
    pull = backlog.state.pull(author="maintainer", files=[f"content/{path}" for path in backlog.files()])
    backlog.state.merge(pull)
    backlog.state.react(pull, "fan", at="2026-02-03")
    assert backlog.command("sync").exit_code == 0
    assert backlog.tally() == {"dark-mode": (3, {"R3": 1}), "light-mode": (2, {"R1": 1})}
    threads = {thread.name: thread for thread in read_threads(backlog.root / "content" / "ledger")}
    assert {name: (thread.ideas, str(thread.opened)[:10]) for name, thread in threads.items()} == {
        "issue/1": (("dark-mode",), "2025-05-05"), "issue/2": (("light-mode",), "2024-04-04"),
    }  # fmt: skip
    assert backlog.command("build").exit_code == 0
    ideas = backlog.published("ideas")
    assert {idea["slug"]: (idea["arrived"][:10], idea["threads"]) for idea in ideas} == {
        "dark-mode": ("2025-05-05", ["issue/1"]), "light-mode": ("2024-04-04", ["issue/2"]),
    }  # fmt: skip
    (ranked,) = backlog.published("rankings")
    assert [one["idea"] for one in ranked["new"]] == ["dark-mode", "light-mode"]
    assert [(one["idea"], one["count"]) for one in ranked["top"]] == [("dark-mode", 3), ("light-mode", 2)]
    page = (backlog.root / "build" / "site" / "ideas" / "dark-mode" / "index.html").read_text()
    assert "https://github.com/riverton/ideas/issues/1" in page
    assert "Imported from riverton/ideas, number issue/1" in page


def test_what_is_no_idea_is_left_out_and_told(backlog: Backlog) -> None:
    backlog.issue("Ok")
    backlog.issue("A question", "question")
    kept = backlog.issue("Locked but dear")
    backlog.state.lock_thread(kept)
    pull = backlog.state.pull(author="ada")
    pull.labels.append(LABEL)
    gone = backlog.issue("Moved away")
    backlog.state.vanish(gone)
    said = backlog.brought()
    assert [one["thread"] for one in said["made"]] == ["issue/3"]
    assert said["refused"] == [{"thread": "issue/1", "reason": "its title has fewer than 3 letters"}]
    assert (said["pulls"], said["locked"], said["read"]) == (["pull/4"], ["issue/3"], 2)
    told = backlog.command("import", "github", "--label", LABEL).stdout
    assert "Refused 1:" in told
    assert "Pull requests with the label are no ideas: pull/4" in told
    assert "Locked, so that outsiders cannot vote there: issue/3" in told


def test_what_was_written_with_the_form_for_ideas_is_left_to_receive(backlog: Backlog) -> None:
    backlog.issue("A bench", body=filled_in())
    said = backlog.bring("--label", LABEL)
    assert said["made"] == []
    assert [(one["thread"], "`ideario receive`" in one["reason"]) for one in said["refused"]] == [("issue/1", True)]


def test_discussions_come_by_category_or_label_and_their_upvotes_are_told(backlog: Backlog) -> None:
    backlog.issue("An issue")
    talk = backlog.state.discussion(
        title="A talk", labels=["Feature-Request"], upvotes=12, category="Q&A", at="2026-01-05"
    )
    backlog.state.close(talk, reason="RESOLVED", at="2026-01-01")
    backlog.state.discussion(title="A wish", category="Wishes", upvotes=5, at="2026-01-05")
    assert [one["thread"] for one in backlog.bring("--label", LABEL)["made"]] == ["issue/1"]
    said = backlog.bring("--label", LABEL, "--discussions")
    assert [(one["thread"], one["status"]) for one in said["made"]] == [("issue/1", "open"), ("discussion/2", "done")]
    assert said["upvotes"] == {"discussion/2": 12}
    both = backlog.brought("--category", "wishes")
    assert [one["thread"] for one in both["made"]] == ["issue/1", "discussion/3"]
    assert (
        "5 upvotes of 1 discussions are not counted"
        in backlog.command("import", "github", "--category", "Wishes").stdout
    )


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ((), "nothing says which issues or discussions are ideas"),
        (("--label", "feature"), "there is no label 'feature' in the repository"),
        (("--category", "Ideen"), "there is no category 'Ideen' of discussions"),
        (("--label", LABEL, "--repository", "acme/library"), "it belongs to somebody else"),
        (("--label", LABEL, "--repository", "riverton/nothing"), "there is none, or the token may not read it"),
        (("--label", LABEL, "--challenge", "nope"), "there is no challenge 'nope'"),
        (("--label", LABEL, "--status", "completed=shipped"), "there is no status 'shipped'"),
    ],
)
def test_what_cannot_be_asked_is_told_and_nothing_is_written(
    backlog: Backlog, given: tuple[str, ...], message: str
) -> None:
    backlog.issue("Dark mode")
    before = backlog.files()
    done = backlog.command("import", "github", "--write", *given)
    assert (done.exit_code, backlog.files()) == (2, before)
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_content_with_errors_is_mended_first(backlog: Backlog) -> None:
    backlog.issue("Dark mode")
    backlog.brought()
    path = backlog.root / "content" / "decisions" / "dark-mode.yml"
    path.write_text(path.read_text().replace("open", "opne"))
    done = backlog.command("import", "github", "--label", LABEL, "--write")
    assert done.exit_code == 2
    assert "some content files have errors, such as content/decisions/dark-mode.yml" in done.stderr


def test_the_settings_say_which_threads_and_options_say_otherwise(backlog: Backlog) -> None:
    wish = {"label": LABEL, "statuses": {"completed": "planned"}, "tags": {"area: docs": "documentation"}}
    riverton(backlog.root, tags={"documentation": "Documentation"}, **{"import": wish})
    for old in (backlog.root / "content" / "ideas").iterdir():
        old.unlink()
    made = backlog.issue("Dark mode", LABEL, "area: docs")
    backlog.state.close(made, reason="COMPLETED", at="2026-01-06")
    backlog.issue("Other", "other")
    said = backlog.bring()
    assert [(one["thread"], one["status"]) for one in said["made"]] == [("issue/1", "planned")]
    assert said["tags"] == {"area: docs": "documentation"}
    other = backlog.bring("--label", "other", "--status", "completed=done")
    assert ([one["thread"] for one in other["made"]], other["states"]["completed"]) == (["issue/2"], "done")


def test_threads_of_the_owners_other_repository_keep_its_name(backlog: Backlog) -> None:
    backlog.here = backlog.state.repository("riverton/library")
    first = backlog.issue("Dark mode", votes=2, at="2025-05-05", author="zoe")
    copy = backlog.issue("Night mode", votes=1, at="2025-05-06", author="yan")
    backlog.state.close(copy, reason="DUPLICATE", duplicate_of=first, at="2026-01-06")
    said = backlog.brought("--repository", "riverton/library")
    assert [(one["thread"], one["status"]) for one in said["made"]] == [
        ("riverton/library/issue/1", "open"), ("riverton/library/issue/2", "duplicate"),
    ]  # fmt: skip
    assert backlog.command("sync").exit_code == 0
    assert backlog.tally()["dark-mode"][0] == 2  # voter-0 voted on both
    assert backlog.command("build").exit_code == 0
    page = (backlog.root / "build" / "site" / "ideas" / "dark-mode" / "index.html").read_text()
    assert "https://github.com/riverton/library/issues/1" in page
    assert backlog.brought("--repository", "Riverton/Library")["made"] == []
    backlog.state.move("riverton/books", backlog.here)
    for name in ("riverton/library", "riverton/books"):
        again = backlog.brought("--repository", name)
        assert (again["read"], again["made"], again["gone"]) == (2, [], [])


def test_a_list_that_changes_while_it_is_read_comes_out_whole(backlog: Backlog) -> None:
    issues = [backlog.issue(f"Idea {number}") for number in range(120)]
    backlog.github.faults.add("call", on=2, where="graphql", call=issues[0].labels.clear)
    backlog.github.faults.add("call", on=3, where="graphql", call=lambda: backlog.issue("A late one"))
    said = backlog.bring("--label", LABEL)
    numbers = {int(one["thread"].partition("/")[2]) for one in said["made"]}
    assert numbers >= {*range(2, 121)}
    assert len(numbers) == len(said["made"])


@pytest.mark.parametrize("fault", ["502", "drop", "graphql-partial"])
def test_a_failure_in_the_middle_leaves_nothing_written(backlog: Backlog, fault: str) -> None:
    for number in range(120):
        backlog.issue(f"Idea {number}")
    before = backlog.files()
    backlog.github.faults.add("502" if fault == "graphql-partial" else fault, on=3, where="graphql", times=None)
    done = backlog.command("import", "github", "--label", LABEL, "--write")
    assert (done.exit_code, backlog.files()) == (2, before)
    backlog.github.faults.clear()
    assert len(backlog.brought()["made"]) == 120


def test_a_disk_that_refuses_leaves_nothing_written(backlog: Backlog) -> None:
    backlog.issue("Dark mode")
    before = backlog.files()
    (backlog.root / "content" / "decisions").write_text("a file where the folder would be")
    done = backlog.command("import", "github", "--label", LABEL, "--write")
    assert (done.exit_code, backlog.files()) == (2, before)


def test_hostile_issues_are_files_in_which_check_finds_nothing(backlog: Backlog) -> None:
    for number, text in enumerate(HOSTILE):
        backlog.issue(
            f"Title {number} {text}", body=f"{text}\r\n\r\n@everyone ::error::x\x1b[31m\n  - {text}", author="zoe"
        )
    said = backlog.brought()
    assert (len(said["made"]), said["refused"]) == (len(HOSTILE), [])
    told = backlog.command("import", "github", "--label", LABEL).stdout
    assert "\x1b" not in told
    assert not any(line.startswith("::") for line in told.splitlines())


def test_new_issues_come_by_one_pull_request_until_it_is_merged(backlog: Backlog) -> None:
    backlog.issue("Dark mode")
    before = backlog.files()
    said = backlog.bring("--label", LABEL, "--pull-request")
    assert said["pull_request"] == {"thread": "pull/2", "state": "open", "files": 2}
    assert backlog.files() == before
    git = backlog.here.git
    branch = "ideario/import-after-0"
    assert b"source_id: issue/1" in (git.read(branch, "content/ideas/dark-mode.yml") or b"")
    pull = backlog.here.threads[2]
    assert (pull.title, "#" in pull.body) == ("Bring in 1 issue as an idea", False)
    git.commit(branch, {"content/ideas/dark-mode.yml": "a maintainer's\n"}, message="Mend it")
    backlog.issue("Light mode", at="2026-01-06")
    again = backlog.bring("--label", LABEL, "--pull-request")
    assert again["pull_request"] == {"thread": "pull/2", "state": "open", "files": 2}
    assert git.read(branch, "content/ideas/dark-mode.yml") == b"a maintainer's\n"
    writes = backlog.github.counters.writes
    assert backlog.bring("--label", LABEL, "--pull-request")["pull_request"]["files"] == 0
    assert (backlog.github.counters.writes, len(backlog.here.pulls)) == (writes, 1)
    backlog.state.close(pull)
    told = backlog.command("import", "github", "--label", LABEL, "--pull-request")
    assert "pull/2 proposed them, and was closed" in told.stdout
    assert (backlog.github.counters.writes, len(backlog.here.pulls)) == (writes, 1)


def test_after_a_merge_the_next_ones_get_a_pull_request_of_their_own(backlog: Backlog) -> None:
    backlog.issue("Dark mode")
    backlog.bring("--label", LABEL, "--pull-request")
    backlog.state.merge("pull/2")
    assert backlog.bring("--label", LABEL, "--pull-request")["pull_request"]["state"] == "merged"
    backlog.brought()
    backlog.issue("Light mode", at="2026-01-06")
    said = backlog.bring("--label", LABEL, "--pull-request")
    assert (said["pull_request"]["thread"], [one["thread"] for one in said["made"]]) == ("pull/4", ["issue/3"])


def test_eight_hundred_issues_take_one_command_and_sixty_points(backlog: Backlog) -> None:
    """Import and sync together, with an issue of hundreds of reactions; and the same from a recording."""
    for number in range(800):
        backlog.issue(
            f"Wish number {number}", votes=300 if number == 7 else number % 5, author=f"author-{number % 90}",
            at=1_700_000_000 + number * 3_600,
        )  # fmt: skip
    backlog.github.refill()
    backlog.github.counters.points = 0
    said = backlog.brought()
    assert (len(said["made"]), said["refused"]) == (800, [])
    assert backlog.command("sync").exit_code == 0
    assert backlog.github.counters.points <= 60
    tally = backlog.tally()
    assert tally["wish-number-7"][0] == 300
    assert sum(votes for votes, _ in tally.values()) == 300 + sum(n % 5 for n in range(800)) - 7 % 5
    assert backlog.command("build").exit_code == 0
    (ranked,) = backlog.published("rankings")
    assert [one["idea"] for one in ranked["new"]] == [f"wish-number-{number}" for number in reversed(range(800))]
    assert {one["idea"]: one["count"] for one in ranked["top"]} == {slug: votes for slug, (votes, _) in tally.items()}
    assert ranked["top"][0]["idea"] == "wish-number-7"
    threads = {thread.name: thread for thread in read_threads(backlog.root / "content" / "ledger")}
    assert {int(threads[f"issue/{n + 1}"].opened.timestamp()) - n * 3_600 for n in range(800)} == {1_700_000_000}
    recording = backlog.root / "recording.json"
    recording.write_text(json.dumps(record(live(backlog.github), texts=[Wanted(kind="issue", label=LABEL)])))
    elsewhere = Backlog(backlog.run_program, backlog.github, backlog.root.parent / "recorded")
    again = elsewhere.brought("--from", recording)
    assert {**elsewhere.files()} == {**backlog.files()}
    assert (again["made"], again["points"]) == (said["made"], 0)
    synced = json.loads(elsewhere.command("sync", "--from", recording, "--format", "json").stdout)
    assert synced["cast"] == sum(votes for votes, _ in tally.values())
