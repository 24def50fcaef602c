"""What a written result says, as schemas/result.schema.json has it, and what flags would change of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NotRequired, TypedDict

Reason = Literal[
    "declined",
    "no-cost",
    "minimum-support",
    "quorum",
    "proportional-quorum",
    "too-few-scores",
    "rank",
    "tie",
    "no-room",
    "no-money",
]
"""Why an idea did not win."""
TieStep = Literal["scores", "cost", "no-cost", "support", "lot"]
"""What told two ideas apart that tied: more jurors' scores, the lower cost, that only one names a cost, more
supporters, the lot.
"""
Ended = Literal["done", "next-overspends", "nothing-fits", "everything-wins"]
"""Why shares were not raised further."""
Amount = dict[str, str]
"""Money as JSON has it: an `amount`, with up to four decimals more than its `currency` has."""


class TieEntry(TypedDict):
    """An idea that another one tied with, and what told the two apart."""

    idea: str
    by: TieStep


class ScoredEntry(TypedDict):
    """An idea with its support and, where a jury decides, the exact `score` that it is ranked by, how many `scores` it
    has, and under a blend the exact score of the `jury`. Keys without a value are left out.
    """

    idea: str
    support: int
    score: NotRequired[str]
    scores: NotRequired[int]
    jury: NotRequired[str]


class WinnerEntry(ScoredEntry):
    """A winner, as Win has it. Keys without a value are left out."""

    cost: NotRequired[Amount]
    votes: NotRequired[str]
    paid: NotRequired[Amount]
    full: NotRequired[int]
    short: NotRequired[int]
    completed: NotRequired[bool]
    over: NotRequired[list[TieEntry]]


class LoserEntry(ScoredEntry):
    """An idea that did not win, as Loss has it. Keys without a value are left out."""

    why: Reason
    cost: NotRequired[Amount]
    had: NotRequired[Amount]
    tied: NotRequired[TieEntry]


class SharesEntry(TypedDict):
    """What each voter had in the end, raised `steps` times by `step`."""

    share: Amount
    step: Amount
    steps: int
    ended: Ended


class FlaggedEntry(TypedDict):
    """How many ballots are flagged, and who would win without them."""

    ballots: int
    winners: list[str]


class ResultDocument(TypedDict):
    """A result: made from which votes, by which rules, who won, who did not, and what was spent of a budget."""

    observed: str
    ledger: str
    rules: str
    voters: int
    winners: list[WinnerEntry]
    others: list[LoserEntry]
    flagged: FlaggedEntry
    spent: NotRequired[Amount]
    left: NotRequired[Amount]
    shares: NotRequired[SharesEntry]


@dataclass(frozen=True, slots=True, kw_only=True)
class WithoutFlagged:
    """Who wins a challenge, and who would win it without flagged votes; slugs of ideas, in the order of winning."""

    winners: Sequence[str]
    without: Sequence[str]

    @property
    def gained(self) -> tuple[str, ...]:
        """Who would win only without them."""
        return tuple(idea for idea in self.without if idea not in self.winners)

    @property
    def lost(self) -> tuple[str, ...]:
        """Who wins only with them."""
        return tuple(idea for idea in self.winners if idea not in self.without)


def without_flagged(result: ResultDocument) -> WithoutFlagged:
    """What a result says of flags."""
    return WithoutFlagged(
        winners=tuple(winner["idea"] for winner in result["winners"]), without=tuple(result["flagged"]["winners"])
    )
