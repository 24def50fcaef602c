"""Visits a served site as readers do, in a real browser: what pages bring along, and what finding an idea takes."""

import statistics
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Error, Page, sync_playwright
from served import Host

CHECKOUT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(CHECKOUT / "tests" / "support"))

import chromium  # noqa: E402 - it lives among the tests, which are no package

__all__ = ["Asked", "Error", "Lost", "Visitors", "WayToVote", "Weight", "misspelt", "visitors"]
PHONE = {"width": 360, "height": 740}
LOOKS_FOR = 500
"""So many milliseconds pass at least between opening a filter and choosing from it."""
# Clicks or types, and answers with the milliseconds until the list has been put in place and its frame is drawn.
_UNTIL_LISTED = """([selector, text]) => new Promise((resolve) => {
  const element = document.querySelector(selector);
  const listed = new MutationObserver(() => {
    if (!document.querySelector(".listed .count-of:not(:empty)")) return;
    listed.disconnect();
    requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - start)));
  });
  listed.observe(document.querySelector(".listed"), { childList: true });
  const start = performance.now();
  if (text === null) element.click();
  else {
    element.value = text;
    element.dispatchEvent(new Event("input", { bubbles: true }));
  }
})"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weight:
    """What a page brings along before anybody touches it: bytes of HTML as written, and of scripts as they are sent."""

    html: int
    scripts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a question took: milliseconds from when it is asked to its answer, bytes from when somebody turns to it."""

    took: float
    moved: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WayToVote:
    """The way of a phone from the home page to the vote of an idea that a misspelt word finds.

    `taps` counts the one on the button to vote, which is on the screen then; `found` is in ms from the last key to the
    result, `took` from the first tap to where that button is. Both are without the seconds that a person needs.
    """

    taps: int
    found: float
    took: float
    moved: int


class Lost(Exception):
    """A reader did not come to where the bench sends them; the text says where they are."""


class Visitor:
    """A reader in a browser that has been nowhere; knows what was sent to it."""

    def __init__(self, browser: Browser, host: Host, *, phone: bool = False) -> None:
        options = {"viewport": PHONE, "has_touch": True, "is_mobile": True} if phone else {}
        self.context, self.host = browser.new_context(**options), host
        self.page: Page = self.context.new_page()
        self.sent: dict[str, int] = {}
        self.page.on("response", lambda answer: self.sent.setdefault(answer.url, host.sent(answer.url)))

    def visit(self, path: str) -> None:
        """Open a page and wait until nothing more comes."""
        self.page.goto(self.host.address + path, wait_until="networkidle")

    def total(self) -> int:
        """All bytes so far."""
        return sum(self.sent.values())


@contextmanager
def visitors(host: Host) -> Iterator["Visitors"]:
    """A running Chromium, in which each visit is a new reader's."""
    executable = chromium.installed()
    if executable is None:
        raise Lost("Chromium is not here: run `python tests/support/chromium.py`, which installs it")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=list(chromium.ARGUMENTS))
        try:
            yield Visitors(browser, host)
        finally:
            browser.close()


class Visitors:
    """What is asked of a site; each answer is the median of several readers."""

    def __init__(self, browser: Browser, host: Host) -> None:
        self._browser, self._host = browser, host

    @contextmanager
    def _visitor(self, *, phone: bool = False) -> Iterator[Visitor]:
        visitor = Visitor(self._browser, self._host, phone=phone)
        try:
            yield visitor
        finally:
            visitor.context.close()

    def weights(self, paths: Mapping[str, str]) -> dict[str, Weight]:
        """What the pages of these paths bring along, by the names that they have here."""
        found = {}
        for name, path in paths.items():
            with self._visitor() as visitor:
                visitor.visit(path)
                scripts = sum(size for url, size in visitor.sent.items() if url.endswith(".js"))
                html = len(self._host.file(path).read_bytes())
                found[name] = Weight(html=html, scripts=scripts)
        return found

    def filtered(self, repeats: int) -> Asked:
        """The first filter of a reader who has come to the list of all ideas: they open one, and choose from it."""
        return self._first("[data-facet=challenge] summary", "[data-facet=challenge] a[data-value]", None, repeats)

    def searched(self, text: str, repeats: int) -> Asked:
        """The first text that such a reader looks for, from its last key."""
        field = "#explore input[type=search]"
        return self._first(field, field, text, repeats)

    def _first(self, turned_to: str, selector: str, text: str | None, repeats: int) -> Asked:
        took, moved = [], []
        for _ in range(repeats):
            with self._visitor() as visitor:
                visitor.visit("ideas/")
                before = visitor.total()
                visitor.page.click(turned_to)
                visitor.page.wait_for_timeout(LOOKS_FOR)
                took.append(visitor.page.evaluate(_UNTIL_LISTED, [selector, text]))
                visitor.page.wait_for_timeout(LOOKS_FOR)  # for what comes after the answer
                moved.append(visitor.total() - before)
        return Asked(took=statistics.median(took), moved=max(moved))

    def way_to_vote(self, word: str, path: str, repeats: int) -> WayToVote:
        """From the home page by a misspelt `word` to the vote of the idea at `path`; Lost where it is not reached."""
        ways = [self._way(word, path) for _ in range(repeats)]
        return WayToVote(
            taps=max(way.taps for way in ways),
            found=statistics.median(way.found for way in ways),
            took=statistics.median(way.took for way in ways),
            moved=max(way.moved for way in ways),
        )

    def _way(self, word: str, path: str) -> WayToVote:
        with self._visitor(phone=True) as visitor:
            page = visitor.page
            visitor.visit("")
            before, start = visitor.total(), _now(page)
            page.tap(".find input")
            page.keyboard.type(word)
            typed = _now(page)
            first = page.locator(".found [role=option]").first
            first.wait_for()
            found = _now(page) - typed
            first.tap()
            button = page.locator(".votes .button:not(.plain)").first
            button.wait_for()
            took = _now(page) - start
            at, box = page.url, button.bounding_box()
            if at != self._host.address + path:
                raise Lost(f"{word} leads to {at}")
            if box is None or box["y"] + box["height"] > PHONE["height"]:
                raise Lost(f"the button to vote is below the first screen: {box}")
            return WayToVote(taps=3, found=found, took=took, moved=visitor.total() - before)


def _now(page: Page) -> float:
    """Milliseconds by the browser's clock, which goes on from page to page."""
    return float(page.evaluate("performance.timeOrigin + performance.now()"))


def misspelt(word: str) -> str:
    """The word as fingers in a hurry write it: two letters in the middle have changed places."""
    at = len(word) // 2
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
