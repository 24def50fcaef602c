"""Where a vote stands, and what came of it: on pages of ideas and challenges, at home, and as a built page ages."""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from editions import AS_OF, CHALLENGE, COMMUNITY, IDEAS, RESULT, THREADS, edition, sources, undecided, write
from ideario.model.community import Community
from ideario.model.content import Decision, StatusChange
from ideario.model.ledger_state import Thread
from ideario.model.votes import Rank, Standing
from ideario.publishing.edition import Edition
from ideario.publishing.pages.render import Sources
from ideario.publishing.pages.templates import Templates
from ideario.publishing.views.idea_views import IdeaPage, idea_view
from ideario.publishing.views.propose_view import propose_page, read_idea_schema
from ideario.publishing.views.taking_part.challenge_state import challenge_state
from ideario.publishing.views.taking_part.home_views import done, newest_supported, under_way
from playwright.sync_api import Browser, Page

SHELL = Path(__file__).resolve().parents[2] / "site" / "shell"
TEMPLATES = Templates([SHELL / "templates"], [SHELL / "words"], ("en", "it"))
DAY = timedelta(days=1)
OPEN = replace(undecided(COMMUNITY), results={})
"""The community while its challenge is voted on."""


def text_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).replace("\xa0", " ").split())


def with_status(community: Community, slug: str, status: str) -> Community:
    change = StatusChange(date="2026-02-02", status=status, reason="Because.")
    decision = Decision(idea=slug, path=f"content/decisions/{slug}.yml", history=(change,))
    return replace(community, decisions={**community.decisions, slug: decision})


def at(moment: datetime, community: Community = OPEN, **changes: Any) -> Edition:
    """The community as counted and built at a moment."""
    whole = edition(community, **changes)
    phases = {slug: challenge.phase(moment, moment) for slug, challenge in community.challenges.items()}
    return replace(whole, tally=replace(whole.tally, as_of=moment, phases=phases), built=moment)


def box(whole: Edition, slug: str, language: str = "en") -> str:
    """The vote box of an idea, as HTML."""
    idea = whole.community.ideas[slug]
    challenge = whole.community.challenges.get(idea.challenge or "")
    state = TEMPLATES.part(challenge_state(whole, challenge, of_votes=True), language, "") if challenge else None
    page = str(TEMPLATES.part(IdeaPage(idea=idea_view(whole, idea, language, state)), language, ""))
    return page.partition('<section class="votes"')[2].partition("</section>")[0]


def shown(html: str) -> str:
    """What a browser without script shows of it."""
    return text_of(re.sub(r"<(\w+)[^>]* hidden[^>]*>.*?(</\1>|$)", "", html, flags=re.DOTALL | re.MULTILINE))


VOTE = "Vote on GitHub"
AFTER = CHALLENGE.voting.closes + DAY


@pytest.mark.parametrize(
    ("whole", "slug", "said", "votable"),
    [
        pytest.param(at(AS_OF), "bike-lanes", "Voting until 28 February 2026, 18:00 UTC", True, id="open"),
        pytest.param(
            at(CHALLENGE.voting.opens - DAY),
            "bike-lanes",
            "Voting opens on 1 February 2026, 08:00 UTC",
            False,
            id="soon",
        ),
        pytest.param(at(CHALLENGE.submission.opens - DAY), "bike-lanes", "Voting opens on", False, id="too early"),
        pytest.param(at(AFTER), "bike-lanes", "Voting closed on 28 February 2026, 18:00 UTC", False, id="closed"),
        pytest.param(at(AFTER, COMMUNITY), "bike-lanes", "Won rank 1 of 3 by votes", False, id="won"),
        pytest.param(at(AFTER, COMMUNITY), "panchine", "Not chosen rank 2 of 3 by votes", False, id="lost"),
        pytest.param(
            at(AFTER, COMMUNITY), "panchine", "It costs €700, and its supporters had €643.21 left", False, id="why"
        ),
        pytest.param(at(AS_OF), "cycle-path", "says the same as another one", False, id="duplicate"),
        pytest.param(
            at(AS_OF, with_status(OPEN, "bike-lanes", "declined")),
            "bike-lanes",
            "answered with no",
            False,
            id="declined",
        ),
        pytest.param(
            at(AS_OF, with_status(OPEN, "bike-lanes", "done")), "bike-lanes", "exists already", False, id="done"
        ),
        pytest.param(
            at(AS_OF, replace(OPEN, decisions={}), threads=()), "bike-lanes", "has no discussion", False, id="no thread"
        ),
        pytest.param(
            at(AS_OF, threads=[one._replace(locked=True) for one in (Thread("issue/3", ("bike-lanes",)), *THREADS)]),
            "bike-lanes",
            "is locked, so nobody can vote",
            False,
            id="locked",
        ),
        pytest.param(
            at(AS_OF, threads=[one._replace(locked=one.name != "issue/3") for one in THREADS]),
            "bike-lanes",
            "Voting until",
            True,
            id="one of two is locked",
        ),
        pytest.param(at(AS_OF), "panchine", "given elsewhere and imported", False, id="imported"),
        pytest.param(
            at(AS_OF, replace(OPEN, decisions={})), "cycle-path", "Open for votes at any time", True, id="outside"
        ),
        pytest.param(at(AS_OF, ledger=None), "bike-lanes", "have not been counted yet", True, id="no ledger"),
    ],
)
def test_a_vote_box_says_where_the_vote_stands_and_why_nobody_can_vote(
    whole: Edition, slug: str, said: str, votable: bool
) -> None:
    found = shown(box(whole, slug))
    assert said in found
    assert (VOTE in found) == votable


def test_the_state_comes_first_then_what_to_do_then_the_figures() -> None:
    found = shown(box(at(AS_OF), "bike-lanes"))
    order = ["Voting until", VOTE, "Discuss", "press the smiley", "5 people support this"]
    assert sorted(order, key=found.index) == order


def test_withheld_counts_are_said_to_be_withheld_and_one_can_vote_all_the_same() -> None:
    whole = at(AS_OF)
    hidden = replace(whole, tally=replace(whole.tally, standings={}, turnouts={}))
    found = shown(box(hidden, "bike-lanes"))
    assert VOTE in found
    assert "withheld until voting has closed" in found
    assert not re.search(r"\d+ (people|person)", found)


def test_comments_of_all_threads_stand_beside_discuss_and_against_is_said_only_where_one_can_be() -> None:
    threads = (
        Thread(name="pull/12", ideas=("bike-lanes",), comments=4),
        Thread(name="issue/3", ideas=("bike-lanes",), comments=2),
    )
    assert "Discuss (6 comments)" in shown(box(at(AS_OF, threads=(*threads, THREADS[2])), "bike-lanes"))
    assert "1 is against" in shown(box(at(AS_OF), "bike-lanes"))
    assert "0 are against" not in shown(box(at(AS_OF), "panchine"))


def test_a_result_is_told_only_once_the_last_votes_were_read() -> None:
    whole = at(AFTER, COMMUNITY)
    counting = replace(whole, tally=replace(whole.tally, phases={CHALLENGE.slug: "counting"}))
    assert "Won" in box(whole, "bike-lanes")
    assert "Won" not in box(counting, "bike-lanes")
    assert "the last votes are not read yet" in shown(box(counting, "bike-lanes"))
    hidden = replace(whole, tally=replace(whole.tally, turnouts={}))
    assert "Won" not in box(hidden, "bike-lanes")


def test_ranks_are_by_support_equal_ones_shared_and_ideas_that_a_long_result_leaves_out_have_theirs() -> None:
    more = {f"more-{n}": replace(IDEAS[0], slug=f"more-{n}") for n in range(3)}
    community = replace(COMMUNITY, ideas={**COMMUNITY.ideas, **more})
    whole = at(AFTER, community)
    standings = {**whole.tally.standings, "more-0": Standing(idea="more-0", support=5)}
    found = replace(whole, tally=replace(whole.tally, standings=standings)).idea_results
    told = {slug: (one.won, one.rank, one.among) for slug, one in found.items()}
    assert told == {
        "bike-lanes": (True, 1, 6),
        "more-0": (False, 2, 6),
        "gone": (True, 3, 6),
        "panchine": (False, 3, 6),
        "more-1": (False, 5, 6),
        "more-2": (False, 5, 6),
    }


def test_before_and_after_an_idea_stand_others_of_its_challenge_whatever_the_day_and_the_votes() -> None:
    more = {f"more-{n}": replace(IDEAS[0], slug=f"more-{n}", title=f"More {n}") for n in range(3)}
    community = replace(OPEN, ideas={**OPEN.ideas, **more})
    one, other = at(AS_OF, community), at(AS_OF + DAY, community)
    shuffled = replace(other, shuffles={CHALLENGE.slug: ("more-2", "bike-lanes", "more-0", "more-1")})
    assert one.neighbours == shuffled.neighbours
    inside = [idea.slug for idea in one.by_challenge[CHALLENGE.slug]]
    for number, slug in enumerate(inside):
        before, after = one.neighbours[slug]
        assert (before.slug if before else None) == (inside[number - 1] if number else None)
        assert (after.slug if after else None) == (inside[number + 1] if number + 1 < len(inside) else None)
    assert one.neighbours.keys() == community.ideas.keys()


# ---- home


def test_home_tells_of_ideas_that_are_supported_and_can_be_chosen_and_of_reasons_given() -> None:
    assert [idea.slug for idea in newest_supported(at(AS_OF))] == ["bike-lanes"]
    assert newest_supported(at(AFTER)) == []
    hidden = at(AS_OF)
    assert newest_supported(replace(hidden, tally=replace(hidden.tally, standings={}))) == []
    (told,) = done(edition(), "en")
    assert (told.idea.slug, told.date, told.shipped) == ("bike-lanes", "2026-02-09", "https://example.org/opening")
    assert text_of(told.reason_html) == "The council paid ."


def test_what_was_done_or_declined_is_told_apart_from_what_is_under_way() -> None:
    kinds = {"planned": (0, 1), "in-progress": (0, 1), "done": (1, 0), "declined": (1, 0), "open": (0, 0)}
    for status, expected in kinds.items():
        whole = edition(with_status(replace(COMMUNITY, decisions={}), "bike-lanes", status))
        assert (len(done(whole, "en")), len(under_way(whole, "en"))) == expected, status


# ---- the way to propose


@pytest.mark.parametrize(
    ("whole", "said"),
    [
        pytest.param(at(CHALLENGE.submission.closes - DAY), (), id="a challenge takes ideas"),
        pytest.param(at(AFTER), ("No challenge takes ideas now",), id="all are over"),
        pytest.param(
            at(CHALLENGE.submission.opens - DAY),
            ("No challenge takes ideas now", "Quieter streets : Ideas come in from 1 January 2026"),
            id="one will",
        ),
        pytest.param(at(AFTER, replace(COMMUNITY, challenges={}, results={})), (), id="there is none"),
    ],
)
def test_where_no_challenge_takes_ideas_the_propose_page_says_where_new_ones_stand(
    whole: Edition, said: Sequence[str]
) -> None:
    view = propose_page(whole, read_idea_schema(SHELL.parents[1] / "schemas"), "en", root="", words={})
    html = str(TEMPLATES.part(view, "en", ""))
    note = html.partition('<div class="note outside"')[2].partition("</div>")[0]
    assert bool(note) == bool(said)
    assert all(one in text_of(f"<{note}") for one in said)
    assert ('data-ends="2026-01-01T00:00:00Z"' in note) == (len(said) > 1)


# ---- the written site


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Sources:
    folder = tmp_path_factory.mktemp("shells")
    return sources(folder / "cache", folder / "root")


@pytest.fixture(scope="module")
def voting(tmp_path_factory: pytest.TempPathFactory, place: Sources) -> Path:
    """The site while the challenge is voted on, titles as long as they may be, and an idea that moves."""
    site = tmp_path_factory.mktemp("voting") / "site"
    long = "Bike lanes by the river from the old harbour to the school, wide enough for two, with lights that follow"
    lanes = replace(IDEAS[0], title=long, summary="A sentence of a summary that goes on for a while. " * 5)
    community = replace(OPEN, ideas={**OPEN.ideas, lanes.slug: lanes})
    moving = {"": {"trending": (Rank(rank=1, idea="bike-lanes", score=1.5, count=3, among=5),)}}
    write(at(AS_OF, community, rankings=moving), place, site)
    return site


@pytest.fixture(scope="module")
def decided(tmp_path_factory: pytest.TempPathFactory, place: Sources) -> Path:
    """The site once the challenge is decided."""
    site = tmp_path_factory.mktemp("decided") / "site"
    write(at(AFTER, COMMUNITY), place, site)
    return site


def test_numbers_on_pages_are_those_of_the_api(decided: Path) -> None:
    api = json.loads((decided / "api/v1/ideas.json").read_text("utf-8"))
    assert len(api["ideas"]) == len(COMMUNITY.ideas)
    for idea in api["ideas"]:
        page = (decided / f"ideas/{idea['slug']}/index.html").read_text("utf-8")
        found = re.search(r'class="count"><b>([\d,]+)</b>', page)
        if idea["votes"]["merged_into"]:
            assert found is None
            continue
        assert found is not None
        assert int(found[1].replace(",", "")) == idea["votes"]["support"]
    rows = re.findall(
        r"<tr><td>(\d+)<td>.*?data-label=\"Supporters\">(\d+)<td.*?class=\"(won|lost)\"",
        (decided / f"challenges/{CHALLENGE.slug}/index.html").read_text("utf-8"),
    )
    result = RESULT.document
    entries = [(one["support"], "won") for one in result["winners"]] + [
        (o["support"], "lost") for o in result["others"]
    ]
    assert sorted((int(support), mark) for _, support, mark in rows) == sorted(entries)
    for rank, support, _ in rows:
        assert int(rank) == 1 + sum(other > int(support) for other, _ in entries)


def test_winners_are_named_on_cards_and_the_challenge_of_the_home_page(decided: Path) -> None:
    home = text_of((decided / "index.html").read_text("utf-8"))
    assert "You said, we did" in home
    assert "2 won" in home
    ideas = (decided / "ideas/index.html").read_text("utf-8")
    assert "Won" in text_of(ideas.partition("ideas/bike-lanes/")[2].partition("</li>")[0])


# ---- in Chromium


def opened(
    browser: Browser, address: str, moment: datetime, *, zone: str = "UTC", script: bool = True, width: int = 360
) -> Page:
    page = browser.new_context(
        viewport={"width": width, "height": 740}, timezone_id=zone, locale="en", java_script_enabled=script
    ).new_page()
    if script:
        page.clock.set_fixed_time(moment)
    page.goto(address)
    return page


@pytest.fixture
def visit(browser: Browser, voting: Path, serve_folder: Callable[..., str]) -> Iterator[Callable[..., Page]]:
    """Opens a page of the open vote, as a phone sees it at a moment."""
    address, pages = serve_folder(voting, below="/ideas/"), []

    def open_at(path: str, moment: datetime = AS_OF, **more: Any) -> Page:
        pages.append(opened(browser, address + path, moment, **more))
        return pages[-1]

    yield open_at
    for page in pages:
        page.context.close()


def bottom(page: Page, selector: str) -> float:
    found = page.locator(selector).first.bounding_box()
    assert found is not None
    return found["y"] + found["height"]


def test_on_a_phone_the_vote_the_first_idea_and_the_first_open_vote_are_soon_there(visit: Callable[..., Page]) -> None:
    assert bottom(visit("ideas/bike-lanes/"), ".votes .button") <= 740
    assert bottom(visit(f"challenges/{CHALLENGE.slug}/"), "li.card h3") <= 2 * 740
    home = visit("")
    assert bottom(home, ".asked li.card .state") <= 740
    assert home.get_by_role("heading", name="What moves").is_visible()
    wide = visit("ideas/bike-lanes/", width=1280)
    wide.mouse.wheel(0, 300)
    assert bottom(wide, ".votes .button") <= 740
    assert wide.locator(".votes").evaluate("box => getComputedStyle(box).position") == "sticky"


def test_a_built_page_ages_as_its_challenge_does_in_the_readers_own_zone(visit: Callable[..., Page]) -> None:
    closes = CHALLENGE.voting.closes

    def state(moment: datetime, **more: Any) -> tuple[str, bool]:
        page = visit("ideas/bike-lanes/", moment, **more)
        return page.locator(".votes .state:visible").inner_text(), page.locator(".votes").get_by_text(VOTE).is_visible()

    said, votable = state(closes - 4 * DAY - timedelta(minutes=5), zone="Asia/Tokyo")
    assert said == "Voting until 1 March 2026 at 03:00 GMT+9 4 days left"
    assert votable
    assert state(closes - timedelta(hours=3), zone="UTC")[0].endswith("3 hours left")
    assert state(closes)[1], "the closing second still counts"
    said, votable = state(closes + timedelta(seconds=1))
    assert said.startswith("Voting closed on 28 February 2026")
    assert "the last votes are not read yet" in said
    assert not votable
    plain, votable = state(AS_OF, script=False)
    assert plain.rstrip() == "Voting until 28 February 2026, 18:00 UTC"
    assert votable


def test_what_opens_after_the_build_is_open_when_its_time_has_come(
    tmp_path: Path, place: Sources, browser: Browser, serve_folder: Callable[..., str]
) -> None:
    write(at(CHALLENGE.submission.closes - DAY), place, tmp_path / "site")
    address = serve_folder(tmp_path / "site", below="/ideas/")
    for path, before in (
        ("ideas/bike-lanes/", "Voting opens on"),
        (f"challenges/{CHALLENGE.slug}/", "Open for ideas until"),
    ):
        for moment, said in ((CHALLENGE.submission.closes - DAY, before), (AS_OF, "Voting until")):
            page = opened(browser, address + path, moment)
            visible = page.locator(".state:visible").first.inner_text()
            assert visible.startswith(said), (path, moment)
            if path.startswith("ideas"):
                assert page.locator(".votes").get_by_text(VOTE).is_visible() == (moment == AS_OF)
            else:
                assert page.get_by_role("main").get_by_role("link", name="Propose an idea").is_visible() == (
                    moment != AS_OF
                )
                assert page.locator("[aria-current=step] b").all_inner_texts() == [
                    "Voting" if moment == AS_OF else "Ideas come in"
                ]
            page.context.close()
