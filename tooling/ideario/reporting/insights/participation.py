"""How many people took part in each whole week or month, new ones and others, and how many ideas were proposed.

Tells of no few people.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta

from ideario.model.insight.insights_document import Participation, PeriodEntry
from ideario.model.insight.support_trend import Every
from ideario.model.insight.voters_over_time import VotersOverTime
from ideario.reporting.figure import people, split
from ideario.reporting.report_ground import Findings
from ideario.reporting.speakers import acts

MOST_WEEKS, MOST_MONTHS = 52, 60
"""What took more weeks is told by months, and of those the last ones."""
WEEK = timedelta(weeks=1)


def participation(findings: Findings, voters: VotersOverTime | None) -> Participation:
    """The weeks or months that are over, from the first in which anything happened; `voters` is None without a ledger.

    One that is not over is left out, since each vote more would be seen in it.
    """
    talk = [(act.who, act.moment.date()) for act in acts(findings.activity, findings.threads)]
    submitted = [moment.date() for moment in findings.submitted.values()]
    votes_known = voters is not None and (voters.timed > 0 or voters.people == 0)
    voted = voters if voters is not None and votes_known else VotersOverTime()
    known = [day for _, day in talk] + submitted + [date.fromisoformat(week) for week in voted.weeks]
    seen = findings.seen.astimezone(UTC)
    first = min(known, default=seen.date())
    every: Every = "week" if seen - _midnight(first) <= MOST_WEEKS * WEEK else "month"
    wrote: dict[date, set[str]] = defaultdict(set)
    began: dict[str, date] = {}
    for who, day in talk:
        begins = begin_of(every, day)
        wrote[begins].add(who)
        began[who] = min(begins, began.get(who, begins))
    came, new_writers = Counter(begin_of(every, day) for day in submitted), Counter(began.values())
    gave, new_voters = (voted.weeks, voted.new_weeks) if every == "week" else (voted.months, voted.new_months)
    talk_known = findings.activity.read is not None
    periods = list(_whole_periods(every, known, seen))
    return Participation(
        every=every,
        votes_known=votes_known,
        talk_known=talk_known,
        unread=sum(findings.activity.read_at(thread.name) is None for thread in findings.threads if thread.opened),
        periods=[
            _period(
                begins.isoformat(),
                (gave.get(begins.isoformat(), 0), new_voters.get(begins.isoformat(), 0)) if votes_known else None,
                (len(wrote.get(begins, ())), new_writers[begins]) if talk_known else None,
                came[begins],
            )
            for begins in periods[-(MOST_WEEKS if every == "week" else MOST_MONTHS) :]
        ],
    )


def _period(
    begins: str, voters: tuple[int, int] | None, writers: tuple[int, int] | None, submitted: int
) -> PeriodEntry:
    """What is told of a week or month; of people it is known how many there were and how many of these were new."""
    voted, voted_first, voted_again = _told(voters)
    wrote, wrote_first, wrote_again = _told(writers)
    return PeriodEntry(
        begins=begins,
        voted=voted,
        voted_first=voted_first,
        voted_again=voted_again,
        wrote=wrote,
        wrote_first=wrote_first,
        wrote_again=wrote_again,
        submitted=submitted,
    )


def _told(counts: tuple[int, int] | None) -> tuple[int | None, int | None, int | None]:
    """Of some people how many there are, how many are new and how many are not, as far as these are not few."""
    if counts is None:
        return None, None, None
    whole, new = counts
    first, again = (value if isinstance(value, int) else None for value in split(new, whole - new))
    return (None if people(whole) == "few" else whole), first, again


def begin_of(every: Every, day: date) -> date:
    """The first day of the week (Monday) or month in which a day lies."""
    return day - timedelta(days=day.weekday()) if every == "week" else day.replace(day=1)


def after(every: Every, begins: date) -> date:
    """The first day of the next week or month."""
    return begins + WEEK if every == "week" else begin_of("month", begins + timedelta(days=31))


def _whole_periods(every: Every, known: Iterable[date], seen: datetime) -> Iterator[date]:
    first = min(known, default=None)
    if first is None:
        return
    begins = begin_of(every, first)
    while _midnight(ends := after(every, begins)) <= seen:
        yield begins
        begins = ends


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
