"""The port for writing to a forge: threads with their texts, comments, files, branches, pull requests. Does no I/O.

Whatever is written is looked for first, by the adapter, by its marker or its branch: a run that was cut off between a
write and the next step is begun anew and repeats nothing, and of two runs at once one finds what the other wrote.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple, Protocol

from ideario.forge.port import Account, Forge, ForgeFailure
from ideario.forge.thread_labels import ThreadLabel

FILE_BYTES = 300_000
"""The longest file that is read from a commit: as long as a picture may be, which is longer than any text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeBranch:
    """The repository that is written to, under the name that it has now, and its default branch with its tip."""

    id: int
    name: str
    branch: str
    tip: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """An issue with its text. `name` is `issue/3`; `author` None for a deleted account.

    `edited` and `editor` tell the last edit of the text (not of the title) where there was one, and where the forge
    says by whom. `here` is False for an issue that now lives in another repository.
    """

    name: str
    title: str
    text: str
    author: Account | None
    open: bool
    labels: tuple[str, ...]
    opened: datetime
    edited: datetime | None
    editor: Account | None
    here: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """A comment below a thread. `id` is the forge's number of it, higher for later ones; `author` as of an issue.

    `node` is the forge's handle of it, "" where nobody has asked for it.
    """

    id: int
    author: Account | None
    text: str
    written: datetime
    node: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PullRequest:
    """A pull request from a branch of the repository itself. `head` is the commit at its tip, `base` where it goes."""

    name: str
    author: Account | None
    branch: str
    head: str
    base: str
    open: bool
    merged: datetime | None
    title: str


class Signature(NamedTuple):
    """Who stands in a commit, as author or as committer."""

    name: str
    mail: str


class Place(NamedTuple):
    """A path at a commit."""

    commit: str
    path: str


FileKind = Literal["file", "nothing", "folder", "link", "module", "too long"]
"""What a path leads to: `link` is a symbolic one, `module` another repository, `too long` a file above FILE_BYTES."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileThere:
    """What there is at a place. `content` is None for everything but a file."""

    kind: FileKind
    content: bytes | None = None


class Unsure(ForgeFailure):
    """No answer came to something that was to be written: it may be there, or not. Whoever goes on looks first."""


class Behind(ForgeFailure):
    """A branch is not where it was taken to be: somebody else wrote to it meanwhile. Look again, then write."""


class Guarded(ForgeFailure):
    """A branch takes no commits from the program, though nobody else has written to it: a rule guards it."""


class WritingForge(Forge, Protocol):
    """A forge that is written to. Every method may raise a ForgeFailure; none returns part of an answer."""

    def viewer(self) -> Account:
        """The program's own account."""
        ...

    def home(self) -> HomeBranch:
        """The repository, with the tip of its default branch as it is now."""
        ...

    def issue(self, number: int) -> Issue | None:
        """The issue; None where there is none of this number, or it is a pull request or a discussion."""
        ...

    def comments(self, threads: Sequence[str]) -> Mapping[str, tuple[Comment, ...]]:
        """All comments of issues and pull requests by the thread's name, oldest first. What is gone is absent."""
        ...

    def contents(self, places: Sequence[Place]) -> Mapping[Place, FileThere]:
        """What is at each of these places; many in one question."""
        ...

    def tip(self, branch: str) -> str | None:
        """The commit at the tip of a branch of the repository, or None."""
        ...

    def message(self, commit: str) -> str:
        """The message of a commit; "" where there is no such commit."""
        ...

    def pull_of_branch(self, branch: str) -> PullRequest | None:
        """The pull request from this branch of the repository itself: one that was merged, or else the program's own
        into the default branch, whatever became of it, or else an open one of somebody's. Not what others closed again.
        """
        ...

    def post(self, thread: str, text: str, *, marker: str) -> Comment:
        """The program's own comment on the thread that has the `marker` in it; written where there is none yet.

        `text` holds the marker. Of two that were written at once the later one is taken away again.
        """
        ...

    def edit(self, comment: Comment, text: str) -> None:
        """Give one of the program's own comments another text, where it is another."""
        ...

    def label(
        self, thread: str, *, add: Sequence[str] = (), remove: Sequence[str] = (), there: Sequence[str] | None = None
    ) -> None:
        """Have a thread carry labels, and others not. What is so already is left alone: `there` are those that it
        carries, None where that is not known.
        """
        ...

    def make_labels(self, labels: Iterable[ThreadLabel], *, language: str) -> None:
        """Have the repository know these labels, with their colours. Those that it knows are left as they are."""
        ...

    def commit(
        self, branch: str, files: Mapping[str, bytes | None], *, parent: str, message: str, new: bool,
        author: Signature | None = None, committer: Signature | None = None,
    ) -> str:  # fmt: skip
        """Write files (None takes one away) on top of `parent` and have the branch end there; gives the new commit.

        All of them or none. `new` makes the branch. Behind where it is there already, or does not end at `parent`;
        Guarded where it does, and takes nothing. Without an author it is the program's own, without a committer the
        author's.
        """
        ...

    def open_pull(self, branch: str, *, title: str, text: str) -> PullRequest:
        """The pull request of this branch into the default one: opened, or the one that was opened before."""
        ...

    def retitle(self, pull: PullRequest, title: str) -> None:
        """Give one of the program's own pull requests another title, where it is another."""
        ...
