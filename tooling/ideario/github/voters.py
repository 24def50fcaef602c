"""Reads all reactions of threads, each list to its end and checked against its total, and who stands behind the nulls.

`Reaction.user` has room for users only: where it is null, the thread's reactors tell bots, organisations and mannequins
from accounts that are gone. Decides nothing about votes.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter

from ideario.forge.port import Account, Reaction
from ideario.github import queries
from ideario.github.answer_shapes import Row, Unsound
from ideario.github.bounds import READS
from ideario.github.by_node import each, further
from ideario.github.graphql import GraphQL, moved
from ideario.github.parsing import Accounts, kind_named, seconds

NUMBER: Callable[[Reaction], int] = itemgetter(0)


@dataclass(slots=True)
class ThreadReactions:
    """A thread's reactions as far as they are read; `cursor` is where to go on, None when all pages are read."""

    rows: list[Reaction]
    total: int
    cursor: str | None

    @property
    def whole(self) -> bool:
        """Whether all pages are read and hold each reaction once, as many as the total says."""
        return self.cursor is None and len(set(map(NUMBER, self.rows))) == len(self.rows) == self.total


@dataclass(slots=True)
class Group:
    """Reactors of one kind on one thread, as far as they are read; `gone` counts rows without anybody."""

    total: int = 0
    found: list[tuple[int, Account]] = field(default_factory=list)
    gone: int = 0
    cursor: str | None = None


class Voters:
    """Reads reactions by the handles (`Rollup.node`) of their threads."""

    def __init__(self, graphql: GraphQL, accounts: Accounts, pause: Callable[[int], None]) -> None:
        self._graphql = graphql
        self._accounts = accounts
        self._pause = pause

    def _votes(self, connection: Row) -> ThreadReactions:
        """The first page of a thread's reactions, as it came."""
        info = connection["pageInfo"]
        cursor = info["endCursor"] if info["hasNextPage"] else None
        return ThreadReactions(self._accounts.reactions(connection["nodes"]), connection["totalCount"], cursor)

    def complete(self, begun: dict[str, ThreadReactions], names: Mapping[str, str]) -> dict[str, tuple[Reaction, ...]]:
        """All reactions by thread, going on from first pages. A thread that GitHub no longer knows is left out.

        `names` says how a failure calls a thread.
        """
        done: dict[str, tuple[Reaction, ...]] = {}
        again: set[str] = set()
        for attempt in range(READS):
            self._to_the_end(begun)
            settled = {node: votes.rows for node, votes in begun.items() if votes.whole}
            again = begun.keys() - settled.keys() | self._unmask(settled, lenient=attempt == READS - 1)
            done |= {node: tuple(rows) for node, rows in settled.items() if node not in again}
            if not again:
                return done
            self._pause(attempt)
            begun = self.begin(sorted(again))
        raise moved(f"the list of reactions of {', '.join(sorted(names.get(node, node) for node in again)[:3])}")

    def begin(self, nodes: Sequence[str]) -> dict[str, ThreadReactions]:
        """The first pages of threads; those that GitHub no longer knows, asked twice, are left out."""
        begun: dict[str, ThreadReactions] = {}

        def page(node: str, row: Row) -> None:
            if row.get("reactions") is not None:
                begun[node] = self.first(row["reactions"])

        each(self._graphql, "voters", queries.REACTIONS, nodes, page, shape=queries.REACTIONS_SHAPE)
        return begun

    def first(self, connection: Row) -> ThreadReactions:
        try:
            return self._votes(connection)
        except Unsound:
            return ThreadReactions([], -1, None)  # is never whole, so it is read again

    def _to_the_end(self, begun: dict[str, ThreadReactions]) -> None:
        while going := [node for node, votes in begun.items() if votes.cursor is not None]:
            cursors = {node: begun[node].cursor or "" for node in going}

            def page(node: str, row: Row | None) -> None:
                if row is None:
                    del begun[node]
                    return
                votes, more = begun[node], self.first(row["reactions"])
                read = len(votes.rows) + len(more.rows)
                stuck = more.cursor is not None and (not more.rows or more.cursor == votes.cursor or read >= more.total)
                votes.cursor = None if stuck else more.cursor
                votes.rows += more.rows
                votes.total = -1 if stuck else more.total  # nothing is whole with a total of -1

            further(self._graphql, "voters", queries.MORE_REACTIONS, cursors, page, shapes=queries.MORE_REACTIONS_SHAPE)

    def _unmask(self, settled: dict[str, list[Reaction]], *, lenient: bool) -> set[str]:
        """Put a name to null accounts that are not gone; gives the threads whose reactors contradict their reactions.

        Whether GitHub lists or counts accounts that are gone among the reactors is written nowhere, so each way will
        do; but a list that is empty against its total is believed (`lenient`) only when it stays so.
        """
        masked = {
            node: {row.kind for row in rows if row.account is None}
            for node, rows in settled.items()
            if any(row.account is None for row in rows)
        }
        groups = self._reactors(masked)
        again = set()
        for node, kinds in masked.items():
            for kind in kinds:
                group = groups.get(node, {}).get(kind, Group(total=-1))
                rows = [row for row in settled[node] if row.kind == kind]
                known = {row.account.id for row in rows if row.account is not None}
                listed = {account.id for _, account in group.found}
                _name(settled[node], kind, [pair for pair in group.found if pair[1].id not in known])
                gone = sum(row.account is None and row.kind == kind for row in settled[node])
                explained = group.total in {len(group.found) + count for count in (0, group.gone, gone)}
                empty = not group.found and not group.gone and group.total
                if not known <= listed or not (lenient or (explained and not empty)):
                    again.add(node)
        return again

    def _reactors(self, masked: Mapping[str, set[str]]) -> dict[str, dict[str, Group]]:
        """By thread and kind, who reacted."""
        found: dict[str, dict[str, Group]] = {node: {} for node in masked}

        def page(node: str, row: Row) -> None:
            for one in row.get("reactionGroups") or ():
                kind = kind_named(one["content"])
                if kind in masked[node]:
                    self._add(found[node].setdefault(kind, Group()), one["reactors"])

        each(
            self._graphql, "reactors", queries.GROUPS, list(masked), page,
            shape=queries.nodes_shape(**queries.GROUPS_SHAPE), connections=queries.GROUP_CONNECTIONS,
        )  # fmt: skip
        while going := [(n, kind) for n, groups in found.items() for kind, group in groups.items() if group.cursor]:
            now = dict(going)  # one kind of each thread, since a cursor fits one of its groups
            cursors = {node: found[node][kind].cursor or "" for node, kind in now.items()}

            def more(node: str, row: Row | None, now: Mapping[str, str] = now) -> None:
                group = found[node][now[node]]
                before, group.cursor = group.cursor, None
                for one in (row or {}).get("reactionGroups") or ():
                    if kind_named(one["content"]) == now[node]:
                        self._add(group, one["reactors"])
                if group.cursor == before or group.gone + len(group.found) >= group.total:
                    group.cursor = None

            further(
                self._graphql, "reactors", queries.MORE_REACTORS, cursors, more,
                shapes=queries.GROUPS_SHAPE, connections=queries.GROUP_CONNECTIONS,
            )  # fmt: skip
        return found

    def _add(self, group: Group, connection: Row) -> None:
        group.total = connection["totalCount"]
        for edge in connection["edges"] or ():
            account = edge and self._accounts.actor(edge["node"])
            if account is None:
                group.gone += 1
            else:
                group.found.append((seconds(edge["reactedAt"]), account))
        info = connection["pageInfo"]
        group.cursor = info["endCursor"] if info["hasNextPage"] else None


def _name(rows: list[Reaction], kind: str, others: list[tuple[int, Account]]) -> None:
    """Give null reactions of a kind the reactors of the same second."""
    waiting: dict[int, list[Account]] = {}
    for given, account in others:
        waiting.setdefault(given, []).append(account)
    for place, row in enumerate(rows):
        if row.account is None and row.kind == kind and waiting.get(row.given):
            rows[place] = row._replace(account=waiting[row.given].pop(0))
