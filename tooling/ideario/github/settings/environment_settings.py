"""Judges the environments of the two jobs that have power, and where the key for the votes is kept."""

from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from urllib.parse import quote

from ideario.forge.addresses import settings_url
from ideario.forge.hosting import KEY_NAME, LEDGER_ENVIRONMENT
from ideario.forge.settings_port import Makeable, NotLookedAt, Symptom
from ideario.github.answer_shapes import Row, fields, flag, maybe, positive, rows, text
from ideario.github.settings.branch_settings import is_protected
from ideario.github.settings.settings_reader import ACTIONS, ENVIRONMENTS, SECRETS, SettingsReader, symptom
from ideario.messages.said import Said, say

SITE_ENVIRONMENT = "github-pages"
ENVIRONMENT = fields(
    "deployment_branch_policy", "protection_rules",
    id=positive, name=text, protection_rules=rows(fields(type=text)),
    deployment_branch_policy=maybe(fields(protected_branches=flag, custom_branch_policies=flag)),
)  # fmt: skip
POLICY = rows(fields("name", "type", name=text, type=text))
NAMED = rows(fields(name=text))


def judge_environments(reader: SettingsReader) -> Iterator[Symptom | NotLookedAt]:
    """What is wrong with `ledger`, with the one of the site, and with the key."""
    general = settings_url(reader.page, "environments")
    listed = reader.rows("environments", "environments", rows(ENVIRONMENT), what=say("environments"), needs=ACTIONS)
    if isinstance(listed, NotLookedAt):
        yield listed
        return
    there = {row["name"]: row for row in listed}
    ledger, site = there.get(LEDGER_ENVIRONMENT), there.get(SITE_ENVIRONMENT)
    if ledger is None:
        missing = say("there is no environment `{name}`", name=LEDGER_ENVIRONMENT)
        yield symptom("no-ledger-environment", missing, general, Makeable("environment", LEDGER_ENVIRONMENT))
    else:
        yield from _judge_one(reader, ledger, "ledger-environment")
    yield from _judge_key(reader, has_environment=ledger is not None)
    if site is not None:
        yield from _judge_one(reader, site, "pages-environment")


def _judge_one(reader: SettingsReader, row: Row, kind: str) -> Iterator[Symptom | NotLookedAt]:
    name, branch = row["name"], reader.branch
    link = settings_url(reader.page, f"environments/{row['id']}/edit")
    if any(rule["type"] in ("required_reviewers", "wait_timer") for rule in row.get("protection_rules") or ()):
        yield symptom(f"{kind}-waits", say("runs in the environment `{name}` have to wait", name=name), link)
    policy = row.get("deployment_branch_policy")
    if policy is None:
        yield symptom(f"{kind}-open", say("every branch may use the environment `{name}`", name=name), link)
        return
    if policy["protected_branches"]:
        if is_protected(reader, branch) is False:
            yield _shut(kind, name, branch, link)
        return
    what = say("which branches may use the environment `{name}`", name=name)
    path = f"environments/{quote(name, safe='')}/deployment-branch-policies"
    listed = reader.rows(path, "branch_policies", POLICY, what=what, needs=ACTIONS)
    if isinstance(listed, NotLookedAt):
        yield listed
        return
    branches = [one.get("name") or "" for one in listed if one.get("type", "branch") == "branch"]
    others = sorted({one.get("name") or "" for one in listed} - {branch})
    if not any(fnmatchcase(branch, pattern) for pattern in branches):
        add = Makeable("branch of the environment", branch)
        yield _shut(kind, name, branch, link, *((add,) if name == LEDGER_ENVIRONMENT else ()))
    elif others:
        also = say("`{others}` may use the environment `{name}`", others=", ".join(others), name=name)
        yield symptom(f"{kind}-open", also, link)


def _shut(kind: str, name: str, branch: str, link: str, *makes: Makeable) -> Symptom:
    what = say("the branch `{branch}` may not use the environment `{name}`", branch=branch, name=name)
    return symptom(f"{kind}-shut", what, link, *makes)


def _judge_key(reader: SettingsReader, *, has_environment: bool) -> Iterator[Symptom | NotLookedAt]:
    link = settings_url(reader.page, "secrets/actions")
    elsewhere, shared = False, reader.repository()["owner"]["type"] == "Organization"
    for kind, path, what in (
        ("key-in-repository", "actions/secrets", say("the secrets of the repository")),
        (
            "key-in-organization",
            "actions/organization-secrets",
            say("the secrets that its owner shares with it"),
        ),
    )[: 2 if shared else 1]:
        names = _names(reader, path, what, SECRETS)
        if isinstance(names, NotLookedAt):
            yield names
        elif KEY_NAME in names:
            elsewhere = True
            yield symptom(kind, say("`{key}` is among {where}", key=KEY_NAME, where=what), link)
    if not has_environment:
        return
    what = say("the secrets of the environment `{name}`", name=LEDGER_ENVIRONMENT)
    names = _names(reader, f"environments/{LEDGER_ENVIRONMENT}/secrets", what, ENVIRONMENTS)
    if isinstance(names, NotLookedAt):
        yield names
    elif KEY_NAME not in names and not elsewhere:
        missing = say("the environment `{name}` has no secret `{key}`", name=LEDGER_ENVIRONMENT, key=KEY_NAME)
        yield symptom("key-missing", missing, settings_url(reader.page, "environments"))


def _names(reader: SettingsReader, path: str, what: Said, needs: Said) -> Sequence[str] | NotLookedAt:
    listed = reader.rows(path, "secrets", NAMED, what=what, needs=needs)
    return listed if isinstance(listed, NotLookedAt) else [row["name"] for row in listed]
