"""Moments and days as content writes them. Asks no clock."""

from datetime import UTC, datetime, time

INSTANT = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z"
"""A regular expression for the only form of time that Ideario writes."""
_FORM = "%Y-%m-%dT%H:%M:%SZ"


def day_start(moment: str) -> datetime:
    """A bare date as the first second of its UTC day; a moment `YYYY-MM-DDThh:mm:ssZ` as itself."""
    parsed = datetime.fromisoformat(moment)
    return parsed.replace(tzinfo=UTC) if parsed.tzinfo is None else parsed.astimezone(UTC)


def day_end(moment: str) -> datetime:
    """A bare date as the last second of its UTC day; a moment as itself."""
    start = day_start(moment)
    return start if "T" in moment else datetime.combine(start.date(), time(23, 59, 59), UTC)


def instant(moment: datetime) -> str:
    """A moment as `YYYY-MM-DDThh:mm:ssZ`."""
    return moment.astimezone(UTC).strftime(_FORM)


def moment_of(text: str) -> datetime:
    """The moment that `instant` wrote. ValueError for a text of another form."""
    return datetime.strptime(text, _FORM).replace(tzinfo=UTC)
