"""Which language a page says it is in, and each text on it; how it runs; when a day begins and ends; in which order."""

import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from communities import CHALLENGE, COMMUNITY, IDEA, commit, put
from editions import RESOURCES
from hostile import Tree
from ideario.publishing.shells import heading_id


def build(root: Path, *arguments: str) -> Path:
    command = [sys.executable, "-m", "ideario", "--root", str(root), "build", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return root / "build" / "site"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """In Polish with words and two pages of its own, in English, and in Arabic without a word of it."""
    root = tmp_path_factory.mktemp("town")
    tags = {"zoo": {"en": "Zoo"}, "eta": {"pl": "Età"}, "apple": "apple", "ecole": {"en": "École", "pl": "École"}}
    put(root, "community", {**COMMUNITY, "languages": ["pl", "en", "ar", "he"], "tags": tags})
    night = {"opens": "2026-02-01T23:59:59Z", "closes": "2026-03-01T00:00:00Z"}
    put(root, "challenges/quieter-streets", {**CHALLENGE, "voting": night})
    for slug, text in (("masar", "GBIF: مسار"), ("shvil", "GBIF שביל")):
        idea = {**IDEA, "title": text, "summary": text, "language": "ar" if slug == "masar" else "he"}
        put(root, f"ideas/{slug}", {**idea, "tags": list(tags), "needs": ["CSS مصمم"], "body": f"{text}\n\n- {text}\n"})
    put(root, "ideas/bench", {**IDEA, "challenge": "quieter-streets"})
    history = [{"date": "2026-01-12", "status": "planned", "reason": "Yes"}]
    put(root, "decisions/bench", {"history": history, "former": ["seat"]})
    own = root / "site"
    (own / "pages").mkdir(parents=True)
    (own / "pages" / "index.md").write_text("# Witamy\n\nTekst po polsku.\n\n<div>%%ideas%%</div>\n", "utf-8")
    guide = "# ガイド\n\n[q](#よくある質問)\n\n## よくある質問\n\n## Καλύτερη ιδέα\n\n## हिन्दी में\n\n## Что & как?\n"
    (own / "pages" / "guide.md").write_text(guide, "utf-8")
    (own / "overrides" / "words").mkdir(parents=True)
    words = "ideas: Pomysły\nframe.ideas: Pomysły\nframe.about: O nas\n"
    (own / "overrides" / "words" / "pl.yml").write_text(words, "utf-8")
    commit(root)
    return build(root, "--as-of", "2026-02-15")


def text(path: Path) -> str:
    return path.read_text("utf-8")


def tree(path: Path) -> Tree:
    return Tree(text(path), strict=False)


def attribute(path: Path, tag: str, name: str, **having: str) -> list[str | None]:
    return [
        found.get(name)
        for element, found in tree(path).elements
        if element == tag and all(found.get(key.rstrip("_")) == value for key, value in having.items())
    ]


def test_a_page_is_in_the_language_of_its_words(site: Path) -> None:
    for path in ("index.html", "ideas/index.html", "ideas/bench/index.html", "about/index.html", "404.html"):
        assert attribute(site / path, "html", "lang") == ["pl"], path
        assert ">O nas</a>" in text(site / path), path
    for path in ("en/index.html", "ar/index.html", "ar/ideas/masar/index.html"):
        assert attribute(site / path, "html", "lang") == ["en"], path
        assert attribute(site / path, "body", "dir") == ["ltr"], path


def test_a_page_that_was_written_in_another_language_than_its_words_says_so_around_what_was_written(site: Path) -> None:
    assert attribute(site / "about/index.html", "article", "lang") == ["en"]
    assert attribute(site / "index.html", "article", "lang") == [None]  # the community's own
    assert '<article class="md-content__inner md-typeset" lang="en" dir="ltr">' in text(site / "ideas/index.html")
    assert '<div lang="pl" dir="ltr"><nav class="orders"' in text(site / "ideas/index.html").replace(">\n<nav", "><nav")
    assert attribute(site / "ideas/bench/index.html", "article", "lang") == [None]


def test_no_other_language_is_promised_than_there_are_words_of(site: Path) -> None:
    links = [(a.get("hreflang"), a.get("lang")) for tag, a in tree(site / "index.html").elements if a.get("hreflang")]
    assert links == [("en", None), ("en", "en"), ("en", "ar"), ("en", "he")]
    assert 'hreflang="en">العربية</a> <span lang="en">(English)</span>' in text(site / "index.html")
    # The Arabic records are copies of the English ones, and say so to those who search.
    assert attribute(site / "ar/ideas/bench/index.html", "link", "href", rel="canonical") == [
        "https://riverton.github.io/ideas/en/ideas/bench/"
    ]
    assert attribute(site / "ar/ideas/bench/index.html", "link", "hreflang", rel="alternate") == ["pl", None]
    addresses = [found.text or "" for found in ET.fromstring(text(site / "sitemap.xml")).iter() if found.text]
    assert not [address for address in addresses if "/ar/ideas/bench" in address or "/seat/" in address]
    assert "https://riverton.github.io/ideas/en/ideas/bench/" in addresses


def test_a_former_address_names_the_new_one_as_the_place_to_be_found(site: Path) -> None:
    for folder in ("", "en/"):
        assert attribute(site / folder / "ideas/seat/index.html", "link", "href", rel="canonical") == [
            f"https://riverton.github.io/ideas/{folder}ideas/bench/"
        ]


@pytest.mark.parametrize("slug", ["masar", "shvil"])
def test_text_in_a_language_from_the_right_runs_from_there_whatever_it_begins_with(site: Path, slug: str) -> None:
    language = {"masar": "ar", "shvil": "he"}[slug]
    for path in (f"ideas/{slug}/", "ideas/", "tags/zoo/"):
        found = [
            a.get("dir")
            for _, a in tree(site / path / "index.html").elements
            if a.get("lang") == language and "hreflang" not in a
        ]
        assert found, path
        assert set(found) == {"rtl"}, path
    html = text(site / f"ideas/{slug}/index.html")
    assert f'<li lang="{language}" dir="rtl">CSS' in html
    contents = re.findall(r"<content[^>]*>(.*?)</content>", text(site / "feed.xml"), re.DOTALL)
    assert [
        f"<div lang=&#34;{language}&#34; dir=&#34;rtl&#34;>".replace("<", "&lt;").replace(">", "&gt;") in content
        for content in contents
    ].count(True) == 1


def test_tags_stand_in_alphabetical_order_and_say_their_language_where_it_is_another(site: Path) -> None:
    labels = r">(Zoo|Età|apple|École)<"
    for path in ("tags/index.html", "ideas/masar/index.html", "en/tags/index.html"):
        assert re.findall(labels, text(site / path)) == ["apple", "École", "Età", "Zoo"], path
    assert '<a href="../../tags/zoo/" lang="en" dir="ltr">Zoo</a>' in text(site / "ideas/masar/index.html")
    assert '<a href="../../tags/eta/">Età</a>' in text(site / "ideas/masar/index.html")
    assert '<h1 lang="pl" dir="ltr">Età</h1>' in text(site / "en/tags/eta/index.html")


def test_headings_of_any_script_have_ids_that_links_lead_to(site: Path) -> None:
    ids = attribute(site / "guide/index.html", "h2", "id")
    assert ids == ["よくある質問", "καλύτερη-ιδέα", "हिन्दी-में", "что-как"]


@pytest.mark.parametrize(
    ("heading", "id_"), [("What works today", "what-works-today"), ("  A -- b_c!  ", "a-b_c"), ("😀", ""), ("É", "é")]
)
def test_an_id_holds_the_letters_of_its_heading(heading: str, id_: str) -> None:
    assert heading_id(heading, "-") == id_


def test_a_link_to_a_heading_that_is_not_there_stops_the_build(tmp_path: Path) -> None:
    put(tmp_path, "community", {**COMMUNITY, "languages": ["en"]})
    (tmp_path / "site" / "pages").mkdir(parents=True)
    (tmp_path / "site" / "pages" / "guide.md").write_text("# Guide\n\n[q](#nowhere)\n", "utf-8")
    command = [sys.executable, "-m", "ideario", "--root", str(tmp_path), "build"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "#nowhere" in done.stderr


def test_an_end_at_midnight_and_a_beginning_before_it_are_moments_and_no_days(site: Path) -> None:
    page = re.sub(r"<[^>]+>", "", text(site / "en/challenges/quieter-streets/index.html"))
    assert "January 1, 2026 – January 31, 2026" in page
    assert "February 1, 2026, 23:59:59 UTC – March 1, 2026, 00:00 UTC" in page
    assert "A day without an hour is a whole day in UTC." in page
    for path in ("en/index.html", "en/challenges/index.html"):
        assert "March 1, 2026, 00:00 UTC" in text(site / path), path


def test_every_page_says_once_in_which_zone_its_days_are(site: Path) -> None:
    for path in site.glob("en/**/index.html"):
        assert text(path).count("Days and times are UTC.") == 1, path


def test_the_generic_pages_of_every_language_are_in_one_that_has_words() -> None:
    pages = {path.name for path in (RESOURCES.shell / "pages").iterdir()}
    assert pages == {path.stem for path in (RESOURCES.shell / "words").glob("*.yml")}
