"""Reads what people wrote: an issue, and all comments of threads, each list to its end. Writes nothing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from ideario.forge.writing_port import Comment, Issue
from ideario.github.answer_shapes import (
    Row,
    Shape,
    fields,
    matching,
    maybe,
    moment,
    numbered,
    positive,
    prose,
    rows,
    whole,
    word,
)
from ideario.github.bounds import READS
from ideario.github.by_node import further
from ideario.github.graphql import GraphQL, moved
from ideario.github.parsing import Accounts
from ideario.github.parsing import moment as moment_of
from ideario.github.queries import ACTOR, ACTOR_SHAPE, PAGE_INFO, RATE, in_repository
from ideario.messages.said import say
from ideario.model.thread_names import number_of

AT_FIRST, FURTHER = 20, 40
"""Comments of a page: the longest has 65,536 characters, and a question is about ten threads at least."""
ISSUE = f"""query($owner: String!, $name: String!, $number: Int!) {{
  repository(owner: $owner, name: $name) {{
    databaseId
    issue(number: $number) {{
      number title body state createdAt lastEditedAt
      author {ACTOR} editor {ACTOR} repository {{ databaseId }} labels(first: 100) {{ nodes {{ name }} }}
    }}
  }}
  {RATE}
}}"""
ISSUE_SHAPE = in_repository(
    issue=maybe(
        fields(
            number=numbered, title=prose, body=prose, state=matching("OPEN|CLOSED"), createdAt=moment,
            lastEditedAt=maybe(moment), author=ACTOR_SHAPE, editor=ACTOR_SHAPE, repository=fields(databaseId=positive),
            labels=maybe(fields(nodes=maybe(rows(maybe(fields(name=prose)))))),
        )
    )
)  # fmt: skip
COMMENT = f"totalCount pageInfo {{ hasNextPage endCursor }} nodes {{ fullDatabaseId author {ACTOR} body createdAt }}"
COMMENT_SHAPE = fields(fullDatabaseId=matching("[0-9]{1,16}"), author=ACTOR_SHAPE, body=prose, createdAt=moment)
COMMENTS_SHAPE = fields(totalCount=whole, pageInfo=PAGE_INFO, nodes=rows(maybe(COMMENT_SHAPE)))
ONE = f"id comments(first: {AT_FIRST}) {{ {COMMENT} }}"
THREAD_SHAPE = fields("id", "comments", id=word, comments=COMMENTS_SHAPE)
MORE = " ".join(
    f"... on {kind} {{ comments(first: {FURTHER}, after: CURSOR) {{ {COMMENT} }} }}"
    for kind in ("Issue", "PullRequest")
)


def comments_query(numbers: Sequence[int]) -> str:
    """The first pages of comments of issues and pull requests, at the aliases t0, t1, …: a connection for each."""
    kinds = f"... on Issue {{ {ONE} }} ... on PullRequest {{ {ONE} }}"
    lines = "\n".join(
        f"    t{place}: issueOrPullRequest(number: {number}) {{ {kinds} }}" for place, number in enumerate(numbers)
    )
    return f"""query($owner: String!, $name: String!) {{
  repository(owner: $owner, name: $name) {{
    databaseId
{lines}
  }}
  {RATE}
}}"""


def issue_of(row: Row, accounts: Accounts, *, home: int) -> Issue:
    """The issue of a row; `home` is the number of the repository that was asked."""
    labels = (row["labels"] or {"nodes": None})["nodes"] or ()
    edited = row["lastEditedAt"]
    return Issue(
        name=f"issue/{row['number']}",
        title=row["title"],
        text=row["body"],
        author=accounts.actor(row["author"]),
        open=row["state"] == "OPEN",
        labels=tuple(label["name"] for label in labels if label is not None),
        opened=moment_of(row["createdAt"]),
        edited=None if edited is None else moment_of(edited),
        editor=accounts.actor(row["editor"]),
        here=row["repository"]["databaseId"] == home,
    )


def comment_of(row: Row, accounts: Accounts) -> Comment:
    """The comment of a row."""
    number, written = int(row["fullDatabaseId"]), moment_of(row["createdAt"])
    return Comment(id=number, author=accounts.actor(row["author"]), text=row["body"], written=written)


@dataclass(slots=True)
class ReadComments:
    """The comments of one thread as far as they are read; `cursor` is where to go on."""

    rows: list[Comment] = field(default_factory=list)
    total: int = -1
    cursor: str | None = None

    @property
    def complete(self) -> bool:
        """Whether it holds each comment once, as many as the total says."""
        return len({row.id for row in self.rows}) == len(self.rows) == self.total


class CommentLists:
    """Reads the comments of threads. `ask` puts a question about the repository and gives what lies in it."""

    def __init__(
        self,
        graphql: GraphQL,
        accounts: Accounts,
        *,
        ask: Callable[[str, Shape, int, bool], Row],
        pause: Callable[[int], None],
    ) -> None:
        self._graphql = graphql
        self._accounts = accounts
        self._ask = ask
        self._pause = pause

    def of(self, threads: Sequence[str]) -> dict[str, tuple[Comment, ...]]:
        """All comments by thread, oldest first; threads that are gone are left out."""
        waiting, found = list(dict.fromkeys(threads)), dict[str, tuple[Comment, ...]]()
        for attempt in range(READS):
            lists = self._lists(waiting)
            found |= {name: tuple(one.rows) for name, one in lists.items() if one.complete}
            waiting = [name for name, one in lists.items() if not one.complete]
            if not waiting:
                return {name: found[name] for name in dict.fromkeys(threads) if name in found}
            self._pause(attempt)
        raise moved(say("the list of comments of {thread}", thread=waiting[0]))

    def _lists(self, threads: Sequence[str]) -> dict[str, ReadComments]:
        lists: dict[str, ReadComments] = {}
        nodes: dict[str, str] = {}

        def first(part: Sequence[str], shrinkable: bool) -> None:  # noqa: FBT001 - as `batched` calls it
            shape = in_repository(**{f"t{place}": maybe(THREAD_SHAPE) for place in range(len(part))})
            found = self._ask(comments_query([number_of(name) for name in part]), shape, len(part), shrinkable)
            for place, name in enumerate(part):
                row = found[f"t{place}"]
                if row:
                    nodes[row["id"]] = name
                    self._add(lists.setdefault(name, ReadComments()), row["comments"])

        self._graphql.batched("comments", threads, first)
        while cursors := {node: one.cursor for node, name in nodes.items() if (one := lists[name]).cursor is not None}:

            def more(node: str, row: Row | None) -> None:
                if row is None:
                    lists[nodes[node]].cursor = None
                else:
                    self._add(lists[nodes[node]], row["comments"])

            further(self._graphql, "comments", MORE, cursors, more, shapes={"comments": COMMENTS_SHAPE})
        return lists

    def _add(self, read: ReadComments, connection: Row) -> None:
        """Add a page. One that leads nowhere leaves the list as not complete."""
        before, info = read.cursor, connection["pageInfo"]
        read.rows += [comment_of(row, self._accounts) for row in connection["nodes"] if row is not None]
        read.total, read.cursor = connection["totalCount"], info["endCursor"] if info["hasNextPage"] else None
        if read.cursor is not None and (read.cursor == before or len(read.rows) >= read.total):
            read.total, read.cursor = -1, None
