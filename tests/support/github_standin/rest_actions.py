"""REST: who may do what, reactions to comments, and workflows that wait or are started. None of these runs."""

from typing import Any

from . import rest_threads
from .answers import Answer, error, not_found
from .moments import node_id, text
from .rest import body_of
from .routes import INSIDE, Call, Refused, page, route
from .things import WorkflowRun

LEGACY = {"admin": "admin", "maintain": "write", "write": "write", "triage": "read", "read": "read", "none": "none"}
"""A role, as the field `permission` has always said it."""
RANKS = ("pull", "triage", "push", "maintain", "admin")
RANK_OF = {"none": 0, "read": 1, "triage": 2, "write": 3, "maintain": 4, "admin": 5}


@route("GET", f"{INSIDE}/collaborators/{{username}}/permission")
def permission(call: Call) -> Answer:
    where = call.repository
    found = call.state.logins.get(call.names["username"].lower())
    if found is None or found.kind == "Organization":
        return error(404, f"{call.names['username']} is not a user")
    role = where.rights.get(found.id, "admin" if found.maintainer else "none" if where.private else "read")
    may = {name: place < RANK_OF[role] for place, name in enumerate(RANKS)}
    user = {**call.shapes.user(found), "permissions": may, "role_name": role}
    return Answer(body={"permission": LEGACY[role], "role_name": role, "user": user})


@route("GET", f"{INSIDE}/issues/comments/{{comment_id}}/reactions")
def comment_reactions(call: Call) -> Answer:
    _, found = rest_threads.comment_named(call)
    wanted = call.query.get("content")
    rows = [row for row in found.reactions if wanted in (None, row[2])]
    return page(call, rows, lambda row: call.shapes.reaction(*row))


@route("POST", f"{INSIDE}/issues/comments/{{comment_id}}/reactions")
def react_to_comment(call: Call) -> Answer:
    thread, found = rest_threads.comment_named(call)
    kind = body_of(call, "content")["content"]
    call.may_write("pull_requests" if thread.kind == "pull" else "issues", "issues")
    assert call.token is not None
    account = call.token.account
    known = next((row for row in found.reactions if row[1] is account and row[2] == kind), None)
    if known is None:
        found.reactions.append((call.state.new_id(), account, kind, call.moment()))
    return Answer(status=200 if known else 201, body=call.shapes.reaction(*(known or found.reactions[-1])))


@route("GET", f"{INSIDE}/actions/runs")
def runs(call: Call) -> Answer:
    where, status = call.repository, call.query.get("status")
    rows = [row for row in where.runs if call.query.get("head_sha") in (None, row.head_sha)]
    rows = [row for row in rows if status is None or row.waits == (status == "action_required")]
    answer = page(call, rows[::-1], lambda row: _run(call, row))
    answer.body = {"total_count": len(rows), "workflow_runs": answer.body}
    return answer


def _run(call: Call, run: WorkflowRun) -> dict[str, Any]:
    where = run.pull.repository
    root, made = f"{call.shapes.url(where)}/actions", text(run.created)
    url, number = f"{root}/runs/{run.id}", where.runs.index(run) + 1
    below = {f"{name}_url": f"{url}/{name}" for name in ("jobs", "logs", "artifacts", "cancel", "rerun")}
    nobody = {"name": run.pull.author.login, "email": f"{run.pull.author.login}@users.noreply.github.com"}
    return {
        "id": run.id, "name": run.path, "node_id": node_id("WorkflowRun", run.id), "check_suite_id": run.id,
        "check_suite_node_id": node_id("CheckSuite", run.id), "head_branch": run.pull.head, "head_sha": run.head_sha,
        "path": run.path, "run_number": number, "event": "pull_request", "display_title": run.pull.title,
        "status": "completed" if run.waits else "queued", "conclusion": "action_required" if run.waits else None,
        "workflow_id": number, "url": url, "html_url": f"https://github.com/{where.full_name}/actions/runs/{run.id}",
        "pull_requests": [], "created_at": made, "updated_at": made, **below,
        "check_suite_url": f"{call.shapes.url(where)}/check-suites/{run.id}", "workflow_url": f"{root}/workflows/1",
        "head_commit": {
            "id": run.head_sha, "tree_id": run.head_sha, "message": run.pull.title, "timestamp": made,
            "author": nobody, "committer": nobody,
        },
        "repository": call.shapes.minimal(where), "head_repository": call.shapes.minimal(where),
    }  # fmt: skip


@route("POST", f"{INSIDE}/actions/runs/{{run_id}}/approve")
def approve(call: Call) -> Answer:
    where = call.repository
    found = next((row for row in where.runs if str(row.id) == call.names["run_id"]), None)
    if found is None:
        raise Refused(not_found())
    call.may_write("actions")
    if not found.waits:
        return error(403, "This run is not from a fork pull request or is not waiting for approval")
    found.waits = False
    return Answer(status=201, body={})


@route("POST", f"{INSIDE}/actions/workflows/{{workflow_id}}/dispatches")
def start(call: Call) -> Answer:
    where, ref = call.repository, body_of(call, "ref")["ref"]
    call.may_write("actions")
    if call.names["workflow_id"] not in where.workflows:
        return not_found()
    if f"refs/heads/{ref.removeprefix('refs/heads/')}" not in where.git.refs:
        return error(422, f"No ref found for: {ref}")
    where.started.append((call.names["workflow_id"], ref))
    return Answer(status=204)
