"""Takes the hand-written pages apart at their headings, so that a search can lead to the right place of each."""

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple

FILE = ".sections.json"
"""Beside the shells of a language, and not published."""
NOT_SEARCHED = ("_record/", "_list/", "preview/", "404.html")
"""Ends of the addresses of shells that stand for many pages, or are no page to be looked for."""
_HEADINGS = {"h1", "h2", "h3"}
_APART = {"p", "li", "dt", "dd", "td", "th", "tr", "pre", "div", "summary", "figcaption", "h4", "h5", "h6", "br"}
_SLOT = re.compile(r"%%[a-z_]+%%")


class PageSection(NamedTuple):
    """A heading of a page with what stands below it. `path` leads to it, from the root of the language's tree."""

    path: str
    page: str
    heading: str
    text: str


class _Article(HTMLParser):
    """Reads the headings of the article of a page, with their ids, and the text below each."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, list[str], list[str]]] = []
        self._within = self._heading = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "article":
            self._within = True
        elif self._within and tag in _HEADINGS:
            self._heading = True
            self.found.append((dict(attrs).get("id") or "", [], []))
        elif tag in _APART:
            self.handle_data(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag == "article":
            self._within = False
        elif tag in _HEADINGS:
            self._heading = False

    def handle_data(self, data: str) -> None:
        if self._within and self.found:
            _, heading, text = self.found[-1]
            (heading if self._heading else text).append(data)


def sections_of(html: str, path: str) -> Iterator[PageSection]:
    """The sections of the page at `path`; none of one without headings."""
    article = _Article()
    article.feed(html)
    page = ""
    for anchor, heading, text in article.found:
        title = _plain(heading)
        page = page or title
        place = f"{path}#{anchor}" if anchor and title != page else path
        yield PageSection(path=place, page=page, heading=title, text=_plain(text))


def write_sections(site: Path) -> None:
    """Write the sections of all pages of a language's tree into the file beside them."""
    found: list[PageSection] = []
    for file in sorted(site.rglob("*.html")):
        path = file.relative_to(site).as_posix().removesuffix("index.html")
        if not path.endswith(NOT_SEARCHED):
            found.extend(sections_of(file.read_text("utf-8"), path))
    (site / FILE).write_text(json.dumps(found, ensure_ascii=False), "utf-8", newline="\n")


def read_sections(site: Path) -> tuple[PageSection, ...]:
    """The sections of a language's tree, as they were written."""
    return tuple(PageSection(*row) for row in json.loads((site / FILE).read_bytes()))


def _plain(pieces: list[str]) -> str:
    return " ".join(_SLOT.sub(" ", "".join(pieces)).split())
