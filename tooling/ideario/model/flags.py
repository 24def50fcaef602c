"""Votes that are flagged, and on which ground. Looks for none."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """Why some votes are flagged: a reason to look, and no more.

    `rule` is R7 (new accounts, of one `challenge`, "" for ideas outside any), R9 (a burst on an idea), R10 (accounts in
    step) or R11 (new accounts among an idea's supporters). The votes, on `lines` of the ledger, were given from `first`
    to `last` by so many `accounts`. `most` is how many came within one hour, `expected` how many votes (R9) or accounts
    (R10) chance explains, `chance` how probable as many are by chance; `among` is the number of supporters.
    """

    rule: str
    ideas: tuple[str, ...]
    first: datetime
    last: datetime
    accounts: int
    lines: tuple[int, ...]
    challenge: str | None = None
    most: int | None = None
    expected: float | None = None
    chance: float | None = None
    among: int | None = None


class FlaggedVote(NamedTuple):
    """A vote that some rules flag: its line in the ledger, its idea, and whether it is for the idea."""

    line: int
    idea: str
    support: bool
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchLimit:
    """What the search for signs left out, so that its work stays bounded: of `of` it looked at `looked`.

    `what` these are: unusual `hours` (R9), `votes` that followed a vote on its idea within ten minutes (R10), or
    `groups` of accounts in step (R10).
    """

    rule: str
    what: Literal["hours", "votes", "groups"]
    looked: int
    of: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Flags:
    """All signs, and the votes that any of them flags, in the order of the ledger.

    `version` is that of the search, `limits` are those that it reached.
    """

    signs: tuple[Flag, ...] = ()
    votes: tuple[FlaggedVote, ...] = ()
    version: int = 2
    limits: tuple[SearchLimit, ...] = ()

    @property
    def lines(self) -> Mapping[int, tuple[str, ...]]:
        """The rules that flag each line of the ledger which any flags."""
        return {vote.line: vote.rules for vote in self.votes}
