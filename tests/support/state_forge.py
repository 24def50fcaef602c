"""A forge without a network: reads the state of the stand-in for GitHub directly. For tests of many small steps."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Literal

from github_standin.reactions import KINDS
from github_standin.state import State
from github_standin.things import Account as Somebody
from github_standin.things import Thread
from ideario.forge.port import (
    Account,
    Batch,
    FileChange,
    Meter,
    Neighbour,
    NotFound,
    Reaction,
    Remark,
    Repository,
    Rollup,
    Talk,
    ThreadList,
    Wanted,
)
from ideario.model.thread_names import home_of, kind_of, number_of

ACCOUNTS: Mapping[str, Literal["user", "bot", "organization", "mannequin"]] = {
    "User": "user",
    "Bot": "bot",
    "Organization": "organization",
    "Mannequin": "mannequin",
}
CHANGES: Mapping[str, Literal["added", "modified", "renamed", "removed", "copied"]] = {
    "ADDED": "added",
    "MODIFIED": "modified",
    "RENAMED": "renamed",
    "DELETED": "removed",
    "COPIED": "copied",
}


def _moment(at: int | None) -> datetime | None:
    return None if at is None else datetime.fromtimestamp(at, UTC)


class StateForge:
    """A `Forge` over a `State`. `before` is called with the name of each method, and may raise or change the state."""

    def __init__(
        self, state: State, *, page: int = 3, before: Callable[[str], None] = lambda name: None, moved: bool = False
    ) -> None:
        self.state = state
        self.page = page
        self.before = before
        self.asked: list[str] = []
        self._meter = Meter()

    @property
    def meter(self) -> Meter:
        return self._meter

    def _ask(self, name: str) -> None:
        self.before(name)
        self.asked.append(name)
        self._meter.requests += 1

    def _account(self, who: Somebody) -> Account | None:
        return None if who.deleted else Account(who.id, who.login, ACCOUNTS[who.kind], who.created)

    def _rollup(self, thread: Thread, name: str = "") -> Rollup:
        ids = thread.reactions.ids
        return Rollup(
            name=name or f"{thread.kind}/{thread.number}",
            node=str(thread.id),
            author=self._account(thread.author),
            opened=datetime.fromtimestamp(thread.created, UTC),
            merged=_moment(thread.merged),
            open=thread.kind != "pull" or thread.state == "OPEN",
            head=thread.head_sha,
            comments=len(thread.comments),
            total=len(ids),
            newest=ids[-1] if ids else None,
            base=thread.base or "",
            base_gone=thread.base is not None and f"refs/heads/{thread.base}" not in self.state.home.git.refs,
            branch=thread.head if thread.own else "",
            changed=datetime.fromtimestamp(thread.updated, UTC),
            locked=thread.locked,
        )

    def _reactions(self, thread: Thread) -> tuple[Reaction, ...]:
        rows = thread.reactions
        return tuple(
            Reaction(
                number, KINDS[rows.kinds[i]], rows.moments[i], self._account(self.state.accounts[rows.accounts[i]])
            )
            for i, number in enumerate(rows.ids)
        )

    def _there(self, names: Sequence[str]) -> dict[str, Thread]:
        found = {}
        for name in names:
            where = self.state.find(home_of(name)) if home_of(name) else self.state.home
            thread = None if where is None else where.threads.get(number_of(name))
            if thread is not None and thread.kind == kind_of(name):
                found[name] = thread
        return found

    def repository(self) -> Repository:
        self._ask("repository")
        home = self.state.home
        return Repository(id=home.id, name=home.full_name, pulls=len(home.pulls), private=home.private)

    def pulls(self, after: str | None, *, voters: bool) -> Batch:
        self._ask("pulls")
        rest = [p for p in self.state.home.pulls if p.state != "CLOSED" and p.number > int(after or 0)]
        shown = rest[: self.page]
        return Batch(
            rollups=tuple(map(self._rollup, shown)),
            reactions={f"pull/{p.number}": self._reactions(p) for p in shown} if voters else {},
            next=str(shown[-1].number) if len(rest) > self.page else None,
        )

    def threads(self, names: Sequence[str]) -> Mapping[str, Rollup]:
        self._ask("threads")
        return {name: self._rollup(thread, name) for name, thread in self._there(names).items()}

    def texts(self, wanted: Wanted) -> ThreadList:
        raise NotFound("nobody has asked this forge for texts yet", hint="use the stand-in")

    def neighbours(self, names: Sequence[str]) -> Mapping[str, Neighbour]:
        self._ask("neighbours")
        found = {name: self.state.find(name) for name in names}
        return {n: Neighbour(id=w.id, name=w.full_name, private=w.private) for n, w in found.items() if w is not None}

    def reactions(self, rollups: Sequence[Rollup]) -> Mapping[str, tuple[Reaction, ...]]:
        self._ask("reactions")
        return {name: self._reactions(t) for name, t in self._there([r.name for r in rollups]).items()}

    def files(self, rollups: Sequence[Rollup]) -> Mapping[str, tuple[FileChange, ...]]:
        self._ask("files")
        return {
            name: tuple(
                FileChange(path=file.path, change=CHANGES[file.change], former=file.previous) for file in thread.files
            )
            for name, thread in self._there([r.name for r in rollups]).items()
        }

    def talks(self, rollups: Sequence[Rollup]) -> Mapping[str, Talk]:
        self._ask("talks")
        found = {}
        for name, thread in self._there([r.name for r in rollups]).items():
            people = [c for c in thread.comments if c.author.kind == "User"]
            others = [c.created for c in people if c.author.id != thread.author.id]
            remarks = [
                Remark(datetime.fromtimestamp(c.created, UTC), who)
                for c in people
                if (who := self._account(c.author)) is not None
            ]
            found[name] = Talk(answered=_moment(min(others, default=None)), remarks=tuple(remarks))
        return found

    def totals(self, names: Sequence[str]) -> Mapping[str, int]:
        self._ask("totals")
        return {n: len(t.reactions) for n, t in self._there(names).items() if kind_of(n) != "discussion"}

    def numbers(self, logins: Sequence[str]) -> Mapping[str, int | None]:
        self._ask("numbers")
        found = {login: self.state.logins.get(login.lower()) for login in logins}
        return {login: who.id if who is not None and who.kind == "User" else None for login, who in found.items()}

    def pull_of(self, path: str) -> str | None:
        self._ask("pull_of")
        for pull in self.state.home.pulls:
            if pull.merged is not None and any(file.path == path for file in pull.files):
                return f"pull/{pull.number}"
        return None


def nobody_home(name: str) -> None:
    """A `before` for a repository that is not there."""
    raise NotFound("there is no repository riverton/ideas", hint="mend its name")
