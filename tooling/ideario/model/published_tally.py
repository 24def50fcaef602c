"""What the published tally and the published rules say, as schemas/api-tally and api-rules have it. Counts nothing."""

from collections.abc import Mapping
from typing import NotRequired, TypedDict

from ideario.model.challenge import Phase


class TallyNumbers(TypedDict):
    """The numbers of a Standing; None where they are withheld."""

    raw: int | None
    counted: int | None
    excluded: dict[str, int] | None
    support: int | None
    oppose: int | None
    watch: int | None


class ImportedEntry(TypedDict):
    """What its source calls an imported idea; nothing of any other."""

    source_id: NotRequired[str]


class IdeaEntry(TallyNumbers, ImportedEntry):
    """Where an idea stands. `edited` is when its text last changed while voting was open."""

    idea: str
    before_edit: int | None
    edited: str | None
    merged_into: str | None
    withheld: bool


class PendingEntry(TallyNumbers):
    """Where an idea stands that is only in open pull requests."""

    idea: str
    threads: list[str]
    opened: str | None
    withheld: bool


class TurnoutEntry(TypedDict):
    """The turnout of a challenge, its phase, and by which rules and kinds of reactions it is counted."""

    challenge: str
    voters: int | None
    ballots: int | None
    empty: int | None
    withheld: bool
    phase: Phase
    rules: str
    kinds: dict[str, str]


class LedgerEntry(TypedDict):
    """From which ledger a tally is; no number of `events` while any is withheld."""

    head: str
    events: int | None
    observed: str
    epoch: int
    sample: bool


class RulesEntry(TypedDict):
    """The hash of all rules, and what reactions mean outside challenges."""

    hash: str
    kinds: dict[str, str]


class TallyDocument(TypedDict):
    """The whole count."""

    schema: int
    as_of: str
    ledger: LedgerEntry | None
    rules: RulesEntry
    challenges: list[TurnoutEntry]
    ideas: list[IdeaEntry]
    pending: list[PendingEntry]
    pending_more: dict[str, int]


class BarredEntry(TypedDict):
    """An exclusion, with the pseudonyms that it bars."""

    name: str
    date: str
    reason: str
    voters: list[str]
    ideas: list[str]
    appeal: str | None


class LedgerPlace(TypedDict):
    """Where the ledger is kept."""

    repository: str
    place: str


class RulesDocument(TypedDict):
    """What votes are counted by; `hashed` is what the hash of all rules is made of."""

    schema: int
    ledger: LedgerPlace
    hashed: Mapping[str, object]
    exclusions: list[BarredEntry]
