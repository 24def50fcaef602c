"""A page on its way: what it has in common with all others, and the shell that it is stamped into."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from functools import partial
from typing import TypeVar

from markupsafe import Markup

from ideario.model.challenge import Challenge
from ideario.model.content import Idea
from ideario.model.text import localised
from ideario.model.votes import Rank
from ideario.publishing.following.sharing import Shared, sharing_lines
from ideario.publishing.pages.escaping import escaped
from ideario.publishing.pages.page_addresses import CARDS, NOT_FOUND, Page, on_page, page_count, pages_of
from ideario.publishing.pages.page_draft import PageDraft
from ideario.publishing.pages.press import Press
from ideario.publishing.views.challenge_views import ChallengeCard, challenge_card
from ideario.publishing.views.following.follow_views import FollowBlock
from ideario.publishing.views.lists.idea_cards import (
    IdeaCard,
    IdeaLine,
    IdeaRow,
    ListedIdeas,
    idea_card,
    idea_line,
    idea_row,
)
from ideario.publishing.views.lists.ranking_views import RankedRows, RankFacts, RankReason, rank_facts
from ideario.publishing.views.shared_views import PagesView, pages_view
from ideario.publishing.views.site_views import Foot, LanguageLink, LanguageLinks, SampleNote, StaleNote, foot
from ideario.publishing.views.taking_part.challenge_state import ChallengeState, challenge_state
from ideario.publishing.views.template_view import Part, TemplateView
from ideario.publishing.words import language_name

USUAL = Shared()
FOLLOWED = {"idea", "challenge", "tag", "person", "ranking", "settled"}
"""The kinds of pages that say how to follow what they tell."""
ENTITLED = {"ideas", "people", "skills", "changes"}
"""The kinds of pages whose title says already which page of the list it is."""
Shown = TypeVar("Shown", bound=TemplateView)
Listed = TypeVar("Listed")
Key = TypeVar("Key", bound=Hashable)


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
            "title": escaped(self._entitled(title)),
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

    def _entitled(self, title: str) -> str:
        """The title of a page, among those that are open in a browser: of a further page of a list which one it is."""
        number = self.page.number
        if number == 1 or self.page.kind in ENTITLED:
            return title
        t = self.press.templates.t(self.page.language)
        return f"{title} · {t('finding.page', number=number)}"

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
        number, shown = self.page.number, on_page(self.page.number)
        return ideas[shown], pages_view(base, number, total=page_count(ideas), count=len(ideas), shown=shown)

    def pages(self, count: int, size: int, base: str) -> PagesView:
        """Where this page stands in a list of `count` things, `size` on each page, that begins at `base`."""
        number = self.page.number
        shown = slice((number - 1) * size, number * size)
        return pages_view(base, number, total=pages_of(count, size), count=count, shown=shown)

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

    def shown(self, ideas: Sequence[Idea], most: int = CARDS) -> ListedIdeas:
        """The ideas of a page of a list: `most` as cards on the first one, the rest and those on all others as rows."""
        cards = most if self.page.number == 1 else 0
        rows = "\n".join(self.rows(ideas[cards:]))
        return ListedIdeas(cards=self.cards(ideas[:cards]), rows=Markup(rows))  # noqa: S704 - what templates gave

    def cards(self, ideas: Iterable[Idea]) -> list[Markup]:
        """Ideas, each as the card that every list shows of it."""
        edition, language = self.edition, self.page.language
        known, tags = edition.community.ideas, self.press.tag_labels(language)
        slugs = [idea.slug for idea in ideas]
        return self.texts(IdeaCard, slugs, lambda slug: idea_card(edition, known[slug], tags, language))

    def rows(self, ideas: Iterable[Idea]) -> list[Markup]:
        """Ideas, each as the row that every list shows of it."""
        edition, language = self.edition, self.page.language
        slugs = [idea.slug for idea in ideas]
        known = edition.community.ideas
        return self.texts(
            IdeaRow, slugs, lambda slug: idea_row(edition, known[slug], self.lines([slug])[0], language)
        )  # fmt: skip

    def ranked_rows(self, name: str, ranks: Sequence[Rank]) -> RankedRows:
        """Some ranks of the ranking `name`, each as a row with its reason."""
        return RankedRows(
            ranks=[one.rank for one in ranks],
            lines=self.lines([one.idea for one in ranks]),
            reasons=self.reasons(rank_facts(self.edition, name, ranks)),
        )

    def reasons(self, facts: Iterable[RankFacts]) -> list[Markup]:
        """What some ranks are made of, in words."""
        return self.texts(RankReason, facts, lambda one: RankReason(rank=one))

    def lines(self, slugs: Iterable[str]) -> list[Markup]:
        """Ideas by title and authors, for rows that say something of their own beside."""
        ideas = self.edition.community.ideas
        return self.texts(IdeaLine, slugs, lambda slug: idea_line(self.edition, ideas[slug]))

    def texts(self, kind: type[Shown], keys: Iterable[Key], view: Callable[[Key], Shown]) -> list[Markup]:
        """The template of a kind of views filled with that of each key, with ANY_UP for the way up: what stands in
        many lists, and is filled once.
        """
        press, language = self.press, self.page.language
        known = press.texts[kind.template, language]
        found = []
        for key in keys:
            text = known.get(key)
            if text is None:
                text = known[key] = Markup(press.templates.filled(view(key), language))  # noqa: S704 - a template’s
            found.append(text)
        return found

    def state(self, challenge: Challenge, *, of_votes: bool = False) -> Part:
        """Where a challenge stands, as every page at this depth says it; `of_votes` of its voting alone."""
        key = f"{challenge.slug}/votes" if of_votes else challenge.slug
        return self._shared(ChallengeState, key, partial(challenge_state, self.edition, challenge, of_votes=of_votes))

    def challenge_cards(self, challenges: Iterable[Challenge]) -> list[ChallengeCard]:
        """What a list shows of challenges."""
        language = self.page.language
        return [challenge_card(self.edition, challenge, language, self.state(challenge)) for challenge in challenges]

    def _shared(self, kind: type[Shown], key: str, view: Callable[[], Shown]) -> Part:
        return self.press.templates.shared(kind.template, self.page.language, self.up, key, view)
