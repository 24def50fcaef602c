"""The shape of what is flagged, as api-integrity.schema.json has it: as much of the document as pages show."""

from collections.abc import Sequence
from typing import TypedDict


class FlagDocument(TypedDict):
    """What is flagged, on one ground."""

    rule: str
    ideas: Sequence[str]
    first: str
    last: str
    accounts: int
    votes: int
    most: int | None
    expected: float | None
    chance: str | None
    among: int | None


class LimitDocument(TypedDict):
    """Where a search stopped early: after so many `looked` at, `of` so many."""

    rule: str
    what: str
    looked: int
    of: int


class SearchDocument(TypedDict):
    """How flags were looked for."""

    limits: Sequence[LimitDocument]


class SidesDocument(TypedDict):
    """Flagged votes by side."""

    support: int
    oppose: int


class FlaggedIdeaDocument(TypedDict):
    """An idea with flagged votes."""

    idea: str
    support: int
    oppose: int
    flagged: SidesDocument


class FlaggedChallengeDocument(TypedDict):
    """A challenge with what is flagged in it; `challenge` is None for the ideas outside all."""

    challenge: str | None
    votes: int
    flagged: int
    ideas: Sequence[FlaggedIdeaDocument]
    winners: Sequence[str] | None
    without: Sequence[str] | None


class ExclusionDocument(TypedDict):
    """A removal of ballots, `voters` being how many people it is about."""

    name: str
    date: str
    reason: str
    voters: int
    ideas: Sequence[str]
    appeal: str | None


class IntegrityDocument(TypedDict):
    """What is flagged, by api-integrity.schema.json."""

    ledger: str | None
    signs: Sequence[FlagDocument]
    more_signs: int
    search: SearchDocument
    challenges: Sequence[FlaggedChallengeDocument]
    exclusions: Sequence[ExclusionDocument]
