"""The port for answering proposals: open pull requests with what was said below them. Does no I/O."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from ideario.forge.port import Rollup
from ideario.forge.writing_port import Comment, WritingForge


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenPull:
    """An open pull request. `branch` is where it comes from, in the repository `source`, None for one that is gone.

    `comments` are the first ones below it, oldest first, and all where `complete`; `labels` those that it bears.
    """

    rollup: Rollup
    branch: str
    source: str | None
    comments: tuple[Comment, ...]
    complete: bool
    labels: tuple[str, ...] = ()


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
