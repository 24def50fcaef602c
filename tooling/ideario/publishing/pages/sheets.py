"""A page on its way: what it has in common with all others, and the shell that it is stamped into."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from pathlib import Path
from typing import TypeVar

from ideario.messages.said import say
from ideario.model.challenge import Challenge
from ideario.model.content import Idea
from ideario.model.text import localised
from ideario.problems import Failure
from ideario.publishing.edition import Edition
from ideario.publishing.following.sharing import Shared, sharing_lines
from ideario.publishing.outputs.digests import digest_of
from ideario.publishing.pages.escaping import escaped
from ideario.publishing.pages.page_addresses import NOT_FOUND, PER_PAGE, Page, pages_of, site_path
from ideario.publishing.pages.page_draft import PageDraft
from ideario.publishing.pages.stamper import Shell
from ideario.publishing.pages.templates import Templates
from ideario.publishing.views.challenge_views import ChallengeCard, challenge_card
from ideario.publishing.views.following.follow_views import FollowBlock
from ideario.publishing.views.idea_views import IdeaCard, card_view
from ideario.publishing.views.outcomes.changes_view import Happening, happenings
from ideario.publishing.views.people.roll import Contributor, contributors
from ideario.publishing.views.propose_view import IdeaSchema, read_idea_schema
from ideario.publishing.views.shared_views import PagesView, pages_view
from ideario.publishing.views.site_views import Foot, LanguageLink, LanguageLinks, SampleNote, StaleNote, foot
from ideario.publishing.views.taking_part.challenge_state import ChallengeState, challenge_state
from ideario.publishing.views.template_view import Part, TemplateView
from ideario.publishing.words import language_name

USUAL = Shared()
FOLLOWED = {"idea", "challenge", "tag", "person", "ranking", "settled"}
"""The kinds of pages that say how to follow what they tell."""
Shown = TypeVar("Shown", bound=TemplateView)
Listed = TypeVar("Listed")


@dataclass(frozen=True, kw_only=True)
class Press:
    """What all pages of an edition are made with. `shells` are by language and path; `proposing` says whether ideas can
    be proposed, which all templates know. Not slotted, as it remembers.
    """

    edition: Edition
    languages: tuple[str, ...]
    templates: Templates
    shells: Mapping[str, Mapping[str, Shell]]
    schemas: Path
    proposing: bool
    shell_digests: dict[tuple[str, str], str] = field(default_factory=dict)

    @cached_property
    def idea_schema(self) -> IdeaSchema:
        """What a form for ideas is held to."""
        return read_idea_schema(self.schemas)

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


class Sheet:
    """One page on its way. `up` leads to the home of its language, `site_up` to that of the site."""

    def __init__(self, press: Press, page: Page) -> None:
        self.press, self.page, self.edition = press, page, press.edition
        if page.path == NOT_FOUND:  # shown at any address, so it cannot go up from its own
            self.site_up = self.up = "/" + self.edition.community.settings.url.split("/", 3)[3]
        else:
            self.up = page.up
            self.site_up = page.up if page.language == press.languages[0] else f"../{page.up}"

    def part(self, view: TemplateView) -> Part:
        """The template of a view, to be filled with it."""
        return self.press.templates.part(view, self.page.language, self.up)

    def stamped(
        self,
        shell: str,
        *,
        title: str,
        description: str,
        main: Part,
        feed: str = "feed.xml",
        whole: str | None = None,
        thread: str | None = None,
        shared: Shared = USUAL,
    ) -> PageDraft:
        """The page of a record in one of the shells that stand for many.

        `feed` is the path in the site of the feed to follow; `whole` is what that is called where it tells of more than
        the page, and `thread` the address where whoever follows the page alone is told. `shared` is what a link to the
        page shows elsewhere.
        """
        followed = self.page.number == 1 and self.page.kind in FOLLOWED
        values: dict[str, str | Part] = {
            "title": escaped(title),
            "description": escaped(description),
            "main": main,
            "follow": self.follow(title, feed, whole=bool(whole), thread=thread) if followed else "",
            "head": self.head(feed, whole or title, shared),
            "languages": self.languages,
            "sample": self.sample,
            "stale": self.stale,
            "observed": self.foot(brief=True),
        }
        return self.draft(shell, values)

    def draft(self, shell: str, values: Mapping[str, str | Part]) -> PageDraft:
        """The page that becomes of a shell."""
        language = self.page.language
        digest = self.press.shell_digest(language, shell)
        return PageDraft(shell=self.press.shell(language, shell), shell_digest=digest, values=values)

    def follow(self, title: str, feed: str, *, whole: bool = False, thread: str | None = None) -> Part:
        """How to follow what stands in the feed at a path in the site, and to pass this page on."""
        site, folder = self.edition.community.settings.url, feed.removesuffix("feed.xml")
        kind = self.page.kind
        dated = kind == "challenge" or (not folder and kind != "idea")  # has a calendar, and a list elsewhere
        block = FollowBlock(
            site=site,
            root=self.site_up,
            title=title,
            address=site + self.press.canonical(self.page),
            feed=folder,
            json=kind != "idea",
            whole=whole,
            thread=thread,
            calendar=f"{folder}calendar.ics" if dated else None,
            embeds=folder if dated else None,
        )
        return self.part(block)

    def listed(self, ideas: Sequence[Listed], base: str) -> tuple[Sequence[Listed], PagesView]:
        """What of ideas, or of their ranks, this page of the list at `base` shows, and where in the list it stands."""
        first = (self.page.number - 1) * PER_PAGE
        return ideas[first : first + PER_PAGE], self.pages(len(ideas), PER_PAGE, base)

    def pages(self, count: int, size: int, base: str) -> PagesView:
        """Where this page stands in a list of `count` things, `size` on each page, that begins at `base`."""
        return pages_view(base, self.page.number, total=pages_of(count, size), count=count)

    def head(self, feed: str, title: str = "", shared: Shared = USUAL) -> str:
        """Where else this page is to be found, in which languages, the feed that goes with it, and what is `shared`.

        `title` is what a feed other than that of the whole site is called by.
        """
        settings, press, page = self.edition.community.settings, self.press, self.page
        if page.path == NOT_FOUND:
            return ""
        site, own, path = escaped(settings.url), press.original[page.language], press.canonical(page)
        lines = [f'<link rel="canonical" href="{site}{escaped(path)}">']
        spoken = press.originals
        if page.kind != "moved" and len(spoken) > 1:
            paths = {code: self._path(code) for code in spoken if code == own or press.has_page(code, page)}
            # As the protocol has it: whole addresses, this page among them, and one for those who speak none of these.
            paths["x-default"] = paths.get(press.languages[0], paths[own])
            lines += [
                f'<link rel="alternate" hreflang="{spoken.get(code, code)}" href="{site}{escaped(path)}">'
                for code, path in paths.items()
            ]
        name = settings.name if feed == "feed.xml" or not title else f"{title} · {settings.name}"
        kind = 'type="application/atom+xml"'
        lines.append(f'<link rel="alternate" {kind} title="{escaped(name)}" href="{self.site_up}{feed}">')
        if page.kind != "moved":
            lines += sharing_lines(self.edition, shared, path=path, name=localised(settings.names, page.language))
        return "\n".join(lines)

    def _path(self, code: str) -> str:
        """Where this page stands in the tree of a language, or that tree's home where it has no such page."""
        press, page = self.press, self.page
        path = page.path if press.has_page(code, page) and page.path != NOT_FOUND else ""
        return path if code == press.languages[0] else f"{code}/{path}"

    def _translations(self) -> dict[str, str]:
        """Per language the relative address of this page there, or of that language's home where it is absent."""
        return {code: self.site_up + self._path(code) or "./" for code in self.press.languages}

    @property
    def languages(self) -> str | Part:
        if len(self.press.languages) == 1:
            return ""
        languages = [
            LanguageLink(
                code=code,
                name=language_name(code),
                href=href,
                current=code == self.page.language,
                spoken=self.press.templates.spoken[code],
            )
            for code, href in self._translations().items()
        ]
        return self.part(LanguageLinks(current=language_name(self.page.language), languages=languages))

    @property
    def sample(self) -> Part:
        return self._shared(SampleNote, "", lambda: SampleNote(sample=self.edition.sample))

    @property
    def stale(self) -> str | Part:
        """On every page while newer votes could not be fetched; nothing otherwise, so that pages stay as they were."""
        if not self.edition.stale:
            return ""
        ledger = self.edition.tally.ledger
        return self._shared(StaleNote, "", lambda: StaleNote(observed=ledger.observed if ledger else None))

    def foot(self, *, brief: bool) -> Part:
        """The foot of a page. `brief` leaves out the moment of the count, which would change every record every day."""
        return self._shared(Foot, "brief" if brief else "", partial(foot, self.edition, brief=brief))

    def cards(self, ideas: Sequence[Idea]) -> list[Part]:
        """The ideas of a list, each as the card that every list at this depth shows of it."""
        return [self._shared(IdeaCard, idea.slug, partial(self._card, idea)) for idea in ideas]

    def state(self, challenge: Challenge, *, of_votes: bool = False) -> Part:
        """Where a challenge stands, as every page at this depth says it; `of_votes` of its voting alone."""
        key = f"{challenge.slug}/votes" if of_votes else challenge.slug
        return self._shared(ChallengeState, key, partial(challenge_state, self.edition, challenge, of_votes=of_votes))

    def challenge_cards(self, challenges: Iterable[Challenge]) -> list[ChallengeCard]:
        """What a list shows of challenges."""
        language = self.page.language
        return [challenge_card(self.edition, challenge, language, self.state(challenge)) for challenge in challenges]

    def many(self, view: TemplateView, key: str) -> Part:
        """As `part`, for what many pages show: views with one `key` are one."""
        return self.press.templates.shared(view.template, self.page.language, self.up, key, lambda: view)

    def _card(self, idea: Idea) -> IdeaCard:
        return IdeaCard(idea=card_view(self.edition, idea, self.page.language))

    def _shared(self, kind: type[Shown], key: str, view: Callable[[], Shown]) -> Part:
        return self.press.templates.shared(kind.template, self.page.language, self.up, key, view)
