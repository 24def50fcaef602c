"""Tells who wrote in which thread and when, by the pseudonyms that speakers have. Counts nobody."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from ideario.model.ledger_state import Thread
from ideario.model.moments import day_start
from ideario.model.talk.activity import Activity


class Act(NamedTuple):
    """That somebody opened a thread of some ideas, or wrote there; of what was written, the day is known."""

    who: str
    moment: datetime
    ideas: tuple[str, ...]


def acts(activity: Activity, threads: Sequence[Thread]) -> Iterator[Act]:
    """All that was read of who proposed, commented or reviewed, in no order."""
    known = {thread.name: thread for thread in threads}
    for talk in activity.threads.values():
        thread = known.get(talk.name)
        ideas = thread.ideas if thread is not None else ()
        for who, days in talk.wrote.items():
            for day in days:
                yield Act(who, day_start(day), ideas)
        if thread is not None and thread.opened is not None and talk.opener is not None:
            yield Act(talk.opener, thread.opened, ideas)
