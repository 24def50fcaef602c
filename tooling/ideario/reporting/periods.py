"""The times that reports speak of: months, weeks, and a challenge's from its first day to the end of its vote. UTC."""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal, NamedTuple

from ideario.messages.said import say
from ideario.model.challenge import Challenge
from ideario.problems import Failure

_MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])", re.ASCII)
_WEEK = re.compile(r"([0-9]{4})-W([0-9]{2})", re.ASCII)


class Period(NamedTuple):
    """A time from `begins` on and before `ends`. `name` is `2026-11`, `2026-W48`, a challenge's slug, or "" of all."""

    kind: Literal["month", "week", "challenge", "all"]
    name: str
    begins: datetime
    ends: datetime

    def has(self, moment: datetime) -> bool:
        """Whether a moment lies in it."""
        return self.begins <= moment < self.ends


def month_named(text: str | None, now: datetime) -> Period:
    """The month `YYYY-MM`; None is the last one that was over at `now`. A Failure for what is no month."""
    match = _MONTH.fullmatch(text or f"{now.astimezone(UTC).replace(day=1) - timedelta(days=1):%Y-%m}")
    if match is None or match[1] in {"0000", "9999"}:
        raise Failure(
            say("{text} is no month", text=repr(text)), hint=say("write {example}", example="2026-11")
        )  # fmt: skip
    first = date(int(match[1]), int(match[2]), 1)
    after = (first + timedelta(days=31)).replace(day=1)
    return Period("month", match[0], _begin(first), _begin(after))


def week_named(text: str | None, now: datetime) -> Period:
    """The week `YYYY-Www` of ISO 8601, from Monday on; None is the last one that was over at `now`."""
    if text is None:
        year, week, _ = (now.astimezone(UTC).date() - timedelta(days=7)).isocalendar()
        text = f"{year}-W{week:02}"
    match = _WEEK.fullmatch(text)
    try:
        first = date.fromisocalendar(int(match[1]), int(match[2]), 1) if match else None
    except ValueError:
        first = None
    if first is None or first.year >= date.max.year:
        raise Failure(
            say("{text} is no week", text=repr(text)), hint=say("write {example}", example="2026-W48")
        )  # fmt: skip
    return Period("week", text, _begin(first), _begin(first + timedelta(days=7)))


def time_of(challenge: Challenge) -> Period:
    """A challenge's time, from the opening of submission to the close of voting."""
    ends = max(challenge.submission.closes, challenge.voting.closes) + timedelta(seconds=1)
    return Period("challenge", challenge.slug, min(challenge.submission.opens, challenge.voting.opens), ends)


def all_time(seen: datetime) -> Period:
    """All that has been, up to and with a moment."""
    return Period("all", "", datetime.min.replace(tzinfo=UTC), seen + timedelta(seconds=1))


def _begin(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
