"""Finds votes in step: two people's votes on one idea within minutes, of pairs of people who were so on several ideas.

The work grows with the votes and not with the square of a crowd: so many pairs of votes are compared at most, and what
was left out is told. The place of each voter among the pairs is found by sorting.
"""

from dataclasses import dataclass, replace

import numpy as np

from ideario.model.flags import SearchLimit
from ideario.voting.integrity.vote_arrays import NONE, Numbers, VoteArrays

STEP = 600
"""Seconds between two votes on one idea that are in step."""
SHARED = 3
"""Fewest ideas on which accounts are in step."""
COMPARED = 100
"""Each vote is compared with so many that follow it on the idea within ten minutes; in a rush of more, R9 looks."""
MAX_PAIRS = 2_000_000
"""So many pairs of votes are compared at most: with more votes, each with fewer that follow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs:
    """Votes in step, each pair in both directions, sorted by `voter` and `other`; of voters who are so SHARED times.

    `place` is the line of the first one's vote among the votes.
    """

    voter: Numbers
    other: Numbers
    place: Numbers


def apart(votes: VoteArrays) -> VoteArrays:
    """One vote for each reaction, which may stand for several ideas of one thread, of voters who gave SHARED or more.

    Who reacts once to a pull request that adds three ideas has not acted three times.
    """
    first = np.sort(np.unique(votes.seq, return_index=True)[1])
    acted = np.bincount(votes.voter[first], minlength=int(votes.voter.max(initial=-1)) + 1)
    kept = first[acted[votes.voter[first]] >= SHARED]
    return replace(
        votes,
        idea=votes.idea[kept],
        voter=votes.voter[kept],
        given=votes.given[kept],
        seq=votes.seq[kept],
        support=votes.support[kept],
        new=votes.new[kept],
    )


def pairs_in_step(votes: VoteArrays, limits: list[SearchLimit]) -> Pairs:
    """The votes in step of any two voters who were in step on SHARED ideas or more; `votes` are those of `apart`."""
    firsts: list[Numbers] = []
    seconds: list[Numbers] = []
    pairs = distance = 0
    while distance < COMPARED:
        near = _near(votes, distance + 1)
        if not near.size or (distance and pairs + len(near) > MAX_PAIRS):
            break
        distance += 1
        pairs += len(near)
        firsts.append(near)
        seconds.append(near + distance)
    if distance and _near(votes, distance + 1).size:
        # The latest vote on the idea within STEP of each says how many there would have been to compare with.
        key = votes.idea * (1 << 40) + votes.given
        most = int((np.searchsorted(key, key + STEP, side="right") - np.arange(len(key))).max()) - 1
        limits.append(SearchLimit(rule="R10", what="ballots", looked=distance, of=most))
    if not firsts:
        return Pairs(voter=NONE, other=NONE, place=NONE)
    first, second = np.concatenate(firsts), np.concatenate(seconds)
    one, other = votes.voter[first], votes.voter[second]
    key = (np.minimum(one, other) << 32) | np.maximum(one, other)
    keys, counts = np.unique(key, return_counts=True)
    often = np.isin(key, keys[counts >= SHARED])
    first, second = first[often], second[often]
    place, partner = np.concatenate((first, second)), np.concatenate((second, first))
    voter, other = votes.voter[place], votes.voter[partner]
    order = np.argsort((voter << 32) | other, kind="stable")
    return Pairs(voter=voter[order], other=other[order], place=place[order])


def _near(votes: VoteArrays, distance: int) -> Numbers:
    """The places of votes whose `distance`-th following vote on the idea came within STEP."""
    places = np.arange(max(0, len(votes.idea) - distance))
    there = places + distance
    near = (votes.idea[there] == votes.idea[places]) & (votes.given[there] - votes.given[places] <= STEP)
    return np.asarray(places[near])


def starts_of(*columns: Numbers) -> Numbers:
    """Where in sorted columns a new combination of values begins."""
    new = np.ones(len(columns[0]), dtype=bool)
    if len(new):
        new[1:] = np.any([column[1:] != column[:-1] for column in columns], axis=0)
    return np.flatnonzero(new)
