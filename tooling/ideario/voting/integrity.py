"""Looks for signs of manipulation among votes: bursts (R9), accounts in step (R10), new accounts (R7, R11).

Excludes nothing and accuses nobody: a sign is a reason to look. Knows times, and who voted with whom, but no accounts.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import combinations, takewhile
from math import exp, lgamma, log, prod

import numpy as np
import numpy.typing as npt

from ideario.model import Flagged, Flags, Sign

HOUR = 3600
CHANCE = 1e-4
"""What chance explains more often than this is no sign."""
BURST = 5
"""Fewest votes within an hour that are a burst."""
FLOOR = 1.0
"""Votes an hour that are nothing to wonder at, whatever came before: else every launch would be a burst."""
RIVALS = 8
"""So many of the other ideas say how much of a rush there is."""
STEP = 600
"""Seconds between two votes on one idea that are in step."""
TOGETHER = 5
"""Fewest accounts in step."""
SHARED = 3
"""Fewest ideas on which they are."""
COMPARED = 100
"""Each vote is compared with so many that follow it on the idea within ten minutes; in a rush of more, R9 looks."""
BUSIEST = 8
"""Of the ideas that an account shares with others so many are tried as what all of them share."""
NEW_SHARE = 3 / 10
"""The share of new accounts among supporters from which R11 speaks, if they are at least BURST."""

Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Votes:
    """Counted votes for and against, one a line of each array, in order of idea, moment and line of the ledger.

    `idea` and `voter` are numbers, `ideas` the slugs of the former; `given` is in seconds since 1970, `seq` the line in
    the ledger; `support` and `new` (R7) are truth values. By idea, `opened` says from when on it could be voted on,
    in seconds too, and `group` which of the `groups` (challenges, "" for none) it belongs to.
    """

    idea: Numbers
    voter: Numbers
    given: Numbers
    seq: Numbers
    support: npt.NDArray[np.bool_]
    new: npt.NDArray[np.bool_]
    ideas: Sequence[str]
    opened: Numbers
    group: Numbers
    groups: Sequence[str]


def flags_among(votes: Votes) -> Flags:
    """Every sign among votes, those of one rule in the order of ideas and time."""
    signs = (*_new(votes), *_bursts(votes), *_in_step(votes), *_mostly_new(votes))
    lines: dict[int, list[str]] = defaultdict(list)
    for rule in ("R7", "R9", "R10", "R11"):
        for line in sorted({line for sign in signs if sign.rule == rule for line in sign.lines}):
            lines[line].append(rule)
    return Flags(
        signs=signs,
        votes=tuple(
            Flagged(line, votes.ideas[votes.idea[place]], bool(votes.support[place]), tuple(lines[line]))
            for line, place in sorted(
                (int(votes.seq[place]), int(place)) for place in np.flatnonzero(np.isin(votes.seq, list(lines)))
            )
        ),
    )


def poisson_tail(least: int, mean: float) -> float:
    """How probable `least` or more events are where `mean` are expected, if they are independent (Poisson 1837)."""
    if least <= 0:
        return 1.0
    if mean <= 0:
        return 0.0
    if least <= mean:  # then what is missing has fewer terms
        return max(0.0, 1.0 - sum(_poisson(number, mean) for number in range(least)))
    number, term = least, _poisson(least, mean)
    total = term
    while term > total * 1e-16:
        number += 1
        term *= mean / number
        total += term
    return total


def _poisson(number: int, mean: float) -> float:
    return exp(number * log(mean) - mean - lgamma(number + 1))


# ---- R7 and R11


def _new(votes: Votes) -> Iterable[Sign]:
    """Votes of accounts that were young, as the sync saw it; a sign for each challenge."""
    groups = votes.group[votes.idea]
    for number, challenge in enumerate(votes.groups):
        found = np.flatnonzero(votes.new & (groups == number))
        if found.size:
            yield _sign(votes, "R7", found, challenge=challenge)


def _mostly_new(votes: Votes) -> Iterable[Sign]:
    """Ideas among whose supporters three in ten or more are new accounts."""
    supporters = np.bincount(votes.idea[votes.support], minlength=len(votes.ideas))
    new = np.bincount(votes.idea[votes.support & votes.new], minlength=len(votes.ideas))
    for idea in np.flatnonzero((new >= BURST) & (new >= NEW_SHARE * supporters)):
        found = np.flatnonzero((votes.idea == idea) & votes.support & votes.new)
        yield _sign(votes, "R11", found, among=int(supporters[idea]))


# ---- R9


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rush:
    """The votes of one challenge in order of time, and how many `ideas` it has."""

    given: Numbers
    idea: Numbers
    ideas: int

    @classmethod
    def of(cls, votes: Votes, group: int) -> "_Rush":
        places = np.flatnonzero(votes.group[votes.idea] == group)
        places = places[np.argsort(votes.given[places], kind="stable")]
        return cls(given=votes.given[places], idea=votes.idea[places], ideas=int((votes.group == group).sum()))

    def until(self, moments: Numbers) -> Numbers:
        """How many votes were given until each moment, which counts."""
        return np.searchsorted(self.given, moments, side="right")

    def rivals(self, idea: int, end: int) -> float:
        """How many votes the RIVALS ideas but `idea` that were given most got in the hour up to `end`, on average."""
        begin, stop = np.searchsorted(self.given, [end - HOUR, end], side="right")
        there = self.idea[begin:stop]
        counts = np.sort(np.unique(there[there != idea], return_counts=True)[1])
        return float(counts[-RIVALS:].sum()) / RIVALS


def _bursts(votes: Votes) -> Iterable[Sign]:
    """Hours in which an idea was given more votes than its pace until then explains, and the rush of that hour.

    Expected are the most of: FLOOR; as many an hour as the idea was given before; of what the other ideas were given in
    that hour, its share of all votes of its challenge in any other hour; what the RIVALS most voted of the others were
    given, on average. For when everybody is told of a vote, all ideas rise, and the popular ones most. The chance is
    that of the hour times the number of ideas, any of which could have had it.
    """
    crowded = _crowded(votes)
    rushes = [_Rush.of(votes, number) for number in range(len(votes.groups))] if crowded.size else []
    for idea in crowded:
        start, stop = np.searchsorted(votes.idea, [idea, idea + 1])
        given = votes.given[start:stop]
        first = np.searchsorted(given, given - HOUR, side="right")
        count = np.arange(len(given)) - first + 1
        ends = np.flatnonzero(count >= BURST)
        rush = rushes[votes.group[idea]]
        begins = given[ends] - HOUR
        all_ = rush.until(given[ends]) - rush.until(begins)
        usual = (len(given) - count[ends] + 1) / (len(rush.given) - all_ + rush.ideas)
        hours = np.maximum((begins - votes.opened[idea]) / HOUR, 1.0)
        of_rush = (all_ - count[ends]) * usual / np.maximum(1 - usual, 1e-9)
        mean = np.maximum(np.maximum(first[ends] / hours, of_rush), FLOOR)
        strange = []
        for end, known in zip(ends, mean, strict=True):
            number = int(count[end])
            if number > known and poisson_tail(number, float(known)) * rush.ideas < CHANCE:
                expected = max(float(known), rush.rivals(idea, int(given[end])))
                chance = poisson_tail(number, expected) * rush.ideas
                if chance < CHANCE:
                    strange.append((int(end), expected, chance))
        yield from _merged(votes, int(start), first, strange)


def _crowded(votes: Votes) -> Numbers:
    """The ideas that were given BURST votes or more within some hour."""
    ahead = votes.given[BURST - 1 :] - votes.given[: 1 - BURST] < HOUR
    return np.unique(votes.idea[BURST - 1 :][ahead & (votes.idea[BURST - 1 :] == votes.idea[: 1 - BURST])])


def _merged(votes: Votes, start: int, first: Numbers, strange: Sequence[tuple[int, float, float]]) -> Iterable[Sign]:
    """A sign for each run of strange hours that overlap, with the figures of its strangest one."""
    runs: list[list[tuple[int, float, float]]] = []
    for hour in strange:
        if runs and first[hour[0]] <= runs[-1][-1][0]:
            runs[-1].append(hour)
        else:
            runs.append([hour])
    for run in runs:
        end, expected, chance = min(run, key=lambda hour: (hour[2], hour[0]))
        found = np.arange(first[run[0][0]], run[-1][0] + 1) + start
        most = int(end - first[end] + 1)
        yield _sign(votes, "R9", found, most=most, expected=expected, chance=chance)


# ---- R10


def _in_step(votes: Votes) -> Iterable[Sign]:
    """Accounts that voted on the same ideas, within ten minutes on each, more of them than chance brings together.

    Five or more are together if one of them shares the same three ideas in step with each of the others, and if as many
    among those who voted in that time are less probable than CHANCE, going by how popular each of the ideas is and by
    how many accounts and trios of ideas were looked at.
    """
    popular = np.bincount(votes.idea, minlength=len(votes.ideas))
    people = len(np.unique(votes.voter))
    by_time = np.argsort(votes.given, kind="stable")
    times, present = votes.given[by_time], votes.voter[by_time]
    votes = _apart(votes)
    partners = _partners(votes)
    own: dict[int, dict[int, int]] = defaultdict(dict)
    everybody = {*partners, *(other for others in partners.values() for other in others)}
    for place in np.flatnonzero(np.isin(votes.voter, list(everybody))):
        own[int(votes.voter[place])][int(votes.idea[place])] = int(place)
    found: dict[int, set[int]] = defaultdict(set)
    grounds: dict[int, tuple[float, float]] = {}
    for voter, others in partners.items():
        shared = Counter(idea for ideas in others.values() for idea in ideas)
        ideas = sorted((idea for idea, n in shared.items() if n >= TOGETHER - 1), key=lambda i: (-shared[i], i))
        trios = list(combinations(ideas[:BUSIEST], SHARED))
        for trio in trios:
            group = [voter, *(other for other, ideas in others.items() if ideas.issuperset(trio))]
            if len(group) < TOGETHER:
                continue
            moments = [votes.given[own[voter][idea]] for idea in trio]
            begin, end = np.searchsorted(times, [min(moments) - STEP, max(moments) + STEP + 1])
            there = len(np.unique(present[begin:end]))
            odds = prod(max(1, int(popular[i]) - len(group)) / max(1, people - len(group)) for i in trio)
            expected = there * min(1.0, odds)
            chance = poisson_tail(len(group), expected) * len(trios) * len(partners)
            if chance < CHANCE:
                for member in group:
                    found[member].update(trio)
                    grounds[member] = min(grounds.get(member, (2.0, 0.0)), (chance, expected))
    signs = []
    for together in _components(found, partners):
        places = np.array([own[voter][idea] for voter in together for idea in found[voter]], dtype=np.int64)
        chance, expected = min(grounds[voter] for voter in together)
        signs.append(_sign(votes, "R10", places, expected=expected, chance=chance))
    return sorted(signs, key=lambda sign: (sign.first, sign.lines))  # the numbers of voters mean nothing


def _partners(votes: Votes) -> Mapping[int, Mapping[int, frozenset[int]]]:
    """Per voter the others, at least TOGETHER − 1, who were in step with them on SHARED ideas or more, and on which.

    `votes` are those that `_apart` keeps.
    """
    found = list(takewhile(lambda near: near[0].size, (_near(votes, distance) for distance in range(1, COMPARED + 1))))
    if not found:
        return {}
    pairs = np.concatenate([pair for pair, _ in found])
    keys, counts = np.unique(pairs, return_counts=True)
    often = np.isin(pairs, keys[counts >= SHARED])
    ideas: dict[tuple[int, int], set[int]] = defaultdict(set)
    for key, place in zip(pairs[often], np.concatenate([place for _, place in found])[often], strict=True):
        ideas[int(key) >> 32, int(key) & 0xFFFFFFFF].add(int(votes.idea[place]))
    known: dict[int, dict[int, frozenset[int]]] = defaultdict(dict)
    for (first, second), shared in ideas.items():
        known[first][second] = known[second][first] = frozenset(shared)
    return {voter: dict(sorted(of.items())) for voter, of in sorted(known.items()) if len(of) >= TOGETHER - 1}


def _near(votes: Votes, distance: int) -> tuple[Numbers, Numbers]:
    """Pairs of votes `distance` apart on an idea, within STEP: both voters in one number, and the first one's place."""
    places = np.arange(max(0, len(votes.idea) - distance))
    there = places + distance
    near = (votes.idea[there] == votes.idea[places]) & (votes.given[there] - votes.given[places] <= STEP)
    places = places[near]
    one, other = votes.voter[places], votes.voter[places + distance]
    return (np.minimum(one, other) << 32) | np.maximum(one, other), places


def _apart(votes: Votes) -> Votes:
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


def _components(found: Iterable[int], partners: Mapping[int, Mapping[int, object]]) -> Iterable[list[int]]:
    """The voters of `found` in groups that hang together, each in order."""
    left = set(found)
    for voter in sorted(left):
        if voter not in left:
            continue
        left.discard(voter)
        group, ahead = [], [voter]
        while ahead:
            one = ahead.pop()
            group.append(one)
            for other in partners.get(one, ()):
                if other in left:
                    left.discard(other)
                    ahead.append(other)
        yield sorted(group)


# ---- what they share


def _sign(votes: Votes, rule: str, places: Numbers, **facts: object) -> Sign:
    moments = votes.given[places]
    return Sign(
        rule=rule,
        ideas=tuple(sorted({votes.ideas[idea] for idea in votes.idea[places]})),
        first=_moment(int(moments.min())),
        last=_moment(int(moments.max())),
        accounts=len(np.unique(votes.voter[places])),
        lines=tuple(np.unique(votes.seq[places]).tolist()),
        **facts,  # type: ignore[arg-type]  # Sign's own fields, by name
    )


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
