"""Reads the roll-ups of threads by name, those of other repositories too. Reads no votes."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from ideario.forge.port import Rollup
from ideario.github import queries
from ideario.github.answer_shapes import Row, Unsound
from ideario.github.bounds import READS
from ideario.github.graphql import GraphQL, moved
from ideario.github.parsing import Accounts
from ideario.github.threads.repositories import Repositories, default_branch
from ideario.messages.said import say
from ideario.model.thread_names import home_of, kind_of, named_in, number_of


class AskedName(NamedTuple):
    """A thread's name, and what it says."""

    name: str
    kind: str
    number: int


class NamedThreads:
    """Looks threads up."""

    def __init__(
        self, graphql: GraphQL, repositories: Repositories, accounts: Accounts, pause: Callable[[int], None]
    ) -> None:
        self._graphql = graphql
        self._repositories = repositories
        self._accounts = accounts
        self._pause = pause

    def of(self, names: Sequence[str]) -> Mapping[str, Rollup]:
        """The roll-ups by name; what GitHub does not know is asked for twice before it is left out."""
        by_home: dict[str, list[AskedName]] = defaultdict(list)
        for name in dict.fromkeys(names):
            by_home[home_of(name)].append(AskedName(name, kind_of(name), number_of(name)))
        found: dict[str, Rollup] = {}
        for home, asked in by_home.items():
            unknown = self._batched(home, asked, found)
            self._batched(home, unknown, found)
        return {name: found[name] for name in dict.fromkeys(names) if name in found}

    def _batched(self, home: str, asked: Sequence[AskedName], found: dict[str, Rollup]) -> list[AskedName]:
        """Add to `found` the threads of one repository; gives those that it does not have."""
        unknown: list[AskedName] = []

        def ask(part: Sequence[AskedName], shrinkable: bool) -> None:  # noqa: FBT001 - as `batched` calls it
            for one, rollup in zip(part, self._read(home, part, shrinkable=shrinkable), strict=True):
                if rollup is None:
                    unknown.append(one)
                else:
                    found[one.name] = rollup

        self._graphql.batched("threads", asked, ask)
        return unknown

    def _read(self, home: str, part: Sequence[AskedName], *, shrinkable: bool) -> list[Rollup | None]:
        names = [(one.kind, one.number) for one in part]
        query, shape = queries.threads(names), queries.threads_shape(names)
        connections = sum(1 if one.kind == "pull" else 2 for one in part)
        for attempt in range(READS):
            where = self._repositories.ask(
                query, {}, shape=shape, connections=connections, shrinkable=shrinkable, home=home
            )
            try:
                return [
                    self._named(one.name, where[f"t{place}"], default_branch(where)) for place, one in enumerate(part)
                ]
            except Unsound:
                self._pause(attempt)
        raise moved(say("a list of threads"))

    def _named(self, name: str, row: Row | None, branch: str) -> Rollup | None:
        """The roll-up of this thread. Unsound where it is another one's."""
        if row is None:
            return None
        rollup = self._accounts.rollup(row, branch)
        there = named_in(home_of(name), rollup.name)
        if there != name:
            raise Unsound("another thread than was asked for")
        return replace(rollup, name=there)
