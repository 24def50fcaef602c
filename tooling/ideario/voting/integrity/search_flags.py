"""Looks for signs of manipulation among votes: bursts (R9), accounts in step (R10), new accounts (R7, R11).

Excludes nothing and accuses nobody: a sign is a reason to look. Knows times, and who voted with whom, but no accounts.
The work grows with the votes: where a limit was reached, the flags say so.
"""

from collections.abc import Iterable

import numpy as np

from ideario.model.flags import Flag, FlaggedVote, Flags, SearchLimit
from ideario.voting.integrity.bursts import BURST, bursts
from ideario.voting.integrity.chances import VoteArrays, sign_of
from ideario.voting.integrity.in_step import in_step

VERSION = 2
"""The version of the search, published with what it finds: another one may see other signs among the same votes."""
NEW_SHARE = 3 / 10
"""The share of new accounts among supporters from which R11 speaks, if they are at least BURST."""
RULES = ("R7", "R9", "R10", "R11")


def flags_among(votes: VoteArrays) -> Flags:
    """Every sign among votes, those of one rule in the order of ideas and time, and the limits that were reached."""
    limits: list[SearchLimit] = []
    signs = (*_new(votes), *bursts(votes, limits), *in_step(votes, limits), *_mostly_new(votes))
    found = np.zeros(len(votes.seq), dtype=np.int64)
    for bit, rule in enumerate(RULES):
        lines = [np.array(sign.lines, dtype=np.int64) for sign in signs if sign.rule == rule]
        if lines:
            found |= np.isin(votes.seq, np.unique(np.concatenate(lines))).astype(np.int64) << bit
    rules = [tuple(rule for bit, rule in enumerate(RULES) if of >> bit & 1) for of in range(1 << len(RULES))]
    flagged = np.flatnonzero(found)
    flagged = flagged[np.argsort(votes.seq[flagged], kind="stable")]
    return Flags(
        signs=signs,
        votes=tuple(
            FlaggedVote(int(votes.seq[place]), votes.ideas[votes.idea[place]], bool(votes.support[place]), rules[of])
            for place, of in zip(flagged, found[flagged].tolist(), strict=True)
        ),
        version=VERSION,
        limits=tuple(limits),
    )


# ---- R7 and R11


def _new(votes: VoteArrays) -> Iterable[Flag]:
    """Votes of accounts that were young, as the sync saw it; a sign for each challenge."""
    new = np.flatnonzero(votes.new)
    groups = votes.group[votes.idea[new]]
    for number in np.unique(groups):
        yield sign_of(votes, "R7", new[groups == number], challenge=votes.groups[number])


def _mostly_new(votes: VoteArrays) -> Iterable[Flag]:
    """Ideas among whose supporters three in ten or more are new accounts."""
    supporters = np.bincount(votes.idea[votes.support], minlength=len(votes.ideas))
    new = np.bincount(votes.idea[votes.support & votes.new], minlength=len(votes.ideas))
    for idea in np.flatnonzero((new >= BURST) & (new >= NEW_SHARE * supporters)):
        start, stop = np.searchsorted(votes.idea, [idea, idea + 1])
        found = start + np.flatnonzero(votes.support[start:stop] & votes.new[start:stop])
        yield sign_of(votes, "R11", found, among=int(supporters[idea]))
