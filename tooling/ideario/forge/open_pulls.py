"""The port for answering proposals: open pull requests with what was said below them, and what waits for their authors.

Does no I/O.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from ideario.forge.port import Rollup
from ideario.forge.writing_port import Comment, WritingForge

_MARK = re.compile(
    r"(?:<!-- ideario [^\n<>]* -->\r?\n)+<!-- ideario asks: by=(?P<by>[0-9]{1,16}) head=(?P<head>[0-9a-f]{40,64}) -->"
)
"""Says in a comment of the program that the author was asked something. Further down, others are quoted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenPull:
    """An open pull request. `branch` is where it comes from, in the repository `source`, None for one that is gone.

    `comments` are the first ones below it, oldest first, and all where `complete`; `labels` those that it bears.
    `asked` says that a question waits for its author, as far as somebody has looked.
    """

    rollup: Rollup
    branch: str
    source: str | None
    comments: tuple[Comment, ...]
    complete: bool
    labels: tuple[str, ...] = ()
    asked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenPage:
    """A page of open pull requests, oldest first. `next` is where to go on, None at the end."""

    pulls: tuple[OpenPull, ...]
    next: str | None


class ProposalForge(WritingForge, Protocol):
    """A forge on which proposals are answered."""

    def open_pulls(self, after: str | None) -> OpenPage:
        """One page of all open pull requests; those that close meanwhile may be in it, or not."""
        ...

    def add(self, thread: str, text: str) -> Comment:
        """One more comment on the thread, for whoever knows what stands there. Unsure where no answer came."""
        ...

    def keep_first(self, markers: Mapping[str, str]) -> None:
        """Of the program's own comments with its marker on each thread keep the first, and take later ones away: what
        runs at the same time wrote. All are looked at in one question.
        """
        ...


def question_mark(by: int, head: str) -> str:
    """The hidden line of a question that the account of this number puts to a pull request as it is at a commit."""
    return f"<!-- ideario asks: by={by} head={head} -->"


def waits_for_author(pull: Rollup, comments: Sequence[Comment], *, own: int) -> bool:
    """Whether the last question below an open pull request waits: until its author says something, or changes it.

    `comments` are all, oldest first, and `own` is the number of the program's account. Where the program proposed for
    somebody, anybody's answer counts but that of who asked.
    """
    waits, by = False, 0
    for one in comments:
        speaker = None if one.author is None else one.author.id
        found = _MARK.match(one.text) if speaker == own else None
        if found is not None:
            waits, by = found["head"] == pull.head, int(found["by"])
        elif waits and speaker not in (None, own):
            author = None if pull.author is None else pull.author.id
            waits = speaker == by if author == own else speaker != author
    return waits
