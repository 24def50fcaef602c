"""Makes of ballots what winners are decided by, and says how well winners represent those who voted."""

from collections import Counter
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from ideario.model.community import Community
from ideario.model.money import decimals_of
from ideario.voting.choosable import declined
from ideario.voting.counting.ballots import Ballot
from ideario.voting.deciding.outcome import Contest, Outcome
from ideario.voting.ranking.panel import panels


def contest_of(
    community: Community, challenge: str, ballots: Sequence[Ballot], *, without: AbstractSet[int] = frozenset()
) -> Contest:
    """The contest of a challenge. `without` are lines of the ledger whose ballots shall be left out.

    All ideas of the challenge take part but duplicates, whose votes are at their targets. Everybody who supports or
    opposes any of them is a voter; opposition takes nothing from anybody. So are those who handed in an empty ballot.
    """
    called = community.challenges[challenge]
    cast = [ballot for ballot in ballots if ballot.seq not in without]
    numbers = {voter: number for number, voter in enumerate(sorted({ballot.voter for ballot in cast}))}
    supporters: dict[str, list[int]] = {
        slug: []
        for slug, idea in community.ideas.items()
        if idea.challenge == challenge and community.target(slug) == slug
    }
    for ballot in cast:
        if ballot.stance == "support":
            supporters[ballot.idea].append(numbers[ballot.voter])
    panel = panels(replace(community, challenges={challenge: called})).get(challenge) if called.winners.judged else None
    currency = None if called.budget is None else called.budget.currency
    return Contest(
        rule=called.winners,
        voters=len(numbers) + called.empty_ballots,
        supporters={slug: np.array(sorted(found), dtype=np.int64) for slug, found in supporters.items()},
        costs={
            slug: cost.amount if (cost := community.ideas[slug].cost) and cost.currency == currency else None
            for slug in supporters
        },
        budget=None if called.budget is None else called.budget.amount,
        seed=called.winners.seed or "",
        unit=1 if currency is None else 10 ** decimals_of(currency),
        currency=currency or "",
        # What maintainers decide after the close changes no result.
        declined=frozenset(slug for slug in supporters if declined(community, slug, called.voting.closes)),
        judgements={one.idea: one for one in panel.judgements} if panel else {},
        fewest=called.jury.minimum if called.jury else 1,
        blend=called.blend,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Representation:
    """How winners stand for the voters of a challenge.

    `unheard` is the share of voters none of whose ideas won, `winners` how many of their ideas won for a voter on
    average, `cost` what winners cost by tag, in minor units; an idea with several tags is in each.
    """

    unheard: Fraction
    winners: Fraction
    cost: Mapping[str, int]


def representation(community: Community, contest: Contest, outcome: Outcome) -> Representation:
    """How the winners of a contest stand for its voters."""
    won = np.zeros(contest.voters, dtype=np.int64)
    cost: Counter[str] = Counter()
    for win in outcome.wins:
        won[contest.supporters[win.idea]] += 1
        for tag in community.ideas[win.idea].tags:
            cost[tag] += win.cost or 0
    voters = max(1, contest.voters)
    return Representation(
        unheard=Fraction(int((won == 0).sum()), voters),
        winners=Fraction(int(won.sum()), voters),
        cost=dict(sorted(cost.items())),
    )
