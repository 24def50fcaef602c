"""What GraphQL fields give: functions of (object, arguments, context) by type and field. Lists only what is served."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from .execution import Refusal, Resolver
from .limits import Window
from .moments import from_cursor, from_node_id, node_id
from .reactions import CONTENTS
from .state import State
from .things import Account, Comment, Repository, Review, Thread, Token

NO_ACCESS = "Resource not accessible by integration"


@dataclass(slots=True, kw_only=True)
class Context:
    """Who asks whom, and what the query costs."""

    state: State
    token: Token
    window: Window
    points: int
    nodes: int
    errors: list[dict[str, Any]] = field(default_factory=list)


class Reacted(tuple[int, int, str, Account, Thread]):
    """A reaction: (id, Unix seconds, content, account, thread)."""

    __slots__ = ()


@dataclass(slots=True)
class Marked:
    """That an issue was marked as a duplicate, in its timeline."""

    thread: Thread


def timeline(thread: Thread, arguments: dict[str, Any], _: Any) -> "Rows":
    """What happened to an issue, as far as anybody asks for it here: that it was marked as a duplicate."""
    asked = "MARKED_AS_DUPLICATE_EVENT" in (arguments.get("itemTypes") or ())
    return by_place([Marked(thread)] if asked and thread.duplicate_of is not None else [], arguments)


@dataclass(slots=True)
class Edge:
    """One row of a connection."""

    node: Any
    key: tuple[int, ...]
    moment: int | None


@dataclass(slots=True)
class Rows:
    """One page of a connection. `keys` stand in the cursors; `moments` are when reactors reacted, empty elsewhere."""

    nodes: list[Any]
    keys: Sequence[tuple[int, ...]]
    total: int
    before: bool
    after: bool
    moments: list[int] = field(default_factory=list)

    def edges(self) -> list[Edge | None]:
        """The rows with their cursors; None for a reactor who is gone, since an edge must have somebody."""
        if not self.moments:
            return [Edge(*row, None) for row in zip(self.nodes, self.keys, strict=True)]
        rows = zip(self.nodes, self.keys, self.moments, strict=True)
        return [None if row[0] is None else Edge(*row) for row in rows]


@dataclass(slots=True)
class Group:
    """The reactions of one kind on a thread."""

    thread: Thread
    kind: int


def window(arguments: dict[str, Any], total: int, place_of: Callable[[tuple[int, ...], bool], int]) -> tuple[int, int]:
    """(start, stop) of the page that first, last, after and before name.

    `place_of(key, past)` says where the row with a key stands, or the first past it.
    """
    start, stop = 0, total
    for name in ("after", "before"):
        if arguments.get(name):
            key = from_cursor(arguments[name])
            if key is None:
                raise Refusal("INVALID_CURSOR_ARGUMENTS", f"`{arguments[name]}` does not appear to be a valid cursor.")
            place = place_of(key, name == "after")
            start, stop = (place, stop) if name == "after" else (start, place)
    if arguments.get("first") is not None:
        stop = min(stop, start + arguments["first"])
    elif arguments.get("last") is not None:
        start = max(start, stop - arguments["last"])
    else:
        stop = start  # nothing but the count was asked for
    return start, max(start, stop)


def connect(
    rows: Sequence[Any], arguments: dict[str, Any], key: Callable[[Any], int], *, descending: bool = False
) -> Rows:
    """A page of rows that are sorted by `key`."""
    sign = -1 if descending else 1

    def place(wanted: tuple[int, ...], past: bool) -> int:
        look = bisect_right if past else bisect_left
        return look(rows, sign * wanted[0], key=lambda row: sign * key(row))

    start, stop = window(arguments, len(rows), place)
    shown = list(rows[start:stop])
    return Rows(shown, [(key(row),) for row in shown], len(rows), start > 0, stop < len(rows))


def by_place(rows: Sequence[Any], arguments: dict[str, Any]) -> Rows:
    """A page of rows whose cursor is their place."""
    places = range(1, len(rows) + 1)
    page = connect(places, arguments, lambda place: place)
    return Rows([rows[place - 1] for place in page.nodes], page.keys, page.total, page.before, page.after)


def threads(rows: list[Thread], arguments: dict[str, Any]) -> Rows:
    """A page of threads, by creation unless the arguments say otherwise."""
    states = arguments.get("states")
    chosen = [row for row in rows if row.state in states] if states else rows
    if labels := {label.lower() for label in arguments.get("labels") or ()}:
        chosen = [row for row in chosen if labels & set(map(str.lower, row.labels))]
    if category := arguments.get("categoryId"):
        chosen = [row for row in chosen if node_id("DiscussionCategory", row.category) == category]
    order = arguments.get("orderBy") or {}
    if order.get("field") in ("UPDATED_AT", "COMMENTS"):
        measure = (lambda row: row.updated) if order["field"] == "UPDATED_AT" else (lambda row: len(row.comments))
        chosen = sorted(chosen, key=lambda row: (measure(row), row.number), reverse=order["direction"] == "DESC")
        return by_place(chosen, arguments)
    down = order.get("direction") == "DESC"
    return connect(chosen[::-1] if down else chosen, arguments, lambda row: int(row.number), descending=down)


def reactions(thread: Thread, arguments: dict[str, Any], context: Context) -> Rows:
    """A page of reactions, oldest first."""
    rows, accounts = thread.reactions, context.state.accounts
    chosen: Sequence[int] = range(len(rows))
    if arguments.get("content"):
        wanted = CONTENTS.index(arguments["content"])
        chosen = [place for place in chosen if rows.kinds[place] == wanted]
    if (arguments.get("orderBy") or {}).get("direction") == "DESC":
        page = by_place(chosen[::-1], arguments)
    else:
        ids = rows.ids if len(chosen) == len(rows) else [rows.ids[place] for place in chosen]
        start, stop = window(
            arguments, len(chosen), lambda key, past: (bisect_right if past else bisect_left)(ids, key[0])
        )
        chosen_ids = ids[start:stop]
        page = Rows(
            list(chosen[start:stop]), [(one,) for one in chosen_ids], len(chosen), start > 0, stop < len(chosen)
        )
    page.nodes = [
        Reacted(
            (rows.ids[place], rows.moments[place], CONTENTS[rows.kinds[place]], accounts[rows.accounts[place]], thread)
        )
        for place in page.nodes
    ]
    return page


def reactors(group: Group, arguments: dict[str, Any], context: Context) -> Rows:
    """A page of those who reacted in one way: bots and organisations too, deleted accounts not."""
    rows, accounts = group.thread.reactions, context.state.accounts
    if not arguments.get("first") and not arguments.get("last"):
        return Rows([], [], rows.count(group.kind), before=False, after=False)
    page = by_place([place for place, kind in enumerate(rows.kinds) if kind == group.kind], arguments)
    page.moments = [rows.moments[place] for place in page.nodes]
    page.nodes = [alive(accounts[rows.accounts[place]]) for place in page.nodes]
    return page


def alive(account: Account | None) -> Account | None:
    """An account, or None for one that is gone."""
    return None if account is None or account.deleted else account


def person(account: Account) -> Account | None:
    """An account that is a User: `Reaction.user` has no room for others."""
    return None if account.deleted or account.kind != "User" else account


def repository(_: Any, arguments: dict[str, Any], context: Context) -> Repository:
    """The repository of a name; a former name leads there unless `followRenames` is false."""
    name = f"{arguments['owner']}/{arguments['name']}"
    found = context.state.find(name)
    moved = found is not None and found.full_name.lower() != name.lower()
    if (
        found is None
        or (moved and not arguments.get("followRenames", True))
        or (found.private and context.token.blocked)
        or found.id in context.token.hidden
    ):
        raise Refusal("NOT_FOUND", f"Could not resolve to a Repository with the name '{name}'.")
    if context.token.blocked:
        raise Refusal("FORBIDDEN", NO_ACCESS)
    return found


def numbered(word: str, *kinds: str) -> Resolver:
    """A resolver of `pullRequest(number:)` and the like."""

    def resolve(where: Repository, arguments: dict[str, Any], _: Context) -> Thread:
        found = where.threads.get(arguments["number"])
        if found is None or found.kind not in kinds:
            raise Refusal("NOT_FOUND", f"Could not resolve to {word} with the number of {arguments['number']}.")
        return found

    return resolve


def by_node_id(identity: str, context: Context) -> Any:
    """The thing that an id names."""
    found: Any = None
    kind, number = from_node_id(identity) or ("", "")
    state = context.state
    if kind in ("PullRequest", "Issue", "Discussion"):
        found = threads_by_id(state, int(number))
    elif kind in ("User", "Bot", "Organization", "Mannequin"):
        found = alive(state.accounts.get(int(number)))
    elif kind == "Repository":
        found = state.repositories.get(int(number))
    if found is None:
        raise Refusal("NOT_FOUND", f"Could not resolve to a node with the global id of '{identity}'.")
    if context.token.blocked:
        raise Refusal("FORBIDDEN", NO_ACCESS)
    return found


def all_by_node_id(_: Any, arguments: dict[str, Any], context: Context) -> list[Any]:
    """The things that ids name, None and an error for each that names none."""
    found: list[Any] = []
    for place, identity in enumerate(arguments["ids"]):
        try:
            found.append(by_node_id(identity, context))
        except Refusal as refusal:
            found.append(None)
            context.errors.append({"type": refusal.kind, "path": ["nodes", place], "message": refusal.message})
    return found


def threads_by_id(state: State, number: int) -> Thread | None:
    """A thread by its own id; ids rise with the numbers."""
    for where in state.repositories.values():
        rows = list(where.threads.values())
        place = bisect_left(rows, number, key=lambda row: row.id)
        if place < len(rows) and rows[place].id == number:
            return rows[place]
    return None


def _writer(thread: Thread, context: Context) -> str:
    """The login of whoever may write below a discussion; else GitHub's refusal."""
    token = context.token
    if thread.repository.id in token.hidden or token.permissions.get("discussions") != "write":
        raise Refusal("FORBIDDEN", NO_ACCESS)
    if thread.locked and not token.account.maintainer:
        raise Refusal("FORBIDDEN", "Discussion is locked.")
    return token.account.login


def add_comment(_: Any, arguments: dict[str, Any], context: Context) -> Comment:
    """A comment below a discussion."""
    thread = by_node_id(arguments["input"]["discussionId"], context)
    return context.state.comment(thread, _writer(thread, context), arguments["input"]["body"])


def _below_discussion(identity: str, context: Context) -> tuple[Thread, Comment]:
    for where in context.state.repositories.values():
        for thread in where.discussions:
            for comment in thread.comments:
                if node_id("DiscussionComment", comment.id) == identity:
                    return thread, comment
    raise Refusal("NOT_FOUND", f"Could not resolve to a node with the global id of '{identity}'.")


def update_comment(_: Any, arguments: dict[str, Any], context: Context) -> Comment:
    """Another text for a comment below a discussion."""
    thread, comment = _below_discussion(arguments["input"]["commentId"], context)
    _writer(thread, context)
    comment.body, comment.updated = arguments["input"]["body"], context.state.now()
    return comment


def delete_comment(_: Any, arguments: dict[str, Any], context: Context) -> Comment:
    """Take a comment below a discussion away."""
    thread, comment = _below_discussion(arguments["input"]["id"], context)
    _writer(thread, context)
    thread.comments.remove(comment)
    return comment


def _labelled(arguments: dict[str, Any], context: Context) -> tuple[Thread, list[str]]:
    """A thread whose labels the token may change, and the names of the labels that are meant."""
    thread, token = by_node_id(arguments["input"]["labelableId"], context), context.token
    needed = "pull_requests" if thread.kind == "pull" else "issues"
    if thread.repository.id in token.hidden or "write" not in (
        token.permissions.get(needed),
        token.permissions.get("issues"),
    ):
        raise Refusal("FORBIDDEN", NO_ACCESS)
    names = {node_id("Label", number): name for name, number in thread.repository.labels.items()}
    for identity in arguments["input"]["labelIds"]:
        if identity not in names:
            raise Refusal("NOT_FOUND", f"Could not resolve to a node with the global id of '{identity}'.")
    return thread, [names[identity] for identity in arguments["input"]["labelIds"]]


def add_labels(_: Any, arguments: dict[str, Any], context: Context) -> Thread:
    """Labels put on a thread; those that it bears already stay."""
    thread, names = _labelled(arguments, context)
    thread.labels.extend(name for name in names if name not in thread.labels)
    return thread


def remove_labels(_: Any, arguments: dict[str, Any], context: Context) -> Thread:
    """Labels taken off a thread; what it does not bear is no mistake."""
    thread, names = _labelled(arguments, context)
    thread.labels[:] = [name for name in thread.labels if name not in names]
    return thread


def file_at(source: Any, arguments: dict[str, Any], _: Context) -> Any:
    """What is at a path of a commit: (repository, mode, type, hash), or None."""
    where, commit = source
    found = where.git.entry(commit.sha, arguments["path"])
    return found and (where, *found)


def git_object(where: Repository, arguments: dict[str, Any], _: Context) -> Any:
    """A commit (`expression: "main"`), or (repository, mode, type, hash) for `main:path`."""
    name, colon, path = (arguments.get("expression") or arguments.get("oid") or "").partition(":")
    commit = where.git.resolve(where.default_branch if name == "HEAD" else name)
    if commit is None:
        return (where, "100644", "blob", name) if name in where.git.blobs else None
    if not colon:
        return where, where.git.commits[commit]
    found = where.git.entry(commit, path)
    return found and (where, *found)


def type_of(value: Any) -> str:
    """GraphQL's name of an object's type, where a field may give several."""
    if isinstance(value, Thread):
        return value.type
    if isinstance(value, Account):
        return value.kind
    if isinstance(value, tuple):
        return (
            "Reaction"
            if isinstance(value, Reacted)
            else "Commit"
            if len(value) == 2
            else "Blob"
            if value[2] == "blob"
            else "Tree"
        )
    return {
        Repository: "Repository",
        Marked: "MarkedAsDuplicateEvent",
        Comment: "IssueComment",
        Review: "PullRequestReview",
    }[type(value)]
