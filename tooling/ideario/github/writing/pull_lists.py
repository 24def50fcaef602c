"""Reads all open pull requests with the first comments below them, page by page. Writes nothing."""

from collections.abc import Callable

from ideario.forge.open_pulls import OpenPage, OpenPull
from ideario.forge.port import Lost
from ideario.github.answer_shapes import Row, Shape, Unsound, fields, matching, maybe, prose, rows, word
from ideario.github.bounds import READS
from ideario.github.connection import FULL_NAME
from ideario.github.graphql import GraphQL, moved
from ideario.github.parsing import Accounts
from ideario.github.queries import (
    BRANCH_SHAPE,
    DEFAULT,
    NEWEST,
    NEWEST_SHAPE,
    OLDEST_FIRST,
    PAGE_INFO,
    PULL,
    PULL_ROW,
    RATE,
    in_repository,
)
from ideario.github.writing.label_writes import KnownIds
from ideario.github.writing.thread_texts import AT_FIRST, COMMENT, COMMENTS_SHAPE, comment_of
from ideario.messages.said import say

OPEN = f"""query($owner: String!, $name: String!, $first: Int!, $after: String) {{
  repository(owner: $owner, name: $name) {{
    databaseId {DEFAULT}
    pullRequests(states: OPEN, first: $first, after: $after, {OLDEST_FIRST}) {{
      pageInfo {{ hasNextPage endCursor }}
      nodes {{
        {PULL} {NEWEST} headRepository {{ nameWithOwner }}
        comments(first: {AT_FIRST}) {{ {COMMENT} }} labels(first: 50) {{ nodes {{ name id }} }}
      }}
    }}
  }}
  {RATE}
}}"""
SOURCE = maybe(fields(nameWithOwner=matching(FULL_NAME)))
LABELLED = maybe(fields(nodes=maybe(rows(maybe(fields(name=prose, id=word)), most=50))))
ROW = fields(**PULL_ROW, reactions=NEWEST_SHAPE, headRepository=SOURCE, comments=COMMENTS_SHAPE, labels=LABELLED)
OPEN_SHAPE = in_repository(
    defaultBranchRef=BRANCH_SHAPE, pullRequests=fields(pageInfo=PAGE_INFO, nodes=rows(maybe(ROW)))
)  # fmt: skip
Ask = Callable[[str, dict[str, object], Shape, int, bool], Row]
"""Puts a question about the repository: query, variables, shape, connections, whether it can be made smaller."""


class OpenPulls:
    """Reads the list of open pull requests. `ids` are those that it told, of the pull requests and of their labels."""

    def __init__(self, graphql: GraphQL, accounts: Accounts, *, ask: Ask, pause: Callable[[int], None]) -> None:
        self._graphql = graphql
        self._accounts = accounts
        self._ask = ask
        self._pause = pause
        self.ids = KnownIds()

    def page(self, after: str | None) -> OpenPage:
        """The page that goes on from a place. One may close meanwhile, and another be opened: neither is a fault."""

        def ask(size: int, shrinkable: bool) -> Row:  # noqa: FBT001 - as `sized` calls it
            return self._ask(OPEN, {"first": size, "after": after}, OPEN_SHAPE, 1 + 3 * size, shrinkable)

        for attempt in range(READS):
            try:
                return self._page(self._graphql.sized("open pulls", ask), after)
            except Unsound:
                self._pause(attempt)
        if after is None:
            raise moved(say("the list of open pull requests"))
        raise Lost(say("the list of open pull requests does not come out whole"), hint=say("run it again"))

    def _page(self, found: Row, after: str | None) -> OpenPage:
        connection, default = found["pullRequests"], found["defaultBranchRef"]
        info, branch = connection["pageInfo"], "" if default is None else default["name"]
        there = [row for row in connection["nodes"] if row is not None]
        if info["hasNextPage"] and (not there or info["endCursor"] in (None, after)):
            raise Unsound("it leads nowhere")
        return OpenPage(
            pulls=tuple(self._pull(row, branch) for row in there),
            next=info["endCursor"] if info["hasNextPage"] else None,
        )

    def _pull(self, row: Row, default_branch: str) -> OpenPull:
        source, comments = row["headRepository"], row["comments"]
        rollup = self._accounts.rollup(row, default_branch)
        labels = [label for label in (row["labels"] or {}).get("nodes") or () if label is not None]
        self.ids.threads[rollup.name] = row["id"]
        self.ids.labels.update({label["name"].lower(): label["id"] for label in labels})
        return OpenPull(
            rollup=rollup,
            branch=row["headRefName"],
            source=None if source is None else source["nameWithOwner"],
            comments=tuple(comment_of(one, self._accounts) for one in comments["nodes"] if one is not None),
            complete=not comments["pageInfo"]["hasNextPage"],
            labels=tuple(label["name"] for label in labels),
        )
