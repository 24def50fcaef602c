"""The port's live adapter: GitHub itself. Puts the questions, checks what comes, gives the port's answers."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from ideario.forge.port import (
    Batch,
    FileChange,
    Lost,
    Meter,
    Neighbour,
    NoAccess,
    Reaction,
    Repository,
    Rollup,
    Talk,
    ThreadList,
    Unreachable,
    Wanted,
)
from ideario.github import queries
from ideario.github.answer_shapes import Row, Unsound
from ideario.github.bounds import MORE_THAN_TOLD, READS
from ideario.github.connection import Connection
from ideario.github.file_lists import Files
from ideario.github.graphql import GraphQL
from ideario.github.logins import numbers_of
from ideario.github.parsing import Accounts
from ideario.github.rest import Rest
from ideario.github.session import AGAIN, Session
from ideario.github.threads.named_threads import NamedThreads
from ideario.github.threads.repositories import Repositories, default_branch
from ideario.github.threads.talks import Talks
from ideario.github.threads.text_lists import TextLists
from ideario.github.voters import NUMBER, Voters
from ideario.messages.said import say
from ideario.model.thread_names import is_pull


class Cursor(NamedTuple):
    """Where a survey goes on: how many pull requests it has seen, when the last was opened, GitHub's cursor."""

    seen: int
    opened: str
    cursor: str | None

    @classmethod
    def of(cls, text: str | None) -> "Cursor":
        """The place that `next` of a page named."""
        if text is None:
            return cls(0, "", None)
        seen, _, rest = text.partition(" ")
        opened, _, cursor = rest.partition(" ")
        if not (seen.isascii() and seen.isdigit() and len(seen) < 10 and opened and cursor):
            raise Lost(say("{text} is no place in a survey", text=f"{text!r}"), hint=say("run it again"))
        return cls(int(seen), opened, cursor)


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyPage:
    """A page of the list of pull requests as it came: its rows, and where to go on."""

    rows: list[Row]
    next: str | None
    default_branch: str


class LiveForge:
    """GitHub, as the port `Forge`. Made by `connect`."""

    def __init__(self, session: Session, *, budget: int | None) -> None:
        accounts = Accounts()
        self._session = session
        self._graphql = GraphQL(session, budget=budget)
        self._rest = Rest(session)
        self._accounts = accounts
        self._voters = Voters(self._graphql, accounts, session.pause)
        self._repositories = Repositories(self._graphql, self._rest)
        self._named = NamedThreads(self._graphql, self._repositories, accounts, session.pause)
        self._texts = TextLists(self._graphql, self._repositories, accounts, session.pause)
        self._told: int | None = None
        self._listed: set[str | int] = set()

    @property
    def meter(self) -> Meter:
        """What has been spent so far; queries of which no answer came count in full."""
        return self._session.meter

    def repository(self) -> Repository:
        """The repository under the name that it has now. Costs no points while GitHub counts pages (below 100,000)."""
        home = self._rest.home()
        pulls = self._rest.pulls()
        if pulls is None:
            query = queries.COUNT
            found = self._repositories.ask(query, {}, shape=queries.COUNT_SHAPE, connections=1)
            pulls = int(found["pullRequests"]["totalCount"])
        self._told = pulls
        return Repository(id=home.id, name=home.name, pulls=pulls, private=home.private)

    def pulls(self, after: str | None, *, voters: bool) -> Batch:
        """One page of all pull requests; `after` is `next` of the page before, of this run or an earlier one."""
        place, query, shape = Cursor.of(after), queries.survey(voters=voters), queries.SURVEY_SHAPES[voters]
        if self._told is not None and place.seen > self._told + self._told // 10 + MORE_THAN_TOLD:
            raise Unreachable(say("the list of {told} pull requests has no end", told=f"{self._told:,}"), hint=AGAIN)
        if after is None:
            self._listed.clear()
        trouble = ""
        for attempt in range(READS):

            def ask(size: int, shrinkable: bool) -> SurveyPage:  # noqa: FBT001 - as `sized` calls it
                variables = {"first": size, "after": place.cursor}
                found = self._repositories.ask(
                    query, variables, shape=shape, connections=1 + size, shrinkable=shrinkable
                )
                return _surveyed(found, place, size=None if attempt == READS - 1 else size)  # noqa: B023 - called at once

            try:
                surveyed = self._graphql.sized("voters" if voters else "rollups", ask)
                rollups = tuple(self._accounts.rollup(row, surveyed.default_branch) for row in surveyed.rows)
                self._list(rollups)
            except Unsound as unsound:
                trouble = str(unsound)
                self._session.pause(attempt)
                continue
            kept = tuple(rollup for rollup in rollups if rollup.open or rollup.merged is not None)
            if not voters:
                return Batch(rollups=kept, reactions={}, next=surveyed.next)
            return self._with_voters(kept, surveyed)
        failed = Unreachable if after is None else Lost  # what an earlier run has counted may be what is wrong
        raise failed(f"the list of pull requests does not come out whole: {trouble}", hint=AGAIN)

    def _list(self, rollups: Sequence[Rollup]) -> None:
        """Take down that these were listed. Unsound where one was before: its votes would be taken for another's."""
        once = {key for rollup in rollups for key in (rollup.name, rollup.node)}
        if len(once) != 2 * len(rollups) or not self._listed.isdisjoint(once):
            raise Unsound("one is there twice")
        self._listed |= once

    def _with_voters(self, kept: tuple[Rollup, ...], surveyed: SurveyPage) -> Batch:
        names = {rollup.node: rollup.name for rollup in kept}
        begun = {row["id"]: self._voters.first(row["reactions"]) for row in surveyed.rows if row["id"] in names}
        found = self._voters.complete(begun, names)
        return Batch(
            rollups=tuple(_as_read(rollup, found[rollup.node]) for rollup in kept if rollup.node in found),
            reactions={names[node]: rows for node, rows in found.items()},
            next=surveyed.next,
        )

    def threads(self, names: Sequence[str]) -> Mapping[str, Rollup]:
        """The roll-ups of threads by name."""
        return self._named.of(names)

    def neighbours(self, names: Sequence[str]) -> Mapping[str, Neighbour]:
        """The repositories of these names that there are, and that the token may see; a request each, once a run."""
        found: dict[str, Neighbour] = {}
        for name in dict.fromkeys(names):
            with suppress(NoAccess):  # another repository's refusal is no reason to read nothing at all
                home = self._rest.neighbour(name)
                if home is not None:
                    found[name] = Neighbour(id=home.id, name=home.name, private=home.private)
        return found

    def texts(self, wanted: Wanted) -> ThreadList:
        """All threads with their texts that are wanted; a point for a hundred, and one or two besides."""
        return self._texts.of(wanted)

    def reactions(self, rollups: Sequence[Rollup]) -> Mapping[str, tuple[Reaction, ...]]:
        """All reactions of these threads, oldest first, as they are now, which may be later than the roll-ups."""
        names = {rollup.node: rollup.name for rollup in rollups}
        found = self._voters.complete(self._voters.begin(list(names)), names)
        return {name: found[node] for node, name in names.items() if node in found}

    def files(self, rollups: Sequence[Rollup]) -> Mapping[str, tuple[FileChange, ...]]:
        """All files of these pull requests, or the first 3,000, which is all that GitHub tells of one."""
        pulls = [rollup for rollup in rollups if is_pull(rollup.name)]
        return Files(self._graphql, self._rest, self._session.pause).of(pulls)

    def talks(self, rollups: Sequence[Rollup]) -> Mapping[str, Talk]:
        """How people talk; a deleted account is somebody else than the author, unless that one is deleted too."""
        return Talks(self._graphql, self._accounts, self._session.pause).of(rollups)

    def totals(self, names: Sequence[str]) -> Mapping[str, int]:
        """Reactions by REST's roll-up, of pull requests and issues; one by one where that takes fewer requests."""
        return self._rest.totals(names)

    def numbers(self, logins: Sequence[str]) -> Mapping[str, int | None]:
        """The numbers behind logins; a point for a hundred. Who took another login is found by the new one alone."""
        return numbers_of(self._graphql, logins)

    def pull_of(self, path: str) -> str | None:
        """The merged pull request with the first commit of this very path."""
        return self._rest.pull_of(path)


def connect(
    connection: Connection, *, budget: int | None, sleep: Callable[[float], None], now: Callable[[], datetime]
) -> LiveForge:
    """GitHub, for one run that may cost `budget` points of GraphQL (None: as many as there are).

    `sleep` waits for so many seconds; `now` is the moment, with its zone. NoAccess without a token or an App.
    """
    return LiveForge(Session(connection, Meter(), sleep=sleep, now=now), budget=budget)


def _as_read(rollup: Rollup, rows: tuple[Reaction, ...]) -> Rollup:
    """The roll-up with what its reactions say, which may have been read a moment later."""
    return replace(rollup, total=len(rows), newest=max(map(NUMBER, rows), default=None))


def _surveyed(repository: Row, place: Cursor, *, size: int | None) -> SurveyPage:
    """The page, if it goes on from `place` and lacks nothing; `size` is how many rows it must have, if it must."""
    connection = repository["pullRequests"]
    rows, total, info = connection["nodes"], connection["totalCount"], connection["pageInfo"]
    if None in rows:
        raise Unsound("some are missing")
    seen, goes_on = place.seen + len(rows), info["hasNextPage"]
    opened = [place.opened, *(row["createdAt"] for row in rows)]
    if opened != sorted(opened) or len({row["id"] for row in rows}) != len(rows):
        raise Unsound("they are out of order")
    if goes_on and (not rows or not info["endCursor"] or (size is not None and len(rows) < size)):
        raise Unsound("a page is too short")
    if not goes_on and seen < total:  # more than there are is no trouble: some have vanished meanwhile
        raise Unsound(f"it ended after {seen} of {total}")
    following = f"{seen} {opened[-1]} {info['endCursor']}" if goes_on else None
    return SurveyPage(rows=rows, next=following, default_branch=default_branch(repository))
