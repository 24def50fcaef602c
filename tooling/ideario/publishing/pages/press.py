"""What all pages of an edition are made with, and what is worked out for all of them once."""

from collections import defaultdict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from markupsafe import Markup

from ideario.messages.said import say
from ideario.problems import Failure
from ideario.publishing.edition import Edition
from ideario.publishing.outputs.digests import digest_of
from ideario.publishing.pages.page_addresses import Page, site_path
from ideario.publishing.pages.stamper import Shell
from ideario.publishing.pages.templates import Templates
from ideario.publishing.views.outcomes.changes_view import Happening, happenings
from ideario.publishing.views.people.roll import Contributor, contributors
from ideario.publishing.views.propose_view import IdeaSchema, read_idea_schema
from ideario.publishing.views.shared_views import TagLabel, tag_label


@dataclass(frozen=True, kw_only=True)
class Press:
    """What all pages of an edition are made with. `shells` are by language and path; `proposing` says whether ideas can
    be proposed, which all templates know. `texts` are what many lists show, by template and language and then by key,
    with ANY_UP for the way up. Not slotted, as it remembers.
    """

    edition: Edition
    languages: tuple[str, ...]
    templates: Templates
    shells: Mapping[str, Mapping[str, Shell]]
    schemas: Path
    proposing: bool
    shell_digests: dict[tuple[str, str], str] = field(default_factory=dict)
    labels: dict[str, Mapping[str, TagLabel]] = field(default_factory=dict)
    texts: dict[tuple[str, str], dict[Hashable, Markup]] = field(default_factory=lambda: defaultdict(dict))

    @cached_property
    def idea_schema(self) -> IdeaSchema:
        """What a form for ideas is held to."""
        return read_idea_schema(self.schemas)

    def tag_labels(self, language: str) -> Mapping[str, TagLabel]:
        """All tags as readers of `language` see them."""
        known = self.labels.get(language)
        if known is None:
            edition = self.edition
            known = self.labels[language] = {tag: tag_label(edition, tag, language) for tag in edition.tags}
        return known

    @cached_property
    def everybody(self) -> list[Contributor]:
        """All who took part or have a page, in the order of their names."""
        return contributors(self.edition)

    @cached_property
    def by_login(self) -> Mapping[str, Contributor]:
        """The same people by their logins."""
        return {one.login: one for one in self.everybody}

    @cached_property
    def happenings(self) -> list[Happening]:
        """All that was decided, the newest first."""
        return happenings(self.edition)

    def shell(self, language: str, path: str) -> Shell:
        """The shell at `path`; Failure when somebody's own pages or theme took it away."""
        shell = self.shells[language].get(path)
        if shell is None:
            raise Failure(
                say("the site has no shell {path} in {language}", path=path, language=language),
                hint=say("put the page back below site/"),
            )
        return shell

    def shell_digest(self, language: str, path: str) -> str:
        """What tells a page in the shell at `path` from all others, but for what fills its slots."""
        place = (language, path)
        found = self.shell_digests.get(place)
        if found is None:
            shell = self.shell(language, path)
            found = self.shell_digests[place] = digest_of(shell.texts, shell.slots, self.proposing).hex()
        return found

    @cached_property
    def original(self) -> Mapping[str, str]:
        """Per language the first one with the same words: itself, or the one of which its records are copies."""
        first: dict[str, str] = {}
        said = self.templates.spoken
        return {language: first.setdefault(said[language], language) for language in self.languages}

    @cached_property
    def originals(self) -> Mapping[str, str]:
        """The languages that are no copy of another, each with the one that its words are really in."""
        return {code: self.templates.spoken[code] for code in self.languages if self.original[code] == code}

    def canonical(self, page: Page) -> str:
        """The path at which a page is to be found, in the whole site: for a copy that of what it is a copy of."""
        if page.kind == "moved":
            page = replace(page, kind="idea", path=f"ideas/{page.key}/")
        if page.kind != "written" and self.original[page.language] != page.language:
            page = replace(page, language=self.original[page.language])
        return site_path(page, self.languages)

    def has_page(self, language: str, page: Page) -> bool:
        """Whether the same page exists in another language: records always do, hand-written pages may not."""
        return page.kind != "written" or page.path in self.shells[language]
