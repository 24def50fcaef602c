"""What feeds tell: that an idea came, that its status changed and why, and who won a challenge. Knows no format."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from html import unescape

from markupsafe import Markup

from ideario.model.challenge import Challenge
from ideario.model.content import Idea, StatusChange
from ideario.model.moments import day_start, instant
from ideario.model.text import localised
from ideario.publishing.edition import Edition
from ideario.publishing.pages.escaping import escaped
from ideario.publishing.pages.templates import Templates
from ideario.publishing.prose.markdown import prose_html
from ideario.publishing.views.idea_views import body_html
from ideario.publishing.words import tagged

NEWEST = 50
"""So many entries has a feed: readers ask some times a day, and a lively community tells so much in a day or two."""
OF_ONE = 20
"""So many entries has the feed of a person, who tells less in a week."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing that a feed tells; moments as Atom writes them, `published` None where nobody knows when.

    What it tells is the `summary`, a plain text, or safe `html`, which then has what is in the summary as well. Where
    the idea has a rank in the feed, it is there as a number and in words, as `label`.
    """

    id: str
    url: str
    title: str
    published: str | None
    updated: str
    authors: Sequence[str] = ()
    tags: Sequence[str] = ()
    language: str = ""
    summary: str = ""
    html: str = ""
    rank: int | None = None
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """What a feed says of an idea before its summary: HTML, and its rank as a number and in words where it has one."""

    rank: int | None = None
    label: str = ""
    said: str = ""


UNRANKED = Ranked()


def told_changes(edition: Edition, slug: str) -> list[tuple[str, int, StatusChange]]:
    """What feeds tell of an idea beyond that it came: its changes of status, each with its moment and number.

    An idea without any has no feed of its own.
    """
    decision = edition.community.decisions.get(slug)
    return [
        (f"{change.date}T00:00:00Z", number, change)
        for number, change in enumerate(decision.history if decision else (), 1)
        if day_start(change.date) <= edition.now
    ]


@dataclass(frozen=True)
class Telling:
    """The entries about an edition, in the words of the community's first language. Not slotted, as it remembers."""

    edition: Edition
    templates: Templates

    @property
    def language(self) -> str:
        """The language of the words."""
        return self.edition.community.settings.site_languages[0]

    @cached_property
    def t(self) -> Callable[..., Markup]:
        """The words."""
        return self.templates.t(self.language)

    def news(self, ideas: Sequence[Idea], challenges: Sequence[Challenge] = (), *, most: int = NEWEST) -> list[Entry]:
        """The newest of: that one of `ideas` came, that its status changed, that one of `challenges` was decided."""
        decided = self.edition.community.decisions
        found = [self.idea(idea) for idea in ideas[:most]]
        found += [entry for idea in ideas if idea.slug in decided for entry in self.changes(idea)]
        found += [entry for challenge in challenges for entry in self._result(challenge)]
        return sorted(found, key=lambda entry: (entry.updated, entry.id), reverse=True)[:most]

    def idea(self, idea: Idea, ranked: Ranked = UNRANKED, *, changed: bool = False) -> Entry:
        """That an idea came; new again when its text is edited, and where that is wanted when its status changes."""
        found = self._came.get(idea.slug)
        if found is None:
            found = self._came[idea.slug] = self._idea(idea)
        if ranked is UNRANKED and not changed:
            return found
        # What is dated in the future would keep the top of every reader's list until then.
        dates = [date for date, _, _ in told_changes(self.edition, idea.slug)] if changed else []
        updated = self._updated(idea, found.published, *dates[-1:])
        html = ranked.said and ranked.said + (found.html or f"<p {tagged(idea.language)}>{escaped(idea.summary)}</p>")
        return replace(found, updated=updated, html=html or found.html, rank=ranked.rank, label=ranked.label)

    @cached_property
    def _came(self) -> dict[str, Entry]:
        """That ideas came which were asked for: several feeds tell the same."""
        return {}

    def _updated(self, idea: Idea, *moments: str | None) -> str:
        """The last of some moments, of which one is the last edit of the text; where there is none, long ago."""
        edited = self.edition.community.edited.get(idea.slug)
        known = [moment for moment in (*moments, edited and instant(edited)) if moment]
        return max(known) if known else instant(self.edition.oldest)

    def _idea(self, idea: Idea) -> Entry:
        edition = self.edition
        community = edition.community
        published = instant(idea.arrived) if idea.arrived and idea.arrived <= edition.now else None
        return Entry(
            id=self._id(idea.slug),
            url=f"{community.settings.url}ideas/{idea.slug}/",
            title=idea.title,
            published=published,
            updated=self._updated(idea, published),
            # Atom asks for an author: where nobody is credited it is the community.
            authors=edition.credits.authors(idea) or (community.settings.name,),
            tags=idea.tags,
            language=idea.language,
            summary=idea.summary,
            # Who reads on finds the text on the page; all texts in each feed were the largest part of a site.
            html="" if idea.summary else f"<div {tagged(idea.language)}>{body_html(edition, idea)}</div>",
        )

    def changes(self, idea: Idea) -> list[Entry]:
        """That the status of an idea changed, each time with the reason; what is dated in the future is told then."""
        found = self._known.get(idea.slug)
        if found is None:
            found = self._known[idea.slug] = list(self._changes_made(idea))
        return found

    @cached_property
    def _known(self) -> dict[str, list[Entry]]:
        """The changes of ideas that were asked for: several feeds tell the same ones."""
        return {}

    def _changes_made(self, idea: Idea) -> Iterator[Entry]:
        settings = self.edition.community.settings
        for moment, number, change in told_changes(self.edition, idea.slug):
            status = settings.statuses[change.status]
            title = unescape(
                self.t("feed.decision", status=localised(status.label, self.language) or status.slug, title=idea.title)
            )
            yield Entry(
                id=f"{self._id(idea.slug)}#change-{number}",
                url=f"{settings.url}ideas/{idea.slug}/#history",
                title=title,
                published=moment,
                updated=moment,
                authors=(settings.name,),
                tags=idea.tags,
                html=f"<div {tagged('')}>{prose_html(change.reason)}</div>" if change.reason else "",
            )

    def _result(self, challenge: Challenge) -> Iterator[Entry]:
        """Who won a challenge, once it is decided."""
        result, settings = self.edition.results.get(challenge.slug), self.edition.community.settings
        if result is None or challenge.voting.closes > self.edition.now:
            return
        ideas = self.edition.community.ideas
        won = "".join(
            f"<li {tagged(ideas[slug].language)}>{escaped(ideas[slug].title)}</li>"
            for slug in result.winners
            if slug in ideas
        )
        moment = instant(challenge.voting.closes)
        yield Entry(
            id=f"{settings.url}challenges/{challenge.slug}/#result",
            url=f"{settings.url}challenges/{challenge.slug}/",
            title=unescape(self.t("feed.result", challenge=challenge.title)),
            published=moment,
            updated=moment,
            authors=(settings.name,),
            html=f"<ol>{won}</ol>" if won else "",
        )

    def _id(self, slug: str) -> str:
        """The address that the idea had first: an entry whose id changes is a new one to all who have read it."""
        decision = self.edition.community.decisions.get(slug)
        first = decision.former[0] if decision and decision.former else slug
        return f"{self.edition.community.settings.url}ideas/{first}/"
