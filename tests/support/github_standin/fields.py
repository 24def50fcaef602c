"""Which function gives which GraphQL field: RESOLVERS, by type and field. What is not listed is not served."""

import functools
from collections.abc import Callable
from typing import Any

from .execution import Refusal, Resolver
from .git import Commit
from .moments import cursor, node_id, optional_text, text
from .reactions import CONTENTS
from .resolvers import (
    Context,
    Group,
    add_comment,
    add_labels,
    alive,
    all_by_node_id,
    by_node_id,
    by_place,
    delete_comment,
    file_at,
    git_object,
    numbered,
    person,
    reactions,
    reactors,
    remove_labels,
    repository,
    threads,
    timeline,
    type_of,
    update_comment,
)
from .things import Account, FileChange, Repository, Thread


def plain(read: Callable[[Any], Any]) -> Resolver:
    """A resolver that looks at the object alone."""
    return lambda source, _arguments, _context: read(source)


@functools.lru_cache(maxsize=200_000)
def _since(moment: int) -> str:
    return text(moment)


def _table() -> dict[tuple[str, str], Resolver]:
    table: dict[tuple[str, str], Resolver] = {}

    def fields(kinds: str, **resolvers: Resolver) -> None:
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
        cost=lambda c: c.points,
        limit=lambda c: c.window.limit,
        nodeCount=lambda c: c.nodes,
        remaining=lambda c: c.window.remaining,
        used=lambda c: c.window.used,
        resetAt=lambda c: text(c.window.reset),
    )
    everyone = "User Bot Organization Mannequin"
    reads(
        everyone,
        login=lambda a: a.login,
        databaseId=lambda a: a.id,
        createdAt=lambda a: _since(a.created),
        id=lambda a: node_id(a.kind, a.id),
        url=lambda a: f"https://github.com/{a.login}",
        avatarUrl=lambda a: f"https://avatars.githubusercontent.com/u/{a.id}?v=4",
    )
    reads(
        "Repository",
        id=lambda r: node_id("Repository", r.id),
        databaseId=lambda r: r.id,
        name=lambda r: r.name,
        nameWithOwner=lambda r: r.full_name,
        owner=lambda r: r.owner,
        createdAt=lambda r: text(r.created),
        url=lambda r: f"https://github.com/{r.full_name}",
        isPrivate=lambda r: r.private,
        isArchived=lambda r: False,
        isFork=lambda r: False,
        hasDiscussionsEnabled=lambda r: True,
        defaultBranchRef=lambda r: (r, f"refs/heads/{r.default_branch}"),
    )
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
    fields("Repository", label=lambda r, a, _: _label(r, a["name"]))
    fields(
        "Mutation",
        addDiscussionComment=add_comment,
        updateDiscussionComment=update_comment,
        deleteDiscussionComment=delete_comment,
        addLabelsToLabelable=add_labels,
        removeLabelsFromLabelable=remove_labels,
    )
    reads("AddLabelsToLabelablePayload RemoveLabelsFromLabelablePayload", clientMutationId=lambda _: None)
    reads(
        "AddDiscussionCommentPayload UpdateDiscussionCommentPayload DeleteDiscussionCommentPayload",
        comment=lambda comment: comment,
    )
    reads("DiscussionCategory", name=lambda c: c, id=lambda c: node_id("DiscussionCategory", c))
    reads(
        "Ref",
        name=lambda p: p[1].split("/", 2)[2],
        prefix=lambda p: "/".join(p[1].split("/")[:2]) + "/",
        target=lambda p: (p[0], p[0].git.commits[p[0].git.refs[p[1]]]),
    )
    reads(
        "Commit Blob Tree",
        oid=lambda p: p[1].sha if len(p) == 2 else p[3],
        id=lambda p: node_id(type_of(p), p[1].sha if len(p) == 2 else p[3]),
    )
    reads(
        "Commit",
        message=lambda p: p[1].message,
        committedDate=lambda p: text(p[1].committer[2]),
        authoredDate=lambda p: text(p[1].author[2]),
    )
    fields("Commit", file=file_at)
    reads(
        "TreeEntry",
        mode=lambda p: int(p[1], 8),
        type=lambda p: p[2],
        oid=lambda p: p[3],
        size=lambda p: len(p[0].git.blobs[p[3]]) if p[2] == "blob" else 0,
    )
    fields(
        "Commit",
        associatedPullRequests=lambda p, a, _: by_place(list(filter(None, [p[0].pull_of_commit.get(p[1].sha)])), a),
    )
    reads(
        "Blob",
        text=lambda p: p[0].git.blobs[p[3]].decode("utf-8", "replace"),
        byteSize=lambda p: len(p[0].git.blobs[p[3]]),
        isBinary=lambda p: b"\0" in p[0].git.blobs[p[3]],
        isTruncated=lambda p: False,
    )
    _thread_fields(fields, reads)
    for name in (
        "PullRequest Issue Discussion Reaction Reactor IssueComment DiscussionComment PullRequestReview "
        "PullRequestChangedFile DiscussionCategory Label IssueTimelineItems"
    ).split():
        connection = f"{name}Connection"
        reads(
            connection,
            totalCount=lambda rows: rows.total,
            nodes=lambda rows: rows.nodes,
            pageInfo=lambda rows: rows,
            edges=lambda rows: rows.edges(),
        )
        reads(f"{name}Edge", node=lambda edge: edge.node, cursor=lambda edge: cursor(*edge.key))
    reads("ReactionConnection", viewerHasReacted=lambda _: False)
    reads(
        "PageInfo",
        hasNextPage=lambda rows: rows.after,
        hasPreviousPage=lambda rows: rows.before,
        startCursor=lambda rows: cursor(*rows.keys[0]) if rows.keys else None,
        endCursor=lambda rows: cursor(*rows.keys[-1]) if rows.keys else None,
    )
    return table


def _login(arguments: dict[str, Any], context: Context) -> Account:
    found = context.state.logins.get(arguments["login"].lower())
    if found is None or found.kind != "User":
        raise Refusal("NOT_FOUND", f"Could not resolve to a User with the login of '{arguments['login']}'.")
    return found


def _label(where: Repository, name: str) -> tuple[Repository, str] | None:
    found = next((one for one in where.labels if one.lower() == name.lower()), None)
    return None if found is None else (where, found)


def _reason(thread: Thread, arguments: dict[str, Any]) -> str | None:
    """Without being asked for duplicates, GitHub calls them not planned."""
    return "NOT_PLANNED" if thread.reason == "DUPLICATE" and not arguments.get("enableDuplicate") else thread.reason


def _ref(where: Repository, name: str) -> str | None:
    return next((full for full in (name, f"refs/heads/{name}", f"refs/{name}") if full in where.git.refs), None)


def _head_repository(pull: Thread) -> Repository | None:
    """Where a pull request comes from: a fork of its author's, None once the author is gone."""
    if pull.own:
        return pull.repository
    where = pull.repository
    return None if pull.author.deleted else Repository(id=0, owner=pull.author, name=where.name, created=where.created)


def _base_ref(thread: Thread) -> tuple[Repository, str] | None:
    """The branch that a pull request goes into; None where it was deleted, or has another name now."""
    name = f"refs/heads/{thread.base or thread.repository.default_branch}"
    return (thread.repository, name) if name in thread.repository.git.refs else None


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
        id=lambda t: node_id(t.type, t.id),
        databaseId=lambda t: t.id,
        number=lambda t: t.number,
        title=lambda t: t.title,
        body=lambda t: t.body,
        author=lambda t: alive(t.author),
        createdAt=lambda t: text(t.created),
        updatedAt=lambda t: text(t.updated),
        closedAt=lambda t: optional_text(t.closed),
        closed=lambda t: t.closed is not None,
        locked=lambda t: t.locked,
        repository=lambda t: t.repository,
        reactionGroups=lambda t: [Group(t, kind) for kind in range(len(CONTENTS))],
        url=_page,
    )
    reads(
        both,
        state=lambda t: t.state,
        fullDatabaseId=lambda t: str(t.id),
        editor=lambda t: alive(t.editor),
        lastEditedAt=lambda t: optional_text(t.edited),
    )
    fields(
        every,
        reactions=reactions,
        comments=lambda t, a, _: by_place(t.comments, a),
        labels=lambda t, a, _: by_place([(t.repository, name) for name in t.labels], a),
    )
    reads(
        "PullRequest",
        merged=lambda t: t.merged is not None,
        mergedAt=lambda t: optional_text(t.merged),
        mergeCommit=_merge_commit,
        mergedBy=lambda t: alive(t.merged_by),
        isDraft=lambda t: t.draft,
        changedFiles=lambda t: len(t.files),
        headRefOid=lambda t: t.head_sha,
        totalCommentsCount=lambda t: len(t.comments),
        headRefName=lambda t: t.head,
        isCrossRepository=lambda t: not t.own,
        headRepository=_head_repository,
        baseRefName=lambda t: t.base or t.repository.default_branch,
        baseRef=_base_ref,
    )
    fields(
        "PullRequest", files=lambda t, a, _: by_place(t.files[:3000], a), reviews=lambda t, a, _: by_place(t.reviews, a)
    )
    reads("Discussion", category=lambda t: t.category, upvoteCount=lambda t: t.upvotes, stateReason=lambda t: t.reason)
    fields("Issue", stateReason=lambda t, a, _: _reason(t, a), timelineItems=timeline)
    reads("MarkedAsDuplicateEvent", canonical=lambda m: m.thread.duplicate_of)
    reads("Label", name=lambda p: p[1], id=lambda p: node_id("Label", p[0].labels[p[1]]))
    reads(
        "PullRequestChangedFile",
        path=lambda f: f.path,
        changeType=lambda f: f.change,
        additions=_lines,
        deletions=lambda f: 0,
    )
    reads(
        "Reaction",
        databaseId=lambda r: r[0],
        id=lambda r: node_id("Reaction", r[0]),
        content=lambda r: r[2],
        createdAt=lambda r: text(r[1]),
        user=lambda r: person(r[3]),
        reactable=lambda r: r[4],
    )
    reads(
        "ReactionGroup",
        content=lambda g: CONTENTS[g.kind],
        createdAt=lambda g: _first(g.thread, g.kind),
        subject=lambda g: g.thread,
    )
    fields("ReactionGroup", reactors=reactors)
    reads("ReactorEdge", reactedAt=lambda edge: text(edge.moment))
    reads(
        "IssueComment DiscussionComment PullRequestReview",
        author=lambda c: alive(c.author),
        fullDatabaseId=lambda c: str(c.id),
        databaseId=lambda c: c.id,
        body=lambda c: c.body,
    )
    for kind in ("IssueComment", "DiscussionComment"):
        reads(
            kind,
            createdAt=lambda c: text(c.created),
            updatedAt=lambda c: text(c.updated),
            id=lambda c, kind=kind: node_id(kind, c.id),
        )
    reads(
        "PullRequestReview",
        state=lambda c: c.state,
        submittedAt=lambda c: text(c.submitted),
        createdAt=lambda c: text(c.submitted),
        id=lambda c: node_id("PullRequestReview", c.id),
    )


def _page(thread: Thread) -> str:
    word = "pull" if thread.kind == "pull" else f"{thread.kind}s"
    return f"https://github.com/{thread.repository.full_name}/{word}/{thread.number}"


def _lines(file: FileChange) -> int:
    return len((file.content or "\n").splitlines())


RESOLVERS = _table()
