"""The port for carrying out commands that people write in comments: who may, what waits, what is started. No I/O."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from ideario.forge.port import Account
from ideario.forge.writing_port import WritingForge

CommentSign = Literal["eyes", "rocket", "confused"]
"""A reaction to a comment that carries a command: seen, done, refused. No vote: those are given on threads alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewComment:
    """A comment as it was when somebody wrote it, whatever became of it since. `thread` is `pull/12` or `issue/3`."""

    id: int
    thread: str
    author: Account
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PathCommit:
    """A commit that changed a path. `parents` are empty for the first commit of all."""

    sha: str
    message: str
    parents: tuple[str, ...]


class CommandForge(WritingForge, Protocol):
    """A forge on which commands are carried out."""

    def may_write(self, account: Account) -> bool:
        """Whether an account, by its login and its number, may write to the repository. Asked anew each time."""
        ...

    def sign(self, comment: int, sign: CommentSign) -> None:
        """Have a comment carry the program's own reaction; nothing is written where it does."""
        ...

    def signed(self, comment: int, sign: CommentSign) -> bool:
        """Whether a comment carries the program's own reaction of a kind; False for one that is gone."""
        ...

    def commits(self, path: str, branch: str) -> Sequence[PathCommit]:
        """The commits that changed a path, as a branch has them, newest first: the last hundred."""
        ...

    def waiting_runs(self, head: str) -> Sequence[int]:
        """The numbers of the checks of a pull request's commit that wait until somebody lets them run."""
        ...

    def let_run(self, run: int) -> None:
        """Let such checks run. NoAccess where the program may not."""
        ...

    def start(self, workflow: str, branch: str) -> bool:
        """Start a workflow by its file's name, as it is on a branch; False where there is none, or where it may not."""
        ...
