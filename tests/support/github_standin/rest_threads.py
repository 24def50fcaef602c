"""REST: issues and pull requests with their comments, reactions, labels, files and reviews."""

from typing import Any

from . import shapes_git
from .answers import Answer, error, not_found
from .moments import seconds
from .reactions import KINDS
from .rest import body_of
from .routes import INSIDE, Call, Refused, page, route
from .state import Locked
from .things import Comment, Thread


def _sorted(call: Call, threads: list[Thread], *, direction: str) -> list[Thread]:
    sort = call.query.get("sort", "created")
    chosen = threads
    if sort == "updated":
        chosen = sorted(threads, key=lambda thread: (thread.updated, thread.number))
    elif sort == "comments":
        chosen = sorted(threads, key=lambda thread: (len(thread.comments), thread.number))
    return chosen if call.query.get("direction", direction) == "asc" else chosen[::-1]


def _in_state(call: Call, threads: list[Thread]) -> list[Thread]:
    wanted = call.query.get("state", "open")
    return threads if wanted == "all" else [row for row in threads if (row.closed is None) == (wanted == "open")]


@route("GET", f"{INSIDE}/issues")
def issues(call: Call) -> Answer:
    rows = _in_state(call, [row for row in call.repository.threads.values() if row.kind != "discussion"])
    if "since" in call.query:
        since = seconds(call.query["since"])
        rows = [row for row in rows if row.updated >= since]
    for label in filter(None, call.query.get("labels", "").split(",")):
        rows = [row for row in rows if label in row.labels]
    by_creation = call.query.get("sort", "created") == "created"
    rows = _sorted(call, rows, direction="desc")
    return page(call, rows, call.shapes.issue, key=(lambda row: row.number) if by_creation else None)


@route("POST", f"{INSIDE}/issues")
def new_issue(call: Call) -> Answer:
    where, body = call.repository, body_of(call, "title")
    call.may_write("issues")
    assert call.token is not None
    made = call.state.issue(
        author=call.token.account.login, title=body["title"], body=body.get("body") or "", repository=where
    )
    _label(call, made, body.get("labels") or [])
    shape = call.shapes.whole_issue(made)
    return Answer(status=201, body=shape, headers={"Location": shape["url"]})


@route("GET", f"{INSIDE}/issues/{{issue_number}}")
def issue(call: Call) -> Answer:
    return Answer(body=call.shapes.whole_issue(call.thread()))


@route("PATCH", f"{INSIDE}/issues/{{issue_number}}")
def change_issue(call: Call) -> Answer:
    thread, body = call.thread(), body_of(call)
    call.state.edit(thread, body=body.get("body"), title=body.get("title"), by=_writable(call, thread))
    return Answer(body=call.shapes.whole_issue(thread))


@route("GET", f"{INSIDE}/issues/{{issue_number}}/comments")
def comments(call: Call) -> Answer:
    thread = call.thread()
    return page(call, thread.comments, lambda row: call.shapes.comment(thread, row))


@route("GET", f"{INSIDE}/issues/comments")
def all_comments(call: Call) -> Answer:
    rows = [
        (thread, row)
        for thread in call.repository.threads.values()
        if thread.kind != "discussion"
        for row in thread.comments
    ]
    if "since" in call.query:
        since = seconds(call.query["since"])
        rows = [(thread, row) for thread, row in rows if row.updated >= since]
    if "sort" in call.query:
        changed = call.query["sort"] == "updated"
        down = call.query.get("direction", "desc") == "desc"
        rows.sort(key=lambda pair: (pair[1].updated if changed else pair[1].created, pair[1].id), reverse=down)
    return page(call, rows, lambda pair: call.shapes.comment(*pair))


def _writable(call: Call, thread: Thread) -> str:
    call.may_write("pull_requests" if thread.kind == "pull" else "issues", "issues")
    assert call.token is not None
    return call.token.account.login


@route("POST", f"{INSIDE}/issues/{{issue_number}}/comments")
def comment(call: Call) -> Answer:
    thread, body = call.thread(), body_of(call, "body")
    try:
        made = call.state.comment(thread, _writable(call, thread), body["body"])
    except Locked:
        return error(403, "Unable to create comment because issue is locked.")
    shape = call.shapes.comment(thread, made)
    return Answer(status=201, body=shape, headers={"Location": shape["url"]})


def comment_named(call: Call) -> tuple[Thread, Comment]:
    for thread in call.repository.threads.values():
        for found in thread.comments:
            if str(found.id) == call.names["comment_id"]:
                return thread, found
    raise Refused(not_found())


@route("GET", f"{INSIDE}/issues/comments/{{comment_id}}")
def a_comment(call: Call) -> Answer:
    return Answer(body=call.shapes.comment(*comment_named(call)))


@route("PATCH", f"{INSIDE}/issues/comments/{{comment_id}}")
def change_comment(call: Call) -> Answer:
    thread, found = comment_named(call)
    _writable(call, thread)
    found.body, found.updated = body_of(call, "body")["body"], call.moment()
    return Answer(body=call.shapes.comment(thread, found))


@route("DELETE", f"{INSIDE}/issues/comments/{{comment_id}}")
def delete_comment(call: Call) -> Answer:
    thread, found = comment_named(call)
    _writable(call, thread)
    thread.comments.remove(found)
    return Answer(status=204)


@route("GET", f"{INSIDE}/issues/{{issue_number}}/reactions")
def reactions(call: Call) -> Answer:
    rows = call.thread().reactions
    wanted = call.query.get("content")
    chosen = [place for place, kind in enumerate(rows.kinds) if wanted in (None, KINDS[kind])]
    accounts = call.state.accounts
    return page(
        call, chosen,
        lambda place: call.shapes.reaction(
            rows.ids[place], accounts[rows.accounts[place]], KINDS[rows.kinds[place]], rows.moments[place]
        ),
    )  # fmt: skip


@route("POST", f"{INSIDE}/issues/{{issue_number}}/reactions")
def react(call: Call) -> Answer:
    thread, kind = call.thread(), body_of(call, "content")["content"]
    before = len(thread.reactions)
    try:
        number = call.state.react(thread, _writable(call, thread), kind)
    except Locked:
        return error(403, "Unable to create reaction because issue is locked.")
    place = thread.reactions.position(number)
    account = call.state.accounts[thread.reactions.accounts[place]]
    shape = call.shapes.reaction(number, account, kind, thread.reactions.moments[place])
    return Answer(status=200 if len(thread.reactions) == before else 201, body=shape)


@route("GET", f"{INSIDE}/issues/{{issue_number}}/labels")
def labels_of(call: Call) -> Answer:
    thread = call.thread()
    return page(call, thread.labels, lambda name: call.shapes.label(thread.repository, name))


def _label(call: Call, thread: Thread, names: list[Any]) -> Answer:
    for label in names:
        name = label if isinstance(label, str) else label["name"]
        thread.repository.labels.setdefault(name, call.state.new_id())
        if name not in thread.labels:
            thread.labels.append(name)
    return Answer(body=[call.shapes.label(thread.repository, name) for name in thread.labels])


def _names(call: Call) -> list[Any]:
    """Labels come in an object today, and as a bare array from older clients."""
    return call.body if isinstance(call.body, list) else list(body_of(call, "labels")["labels"])


@route("POST", f"{INSIDE}/issues/{{issue_number}}/labels")
def add_labels(call: Call) -> Answer:
    thread = call.thread()
    _writable(call, thread)
    return _label(call, thread, _names(call))


@route("PUT", f"{INSIDE}/issues/{{issue_number}}/labels")
def set_labels(call: Call) -> Answer:
    thread = call.thread()
    _writable(call, thread)
    thread.labels.clear()
    return _label(call, thread, _names(call))


@route("DELETE", f"{INSIDE}/issues/{{issue_number}}/labels/{{name}}")
def take_label(call: Call) -> Answer:
    thread = call.thread()
    _writable(call, thread)
    if call.names["name"] not in thread.labels:
        return error(404, "Label does not exist")
    thread.labels.remove(call.names["name"])
    return Answer(body=[call.shapes.label(thread.repository, name) for name in thread.labels])


@route("GET", f"{INSIDE}/pulls")
def pulls(call: Call) -> Answer:
    rows = _in_state(call, call.repository.pulls)
    if "head" in call.query:
        label = call.query["head"]
        rows = [row for row in rows if label in (row.head, call.shapes.head_label(row))]
    rows = _sorted(call, rows, direction="asc" if "sort" in call.query else "desc")
    return page(call, rows, call.shapes.pull, key=lambda row: row.number)


@route("POST", f"{INSIDE}/pulls")
def new_pull(call: Call) -> Answer:
    where, body = call.repository, body_of(call, "title", "head", "base")
    call.may_write("pull_requests")
    assert call.token is not None
    if call.token.kind == "installation" and not where.settings.may_open_pulls:
        return error(403, "GitHub Actions is not permitted to create or approve pull requests.")
    own = f"{where.owner.login}:"
    try:
        made = call.state.open_pull(
            body["head"].removeprefix(own), author=call.token.account.login, title=body["title"],
            body=body.get("body") or "", repository=where, base=body["base"],
        )  # fmt: skip
    except ValueError as wrong:
        rows = [{"resource": "PullRequest", "code": "custom", "message": str(wrong)}]
        return error(422, "Validation Failed", errors=rows)
    shape = call.shapes.whole_pull(made)
    return Answer(status=201, body=shape, headers={"Location": shape["url"]})


def _pull(call: Call) -> Thread:
    return call.thread(kinds=("pull",), name="pull_number")


@route("GET", f"{INSIDE}/pulls/{{pull_number}}")
def pull(call: Call) -> Answer:
    return Answer(body=call.shapes.whole_pull(_pull(call)))


@route("GET", f"{INSIDE}/pulls/{{pull_number}}/files")
def files(call: Call) -> Answer:
    thread = _pull(call)
    return page(call, thread.files, lambda row: call.shapes.file(thread, row), most=3_000)


@route("GET", f"{INSIDE}/pulls/{{pull_number}}/commits")
def commits_of_pull(call: Call) -> Answer:
    thread = _pull(call)
    where = thread.repository
    rows = [where.git.commits[sha] for sha in (thread.head_sha,) if sha in where.git.commits]
    return page(call, rows, lambda row: shapes_git.commit(call.shapes, where, row, thread.author), most=250)


@route("GET", f"{INSIDE}/pulls/{{pull_number}}/reviews")
def reviews(call: Call) -> Answer:
    thread = _pull(call)
    return page(call, thread.reviews, lambda row: call.shapes.review(thread, row))


@route("GET", f"{INSIDE}/pulls/{{pull_number}}/comments")
def review_comments(call: Call) -> Answer:
    _pull(call)
    return page(call, [], lambda row: row)


@route("GET", f"{INSIDE}/commits/{{commit_sha}}/pulls")
def pulls_of_commit(call: Call) -> Answer:
    where = call.repository
    found = where.pull_of_commit.get(call.names["commit_sha"])
    if found is None and call.names["commit_sha"] not in where.git.commits:
        return error(422, f"No commit found for SHA: {call.names['commit_sha']}")
    return page(call, [found] if found else [], call.shapes.pull)
