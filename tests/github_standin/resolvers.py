"""What GraphQL fields give: functions of (object, arguments, context) by type and field. Lists only what is served."""

import functools
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from .execution import Refusal, Resolver
from .git import Commit
from .limits import Window
from .moments import cursor, from_cursor, from_node_id, node_id, optional_text, text
from .reactions import CONTENTS
from .state import State
from .things import Account, Comment, FileChange, Repository, Review, Thread, Token

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
class Edge:
    """One row of a connection."""

    node: Any
    key: tuple[int, ...]


@dataclass(slots=True)
class Rows:
    """One page of a connection. `keys` stand in the cursors."""

    nodes: list[Any]
    keys: Sequence[tuple[int, ...]]
    total: int
    before: bool
    after: bool


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

    def place(wanted: tuple[int, ...], past: bool) -> int:  # noqa: FBT001 - given by position to a plain function
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
    found = [accounts[rows.accounts[place]] for place, kind in enumerate(rows.kinds) if kind == group.kind]
    page = by_place(found, arguments)
    page.nodes = [None if account.deleted else account for account in page.nodes]
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


def git_object(where: Repository, arguments: dict[str, Any], _: Context) -> Any:
    """A commit (`expression: "main"`), or (repository, mode, type, hash) for `main:path`."""
    name, colon, path = (arguments.get("expression") or arguments.get("oid") or "").partition(":")
    commit = where.git.resolve(where.default_branch if name == "HEAD" else name)
    if commit is None:
        return None
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
    return {Repository: "Repository", Comment: "IssueComment", Review: "PullRequestReview"}[type(value)]


def plain(read: Callable[[Any], Any]) -> Resolver:
    """A resolver that looks at the object alone."""
    return lambda source, _arguments, _context: read(source)


@functools.lru_cache(maxsize=200_000)
def _since(moment: int) -> str:
    return text(moment)


def _table() -> dict[tuple[str, str], Resolver]:
    table: dict[tuple[str, str], Resolver] = {}

    def fields(kinds: str, **resolvers: Resolver | Callable[[Any], Any]) -> None:
        for kind in kinds.split():
            table.update({(kind, name): resolver for name, resolver in resolvers.items()})

    def reads(kinds: str, **readers: Callable[[Any], Any]) -> None:
        fields(kinds, **{name: plain(read) for name, read in readers.items()})

    fields(
        "Query",
        repository=repository,
        node=lambda _, arguments, context: by_node_id(arguments["id"], context),
        nodes=all_by_node_id,
        rateLimit=lambda _s, _a, context: context,
        viewer=lambda _s, _a, context: context.token.account,
        user=lambda _s, arguments, context: _login(arguments, context),
    )
    reads(
        "RateLimit",
        cost=lambda c: c.points, limit=lambda c: c.window.limit, nodeCount=lambda c: c.nodes,
        remaining=lambda c: c.window.remaining, used=lambda c: c.window.used, resetAt=lambda c: text(c.window.reset),
    )  # fmt: skip
    everyone = "User Bot Organization Mannequin"
    reads(
        everyone,
        login=lambda a: a.login, databaseId=lambda a: a.id, createdAt=lambda a: _since(a.created),
        id=lambda a: node_id(a.kind, a.id), url=lambda a: f"https://github.com/{a.login}",
        avatarUrl=lambda a: f"https://avatars.githubusercontent.com/u/{a.id}?v=4",
    )  # fmt: skip
    reads(
        "Repository",
        id=lambda r: node_id("Repository", r.id), databaseId=lambda r: r.id, name=lambda r: r.name,
        nameWithOwner=lambda r: r.full_name, owner=lambda r: r.owner, createdAt=lambda r: text(r.created),
        url=lambda r: f"https://github.com/{r.full_name}", isPrivate=lambda r: r.private,
        isArchived=lambda r: False, isFork=lambda r: False, hasDiscussionsEnabled=lambda r: True,
        defaultBranchRef=lambda r: (r, f"refs/heads/{r.default_branch}"),
    )  # fmt: skip
    fields(
        "Repository",
        pullRequests=lambda r, a, _: threads(r.pulls, a),
        issues=lambda r, a, _: threads(r.issues, a),
        discussions=lambda r, a, _: threads(r.discussions, a),
        pullRequest=numbered("a PullRequest", "pull"),
        issue=numbered("an Issue", "issue"),
        discussion=numbered("a Discussion", "discussion"),
        issueOrPullRequest=numbered("an issue or pull request", "issue", "pull"),
        discussionCategories=lambda r, a, _: by_place(r.categories, a),
        ref=lambda r, a, _: (r, name) if (name := _ref(r, a["qualifiedName"])) else None,
        object=git_object,
    )
    reads("DiscussionCategory", name=lambda c: c, id=lambda c: node_id("DiscussionCategory", c))
    reads("Ref", name=lambda p: p[1].split("/", 2)[2], prefix=lambda p: "/".join(p[1].split("/")[:2]) + "/", target=lambda p: (p[0], p[0].git.commits[p[0].git.refs[p[1]]]))  # fmt: skip
    reads(
        "Commit Blob Tree",
        oid=lambda p: p[1].sha if len(p) == 2 else p[3],
        id=lambda p: node_id(type_of(p), p[1].sha if len(p) == 2 else p[3]),
    )
    reads("Commit", message=lambda p: p[1].message, committedDate=lambda p: text(p[1].committer[2]), authoredDate=lambda p: text(p[1].author[2]))  # fmt: skip
    fields(
        "Commit",
        associatedPullRequests=lambda p, a, _: by_place(list(filter(None, [p[0].pull_of_commit.get(p[1].sha)])), a),
    )
    reads(
        "Blob",
        text=lambda p: p[0].git.blobs[p[3]].decode("utf-8", "replace"), byteSize=lambda p: len(p[0].git.blobs[p[3]]),
        isBinary=lambda p: b"\0" in p[0].git.blobs[p[3]], isTruncated=lambda p: False,
    )  # fmt: skip
    _thread_fields(fields, reads)
    for name in (
        "PullRequest Issue Discussion Reaction Reactor IssueComment DiscussionComment PullRequestReview PullRequestChangedFile "
        "DiscussionCategory Label"
    ).split():
        connection = f"{name}Connection"
        reads(
            connection,
            totalCount=lambda rows: rows.total, nodes=lambda rows: rows.nodes, pageInfo=lambda rows: rows,
            edges=lambda rows: [Edge(node, key) for node, key in zip(rows.nodes, rows.keys, strict=True)],
        )  # fmt: skip
        reads(f"{name}Edge", node=lambda edge: edge.node, cursor=lambda edge: cursor(*edge.key))
    reads("ReactionConnection", viewerHasReacted=lambda _: False)
    reads(
        "PageInfo",
        hasNextPage=lambda rows: rows.after, hasPreviousPage=lambda rows: rows.before,
        startCursor=lambda rows: cursor(*rows.keys[0]) if rows.keys else None,
        endCursor=lambda rows: cursor(*rows.keys[-1]) if rows.keys else None,
    )  # fmt: skip
    return table


def _login(arguments: dict[str, Any], context: Context) -> Account:
    found = context.state.logins.get(arguments["login"].lower())
    if found is None or found.kind != "User":
        raise Refusal("NOT_FOUND", f"Could not resolve to a User with the login of '{arguments['login']}'.")
    return found


def _ref(where: Repository, name: str) -> str | None:
    return next((full for full in (name, f"refs/heads/{name}", f"refs/{name}") if full in where.git.refs), None)


def _merge_commit(thread: Thread) -> tuple[Repository, Commit] | None:
    sha = thread.merge_commit
    if sha is None:
        return None
    made_up = Commit(
        sha=sha, tree="", parents=(), message="", author=("", "", 0), committer=("", "", thread.merged or 0)
    )
    return thread.repository, thread.repository.git.commits.get(sha, made_up)


def _first(thread: Thread, kind: int) -> str | None:
    found = thread.reactions.kinds.find(kind)
    return None if found < 0 else text(thread.reactions.moments[found])


def _thread_fields(fields: Callable[..., None], reads: Callable[..., None]) -> None:
    every, both = "PullRequest Issue Discussion", "PullRequest Issue"
    reads(
        every,
        id=lambda t: node_id(t.type, t.id), databaseId=lambda t: t.id, number=lambda t: t.number, title=lambda t: t.title,
        body=lambda t: t.body, author=lambda t: alive(t.author), createdAt=lambda t: text(t.created),
        updatedAt=lambda t: text(t.updated), closedAt=lambda t: optional_text(t.closed), closed=lambda t: t.closed is not None,
        locked=lambda t: t.locked, repository=lambda t: t.repository,
        reactionGroups=lambda t: [Group(t, kind) for kind in range(len(CONTENTS))],
        url=lambda t: f"https://github.com/{t.repository.full_name}/{'pull' if t.kind == 'pull' else t.kind + 's'}/{t.number}",
    )  # fmt: skip
    reads(both, state=lambda t: t.state)
    fields(
        every,
        reactions=reactions,
        comments=lambda t, a, _: by_place(t.comments, a),
        labels=lambda t, a, _: by_place([(t.repository, name) for name in t.labels], a),
    )
    reads(
        "PullRequest",
        merged=lambda t: t.merged is not None, mergedAt=lambda t: optional_text(t.merged), mergeCommit=_merge_commit,
        mergedBy=lambda t: alive(t.merged_by), isDraft=lambda t: t.draft, changedFiles=lambda t: len(t.files),
        headRefOid=lambda t: t.head_sha, headRefName=lambda t: t.head, baseRefName=lambda t: t.repository.default_branch,
    )  # fmt: skip
    fields(
        "PullRequest", files=lambda t, a, _: by_place(t.files[:3000], a), reviews=lambda t, a, _: by_place(t.reviews, a)
    )
    reads("Discussion", category=lambda t: t.category)
    reads("Label", name=lambda p: p[1], id=lambda p: node_id("Label", p[0].labels[p[1]]))
    reads("PullRequestChangedFile", path=lambda f: f.path, changeType=lambda f: f.change, additions=_lines, deletions=lambda f: 0)  # fmt: skip
    reads(
        "Reaction",
        databaseId=lambda r: r[0], id=lambda r: node_id("Reaction", r[0]), content=lambda r: r[2],
        createdAt=lambda r: text(r[1]), user=lambda r: person(r[3]), reactable=lambda r: r[4],
    )  # fmt: skip
    reads("ReactionGroup", content=lambda g: CONTENTS[g.kind], createdAt=lambda g: _first(g.thread, g.kind), subject=lambda g: g.thread)  # fmt: skip
    fields("ReactionGroup", reactors=reactors)
    reads("ReactorEdge", reactedAt=lambda _: None)
    reads(
        "IssueComment DiscussionComment PullRequestReview",
        author=lambda c: alive(c.author), databaseId=lambda c: c.id, body=lambda c: c.body,
    )  # fmt: skip
    for kind in ("IssueComment", "DiscussionComment"):
        reads(kind, createdAt=lambda c: text(c.created), updatedAt=lambda c: text(c.updated), id=lambda c, kind=kind: node_id(kind, c.id))  # fmt: skip
    reads(
        "PullRequestReview",
        state=lambda c: c.state, submittedAt=lambda c: text(c.submitted), createdAt=lambda c: text(c.submitted),
        id=lambda c: node_id("PullRequestReview", c.id),
    )  # fmt: skip


def _lines(file: FileChange) -> int:
    return len((file.content or "\n").splitlines())


RESOLVERS = _table()
