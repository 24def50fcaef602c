"""The propose page as people use it: with thumbs, keys and screen readers, in two languages, until GitHub is open."""

import gzip
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from built_sites import built
from communities import CHALLENGE, put, riverton
from conftest import Outcome
from hostile import Tree
from ideario.forge.issue_forms import FORM_PATH
from ideario.ledger.ledger_folder import write_ledger
from ideario.model.ledger_state import Event, Thread
from ideario.model.moments import instant
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Route, expect

pytestmark = pytest.mark.slow
expect.set_options(timeout=20_000)  # milliseconds, for machines that have more to do

AXE = (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
GITHUB = "https://github.com/riverton/ideas/"
BELOW = "/ideas/"
MOST = 60 * 1024
"""So many bytes of script, compressed, may the propose page load in all."""
IDEA = {
    "title": "A workshop that travels",
    "summary": "A van full of tools visits each village twice a year.",
    "body": "## What\n\nA van, *with* tools.\n\n- repairs\n- lessons",
    "cost": "1.200,50",
}
COST = "1200.50 EUR"
LONG = "そこで待つ人は多いのに、だれも座れません。" * 60


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The root of a community with a challenge that takes ideas, has a budget and criteria, and GitHub's form."""
    tags = {"mobility": {"en": "Mobility", "it": "Mobilità"}, "repair": {"en": "Repair", "it": "Riparare"}}
    root = riverton(tmp_path_factory.mktemp("town"), tags=tags)
    put(
        root,
        "challenges/small-grants",
        {
            **CHALLENGE,
            "title": "Small grants",
            "submission": {"opens": "2026-01-01", "closes": "2099-12-31"},
            "voting": {"opens": "2100-01-01", "closes": "2100-01-31"},
            "criteria": [{"id": "need", "title": "Who is left outside without it", "weight": 1}],
            "budget": "5000 EUR",
            "winners": {"rule": "greedy"},
        },
    )
    when = datetime(2026, 2, 12, 12, tzinfo=UTC)
    given = instant(when)
    vote = Event(type="cast", thread="pull/1", idea="bike-lanes", voter="0" * 64, kind="+1", given=given, seen=given)
    thread = Thread(name="pull/1", ideas=("bike-lanes",), opened=when, merged=when)
    write_ledger(root / "content" / "ledger", [vote], [thread], observed=when, sample=True)
    form = root / FORM_PATH
    form.parent.mkdir(parents=True)
    form.write_text("name: Propose an idea\n", "utf-8")
    built(root)
    return root


class Reader:
    """Somebody at a page of the site; what the page says to the console or asks of others is a complaint."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.address, self.taps = address, 0
        self.complaints: list[str] = []
        self.opened: list[str] = []
        context.route("https://github.com/**", self._at_github)
        self.context = context
        self.page = self._watched(context.new_page())

    def _watched(self, page: Page) -> Page:
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", self._said)
        page.on("request", lambda asked: self._asked(asked.url))
        return page

    def _said(self, said: ConsoleMessage) -> None:
        """What the console tells; that a handler in a text was blocked is as it should be."""
        blocked = "inline event handler" in said.text and "has been blocked" in said.text
        if said.type == "error" and not blocked:
            self.complaints.append(said.text)

    def _asked(self, url: str) -> None:
        if not url.startswith(self.address):
            self.complaints.append(url)

    def _at_github(self, route: Route) -> None:
        self.opened.append(route.request.url)
        route.fulfill(body="GitHub")

    def visit(self, path: str) -> None:
        answer = self.page.goto(self.address + path)
        assert answer is not None
        assert answer.ok, path

    def tap(self, selector: str) -> None:
        self.taps += 1
        self.page.locator(selector).tap()

    def type(self, idea: dict[str, str]) -> None:
        for name, text in idea.items():
            self.page.fill(f"#propose-{name}", text)

    def sent(self, way: str = "form") -> dict[str, str]:
        """What the address holds that the chosen way leads to."""
        link = self.page.locator(f"[data-go={way}]")
        expect(link).to_have_attribute("data-ready", "")
        return told(link.get_attribute("href") or "")

    def another_tab(self) -> "Reader":
        other = object.__new__(Reader)
        other.__dict__.update(self.__dict__)
        other.page = self._watched(self.context.new_page())
        return other


def told(address: str) -> dict[str, str]:
    """What an address at GitHub fills in, by name."""
    assert len(address) <= 7000
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query, strict_parsing=True).items()}


@pytest.fixture
def reader(town: Path, browser: Browser, serve_folder: Callable[..., str]) -> Iterator[Callable[..., Reader]]:
    """`reader(width=…)` is somebody at a screen of that width, who has never been here."""
    address = serve_folder(town / "build" / "site", below=BELOW)
    contexts = []

    def at(*, width: int = 1280, height: int = 900, **options: Any) -> Reader:
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        return Reader(context, address)

    yield at
    for context in contexts:
        context.close()


# ---- from a challenge to GitHub


@pytest.mark.parametrize("language", ["en", "it"])
def test_on_a_phone_it_takes_six_taps_from_a_challenge_to_the_filled_form(
    reader: Callable[..., Reader], language: str
) -> None:
    phone = reader(width=360, height=740, has_touch=True, is_mobile=True)
    tree = "" if language == "en" else "it/"
    phone.visit(f"{tree}challenges/small-grants/")
    phone.tap("header .acts .button:not(.plain)")
    expect(phone.page).to_have_url(f"{phone.address}{tree}propose/?challenge=small-grants")
    for name, text in IDEA.items():
        phone.tap(f"#propose-{name}")
        phone.page.keyboard.insert_text(text)
    assert phone.page.evaluate("document.documentElement.scrollWidth") <= 360
    assert phone.sent()
    assert phone.opened == []
    assert phone.complaints == []
    with phone.context.expect_page() as opening:
        phone.tap("[data-go=form]")
    opening.value.wait_for_load_state()
    assert phone.taps == 6
    (address,) = phone.opened
    assert address.startswith(f"{GITHUB}issues/new?template=idea.yml&")
    assert told(address) == {
        "template": "idea.yml",
        "title": IDEA["title"],
        "summary": IDEA["summary"],
        "text": IDEA["body"],
        "challenge": "small-grants",
        "cost": COST,
        "language": language,
    }


@pytest.mark.parametrize("language", ["en", "it"])
def test_the_same_goes_with_the_keyboard_alone(reader: Callable[..., Reader], language: str) -> None:
    typist = reader()
    typist.visit(f"{'' if language == 'en' else 'it/'}challenges/small-grants/")

    def come_to(selector: str) -> None:
        for _ in range(60):
            typist.page.keyboard.press("Tab")
            if typist.page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
                return
        raise AssertionError(f"the keyboard does not come to {selector}")

    come_to("header .acts .button:not(.plain)")
    typist.page.keyboard.press("Enter")
    typist.page.wait_for_selector("#propose form")
    for name, text in IDEA.items():
        come_to(f"#propose-{name}")
        typist.page.keyboard.insert_text(text)
    come_to("[data-go=form]")
    with typist.context.expect_page() as opening:
        typist.page.keyboard.press("Enter")
    opening.value.wait_for_load_state()
    assert told(typist.opened[0])["text"] == IDEA["body"]


def test_each_way_leads_to_github_with_the_idea_in_it_and_never_to_an_empty_editor(
    reader: Callable[..., Reader], ideario: Callable[..., Outcome], town: Path, tmp_path: Path
) -> None:
    somebody = reader(permissions=["clipboard-read", "clipboard-write"])
    somebody.visit("propose/?challenge=small-grants")
    somebody.type(IDEA)
    somebody.page.check("[value=editor]")
    link = somebody.page.locator("[data-go=editor]")
    link.click()
    expect(somebody.page.locator("#propose-authors")).to_be_focused()
    assert somebody.opened == []
    somebody.page.fill("#propose-authors", "@octocat")
    somebody.page.check("#propose-consent")
    filled = somebody.sent("editor")
    assert (link.get_attribute("href") or "").startswith(f"{GITHUB}new/HEAD?")
    assert filled["filename"] == "content/ideas/a-workshop-that-travels.yml"
    somebody.page.check("[value=copy]")
    somebody.page.click("[data-copy]")
    expect(somebody.page.locator("[data-copied]")).not_to_be_empty()
    assert somebody.page.evaluate("navigator.clipboard.readText()") == filled["value"]
    assert somebody.sent("copy")["value"].startswith("# ")
    root = riverton(tmp_path, tags={"mobility": "Mobility"})
    (root / "content" / "challenges" / "small-grants.yml").write_bytes(
        (town / "content" / "challenges" / "small-grants.yml").read_bytes()
    )
    (root / filled["filename"]).write_text(filled["value"], "utf-8")
    checked = ideario("check", filled["filename"], cwd=root)
    assert (checked.exit_code, "warning" in checked.stdout) == (0, False), checked.stdout


def test_a_text_too_long_for_an_address_is_copied_and_where_nothing_can_be_copied_it_is_selected(
    reader: Callable[..., Reader],
) -> None:
    somebody = reader()
    somebody.context.add_init_script("navigator.clipboard.writeText = async () => { throw new Error('refused'); };")
    somebody.visit("propose/")
    somebody.type({"title": "ベンチ", "summary": LONG[:200], "body": LONG})
    expect(somebody.page.locator("[value=copy]")).to_be_checked()
    expect(somebody.page.locator("[value=form]")).to_be_disabled()
    expect(somebody.page.locator("[value=editor]")).to_be_disabled()
    assert "7,000" in somebody.page.locator("[data-note=form]").inner_text()
    somebody.type({"authors": "octocat"})
    somebody.page.check("#propose-consent")
    somebody.page.click("[data-copy]")
    file = somebody.page.locator("#propose-file")
    expect(file).to_be_focused()
    chosen = file.evaluate("(file) => file.value.slice(file.selectionStart, file.selectionEnd)")
    assert chosen == file.input_value()
    assert LONG in chosen
    somebody.type({"body": "短い。"})
    expect(somebody.page.locator("[value=form]")).to_be_checked()


# ---- what is typed


def test_what_is_wrong_is_said_at_its_field_once_it_was_left_and_aloud(reader: Callable[..., Reader]) -> None:
    somebody = reader()
    somebody.visit("propose/?challenge=small-grants")
    title, fault = somebody.page.locator("#propose-title"), somebody.page.locator("#propose-title-fault")
    title.press_sequentially("ab")
    expect(fault).to_be_hidden()
    title.blur()
    expect(fault).to_have_text("At least 3 characters, please.")
    expect(title).to_have_attribute("aria-invalid", "true")
    assert "propose-title-fault" in (title.get_attribute("aria-describedby") or "").split()
    expect(somebody.page.locator("#propose-aloud")).to_have_text("At least 3 characters, please.")
    title.press_sequentially("c")
    expect(fault).to_be_hidden()
    expect(title).not_to_have_attribute("aria-invalid", "true")
    somebody.page.fill("#propose-summary", "x" * 281)
    expect(somebody.page.locator("#propose-summary-left")).to_have_text("1 character too many")
    somebody.page.fill("#propose-body", "a\u202eb")
    expect(somebody.page.locator("#propose-removed")).to_contain_text("1 invisible sign")
    somebody.page.fill("#propose-cost", "1200 USD")
    somebody.page.locator("[data-go=form]").click()
    expect(somebody.page.locator("#propose-cost-fault")).to_contain_text("1500 EUR")
    expect(somebody.page.locator("#propose-summary")).to_be_focused()
    expect(somebody.page.locator("#propose-aloud")).to_have_text("2 things are still missing or wrong.")
    assert somebody.opened == []


def test_the_preview_shows_card_and_page_as_the_site_will_and_nothing_in_it_is_live(
    reader: Callable[..., Reader],
) -> None:
    somebody = reader(width=390)
    somebody.visit("propose/?challenge=small-grants")
    hostile = "<script>alert(1)</script><img src=https://evil.example/x.png onerror=alert(2)>"
    somebody.type({**IDEA, "title": f"A title {hostile}", "summary": hostile, "body": f"{IDEA['body']}\n\n{hostile}"})
    somebody.page.click("#propose-preview summary")
    page = somebody.page.locator("#propose-preview .page")
    expect(page.locator(".prose li")).to_have_count(2)
    expect(page.locator(".prose h2")).to_have_text("What")
    expect(page).to_contain_text("€1,200.50")
    expect(somebody.page.locator("#propose-preview .card h3")).to_have_text(f"A title {hostile}")
    expect(somebody.page.locator("#propose-preview :is(script, img, iframe)")).to_have_count(0)
    assert somebody.complaints == []


@pytest.mark.parametrize("language", ["en", "it"])
def test_what_is_there_already_is_shown_while_one_types_with_its_votes_and_the_way_to_support_it(
    reader: Callable[..., Reader], language: str
) -> None:
    somebody = reader(width=360)
    tree = "" if language == "en" else "it/"
    somebody.visit(f"{tree}propose/")
    similar = somebody.page.locator("#propose-similar")
    somebody.type({"title": "Zeppelins"})
    expect(similar).to_be_hidden()
    somebody.type({"title": "Bike lane by teh river"})
    expect(similar.locator("li").first).to_contain_text("Bike lanes by the river")
    expect(similar.locator("li").first).to_contain_text("1 supporter" if language == "en" else "1 sostenitore")
    assert similar.locator("a").first.evaluate("(link) => link.href") == f"{somebody.address}{tree}ideas/bike-lanes/"
    expect(somebody.page.locator("#propose-aloud")).to_contain_text("1")
    somebody.page.evaluate(AXE)
    assert somebody.page.evaluate("axe.run({resultTypes: ['violations']})")["violations"] == []
    assert somebody.page.evaluate("document.documentElement.scrollWidth") <= 360
    somebody.type({"title": "Zeppelins"})
    expect(similar).to_be_hidden()
    assert somebody.complaints == []


# ---- what is kept


def kept(reader: Reader) -> dict[str, str]:
    return {name: reader.page.input_value(f"#propose-{name}") for name in IDEA}


def test_a_text_is_there_again_after_reload_back_another_language_and_in_another_tab(
    reader: Callable[..., Reader],
) -> None:
    somebody = reader()
    somebody.visit("propose/?challenge=small-grants")
    somebody.type(IDEA)
    somebody.page.reload()
    assert kept(somebody) == IDEA
    somebody.page.goto("https://github.com/signup")
    somebody.page.go_back()
    assert kept(somebody) == IDEA
    somebody.visit("it/propose/?challenge=small-grants")
    assert kept(somebody) == IDEA
    other = somebody.another_tab()
    other.visit("propose/?challenge=small-grants")
    assert kept(other) == IDEA
    other.type({"summary": "Typed in the other tab."})
    expect(somebody.page.locator("#propose-summary")).to_have_value("Typed in the other tab.")
    somebody.type({"title": "Typed in this one"})
    expect(other.page.locator("#propose-title")).to_have_value("Typed in this one")
    assert kept(other) == kept(somebody)
    somebody.visit("propose/")
    assert somebody.page.input_value("#propose-title") == ""
    somebody.page.get_by_role("link", name="Small grants").click()
    expect(somebody.page.locator("#propose-title")).to_have_value("Typed in this one")


def test_two_tabs_in_two_languages_are_of_one_mind(reader: Callable[..., Reader]) -> None:
    somebody = reader()
    somebody.visit("propose/")
    other = somebody.another_tab()
    other.visit("it/propose/")
    somebody.type({"title": "A bench"})
    expect(other.page.locator("#propose-title")).to_have_value("A bench")
    expect(other.page.locator("#propose-language")).to_have_value("en")
    other.type({"summary": "Per tutti."})
    expect(somebody.page.locator("#propose-summary")).to_have_value("Per tutti.")
    for one in (somebody, other):
        expect(one.page.locator("#propose-other")).to_be_hidden()


def test_what_two_tabs_wrote_in_one_field_without_hearing_of_one_another_is_not_lost(
    reader: Callable[..., Reader],
) -> None:
    somebody = reader()
    somebody.visit("propose/")
    somebody.type({"body": "Both began with this."})
    deaf = somebody.another_tab()
    deaf.context.add_init_script("addEventListener('storage', (event) => event.stopImmediatePropagation(), true);")
    deaf.visit("propose/")
    somebody.type({"body": "One went on so."})
    deaf.type({"body": "The other went on so."})
    show = deaf.page.locator("#propose-other button")
    show.click()
    expect(deaf.page.locator("#propose-body")).to_have_value("One went on so.")
    deaf.page.locator("#propose-cleared button").click()
    expect(deaf.page.locator("#propose-body")).to_have_value("The other went on so.")


def test_a_text_goes_along_to_another_challenge_and_a_draft_that_waits_there_is_not_written_over(
    reader: Callable[..., Reader],
) -> None:
    somebody = reader()
    somebody.visit("propose/")
    somebody.type({"title": "An idea of my own"})
    somebody.page.select_option("#propose-challenge", "small-grants")
    assert somebody.page.input_value("#propose-title") == "An idea of my own"
    expect(somebody.page.locator("[data-challenge=small-grants]")).to_be_visible()
    somebody.page.select_option("#propose-challenge", "")
    somebody.visit("propose/?challenge=small-grants")
    somebody.type({"title": "For the challenge"})
    somebody.page.select_option("#propose-challenge", "")
    assert somebody.page.input_value("#propose-title") == "An idea of my own"
    somebody.page.select_option("#propose-challenge", "small-grants")
    assert somebody.page.input_value("#propose-title") == "For the challenge"


def test_a_draft_for_a_challenge_that_has_closed_meanwhile_is_one_of_an_idea_of_ones_own(
    reader: Callable[..., Reader],
) -> None:
    somebody = reader()
    somebody.visit("propose/?challenge=small-grants")
    somebody.type(IDEA)
    somebody.page.evaluate("""() => {
        const key = Object.keys(localStorage).find((one) => one.endsWith("draft small-grants"));
        localStorage.setItem(key.replace("small-grants", "quieter-streets"), localStorage.getItem(key));
        localStorage.removeItem(key);
    }""")
    somebody.visit("propose/?challenge=quieter-streets")
    expect(somebody.page.locator("#propose-shut")).to_be_visible()
    assert kept(somebody) == IDEA


def test_what_is_cleared_can_be_brought_back_after_a_reload_too(reader: Callable[..., Reader]) -> None:
    somebody = reader()
    somebody.visit("propose/?challenge=small-grants")
    somebody.type(IDEA)
    somebody.page.click("#propose-kept [data-clear]")
    assert set(kept(somebody).values()) == {""}
    expect(somebody.page.locator("#propose-cleared button")).to_be_focused()
    somebody.page.reload()
    somebody.page.click("#propose-cleared button")
    assert kept(somebody) == IDEA
    somebody.page.reload()
    assert kept(somebody) == IDEA


@pytest.mark.parametrize(
    "refusal",
    [
        "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };",
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } });",
    ],
    ids=["full", "refused"],
)
def test_where_the_browser_keeps_nothing_the_page_says_so_and_the_text_can_be_copied(
    reader: Callable[..., Reader], refusal: str
) -> None:
    somebody = reader()
    somebody.context.add_init_script(refusal)
    somebody.visit("propose/")
    expect(somebody.page.locator("#propose-refused")).to_be_hidden()
    somebody.type({"title": "A bench", "summary": "For all.", "body": "There."})
    expect(somebody.page.locator("#propose-refused")).to_be_visible()
    expect(somebody.page.locator("#propose-kept")).to_be_hidden()
    assert somebody.sent()["text"] == "There."
    assert somebody.complaints == []


def test_a_draft_that_was_sent_is_offered_to_be_cleared_once_the_site_shows_the_idea(
    reader: Callable[..., Reader],
) -> None:
    somebody = reader()
    somebody.visit("propose/")
    somebody.type({"title": "Night trams at the weekend", "summary": "Every hour.", "body": "On Saturdays."})
    note = somebody.page.locator("#propose-there")
    assert somebody.sent()
    with somebody.context.expect_page():
        somebody.page.click("[data-go=form]")
    expect(somebody.page.locator("[data-way=form] [data-opened]")).to_be_visible()
    somebody.page.reload()
    expect(note).to_be_hidden()
    page = f"{somebody.address}ideas/night-trams-at-the-weekend/"
    somebody.context.route(page, lambda route: route.fulfill(body="the idea"))
    somebody.page.reload()
    expect(note).to_be_visible()
    assert note.locator("a").evaluate("(link) => link.href") == page
    note.locator("[data-clear]").click()
    expect(note).to_be_hidden()
    assert somebody.page.input_value("#propose-title") == ""


# ---- for everybody


STATES = ("empty", "faults", "filled", "editor", "copy")


@pytest.mark.parametrize(
    ("language", "width", "scheme"),
    [("en", 320, "light"), ("it", 1280, "dark"), ("en", 1280, "light"), ("it", 320, "dark")],
)
def test_axe_finds_nothing_in_any_state_and_the_page_fits(
    reader: Callable[..., Reader], language: str, width: int, scheme: str
) -> None:
    somebody = reader(width=width, color_scheme=scheme)
    for state in STATES:
        somebody.visit(f"{'' if language == 'en' else 'it/'}propose/?challenge=small-grants")
        if state == "faults":
            somebody.page.click("[data-go=form]")
        if state in ("filled", "editor", "copy"):
            somebody.type(IDEA)
            for details in ("details.more", "#propose-preview"):
                somebody.page.locator(details).evaluate("(one) => { one.open = true; }")
            expect(somebody.page.locator("#propose-preview .prose li")).to_have_count(2)
        if state in ("editor", "copy"):
            somebody.page.check(f"[value={state}]")
        assert somebody.page.evaluate("document.documentElement.scrollWidth") <= width, state
        somebody.page.evaluate(AXE)
        found = somebody.page.evaluate("axe.run({resultTypes: ['violations']})")["violations"]
        assert not [(one["id"], node["html"][:150]) for one in found for node in one["nodes"]], state


def test_the_page_fits_with_letters_twice_as_large_in_forced_colours_and_from_right_to_left(
    reader: Callable[..., Reader],
) -> None:
    for width, options, change in (
        (320, {}, "document.documentElement.style.fontSize = '250%'"),
        (320, {"forced_colors": "active"}, "0"),
        (320, {}, "document.documentElement.dir = document.body.dir = 'rtl'"),
    ):
        somebody = reader(width=width, **options)
        somebody.visit("propose/?challenge=small-grants")
        somebody.type(IDEA)
        for way in ("form", "editor", "copy"):
            somebody.page.check(f"[value={way}]")
            somebody.page.evaluate(change)
            assert somebody.page.evaluate("document.documentElement.scrollWidth") <= width, (change, way)


def test_without_javascript_the_page_tells_the_plain_way_and_its_example_is_an_idea(
    reader: Callable[..., Reader], ideario: Callable[..., Outcome], tmp_path: Path
) -> None:
    somebody = reader(java_script_enabled=False)
    somebody.visit("propose/")
    expect(somebody.page.locator("#propose")).to_be_hidden()
    assert somebody.page.locator("#propose-by-hand li").count() == 3
    example = somebody.page.input_value("#propose-example")
    link = somebody.page.locator("#propose-by-hand .plain").get_attribute("href") or ""
    assert told(link)["value"] == example
    root = riverton(tmp_path)
    (root / "content" / "ideas" / "my-idea.yml").write_text(example, "utf-8")
    checked = ideario("check", "content/ideas/my-idea.yml", cwd=root)
    assert (checked.exit_code, "warning" in checked.stdout) == (0, False), checked.stdout


def test_every_page_leads_to_the_propose_page_but_where_nothing_can_be_proposed(town: Path, tmp_path: Path) -> None:
    shown = {path: path.read_text("utf-8") for path in (town / "build" / "site").rglob("index.html")}
    assert len(shown) > 30
    leading = re.compile(r'<a class="propose" href="(\.\./)*(\./|propose/)"')
    shut = [path for path, html in shown.items() if not leading.search(html)]
    assert [path for path in shut if path.parent.name != "embed"] == []
    site = town / "build" / "site"
    assert "propose/?challenge=small-grants" in shown[site / "challenges" / "small-grants" / "index.html"]
    assert "?challenge=" not in shown[site / "challenges" / "quieter-streets" / "index.html"]
    nowhere = built(riverton(tmp_path, repository=""))
    for path in nowhere.rglob("index.html"):
        if path.parent.name not in ("propose", "about"):  # these say why, and how it would be done
            assert re.search(r"<a [^>]*propose/", path.read_text("utf-8")) is None, path
    html = (nowhere / "propose" / "index.html").read_text("utf-8")
    assert "names no place yet" in html
    assert "<form" not in html.partition("<main")[2]
    assert "two minutes" not in html


def test_the_script_stays_on_its_page_and_is_small(town: Path, reader: Callable[..., Reader]) -> None:
    site = town / "build" / "site"
    for path in site.rglob("*.html"):
        loaded = [a.get("src") for tag, a in Tree(path.read_text("utf-8"), strict=False).elements if tag == "script"]
        loaded = [address for address in loaded if address and not address.endswith("assets/ideario.js")]
        own = {
            "propose": ["propose/propose.js"],
            "preview": ["preview/preview.js"],
            "ideas": ["finding/explore.js"],
        }.get(path.parent.name, [])
        assert [address.partition("assets/")[2] for address in loaded] == own, path
    somebody = reader()
    loaded_all: set[str] = set()
    somebody.page.on(
        "response", lambda answer: loaded_all.add(answer.url) if answer.request.resource_type == "script" else None
    )
    somebody.visit("propose/")
    somebody.type({"title": "Night trams", "summary": "Every hour, all night.", "body": "On Saturdays."})
    expect(somebody.page.locator("#propose-preview .prose")).to_have_text("On Saturdays.")
    assert any(url.endswith("/vendor/micromark.js") for url in loaded_all)
    sizes = {
        url: len(gzip.compress((site / url.removeprefix(somebody.address)).read_bytes(), 9))
        for url in loaded_all
        if (site / url.removeprefix(somebody.address)).is_file()
    }
    assert sum(sizes.values()) < MOST, sizes
