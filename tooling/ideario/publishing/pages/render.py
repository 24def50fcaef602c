"""Renders the pages of an edition: reads once what all of them need, then each by its kind. Writes nothing."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from markupsafe import escape

from ideario.messages.said import say
from ideario.model.community import Community
from ideario.model.content import Idea
from ideario.model.likeness.similar_ideas import SimilarIdeas
from ideario.model.text import localised
from ideario.problems import Failure
from ideario.publishing.edition import Edition
from ideario.publishing.pages.page_addresses import NOT_FOUND, PREVIEW, Page, site_path
from ideario.publishing.pages.page_draft import PageDraft
from ideario.publishing.pages.page_list import all_pages
from ideario.publishing.pages.press import Press
from ideario.publishing.pages.record_pages import RECORDS
from ideario.publishing.pages.sheets import Sheet
from ideario.publishing.pages.slots import written
from ideario.publishing.pages.stamper import Shell, bind, compact, cut, security_policy
from ideario.publishing.pages.templates import Templates
from ideario.publishing.shells.shell_sources import files_below

Remembers = TypeVar("Remembers", Edition, Press)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """Where the site comes from: `shells` as built; `templates` and `words` by precedence, the community's first.

    `font` is what pictures are written in, and `pictures` the folder that keeps them from build to build.
    """

    shells: Path
    schemas: Path
    templates: tuple[Path, ...]
    words: tuple[Path, ...]
    font: Path
    pictures: Path


_THEMES_LOGO = re.compile(r"(?<=%%logo%%)<img [^>]*>")
"""The logo of mkdocs.yml, which has no words: one in community.yml takes its place."""


class Renderer:
    """Renders pages of one edition. Reads shells, words and templates once; `render` has no side effects."""

    def __init__(self, edition: Edition, sources: Sources) -> None:
        self.sources = sources
        self.languages = edition.community.settings.site_languages
        proposing = bool(edition.repository_url)
        self.templates = Templates(sources.templates, sources.words, self.languages, proposing=proposing)
        self.templates.compile()
        shells = {language: _read_shells(edition, sources.shells / language, language) for language in self.languages}
        self.press = Press(
            edition=edition,
            languages=self.languages,
            templates=self.templates,
            shells=shells,
            schemas=sources.schemas,
            proposing=proposing,
        )
        self.pages = tuple(all_pages(self.press))
        _refuse_two_at_one_place(self.pages)

    def idea(self, slug: str) -> Idea | None:
        """An idea of the edition."""
        return self.press.edition.community.ideas.get(slug)

    def pages_of(self, slug: str) -> list[Page]:
        """The pages of an idea, in all languages."""
        return [page for page in self.pages if page.kind == "idea" and page.key == slug]

    def with_idea(self, idea: Idea) -> "Renderer":
        """What renders the pages of an idea that was edited; other pages may show that as it was."""
        edition = self.press.edition
        ideas = {**edition.community.ideas, idea.slug: idea}
        return self._with(replace(edition, community=replace(edition.community, ideas=ideas), prose={}))

    def with_texts(self, prose: Mapping[str, str], similar: SimilarIdeas) -> "Renderer":
        """What knows of each idea its text as HTML and which others are like it: pages of ideas alone show these."""
        return self._with(replace(self.press.edition, prose=prose, similar=similar))

    def _with(self, changed: Edition) -> "Renderer":
        renderer = copy(self)
        renderer.press = _recalling(replace(self.press, edition=_recalling(changed, self.press.edition)), self.press)
        return renderer

    def canonical(self, page: Page) -> bool:
        """Whether a page is to be found at its own address, and no copy of another nor the way to one."""
        return self.press.canonical(page) == site_path(page, self.languages)

    def draft(self, page: Page) -> PageDraft:
        """What a page is made of."""
        return RECORDS.get(page.kind, written)(Sheet(self.press, page))

    def render(self, page: Page) -> str:
        """The HTML of a page."""
        return self.draft(page).html


def _recalling(changed: Remembers, last: Remembers) -> Remembers:
    """What was made of the last one by changing some fields, with all the look-ups that the last had worked out."""
    vars(changed).update({name: known for name, known in vars(last).items() if name not in vars(changed)})
    return changed


def _refuse_two_at_one_place(pages: Sequence[Page]) -> None:
    """A page of a community's own cannot stand where the site has one of a record or a list."""
    places = Counter((page.language, page.path) for page in pages)
    for (language, path), count in places.items():
        if count > 1:
            raise Failure(
                say(
                    "two pages would stand at {path} ({language}): one written by hand, and one that the site makes",
                    path=path,
                    language=language,
                ),
                hint=say("give the file in site/pages another name"),
            )


def _read_shells(edition: Edition, folder: Path, language: str) -> Mapping[str, Shell]:
    """The shells of one language by the address of their page, with the community's name and logo in them.

    The page of previews alone may ask another host, the one where files are to be had.
    """
    shells = {}
    settings = edition.community.settings
    name = str(escape(localised(settings.names, language)))
    for path in files_below(folder):
        if path.suffix == ".html":
            html = path.read_text("utf-8")
            place = path.relative_to(folder).as_posix().removesuffix("index.html")
            logo = _logo(edition.community, language, place)
            policy = security_policy(html, edition.raw_files if place == PREVIEW else "")
            shell = cut(compact(_THEMES_LOGO.sub("", html) if logo else html))
            shells[place] = bind(shell, {"site_name": name, "logo": logo, "csp": policy})
    return shells


def _logo(community: Community, language: str, place: str) -> str:
    """The community's logo as HTML for the page at `place`, "" where it has none."""
    settings = community.settings
    logo, file = settings.logo, community.picture_of(settings)
    if logo is None or file is None:
        return ""
    up = "../" * (place.count("/") + (language != settings.site_languages[0]))
    if place == NOT_FOUND:  # shown at any address, so it cannot go up from its own
        up = f"/{settings.url.split('/', 3)[3]}"
    alt = localised(logo.alt, language)
    return f'<img src="{escape(up + file.address)}" alt="{escape(alt)}" width="{file.width}" height="{file.height}">'
