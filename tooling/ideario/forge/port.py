"""The port to a forge such as GitHub: what votes are read through, in the house's own terms. Does no I/O itself.

Adapters: `live` (GitHub) and `recorded` (a JSON file). Every answer is whole and true, or a Failure: an adapter never
gives part of a list, never takes an empty or unmodified answer for "no votes", and checks lists against their totals.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple, Protocol, get_args

from ideario.problems import Failure

AccountKind = Literal["user", "bot", "organization", "mannequin"]


class Account(NamedTuple):
    """Who acted. `id` is the forge's database id; `created` (Unix seconds) is None where the forge does not say."""

    id: int
    login: str
    kind: AccountKind = "user"
    created: int | None = None


class Reaction(NamedTuple):
    """One reaction. `id` is the forge's number of it, higher for later ones; `kind` one of REACTIONS, or a newer one.

    `given` is when, in Unix seconds; `account` is None for a deleted account. Tuples, not dataclasses: a survey makes a
    million of them.
    """

    id: int
    kind: str
    given: int
    account: Account | None


ChangeKind = Literal["added", "renamed", "copied", "modified", "changed", "removed"]
"""What became of a file in a pull request, in GitHub's words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rollup:
    """What a survey sees of one thread without asking for its voters.

    `name` is `pull/12`, `issue/3` or `discussion/4`; `node` the forge's handle of it. `total` and `newest` (the id of
    the newest reaction, None without any) change whenever the set of reactions does, since ids only grow: of two equal
    pairs the sets are equal. `head` is the commit at the tip of a pull request, "" elsewhere. `open` and `merged` are
    a pull request's; an issue or a discussion counts as open. `comments` is the number of them. `base` is the branch
    that a pull request goes into where that is another one than the repository's default, else ""; `base_gone` says
    that there is no such branch any more: it was deleted, or it was the default one under a former name. `branch` is
    the one that a pull request comes from where that is the repository's own, on which few may write; else "".
    `changed` is when anything last changed on it, None where nobody knows; `locked` lets nobody vote who is no member.
    """

    name: str
    node: str
    author: Account | None
    opened: datetime
    merged: datetime | None
    open: bool
    head: str
    comments: int
    total: int
    newest: int | None
    base: str = ""
    base_gone: bool = False
    branch: str = ""
    changed: datetime | None = None
    locked: bool = False

    @property
    def elsewhere(self) -> bool:
        """Whether a pull request goes into another branch than the one that counts: merged there, it is not here."""
        return self.base != "" and not self.base_gone


@dataclass(frozen=True, slots=True, kw_only=True)
class FileChange:
    """A file that a pull request touches. `former` is its path before, where it was renamed and the forge says so."""

    path: str
    change: ChangeKind
    former: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """A page of roll-ups, in the order in which pull requests were opened. `next` is where to go on, None at the end.

    `reactions` holds, by thread, all reactions of those threads for which voters were asked; complete, each.
    """

    rollups: tuple[Rollup, ...]
    reactions: Mapping[str, tuple[Reaction, ...]]
    next: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Repository:
    """The repository as the forge knows it now: `name` is `owner/name` after any move, `pulls` how many it has."""

    id: int
    name: str
    pulls: int
    private: bool


class Neighbour(NamedTuple):
    """Another repository in which threads may be: its number, `owner/name` after any move, whether it is private."""

    id: int
    name: str
    private: bool


class Remark(NamedTuple):
    """A comment on a thread, or a review of it, by somebody who is no bot."""

    at: datetime
    by: Account


class Talk(NamedTuple):
    """How people talk in a thread. `answered` is when somebody other than its author first commented or reviewed, no
    bot, an account that is gone by now too; None while nobody has.

    `remarks` are in no order. Without `whole` some are missing that lie between the first ones and the last ones.
    """

    answered: datetime | None
    remarks: tuple[Remark, ...] = ()
    whole: bool = True


Reason = Literal["completed", "not-planned", "duplicate", "resolved", "outdated", "closed", "open"]
"""What a thread's state says, in words of our own: `closed` is one that was closed for a reason that nobody gave."""
REASONS: tuple[Reason, ...] = get_args(Reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which threads: those of `kind` that bear a label, or are in a category of discussions; with both, both.

    `home` is the repository, `owner/name`; "" is the community's own.
    """

    kind: Literal["issue", "discussion"]
    label: str = ""
    category: str = ""
    home: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadText:
    """An issue or a discussion with its text, as it is now. `name` bears the repository as `Wanted.home` names it.

    `closed` is when it was closed, None while it is open. `upvotes` are a discussion's, which no ballot is made of.
    `duplicate_of` is the thread that it was marked as a duplicate of, where that is in the same repository; else "".
    """

    name: str
    title: str
    text: str
    author: Account | None
    opened: datetime
    closed: datetime | None
    reason: Reason
    labels: tuple[str, ...]
    locked: bool
    upvotes: int = 0
    duplicate_of: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadList:
    """All threads that were wanted, oldest first. `pulls` are the pull requests that bear the label, by name."""

    threads: tuple[ThreadText, ...]
    pulls: tuple[str, ...] = ()


@dataclass(slots=True, kw_only=True)
class Meter:
    """What a run has cost so far. `remaining` and `resets` are as the forge said last, None before its first word.

    `first` and `last` are the moments, by the forge's own clock, of its first and last answer; None where it says none.
    """

    requests: int = 0
    points: int = 0
    remaining: int | None = None
    resets: datetime | None = None
    first: datetime | None = None
    last: datetime | None = None


class ForgeFailure(Failure):
    """The forge did not do what was needed. The base of all its failures, so that callers can keep what they have."""


class NoAccess(ForgeFailure):
    """The token is missing, wrong, or may not read what must be read."""


class NotFound(ForgeFailure):
    """There is no such repository, or the token may not know of it."""


class Unreachable(ForgeFailure):
    """No whole answer, again and again: a dropped connection, an error page, a time-out, a partial answer."""


class Lost(Unreachable):
    """A survey cannot go on from where it stood: whoever surveys begins anew."""


class WrongClock(ForgeFailure):
    """The clock of this machine (`ours`) and the forge's (`theirs`) are too far apart for dates to mean anything."""

    def __init__(self, message: str, *, hint: str, ours: datetime, theirs: datetime) -> None:
        super().__init__(message, hint=hint)
        self.ours, self.theirs = ours, theirs


class Exhausted(ForgeFailure):
    """The budget of this run, or the forge's limit, is used up. `resets` says when the forge gives more, if it is that.

    What was answered before stays true: a caller may keep it and go on later.
    """

    def __init__(self, message: str, *, hint: str = "", resets: datetime | None = None) -> None:
        super().__init__(message, hint=hint)
        self.resets = resets


class Forge(Protocol):
    """What votes are read through. Every method may raise a ForgeFailure; none returns part of an answer.

    A thread of which the forge knows no more (deleted, converted) is absent from what is returned by name.
    """

    @property
    def meter(self) -> Meter:
        """What has been spent so far."""
        ...

    def repository(self) -> Repository:
        """The repository; follows moves."""
        ...

    def pulls(self, after: str | None, *, voters: bool) -> Batch:
        """One page of all open and merged pull requests, oldest first; with their reactions where `voters`.

        How long a page is, is the adapter's to find out.
        """
        ...

    def threads(self, names: Sequence[str]) -> Mapping[str, Rollup]:
        """The roll-ups of threads by name, of any kind; those of `neighbours` bear the name that was asked with."""
        ...

    def neighbours(self, names: Sequence[str]) -> Mapping[str, Neighbour]:
        """Other repositories by their names; follows moves. Absent is one that is not there, or not to be seen."""
        ...

    def texts(self, wanted: Wanted) -> ThreadList:
        """All threads with their texts that are wanted. NotFound for a label or a category that is not there."""
        ...

    def reactions(self, rollups: Sequence[Rollup]) -> Mapping[str, tuple[Reaction, ...]]:
        """All reactions of these threads, by name, each list checked against its total."""
        ...

    def files(self, rollups: Sequence[Rollup]) -> Mapping[str, tuple[FileChange, ...]]:
        """All files that these pull requests touch, by name; of one that has another head by now nothing is said."""
        ...

    def talks(self, rollups: Sequence[Rollup]) -> Mapping[str, Talk]:
        """How people talk in each of these threads, by name."""
        ...

    def totals(self, names: Sequence[str]) -> Mapping[str, int]:
        """By another way than the above (REST's roll-up), how many reactions these threads have; to compare.

        Discussions are left out: there is no other way to theirs.
        """
        ...

    def numbers(self, logins: Sequence[str]) -> Mapping[str, int | None]:
        """The numbers of people's accounts by login, as `logins` spells it; None where nobody is called so.

        A login of which the forge cannot say is absent.
        """
        ...

    def pull_of(self, path: str) -> str | None:
        """The pull request by which the file at `path` came into the default branch, by its first commit; or None."""
        ...
