"""Judges how the default branch and the ledger's are protected: by rulesets, or in the older way, or by both."""

from collections.abc import Iterator
from urllib.parse import quote

from ideario.forge.addresses import settings_url
from ideario.forge.hosting import LEDGER_BRANCH
from ideario.forge.settings_port import Needed, NotLookedAt, Symptom
from ideario.forge.workflow_files import of_role
from ideario.github.answer_shapes import Row, fields, flag, matching, maybe, rows, text, whole
from ideario.github.settings.settings_reader import ADMINISTRATION, CONTENTS, SettingsReader, symptom
from ideario.messages.said import say

ON = maybe(fields(enabled=flag))
CHECKS = maybe(fields(contexts=rows(text, most=1000)))
REVIEWS = maybe(
    fields("required_approving_review_count", require_code_owner_reviews=flag, required_approving_review_count=whole)
)
PROTECTION = fields(
    "required_pull_request_reviews", "required_status_checks", "allow_force_pushes", "lock_branch", "restrictions",
    "required_signatures",
    required_pull_request_reviews=REVIEWS, required_status_checks=CHECKS, allow_force_pushes=ON, lock_branch=ON,
    required_signatures=ON, restrictions=maybe(fields()),
)  # fmt: skip
RULE = fields("parameters", type=matching("[a-z_]{1,60}"), parameters=maybe(fields()))
OF_TYPE = {
    "pull_request": fields(required_approving_review_count=whole, require_code_owner_review=flag),
    "required_status_checks": fields(required_status_checks=rows(fields(context=text), most=1000)),
}
"""What rules say whose parameters are looked at."""
STOPPING = frozenset(
    ("pull_request", "required_status_checks", "update", "required_signatures", "required_deployments", "merge_queue")
)
"""Rules by which nobody pushes commits of a machine to a branch."""


def _rule(value: object, where: str) -> None:
    RULE(value, where)
    if isinstance(value, dict) and value["type"] in OF_TYPE:
        OF_TYPE[value["type"]](value.get("parameters"), f"{where}.parameters")


class _BranchRules:
    """What the rules of a branch ask for together, whichever kind of them. `whole`: whether all of them were seen."""

    def __init__(self, reader: SettingsReader, branch: str) -> None:
        self.unseen: list[NotLookedAt] = []
        what = say("the rules of the branch `{branch}`", branch=branch)
        path = f"rules/branches/{quote(branch, safe='')}"
        listed = reader.listed(path, _rule, what=what, needs=CONTENTS)
        older = say("the older protection of the branch `{branch}`", branch=branch)
        path = f"branches/{quote(branch, safe='')}/protection"
        former = reader.ask(path, PROTECTION, what=older, needs=ADMINISTRATION, may_lack="Branch not ", params={})
        self.unseen = [part for part in (listed, former) if isinstance(part, NotLookedAt)]
        found = [] if isinstance(listed, NotLookedAt) else listed
        self.types = {row["type"] for row in found}
        self.former: Row | None = None if isinstance(former, NotLookedAt) else former
        self.approvals, self.owners, self.checks = 0, False, set[str]()
        self.pulls = "pull_request" in self.types
        for row in found:
            self._take(row)
        if self.former is not None:
            self._take_former(self.former)

    @property
    def protected(self) -> bool:
        """Whether there is any rule."""
        return bool(self.types) or self.former is not None

    @property
    def keeps_history(self) -> bool:
        """Whether nobody may push by force."""
        allowed = True if self.former is None else (self.former.get("allow_force_pushes") or {}).get("enabled", False)
        return "non_fast_forward" in self.types or not allowed

    def stopping(self) -> list[str]:
        """What keeps a machine from pushing commits, in GitHub's own words."""
        found = set(self.types & STOPPING)
        former = self.former or {}
        for name in ("required_pull_request_reviews", "required_status_checks", "restrictions"):
            if former.get(name) is not None:
                found.add(name)
        for name in ("lock_branch", "required_signatures"):
            if (former.get(name) or {}).get("enabled"):
                found.add(name)
        return sorted(found)

    def _take(self, row: Row) -> None:
        if row["type"] == "pull_request":
            self.approvals = max(self.approvals, row["parameters"]["required_approving_review_count"])
            self.owners = self.owners or row["parameters"]["require_code_owner_review"]
        if row["type"] == "required_status_checks":
            self.checks |= {check["context"] for check in row["parameters"]["required_status_checks"]}

    def _take_former(self, former: Row) -> None:
        reviews = former.get("required_pull_request_reviews")
        if reviews is not None:
            self.pulls = True
            self.approvals = max(self.approvals, reviews.get("required_approving_review_count", 0))
            self.owners = self.owners or reviews["require_code_owner_reviews"]
        self.checks |= set((former.get("required_status_checks") or {}).get("contexts") or ())


def is_protected(reader: SettingsReader, branch: str) -> bool | None:
    """Whether a branch has any rule; None where that cannot be seen."""
    rules = _BranchRules(reader, branch)
    return True if rules.protected else None if rules.unseen else False


def judge_branches(reader: SettingsReader, needed: Needed) -> Iterator[Symptom | NotLookedAt]:
    """What is wrong with the rules of the default branch, and of the ledger's."""
    branch = reader.branch
    rules, link = _BranchRules(reader, branch), settings_url(reader.page, "rules")
    yield from rules.unseen
    sure = not rules.unseen  # what is not required by the rules that were seen may be by the others
    if sure and not rules.pulls:
        bare = say("`{branch}` can be pushed to without a pull request", branch=branch)
        yield symptom("branch-unprotected", bare, link)
    if sure and rules.approvals == 0:
        yield symptom("reviews-not-required", say("a pull request needs no approval"), link)
    if sure and not rules.owners:
        yield symptom("code-owners-not-asked", say("a pull request needs no review from code owners"), link)
    if sure and not rules.keeps_history:
        yield symptom("force-pushes", say("`{branch}` can be pushed to by force", branch=branch), link)
    yield from _judge_checks(rules, needed, link, sure=sure)
    blocking = _BranchRules(reader, LEDGER_BRANCH)
    yield from (part for part in blocking.unseen if not rules.unseen)
    if stopping := blocking.stopping():
        named = ", ".join(stopping)
        closed = say("rules of the branch `{branch}` stop the machine: {rules}", branch=LEDGER_BRANCH, rules=named)
        yield symptom("ledger-branch-blocked", closed, link)


def _judge_checks(rules: _BranchRules, needed: Needed, link: str, *, sure: bool) -> Iterator[Symptom]:
    validate = of_role(needed.workflows, "validate")
    if validate is None or not validate.checks:
        return
    if rules.checks.isdisjoint(validate.checks) and sure:
        names = ", ".join(validate.checks)
        yield symptom("check-not-required", say("the check *{names}* need not be green", names=names), link)
    if "merge_queue" in rules.types and "merge_group" not in validate.triggers:
        yield symptom("queue-not-heard", say("{file} does not start for the merge queue", file=validate.path), link)
