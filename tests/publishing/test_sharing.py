"""What stands elsewhere of a page: the words and the picture of a link, facts for search engines, lists and badges."""

import io
import json
import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from communities import riverton
from editions import AS_OF, CHALLENGE, COMMUNITY, IDEAS, RESOURCES, edition, sources, write
from ideario import sealed
from ideario.publishing.edition import Edition
from ideario.publishing.following.embeds import embeds
from ideario.publishing.following.pictures import DrawnPicture, Easel, pictures
from ideario.publishing.following.sharing import shared_idea, sharing_lines
from ideario.publishing.pages.templates import Templates
from PIL import Image

SITE = "https://riverton.github.io/ideas/"
HOSTILE = '"><script>alert(1)</script><!-- \u2028 </title>'
TEMPLATES = Templates([RESOURCES.shell / "templates"], [RESOURCES.shell / "words"], ("en", "it"))


@pytest.fixture
def easel(tmp_path: Path) -> Easel:
    return Easel(RESOURCES.shell / "font" / "DejaVuSans-Bold.ttf", tmp_path / "pictures")


def withheld(whole: Edition) -> Edition:
    return replace(whole, tally=replace(whole.tally, standings={}, turnouts={}))


@pytest.mark.slow
def test_a_link_to_any_page_has_words_and_a_picture_that_is_there_and_one_to_an_idea_or_a_challenge_facts(
    tmp_path: Path,
) -> None:
    idea = replace(IDEAS[0], title=HOSTILE, summary=HOSTILE)
    whole = edition(replace(COMMUNITY, ideas={**COMMUNITY.ideas, idea.slug: idea}))
    write(whole, sources(tmp_path / "cache", tmp_path / "root"), tmp_path / "site")
    for path, title, kind in (
        (f"ideas/{idea.slug}/", HOSTILE, "DiscussionForumPosting"),
        (f"it/challenges/{CHALLENGE.slug}/", CHALLENGE.title, "Event"),
        ("people/octocat/", "Ada Rossi", ""),
        ("", "Ideas for Riverton", ""),
        ("it/insights/", "Uno sguardo d’insieme", ""),
    ):
        html = (tmp_path / "site" / path / "index.html").read_text("utf-8")
        head = html.partition("</head>")[0]
        said = {meta.get("property"): meta.get("content") for meta in ET.fromstring(_metas(head))}
        assert said["og:title"] == title
        assert said["og:description"]
        assert said["og:url"] == SITE + path
        assert said["og:locale"] == ("it_IT" if path.startswith("it/") else "en_US")
        picture = tmp_path / "site" / (said["og:image"] or "").removeprefix(SITE)
        with Image.open(picture) as opened:
            assert (opened.format, opened.size) == ("PNG", (1200, 630))
        facts = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)
        assert len(facts) == bool(kind)
        if kind:
            assert json.loads(facts[0])["@type"] == kind
            assert "<" not in facts[0]
        assert "<script>alert" not in html


def _metas(head: str) -> str:
    return f"<r>{''.join(f'{meta[:-1]}/>' for meta in re.findall(r'<meta property=[^>]*>', head))}</r>"


def test_facts_tell_no_number_that_is_withheld_and_no_author_who_asks_not_to_be_named() -> None:
    idea = IDEAS[0]
    told = shared_idea(edition(), idea).facts
    assert json.loads(json.dumps(told))["interactionStatistic"]["userInteractionCount"] == 5
    assert "interactionStatistic" not in shared_idea(withheld(edition()), idea).facts
    quiet = next(one for one in IDEAS if one.authors and not edition().credits.authors(one))
    assert shared_idea(edition(), quiet).facts["author"] == [
        {"@type": "Organization", "name": "Ideas for Riverton", "url": SITE}
    ]
    lines = sharing_lines(edition(), shared_idea(edition(), idea), path="c/", name="D")
    assert '<meta property="og:url" content="https://riverton.github.io/ideas/c/">' in lines


def test_there_is_a_picture_of_the_community_each_challenge_and_status_and_if_asked_of_each_idea(
    easel: Easel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealed, "_secret", [])
    statuses = [f"assets/pictures/{status}.png" for status in COMMUNITY.settings.statuses]
    paths = ["assets/pictures/site.png", f"challenges/{CHALLENGE.slug}/picture.png", *statuses]
    found = dict(pictures(edition(), easel))
    assert list(found) == paths
    assert len(set(found.values())) == len(found)
    assert not easel.folder.exists(), "without a secret of the user's own nothing is kept, and nothing believed"
    with_ideas = dict(pictures(replace(edition(), idea_pictures=True), easel))
    assert list(with_ideas) == [*paths, *(f"ideas/{slug}/picture.png" for slug in COMMUNITY.ideas)]


def test_a_picture_is_drawn_once_and_one_that_somebody_else_put_there_is_not_shown(
    easel: Easel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealed, "_secret", [b"s" * sealed.LENGTH])
    picture = DrawnPicture("Title", "", "", "#000000", "en")
    drawn = easel.drawn(picture)
    (file,) = easel.folder.iterdir()
    written = file.stat().st_mtime_ns
    assert easel.drawn(picture) == drawn
    assert file.stat().st_mtime_ns == written
    file.write_bytes(b"\x89PNG planted")
    assert easel.drawn(picture) == drawn


@pytest.mark.slow
def test_a_build_draws_pictures_of_ideas_only_when_asked(tmp_path: Path, ideario) -> None:
    root = riverton(tmp_path)
    place = root / "build" / "site" / "ideas" / "bike-lanes"
    for more, there in ((), False), (("--pictures",), True), ((), False):
        assert ideario("build", *more, cwd=root).exit_code == 0
        assert (place / "picture.png").is_file() is there
        assert ("ideas/bike-lanes/picture.png" in (place / "index.html").read_text("utf-8")) is there


def test_a_picture_shows_no_boxes_where_the_font_has_no_letters(easel: Easel) -> None:
    def drawn(title: str, language: str = "en") -> bytes:
        return easel.drawn(DrawnPicture(title, "", "", "#000000", language))

    assert drawn("静かな通り", "ja") == drawn("")
    for title, language in (("Perché così?", "it"), ("شوارع هادئة", "ar"), ("Тихие улицы", "ru"), ("Łódź", "pl")):
        assert drawn(title, language) != drawn("")
    long = drawn("word " * 200)
    with Image.open(io.BytesIO(long)) as opened:
        assert opened.size == (1200, 630)
    assert len(long) < 40_000


def test_a_list_for_other_sites_is_light_runs_nothing_and_tells_nothing_withheld() -> None:
    idea = replace(IDEAS[0], title=HOSTILE)
    whole = edition(replace(COMMUNITY, ideas={**COMMUNITY.ideas, idea.slug: idea}))
    sheet = (RESOURCES.shell / "assets" / "embedded.css").read_bytes()
    for one in (whole, withheld(whole)):
        found = dict(embeds(one, TEMPLATES))
        assert list(found) == [
            "embed/index.html", "badge.svg",
            f"challenges/{CHALLENGE.slug}/embed/index.html", f"challenges/{CHALLENGE.slug}/badge.svg",
        ]  # fmt: skip
        for path, content in found.items():
            if path.endswith("svg"):
                assert ET.fromstring(content).tag.endswith("svg")
                continue
            assert len(content) + len(sheet) < 15_000
            page = content.decode()
            assert "<script" not in page
            assert f'href="{"../" * path.count("/")}assets/embedded.css"' in page
            assert f'<a href="{SITE}ideas/{idea.slug}/" target="_top"' in page
    assert "5 supporters" in dict(embeds(whole, TEMPLATES))["embed/index.html"].decode()
    assert "supporter" not in "".join(map(bytes.decode, dict(embeds(withheld(whole), TEMPLATES)).values()))


def test_a_badge_says_until_when_a_phase_lasts_and_stays_the_same_while_it_does() -> None:
    path = f"challenges/{CHALLENGE.slug}/badge.svg"
    badge = dict(embeds(edition(), TEMPLATES))[path]
    assert b"<title>Quieter streets: Voting until 28 February 2026</title>" in badge
    assert dict(embeds(replace(edition(), built=AS_OF), TEMPLATES))[path] == badge
