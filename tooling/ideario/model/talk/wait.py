"""How long people waited for a first answer, and whether the community keeps what it promised. Counts nothing."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple


class Wait(NamedTuple):
    """What somebody proposed in one or several threads, and when somebody else first answered there.

    `ideas` are the slugs that it brought, `threads` its threads, `opened` when the first was opened, `merged` whether
    it has come in. `answered` is None while nobody has answered, as far as that was read: not where it is not `known`.
    """

    ideas: tuple[str, ...]
    threads: tuple[str, ...]
    opened: datetime
    answered: datetime | None
    merged: bool
    known: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """What became of the promise to answer within so many `days`, as of a moment.

    Of the proposals whose time is up or that were answered, `within` were in time, `late` were not, and `overdue` still
    wait. `open_` ones wait and may still be answered in time; of `unknown` ones nobody has read whether they were.
    """

    days: int
    within: int
    late: int
    overdue: int
    open_: int
    unknown: int
    as_of: datetime

    @property
    def due(self) -> int:
        """How many proposals the promise was kept for or broken."""
        return self.within + self.late + self.overdue
