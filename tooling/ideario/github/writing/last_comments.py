"""Reads the last comments of threads of every kind, many in one question, back to a moment. Writes nothing."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from ideario.forge.port import NoAccess, NotFound
from ideario.forge.writing_port import Comment
from ideario.github.answer_shapes import Row, Shape, fields, flag, matching, maybe, moment, positive, prose, rows, word
from ideario.github.bounds import READS
from ideario.github.by_node import further
from ideario.github.graphql import GraphQL, moved
from ideario.github.parsing import Accounts
from ideario.github.parsing import moment as moment_of
from ideario.github.queries import ACTOR, ACTOR_SHAPE, RATE, in_repository
from ideario.messages.said import say
from ideario.model.thread_names import home_of, kind_of, number_of

AT_ONCE = 20
"""Comments of a page: the longest has 65,536 characters."""
APART = timedelta(minutes=5)
"""How far clocks may be apart: comments are read back to so long before a moment."""
COMMENT = f"pageInfo {{ hasPreviousPage startCursor }} nodes {{ id fullDatabaseId author {ACTOR} body createdAt }}"
DISCUSSED = f"pageInfo {{ hasPreviousPage startCursor }} nodes {{ id databaseId author {ACTOR} body createdAt }}"
ROW = fields(
    "fullDatabaseId", "databaseId",
    id=word, fullDatabaseId=matching("[0-9]{1,16}"), databaseId=positive, author=ACTOR_SHAPE, body=prose,
    createdAt=moment,
)  # fmt: skip
PAGE = fields(pageInfo=fields(hasPreviousPage=flag, startCursor=maybe(word)), nodes=rows(maybe(ROW)))
THREAD_SHAPE = fields("id", "comments", id=word, comments=PAGE)
SELECTIONS = {
    "issue": (f"id comments(last: {AT_ONCE}) {{ {COMMENT} }}", "issue"),
    "pull": (f"id comments(last: {AT_ONCE}) {{ {COMMENT} }}", "pullRequest"),
    "discussion": (f"id comments(last: {AT_ONCE}) {{ {DISCUSSED} }}", "discussion"),
}
MORE = " ".join(
    f"... on {kind} {{ comments(last: {AT_ONCE}, before: CURSOR) {{ {asked} }} }}"
    for kind, asked in (("Issue", COMMENT), ("PullRequest", COMMENT), ("Discussion", DISCUSSED))
)


def latest_query(names: Sequence[str]) -> str:
    """The last comments of threads of one repository, at the aliases t0, t1, …: variables $n0, $n1, …."""
    named = ", ".join(f"$n{place}: Int!" for place in range(len(names)))
    lines = "\n".join(
        f"    t{place}: {SELECTIONS[kind_of(name)][1]}(number: $n{place}) {{ {SELECTIONS[kind_of(name)][0]} }}"
        for place, name in enumerate(names)
    )
    return f"""query($owner: String!, $name: String!, {named}) {{
  repository(owner: $owner, name: $name) {{
    databaseId
{lines}
  }}
  {RATE}
}}"""


@dataclass(slots=True, kw_only=True)
class LastRead:
    """The last comments of one thread as far as they are read; `cursor` is where to go on, None at the end."""

    name: str
    rows: list[Comment] = field(default_factory=list)
    cursor: str | None = None


class LastComments:
    """Reads last comments. `ask` puts a question about a repository: query, variables, shape, connections, home."""

    def __init__(
        self,
        graphql: GraphQL,
        accounts: Accounts,
        *,
        ask: Callable[[str, dict[str, object], Shape, int, bool, str], Row],
    ) -> None:
        self._graphql = graphql
        self._accounts = accounts
        self._ask = ask
        self.nodes: dict[str, str] = {}
        """GitHub's handles of the threads that were read, by name."""

    def of(self, threads: Mapping[str, datetime]) -> dict[str, tuple[Comment, ...]]:
        """The comments by thread that are as late as its moment, and some older ones. What is gone is left out."""
        by_home: dict[str, list[str]] = defaultdict(list)
        for name in threads:
            by_home[home_of(name)].append(name)
        found: dict[str, LastRead] = {}
        for home, names in by_home.items():
            if home == "":
                self._begin(home, names, found)
            else:
                with suppress(NoAccess, NotFound):  # another repository's refusal is no reason to tell nobody anything
                    self._begin(home, names, found)
        self._go_on(found, threads)
        return {name: tuple(reversed(found[name].rows)) for name in threads if name in found}

    def _begin(self, home: str, names: Sequence[str], found: dict[str, LastRead]) -> None:
        def first(part: Sequence[str], shrinkable: bool) -> None:  # noqa: FBT001 - as `batched` calls it
            shape = in_repository(**{f"t{place}": maybe(THREAD_SHAPE) for place in range(len(part))})
            variables: dict[str, object] = {f"n{place}": number_of(name) for place, name in enumerate(part)}
            answer = self._ask(latest_query(part), variables, shape, len(part), shrinkable, home)
            for place, name in enumerate(part):
                row = answer[f"t{place}"]
                if row is not None:
                    self.nodes[name] = row["id"]
                    self._add(found.setdefault(name, LastRead(name=name)), row["comments"])

        self._graphql.batched("latest", names, first)

    def _go_on(self, found: Mapping[str, LastRead], threads: Mapping[str, datetime]) -> None:
        """Read further back where the oldest comment that was read is later than the moment."""
        by_node = {self.nodes[name]: one for name, one in found.items()}
        for _ in range(READS * 1_000):
            cursors = {
                node: one.cursor
                for node, one in by_node.items()
                if one.cursor is not None and (not one.rows or one.rows[-1].written > threads[one.name] - APART)
            }
            if not cursors:
                return

            def more(node: str, row: Row | None) -> None:
                if row is None:
                    by_node[node].cursor = None
                else:
                    self._add(by_node[node], row["comments"])

            further(self._graphql, "latest", MORE, cursors, more, shapes={"comments": PAGE})
        raise moved(say("the list of last comments"))

    def _add(self, read: LastRead, connection: Row) -> None:
        """Add a page, the last comment first."""
        before, info = read.cursor, connection["pageInfo"]
        read.rows += [self._comment(row) for row in reversed(connection["nodes"]) if row is not None]
        read.cursor = info["startCursor"] if info["hasPreviousPage"] else None
        if read.cursor is not None and read.cursor == before:
            raise moved(say("the list of comments of {thread}", thread=read.name))

    def _comment(self, row: Row) -> Comment:
        number = int(row.get("fullDatabaseId") or row.get("databaseId") or 0)
        if not number:
            raise moved(say("a list of comments"))
        author, written = self._accounts.actor(row["author"]), moment_of(row["createdAt"])
        return Comment(id=number, author=author, text=row["body"], written=written, node=row["id"])
