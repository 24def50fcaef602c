"""Finds the groups of accounts that share the same three ideas in step with one of them, and are not plainly chance."""

from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt

from ideario.voting.integrity.chances import likely
from ideario.voting.integrity.step_pairs import SHARED, STEP, Pairs, starts_of
from ideario.voting.integrity.vote_arrays import NONE, Numbers, VoteArrays

TOGETHER = 5
"""Fewest accounts in step."""
BUSIEST = 8
"""Of the ideas that an account shares with others so many are tried as what all of them share."""

_TRIOS = tuple(combinations(range(BUSIEST), SHARED))
_COLUMNS = np.array(_TRIOS)
# Which sets of the BUSIEST ideas hold which trio: a set is a number whose bits are its ideas.
_HOLDS = np.array(
    [[all(one >> idea & 1 for idea in trio) for one in range(1 << BUSIEST)] for trio in _TRIOS], dtype=np.int64
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Groups:
    """Accounts that share three ideas with a `voter`, one group a line: the `ideas`, and how many with the voter.

    `begin` and `end` are the places among all votes in order of time between which theirs lie, `tried` among how many
    groups of that voter this one is.
    """

    voter: Numbers
    ideas: Numbers
    size: Numbers
    begin: Numbers
    end: Numbers
    tried: Numbers
    odds: npt.NDArray[np.float64]


def groups_around(votes: VoteArrays, pairs: Pairs, everybody: VoteArrays, times: Numbers) -> tuple[set[int], Groups]:
    """The voters with partners enough to be looked at, and the groups around them that are not plainly chance."""
    starts = starts_of(pairs.voter)
    partners = np.add.reduceat(np.isin(np.arange(len(pairs.voter)), starts_of(pairs.voter, pairs.other)), starts)
    ends = np.append(starts[1:], len(pairs.voter))
    kept = np.flatnonzero(partners >= TOGETHER - 1)
    popular = np.bincount(everybody.idea, minlength=len(everybody.ideas))
    people = len(np.unique(everybody.voter))
    lines: list[tuple[Numbers, ...]] = []
    for start, end in zip(starts[kept], ends[kept], strict=True):
        ideas, sets, own = _sets(votes, pairs, int(start), int(end))
        if len(ideas) < SHARED:
            continue
        size = _HOLDS @ np.bincount(sets, minlength=1 << BUSIEST) + 1
        trios = np.array([place for place, trio in enumerate(_TRIOS) if trio[-1] < len(ideas)])
        some = trios[size[trios] >= TOGETHER]
        if not some.size:
            continue
        chosen = ideas[_COLUMNS[some]]
        moments = votes.given[own[_COLUMNS[some]]]
        number = np.full(len(some), pairs.voter[start])
        lines.append(
            (number, chosen, size[some], moments.min(axis=1), moments.max(axis=1), np.full(len(some), len(trios)))
        )
        lines[-1] = _rare(lines[-1], popular, people)
    columns = [np.concatenate(column) for column in zip(*lines, strict=True)] if lines else [NONE] * 6
    voter, ideas, size, first, last, tried = columns
    ideas = ideas.reshape(-1, SHARED)
    return set(pairs.voter[starts[kept]].tolist()), Groups(
        voter=voter,
        ideas=ideas,
        size=size,
        begin=np.searchsorted(times, first - STEP),
        end=np.searchsorted(times, last + STEP + 1),
        tried=tried,
        odds=_odds(popular, people, ideas, size),
    )


def _rare(line: tuple[Numbers, ...], popular: Numbers, people: int) -> tuple[Numbers, ...]:
    """Those of some groups that were rare if nobody else had voted in their time: others cannot be rare at all."""
    _, ideas, size, *_ = line
    least = np.asarray(size * np.minimum(1.0, _odds(popular, people, ideas, size)), dtype=np.float64)
    kept = ~likely(size, least)
    return tuple(column[kept] for column in line)


def _odds(popular: Numbers, people: int, ideas: Numbers, size: Numbers) -> npt.NDArray[np.float64]:
    """How probably somebody votes on all of three ideas, going by how many others do on each."""
    others = np.maximum(1, people - size)
    return np.asarray(np.prod(np.maximum(1, popular[ideas] - size[:, None]) / others[:, None], axis=1))


def _sets(votes: VoteArrays, pairs: Pairs, start: int, end: int) -> tuple[Numbers, Numbers, Numbers]:
    """The BUSIEST ideas that a voter shares with TOGETHER − 1 others or more; which each partner shares, as bits.

    The third is the place of the voter's own vote on each.
    """
    place = pairs.place[start:end]
    idea = votes.idea[place]
    found, first, count = np.unique(idea, return_index=True, return_counts=True)
    most = np.lexsort((found, -count))
    most = most[count[most] >= TOGETHER - 1][:BUSIEST]
    bits = np.zeros(len(found), dtype=np.int64)
    bits[most] = 1 << np.arange(len(most))
    partner = starts_of(pairs.other[start:end])
    sets = np.add.reduceat(bits[np.searchsorted(found, idea)], partner)  # each idea once: its bits add up
    return found[most], sets, place[first[most]]
