"""Finds when a thread was first answered by somebody else: comments and reviews, page by page until one is found."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from ideario.forge.port import Rollup
from ideario.github import queries
from ideario.github.answer_shapes import Row
from ideario.github.bounds import READS
from ideario.github.by_node import each, further
from ideario.github.graphql import GraphQL, moved
from ideario.github.parsing import Accounts, moment
from ideario.model.thread_names import THREAD_KINDS, kind_of


@dataclass(slots=True)
class Looking:
    """A list of comments or reviews: the first answer in it, how many rows are read, and where to go on."""

    first: datetime | None = None
    read: int = 0
    cursor: str | None = None
    short: bool = False


@dataclass(slots=True)
class AskedThread:
    """A thread that is looked through."""

    rollup: Rollup
    lists: dict[str, Looking] = field(default_factory=dict)


class FirstAnswers:
    """Reads comments and reviews, no further than it must."""

    def __init__(self, graphql: GraphQL, accounts: Accounts, pause: Callable[[int], None]) -> None:
        self._graphql = graphql
        self._accounts = accounts
        self._pause = pause

    def of(self, rollups: Sequence[Rollup]) -> dict[str, datetime | None]:
        """The moment of the first answer, or None, by name."""
        found: dict[str, datetime | None] = {}
        for word in THREAD_KINDS:
            waiting = {rollup.node: rollup for rollup in rollups if kind_of(rollup.name) == word}
            for attempt in range(READS):
                threads = self._looked_through(word, waiting)
                short = {node for node, one in threads.items() if any(row.short for row in one.lists.values())}
                found |= {one.rollup.name: _first(one) for node, one in threads.items() if node not in short}
                if not short:
                    break
                self._pause(attempt)
                waiting = {node: waiting[node] for node in short}
            else:
                raise moved("a list of comments or reviews")
        return found

    def _looked_through(self, word: str, waiting: Mapping[str, Rollup]) -> dict[str, AskedThread]:
        threads: dict[str, AskedThread] = {}

        def page(node: str, row: Row) -> None:
            thread = threads.setdefault(node, AskedThread(waiting[node]))
            for name in ("comments", "reviews"):
                if row.get(name) is not None:
                    self._look(thread.rollup, thread.lists.setdefault(name, Looking()), row[name])

        name = f"answers-{word}"
        each(
            self._graphql, name, queries.ANSWERS[word], list(waiting), page,
            shape=queries.ANSWERS_SHAPE, connections=queries.ANSWER_CONNECTIONS[word],
        )  # fmt: skip
        for part in ("comments", "reviews") if word == "pull" else ("comments",):
            while cursors := {
                node: lists.cursor
                for node, one in threads.items()
                if (lists := one.lists.get(part)) is not None and lists.cursor is not None
            }:

                def more(node: str, row: Row | None, part: str = part) -> None:
                    if row is None:
                        del threads[node]
                    else:
                        self._look(threads[node].rollup, threads[node].lists[part], row[part])

                further(
                    self._graphql, name, queries.MORE_ANSWERS[word, part], cursors, more,
                    shapes={part: queries.ANSWERED},
                )  # fmt: skip
        return threads

    def _look(self, rollup: Rollup, looking: Looking, connection: Row) -> None:
        """Go through one page. Rows come oldest first, so that the first answer ends it."""
        before, looking.cursor = looking.cursor, None
        for row in connection["nodes"]:
            if row is None:
                looking.short = True
                return
            looking.read += 1
            when = row.get("createdAt") or row.get("submittedAt")
            if when is not None and self._is_answer(row["author"], rollup):
                looking.first = moment(when)
                return
        info = connection["pageInfo"]
        if not info["hasNextPage"]:
            looking.short = looking.read < connection["totalCount"]
        elif info["endCursor"] in (before, None) or not connection["nodes"] or looking.read >= connection["totalCount"]:
            looking.short = True
        else:
            looking.cursor = info["endCursor"]

    def _is_answer(self, by: Row | None, rollup: Rollup) -> bool:
        account = self._accounts.actor(by)
        if account is None:
            return rollup.author is not None
        return account.kind != "bot" and (rollup.author is None or account.id != rollup.author.id)


def _first(thread: AskedThread) -> datetime | None:
    return min((row.first for row in thread.lists.values() if row.first is not None), default=None)
