"""Votes that are flagged, and on which ground. Looks for none."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple, TypedDict

SEARCH_VERSION = 2
"""The version of the search, published with what it finds: another one may flag others among the same votes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """Why some votes are flagged: a reason to look, and no more.

    `rule` is a vote rule that flags. The votes, on `lines` of the ledger, were given from `first` to `last` by so many
    `accounts`. What else is said depends on the vote rule: `challenge` is whose votes they are ("" for none), `most`
    how many came within one hour, `expected` how many votes or accounts chance explains, `chance` how probable as many
    are by chance, `among` how many supporters there are.
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


class FlaggedBallot(NamedTuple):
    """A ballot that some vote rules flag: its line in the ledger, its idea, and whether it is for the idea."""

    line: int
    idea: str
    support: bool
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchLimit:
    """What the search for flags left out, so that its work stays bounded: of `of` it looked at `looked`.

    `what` these are: unusual `hours`, `ballots` that followed another on their idea within ten minutes, or `groups` of
    accounts in step.
    """

    rule: str
    what: Literal["hours", "ballots", "groups"]
    looked: int
    of: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Flags:
    """All flags that were `found`, and the ballots that any of them is about, in the order of the ledger.

    `version` is that of the search, `limits` are those that it reached.
    """

    found: tuple[Flag, ...] = ()
    ballots: tuple[FlaggedBallot, ...] = ()
    version: int = SEARCH_VERSION
    limits: tuple[SearchLimit, ...] = ()

    @property
    def lines(self) -> Mapping[int, tuple[str, ...]]:
        """The vote rules that flag each line of the ledger which any flags."""
        return {ballot.line: ballot.rules for ballot in self.ballots}


class FlagEntry(TypedDict):
    """A flag as it is published: times as text, and `ballots` for how many it is about. `lines` are not always told."""

    rule: str
    challenge: str | None
    ideas: list[str]
    first: str
    last: str
    accounts: int
    ballots: int
    most: int | None
    expected: float | None
    chance: str | None
    among: int | None
    lines: list[int]


class LimitEntry(TypedDict):
    """A SearchLimit as it is published."""

    rule: str
    what: Literal["hours", "ballots", "groups"]
    looked: int
    of: int


class SearchEntry(TypedDict):
    """The version of the search and the limits that it reached."""

    version: int
    limits: list[LimitEntry]


class FlaggedSides(TypedDict):
    """How many of the ballots for and against an idea are flagged."""

    support: int
    oppose: int


class FlaggedIdea(TypedDict):
    """The ballots of an idea, and how many of them are flagged."""

    idea: str
    support: int
    oppose: int
    flagged: FlaggedSides


class FlaggedChallenge(TypedDict):
    """What flags make of a challenge; None for ideas outside any, and for winners that nobody knows."""

    challenge: str | None
    ballots: int
    flagged: int
    rules: dict[str, int]
    ideas: list[FlaggedIdea]
    winners: list[str] | None
    without: list[str] | None


class ExclusionEntry(TypedDict):
    """An exclusion as it is published: `voters` is how many it names."""

    name: str
    date: str
    reason: str
    voters: int
    ideas: list[str]
    appeal: str | None


class IntegrityDocument(TypedDict):
    """All that is flagged, as schemas/api-integrity.schema.json has it."""

    schema: int
    sample: bool
    as_of: str
    ledger: str | None
    flags: list[FlagEntry]
    more_flags: int
    search: SearchEntry
    challenges: list[FlaggedChallenge]
    exclusions: list[ExclusionEntry]
