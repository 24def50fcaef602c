"""Reads how people talk in threads: comments and reviews, from the first ones to an answer, and the last ones.

What lies between the first hundred or more and the last hundred of a long list is not read.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from ideario.forge.port import Remark, Rollup, Talk
from ideario.github import queries
from ideario.github.answer_shapes import Row
from ideario.github.bounds import READS
from ideario.github.by_node import each, further
from ideario.github.graphql import GraphQL, moved
from ideario.github.parsing import Accounts, moment
from ideario.messages.said import say
from ideario.model.thread_names import THREAD_KINDS, kind_of

LISTS = ("comments", "reviews")


@dataclass(slots=True)
class Looking:
    """A list of comments or reviews: the first answer in it, how many rows are read, and where to go on for one.

    `short` says that a page contradicts the list, `rest` that rows are left that no answer was looked for in.
    """

    first: datetime | None = None
    read: int = 0
    cursor: str | None = None
    short: bool = False
    rest: bool = False


@dataclass(slots=True)
class AskedThread:
    """A thread that is looked through."""

    rollup: Rollup
    lists: dict[str, Looking] = field(default_factory=dict)
    remarks: set[Remark] = field(default_factory=set)
    whole: bool = True

    def talk(self) -> Talk:
        first = min((row.first for row in self.lists.values() if row.first is not None), default=None)
        return Talk(answered=first, remarks=tuple(sorted(self.remarks)), whole=self.whole)


class Talks:
    """Reads comments and reviews."""

    def __init__(self, graphql: GraphQL, accounts: Accounts, pause: Callable[[int], None]) -> None:
        self._graphql = graphql
        self._accounts = accounts
        self._pause = pause

    def of(self, rollups: Sequence[Rollup]) -> dict[str, Talk]:
        """How people talk in each of these threads, by name; those that GitHub does not know are left out."""
        found: dict[str, Talk] = {}
        for word in THREAD_KINDS:
            waiting = {rollup.node: rollup for rollup in rollups if kind_of(rollup.name) == word}
            for attempt in range(READS):
                threads = self._looked_through(word, waiting)
                short = {node for node, one in threads.items() if any(row.short for row in one.lists.values())}
                found |= {one.rollup.name: one.talk() for node, one in threads.items() if node not in short}
                if not short:
                    break
                self._pause(attempt)
                waiting = {node: waiting[node] for node in short}
            else:
                raise moved(say("a list of comments or reviews"))
        return found

    def _looked_through(self, word: str, waiting: Mapping[str, Rollup]) -> dict[str, AskedThread]:
        threads: dict[str, AskedThread] = {}

        def page(node: str, row: Row) -> None:
            thread = threads.setdefault(node, AskedThread(waiting[node]))
            for name in LISTS:
                if row.get(name) is not None:
                    self._look(thread, thread.lists.setdefault(name, Looking()), row[name])

        name, connections = f"remarks-{word}", queries.REMARK_CONNECTIONS[word]
        each(
            self._graphql, name, queries.REMARKS[word], list(waiting), page,
            shape=queries.REMARKS_SHAPE, connections=connections,
        )  # fmt: skip
        for part in LISTS if word == "pull" else LISTS[:1]:
            while cursors := {
                node: lists.cursor
                for node, one in threads.items()
                if (lists := one.lists.get(part)) is not None and lists.cursor is not None
            }:

                def more(node: str, row: Row | None, part: str = part) -> None:
                    if row is None:
                        del threads[node]
                    else:
                        self._look(threads[node], threads[node].lists[part], row[part])

                further(
                    self._graphql, name, queries.MORE_REMARKS[word, part], cursors, more,
                    shapes={part: queries.REMARKS_PAGE},
                )  # fmt: skip
        long = [node for node, one in threads.items() if any(row.rest and not row.short for row in one.lists.values())]

        def last(node: str, row: Row) -> None:
            for part in LISTS:
                if row.get(part) is not None and threads[node].lists[part].rest:
                    self._add_last(threads[node], threads[node].lists[part], row[part])

        each(
            self._graphql, name, queries.LAST_REMARKS[word], long, last,
            shape=queries.REMARKS_SHAPE, connections=connections,
        )  # fmt: skip
        return threads

    def _look(self, thread: AskedThread, looking: Looking, connection: Row) -> None:
        """Go through one page. Rows come oldest first, so that none is needed after the one with the first answer."""
        before, looking.cursor = looking.cursor, None
        for row in connection["nodes"]:
            if row is None:
                looking.short = True
                return
            looking.read += 1
            when = row.get("createdAt") or row.get("submittedAt")
            if when is None:  # a review that is not sent yet
                continue
            self._add(thread, row, moment(when))
            if looking.first is None and self._is_answer(row["author"], thread.rollup):
                looking.first = moment(when)
        info = connection["pageInfo"]
        if not info["hasNextPage"]:
            looking.short = looking.read < connection["totalCount"]
        elif info["endCursor"] in (before, None) or not connection["nodes"] or looking.read >= connection["totalCount"]:
            looking.short = True
        elif looking.first is None:
            looking.cursor = info["endCursor"]
        else:
            looking.rest = True

    def _add_last(self, thread: AskedThread, looking: Looking, connection: Row) -> None:
        """Add the last page of a list of which the first ones are read."""
        for row in connection["nodes"]:
            when = row and (row.get("createdAt") or row.get("submittedAt"))
            if row is not None and when:
                self._add(thread, row, moment(when))
        if looking.read + len(connection["nodes"]) < connection["totalCount"]:
            thread.whole = False

    def _add(self, thread: AskedThread, row: Row, at: datetime) -> None:
        account = self._accounts.actor(row["author"])
        if account is not None and account.kind != "bot":
            thread.remarks.add(Remark(at, account))

    def _is_answer(self, by: Row | None, rollup: Rollup) -> bool:
        account = self._accounts.actor(by)
        if account is None:
            return rollup.author is not None
        return account.kind != "bot" and (rollup.author is None or account.id != rollup.author.id)
