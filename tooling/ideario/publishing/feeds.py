"""Atom feeds (RFC 4287) and iCalendar files (RFC 5545) of an edition; owns icalendar. Same edition, same bytes."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import unescape
from types import MappingProxyType

from icalendar import Calendar, Event, vText
from jinja2 import Environment

from ideario.model.challenge import Challenge, Window
from ideario.model.content import Idea
from ideario.model.moments import day_start, instant
from ideario.model.votes import RANKINGS
from ideario.publishing.edition import Edition
from ideario.publishing.pages.page_list import ranking_path
from ideario.publishing.pages.templates import Templates
from ideario.publishing.views.idea_views import body_html
from ideario.publishing.views.ranking_views import RankReason, RankView, rank_views, ranking_view, settled_view
from ideario.publishing.words import tagged

NEWEST = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """What a feed says of an idea before its text: HTML, and its rank as a number and in words where it has one."""

    rank: int | None = None
    label: str = ""
    said: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One idea in a feed; moments as Atom writes them."""

    id: str
    url: str
    title: str
    published: str | None
    updated: str
    authors: Sequence[str]
    tags: Sequence[str]
    language: str
    summary: str
    html: str
    rank: int | None
    label: str


_UNRANKED: Mapping[str, Ranked] = MappingProxyType({})

# A template of its own, since XML is escaped like HTML and a feed has no words to translate but its title.
_FEED = Environment(autoescape=True, trim_blocks=True).from_string(
    """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
<id>{{ id }}</id>
<title>{{ title }}</title>
<updated>{{ updated }}</updated>
<link rel="self" type="application/atom+xml" href="{{ address }}"/>
<link rel="alternate" type="text/html" href="{{ page }}"/>
{% for entry in entries %}
<entry>
<id>{{ entry.id }}</id>
<title xml:lang="{{ entry.language }}">{{ entry.title }}</title>
<link rel="alternate" type="text/html" href="{{ entry.url }}"/>
{% if entry.published %}<published>{{ entry.published }}</published>{% endif %}
<updated>{{ entry.updated }}</updated>
{% for author in entry.authors %}<author><name>{{ author }}</name></author>{% endfor %}
{% for tag in entry.tags %}<category term="{{ tag }}"/>{% endfor %}
{% if entry.rank %}<category scheme="{{ id }}" term="{{ entry.rank }}" label="{{ entry.label }}"/>{% endif %}
{% if entry.summary %}<summary xml:lang="{{ entry.language }}">{{ entry.summary }}</summary>{% endif %}
{% if entry.html %}<content type="html" xml:lang="{{ entry.language }}">{{ entry.html }}</content>{% endif %}
</entry>
{% endfor %}
</feed>
""",
)


def feeds(edition: Edition, templates: Templates) -> Iterator[tuple[str, bytes]]:
    """The feed of all ideas, one per challenge, per ranking and per kind in SETTLED, as (path in the site, content).

    Where an idea has a rank, its entry has a category whose scheme is the feed's own id and whose term is the rank, and
    says it in words of the first language.
    """
    community, ideas = edition.community, edition.community.ideas
    yield _feed(edition, "", community.settings.name, _entries(edition, edition.newest))
    for challenge in edition.challenges:
        newest = edition.by_challenge.get(challenge.slug, ())[:NEWEST]
        ranks: Mapping[str, Ranked] = {}
        if edition.ranked(challenge):
            whole, wanted = edition.rankings[challenge.slug]["top"], {idea.slug for idea in newest}
            shown = [rank for rank in whole if rank.idea in wanted]
            ranks = _ranks(edition, templates, "top", rank_views(edition, whole, shown))
        yield _feed(edition, f"challenges/{challenge.slug}/", challenge.title, _entries(edition, newest, ranks))
    t = templates.t(community.settings.site_languages[0])
    for name in RANKINGS:
        ranks = _ranks(edition, templates, name, ranking_view(edition, name).ranks[:NEWEST])
        title = f"{unescape(t(f'ranking.{name}.title'))} · {community.settings.name}"
        entries = _entries(edition, [ideas[slug] for slug in ranks], ranks)
        yield _feed(edition, ranking_path(name), title, entries)
    for kind, settled in edition.settled.items():
        title = f"{unescape(t(f'settled.{kind}'))} · {community.settings.name}"
        reasons = {idea.slug: Ranked(said=_reason(edition, idea)) for idea in settled[:NEWEST]}
        yield _feed(edition, ranking_path(kind), title, _entries(edition, settled, reasons))


def _ranks(edition: Edition, templates: Templates, name: str, whole: Iterable[RankView]) -> dict[str, Ranked]:
    """Per idea of a ranking its rank, as a number and in words."""
    language = edition.community.settings.site_languages[0]
    found: dict[str, Ranked] = {}
    for rank in whole:
        label = templates.t(language)("ranking.label", rank=rank.rank)
        why = templates.fill(RankReason(name=name, rank=rank), language, "")
        said = f"<p {tagged(templates.spoken[language])}>{label}. {why.strip()}</p>\n"
        found[rank.idea] = Ranked(rank=rank.rank, label=unescape(label), said=said)
    return found


def _reason(edition: Edition, idea: Idea) -> str:
    """The reason for which an idea is what it is, as HTML."""
    reason = settled_view(edition, idea.slug).reason_html
    return f"<div {tagged('')}>{reason}</div>\n" if reason else ""


def _entries(edition: Edition, ideas: Sequence[Idea], ranks: Mapping[str, Ranked] = _UNRANKED) -> list[Entry]:
    return [_entry(edition, idea, ranks.get(idea.slug, Ranked())) for idea in ideas[:NEWEST]]


def _feed(edition: Edition, folder: str, title: str, entries: Sequence[Entry]) -> tuple[str, bytes]:
    """One feed, as new as its newest entry: a count, a rank or a build alone makes nothing new to its readers."""
    site = edition.community.settings.url
    feed = _FEED.render(
        id=site + folder,
        title=title,
        updated=max((entry.updated for entry in entries), default=instant(edition.oldest)),
        address=f"{site}{folder}feed.xml",
        page=site + folder,
        entries=entries,
    )
    return f"{folder}feed.xml", feed.encode()


def _entry(edition: Edition, idea: Idea, rank: Ranked) -> Entry:
    community = edition.community
    decision = community.decisions.get(idea.slug)
    site = community.settings.url
    published = instant(idea.arrived) if idea.arrived and idea.arrived <= edition.now else None
    edited = community.edited.get(idea.slug)
    body = str(body_html(edition, idea))
    # What is dated in the future would keep the top of every reader's list until then.
    dates = [change.date for change in decision.history if day_start(change.date) <= edition.now] if decision else []
    changed = f"{dates[-1]}T00:00:00Z" if dates else None
    return Entry(
        # The address that the idea had first: an entry whose id changes is a new one to all who have read it.
        id=f"{site}ideas/{decision.former[0] if decision and decision.former else idea.slug}/",
        url=f"{site}ideas/{idea.slug}/",
        title=idea.title,
        published=published,
        updated=max(
            filter(None, (published, changed, instant(edited) if edited else None)), default=instant(edition.oldest)
        ),
        # Atom asks for an author: where nobody is credited it is the community.
        authors=edition.credited(idea) or (community.settings.name,),
        tags=idea.tags,
        language=idea.language,
        summary=idea.summary,
        # A str, not Markup: as type="html" the content is escaped once more.
        html=rank.said + (f"<div {tagged(idea.language)}>{body}</div>" if body else ""),
        rank=rank.rank,
        label=rank.label,
    )


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
