"""Feeds and calendars: read back by other people's parsers, they say what the content says, and once a byte always."""

import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from xml.etree import ElementTree as ET

import pytest
from checkout import TESTS
from editions import AS_OF, CHALLENGE, COMMUNITY, IDEAS, RESOURCES, edition, undecided, with_ideas
from hostile import HOSTILE, Tree
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar
from ideario.model.challenge import Window
from ideario.model.community import Community
from ideario.model.content import StatusChange
from ideario.model.votes import RANKINGS, SETTLED
from ideario.publishing.edition import Edition
from ideario.publishing.following.calendars import calendars
from ideario.publishing.following.entries import NEWEST, OF_ONE
from ideario.publishing.following.feeds import feeds
from ideario.publishing.pages.page_addresses import IDEA, Page
from ideario.publishing.pages.press import Press
from ideario.publishing.pages.record_pages import RECORDS
from ideario.publishing.pages.sheets import Sheet
from ideario.publishing.pages.stamper import cut
from ideario.publishing.pages.templates import Templates
from ideario.voting.ranking.ranking import Moments, all_rankings
from jsonschema import Draft202012Validator

TEMPLATES = Templates([RESOURCES.shell / "templates"], [RESOURCES.shell / "words"], ("en", "it"))
WORDS = TEMPLATES.t("en")
ATOM = "{http://www.w3.org/2005/Atom}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
SITE = "https://riverton.github.io/ideas/"
DATE = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"}
URL = {"type": "string", "pattern": "^https://"}
JSON_FEED = Draft202012Validator(
    {
        "type": "object",
        "required": ["version", "title", "home_page_url", "feed_url", "items"],
        "properties": {
            "version": {"const": "https://jsonfeed.org/version/1.1"},
            "title": {"type": "string"},
            "home_page_url": URL,
            "feed_url": URL,
            "items": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["id", "url", "title", "date_modified", "authors"],
                    "oneOf": [{"required": ["content_html"]}, {"required": ["content_text"]}],
                    "properties": {
                        "id": URL,
                        "url": URL,
                        "title": {"type": "string"},
                        "content_html": {"type": "string", "minLength": 1},
                        "content_text": {"type": "string"},
                        "date_published": DATE,
                        "date_modified": DATE,
                        "authors": {"type": "array", "items": {"required": ["name"]}, "minItems": 1},
                        "tags": {"type": "array", "items": {"type": "string"}},
                        "language": {"type": "string", "minLength": 2},
                    },
                    "additionalProperties": False,
                },
            },
        },
        "additionalProperties": False,
    }
)
"""JSON Feed 1.1, https://www.jsonfeed.org/version/1.1/, as far as it is used here."""


def feed(whole: Edition, path: str = "feed.xml") -> ET.Element:
    return ET.fromstring(dict(feeds(whole, TEMPLATES))[path])


def entries(whole: Edition, path: str = "feed.xml") -> dict[str, ET.Element]:
    return {entry.findtext(f"{ATOM}id") or "": entry for entry in feed(whole, path).iter(f"{ATOM}entry")}


def json_items(whole: Edition, path: str = "feed.json") -> dict[str, dict[str, str]]:
    return {item["id"]: item for item in json.loads(dict(feeds(whole, TEMPLATES))[path])["items"]}


def ranked(whole: Edition) -> Edition:
    return replace(whole, rankings=all_rankings(whole.community, whole.tally, Moments()))


def texts(element: ET.Element, name: str) -> list[str | None]:
    return [found.text for found in element.findall(ATOM + name)]


def calendar(whole: Edition, path: str = "calendar.ics") -> Calendar:
    content = dict(calendars(whole, WORDS))[path]
    parsed = Calendar.from_ical(content)
    assert isinstance(parsed, Calendar)
    return parsed


def test_there_is_a_feed_of_all_that_can_be_followed_and_a_calendar_of_all_and_of_each_challenge() -> None:
    whole = edition()
    folders = [
        "",
        "challenges/quieter-streets/",
        *(f"tags/{tag}/" for tag in whole.tags),
        *(f"people/{login}/" for login in whole.community.people),
        *(f"rankings/{name}/" for name in (*RANKINGS, *SETTLED)),
    ]
    assert [path for path, _ in feeds(whole, TEMPLATES)] == [
        *(f"{folder}feed.{form}" for folder in folders for form in ("xml", "json")),
        *(f"ideas/{slug}/feed.xml" for slug in whole.community.decisions),
    ]
    assert [path for path, _ in calendars(edition(), WORDS)] == [
        "calendar.ics",
        "challenges/quieter-streets/calendar.ics",
    ]


def idea_page(whole: Edition, slug: str) -> str:
    """What the page of an idea says of following it, in its head and below its text."""
    shells = {"en": {IDEA: cut("%%head%%%%follow%%")}}
    press = Press(
        edition=whole, languages=("en",), templates=TEMPLATES, shells=shells, schemas=RESOURCES.schemas, proposing=True
    )
    return RECORDS["idea"](Sheet(press, Page(kind="idea", language="en", path=f"ideas/{slug}/", key=slug))).html


@pytest.mark.parametrize(
    ("slug", "decided", "feed", "title"),
    [
        ("bike-lanes", True, "ideas/bike-lanes/", "Bike lanes by the river"),
        ("bike-lanes", False, "challenges/quieter-streets/", "Quieter streets"),
        ("cycle-path", False, "", "Ideas for Riverton"),
    ],
)
def test_the_page_of_an_idea_names_its_own_feed_once_there_is_news_and_till_then_that_of_all_around_it_and_its_thread(
    slug: str, decided: bool, feed: str, title: str
) -> None:
    whole = edition() if decided else edition(replace(COMMUNITY, decisions={}))
    html = idea_page(whole, slug)
    assert f"{feed}feed.xml" in dict(feeds(whole, TEMPLATES))
    assert re.findall(r'href="../../([a-z/-]*)feed.xml"', html) == [feed, feed]
    assert re.findall(r'atom[+]xml" title="([^"·]*?)(?: · Ideas for Riverton)?"', html) == [title]
    assert ("Subscribe on GitHub" in html) is not decided
    assert ("the others of its challenge" in html) is feed.startswith("challenges/")
    assert "calendar" not in html


def test_a_feed_says_who_it_is_and_where_it_lives() -> None:
    for path in ("", "challenges/quieter-streets/"):
        root = feed(edition(), f"{path}feed.xml")
        assert root.tag == f"{ATOM}feed"
        assert texts(root, "id") == [SITE + path]
        links = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
        assert links == {"self": f"{SITE}{path}feed.xml", "alternate": SITE + path}
    assert texts(feed(edition(), "challenges/quieter-streets/feed.xml"), "title") == ["Quieter streets"]


def test_an_entry_carries_dates_authors_tags_and_the_language_of_its_idea() -> None:
    found = entries(edition())
    assert [entry.removeprefix(f"{SITE}ideas/") for entry in found] == [
        "bike-lane/#change-2",
        "bike-lane/#change-1",
        "cycle-path/#change-1",
        "cycle-path/",
        "bike-lane/",
        "panchine/",
    ]  # a renamed one by its first name, and one without a date last
    lanes, double, imported = (found[f"{SITE}ideas/{slug}/"] for slug in ("bike-lane", "cycle-path", "panchine"))
    assert texts(lanes, "published") == ["2026-01-12T09:30:00Z"]
    assert texts(lanes, "updated") == ["2026-01-12T09:30:00Z"]
    changed = found[f"{SITE}ideas/bike-lane/#change-2"]
    assert texts(changed, "updated") == texts(changed, "published") == ["2026-02-09T00:00:00Z"]
    assert texts(double, "updated") == texts(double, "published")
    assert (texts(imported, "published"), texts(imported, "updated")) == ([], ["2026-01-01T00:00:00Z"])
    assert [author.findtext(f"{ATOM}name") for author in lanes.findall(f"{ATOM}author")] == ["Octocat"]
    assert [author.findtext(f"{ATOM}name") for author in double.findall(f"{ATOM}author")] == ["Ideas for Riverton"]
    assert [category.get("term") for category in lanes.findall(f"{ATOM}category")] == ["mobility"]


def test_an_entry_shows_the_summary_of_its_idea_and_the_text_only_where_there_is_none() -> None:
    address = f"{SITE}ideas/bike-lane/"
    for summary in (IDEAS[0].summary, ""):
        idea = replace(IDEAS[0], summary=summary)
        whole = ranked(edition(undecided(replace(COMMUNITY, ideas={**COMMUNITY.ideas, idea.slug: idea}))))
        told, ranks = entries(whole)[address], entries(whole, "rankings/top/feed.xml")[address]
        content, item = told.find(f"{ATOM}content"), json_items(whole)[address]
        assert texts(told, "summary") == ([summary] if summary else [])
        assert (content is None) is bool(summary)
        assert item.get("content_text", "") == summary
        assert item.get("content_html", "") == ("" if content is None else content.text)
        assert "summary" not in item
        shown = told.find(f"{ATOM}summary") if content is None else content
        assert shown is not None
        assert shown.get(LANG) == "en"
        if content is not None:
            assert content.get("type") == "html"
            assert [tag for tag, _ in Tree(content.text or "").elements] == ["div", "h2", "p"]
        assert texts(ranks, "summary") == []
        after = (ranks.findtext(f"{ATOM}content") or "").partition("</p>\n")[2]
        assert after == (f'<p lang="en" dir="ltr">{summary}</p>' if summary else content is not None and content.text)


def test_a_feed_is_as_new_as_its_newest_entry_and_without_one_as_the_oldest_date_there_is() -> None:
    assert texts(feed(edition()), "updated") == ["2026-02-09T00:00:00Z"]
    assert texts(feed(edition(), "challenges/quieter-streets/feed.xml"), "updated") == ["2026-02-09T00:00:00Z"]
    nothing = replace(COMMUNITY, ideas={}, decisions={})
    assert texts(feed(edition(nothing)), "updated") == ["2026-01-01T00:00:00Z"]
    assert texts(feed(edition(replace(nothing, challenges={}))), "updated") == ["1970-01-01T00:00:00Z"]


def test_a_build_or_a_count_that_changes_nothing_makes_nothing_new() -> None:
    later = replace(edition().tally, as_of=AS_OF + timedelta(days=1))
    assert dict(feeds(ranked(edition()), TEMPLATES)) == dict(feeds(ranked(edition(tally=later)), TEMPLATES))


def test_an_edit_that_is_known_and_a_decision_renew_an_entry() -> None:
    edited = replace(COMMUNITY, edited={"panchine": datetime(2026, 2, 8, 12, tzinfo=UTC)})
    assert texts(entries(edition(edited))[f"{SITE}ideas/panchine/"], "updated") == ["2026-02-08T12:00:00Z"]


def test_a_date_to_come_keeps_nobody_at_the_top() -> None:
    """A decision of 2031, or a commit of 2082: a slip, or somebody who would like to stand first."""
    history = (StatusChange(date="2026-02-02", status="shortlisted"), StatusChange(date="2031-01-01", status="done"))
    decision = replace(COMMUNITY.decisions["bike-lanes"], history=history)
    later = replace(COMMUNITY.ideas["cycle-path"], arrived=AS_OF + timedelta(days=20_000))
    ideas = {**COMMUNITY.ideas, "cycle-path": later}
    whole = edition(replace(COMMUNITY, ideas=ideas, decisions={**COMMUNITY.decisions, "bike-lanes": decision}))
    for path in [path for path, _ in feeds(ranked(whole), TEMPLATES) if path.endswith("xml")]:
        for stamp in feed(ranked(whole), path).iter(f"{ATOM}updated"):
            assert (stamp.text or "") <= "2026-02-10T06:00:00Z", path
    changes = f"{SITE}ideas/bike-lane/#change-"
    assert f"{changes}1" in entries(whole)
    assert f"{changes}2" not in entries(whole)
    assert texts(entries(whole)[f"{SITE}ideas/cycle-path/"], "published") == []
    day = replace(whole, built=datetime(2031, 1, 1, 8, tzinfo=UTC))
    assert texts(entries(day)[f"{changes}2"], "updated") == ["2031-01-01T00:00:00Z"]


def test_an_entry_keeps_its_id_for_ever_and_leads_to_where_the_idea_is_now() -> None:
    decision = replace(COMMUNITY.decisions["bike-lanes"], former=("first-name", "second-name"))
    community = replace(COMMUNITY, decisions={**COMMUNITY.decisions, "bike-lanes": decision})
    whole = ranked(edition(community))
    for path, _ in feeds(whole, TEMPLATES):
        if not path.endswith("xml"):
            continue
        ids = {idea: entry for idea, entry in entries(whole, path).items() if "name" in idea or "bike" in idea}
        assert {idea.partition("#")[0] for idea in ids} <= {f"{SITE}ideas/first-name/"}, path
        for entry in ids.values():
            (link,) = [link.get("href") or "" for link in entry.findall(f"{ATOM}link")]
            assert link.partition("#")[0] == f"{SITE}ideas/bike-lanes/"
    assert f"{SITE}ideas/first-name/" in entries(whole)


def test_a_feed_holds_the_newest_ideas_and_no_more() -> None:
    whole = edition(with_ideas(NEWEST + 5))
    assert len(entries(whole)) == NEWEST
    assert len(set(entries(whole))) == NEWEST
    assert len(entries(whole, "people/octocat/feed.xml")) == OF_ONE


def test_each_ranking_is_a_feed_of_its_first_ranks_with_the_shared_rank_of_each() -> None:
    whole = ranked(edition(undecided(with_ideas(NEWEST + 5))))
    root = feed(whole, "rankings/top/feed.xml")
    assert texts(root, "id") == [f"{SITE}rankings/top/"]
    assert texts(root, "title") == ["Top ideas · Ideas for Riverton"]
    assert texts(root, "updated") == ["2026-02-02T00:00:00Z"]
    found = list(entries(whole, "rankings/top/feed.xml").values())
    categories = [entry.findall(f"{ATOM}category")[-1].attrib for entry in found]
    scheme = f"{SITE}rankings/top/"
    first = {"scheme": scheme, "term": "1", "label": "Rank 1"}
    assert categories == [first, *[{"scheme": scheme, "term": "2", "label": "Rank 2"}] * (NEWEST - 1)]
    said = [(entry.findtext(f"{ATOM}content") or "").partition("</p>")[0] for entry in found]
    assert said[0] == '<p lang="en" dir="ltr">Rank 1. 5 supporters of 6 who could have voted.'
    assert said[1].startswith(
        '<p lang="en" dir="ltr">Rank 2. 0 supporters of 0 who could have voted. 55 other ideas share'
    )


def test_what_is_done_or_declined_is_a_feed_with_the_reason_of_each() -> None:
    history = (StatusChange(date="2026-02-09", status="done", reason="See **there**."),)
    decision = replace(COMMUNITY.decisions["bike-lanes"], history=history)
    whole = edition(replace(COMMUNITY, decisions={**COMMUNITY.decisions, "bike-lanes": decision}))
    (entry,) = entries(whole, "rankings/done/feed.xml").values()
    assert (entry.findtext(f"{ATOM}content") or "").startswith(
        '<div lang="" dir="auto"><p>See <strong>there</strong>.</p>\n</div>'
    )
    assert texts(entry, "updated") == ["2026-02-09T00:00:00Z"]
    assert not entries(whole, "rankings/declined/feed.xml")


def test_the_feed_of_a_challenge_names_ranks_once_voting_has_closed() -> None:
    path = f"challenges/{CHALLENGE.slug}/feed.xml"
    whole = edition(with_ideas(3))
    after = replace(whole, tally=replace(whole.tally, as_of=CHALLENGE.voting.closes + timedelta(seconds=1)))
    schemes = [
        [category.get("scheme") for category in entry.findall(f"{ATOM}category")]
        for now in (ranked(whole), ranked(after))
        for entry_id, entry in entries(now, path).items()
        if "#" not in entry_id
    ]
    assert schemes == [*[[None]] * 4, *[[None, f"{SITE}challenges/{CHALLENGE.slug}/"]] * 4]
    best = entries(ranked(after), path)[f"{SITE}ideas/bike-lane/"]
    assert best.findall(f"{ATOM}category")[-1].get("term") == "1"
    assert "Rank 1. 5 supporters of 6" in (best.findtext(f"{ATOM}content") or "")


def hostile(text: str) -> Community:
    challenge = replace(CHALLENGE, title=text, question=text, background=text)
    settings = replace(COMMUNITY.settings, name=text)
    idea = replace(IDEAS[0], title=text, summary=text, body=text)
    return replace(
        COMMUNITY, settings=settings, challenges={CHALLENGE.slug: challenge}, ideas={idea.slug: idea}, decisions={}
    )


# What intake lets through: no control characters but tab, line feed and carriage return.
@given(
    st.sampled_from([text for text in HOSTILE if "\0" not in text]),
    st.text("<>&;\"'\\\r\n:,\t]a=BEGINVEVENT", max_size=30),
)
def test_any_text_leaves_feeds_and_calendars_whole(text: str, more: str) -> None:
    whole = ranked(edition(hostile(text + more)))
    for path, content in feeds(whole, TEMPLATES):
        if path.endswith("json"):
            complaints = [error.message for error in JSON_FEED.iter_errors(json.loads(content))]
            assert complaints == [], path
            continue
        if path.split("/")[-2:-1] in (["trending"], ["controversial"], ["done"], ["declined"]):
            continue  # for these the idea has too few votes, or no decision
        if path.startswith(("tags/", "people/")):
            continue  # the idea has no tag and no author there
        root = feed(whole, path)
        assert len(root.findall(f"{ATOM}entry")) == 1
        for element in root.iter():
            assert element.tag.startswith(ATOM)
        (entry,) = root.findall(f"{ATOM}entry")
        assert (entry.findtext(f"{ATOM}title") or "").split() == (text + more).split()
    for path, content in calendars(whole, WORDS):
        parsed = calendar(whole, path)
        assert [part.name for part in parsed.walk()] == ["VCALENDAR", "VEVENT", "VEVENT"]
        for event in parsed.events:
            assert set(event) == {"UID", "DTSTAMP", "SUMMARY", "DESCRIPTION", "URL", "DTSTART", "DTEND"}
        assert all(len(line) <= 75 for line in content.split(b"\r\n"))
        assert b"\n" not in content.replace(b"\r\n", b"")
        assert b"\r" not in content.replace(b"\r\n", b"")


def test_text_comes_back_out_of_a_calendar() -> None:
    text = "a;b,c\\d\r\nBEGIN:VEVENT\r“è”: " + "è" * 80
    whole = calendar(edition(hostile(text)))
    line = text.replace("\r\n", " ").replace("\r", " ")
    assert (
        re.sub(r"\\(.)", r"\1", str(whole["X-WR-CALNAME"])) == line
    )  # a name that the parser does not know to be text
    assert str(whole.events[0]["SUMMARY"]) == f"{line}: ideas come in"
    question = text.replace("\r\n", "\n").replace("\r", "\n")
    assert str(whole.events[0]["DESCRIPTION"]) == f"{question}\n\nA day without an hour is a whole day in UTC."
    assert str(whole.events[1]["DESCRIPTION"]) == question  # of moments, which name their zone


def test_whole_days_are_all_day_events_that_end_before_their_end() -> None:
    submission, voting = calendar(edition()).events
    assert (submission.start, submission.end) == (date(2026, 1, 1), date(2026, 2, 1))
    assert submission["DTSTART"].params["VALUE"] == "DATE"
    assert (voting.start, voting.end) == (datetime(2026, 2, 1, 8, tzinfo=UTC), datetime(2026, 2, 28, 18, tzinfo=UTC))


def test_one_day_is_one_day_in_a_calendar() -> None:
    day = Window(opens=datetime(2026, 3, 1, tzinfo=UTC), closes=datetime(2026, 3, 1, 23, 59, 59, tzinfo=UTC))
    community = replace(COMMUNITY, challenges={CHALLENGE.slug: replace(CHALLENGE, submission=day)})
    event = calendar(edition(community)).events[0]
    assert (event.start, event.end) == (date(2026, 3, 1), date(2026, 3, 2))


def test_events_can_be_told_apart_and_are_stamped_with_the_moment_of_the_count() -> None:
    events = calendar(edition()).events
    assert [str(event["UID"]) for event in events] == [
        "submission.quieter-streets@riverton.github.io",
        "voting.quieter-streets@riverton.github.io",
    ]
    assert {event["DTSTAMP"].dt for event in events} == {AS_OF}
    assert {str(event["URL"]) for event in events} == {f"{SITE}challenges/quieter-streets/"}


@pytest.mark.slow
@pytest.mark.parametrize("make", ["feeds(edition(), TEMPLATES)", "calendars(edition(), WORDS)", "documents(edition())"])
def test_the_same_edition_is_the_same_bytes_in_every_run(make: str) -> None:
    program = (
        "import hashlib; from editions import edition; from test_feeds import TEMPLATES, WORDS, feeds;"
        "from ideario.publishing.api.documents import documents;"
        "from ideario.publishing.following.calendars import calendars;"
        f"made = {make};"
        "print(hashlib.sha256(b'|'.join(p.encode() + c for p, c in made)).hexdigest())"
    )
    seen = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={
                **os.environ,
                "PYTHONHASHSEED": seed,
                "TZ": zone,
                "PYTHONPATH": os.pathsep.join((str(TESTS / "support"), str(TESTS / "publishing"))),
            },
            capture_output=True,
            check=True,
        ).stdout
        for seed, zone in (("1", "UTC"), ("2", "Pacific/Kiritimati"))
    }
    assert len(seen) == 1


def test_decisions_and_results_are_entries_of_their_own_with_the_reason_and_the_winners() -> None:
    history = (StatusChange(date="2026-02-09", status="declined", reason="No **room**."),)
    decided = {**COMMUNITY.decisions, "bike-lanes": replace(COMMUNITY.decisions["bike-lanes"], history=history)}
    whole = edition(replace(COMMUNITY, decisions=decided))
    for path in ("feed.xml", "tags/mobility/feed.xml", "people/octocat/feed.xml", "ideas/bike-lanes/feed.xml"):
        entry = entries(whole, path)[f"{SITE}ideas/bike-lane/#change-1"]
        assert texts(entry, "title") == [f"Declined: {IDEAS[0].title}"], path
        assert entry.findtext(f"{ATOM}content") == '<div lang="" dir="auto"><p>No <strong>room</strong>.</p>\n</div>'
    assert f"{SITE}challenges/{CHALLENGE.slug}/#result" not in entries(whole), "voting goes on"
    after = CHALLENGE.voting.closes + timedelta(seconds=1)
    over = replace(whole, built=after, tally=replace(whole.tally, as_of=after))
    for path in ("feed.xml", f"challenges/{CHALLENGE.slug}/feed.xml"):
        result = entries(over, path)[f"{SITE}challenges/{CHALLENGE.slug}/#result"]
        assert texts(result, "title") == [f"Decided: {CHALLENGE.title}"]
        assert "<li" in (result.findtext(f"{ATOM}content") or "")
