"""What the owner of a repository on the stand-in has set: plain records, which tests change as they like.

As they are in a new repository, but that workflows may open pull requests. `rest_settings.py` shows them.
"""

from dataclasses import dataclass, field
from typing import Any, Literal


@dataclass(slots=True, kw_only=True)
class Pages:
    """The published site. `source` is the branch it is made of where `build_type` is `legacy`."""

    address: str
    build_type: Literal["legacy", "workflow"] | None = "workflow"
    cname: str | None = None
    public: bool = True
    https: bool = True
    domain: Literal["pending", "verified", "unverified"] | None = None
    certificate: str | None = None
    status: Literal["built", "building", "errored"] | None = "built"


@dataclass(slots=True, kw_only=True)
class Environment:
    """An environment. `branches` are the patterns that may use it; None lets every branch, `protected` those alone."""

    id: int = 0
    branches: list[str] | Literal["protected"] | None = None
    tags: list[str] = field(default_factory=list)
    secrets: list[str] = field(default_factory=list)
    reviewers: int = 0
    wait_minutes: int = 0


@dataclass(slots=True, kw_only=True)
class WorkflowRun:
    """A run of a workflow on a branch; `moment` is when it began."""

    moment: int
    event: str = "schedule"
    conclusion: str | None = "success"
    branch: str = "main"


@dataclass(slots=True, kw_only=True)
class Workflow:
    """A workflow on the default branch, with its runs, the newest first."""

    state: str = "active"
    runs: list[WorkflowRun] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Protection:
    """The older kind of protection of a branch. `reviews` None requires no pull request."""

    reviews: int | None = 1
    code_owners: bool = True
    checks: list[str] = field(default_factory=list)
    force_pushes: bool = False
    restricted: bool = False
    locked: bool = False
    signatures: bool = False


@dataclass(slots=True, kw_only=True)
class HostSettings:
    """All of them. `rules` are those of rulesets, by branch, as REST writes each.

    `may_open_pulls` is whether the token of Actions may open pull requests, which a repository has to allow.
    """

    free_plan: bool = False
    fork: bool = False
    archived: bool = False
    disabled: bool = False
    has_issues: bool = True
    has_discussions: bool = False
    visibility: Literal["public", "private", "internal"] | None = None
    pages: Pages | None = None
    environments: dict[str, Environment] = field(default_factory=dict)
    secrets: list[str] = field(default_factory=list)
    organization_secrets: list[str] = field(default_factory=list)
    actions: bool = True
    allowed_actions: Literal["all", "local_only", "selected"] = "all"
    github_owned: bool = True
    patterns: list[str] = field(default_factory=list)
    sha_pinning: bool = False
    token: Literal["read", "write"] = "read"
    may_open_pulls: bool = True
    fork_approval: str = "first_time_contributors"
    workflows: dict[str, Workflow] = field(default_factory=dict)
    rules: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    protection: dict[str, Protection] = field(default_factory=dict)
    code_owner_errors: list[str] = field(default_factory=list)
    release: str | None = None
