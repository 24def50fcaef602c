"""What a repository on the stand-in is made of: plain records, changed through `state.py` alone."""

from dataclasses import dataclass, field
from typing import Literal

from .git import Git
from .reactions import Reactions
from .settings import HostSettings

AccountKind = Literal["User", "Bot", "Organization", "Mannequin"]
ThreadKind = Literal["pull", "issue", "discussion"]
TYPES = {"pull": "PullRequest", "issue": "Issue", "discussion": "Discussion"}


@dataclass(slots=True, eq=False)
class Account:
    """Somebody. A deleted one keeps its reactions and comments, which then show nobody (null)."""

    id: int
    login: str
    kind: AccountKind
    created: int
    deleted: bool = False
    maintainer: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FileChange:
    """One row of a pull request's file list; `change` as GraphQL writes it, `content` None where no test reads it."""

    path: str
    change: Literal["ADDED", "MODIFIED", "RENAMED", "DELETED", "COPIED", "CHANGED"] = "ADDED"
    previous: str | None = None
    content: str | None = None


@dataclass(slots=True, eq=False)
class Comment:
    """A comment below a thread."""

    id: int
    author: Account
    body: str
    created: int
    updated: int
    reactions: list[tuple[int, Account, str, int]] = field(default_factory=list)
    """(id, account, kind by its REST name, Unix seconds), oldest first."""


@dataclass(slots=True, eq=False, kw_only=True)
class WorkflowRun:
    """A run of a workflow for the head of a pull request; `waits` for somebody to approve it."""

    id: int
    path: str
    pull: "Thread"
    head_sha: str
    created: int
    waits: bool = True


@dataclass(slots=True, eq=False)
class Review:
    """A review of a pull request; `state` as both interfaces write it (APPROVED, COMMENTED, …)."""

    id: int
    author: Account
    state: str
    body: str
    submitted: int
    commit: str


@dataclass(slots=True, eq=False, kw_only=True)
class Thread:
    """A pull request, an issue or a discussion. Numbers are shared by all three, as on GitHub."""

    repository: "Repository"
    kind: ThreadKind
    number: int
    id: int
    author: Account
    title: str
    body: str
    created: int
    updated: int
    closed: int | None = None
    reason: str | None = None
    """Why it was closed, as GraphQL writes it; None where nobody said."""
    duplicate_of: "Thread | None" = None
    upvotes: int = 0
    merged: int | None = None
    merged_by: Account | None = None
    merge_commit: str | None = None
    locked: bool = False
    draft: bool = False
    labels: list[str] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)
    reviews: list[Review] = field(default_factory=list)
    reactions: Reactions = field(default_factory=Reactions)
    files: list[FileChange] = field(default_factory=list)
    base: str | None = None
    """The branch that a pull request goes into; None for the repository's default one."""
    head: str = ""
    head_sha: str = ""
    own: bool = False
    """Whether its head is a branch of the repository itself, and not of a fork of its author's."""
    edited: int | None = None
    editor: Account | None = None
    category: str = "Ideas"

    @property
    def type(self) -> str:
        """GraphQL's name of the kind."""
        return TYPES[self.kind]

    @property
    def state(self) -> str:
        """As GraphQL writes it: OPEN, CLOSED or MERGED."""
        return "MERGED" if self.merged is not None else "OPEN" if self.closed is None else "CLOSED"


@dataclass(slots=True, eq=False, kw_only=True)
class Repository:
    """A repository; `former` are the full names it once had."""

    id: int
    owner: Account
    name: str
    created: int
    private: bool = False
    default_branch: str = "main"
    last_number: int = 0
    former: list[str] = field(default_factory=list)
    threads: dict[int, Thread] = field(default_factory=dict)
    pulls: list[Thread] = field(default_factory=list)
    issues: list[Thread] = field(default_factory=list)
    discussions: list[Thread] = field(default_factory=list)
    categories: list[str] = field(default_factory=lambda: ["Ideas"])
    labels: dict[str, int] = field(default_factory=dict)
    protected: bool = False
    """Whether a rule of the repository lets nobody write to the default branch but by a pull request."""
    rights: dict[int, str] = field(default_factory=dict)
    """By the number of an account, its role (admin, maintain, write, triage); who is not in it may read."""
    workflows: list[str] = field(default_factory=lambda: ["publish.yml", "notify.yml"])
    """The files of workflows that can be started by hand."""
    started: list[tuple[str, str]] = field(default_factory=list)
    """(file, ref) of each workflow that was started so, oldest first."""
    runs: list[WorkflowRun] = field(default_factory=list)
    pull_of_commit: dict[str, Thread] = field(default_factory=dict)
    git: Git = field(default_factory=Git)
    settings: HostSettings = field(default_factory=HostSettings)

    @property
    def full_name(self) -> str:
        """`owner/name`."""
        return f"{self.owner.login}/{self.name}"


@dataclass(slots=True, eq=False, kw_only=True)
class Token:
    """What a caller shows. `permissions` as installation tokens have them (contents, issues, pull_requests, …)."""

    secret: str
    account: Account
    kind: Literal["user", "installation"]
    limit_core: int
    limit_graphql: int
    permissions: dict[str, Literal["read", "write"]]
    blocked: bool = False
    hidden: set[int] = field(default_factory=set)
    """Repositories, by number, that this token may not see."""
