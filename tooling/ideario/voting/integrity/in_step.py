"""Looks for accounts in step (R10): people who voted on the same ideas within minutes of each other.

Votes in step make pairs of people, pairs make groups, and groups that chance explains are left out.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

import numpy as np

from ideario.model.flags import Flag, SearchLimit
from ideario.voting.integrity.chances import CHANCE, likely, poisson_tail
from ideario.voting.integrity.people_between import people_between
from ideario.voting.integrity.step_groups import Groups, groups_around
from ideario.voting.integrity.step_pairs import SHARED, Pairs, apart, pairs_in_step, starts_of
from ideario.voting.integrity.vote_arrays import VoteArrays, flag_of

MAX_MEMBERS = 2_000_000
"""So many accounts are written down for groups that are no chance, the strangest groups first; one may be in many."""


def in_step(votes: VoteArrays, limits: list[SearchLimit]) -> list[Flag]:
    """Accounts that voted on the same ideas, within ten minutes on each, more of them than chance brings together.

    Five or more are together if one of them shares the same three ideas in step with each of the others, and if as many
    among those who voted in that time are less probable than CHANCE, going by how popular each of the ideas is and by
    how many accounts and trios of ideas were looked at. A limit that is reached is added.
    """
    everybody, votes = votes, apart(votes)
    pairs = pairs_in_step(votes, limits)
    if not pairs.voter.size:
        return []
    by_time = np.argsort(everybody.given, kind="stable")
    seeds, groups = groups_around(votes, pairs, everybody, everybody.given[by_time])
    there = people_between(everybody.voter[by_time], groups.begin, groups.end)
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
    flags = []
    for together in _components(found, pairs, seeds):
        wanted = [voter * len(votes.ideas) + idea for voter in together for idea in sorted(found[voter])]
        places = order[np.searchsorted(own, wanted, sorter=order)]
        chance, mean = min(grounds[voter] for voter in together if voter in grounds)
        flags.append(flag_of(votes, "R10", places, expected=mean, chance=chance))
    return sorted(flags, key=lambda flag: (flag.first, flag.lines))  # the numbers of voters mean nothing


def _members(
    votes: VoteArrays,
    pairs: Pairs,
    groups: Groups,
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
        partner = starts_of(others)
        members = others[partner][np.add.reduceat(shared, partner, dtype=np.int64) == SHARED]
        written += len(members) + 1
        ideas = set(trio.tolist())
        for member in (voter, *members.tolist()):
            found[member] |= ideas
        grounds[voter] = min(grounds.get(voter, (2.0, 0.0)), (chance, mean))
    return found, grounds


def _components(found: Iterable[int], pairs: Pairs, seeds: set[int]) -> Iterator[list[int]]:
    """The voters of `found` in groups that hang together by partners of those in `seeds`, each in order."""
    home = {voter: voter for voter in sorted(found)}

    def root(voter: int) -> int:
        while home[voter] != voter:
            home[voter] = home[home[voter]]
            voter = home[voter]
        return voter

    known = np.isin(pairs.voter, list(home)) & np.isin(pairs.other, list(home)) & np.isin(pairs.voter, list(seeds))
    voters, others = pairs.voter[known], pairs.other[known]
    for place in starts_of(voters, others):
        one, other = root(int(voters[place])), root(int(others[place]))
        home[max(one, other)] = min(one, other)
    members: dict[int, list[int]] = defaultdict(list)
    for voter in home:
        members[root(voter)].append(voter)
    yield from members.values()
