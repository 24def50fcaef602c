"""What is decided and what comes of it: a contest, its winners, the others and why. Decides nothing.

All numbers are integers or fractions. Money is whole minor units of the challenge's currency.
"""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

import numpy as np
import numpy.typing as npt

from ideario.model.challenge import Blend, WinnerRule
from ideario.model.expert_panel import Judgement
from ideario.model.results import Ended, Reason, TieStep

MAX_TIED = 50
"""So many of the ideas that a winner tied with are named with it."""
By = Literal["top", "greedy", "equal-shares", "jury", "blend", "utilitarian"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contest:
    """What a challenge's ballots come down to. `supporters` are numbers of voters from 0, each once, by idea.

    `costs` are by idea, None where an idea names none in the budget's currency. `voters` is how many people voted at
    all in the challenge, and `unit` how many minor units make a major one of `currency`, which
    is "" where there is no budget. `seed` decides what nothing else decides.
    `declined` are ideas that maintainers had turned down before the close. `judgements` are what jurors say, by idea,
    `fewest` is how many scores an idea needs to win by them, and `blend` how votes and scores count together.
    """

    rule: WinnerRule
    voters: int
    supporters: Mapping[str, npt.NDArray[np.int64]]
    costs: Mapping[str, int | None]
    budget: int | None
    seed: str = ""
    unit: int = 100
    currency: str = ""
    declined: AbstractSet[str] = frozenset()
    judgements: Mapping[str, Judgement] = field(default_factory=dict)
    fewest: int = 1
    blend: Blend | None = None

    def worth(self, idea: str) -> Fraction:
        """What an idea is ranked by: how many support it, or its score by the jury, or by crowd and jury together.

        An idea without scores has 0 of the jury.
        """
        support = len(self.supporters[idea])
        if not self.rule.judged:
            return Fraction(support)
        judgement = self.judgements.get(idea)
        score = Fraction(0) if judgement is None else judgement.score
        if self.rule.rule == "jury" or self.blend is None:
            return score
        crowd = self.blend.crowd * Fraction(support, max(1, self.voters))
        return (crowd + self.blend.experts * score / 10) / (self.blend.crowd + self.blend.experts)

    def scores(self, idea: str) -> int:
        """How many jurors' scores of an idea count."""
        return self.judgements[idea].reviewers if idea in self.judgements else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """An idea that another one tied with, and the first `step` that told the two apart."""

    idea: str
    step: TieStep


@dataclass(frozen=True, slots=True, kw_only=True)
class Win:
    """A winner. `over` are the ideas that it tied with and that came after it, with the step that decided each time;
    MAX_TIED at most.

    Under equal shares `votes` are its effective votes, of which each of `full` supporters `paid` the same and `short`
    ones all that they had left; otherwise `votes` are its supporters and nobody pays.
    """

    idea: str
    cost: int | None
    support: int
    votes: Fraction
    over: tuple[Tie, ...] = ()
    paid: Fraction | None = None
    full: int = 0
    short: int = 0
    by: By


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """An idea that did not win. `had` is the money that there was for it: what its supporters had left at the end

    under equal shares, what was left of the budget at its turn under greedy, None where it never came to that. `tied`
    is the last winner that it tied with and that came first, with the step by which it did.
    """

    idea: str
    cost: int | None
    support: int
    why: Reason
    had: Fraction | None = None
    tied: Tie | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Winners in the order in which they won; the others, the most supported first.

    `share` is what each voter had in the end, after it was raised `steps` times by `step`; None where nothing is
    shared out. `ended` says why it was not raised further. `left` is what remains of the budget.
    """

    wins: tuple[Win, ...]
    losses: tuple[Loss, ...]
    spent: int
    left: int | None
    share: Fraction | None = None
    steps: int = 0
    step: int = 0
    ended: Ended = "done"
