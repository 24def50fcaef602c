"""How readers look at pages: widths, schemes, languages and sizes of text, and what must hold however they look."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Literal

from playwright.sync_api import Browser, ConsoleMessage, Page, Request
from screenshots import keep_screenshot
from tab_walk import unwalked

AXE = (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
Scheme = Literal["light", "dark", "forced"]
WIDTHS = (320, 360, 768, 1440)
SCHEMES: tuple[Scheme, ...] = ("light", "dark", "forced")
PAPER = 680
"""Pixels between the margins of a sheet of A4."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLook:
    """One way to look at one page. `text` is in hundredths of the usual size; `axe` says whether axe looks too."""

    path: str
    width: int
    scheme: Scheme
    text: int
    axe: bool

    @property
    def named(self) -> tuple[str, ...]:
        """What a picture of it is called: page, width, scheme, and size of text unless it is the usual one."""
        page = self.path.removesuffix(".html").strip("/") or "home"
        return (page, str(self.width), self.scheme, *([str(self.text)] if self.text != 100 else []))


def looks_at(
    paths: Sequence[str], trees: Sequence[str], width: int, known: Collection[str], *, twice: bool = False
) -> Iterator[PageLook]:
    """Each page once, so that over all widths every page is seen in every scheme, and every value with every other.

    `trees` are the languages' folders, "" for the first; a page that is not among the `known` ones of a language is
    looked at in the first. `twice` looks at each page at one narrow width and one wide alone.
    """
    turn = WIDTHS.index(width)
    for number, path in enumerate(paths):
        if twice and (number + (turn + 1) // 2) % 2:
            continue
        translated = trees[(number // 2 + turn) % len(trees)] + path
        yield PageLook(
            path=translated if translated in known else path,
            width=width,
            scheme=SCHEMES[(number + turn) % len(SCHEMES)],
            text=200 if (number + 2 * turn) % 5 == 0 else 100,
            axe=(number + turn) % 2 == 0,
        )


# Texts that run from the right where their letters run from the left, or the other way round.
_ASTRAY = """() => {
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const astray = new Set();
  while (walk.nextNode()) {
    const element = walk.currentNode.parentElement;
    const text = walk.currentNode.data;
    const right = text.match(/\\p{Script=Arabic}/gu)?.length ?? 0;
    const left = text.match(/\\p{Script=Latin}/gu)?.length ?? 0;
    if (right + left < 12 || !element.checkVisibility() || element.closest("svg, code, pre, option")) continue;
    const runs = getComputedStyle(element).direction;
    const wrong = right > left * 3 ? "ltr" : left > right * 3 ? "rtl" : "";
    if (runs === wrong) astray.add(element.outerHTML.slice(0, 120));
  }
  return [...astray];
}"""

# Texts of which a line has room for a few letters alone, however large they are.
_SQUEEZED = """() => [...document.querySelectorAll("main :is(h1, h2, h3, p, li, dd)")]
  .filter((element) => element.checkVisibility() && element.textContent.trim().length > 30 && !element.closest("table"))
  .filter((element) => element.getBoundingClientRect().width < 3 * parseFloat(getComputedStyle(element).fontSize))
  .map((element) => element.outerHTML.slice(0, 120))"""

_VIOLATIONS = """async (rules) => {
  const { violations } = await axe.run({ resultTypes: ["violations"], rules });
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => [id, html.slice(0, 150), failureSummary]));
}"""

# What paper would cut off: a box that scrolls, or text beyond the edge of the sheet.
_CLIPPED = """() => {
  const cut = [];
  const tell = (how, element) => cut.push([how, element.outerHTML.slice(0, 120)]);
  for (const element of document.querySelectorAll("main *, header *, footer *")) {
    if (!element.checkVisibility()) continue;
    const style = getComputedStyle(element);
    const box = element.getBoundingClientRect();
    if (style.clipPath !== "none" || element.closest("svg")) continue;
    if (style.overflowX !== "visible" && element.scrollWidth > element.clientWidth + 1) tell("scrolls", element);
    else if (box.width && (box.right > innerWidth + 3 || box.left < -3)) tell("beyond", element);
  }
  for (const box of document.querySelectorAll("details")) {
    const inner = [...box.children].find((child) => child.localName !== "summary");
    if (inner && box.checkVisibility() && !inner.checkVisibility({ contentVisibilityAuto: true })) tell("folded", box);
  }
  const paper = getComputedStyle(document.body);
  if (paper.backgroundColor !== "rgb(255, 255, 255)" || paper.color !== "rgb(0, 0, 0)") tell("colours", document.body);
  return cut;
}"""


def complaints(browser: Browser, address: str, looks: Sequence[PageLook], *, site: str) -> list[tuple[object, ...]]:
    """What is wrong with pages of the `site` at `address`, one way to look after the other.

    A page must fit its screen, be quiet, ask nobody else for anything, have the colours that were asked for, show where
    the keyboard is, come to paper whole, run as its texts do, and please axe.
    Pictures are kept of all.
    """
    found: list[tuple[object, ...]] = []
    for scheme in SCHEMES:
        wanted = [look for look in looks if look.scheme == scheme]
        if not wanted:
            continue
        context = browser.new_context(
            viewport={"width": wanted[0].width, "height": 800},
            color_scheme="dark" if scheme == "dark" else "light",
            forced_colors="active" if scheme == "forced" else "none",
        )
        page = context.new_page()
        _listen(page, address, found.append)
        for look in wanted:
            response = page.goto(address + look.path, wait_until="load")
            if response is None or not response.ok:
                found.append((look, "is not there"))
                continue
            found += ((look, *wrong) for wrong in _wrong(page, look, site))
        context.close()
    return found


def _listen(page: Page, address: str, tell: Callable[[tuple[object, ...]], None]) -> None:
    """Tell what the page says to the console and whom it asks for anything."""

    def on_console(said: ConsoleMessage) -> None:
        if said.type in {"error", "warning"}:
            tell(("console", page.url, said.text, said.location.get("url")))

    def on_request(asked: Request) -> None:
        if not asked.url.startswith(address):
            tell(("asks", page.url, asked.url))

    page.on("console", on_console)
    page.on("pageerror", lambda error: tell(("error", page.url, str(error))))
    page.on("request", on_request)


def _wrong(page: Page, look: PageLook, site: str) -> Iterator[tuple[object, ...]]:
    if look.text != 100:
        page.evaluate(f"document.documentElement.style.fontSize = '{125 * look.text / 100}%'")
    keep_screenshot(page, site, *look.named)
    over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    if over > 0:
        yield "scrolls sideways", over
    yield from (("runs the other way", element) for element in page.evaluate(_ASTRAY))
    yield from (("is squeezed", element) for element in page.evaluate(_SQUEEZED))
    if look.scheme != "forced":
        light = page.evaluate(
            "getComputedStyle(document.body).backgroundColor.match(/\\d+/g).slice(0, 3).every((part) => part > 128)"
        )
        if light != (look.scheme == "light"):
            yield ("has the colours of the other scheme",)
    if look.axe:
        page.evaluate(AXE)
        # Contrast is dear to find, and of forced colours not for us to choose.
        rules = {"color-contrast": {"enabled": look.scheme != "forced"}}
        yield from (tuple(violation) for violation in page.evaluate(_VIOLATIONS, rules))
    else:
        if look.width in (WIDTHS[0], WIDTHS[-1]):  # each page once, narrow or wide
            yield from unwalked(page)
        page.evaluate("document.documentElement.style.fontSize = ''")
        page.set_viewport_size({"width": PAPER, "height": 900})
        page.emulate_media(media="print")
        yield from (("on paper", *cut) for cut in page.evaluate(_CLIPPED))
        if look.width == max(WIDTHS):
            keep_screenshot(page, site, look.named[0], "paper")
        page.emulate_media(media="screen")
        page.set_viewport_size({"width": look.width, "height": 800})
