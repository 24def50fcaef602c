"""What lists show of ideas: a card of each on the first page of a list, a row on all others, where readers scan."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import ClassVar

from markupsafe import Markup

from ideario.model.content import Idea
from ideario.model.money import Money
from ideario.publishing.edition import Edition
from ideario.publishing.views.shared_views import (
    PagesView,
    StatusLabel,
    TagLabel,
    TitleLink,
    status_label,
    title_link,
)
from ideario.publishing.views.taking_part.outcomes import OutcomeView, outcome_view
from ideario.publishing.views.template_view import TemplateView, view


@view
class CardView:
    """What a list shows of an idea: `support` where votes are `counted` at it, None while that is withheld; `outcome`
    what a decided vote says.
    """

    slug: str
    title: str
    lang: str
    summary: str
    status: StatusLabel
    cost: Money | None
    counted: bool
    support: int | None
    outcome: OutcomeView | None
    challenge: TitleLink | None
    authors: Sequence[str]
    arrived: datetime | None
    tags: Sequence[TagLabel]
    comments: int


@view
class IdeaCard(TemplateView):
    """One idea in a list."""

    template: ClassVar[str] = "idea_card.html"
    idea: CardView


@view
class IdeaLine(TemplateView):
    """An idea by its title and its authors: what every row begins with."""

    template: ClassVar[str] = "idea_line.html"
    slug: str
    title: str
    lang: str
    authors: Sequence[str]


@view
class IdeaRow(TemplateView):
    """The row of an idea: its `line`, and as the card when it came, its supporters and what became of it.

    `status` is None for an idea that can still be chosen.
    """

    template: ClassVar[str] = "idea_row.html"
    line: Markup
    arrived: datetime | None
    counted: bool
    support: int | None
    outcome: OutcomeView | None
    status: StatusLabel | None


@view
class ListedIdeas:
    """The ideas of a page of a list, rendered already: the first of all as `cards`, others as `rows`, in one text."""

    cards: Sequence[Markup]
    rows: Markup


@view
class IdeaCards(TemplateView):
    """Ideas, each as a card that is rendered already."""

    template: ClassVar[str] = "idea_cards.html"
    ideas: Sequence[Markup]


@view
class IdeaListPage(TemplateView):
    """A page of all ideas, from the second on."""

    template: ClassVar[str] = "idea_list_page.html"
    ideas: ListedIdeas
    pages: PagesView


def idea_card(edition: Edition, idea: Idea, tags: Mapping[str, TagLabel], language: str) -> IdeaCard:
    """An idea as a list in `language` shows it first; `tags` are the labels of all tags."""
    challenge = edition.community.challenges.get(idea.challenge or "")
    return IdeaCard(
        idea=CardView(
            slug=idea.slug,
            title=idea.title,
            lang=idea.language,
            summary=idea.summary,
            status=status_label(edition.statuses[idea.slug], language),
            cost=idea.cost,
            counted=_counted(edition, idea),
            support=_support(edition, idea),
            outcome=outcome_view(edition.idea_results.get(idea.slug)),
            challenge=title_link(challenge) if challenge else None,
            authors=_authors(edition, idea),
            arrived=idea.arrived,
            tags=[tags[tag] for tag in idea.tags],
            comments=edition.lists.comments.get(idea.slug, 0),
        )
    )


def idea_line(edition: Edition, idea: Idea) -> IdeaLine:
    """An idea by its title and its authors."""
    return IdeaLine(slug=idea.slug, title=idea.title, lang=idea.language, authors=_authors(edition, idea))


def idea_row(edition: Edition, idea: Idea, line: Markup, language: str) -> IdeaRow:
    """An idea as further pages of a list in `language` show it; `line` is its idea_line, filled."""
    status = edition.statuses[idea.slug]
    return IdeaRow(
        line=line,
        arrived=idea.arrived,
        counted=_counted(edition, idea),
        support=_support(edition, idea),
        outcome=outcome_view(edition.idea_results.get(idea.slug)),
        status=None if status.kind == "open" else status_label(status, language),
    )


def _authors(edition: Edition, idea: Idea) -> list[str]:
    """The authors as they want to be named; those without a file as the idea spells their login."""
    people = ((login, edition.credits.person(login)) for login in edition.credits.authors(idea))
    return [person.name if person and person.credit == "name" else login for login, person in people]


def _counted(edition: Edition, idea: Idea) -> bool:
    """Whether votes are counted, and those of the idea at itself and at no other."""
    return edition.tally.ledger is not None and edition.community.target(idea.slug) == idea.slug


def _support(edition: Edition, idea: Idea) -> int | None:
    standing = edition.tally.standings.get(idea.slug)
    return None if standing is None else standing.support
