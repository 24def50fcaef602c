"""Finding ideas as people do it: by typed words with mistakes, in any script, by filters, from a phone, by keyboard."""

import gzip
import json
import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from checkout import CHECKOUT
from editions import AS_OF, CHALLENGE, COMMUNITY, IDEAS, edition, sources, write
from hostile import HOSTILE
from ideario.model.content import Idea
from ideario.model.ledger_state import Thread
from ideario.publishing.edition import Edition
from ideario.publishing.finding.finding_parts import Parts
from ideario.publishing.finding.folding import folded, words_of
from ideario.publishing.finding.text_index import FoundText, text_index
from ideario.publishing.pages.render import Sources
from labelled_ideas import known
from page_looks import AXE
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

pytestmark = pytest.mark.slow

ASSETS = CHECKOUT / "site" / "shell" / "assets"
PHONE = {"width": 360, "height": 740}
MANY = 2000
JAPANESE = ("公園に新しい図書館を作る", "子どもの遊び場", "駅前の自転車置き場を広くする", "夜の街灯をもっと明るく")
ARABIC = ("مَكتبة عامّة في الحيّ", "مسارات آمنة للدرّاجات", "حديقة للأطفال قرب المدرسة", "إنارة الشوارع ليلاً")
SEARCH = """async ([head, asked]) => {
  const { part } = await import("/assets/finding/parts.js");
  const { openIndex } = await import("/assets/finding/text_index.js");
  const index = openIndex(part, await part(head));
  const found = [];
  for (const text of asked) found.push((await index.search(text)).numbers);
  return found;
}"""
FOLD = """async (texts) => {
  const { folded, wordsOf } = await import("/assets/finding/folding.js");
  return texts.map((text) => [folded(text), [...wordsOf(text)].sort()]);
}"""
Asked = Callable[[Sequence[FoundText], Sequence[str]], list[list[int]]]


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    opened = context.new_page()
    opened.goto("about:blank")
    yield opened
    context.close()


def assets(folder: Path) -> None:
    (folder / "assets").symlink_to(ASSETS)
    (folder / "index.html").write_text("<!doctype html><title>A page</title>", "utf-8")


@pytest.fixture
def search(page: Page, tmp_path: Path, serve_folder: Callable[..., str]) -> Asked:
    """Finds the numbers of texts by what is typed, as a page does in the index that a build writes of them."""

    def run(texts: Sequence[FoundText], asked: Sequence[str]) -> list[list[int]]:
        parts = Parts()
        cards = {"size": 10, "parts": []}
        head = parts.put("things", {**text_index(parts.put_all, "things", texts), "cards": cards})
        for name, content in parts.files.items():
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_bytes(content)
        assets(tmp_path)
        page.goto(serve_folder(tmp_path))
        return page.evaluate(SEARCH, [head, list(asked)])

    return run


def mistyped(word: str, draw: random.Random) -> str:
    """The word with one letter less, more, another, or two that changed places."""
    at, letter = draw.randrange(len(word)), draw.choice("abcdefghijklmnopqrstuvwxyz")
    kind = draw.choice(("less", "more", "another", "places"))
    if kind == "less":
        return word[:at] + word[at + 1 :]
    if kind == "more":
        return word[:at] + letter + word[at:]
    if kind == "another":
        return word[:at] + letter + word[at + 1 :]
    at = min(at, len(word) - 2)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def vocabulary(count: int) -> list[str]:
    """Words that sound like some, more than a part of the dictionary holds."""
    draw = random.Random(17)
    syllables = [a + b for a in "bcdfglmnprstv" for b in ("a", "e", "i", "o", "u", "an", "er", "is", "or")]
    words: dict[str, None] = {}
    while len(words) < count:
        words["".join(draw.choices(syllables, k=draw.randint(2, 4)))] = None
    return list(words)


def test_words_are_folded_and_cut_in_the_browser_as_in_the_build(
    page: Page, tmp_path: Path, serve_folder: Callable[..., str]
) -> None:
    draw = random.Random(3)
    spans = "20-24f 300-5ff 600-6ff 900-e7f 3040-30ff 4e00-4eff ac00-ac7f fb00-fb4f fe70-fefe ff00-ffee".split()
    blocks = [range(int(first, 16), int(last, 16) + 1) for first, last in (span.split("-") for span in spans)]
    noise = ["".join(chr(draw.choice(draw.choice(blocks))) for _ in range(30)) for _ in range(300)]
    texts = [
        *JAPANESE,
        *ARABIC,
        "Straße ŁÓDŹ Ωδος ΟΔΟΣ İstanbul ﬁne Ⅷ x²",
        "한국어 도서관",
        "ห้องสมุด",
        "हिन्दी पुस्तकालय",
        *noise,
    ]
    texts = [text for text in texts if text.isprintable() or not text.isspace()]
    assets(tmp_path)
    page.goto(serve_folder(tmp_path))
    for text, (fold, words) in zip(texts, page.evaluate(FOLD, texts), strict=True):
        assert fold == folded(text), ascii(text)
        assert sorted(words) == sorted(words_of(text)), ascii(text)


def test_a_word_with_one_mistake_and_two_words_find_the_idea(search: Asked) -> None:
    """In a dictionary of several parts, and of the labelled ideas, which people wrote."""
    draw = random.Random(5)
    words = vocabulary(7000)
    made = [FoundText(" ".join(draw.sample(words, 5)), " ".join(draw.sample(words, 12)), "") for _ in range(MANY)]
    texts = [*made, *(FoundText(idea.title, idea.summary, "") for idea in known())]
    asked, wanted, both = [], [], []
    for number in draw.sample(range(len(texts)), 500):
        long = re.findall(r"[a-z]{5,}", texts[number].title.lower())
        if long:
            asked.append(mistyped(draw.choice(long), draw))
            wanted.append(number)
    for number in draw.sample(range(len(texts)), 500):
        held = sorted(words_of(f"{texts[number].title} {texts[number].summary}"))
        both.append((number, " ".join(draw.sample(held, 2))))
    found = search(texts, [*asked, *(text for _, text in both)])
    typos = sum(number in numbers for number, numbers in zip(wanted, found, strict=False)) / len(wanted)
    pairs = sum(number in numbers for (number, _), numbers in zip(both, found[len(wanted) :], strict=True)) / len(both)
    assert len(wanted) > 400
    assert typos >= 0.95
    assert pairs >= 0.99


@pytest.mark.parametrize(
    ("texts", "asked"), [(JAPANESE, ["図書館", "自転車", "街灯"]), (ARABIC, ["مكتبه", "الدراجات", "الشوراع"])]
)
def test_other_scripts_are_found_by_the_same_means(texts: Sequence[str], asked: Sequence[str], search: Asked) -> None:
    """Within a run of Japanese; in Arabic without vowels, with another form of a letter, and with a typo."""
    found = search([FoundText(text, "", "") for text in texts], asked)
    assert found == [[0], [2 if texts is JAPANESE else 1], [3]]


def test_a_title_comes_before_a_summary_and_that_before_the_text(search: Asked) -> None:
    texts = [FoundText("x1", "x2", "bridge"), FoundText("x3", "bridge", "x4"), FoundText("bridge", "x5", "x6")]
    assert search(texts, ["bridge", "brid", "brigde", "bridge x4", "x9"]) == [[2, 1, 0], [2, 1, 0], [2, 1, 0], [1], []]


# ---- a whole site


def ideas() -> dict[str, Idea]:
    """Many ideas of one day each, in which one word stands once."""
    draw = random.Random(11)
    words = vocabulary(900)
    found = {}
    for number in range(MANY):
        slug = f"idea-{number:05}"
        found[slug] = replace(
            IDEAS[0],
            slug=slug,
            path=f"content/ideas/{slug}.yml",
            title=" ".join(draw.sample(words, 4)).capitalize() + (" lighthouse" if number == 700 else ""),
            summary=" ".join(draw.sample(words, 14)),
            body=" ".join(draw.choices(words, k=60)),
            challenge=CHALLENGE.slug if number % 3 else None,
            authors=(f"person-{number % 40}",),
            needs=("planning",) if number % 5 == 0 else (),
            language="it" if number % 4 == 0 else "en",
            tags=("mobility",) if number % 2 else ("unlisted",),
            arrived=datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=number),
        )
    return found


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Sources:
    folder = tmp_path_factory.mktemp("shells")
    return sources(folder / "cache", folder / "root")


@pytest.fixture(scope="module")
def large(place: Sources, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of many ideas; every tenth is done, and those of the open challenge withhold their counts."""
    site = tmp_path_factory.mktemp("large") / "site"
    challenge = replace(CHALLENGE, counts="after-close")
    community = replace(COMMUNITY, ideas=ideas(), decisions={}, results={}, challenges={challenge.slug: challenge})
    threads = tuple(
        Thread(name=f"pull/{number}", ideas=(slug,), comments=number % 9, answered=AS_OF if number % 2 else None)
        for number, slug in enumerate(community.ideas)
    )
    whole = edition(community, threads=threads)
    shown = {slug: one for slug, one in whole.tally.standings.items() if community.ideas[slug].challenge is None}
    write(replace(whole, tally=replace(whole.tally, standings=shown)), place, site)
    return site


class Visit:
    """A page of a site; what it moved, as packed on the way, and whether anything went wrong."""

    def __init__(self, browser: Browser, address: str, site: Path, **options: Any) -> None:
        self.context, self.address, self.site = browser.new_context(**options), address, site
        self.page = self.context.new_page()
        self.moved: dict[str, int] = {}
        self.wrong: list[str] = []
        self.page.on("response", lambda answer: self._count(answer.url))
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("console", self._listen)

    def _listen(self, said: ConsoleMessage) -> None:
        if said.type == "error":
            self.wrong.append(said.text)

    def _count(self, url: str) -> None:
        path = self.site / url.removeprefix(self.address).partition("?")[0]
        path = path / "index.html" if path.is_dir() else path
        self.moved[url] = len(gzip.compress(path.read_bytes(), 6))

    def moved_since(self, before: set[str]) -> int:
        return sum(size for url, size in self.moved.items() if url not in before)


@pytest.fixture
def visit(browser: Browser, large: Path, serve_folder: Callable[..., str]) -> Iterator[Callable[..., Visit]]:
    address, opened = serve_folder(large, below="/ideas/"), []

    def come(path: str, **options: Any) -> Visit:
        opened.append(Visit(browser, address, large, **options))
        opened[-1].page.goto(address + path)
        return opened[-1]

    yield come
    for one in opened:
        assert one.wrong == []
        one.context.close()


def test_filters_count_combine_and_stand_in_the_address(visit: Callable[..., Visit]) -> None:
    one = visit("ideas/")
    page, before = one.page, set(one.moved)
    scripts = {url.partition("/assets/")[2] for url in before if url.endswith(".js")}
    assert sum(one.moved[url] for url in before if url.endswith(".js")) <= 15_000
    named = {address.partition("assets/")[2] for address in re.findall(r'(?:href|src)="([^"]+\.js)"', page.content())}
    assert scripts == named, "the page names all its scripts, so that none waits until another has come"
    assert not any("/finding/index.json" in url for url in before), "nothing is loaded before somebody asks"
    page.click("[data-facet=challenge] summary")
    page.click("[data-facet=challenge] a[data-value=quieter-streets]")
    expect(page.locator(".count-of")).to_have_text("1,333 ideas")
    assert one.moved_since(before) <= 100_000
    page.click("[data-facet=language] summary")
    page.locator("[data-facet=language] li", has_text="italiano 333").locator("a").click()
    expect(page.locator(".count-of")).to_have_text("333 ideas")
    page.click("[data-facet=author] summary")
    expect(page.locator("[data-facet=author] li").first).to_be_visible()
    page.locator("[data-facet=author] a", has_text="person-8").first.click()
    expect(page.locator(".count-of")).to_have_text(re.compile(r"^(33|34) ideas$"))
    assert "challenge=quieter-streets&language=it" in page.url.replace("&tag=", "")
    shared = page.url
    first = page.locator(".card h3").all_inner_texts()
    page.go_back()
    expect(page.locator(".count-of")).to_have_text("333 ideas")
    page.goto(shared)
    expect(page.locator(".count-of")).to_have_text(re.compile(r"^(33|34) ideas$"))
    assert page.locator(".card h3").all_inner_texts() == first
    page.click(".pages a[rel=next]")
    expect(page.locator(".pages [aria-current]")).to_have_text("2")
    expect(page.locator(".count-of")).to_be_focused()


def test_every_order_holds_every_idea_and_tells_nothing_that_is_withheld(
    visit: Callable[..., Visit], large: Path
) -> None:
    one = visit("ideas/")
    page = one.page
    page.click("#explore input")  # which loads what finding needs
    page.click("[data-order] summary")
    page.click("[data-sort=top]")
    page.wait_for_url("**/ideas/?sort=top")  # and not the plain list of them
    page.goto(f"{one.address}ideas/?sort=discussed&view=table")
    expect(page.locator("tbody tr")).to_have_count(20)
    assert set(page.locator("tbody tr td:nth-child(5)").all_inner_texts()) == {"8"}
    for order in ("waiting", "shuffle", "top", "trending", "controversial", "needs-eyes", "new"):
        page.goto(f"{one.address}ideas/?sort={order}")
        expect(page.locator(".count-of")).to_have_text("2,000 ideas")
        expect(page.locator(".card")).to_have_count(20)
    page.goto(f"{one.address}ideas/?sort=waiting")
    expect(page.locator(".card h3 a").first).to_have_attribute("href", f"{one.address}ideas/idea-00000/")
    index = json.loads((large / "finding/index.json").read_bytes())
    numbers = json.loads((large / "finding" / index["orders"]["top"]).read_bytes())["ideas"]
    assert all(number % 3 == 0 for number in numbers), "ideas whose counts are withheld have no rank"
    cards = [card for file in (large / "finding").glob("ideas-cards-*.json") for card in json.loads(file.read_bytes())]
    assert len(cards) == MANY
    assert {card[6] for card in cards if int(card[0][-5:]) % 3} == {None}
    assert None not in {card[6] for card in cards if int(card[0][-5:]) % 3 == 0}


def test_a_card_of_the_script_says_what_the_builds_says(visit: Callable[..., Visit]) -> None:
    for tree in ("", "it/"):
        page = visit(f"{tree}ideas/").page
        said = [" ".join(text.split()) for text in page.locator(".card").all_inner_texts()[:20]]
        page.goto(page.url + "?sort=new")
        expect(page.locator(".chosen, .pages a[data-page]").first).to_be_visible()
        assert [" ".join(text.split()) for text in page.locator(".card").all_inner_texts()] == said


def test_from_a_phone_a_misspelt_word_leads_to_the_vote_in_three_taps(visit: Callable[..., Visit]) -> None:
    one = visit("", viewport=PHONE, has_touch=True, is_mobile=True)
    page, before = one.page, set(one.moved)
    assert sum(one.moved[url] for url in before if url.endswith(".js")) <= 3_000
    page.tap(".find input")
    page.keyboard.type("lighthuose")
    expect(page.locator(".found [role=option] mark").first).to_have_text("lighthouse")
    assert one.moved_since(before) <= 200_000
    page.locator(".found [role=option]").first.tap()
    page.wait_for_url("**/ideas/idea-00700/")
    box = page.locator(".votes").first.bounding_box()
    assert box is not None
    assert box["y"] < 740, "the vote is on the first screen: two taps, and the third one votes"


def test_the_search_of_the_header_is_worked_by_keys_and_said_aloud(visit: Callable[..., Visit]) -> None:
    page = visit("about/", viewport={"width": 320, "height": 640}).page
    page.keyboard.press("/")
    field = page.locator(".find input")
    expect(field).to_be_focused()
    page.keyboard.type("vote")
    expect(page.get_by_role("combobox")).to_have_attribute("aria-expanded", "true")
    expect(page.locator(".found [role=group]", has_text="Pages").get_by_role("option").first).to_be_visible()
    expect(page.locator(".find [role=status]")).to_have_text(re.compile(r"^\d+ results?$"))
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.keyboard.press("ArrowDown")
    chosen = field.get_attribute("aria-activedescendant")
    expect(page.locator(f"#{chosen}")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Escape")
    expect(page.locator(".found")).to_be_hidden()
    expect(field).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.locator(".found")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/ideas/(?!about/)"))


def test_no_state_of_the_searches_keeps_anybody_out(visit: Callable[..., Visit]) -> None:
    """By axe: a filter open, cards, a table, nothing found, the list below the header's field, on both papers."""
    for scheme in ("light", "dark"):
        page = visit("ideas/?q=lighthouse", color_scheme=scheme, bypass_csp=True, viewport=PHONE).page
        states = {
            "cards": lambda page: expect(page.locator(".chosen")).to_be_visible(),
            "facet": lambda page: page.click("[data-facet=tag] summary"),
            "table": lambda page: page.click("[data-view=table]"),
            "nothing": lambda page: page.fill("#explore input", "xyzzyx"),
            "header": lambda page: page.fill(".find input", "lighthouse"),
        }
        shown = {"facet": "details[open] ul", "table": "tbody", "nothing": ".nothing", "header": ".found [role=option]"}
        for name, reach in states.items():
            reach(page)
            expect(page.locator(shown.get(name, ".card")).first).to_be_visible()
            page.evaluate(AXE)
            found = page.evaluate("axe.run().then((all) => all.violations.map((one) => [one.id, one.nodes[0].html]))")
            assert found == [], (scheme, name)
            page.keyboard.press("Escape")


def test_hostile_texts_are_found_and_stay_text(
    browser: Browser, place: Sources, tmp_path: Path, serve_folder: Callable[..., str]
) -> None:
    texts = [text for text in HOSTILE if not set(text) & set("\0\r\n\u2028")]
    made = {
        f"hostile-{number}": replace(
            IDEAS[0], slug=f"hostile-{number}", title=f"{text} needle", summary=text, needs=(text,), tags=(), body=text
        )
        for number, text in enumerate(texts)
    }
    whole: Edition = edition(replace(COMMUNITY, ideas=made, decisions={}, results={}))
    write(whole, place, tmp_path / "site")
    one = Visit(browser, serve_folder(tmp_path / "site"), tmp_path / "site")
    page = one.page
    page.on("dialog", lambda dialog: one.wrong.append(dialog.message))
    for view in ("", "&view=table"):
        page.goto(f"{one.address}ideas/?q=needle{view}")
        expect(page.locator(".count-of")).to_have_text(f"{len(made)} ideas")
        assert page.locator(".listed :is(script, img, iframe, svg, form, style)").count() == 0
        page.click("[data-facet=needs] summary")
        expect(page.locator("[data-facet=needs] li").first).to_be_visible()
    page.click(".find input")
    page.keyboard.type("needle")
    expect(page.locator(".found [role=option]").first).to_be_visible()
    assert page.locator(".found :is(script, img, iframe, svg, style)").count() == 0
    assert one.wrong == []
    one.context.close()
