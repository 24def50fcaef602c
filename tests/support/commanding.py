"""A community on the stand-in whose comments can carry commands: who says what where, and what became of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from communities import CHALLENGE, IDEA, put, riverton
from github_standin import Server
from github_standin.things import Thread
from ideario.actions.moderating.carry_out import CarriedOut, carry_out
from ideario.forge.command_port import NewComment
from ideario.forge.port import Account
from ideario.github.writing.command_writer import CommandGitHub, connect_for_commands
from ideario.intake.yaml.strict import parse
from ideario.resources import tool_resources
from lives import connection

TOKEN, BOT = "of-actions", "github-actions[bot]"
TODAY = datetime(2026, 11, 23, 18, 17, tzinfo=UTC)
LATER = {"submission": {"opens": "2026-01-01", "closes": "2099-01-31"},
         "voting": {"opens": "2099-02-01", "closes": "2099-02-28"}}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandedTown:
    """Riverton with its repository. `root` is a checkout of it, brought up to date before each command."""

    root: Path
    github: Server

    def say(self, thread: str, text: str, by: str = "maintainer", *, at: datetime = TODAY) -> NewComment:
        """Write a comment, as GitHub tells a workflow of it."""
        made = self.github.state.comment(thread, by, text, at=at)
        kinds: Any = {"User": "user", "Bot": "bot", "Organization": "organization"}
        author = Account(made.author.id, made.author.login, kinds[made.author.kind])
        return NewComment(id=made.id, thread=thread, author=author, text=text)

    def obey(self, comment: NewComment) -> CarriedOut:
        """Carry out the command in a comment."""
        self.pull()
        return carry_out(
            self.root, comment, resources=tool_resources(), ledger=None, connect=lambda _: self.forge(), language="en",
            now=TODAY,
        )  # fmt: skip

    def forge(self) -> CommandGitHub:
        return connect_for_commands(
            connection(self.github, TOKEN), budget=None, sleep=lambda _: None, now=lambda: datetime.now(UTC)
        )

    def told(self, thread: str, text: str, by: str = "maintainer") -> CarriedOut:
        """Say something, and have it carried out."""
        return self.obey(self.say(thread, text, by))

    def pull(self) -> None:
        """Have the checkout hold what main holds."""
        git = self.github.state.home.git
        there = git.flat(git.commits[git.refs["refs/heads/main"]].tree)
        for file in (self.root / "content").rglob("*.yml"):
            if file.relative_to(self.root).as_posix() not in there:
                file.unlink()
        for path, (_, sha) in there.items():
            if path.startswith("content/"):
                (self.root / path).parent.mkdir(parents=True, exist_ok=True)
                (self.root / path).write_bytes(git.blobs[sha])

    def answers(self, thread: str) -> list[str]:
        """The program's comments on a thread."""
        return [row.body for row in self.github.state.thread(thread).comments if row.author.login == BOT]

    def signs(self, comment: int) -> list[str]:
        """The program's reactions to a comment."""
        rows = [row for thread in self.github.state.home.threads.values() for row in thread.comments]
        (found,) = [row for row in rows if row.id == comment]
        return [kind for _, account, kind, _ in found.reactions if account.login == BOT]

    def decision(self, idea: str = "bike-lanes") -> Any:
        """What main says of an idea, None for nothing."""
        content = self.github.state.home.git.read("main", f"content/decisions/{idea}.yml")
        return None if content is None else parse(content)

    def idea(self, idea: str) -> Any:
        content = self.github.state.home.git.read("main", f"content/ideas/{idea}.yml")
        return None if content is None else parse(content)

    def commits(self) -> int:
        """How many commits lead to the tip of main."""
        git, sha, number = self.github.state.home.git, self.github.state.home.git.refs["refs/heads/main"], 0
        while sha:
            number, parents = number + 1, git.commits[sha].parents
            sha = parents[0] if parents else ""
        return number


def commanded_town(github: Server, root: Path) -> CommandedTown:
    """Bike lanes (pull/1, merged), night trams (pull/2, merged), both by ada; two challenges, one of them open."""
    riverton(root)
    put(root, "challenges/open-one", {**CHALLENGE, **LATER, "title": "What now?"})
    state = github.state
    state.token(TOKEN, BOT, kind="installation", limit=100_000)
    github.limits.writes_a_minute = github.limits.writes_an_hour = 100_000  # no waiting here: the pace would do that
    files = {f.relative_to(root).as_posix(): f.read_text("utf-8") for f in sorted((root / "content").rglob("*.yml"))}
    ideas = {path: text for path, text in files.items() if path.startswith("content/ideas/")}
    state.home.git.commit("main", {path: text for path, text in files.items() if path not in ideas})
    bring(github, "ada", {path: ideas[path] for path in ideas if path.endswith("bike-lanes.yml")})
    file = put(root, "ideas/night-trams", {**IDEA, "title": "Night trams", "language": "it"})
    bring(github, "ada", {"content/ideas/night-trams.yml": file.read_text("utf-8")})
    return CommandedTown(root=root, github=github)


def bring(github: Server, author: str, files: dict[str, str]) -> Thread:
    """Merge a pull request with these files."""
    return github.state.merge(github.state.pull(author=author, files=files, at="2026-01-10T10:00:00Z"),
                              at="2026-01-11T10:00:00Z")  # fmt: skip


Told = Callable[[str, str], CarriedOut]
