"""The port for answering proposals: open pull requests with what was said below them. Does no I/O."""

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
