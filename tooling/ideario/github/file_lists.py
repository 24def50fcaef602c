"""Reads the file lists of pull requests, each to its end, with the former paths of what was renamed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from ideario.forge.port import ChangeKind, FileChange, Rollup
from ideario.github import queries
from ideario.github.answer_shapes import Row, fields, maybe, rows, word
from ideario.github.bounds import READS
from ideario.github.by_node import each, further
from ideario.github.graphql import GraphQL, moved
from ideario.github.rest import Rest
from ideario.messages.said import say

FILES = fields(nodes=rows(maybe(fields(id=word, **queries.FILES_ROW))))
CHANGES: dict[str, ChangeKind] = {
    "ADDED": "added", "RENAMED": "renamed", "COPIED": "copied", "MODIFIED": "modified", "CHANGED": "changed",
    "DELETED": "removed",
}  # fmt: skip


@dataclass(slots=True)
class Listed:
    """The files of one pull request as far as they are read."""

    number: int
    rows: list[tuple[str, str]] = field(default_factory=list)
    total: int = -1
    cursor: str | None = None

    def add(self, connection: Row) -> None:
        """Add a page. One that leads nowhere leaves the list as not whole."""
        before, rows, info = self.cursor, connection["nodes"] or (), connection["pageInfo"]
        self.rows += [(row["path"], row["changeType"]) for row in rows if row is not None]
        self.total, self.cursor = connection["totalCount"], info["endCursor"] if info["hasNextPage"] else None
        if self.cursor is not None and (self.cursor == before or not rows or len(self.rows) >= self.total):
            self.total, self.cursor = -1, None

    @property
    def whole(self) -> bool:
        """Whether it holds each file once, as many as the total says."""
        return len({path for path, _ in self.rows}) == len(self.rows) == self.total


class Files:
    """Reads file lists."""

    def __init__(self, graphql: GraphQL, rest: Rest, pause: Callable[[int], None]) -> None:
        self._graphql = graphql
        self._rest = rest
        self._pause = pause

    def of(self, rollups: Sequence[Rollup]) -> dict[str, tuple[FileChange, ...]]:
        """The files by the name of the thread, at the head that the roll-up has; who has pushed since is left out."""
        names = {rollup.node: rollup.name for rollup in rollups}
        heads = {rollup.node: rollup.head for rollup in rollups}
        waiting, found = list(names), dict[str, tuple[FileChange, ...]]()
        for attempt in range(READS):
            lists = self._lists({node: heads[node] for node in waiting})
            found |= {names[node]: self._changes(listed) for node, listed in lists.items() if listed.whole}
            waiting = [node for node, listed in lists.items() if not listed.whole]
            if not waiting:
                return {name: found[name] for name in names.values() if name in found}
            self._pause(attempt)
        raise moved(say("the list of files of {thread}", thread=names[waiting[0]]))

    def _lists(self, heads: Mapping[str, str]) -> dict[str, Listed]:
        lists: dict[str, Listed] = {}

        def page(node: str, row: Row) -> None:
            if (row["headRefOid"] or "") != heads[node]:
                return
            lists[node] = Listed(row["number"], total=0)
            if row["files"] is not None:  # GitHub gives no list where the commits are gone
                lists[node].add(row["files"])

        each(self._graphql, "files", queries.FILES, list(heads), page, shape=FILES)
        while cursors := {node: listed.cursor for node, listed in lists.items() if listed.cursor is not None}:

            def more(node: str, row: Row | None) -> None:
                if row is None or row["files"] is None or (row["headRefOid"] or "") != heads[node]:
                    del lists[node]
                else:
                    lists[node].add(row["files"])

            further(self._graphql, "files", queries.MORE_FILES, cursors, more, shapes=queries.FILES_ROW)
        return lists

    def _changes(self, listed: Listed) -> tuple[FileChange, ...]:
        renamed = any(change in ("RENAMED", "COPIED") for _, change in listed.rows)
        former = self._rest.formers(listed.number) if renamed else {}  # which GraphQL does not tell
        return tuple(
            FileChange(path=path, change=CHANGES.get(change, "changed"), former=former.get(path))
            for path, change in listed.rows  # of a kind that GitHub may have tomorrow: it brings no file
        )
