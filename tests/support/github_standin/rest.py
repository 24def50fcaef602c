"""REST: repositories, accounts, labels, applications. Threads are in `rest_threads.py`, git in `rest_git.py`."""

from typing import Any
from urllib.parse import quote

from .answers import Answer, error, no_access, not_found
from .moments import text
from .routes import INSIDE, Call, Refused, page, route


def body_of(call: Call, *required: str) -> dict[str, Any]:
    """The JSON object that was sent; refuses one that lacks something."""
    body = call.body
    if not isinstance(body, dict):
        raise Refused(error(400, "Problems parsing JSON"))
    lacking = [name for name in required if body.get(name) is None]
    if lacking:
        raise Refused(error(422, f'Invalid request.\n\n"{lacking[0]}" wasn\'t supplied.'))
    return body


@route("GET", "/rate_limit")
def rate_limit(call: Call) -> Answer:
    rows = {
        name: {"limit": row.limit, "remaining": row.remaining, "reset": row.reset, "used": row.used}
        for name, row in call.windows.items()
    }
    search = {"limit": 30, "remaining": 30, "reset": call.moment() + 60, "used": 0}
    return Answer(body={"resources": {**rows, "search": search}, "rate": rows["core"]})


@route("GET", "/user")
def user(call: Call) -> Answer:
    if call.token is None:
        return error(401, "Requires authentication")
    if call.token.kind == "installation":
        return no_access()
    return Answer(body=call.shapes.profile(call.token.account))


@route("GET", "/users/{username}")
def a_user(call: Call) -> Answer:
    found = call.state.logins.get(call.names["username"].lower())
    return Answer(body=call.shapes.profile(found)) if found else not_found()


@route("GET", INSIDE)
def repository(call: Call) -> Answer:
    return Answer(body=call.shapes.repository(call.repository))


@route("GET", f"{INSIDE}/labels")
def labels(call: Call) -> Answer:
    where = call.repository
    return page(call, list(where.labels), lambda name: call.shapes.label(where, name))


@route("POST", f"{INSIDE}/labels")
def new_label(call: Call) -> Answer:
    where, body = call.repository, body_of(call, "name")
    call.may_write("issues", "pull_requests")
    color = body.get("color", "ededed")
    if len(color) != 6 or not set(color.lower()) <= set("0123456789abcdef"):
        return invalid("Label", "color", "invalid")
    if body["name"] in where.labels:
        return invalid("Label", "name", "already_exists")
    where.labels[body["name"]] = call.state.new_id()
    shape = call.shapes.label(where, body["name"])
    return Answer(status=201, body=shape, headers={"Location": shape["url"]})


def invalid(resource: str, name: str, code: str) -> Answer:
    """The 422 that names a field."""
    return error(422, "Validation Failed", errors=[{"resource": resource, "code": code, "field": name}])


@route("GET", f"{INSIDE}/installation")
def installation(call: Call) -> Answer:
    where = call.repository
    if not call.app:
        return error(401, "A JSON web token could not be decoded")
    made = text(where.created)
    root = f"{call.base}/app/installations/{where.id}"
    return Answer(
        body={
            "id": where.id, "account": call.shapes.user(where.owner), "repository_selection": "all",
            "access_tokens_url": f"{root}/access_tokens", "repositories_url": f"{call.base}/installation/repositories",
            "html_url": f"https://github.com/organizations/{quote(where.owner.login)}/settings/installations/{where.id}",
            "app_id": 1, "client_id": "Iv1.standin", "target_id": where.owner.id, "target_type": "Organization",
            "permissions": {"contents": "write", "issues": "write", "pull_requests": "write", "metadata": "read"},
            "events": [], "created_at": made, "updated_at": made, "single_file_name": None,
            "has_multiple_single_files": False, "single_file_paths": [], "app_slug": "standin",
            "suspended_at": None, "suspended_by": None,
        }
    )  # fmt: skip


@route("POST", "/app/installations/{installation_id}/access_tokens")
def installation_token(call: Call) -> Answer:
    if not call.app:
        return error(401, "A JSON web token could not be decoded")
    if int(call.names["installation_id"]) not in call.state.repositories:
        return not_found()
    secret = f"ghs_standin{call.state.new_id()}"
    wanted = call.body.get("permissions") if isinstance(call.body, dict) else None
    token = call.state.token(secret, "standin[bot]", kind="installation", permissions=wanted)
    return Answer(
        status=201,
        body={
            "token": secret, "expires_at": text(call.moment() + 3600),
            "permissions": token.permissions, "repository_selection": "all",
        },
    )  # fmt: skip
