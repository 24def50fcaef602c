"""iCalendar files (RFC 5545) of the dates of challenges; owns icalendar. The same edition gives the same bytes."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from html import unescape

from icalendar import Calendar, Event, vText

from ideario.model.challenge import Challenge, Window
from ideario.publishing.edition import Edition


def calendars(edition: Edition, t: Callable[..., str]) -> Iterator[tuple[str, bytes]]:
    """The calendar of all challenges and one per challenge, as (path in the site, content); `t` has the words."""
    yield "calendar.ics", _calendar(edition, t, edition.community.settings.name, edition.challenges)
    for challenge in edition.challenges:
        yield f"challenges/{challenge.slug}/calendar.ics", _calendar(edition, t, challenge.title, (challenge,))


def _calendar(edition: Edition, t: Callable[..., str], name: str, challenges: Sequence[Challenge]) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//Ideario//Ideario//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", vText(_line(name)))  # icalendar does not know that this is text, to be escaped
    for challenge in challenges:
        for part, window in (("submission", challenge.submission), ("voting", challenge.voting)):
            calendar.add_component(_event(edition, t, challenge, part, window))
    return bytes(calendar.to_ical())


def _event(edition: Edition, t: Callable[..., str], challenge: Challenge, part: str, window: Window) -> Event:
    settings = edition.community.settings
    event = Event()
    event.add("uid", f"{part}.{challenge.slug}@{settings.url.split('/')[2]}")
    event.add("dtstamp", edition.tally.as_of)
    # Words are HTML and a calendar is not, so what `t` escaped comes back.
    event.add("summary", unescape(t(f"calendar.{part}", challenge=_line(challenge.title))))
    text = "\n".join(challenge.question.splitlines())
    # An all-day event has no zone: each calendar shows it as a day of its own reader.
    event.add("description", f"{text}\n\n{unescape(t('days.utc'))}" if _whole_days(window) else text)
    event.add("url", f"{settings.url}challenges/{challenge.slug}/")
    if _whole_days(window):
        event.add("dtstart", window.opens.date())
        event.add("dtend", window.closes.date() + timedelta(days=1))  # an all-day event ends before its DTEND
    else:
        event.add("dtstart", window.opens)
        event.add("dtend", window.closes)
    return event


def _line(text: str) -> str:
    """The text on one line, whatever kind of line end it holds; a lone carriage return would end a calendar's line."""
    return " ".join(text.split())


def _whole_days(window: Window) -> bool:
    def clock(moment: datetime) -> str:
        return moment.strftime("%H:%M:%S")

    return clock(window.opens) == "00:00:00" and clock(window.closes) == "23:59:59"
