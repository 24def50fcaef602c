"""The site of this very repository as readers meet it: in Chromium, on phones and screens, and link by link."""

import json
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import html_checker
import pytest
from arabic_town import arabic_town
from built_sites import built as built_site
from checkout import CHECKOUT
from communities import CHALLENGE, IDEA, NOW, put, riverton
from elections import election
from hostile import Tree
from ideario.actions.import_ import import_from
from ideario.actions.winners import decide_challenge
from ideario.ledger.ledger_folder import write_ledger
from ideario.model.ledger_state import Close, Event, Thread
from ledgers import restated
from page_looks import SCHEMES, WIDTHS, PageLook, complaints, looks_at
from playwright.sync_api import Browser, Page
from withheld_towns import CLOSES, MANY, RESOURCES, published, town

sys.path.insert(0, str(CHECKOUT / "tooling" / "bench"))

from community import Size, write_community

pytestmark = pytest.mark.slow

BELOW = "/ideario/"


@dataclass(frozen=True, kw_only=True)
class BuiltPages:
    """A built site and its pages, each parsed once."""

    folder: Path

    @cached_property
    def pages(self) -> dict[str, Tree]:
        found = sorted(self.folder.rglob("*.html"))
        return {
            path.relative_to(self.folder).as_posix().removesuffix("index.html"): Tree(
                path.read_text("utf-8"), strict=False
            )
            for path in found
        }

    @cached_property
    def framed(self) -> dict[str, Tree]:
        """The pages that have the frame of the site, unlike those that stand in frames of other sites."""
        return {path: tree for path, tree in self.pages.items() if not path.endswith("embed/")}

    def first(self, pattern: str) -> str:
        """The first page whose address matches."""
        return next(path for path in self.pages if re.fullmatch(pattern, path))

    def kinds(self) -> list[str]:
        """One page of each kind, in the first language; of challenges, which differ by phase, all."""
        lists = ["", "ideas/", "challenges/", "people/", "tags/", "roadmap/", "rules/", "data/", "votes/", "about/"]
        lists += ["propose/", "skills/", "rankings/", "rankings/top/", "rankings/needs-eyes/", "rankings/done/"]
        lists += ["integrity/", "design/", "formats/", "benchmark/", "integrity-measured/"]
        ideas = ["ideas/every-mistake-at-once/", "ideas/un-comando-che-fa-le-domande/", "ideas/web-form-for-new-ideas/"]
        others = [self.first("people/[^/]+/"), self.first("tags/[^/]+/"), "404.html"]
        return lists + ideas + [path for path in self.pages if re.fullmatch("challenges/[^/]+/", path)] + others


@pytest.fixture(scope="module")
def built(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> BuiltPages:
    return BuiltPages(folder=built_site(checkout, output=tmp_path_factory.mktemp("default")))


@pytest.fixture(scope="module")
def troubled(tmp_path_factory: pytest.TempPathFactory) -> BuiltPages:
    """A site whose newest votes could not be fetched, with a challenge that has closed and ideas in pull requests."""
    root = riverton(tmp_path_factory.mktemp("riverton"))
    closed, hour = datetime(2026, 2, 28, 23, 59, 59, tzinfo=UTC), timedelta(hours=1)
    slugs = ["-".join(["long"] * 16), "a" * 80, *(f"proposal-{number}" for number in range(60))]
    threads = [
        Thread(name=f"pull/{number}", ideas=(slug,), opened=closed - number * hour)
        for number, slug in enumerate(slugs, start=1)
    ]
    at = "2026-02-28T12:00:00Z"
    vote = Event(type="cast", thread="pull/2", idea=slugs[1], voter="0" * 64, kind="+1", given=at, seen=at)
    ledger = root / "content" / "ledger"
    threads.append(Thread(name="pull/100", ideas=("night-trams",), merged=closed - 900 * hour))
    write_ledger(ledger, [vote], threads, observed=closed + hour, sample=True)
    close = Close(closed=closed, before=closed - hour, after=closed + hour)
    restated(ledger, closes=(close,))
    return BuiltPages(folder=built_site(root, stale=True))


def ids(tree: Tree) -> Iterator[str]:
    for _, attributes in tree.elements:
        for name in ("id", "name"):
            if attributes.get(name):
                yield attributes[name] or ""


# ---- every page, by reading it


@pytest.mark.parametrize("base", [BELOW, "/"], ids=["below a path", "at the root"])
def test_every_internal_link_of_every_page_leads_somewhere(built: BuiltPages, base: str) -> None:
    known = {path.relative_to(built.folder).as_posix() for path in built.folder.rglob("*") if path.is_file()}
    checked = 0
    for path, tree in built.pages.items():
        if path == "404.html" and base == "/":
            continue  # shown at any depth, so its links name the published path
        for tag, attributes in tree.elements:
            for name in ("href", "src"):
                address = attributes.get(name)
                if address is None or urlsplit(address).scheme in {"http", "https", "mailto", "data"}:
                    continue
                target, fragment = urldefrag(urljoin(f"http://site{base}{path}", address))
                inside = unquote(urlsplit(target).path)
                assert inside.startswith(base), (path, address)
                inside = inside.removeprefix(base)
                file = f"{inside}index.html" if inside == "" or inside.endswith("/") else inside
                assert file in known or f"{file}/index.html" in known, (path, tag, address)
                checked += 1
                page = built.pages.get(inside if inside.endswith((".html", "/")) or not inside else f"{inside}/")
                if fragment and page is not None:
                    assert unquote(fragment) in set(ids(page)), (path, address)
    assert checked > 1000


def test_addresses_of_the_site_itself_are_right_wherever_they_are_written_out(built: BuiltPages) -> None:
    site = "https://ideario.github.io/ideario/"
    text = "".join(path.read_text("utf-8") for path in built.folder.rglob("*.xml"))
    text += "".join(path.read_text("utf-8") for path in built.folder.rglob("*.json") if path.parent.name == "v1")
    addresses = {address.rstrip("/.,") for address in re.findall(rf'{re.escape(site)}[^<"\s\\)#]*', text)}
    assert len(addresses) > 50
    for address in sorted(addresses):
        path = address.removeprefix(site.rstrip("/")).lstrip("/")
        assert (built.folder / path).exists(), address


def test_every_page_has_one_title_one_heading_one_main_and_the_right_language(built: BuiltPages) -> None:
    assert len(built.pages) > 80
    for path, tree in built.framed.items():
        tags = [tag for tag, _ in tree.elements]
        assert tags[: tags.index("body")].count("title") == 1, path  # drawings have titles of their own
        for tag in ("h1", "main", "html", "body"):
            assert tags.count(tag) == 1, (path, tag, tags.count(tag))
        (language,) = (attributes.get("lang") for tag, attributes in tree.elements if tag == "html")
        assert language == ("it" if path.startswith("it/") else "en"), path
        described = [a.get("content") for tag, a in tree.elements if tag == "meta" and a.get("name") == "description"]
        assert path == "404.html" or (len(described) == 1 and described[0]), path


def test_an_idea_in_another_language_than_its_page_says_so(built: BuiltPages) -> None:
    for path, language in (("it/ideas/every-mistake-at-once/", "en"), ("ideas/un-comando-che-fa-le-domande/", "it")):
        elements = built.pages[path].elements
        assert next(attributes for tag, attributes in elements if tag == "h1")["lang"] == language
        assert (
            next(attributes for tag, attributes in elements if attributes.get("class") == "prose")["lang"] == language
        )


def test_no_page_has_two_things_of_the_same_id(built: BuiltPages) -> None:
    for path, tree in built.pages.items():
        found = [attributes["id"] for _, attributes in tree.elements if attributes.get("id")]
        assert sorted(found, key=str) == sorted(set(found), key=str), path


def test_nothing_on_any_page_is_loaded_from_elsewhere(built: BuiltPages) -> None:
    for path, tree in built.pages.items():
        for tag, attributes in tree.elements:
            if tag == "link" and attributes.get("rel") in {"canonical", "alternate"}:
                continue
            address = attributes.get("src") or (attributes.get("href") if tag == "link" else None) or ""
            assert not urlsplit(address).netloc, (path, tag, address)
    for style in built.folder.rglob("*.css"):
        assert not re.search(r"@import|url\(\s*[\"']?(https?:)?//", style.read_text("utf-8")), style


VOTES = re.compile(r'class="(support|count|numbers)"|<dt>(Turnout|Partecipazione)')


def test_every_page_that_shows_sample_votes_says_that_they_are_samples(built: BuiltPages) -> None:
    shown = 0
    for path in built.pages:
        file = built.folder / path
        html = (file / "index.html" if file.is_dir() else file).read_text("utf-8")
        if VOTES.search(html):
            shown += 1
            assert html.count('class="sample"') == 1, path
    assert shown > 50


def test_the_other_language_of_every_page_is_one_step_away_and_leads_back(built: BuiltPages) -> None:
    for path, tree in built.framed.items():
        if path == "404.html":
            continue
        others = [a for tag, a in tree.elements if tag == "a" and a.get("hreflang")]
        assert len(others) == 1, path
        there = urljoin(f"http://site/{path}", others[0]["href"] or "").removeprefix("http://site/")
        back = next(a for tag, a in built.pages[there].elements if tag == "a" and a.get("hreflang"))
        here = urljoin(f"http://site/{there}", back["href"] or "").removeprefix("http://site/")
        assert here == path or (path not in {here, f"it/{there}"} and there in {"", "it/"}), path


def test_every_page_says_where_it_is_in_which_language_and_what_it_is_called_on_a_home_screen(
    built: BuiltPages,
) -> None:
    site = "https://ideario.github.io/ideario/"
    for path, tree in built.framed.items():
        links = [attributes for tag, attributes in tree.elements if tag == "link"]
        named = {a["hreflang"]: a["href"] or "" for a in links if a.get("hreflang")}
        if path == "404.html":
            assert not named
            continue
        own = next(a["href"] or "" for a in links if a.get("rel") == "canonical")
        assert own == site + path
        assert own in named.values(), path
        assert named["x-default"] == named["en"], path
        assert all(address.removeprefix(site) in built.pages for address in named.values()), path
        feed = next(a for a in links if a.get("type") == "application/atom+xml")
        assert "Ideario" in (feed["title"] or ""), path
    manifest = json.loads((built.folder / "assets" / "site.webmanifest").read_bytes())
    assert manifest["name"] == "Ideas for Ideario"
    icon = (built.folder / "assets" / manifest["icons"][0]["src"]).read_bytes()
    assert icon[:8] == b"\x89PNG\r\n\x1a\n"
    assert f"{int.from_bytes(icon[16:20])}x{int.from_bytes(icon[20:24])}" == manifest["icons"][0]["sizes"]
    assert f"Sitemap: {site}sitemap.xml" in (built.folder / "robots.txt").read_text()
    days = re.findall(r"<lastmod>(.*?)</lastmod>", (built.folder / "sitemap.xml").read_text())
    assert len(days) > 20
    assert all(re.fullmatch(r"2026-\d\d-\d\d", day) for day in days)


@pytest.mark.skipif(not html_checker.JAR.is_file(), reason="python tests/support/html_checker.py fetches the checker")
def test_every_page_is_html_without_an_error(
    built: BuiltPages, troubled: BuiltPages, withholding: BuiltPages, from_the_right: BuiltPages
) -> None:
    sites = (built, troubled, withholding, from_the_right)
    pages = [path for site in sites for path in sorted(site.folder.rglob("*.html"))]
    assert html_checker.errors(pages) == []


# ---- in Chromium


def visit(page: Page, address: str) -> None:
    response = page.goto(address, wait_until="load")
    assert response is not None
    assert response.ok, address


@pytest.fixture(scope="module")
def withholding(tmp_path_factory: pytest.TempPathFactory) -> BuiltPages:
    """A site with a challenge that withholds counts, and some rankings without a place."""
    root = town(tmp_path_factory.mktemp("town"))
    published(root, MANY, CLOSES)
    return BuiltPages(folder=root / "build" / "site")


@pytest.fixture(scope="module")
def from_the_right(tmp_path_factory: pytest.TempPathFactory) -> BuiltPages:
    """A site in Arabic, with a challenge that was decided, one that is voted on, and texts in English."""
    return BuiltPages(folder=built_site(arabic_town(tmp_path_factory.mktemp("town"))))


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> BuiltPages:
    """The site of a real election: 60 projects of Ursynów in Warsaw, of which 5,870 people chose."""
    root = tmp_path_factory.mktemp("ursynow") / "town"
    import_from("pabulib", election("poland_warszawa_2024_ursynow"), into=root, resources=RESOURCES)
    ledger = root / "content" / "ledger"
    decide_challenge(root, URSYNOW, resources=RESOURCES, ledger=ledger, now=NOW)
    return BuiltPages(folder=built_site(root))


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> BuiltPages:
    """A site of 2,000 ideas."""
    root = tmp_path_factory.mktemp("large")
    write_community(root, Size(ideas=2000, votes=20_000))
    return BuiltPages(folder=built_site(root))


RIVERTON = "ideas/bike-lanes/ challenges/quieter-streets/ votes/ 404.html"
URSYNOW = "district-pb-in-warszawa-ursynow-2024"
ARABIC = (
    ". ideas/ ideas/trees-along-the-school-road/ ideas/misting-fans/ challenges/ challenges/shade-for-everybody/ "
    "challenges/water-at-home/ people/ people/sara-haddad/ roadmap/ insights/ propose/ votes/ rules/ skills/ 404.html"
)
LARGE = (
    ". challenges/able-challenge-1/ people/ roadmap/ ideas/page/2/ rankings/top/page/2/ statuses/open/page/2/ "
    "challenges/able-challenge-1/page/2/ tags/able-tag-1/page/2/"
)
LOOKED_AT = {
    "built": (BELOW, ("", "it/"), ""),
    "troubled": ("/ideas/", ("", "it/"), f". ideas/ {RIVERTON}"),
    "withholding": ("/ideas/", ("", "it/"), ". ideas/ ideas/secret/ challenges/quiet/ rankings/ rankings/top/"),
    "from_the_right": ("/ideas/", ("",), ARABIC),
    "imported": ("/", ("", "pl/"), f". challenges/{URSYNOW}/ insights/"),
    "large": ("/ideas/", ("",), LARGE),
}
"""By the name of its fixture: where each site stands, its trees of languages, and its pages (`.` is the home page).

Of the first, whose pages are not named, one of each kind.
"""


@pytest.mark.parametrize(
    ("name", "width"),
    [(name, width) for name in LOOKED_AT for width in (WIDTHS if name in {"built", "from_the_right"} else (360, 1440))],
)
def test_pages_fit_are_quiet_and_can_be_used_by_everybody(
    request: pytest.FixtureRequest, browser: Browser, serve_folder: Callable[..., str], name: str, width: int
) -> None:
    """On screens of every width, in every scheme and language, with large letters, by keyboard, and on paper."""
    below, trees, paths = LOOKED_AT[name]
    site: BuiltPages = request.getfixturevalue(name)
    named = [path.removeprefix(".") for path in paths.split()]
    looks = list(looks_at(named or site.kinds(), trees, width, site.pages, twice=name == "from_the_right"))
    assert not complaints(browser, serve_folder(site.folder, below=below), looks, site=name)


def test_every_value_is_looked_at_with_every_other(built: BuiltPages) -> None:
    """The pairs of page, width, scheme, language and size of text, of which hardly any is left out."""
    kinds = built.kinds()
    looks = [look for width in WIDTHS for look in looks_at(kinds, ("", "it/"), width, built.pages)]
    tree = {look: "it" if look.path.startswith("it/") else "en" for look in looks}
    assert {(look.width, look.scheme) for look in looks} == {(width, scheme) for width in WIDTHS for scheme in SCHEMES}
    assert len({(look.width, look.text) for look in looks}) == 8
    assert len({(look.scheme, look.text) for look in looks}) == 6
    assert len({(look.scheme, tree[look]) for look in looks}) == 6
    assert len({(look.text, tree[look]) for look in looks}) == 4
    for kind in kinds:
        seen = [look for look in looks if look.path in (kind, f"it/{kind}")]
        assert {look.scheme for look in seen} == {*SCHEMES}, kind
        assert {look.axe for look in seen} == {True, False}, kind
        assert f"it/{kind}" not in built.pages or {tree[look] for look in seen} == {"en", "it"}, kind


FAULTY = """<!doctype html><meta charset="utf-8"><title>Faults</title><style>#hidden{outline:none}</style>
<link rel="icon" href="data:,"><body style="background:white">
<main><a href="#">late</a> <a href="#" tabindex="2">first of all</a> <a id="hidden" href="#">unseen</a>
<div id="held"><button>held</button></div> <button>never</button>
<p>هذه الجملة مكتوبة من اليمين</p><p dir="rtl">And this one is written from the left.</p>
<p dir="auto">والثالثة أيضًا</p></main>
<script>held.onkeydown = (event) => event.preventDefault()</script>"""


def test_a_walk_by_tab_finds_what_is_unseen_never_reached_or_late_and_texts_that_run_the_wrong_way(
    browser: Browser, serve_folder: Callable[..., str], tmp_path: Path
) -> None:
    (tmp_path / "index.html").write_text(FAULTY, "utf-8")
    look = PageLook(path="", width=WIDTHS[0], scheme="light", text=100, axe=False)
    found = [wrong[1:] for wrong in complaints(browser, serve_folder(tmp_path), [look], site="faults")]
    told = {(how, re.sub("<.*?>", "", "".join(map(str, more)))) for how, *more in found if how != "on paper"}
    assert told == {
        ("is never reached", "never"),
        ("focus is not seen", "unseen"),
        ("comes too late", "late"),
        ("runs the other way", "هذه الجملة مكتوبة من اليمين"),
        ("runs the other way", "And this one is written from the left."),
    }


def test_a_reader_finds_what_is_pending_and_comes_to_its_pull_request(
    troubled: BuiltPages, browser: Browser, serve_folder: Callable[..., str]
) -> None:
    address = serve_folder(troubled.folder, below="/ideas/")
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    visit(page, f"{address}ideas/")
    assert "newer count could not be fetched" in page.locator(".stale").inner_text()
    page.get_by_role("link", name="62 more ideas are pending").click()
    assert page.url == f"{address}ideas/#pending"
    first = page.locator("ul.pending li").first
    assert first.is_visible()
    assert first.get_by_role("link").get_attribute("href") == "https://github.com/riverton/ideas/pull/1"
    assert "1 supporter" in page.locator("ul.pending li").nth(1).inner_text()
    context.close()


@pytest.mark.parametrize("below", [BELOW, "/", "/deep/er/"])
def test_a_reader_without_javascript_reads_and_walks_everywhere(
    built: BuiltPages, browser: Browser, serve_folder: Callable[..., str], below: str
) -> None:
    address = serve_folder(built.folder, below=below)
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    visit(page, address)
    assert page.get_by_role("searchbox").count() == 0, "a field that nothing answers"
    assert page.get_by_role("link", name="Feed of news").get_attribute("href") == "feed.xml"
    page.get_by_role("link", name="Ideas", exact=True).first.click()
    assert page.url == f"{address}ideas/"
    page.get_by_role("link", name="Every mistake at once", exact=False).first.click()
    assert page.url == f"{address}ideas/every-mistake-at-once/"
    assert page.locator("h1").is_visible()
    assert page.locator(".prose").is_visible()
    assert page.locator(".votes .count").is_visible()
    page.locator(".votes summary").click()
    assert page.locator(".votes details p").first.is_visible()
    visit(page, f"{address}ideas/screen-reader-audit/")
    assert page.locator(".prose tbody").is_visible()
    assert not page.locator(".prose thead").is_visible(), "a row of empty headings"
    visit(page, f"{address}ideas/every-mistake-at-once/")
    page.get_by_role("link", name="Italiano").click()
    assert page.url == f"{address}it/ideas/every-mistake-at-once/"
    page.get_by_role("link", name="Sfide").first.click()
    assert page.url == f"{address}it/challenges/"
    assert page.locator("h1").is_visible()
    context.close()


def test_light_and_dark_can_be_chosen_and_are_remembered(
    built: BuiltPages, browser: Browser, serve_folder: Callable[..., str]
) -> None:
    address = serve_folder(built.folder, below=BELOW)
    context = browser.new_context(color_scheme="light")
    page = context.new_page()

    def background() -> str:
        colour: str = page.evaluate("getComputedStyle(document.body).backgroundColor")
        return colour

    visit(page, address)
    before = background()
    page.locator("button.scheme").click()
    chosen = background()
    assert chosen != before
    visit(page, f"{address}ideas/")
    assert background() == chosen
    assert page.locator("button.scheme").get_attribute("aria-pressed") == "true"
    visit(page, f"{address}ideas/every-mistake-at-once/")
    paper = page.pdf(format="A4")
    assert paper.startswith(b"%PDF")
    assert 1 <= len(re.findall(rb"/Type /Page\b", paper)) <= 4, "an idea of half a page of text"
    context.close()


def test_the_keyboard_skips_to_the_content(
    built: BuiltPages, browser: Browser, serve_folder: Callable[..., str]
) -> None:
    address = serve_folder(built.folder, below=BELOW)
    context = browser.new_context()
    page = context.new_page()
    for kind in ("", "ideas/", "ideas/every-mistake-at-once/", "votes/"):
        visit(page, address + kind)
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip", kind
        page.keyboard.press("Enter")
        assert page.evaluate("location.hash.length") > 1, kind
    context.close()


LONG = "Veranstaltungsorganisationsmanagementdonaudampfschifffahrt"


@pytest.mark.parametrize("width", [320, 390])
def test_one_long_word_makes_no_page_wider_than_a_phone(
    tmp_path: Path, browser: Browser, serve_folder: Callable[..., str], width: int
) -> None:
    """Wherever people write: in titles, texts, names, labels, skills, reasons and links."""
    login, tag = "a" * 39, "t" * 60
    statuses = {
        "open": {"label": {"en": LONG}, "kind": "open", "colour": "#5e5c64"},
        "done": {"label": {"en": LONG}, "kind": "done", "colour": "#1b6e3c"},
    }
    root = riverton(tmp_path, name=LONG, tagline=LONG, tags={tag: {"en": LONG, "it": LONG}}, statuses=statuses)
    link = [{"title": LONG, "url": f"https://{'a' * 60}.example/{LONG}"}]
    body = f"{LONG}\n\n# {LONG}\n\n- {LONG}\n\n> {LONG}\n\n`{LONG}`\n\n| {LONG} | {LONG} |\n|---|---|\n| {LONG} | b |\n"
    idea = {**IDEA, "title": LONG, "summary": LONG, "authors": [login], "body": body, "links": link}
    put(root, "ideas/long", {**idea, "tags": [tag], "needs": [LONG], "challenge": "quieter-streets"})
    put(root, "ideas/again", {**idea, "tags": [tag]})
    criteria = [{"id": "effect", "title": LONG, "weight": 1}]
    texts = {
        "title": LONG,
        "question": LONG,
        "background": body,
        "decided_by": LONG,
        "criteria": criteria,
        "links": link,
    }
    put(root, "challenges/quieter-streets", {**CHALLENGE, **texts, "tags": [tag]})
    person = {
        "name": LONG,
        "about": body,
        "skills": [LONG],
        "languages": ["en", "it"],
        "links": link,
        "supports": ["long"],
    }
    put(root, f"people/{login}", person)
    scores = {"long": {"criteria": {"effect": 7}, "comment": body}}
    put(root, "reviews/quieter-streets/ada", {"scores": scores})
    history = [{"date": "2026-01-12", "status": "done", "reason": body}]
    put(root, "decisions/long", {"history": history, "award": {"title": LONG, "reason": LONG}, "former": ["l" * 80]})
    site = built_site(root)
    page = browser.new_context(viewport={"width": width, "height": 800}).new_page()
    address = serve_folder(site, below="/ideas/")
    found = sorted(path.parent.relative_to(site).as_posix() + "/" for path in site.rglob("index.html"))
    assert {"ideas/long/", f"people/{login}/", f"tags/{tag}/"} <= set(found)
    found.remove(f"ideas/{'l' * 80}/")
    found.remove(f"it/ideas/{'l' * 80}/")  # which lead on by themselves
    wide = {}
    for path in found:
        visit(page, address + path.removeprefix("./"))
        over = page.evaluate("document.documentElement.scrollWidth") - width
        if over > 0:
            wide[path] = over
    assert not wide
    page.context.close()
