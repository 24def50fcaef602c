"""How people talk in threads, as activity.json beside a ledger keeps it. No I/O."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple


class ThreadActivity(NamedTuple):
    """What syncs have read of the talk in one thread: `read` is when that was so last, None for "with the last sync".

    `changed` is when the forge last saw anything change there, None where it does not say. `opener` is who opened it,
    None for an account that is gone. `wrote` says by person on which days (`YYYY-MM-DD`, UTC, in order) they commented
    or reviewed; bots are left out, and without `whole` some days of a long thread are missing. People have pseudonyms
    of their own here, which are not those of voters. What is not read is not known: nobody may have answered, or many.
    """

    name: str
    read: datetime | None = None
    changed: datetime | None = None
    opener: str | None = None
    wrote: Mapping[str, tuple[str, ...]] = {}
    whole: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """The talk in all threads of ideas, by their names; `read` is when the last sync read them, None where none did."""

    read: datetime | None = None
    threads: Mapping[str, ThreadActivity] = field(default_factory=dict)

    def read_at(self, thread: str) -> datetime | None:
        """Until when the talk in a thread is known; None where it is not."""
        known = self.threads.get(thread)
        return None if known is None else known.read or self.read


UNREAD = Activity()
"""Where nobody has read any talk."""
