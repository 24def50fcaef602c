"""Contests of a few ballots, and who wins them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from ideario.model.challenge import WinnerRule
from ideario.voting.deciding.outcome import Contest, Outcome


def contest(
    rule: WinnerRule,
    ballots: Sequence[Sequence[str]],
    costs: Mapping[str, int | None],
    budget: int | None = None,
    **further: object,
) -> Contest:
    """A contest of these ballots, each the ideas that one voter supports."""
    supporters = {
        idea: np.array([voter for voter, ballot in enumerate(ballots) if idea in ballot], dtype=np.int64)
        for idea in costs
    }
    made = Contest(rule=rule, voters=len(ballots), supporters=supporters, costs=costs, budget=budget, unit=1)
    return replace(made, **further)  # type: ignore[arg-type] # the names of Contest's own fields


def winners(outcome: Outcome) -> list[str]:
    return [win.idea for win in outcome.wins]
