"""Looks for accounts in step (R10): people who voted on the same ideas within minutes of each other.

The work grows with the votes and not with the square of a crowd: so many pairs of votes are compared at most, and what
was left out is told. The place of each voter among the pairs is found by sorting, and how many people voted between two
moments by one pass over the bits of a number (a wavelet matrix; Claude and Navarro 2012).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
import numpy.typing as npt

from ideario.model.flags import Flag, SearchLimit
from ideario.voting.integrity.chances import CHANCE, Numbers, VoteArrays, likely, poisson_tail, sign_of

STEP = 600
"""Seconds between two votes on one idea that are in step."""
TOGETHER = 5
"""Fewest accounts in step."""
SHARED = 3
"""Fewest ideas on which they are."""
COMPARED = 100
"""Each vote is compared with so many that follow it on the idea within ten minutes; in a rush of more, R9 looks."""
MAX_PAIRS = 2_000_000
"""So many pairs of votes are compared at most: with more votes, each with fewer that follow."""
BUSIEST = 8
"""Of the ideas that an account shares with others so many are tried as what all of them share."""
MAX_MEMBERS = 2_000_000
"""So many accounts are written down for groups that are no chance, the strangest groups first; one may be in many."""

_TRIOS = tuple(combinations(range(BUSIEST), SHARED))
# Which sets of the BUSIEST ideas hold which trio: a set is a number whose bits are its ideas.
_HOLDS = np.array(
    [[all(one >> idea & 1 for idea in trio) for one in range(1 << BUSIEST)] for trio in _TRIOS], dtype=np.int64
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pairs:
    """Votes in step, each pair in both directions, sorted by `voter` and `other`; of voters who are so SHARED times.

    `place` is the line of the first one's vote among the votes.
    """

    voter: Numbers
    other: Numbers
    place: Numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class _Groups:
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


def in_step(votes: VoteArrays, limits: list[SearchLimit]) -> list[Flag]:
    """Accounts that voted on the same ideas, within ten minutes on each, more of them than chance brings together.

    Five or more are together if one of them shares the same three ideas in step with each of the others, and if as many
    among those who voted in that time are less probable than CHANCE, going by how popular each of the ideas is and by
    how many accounts and trios of ideas were looked at. A limit that is reached is added.
    """
    everybody, votes = votes, _apart(votes)
    pairs = _pairs(votes, limits)
    if not pairs.voter.size:
        return []
    by_time = np.argsort(everybody.given, kind="stable")
    seeds, groups = _groups(votes, pairs, everybody, everybody.given[by_time])
    there = _people(everybody.voter[by_time], groups.begin, groups.end)
    expected = np.asarray(there * np.minimum(1.0, groups.odds), dtype=np.float64)
    strange: list[tuple[float, float, int]] = []
    for line in np.flatnonzero(~likely(groups.size, expected)):
        mean = float(expected[line])
        chance = poisson_tail(int(groups.size[line]), mean) * int(groups.tried[line]) * len(seeds)
        if chance < CHANCE:
            strange.append((chance, mean, int(line)))
    strange.sort(key=lambda one: (*one[:2], int(groups.begin[one[2]]), groups.ideas[one[2]].tolist()))
    found, grounds = _members(votes, pairs, groups, strange, limits)
    own = votes.voter * len(votes.ideas) + votes.idea
    order = np.argsort(own, kind="stable")
    signs = []
    for together in _components(found, pairs, seeds):
        wanted = [voter * len(votes.ideas) + idea for voter in together for idea in sorted(found[voter])]
        places = order[np.searchsorted(own, wanted, sorter=order)]
        chance, mean = min(grounds[voter] for voter in together if voter in grounds)
        signs.append(sign_of(votes, "R10", places, expected=mean, chance=chance))
    return sorted(signs, key=lambda sign: (sign.first, sign.lines))  # the numbers of voters mean nothing


def _pairs(votes: VoteArrays, limits: list[SearchLimit]) -> _Pairs:
    """The votes in step of any two voters who were in step on SHARED ideas or more; `votes` are those of `_apart`."""
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
        limits.append(SearchLimit(rule="R10", what="votes", looked=distance, of=most))
    if not firsts:
        return _Pairs(voter=_NONE, other=_NONE, place=_NONE)
    first, second = np.concatenate(firsts), np.concatenate(seconds)
    one, other = votes.voter[first], votes.voter[second]
    key = (np.minimum(one, other) << 32) | np.maximum(one, other)
    keys, counts = np.unique(key, return_counts=True)
    often = np.isin(key, keys[counts >= SHARED])
    first, second = first[often], second[often]
    place, partner = np.concatenate((first, second)), np.concatenate((second, first))
    voter, other = votes.voter[place], votes.voter[partner]
    order = np.argsort((voter << 32) | other, kind="stable")
    return _Pairs(voter=voter[order], other=other[order], place=place[order])


_NONE = np.empty(0, dtype=np.int64)


def _near(votes: VoteArrays, distance: int) -> Numbers:
    """The places of votes whose `distance`-th following vote on the idea came within STEP."""
    places = np.arange(max(0, len(votes.idea) - distance))
    there = places + distance
    near = (votes.idea[there] == votes.idea[places]) & (votes.given[there] - votes.given[places] <= STEP)
    return np.asarray(places[near])


def _starts(*columns: Numbers) -> Numbers:
    """Where in sorted columns a new combination of values begins."""
    new = np.ones(len(columns[0]), dtype=bool)
    if len(new):
        new[1:] = np.any([column[1:] != column[:-1] for column in columns], axis=0)
    return np.flatnonzero(new)


def _groups(votes: VoteArrays, pairs: _Pairs, everybody: VoteArrays, times: Numbers) -> tuple[set[int], _Groups]:
    """The voters with partners enough to be looked at, and the groups around them that are not plainly chance."""
    starts = _starts(pairs.voter)
    partners = np.add.reduceat(np.isin(np.arange(len(pairs.voter)), _starts(pairs.voter, pairs.other)), starts)
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
    columns = [np.concatenate(column) for column in zip(*lines, strict=True)] if lines else [_NONE] * 6
    voter, ideas, size, first, last, tried = columns
    ideas = ideas.reshape(-1, SHARED)
    return set(pairs.voter[starts[kept]].tolist()), _Groups(
        voter=voter,
        ideas=ideas,
        size=size,
        begin=np.searchsorted(times, first - STEP),
        end=np.searchsorted(times, last + STEP + 1),
        tried=tried,
        odds=_odds(popular, people, ideas, size),
    )


_COLUMNS = np.array(_TRIOS)


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


def _sets(votes: VoteArrays, pairs: _Pairs, start: int, end: int) -> tuple[Numbers, Numbers, Numbers]:
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
    partner = _starts(pairs.other[start:end])
    sets = np.add.reduceat(bits[np.searchsorted(found, idea)], partner)  # each idea once: its bits add up
    return found[most], sets, place[first[most]]


def _people(voters: Numbers, begin: Numbers, end: Numbers) -> Numbers:
    """How many different voters there are from each begin to each end, in votes by time."""
    if not begin.size:
        return _NONE
    order = np.argsort(voters, kind="stable")
    before = np.zeros(len(voters), dtype=np.int64)
    same = voters[order[1:]] == voters[order[:-1]]
    before[order[1:][same]] = order[:-1][same] + 1
    # A vote is its voter's first after `begin` if the one before it, counted from 1, is not above `begin`.
    return _below(before, end, begin + 1) - begin


def _below(values: Numbers, ends: Numbers, limits: Numbers) -> Numbers:
    """How many of the first `ends` values are below each limit, bit by bit from the highest (a wavelet matrix)."""
    found = np.zeros(len(ends), dtype=np.int64)
    start, stop = np.zeros(len(ends), dtype=np.int64), ends.astype(np.int64)
    for bit in reversed(range(int(max(values.max(), limits.max())).bit_length())):
        high = (values >> bit & 1).astype(bool)
        low_before = np.concatenate(((0,), np.cumsum(~high)))
        up = (limits >> bit & 1).astype(bool)
        low_start, low_stop = low_before[start], low_before[stop]
        found += np.where(up, low_stop - low_start, 0)
        start = np.where(up, low_before[-1] + start - low_start, low_start)
        stop = np.where(up, low_before[-1] + stop - low_stop, low_stop)
        values = np.concatenate((values[~high], values[high]))
    return found


def _members(
    votes: VoteArrays,
    pairs: _Pairs,
    groups: _Groups,
    strange: list[tuple[float, float, int]],
    limits: list[SearchLimit],
) -> tuple[Mapping[int, set[int]], Mapping[int, tuple[float, float]]]:
    """Who is in strange groups and on which ideas; and by voter around whom a group was found, its chance."""
    found: dict[int, set[int]] = defaultdict(set)
    grounds: dict[int, tuple[float, float]] = {}
    written = 0
    for number, (chance, mean, line) in enumerate(strange):
        if written > MAX_MEMBERS:
            limits.append(SearchLimit(rule="R10", what="groups", looked=number, of=len(strange)))
            break
        voter, trio = int(groups.voter[line]), groups.ideas[line]
        start, end = np.searchsorted(pairs.voter, [voter, voter + 1])
        others = pairs.other[start:end]
        shared = np.isin(votes.idea[pairs.place[start:end]], trio)
        partner = _starts(others)
        members = others[partner][np.add.reduceat(shared, partner, dtype=np.int64) == SHARED]
        written += len(members) + 1
        ideas = set(trio.tolist())
        for member in (voter, *members.tolist()):
            found[member] |= ideas
        grounds[voter] = min(grounds.get(voter, (2.0, 0.0)), (chance, mean))
    return found, grounds


def _components(found: Iterable[int], pairs: _Pairs, seeds: set[int]) -> Iterator[list[int]]:
    """The voters of `found` in groups that hang together by partners of those in `seeds`, each in order."""
    home = {voter: voter for voter in sorted(found)}

    def root(voter: int) -> int:
        while home[voter] != voter:
            home[voter] = home[home[voter]]
            voter = home[voter]
        return voter

    known = np.isin(pairs.voter, list(home)) & np.isin(pairs.other, list(home)) & np.isin(pairs.voter, list(seeds))
    voters, others = pairs.voter[known], pairs.other[known]
    for place in _starts(voters, others):
        one, other = root(int(voters[place])), root(int(others[place]))
        home[max(one, other)] = min(one, other)
    members: dict[int, list[int]] = defaultdict(list)
    for voter in home:
        members[root(voter)].append(voter)
    yield from members.values()


def _apart(votes: VoteArrays) -> VoteArrays:
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
