"""Looks for bursts (R9): hours in which an idea was given more votes than its pace and the hour's rush explain."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from ideario.model.flags import Flag, SearchLimit
from ideario.voting.integrity.chances import CHANCE, likely, poisson_tail
from ideario.voting.integrity.vote_arrays import Numbers, VoteArrays, flag_of

HOUR = 3600
BURST = 5
"""Fewest votes within an hour that are a burst."""
FLOOR = 1.0
"""Votes an hour that are nothing to wonder at, whatever came before: else every launch would be a burst."""
RIVALS = 8
"""So many of the other ideas say how much of a rush there is."""
MAX_HOURS = 100_000
"""So many hours are looked at closely; where more are out of the ordinary, so many evenly among them."""
MIN_HOURS = 50
"""So many of one idea are, however many ideas there are."""
BLOCK = 1024
"""After so many votes it is kept how many each idea had been given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rush:
    """The votes of one challenge in order of time, and how many `ideas` it has.

    `place` are the ideas' numbers within the challenge, `sums` how many votes each had been given by every `block`-th.
    """

    given: Numbers
    place: Numbers
    ideas: int
    sums: Numbers
    block: int

    @classmethod
    def of(cls, given: Numbers, place: Numbers, ideas: int) -> "_Rush":
        block = BLOCK * max(1, len(given) * ideas // (BLOCK * 4_000_000))
        sums = np.zeros((len(given) // block + 1, ideas), dtype=np.int64)
        for number in range(1, len(sums)):
            part = place[(number - 1) * block : number * block]
            sums[number] = sums[number - 1] + np.bincount(part, minlength=ideas)
        return cls(given=given, place=place, ideas=ideas, sums=sums, block=block)

    def until(self, moments: Numbers) -> Numbers:
        """How many votes were given until each moment, which counts."""
        return np.searchsorted(self.given, moments, side="right")

    def rivals(self, place: int, end: int) -> float:
        """How many votes the RIVALS ideas but this one that were given most got in the hour up to `end`, on average."""
        begin, stop = np.searchsorted(self.given, [end - HOUR, end], side="right")
        counts = self._before(int(stop)) - self._before(int(begin))
        counts[place] = 0
        most = np.partition(counts, -RIVALS)[-RIVALS:] if len(counts) > RIVALS else counts
        return float(most.sum()) / RIVALS

    def _before(self, number: int) -> Numbers:
        """How many of the first `number` votes each idea was given."""
        whole = number // self.block
        rest = self.place[whole * self.block : number]
        return np.asarray(self.sums[whole] + np.bincount(rest, minlength=self.ideas))


def bursts(votes: VoteArrays, limits: list[SearchLimit]) -> Iterator[Flag]:
    """Hours in which an idea was given more votes than its pace until then explains, and the rush of that hour.

    Expected are the most of: FLOOR; as many an hour as the idea was given before; of what the other ideas were given in
    that hour, its share of all votes of its challenge in any other hour; what the RIVALS most voted of the others were
    given, on average. For when everybody is told of a vote, all ideas rise, and the popular ones most. The chance is
    that of the hour times the number of ideas, any of which could have had it. A limit that is reached is added.
    """
    crowded = _crowded(votes)
    if not crowded.size:
        return
    rushes, places = _rushes(votes)
    share = max(MIN_HOURS, MAX_HOURS // crowded.size)
    looked = unusual = 0
    found: list[Flag] = []
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
        hours = np.maximum((begins - votes.votable[idea]) / HOUR, 1.0)
        of_rush = (all_ - count[ends]) * usual / np.maximum(1 - usual, 1e-9)
        mean = np.maximum(np.maximum(first[ends] / hours, of_rush), FLOOR)
        odd = np.flatnonzero(~likely(count[ends], mean))
        unusual += len(odd)
        if len(odd) > share:
            odd = odd[np.linspace(0, len(odd) - 1, share).astype(np.int64)]
        looked += len(odd)
        strange = []
        for end, known in zip(ends[odd], mean[odd], strict=True):
            number = int(count[end])
            if poisson_tail(number, float(known)) * rush.ideas < CHANCE:
                expected = max(float(known), rush.rivals(int(places[idea]), int(given[end])))
                chance = poisson_tail(number, expected) * rush.ideas
                if chance < CHANCE:
                    strange.append((int(end), expected, chance))
        found += _merged(votes, int(start), first, strange)
    if looked < unusual:
        limits.append(SearchLimit(rule="R9", what="hours", looked=looked, of=unusual))
    yield from found


def _rushes(votes: VoteArrays) -> tuple[list[_Rush], Numbers]:
    """The votes of each challenge, and the number of each idea within its challenge."""
    ideas = np.bincount(votes.group, minlength=len(votes.groups))
    order = np.argsort(votes.group, kind="stable")
    places = np.empty(len(votes.group), dtype=np.int64)
    places[order] = np.arange(len(order)) - np.repeat(np.cumsum(ideas) - ideas, ideas)
    groups = votes.group[votes.idea]
    by_time = np.lexsort((votes.given, groups))
    ends = np.cumsum(np.bincount(groups, minlength=len(votes.groups)))
    rushes = []
    for start, end, number in zip(np.concatenate(((0,), ends[:-1])), ends, ideas, strict=True):
        some = by_time[start:end]
        rushes.append(_Rush.of(votes.given[some], places[votes.idea[some]], int(number)))
    return rushes, places


def _crowded(votes: VoteArrays) -> Numbers:
    """The ideas that were given BURST votes or more within some hour."""
    ahead = votes.given[BURST - 1 :] - votes.given[: 1 - BURST] < HOUR
    return np.unique(votes.idea[BURST - 1 :][ahead & (votes.idea[BURST - 1 :] == votes.idea[: 1 - BURST])])


def _merged(
    votes: VoteArrays, start: int, first: Numbers, strange: Sequence[tuple[int, float, float]]
) -> Iterator[Flag]:
    """A flag for each run of strange hours that overlap, with the figures of its strangest one."""
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
        yield flag_of(votes, "R9", found, most=most, expected=expected, chance=chance)
