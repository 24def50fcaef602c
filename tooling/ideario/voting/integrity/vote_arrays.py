"""The arrays of votes in which flags are looked for, and the flag that some of these votes make. Looks for none."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypedDict, Unpack

import numpy as np
import numpy.typing as npt

from ideario.model.flags import Flag

Numbers = npt.NDArray[np.int64]
NONE: Numbers = np.empty(0, dtype=np.int64)


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteArrays:
    """Counted votes for and against, one a line of each array, in order of idea, moment and line of the ledger.

    `idea` and `voter` are numbers, `ideas` the slugs of the former; `given` is in seconds since 1970, `seq` the line in
    the ledger; `support` and `new` (R7) are truth values. By idea, `votable` says from when on it could be voted on,
    in seconds too, and `group` which of the `groups` (challenges, "" for none) it belongs to.
    """

    idea: Numbers
    voter: Numbers
    given: Numbers
    seq: Numbers
    support: npt.NDArray[np.bool_]
    new: npt.NDArray[np.bool_]
    ideas: Sequence[str]
    votable: Numbers
    group: Numbers
    groups: Sequence[str]


class Facts(TypedDict, total=False):
    """What vote rules say of the votes that they flag, as the fields of Flag have it."""

    challenge: str
    most: int
    expected: float
    chance: float
    among: int


def flag_of(votes: VoteArrays, rule: str, places: Numbers, **facts: Unpack[Facts]) -> Flag:
    """A flag of a vote rule, made of the votes at some places, with what the rule says besides."""
    moments = votes.given[places]
    return Flag(
        rule=rule,
        ideas=tuple(sorted({votes.ideas[idea] for idea in votes.idea[places]})),
        first=_moment(int(moments.min())),
        last=_moment(int(moments.max())),
        accounts=len(np.unique(votes.voter[places])),
        lines=tuple(np.unique(votes.seq[places]).tolist()),
        **facts,
    )


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
