"""Looks for what vote rules flag: new accounts (R7, R11), bursts (R9), accounts in step (R10).

Excludes nothing and accuses nobody: a flag is a reason to look. Knows times, and who voted with whom, but no accounts.
The work grows with the votes: where a limit was reached, the flags say so.
"""

from collections.abc import Callable, Iterable, Mapping

import numpy as np

from ideario.model.flags import Flag, FlaggedBallot, Flags, SearchLimit
from ideario.voting.integrity.bursts import BURST, bursts
from ideario.voting.integrity.in_step import in_step
from ideario.voting.integrity.vote_arrays import VoteArrays, flag_of

NEW_SHARE = 3 / 10
"""The share of new accounts among supporters from which R11 speaks, if they are at least BURST."""


def _new(votes: VoteArrays, _: list[SearchLimit]) -> Iterable[Flag]:
    """Votes of accounts that were young, as the sync saw it; a flag for each challenge."""
    new = np.flatnonzero(votes.new)
    groups = votes.group[votes.idea[new]]
    for number in np.unique(groups):
        yield flag_of(votes, "R7", new[groups == number], challenge=votes.groups[number])


def _mostly_new(votes: VoteArrays, _: list[SearchLimit]) -> Iterable[Flag]:
    """Ideas among whose supporters three in ten or more are new accounts."""
    supporters = np.bincount(votes.idea[votes.support], minlength=len(votes.ideas))
    new = np.bincount(votes.idea[votes.support & votes.new], minlength=len(votes.ideas))
    for idea in np.flatnonzero((new >= BURST) & (new >= NEW_SHARE * supporters)):
        start, stop = np.searchsorted(votes.idea, [idea, idea + 1])
        found = start + np.flatnonzero(votes.support[start:stop] & votes.new[start:stop])
        yield flag_of(votes, "R11", found, among=int(supporters[idea]))


SEARCHES: Mapping[str, Callable[[VoteArrays, list[SearchLimit]], Iterable[Flag]]] = {
    "R7": _new,
    "R9": bursts,
    "R10": in_step,
    "R11": _mostly_new,
}
"""By vote rule what finds its flags; a limit that is reached is added to the list."""


def flags_among(votes: VoteArrays) -> Flags:
    """Every flag among votes, those of a vote rule in the order of ideas and time, and the limits that were reached."""
    limits: list[SearchLimit] = []
    flags = tuple(flag for search in SEARCHES.values() for flag in search(votes, limits))
    found = np.zeros(len(votes.seq), dtype=np.int64)
    for bit, rule in enumerate(SEARCHES):
        lines = [np.array(flag.lines, dtype=np.int64) for flag in flags if flag.rule == rule]
        if lines:
            found |= np.isin(votes.seq, np.unique(np.concatenate(lines))).astype(np.int64) << bit
    rules = [tuple(rule for bit, rule in enumerate(SEARCHES) if of >> bit & 1) for of in range(1 << len(SEARCHES))]
    flagged = np.flatnonzero(found)
    flagged = flagged[np.argsort(votes.seq[flagged], kind="stable")]
    return Flags(
        found=flags,
        ballots=tuple(
            FlaggedBallot(int(votes.seq[place]), votes.ideas[votes.idea[place]], bool(votes.support[place]), rules[of])
            for place, of in zip(flagged, found[flagged].tolist(), strict=True)
        ),
        limits=tuple(limits),
    )
