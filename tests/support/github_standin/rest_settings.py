"""REST: what the owner of a repository has set, and the few of these things that can be made. See `settings.py`."""

from typing import Any
from urllib.parse import quote

from .answers import Answer, error, not_found
from .moments import node_id, text
from .rest import body_of
from .routes import INSIDE, Call, Refused, page, route
from .settings import Environment, HostSettings, Protection, Workflow, WorkflowRun
from .shapes import Json
from .things import Repository

ROOT = "https://github.com"


def _settings(call: Call, room: str) -> tuple[Repository, HostSettings]:
    where = call.repository
    call.may_read(room)
    return where, where.settings


def _counted(call: Call, name: str, rows: list[Any]) -> Answer:
    """A page of rows, below their name and beside how many there are."""
    answer = page(call, rows, lambda row: row)
    answer.body = {"total_count": len(rows), name: answer.body}
    return answer


@route("GET", f"{INSIDE}/pages")
def pages(call: Call) -> Answer:
    where, settings = _settings(call, "pages")
    site = settings.pages
    if site is None:
        return not_found()
    certificate = (
        {"https_certificate": {"state": site.certificate, "description": "", "domains": [site.cname]}}
        if site.certificate
        else {}
    )
    source = {"source": {"branch": "main", "path": "/"}} if site.build_type == "legacy" else {}
    return Answer(
        body={
            "url": f"{call.shapes.url(where)}/pages", "status": site.status, "cname": site.cname,
            "custom_404": False, "html_url": site.address, "build_type": site.build_type, "public": site.public,
            "https_enforced": site.https, "protected_domain_state": site.domain, **certificate, **source,
        }
    )  # fmt: skip


# ---- environments and secrets


@route("GET", f"{INSIDE}/environments")
def environments(call: Call) -> Answer:
    where, settings = _settings(call, "actions")
    return _counted(
        call, "environments", [_environment(call, where, name, found) for name, found in settings.environments.items()]
    )


@route("GET", f"{INSIDE}/environments/{{environment_name}}")
def environment(call: Call) -> Answer:
    where, settings = _settings(call, "actions")
    name = call.names["environment_name"]
    found = settings.environments.get(name)
    return not_found() if found is None else Answer(body=_environment(call, where, name, found))


@route("PUT", f"{INSIDE}/environments/{{environment_name}}")
def put_environment(call: Call) -> Answer:
    where = call.repository
    call.may_write("administration")
    name, body = call.names["environment_name"], call.body or {}
    policy = body.get("deployment_branch_policy")
    if policy and policy["protected_branches"] == policy["custom_branch_policies"]:
        return error(422, "protected_branches and custom_branch_policies cannot have the same value")
    made = where.settings.environments.setdefault(name, Environment(id=call.state.new_id()))
    made.reviewers, made.wait_minutes = len(body.get("reviewers") or ()), body.get("wait_timer") or 0
    kept = made.branches if isinstance(made.branches, list) else []
    made.branches = None if not policy else "protected" if policy["protected_branches"] else kept
    return Answer(body=_environment(call, where, name, made))


def _environment(call: Call, where: Repository, name: str, found: Environment) -> Json:
    rules: list[Json] = []
    if found.wait_minutes:
        rules.append({"id": 1, "node_id": "GA_1", "type": "wait_timer", "wait_timer": found.wait_minutes})
    if found.reviewers:
        asked = [{"type": "User", "reviewer": call.shapes.user(call.state.account("maintainer"))}] * found.reviewers
        rules.append({"id": 2, "node_id": "GA_2", "type": "required_reviewers", "reviewers": asked})
    if found.branches is not None:
        rules.append({"id": 3, "node_id": "GA_3", "type": "branch_policy"})
    custom = isinstance(found.branches, list)
    made = text(where.created)
    return {
        "id": found.id, "node_id": node_id("Environment", found.id), "name": name,
        "url": f"{call.shapes.url(where)}/environments/{quote(name, safe='')}",
        "html_url": f"{ROOT}/{where.full_name}/deployments/activity_log?environments_filter={quote(name)}",
        "created_at": made, "updated_at": made, "protection_rules": rules,
        "deployment_branch_policy": None
        if found.branches is None
        else {"protected_branches": not custom, "custom_branch_policies": custom},
    }  # fmt: skip


def _named_environment(call: Call) -> Environment:
    found = call.repository.settings.environments.get(call.names["environment_name"])
    if found is None:
        raise Refused(not_found())
    return found


@route("GET", f"{INSIDE}/environments/{{environment_name}}/deployment-branch-policies")
def branch_policies(call: Call) -> Answer:
    _settings(call, "actions")
    found = _named_environment(call)
    names = found.branches if isinstance(found.branches, list) else []
    return _counted(
        call, "branch_policies",
        [_policy(name, "branch") for name in names] + [_policy(name, "tag") for name in found.tags],
    )  # fmt: skip


@route("POST", f"{INSIDE}/environments/{{environment_name}}/deployment-branch-policies")
def new_branch_policy(call: Call) -> Answer:
    where = call.repository
    call.may_write("administration")
    found, body = _named_environment(call), body_of(call, "name")
    if not isinstance(found.branches, list):
        return error(404, "Not Found")
    if body["name"] in found.branches:
        return Answer(status=303, headers={"Location": f"{call.shapes.url(where)}/environments"})
    found.branches.append(body["name"])
    return Answer(body=_policy(body["name"], "branch"))


def _policy(name: str, kind: str) -> Json:
    return {"id": len(name) + 1, "node_id": f"MDE2_{len(name)}", "name": name, "type": kind}


def _secrets(call: Call, names: list[str]) -> Answer:
    made = text(call.repository.created)
    return _counted(call, "secrets", [{"name": name, "created_at": made, "updated_at": made} for name in names])


@route("GET", f"{INSIDE}/environments/{{environment_name}}/secrets")
def environment_secrets(call: Call) -> Answer:
    _settings(call, "environments")
    return _secrets(call, _named_environment(call).secrets)


@route("GET", f"{INSIDE}/actions/secrets")
def repository_secrets(call: Call) -> Answer:
    return _secrets(call, _settings(call, "secrets")[1].secrets)


@route("GET", f"{INSIDE}/actions/organization-secrets")
def organization_secrets(call: Call) -> Answer:
    if call.repository.owner.kind != "Organization":
        return not_found()
    return _secrets(call, _settings(call, "secrets")[1].organization_secrets)


# ---- Actions


@route("GET", f"{INSIDE}/actions/permissions")
def actions_permissions(call: Call) -> Answer:
    where, settings = _settings(call, "administration")
    body: Json = {"enabled": settings.actions}
    if settings.actions:
        body |= {"allowed_actions": settings.allowed_actions, "sha_pinning_required": settings.sha_pinning}
    if settings.actions and settings.allowed_actions == "selected":
        body["selected_actions_url"] = f"{call.shapes.url(where)}/actions/permissions/selected-actions"
    return Answer(body=body)


@route("GET", f"{INSIDE}/actions/permissions/selected-actions")
def selected_actions(call: Call) -> Answer:
    _, settings = _settings(call, "administration")
    if settings.allowed_actions != "selected":
        return error(409, "Conflict")
    return Answer(
        body={
            "github_owned_allowed": settings.github_owned,
            "verified_allowed": False,
            "patterns_allowed": settings.patterns,
        }
    )


@route("GET", f"{INSIDE}/actions/permissions/workflow")
def workflow_permissions(call: Call) -> Answer:
    _, settings = _settings(call, "administration")
    return Answer(
        body={
            "default_workflow_permissions": settings.token,
            "can_approve_pull_request_reviews": settings.may_open_pulls,
        }
    )


@route("GET", f"{INSIDE}/actions/permissions/fork-pr-contributor-approval")
def fork_approval(call: Call) -> Answer:
    where, settings = _settings(call, "administration")
    return not_found() if where.private else Answer(body={"approval_policy": settings.fork_approval})


@route("GET", f"{INSIDE}/actions/workflows")
def workflows(call: Call) -> Answer:
    where, settings = _settings(call, "actions")
    return _counted(
        call, "workflows",
        [_workflow(call, where, number, path) for number, path in enumerate(settings.workflows, start=1)],
    )  # fmt: skip


def _workflow(call: Call, where: Repository, number: int, path: str) -> Json:
    made, name = text(where.created), path.rpartition("/")[2]
    return {
        "id": number, "node_id": f"W_{number}", "name": name.removesuffix(".yml"), "path": path,
        "state": where.settings.workflows[path].state, "created_at": made, "updated_at": made,
        "url": f"{call.shapes.url(where)}/actions/workflows/{number}",
        "html_url": f"{ROOT}/{where.full_name}/blob/main/{path}",
        "badge_url": f"{ROOT}/{where.full_name}/workflows/{name}/badge.svg",
    }  # fmt: skip


@route("GET", f"{INSIDE}/actions/workflows/{{workflow_id}}/runs")
def workflow_runs(call: Call) -> Answer:
    where, settings = _settings(call, "actions")
    asked = call.names["workflow_id"]
    found: tuple[str, Workflow] | None = next(
        (
            (path, workflow)
            for number, (path, workflow) in enumerate(settings.workflows.items(), start=1)
            if asked in (str(number), path.rpartition("/")[2])
        ),
        None,
    )
    if found is None:
        return not_found()
    path, workflow = found
    rows = [
        _run(call, where, path, number, run)
        for number, run in enumerate(workflow.runs, start=1)
        if call.query.get("branch", run.branch) == run.branch and call.query.get("event", run.event) == run.event
    ]
    return _counted(call, "workflow_runs", rows)


def _run(call: Call, where: Repository, path: str, number: int, run: WorkflowRun) -> Json:
    root = f"{call.shapes.url(where)}/actions"
    url = f"{root}/runs/{number}"
    sha = where.git.refs[f"refs/heads/{where.default_branch}"]
    return {
        "id": number, "name": path, "node_id": f"WFR_{number}", "check_suite_id": number,
        "check_suite_node_id": f"CS_{number}", "head_branch": run.branch, "head_sha": sha, "path": path,
        "run_number": number, "run_attempt": 1, "event": run.event, "display_title": path,
        "status": "in_progress" if run.conclusion is None else "completed", "conclusion": run.conclusion,
        "workflow_id": 1, "url": url, "html_url": f"{ROOT}/{where.full_name}/actions/runs/{number}",
        "pull_requests": [], "created_at": text(run.moment), "updated_at": text(run.moment),
        "run_started_at": text(run.moment), "jobs_url": f"{url}/jobs", "logs_url": f"{url}/logs",
        "check_suite_url": f"{call.shapes.url(where)}/check-suites/{number}", "artifacts_url": f"{url}/artifacts",
        "cancel_url": f"{url}/cancel", "rerun_url": f"{url}/rerun", "previous_attempt_url": None,
        "workflow_url": f"{root}/workflows/1", "head_commit": None, "repository": call.shapes.minimal(where),
        "head_repository": call.shapes.minimal(where),
    }  # fmt: skip


# ---- branches


@route("GET", f"{INSIDE}/rules/branches/{{branch}}")
def branch_rules(call: Call) -> Answer:
    where, settings = _settings(call, "metadata")
    _offered(where)
    of = {"ruleset_source_type": "Repository", "ruleset_source": where.full_name, "ruleset_id": 42}
    return page(call, settings.rules.get(call.names["branch"], []), lambda rule: {**rule, **of})


@route("GET", f"{INSIDE}/branches/{{branch}}/protection")
def branch_protection(call: Call) -> Answer:
    where, settings = _settings(call, "administration")
    _offered(where)
    name = call.names["branch"]
    if f"refs/heads/{name}" not in where.git.refs:
        return error(404, "Branch not found")
    found = settings.protection.get(name)
    url = f"{call.shapes.url(where)}/branches/{quote(name)}/protection"
    return error(404, "Branch not protected") if found is None else Answer(body=_protection(url, found))


def _offered(where: Repository) -> None:
    """Refuse what a free plan does not offer in private repositories."""
    if where.private and where.settings.free_plan:
        message = "Upgrade to GitHub Pro or make this repository public to enable this feature."
        raise Refused(error(403, message))


def _protection(url: str, found: Protection) -> Json:
    shown: Json = {"url": url, "enforce_admins": {"url": f"{url}/enforce_admins", "enabled": False}}
    for name, on in (
        ("allow_force_pushes", found.force_pushes), ("allow_deletions", False), ("lock_branch", found.locked),
        ("required_linear_history", False),
    ):  # fmt: skip
        shown[name] = {"enabled": on}
    shown["required_signatures"] = {"url": f"{url}/required_signatures", "enabled": found.signatures}
    if found.checks:
        checks = [{"context": name, "app_id": None} for name in found.checks]
        shown["required_status_checks"] = {"strict": False, "contexts": found.checks, "checks": checks}
    if found.reviews is not None:
        shown["required_pull_request_reviews"] = {
            "dismiss_stale_reviews": False,
            "require_code_owner_reviews": found.code_owners,
            "required_approving_review_count": found.reviews,
        }
    if found.restricted:
        shown["restrictions"] = {
            **dict.fromkeys(("url", "users_url", "teams_url", "apps_url"), f"{url}/restrictions"),
            "users": [], "teams": [], "apps": [],
        }  # fmt: skip
    return shown


# ---- the rest


@route("GET", f"{INSIDE}/codeowners/errors")
def code_owner_errors(call: Call) -> Answer:
    _, settings = _settings(call, "contents")
    return Answer(
        body={
            "errors": [
                {
                    "line": line, "column": 1, "kind": "Unknown owner", "source": "* @somebody", "suggestion": None,
                    "message": message, "path": ".github/CODEOWNERS",
                }
                for line, message in enumerate(settings.code_owner_errors, start=1)
            ]
        }
    )  # fmt: skip


@route("GET", f"{INSIDE}/releases/latest")
def latest_release(call: Call) -> Answer:
    where, settings = _settings(call, "contents")
    if settings.release is None:
        return not_found()
    url, made = f"{call.shapes.url(where)}/releases/1", text(where.created)
    return Answer(
        body={
            "url": url, "html_url": f"{ROOT}/{where.full_name}/releases/tag/{settings.release}",
            "assets_url": f"{url}/assets", "upload_url": f"{url}/assets", "tarball_url": None, "zipball_url": None,
            "id": 1, "node_id": "RE_1", "tag_name": settings.release, "target_commitish": "main",
            "name": settings.release, "body": "", "draft": False, "prerelease": False, "created_at": made,
            "published_at": made, "author": call.shapes.user(where.owner), "assets": [],
        }
    )  # fmt: skip
