"""Says of each proposal how long it waited for a first answer, out of what syncs have read. Asks no forge."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from fractions import Fraction
from typing import NamedTuple

from ideario.model.community import Community
from ideario.model.ledger_state import Thread
from ideario.model.talk.activity import Activity
from ideario.model.talk.wait import Promise, Wait
from ideario.reporting.measures import days, median, percentile

_SECOND = timedelta(seconds=1)


def waits(community: Community, threads: Sequence[Thread], activity: Activity) -> tuple[Wait, ...]:
    """All proposals of which it is known when they were opened, the oldest first.

    A proposal is what brought the same ideas: a pull request, an issue, or an issue with the pull request that was made
    of it. It was answered when somebody else first wrote in any of its threads, those that a decision names too.
    """
    named = {thread.name: thread for thread in threads}
    own: dict[str, list[str]] = {}
    for thread in threads:
        if thread.opened is not None:
            for idea in thread.of(community.ideas):
                own.setdefault(idea, []).append(thread.name)
    proposals: dict[tuple[str, ...], list[str]] = {}
    for idea, names in own.items():
        proposals.setdefault(tuple(sorted(names)), []).append(idea)
    return tuple(
        sorted(
            (_wait(community, names, ideas, named, activity) for names, ideas in proposals.items()),
            key=lambda wait: (wait.opened, wait.threads),
        )
    )


def _wait(
    community: Community,
    names: tuple[str, ...],
    ideas: Iterable[str],
    threads: dict[str, Thread],
    activity: Activity,
) -> Wait:
    slugs = tuple(sorted(ideas))
    further = {name for slug in slugs if slug in community.decisions for name in community.decisions[slug].threads}
    opened = min(at for name in names if (at := threads[name].opened) is not None)
    answers = [at for name in {*names, *further} if name in threads and (at := threads[name].answered) is not None]
    return Wait(
        ideas=slugs,
        threads=names,
        opened=opened,
        answered=min(answers, default=None),
        merged=any(slug in community.ideas for slug in slugs),
        known=bool(answers) or all(activity.read_at(name) is not None for name in names),
    )


class FirstAnswers(NamedTuple):
    """How long some proposals waited for a first answer; `waited` are the seconds of the answered ones, in order.

    `median` and `ninetieth` (percentile, nearest rank) are in days, None where nothing was answered. Of `unknown` ones
    nobody has read whether they were.
    """

    proposals: int
    waited: tuple[int, ...]
    median: Fraction | None
    ninetieth: Fraction | None
    waiting: int
    unknown: int


def first_answers(found: Collection[Wait]) -> FirstAnswers:
    """How long some proposals waited."""
    waited = sorted((wait.answered - wait.opened) // _SECOND for wait in found if wait.answered is not None)
    return FirstAnswers(
        proposals=len(found),
        waited=tuple(waited),
        median=days(median(waited)),
        ninetieth=days(percentile(waited, Fraction(9, 10))),
        waiting=sum(wait.answered is None and wait.known for wait in found),
        unknown=sum(not wait.known for wait in found),
    )


def promise_kept(found: Iterable[Wait], days: int, as_of: datetime) -> Promise:
    """What became of the promise to answer within so many days, as of a moment. What was opened later is left out."""
    limit = timedelta(days=days)
    within = late = overdue = open_ = unknown = 0
    for wait in found:
        if wait.opened > as_of:
            continue
        if wait.answered is not None and wait.answered <= as_of:
            within += wait.answered - wait.opened <= limit
            late += wait.answered - wait.opened > limit
        elif not wait.known:
            unknown += 1
        else:
            overdue += as_of - wait.opened > limit
            open_ += as_of - wait.opened <= limit
    return Promise(
        days=days, within=within, late=late, overdue=overdue, open_=open_, unknown=unknown, as_of=as_of
    )  # fmt: skip
