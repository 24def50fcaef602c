"""What experts say of the ideas of a challenge, beside the crowd. Weighs nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from ideario.model.content import Review

JurorState = Literal["missing", "sealed", "shown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What experts say of one idea; all scores are from 0 to 10, and equal scores share a `rank`, from 1.

    `score` is the mean of the reviewers' scores, `lowest` and `highest` their range, `spread` their sample standard
    deviation (None with one reviewer), `criteria` the mean by criterion, for those that anybody scored. `aside` counts
    the reviewers who have a stake in the idea.
    """

    rank: int
    idea: str
    score: Fraction
    lowest: Fraction
    highest: Fraction
    spread: float | None
    reviewers: int
    aside: int
    criteria: Mapping[str, Fraction]


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """What the experts of one challenge say: `judgements` the highest first, made of `reviews`, in order of login.

    `counted` holds by login the ideas whose scores count.
    """

    judgements: tuple[Judgement, ...]
    reviews: tuple[Review, ...]
    counted: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Juror:
    """Where somebody stands who judges a challenge's ideas: those in `ideas`, and not those in `aside`, in which they
    have a stake.

    `review` is what counts of their file, None while it says nothing.
    """

    login: str
    ideas: tuple[str, ...]
    aside: tuple[str, ...]
    review: Review | None

    @property
    def state(self) -> JurorState:
        """Whether scores of theirs are missing, sealed, or shown and counted."""
        if self.review is None or not self.review.seal:
            return "missing"
        return "shown" if self.review.salt else "sealed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Blended:
    """What crowd and experts together say of one idea, as its challenge blends them; equal scores share a `rank`.

    `score` is from 0 to 1, made of `support` among `voters`, and of the `experts`' score, from 0 to 10.
    """

    rank: int
    idea: str
    score: Fraction
    support: int
    voters: int
    experts: Fraction
