"""Challenges, and what they say of votes, winners and rewards. No I/O, no rules."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from ideario.model.content import Link, Picture
from ideario.model.moments import instant
from ideario.model.money import Money

Phase = Literal["upcoming", "submission", "review", "voting", "counting", "closed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """From `opens` to `closes`, both included, UTC."""

    opens: datetime
    closes: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """One thing that ideas are judged by."""

    id: str
    title: str
    weight: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Blend:
    """How much crowd and experts count in one blended score, which decides under the winner rule blend alone."""

    crowd: int
    experts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Jury:
    """Who judges the ideas of a challenge. What they sealed by `scores_by` and showed by `reveal_by` counts, UTC.

    `each` is how many ideas every juror judges, None for all of them; an idea with fewer scores than `minimum` cannot
    win.
    """

    jurors: tuple[str, ...]
    scores_by: datetime
    reveal_by: datetime
    each: int | None = None
    minimum: int = 1

    @property
    def document(self) -> dict[str, object]:
        """The jury as JSON has it, moments to the second; `each` is null where every juror judges all ideas."""
        return {
            "jurors": list(self.jurors),
            "each": self.each,
            "scores_by": instant(self.scores_by),
            "reveal_by": instant(self.reveal_by),
            "minimum": self.minimum,
        }

    def has(self, login: str) -> bool:
        """Whether somebody is a juror; case makes no difference to logins."""
        return login.lower() in {juror.lower() for juror in self.jurors}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reward:
    """What winners receive; `money` only where `kind` is money."""

    kind: Literal["none", "recognition", "money"]
    money: Money | None = None
    paid_on_result: bool = False
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WinnerRule:
    """How votes become winners. `quorum` and `proportional_quorum` are fractions such as "1/20".

    `seed` decides between ideas that nothing else tells apart.
    """

    rule: Literal["top", "greedy", "equal-shares", "jury", "blend"]
    count: int | None = None
    completion: str | None = None
    step: Money | None = None
    minimum_support: int = 0
    quorum: str | None = None
    proportional_quorum: str | None = None
    seed: str | None = None

    @property
    def spends(self) -> bool:
        """Whether winners share a budget."""
        return self.rule in {"greedy", "equal-shares"}

    @property
    def judged(self) -> bool:
        """Whether the scores of a jury decide, alone or with the votes."""
        return self.rule in {"jury", "blend"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Challenge:
    """A call for ideas: content/challenges/<slug>.yml."""

    slug: str
    path: str
    title: str
    question: str
    background: str
    decided_by: str
    language: str
    submission: Window
    voting: Window
    reward: Reward
    winners: WinnerRule
    new_accounts: Literal["count", "exclude"] = "count"
    ranks: Literal["shown", "after-close"] = "shown"
    counts: Literal["shown", "after-close"] = "shown"
    tags: tuple[str, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    blend: Blend | None = None
    jury: Jury | None = None
    budget: Money | None = None
    empty_ballots: int = 0
    sdgs: tuple[int, ...] = ()
    contact: str = ""
    picture: Picture | None = None
    links: tuple[Link, ...] = ()
    former: tuple[str, ...] = ()

    def phase(self, now: datetime, seen: datetime | None = None) -> Phase:
        """Where the challenge stands at a moment; `review` is the gap between submission and voting.

        `seen` is when votes were last read, None where that makes no difference: a challenge that has closed since then
        is `counting`, since its last votes are still to be read. Voting wins where both windows overlap, since that is
        what a reader can do least late.
        """
        if self.voting.opens <= now <= self.voting.closes:
            return "voting"
        if now > self.voting.closes:
            return "counting" if seen is not None and seen <= self.voting.closes else "closed"
        if self.submission.opens <= now <= self.submission.closes:
            return "submission"
        return "upcoming" if now < self.submission.opens else "review"

    def lot_drawn(self, now: datetime) -> bool:
        """Whether it is settled at a moment who judges what: no more ideas come in, and the seed is there or too late.

        Who knew the seed earlier could choose an idea's name by it.
        """
        settled = self.jury is None or self.jury.each is None or self.winners.seed is not None
        return now > self.submission.closes and (settled or now >= self.voting.opens)

    @property
    def decided_after(self) -> datetime:
        """The moment until which nobody has won: voting is open, or jurors may still show their scores."""
        if self.jury is None or not self.winners.judged:
            return self.voting.closes
        return max(self.voting.closes, self.jury.reveal_by)

    def withholds_ranks(self, phase: Phase) -> bool:
        """Whether the site does not show yet how the ideas rank."""
        return "after-close" in (self.ranks, self.counts) and phase != "closed"

    def withholds_counts(self, phase: Phase) -> bool:
        """Whether the site does not show yet how many votes there are."""
        return self.counts == "after-close" and phase != "closed"
