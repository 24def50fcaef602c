"""The port for sending notices: what was said last on many threads of every kind, and a word on one. Does no I/O."""

from collections.abc import Container, Iterable, Mapping
from datetime import datetime
from typing import NamedTuple, Protocol

from ideario.forge.writing_port import Comment, Issue, WritingForge


class AccountWrites(NamedTuple):
    """When the program's account wrote in the last hour, oldest first; `looked` is up to when others are counted."""

    moments: tuple[datetime, ...]
    looked: datetime


class NoticeForge(WritingForge, Protocol):
    """A forge on which notices are sent. Threads of other repositories bear their names before them."""

    def recall(
        self, writes: Iterable[datetime] = (), *, looked: datetime | None = None, ids: Container[int] = ()
    ) -> None:
        """Count `writes` of the account as this run's own, and before the next write what it has written besides.

        That is looked for from `looked` on, but for the comments `ids`; from where it was looked up last if None.
        """
        ...

    def account_writes(self) -> AccountWrites:
        """What is known by now of the account's writes."""
        ...

    def latest(self, threads: Mapping[str, datetime]) -> Mapping[str, tuple[Comment, ...]]:
        """The comments of threads that were written at a moment or later, oldest first; some older ones may be there.

        Threads that are gone, or that the program may not see, are absent.
        """
        ...

    def tell(self, thread: str, text: str) -> Comment:
        """Comment on a thread that `latest` has found; nothing is looked for first. Unsure where no answer came."""
        ...

    def reword(self, thread: str, comment: Comment, text: str) -> None:
        """Give one of the program's own comments on a thread another text."""
        ...

    def unsay(self, thread: str, comment: Comment) -> None:
        """Take one of the program's own comments on a thread away."""
        ...

    def labelled(self, label: str) -> tuple[Issue, ...]:
        """The issues of the program's own account that bear a label, open or closed, oldest first."""
        ...

    def open_issue(self, title: str, text: str, *, labels: Iterable[str]) -> Issue:
        """Open an issue; nothing is looked for first. Unsure where no answer came."""
        ...

    def rewrite(self, issue: Issue, text: str) -> None:
        """Give one of the program's own issues another text."""
        ...
