"""Reads whole lists of issues and discussions with their texts. Reads no votes."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from ideario.forge.port import NotFound, Reason, ThreadList, ThreadText, Unreachable, Wanted
from ideario.github.answer_shapes import Row
from ideario.github.bounds import LIST_PAGES, READS
from ideario.github.by_node import each
from ideario.github.graphql import GraphQL, moved
from ideario.github.parsing import Accounts, moment
from ideario.github.session import AGAIN
from ideario.github.threads import text_queries
from ideario.github.threads.repositories import Repositories
from ideario.messages.said import say
from ideario.model.thread_names import named_in

REASONS: Mapping[str | None, Reason] = {
    "COMPLETED": "completed",
    "NOT_PLANNED": "not-planned",
    "DUPLICATE": "duplicate",
    "RESOLVED": "resolved",
    "OUTDATED": "outdated",
}


class TextPage(NamedTuple):
    """One page: its rows, how many there are in all, where to go on."""

    rows: list[Row]
    total: int
    cursor: str | None


class TextLists:
    """Reads such lists, each to its end."""

    def __init__(
        self, graphql: GraphQL, repositories: Repositories, accounts: Accounts, pause: Callable[[int], None]
    ) -> None:
        self._graphql = graphql
        self._repositories = repositories
        self._accounts = accounts
        self._pause = pause

    def of(self, wanted: Wanted) -> ThreadList:
        """All threads that are wanted, as they were while the list was read. NotFound for a label that is not there."""
        pulls = self._label(wanted) if wanted.label else ()
        chosen: dict[str, object] = {"labels": [wanted.label] if wanted.label else None}
        if wanted.kind == "discussion":
            chosen = {"category": self._category(wanted) if wanted.category else None}
        for attempt in range(READS):
            rows = self._rows(wanted, chosen)
            if rows is not None:
                break
            self._pause(attempt)
        else:
            raise moved(say("a list of threads"))
        if wanted.kind == "discussion" and wanted.label:  # GitHub lists no discussions by label
            rows = [row for row in rows if wanted.label.lower() in map(str.lower, _labels(row))]
        originals = self._originals([row["id"] for row in rows if row["stateReason"] == "DUPLICATE"], wanted)
        threads = tuple(self._text(wanted, row, originals.get(row["id"], "")) for row in rows)
        return ThreadList(threads=threads, pulls=pulls)

    def _rows(self, wanted: Wanted, chosen: Mapping[str, object]) -> list[Row] | None:
        """All rows of the list, each once; None where it changed under the reading so that some may be missing."""
        rows: list[Row] = []
        page = TextPage([], 0, None)
        for _ in range(LIST_PAGES):
            page = self._page(wanted, chosen, page.cursor)
            rows += page.rows
            if page.cursor is None:
                once = len({row["id"] for row in rows}) == len({row["number"] for row in rows}) == len(rows)
                dated = all(row["closedAt"] is not None for row in rows if row["closed"])
                return rows if once and dated and len(rows) >= page.total else None
            if not page.rows:
                return None
        raise Unreachable(say("the list of {kind}s has no end", kind=wanted.kind), hint=AGAIN)

    def _page(self, wanted: Wanted, chosen: Mapping[str, object], after: str | None) -> TextPage:
        def ask(size: int, shrinkable: bool) -> Row:  # noqa: FBT001 - as `sized` calls it
            return self._repositories.ask(
                text_queries.texts(wanted.kind), {"first": size, "after": after, **chosen},
                shape=text_queries.texts_shape(wanted.kind), connections=1 + size, shrinkable=shrinkable,
                home=wanted.home,
            )  # fmt: skip

        found = self._graphql.sized("texts", ask)["list"]
        rows, info = found["nodes"], found["pageInfo"]
        cursor = info["endCursor"] if info["hasNextPage"] else None
        if None in rows or (info["hasNextPage"] and cursor in (None, after)):
            return TextPage([], -1, "")  # is never whole, so all is read again
        return TextPage(rows, found["totalCount"], cursor)

    def _label(self, wanted: Wanted) -> tuple[str, ...]:
        """The pull requests that bear the label."""
        found = self._repositories.ask(
            text_queries.LABEL, {"label": wanted.label, "labels": [wanted.label]}, shape=text_queries.LABEL_SHAPE,
            connections=1, home=wanted.home,
        )  # fmt: skip
        if found["label"] is None:
            raise NotFound(
                say(
                    "there is no label {label} in {repository}",
                    label=f"{wanted.label!r}",
                    repository=wanted.home or say("the repository"),
                ),
                hint=say("look at the list of labels on GitHub: the name stands there as it is spelt"),
            )
        numbers = [row["number"] for row in found["pullRequests"]["nodes"] if row is not None]
        return tuple(named_in(wanted.home, f"pull/{number}") for number in numbers)

    def _category(self, wanted: Wanted) -> str:
        """The handle of a category."""
        found = self._repositories.ask(
            text_queries.CATEGORIES, {}, shape=text_queries.CATEGORIES_SHAPE, connections=1, home=wanted.home
        )
        categories = {row["name"]: row["id"] for row in found["discussionCategories"]["nodes"] if row is not None}
        for name, handle in categories.items():
            if name.lower() == wanted.category.lower():
                return str(handle)
        raise NotFound(
            say(
                "there is no category {category} of discussions in {repository}",
                category=f"{wanted.category!r}",
                repository=wanted.home or say("the repository"),
            ),
            hint=say("there are: {names}", names=", ".join(sorted(categories)) or "–"),
        )

    def _originals(self, duplicates: list[str], wanted: Wanted) -> dict[str, str]:
        """By handle, the names of the threads that issues are duplicates of."""
        found: dict[str, str] = {}
        here = self._repositories.number(wanted.home)

        def take(node: str, row: Row) -> None:
            events = (row.get("timelineItems") or {"nodes": ()})["nodes"]
            for event in events:
                original = (event or {}).get("canonical")
                if original and "number" in original and original["repository"]["databaseId"] == here:
                    found[node] = named_in(wanted.home, f"issue/{original['number']}")

        if wanted.kind == "issue":
            each(
                self._graphql, "originals", text_queries.ORIGINALS, duplicates, take,
                shape=text_queries.ORIGINALS_ANSWER,
            )  # fmt: skip
        return found

    def _text(self, wanted: Wanted, row: Row, original: str) -> ThreadText:
        return ThreadText(
            name=named_in(wanted.home, f"{wanted.kind}/{row['number']}"),
            title=row["title"],
            text=row["body"],
            author=self._accounts.actor(row["author"]),
            opened=moment(row["createdAt"]),
            closed=moment(row["closedAt"]) if row["closed"] else None,
            reason=REASONS.get(row["stateReason"], "closed") if row["closed"] else "open",
            labels=_labels(row),
            locked=row["locked"],
            upvotes=row.get("upvoteCount", 0),
            duplicate_of=original,
        )


def _labels(row: Row) -> tuple[str, ...]:
    return tuple(label["name"] for label in (row["labels"] or {"nodes": None})["nodes"] or () if label is not None)
