"""Judges what Actions may do, and each of the community's workflows: is it there, awake, and its runs fine?"""

import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from fnmatch import fnmatchcase

from ideario.forge.addresses import settings_url, workflow_url
from ideario.forge.settings_port import Needed, NotLookedAt, Symptom
from ideario.forge.workflow_files import WorkflowFile, of_role
from ideario.github.answer_shapes import Row, fields, flag, matching, maybe, moment, path, positive, rows, text
from ideario.github.parsing import moment as moment_of
from ideario.github.settings.settings_reader import ACTIONS, ADMINISTRATION, SettingsReader, symptom
from ideario.messages.said import say

PERMISSIONS = fields(
    "allowed_actions", "sha_pinning_required", enabled=flag, allowed_actions=text, sha_pinning_required=flag
)
SELECTED = fields(
    "github_owned_allowed", "verified_allowed", "patterns_allowed",
    github_owned_allowed=flag, verified_allowed=flag, patterns_allowed=rows(text, most=10_000),
)  # fmt: skip
TOKEN = fields(default_workflow_permissions=matching("read|write"), can_approve_pull_request_reviews=flag)
APPROVAL = fields(approval_policy=text)
WORKFLOW = fields(id=positive, path=path, state=text)
RUN = fields(event=text, status=maybe(text), conclusion=maybe(text), created_at=moment, html_url=text)
SILENT = timedelta(days=1)
"""So long a schedule that runs every three hours or oftener may have begun nothing: GitHub drops runs at busy hours."""
FAILED = {"failure", "startup_failure", "timed_out", "action_required"}
MADE_BY_GITHUB = ("actions", "github")


def judge_actions(reader: SettingsReader, needed: Needed) -> Iterator[Symptom | NotLookedAt]:
    """What is wrong with what Actions may do."""
    link = settings_url(reader.page, "actions")
    seen = reader.ask(
        "actions/permissions", PERMISSIONS, what=say("what Actions may do"), needs=ADMINISTRATION, params={}
    )
    if seen is None or isinstance(seen, NotLookedAt):
        yield NotLookedAt(say("what Actions may do"), ADMINISTRATION)
        return
    if not seen["enabled"]:
        yield symptom("actions-off", say("Actions are switched off"), link)
        return
    used = sorted(
        {name for workflow in needed.workflows for name in workflow.uses if not name.startswith(("./", "$/"))}
    )
    yield from _judge_allowed(reader, seen, used)
    if seen.get("sha_pinning_required"):
        loose = [name for name in used if "@" in name and not re.search("@[0-9a-f]{40}$", name)]
        if loose:
            yield symptom("actions-not-pinned", say("these name no commit: {names}", names=", ".join(loose)), link)
    token = reader.ask(
        "actions/permissions/workflow", TOKEN, what=say("what the token of workflows may do"), needs=ADMINISTRATION,
        params={},
    )  # fmt: skip
    if token is None or isinstance(token, NotLookedAt):
        yield NotLookedAt(say("what the token of workflows may do"), ADMINISTRATION)
    else:
        if token["default_workflow_permissions"] == "write":
            yield symptom("token-may-write", say("the token of workflows may write unless they say otherwise"), link)
        if not token["can_approve_pull_request_reviews"] and of_role(needed.workflows, "receive") is not None:
            yield symptom("pulls-refused", say("workflows may not open pull requests"), link)
    if not reader.repository()["private"]:
        yield from _judge_approval(reader, link)


def _judge_approval(reader: SettingsReader, link: str) -> Iterator[Symptom | NotLookedAt]:
    what = say("whose workflows wait for a maintainer")
    policy = reader.ask(
        "actions/permissions/fork-pr-contributor-approval", APPROVAL, what=what, needs=ADMINISTRATION, params={}
    )
    if isinstance(policy, NotLookedAt):
        yield policy
    elif policy is not None and policy["approval_policy"] == "first_time_contributors_new_to_github":
        yield symptom("fork-approval", say("only accounts that are new to GitHub wait for a maintainer"), link)


def _judge_allowed(reader: SettingsReader, seen: Row, used: list[str]) -> Iterator[Symptom | NotLookedAt]:
    owner, link = reader.repository()["full_name"].partition("/")[0].lower(), settings_url(reader.page, "actions")
    others = [name for name in used if name.partition("/")[0].lower() != owner]
    which = seen.get("allowed_actions", "all")
    if which == "selected" and others:
        what = say("which actions are allowed")
        chosen = reader.ask(
            "actions/permissions/selected-actions", SELECTED, what=what, needs=ADMINISTRATION, params={}
        )
        if chosen is None or isinstance(chosen, NotLookedAt):
            yield NotLookedAt(what, ADMINISTRATION)
            return
        if chosen.get("verified_allowed"):
            return  # nobody says whose makers GitHub has verified
        others = [name for name in others if not _allowed(name, chosen)]
    elif which != "local_only":
        others = []
    if others:
        yield symptom("actions-refused", say("these are not allowed: {names}", names=", ".join(others)), link)


def _allowed(name: str, chosen: Row) -> bool:
    if chosen.get("github_owned_allowed") and name.partition("/")[0] in MADE_BY_GITHUB:
        return True
    patterns = chosen.get("patterns_allowed") or []
    return any(fnmatchcase(name, one) or fnmatchcase(name.partition("@")[0], one) for one in patterns)


def judge_workflows(reader: SettingsReader, needed: Needed) -> Iterator[Symptom | NotLookedAt]:
    """What is wrong with the workflows that lie in the community's files."""
    listed = reader.rows("actions/workflows", "workflows", rows(WORKFLOW), what=say("workflows"), needs=ACTIONS)
    if isinstance(listed, NotLookedAt):
        yield listed
        return
    there = {row["path"]: row for row in listed if row["state"] != "deleted"}
    for workflow in needed.workflows:
        role = next((name for name in needed.roles if name in workflow.roles), None)
        if role is None and "schedule" not in workflow.triggers:
            continue
        row, link = there.get(workflow.path), workflow_url(reader.page, workflow.name)
        if row is None:
            gone = say("{file} is not on the default branch", file=workflow.path)
            yield symptom("workflow-not-there", gone, reader.page)
        elif row["state"] == "disabled_inactivity":
            asleep = say("the schedule of {file} was stopped for want of activity", file=workflow.path)
            yield symptom("workflow-asleep", asleep, link)
        elif row["state"] != "active":
            yield symptom("workflow-disabled", say("{file} is switched off", file=workflow.path), link)
        elif "schedule" in workflow.triggers:
            yield from _judge_runs(reader, needed, workflow, row, publishes=role == "publish")


def _judge_runs(
    reader: SettingsReader, needed: Needed, workflow: WorkflowFile, row: Row, *, publishes: bool
) -> Iterator[Symptom | NotLookedAt]:
    link = workflow_url(reader.page, workflow.name)
    asked = {"branch": reader.branch, "exclude_pull_requests": "true", "per_page": "20"}
    seen = _runs(reader, f"actions/workflows/{row['id']}/runs", asked)
    if isinstance(seen, NotLookedAt):
        yield seen
        return
    ended = next((run for run in seen if run["status"] == "completed"), None)
    if not seen:
        if publishes:
            yield symptom("never-published", say("{file} has never run", file=workflow.path), link)
        return
    if ended is not None and ended["conclusion"] in FAILED:
        yield symptom("workflow-failing", say("the last run of {file} failed", file=workflow.path), ended["html_url"])
    scheduled = [moment_of(run["created_at"]) for run in seen if run["event"] == "schedule"]
    last = max(scheduled, default=min(moment_of(run["created_at"]) for run in seen))
    if needed.moment - last > SILENT:
        said = f"{last:%Y-%m-%d}"
        silent = say("the schedule of {file} has begun no run since {day}", file=workflow.path, day=said)
        yield symptom("schedule-silent", silent, link)


def _runs(reader: SettingsReader, address: str, asked: Mapping[str, str]) -> list[Row] | NotLookedAt:
    what = say("the runs of workflows")
    seen = reader.ask(address, fields(workflow_runs=rows(RUN)), what=what, needs=ACTIONS, params=asked)
    if seen is None or isinstance(seen, NotLookedAt):
        return NotLookedAt(what, ACTIONS)
    return list(seen["workflow_runs"])
