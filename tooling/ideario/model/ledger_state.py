"""What a ledger holds beside its lines: threads, closes, its state; and an event before it is a line. No I/O."""

from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple

USUAL_PLACE = "content/ledger"
"""Where in its folder a community has its ledger, unless somebody names another place."""


class Thread(NamedTuple):
    """Where ideas are voted on, as threads.json keeps it: only what is public. `name` is `pull/12` and the like.

    `first_seen` says by slug when a sync first saw the idea's file in this pull request, if that was before the merge.
    `more` is how many names of ideas an open one has that `ideas` leaves out. In a `locked` one nobody can vote or talk
    but those who look after the repository. A tuple, and no dataclass, which takes several times as long to make:
    nearly every idea has one.
    """

    name: str
    ideas: tuple[str, ...]
    author: str | None = None
    opened: datetime | None = None
    merged: datetime | None = None
    comments: int = 0
    answered: datetime | None = None
    first_seen: Mapping[str, datetime] = {}
    more: int = 0
    locked: bool = False

    def of(self, published: Container[str]) -> tuple[str, ...]:
        """The ideas whose thread it is, without those that have come to the branch in another way since.

        A sync has seen these in an open pull request, and its next run will say where they belong.
        """
        if self.merged is not None:
            return self.ideas
        return tuple(idea for idea in self.ideas if idea not in self.first_seen or idea not in published)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A reaction that came or went, before it has a place in a chain (`seq` and `prev` are the ledger's to give).

    `kind` is the REST name of the reaction, `voter` a pseudonym, `given` the reaction's own time (None for a
    withdrawal), `rule` the vote rule that excludes it, or None. Times are `YYYY-MM-DDThh:mm:ssZ`.
    """

    type: Literal["cast", "withdraw"]
    thread: str
    idea: str
    voter: str
    kind: str
    given: str | None
    seen: str
    rule: str | None = None
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Close:
    """What is known of the syncs around the moment `closed`, at which some voting closed.

    `before` is when the last sync began that ended at or before the close, `after` when the first one ended that ended
    after it; None where there was none, or none yet. A withdrawal is only seen by a sync: a vote that was withdrawn
    between the two may have been counted or not.
    """

    closed: datetime
    before: datetime | None
    after: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerState:
    """What ledger.json says: `head` is the SHA-256 of the last line, `threads` the one of threads.json.

    `lines` are all lines of the chain, `events` those that are events: reactions that came or went, erased ones too.
    `closes` are in the order of time; imported ledgers, which no sync ever touched, have none.
    """

    head: str
    events: int
    lines: int
    observed: datetime
    epoch: int
    threads: str
    sample: bool = False
    key_check: str | None = None
    former_head: str | None = None
    coarsened: datetime | None = None
    closes: tuple[Close, ...] = ()
