"""What the templates of ideas see: the card, the page, what stands only in open pull requests. No HTML but prose."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from ideario.model.content import Award, Idea, StatusChange
from ideario.model.moments import instant
from ideario.model.thread_names import home_of, kind_of, number_of
from ideario.publishing.charts.trend_view import TrendView, trend_view
from ideario.publishing.edition import Edition
from ideario.publishing.prose.markdown import Prose, prose_html
from ideario.publishing.views.people.skill_views import SkillLink, skill_links
from ideario.publishing.views.picture_view import PictureView, picture_view
from ideario.publishing.views.shared_views import (
    StatusLabel,
    TagLabel,
    TitleLink,
    status_label,
    tag_labels,
    title_link,
)
from ideario.publishing.views.taking_part.vote_box import VoteBoxView, vote_box
from ideario.publishing.views.template_view import Part, TemplateView, view
from ideario.publishing.words import language_name


@view
class VotesView:
    """The votes of an idea, as Standing counts them; all numbers are 0 where they are `withheld`.

    `edited` is when the text last changed while voting was open, as written in documents.
    """

    raw: int = 0
    counted: int = 0
    excluded: Mapping[str, int]
    support: int = 0
    oppose: int = 0
    watch: int = 0
    before_edit: int = 0
    edited: str | None
    merged_into: str | None
    withheld: bool


@view
class AuthorView:
    """Whom an idea is credited to; `has_page` where they have a page."""

    login: str
    name: str
    has_page: bool


@view
class ChangeView:
    """One step of what became of an idea, on a day such as `2026-02-09`."""

    date: str
    status: StatusLabel
    reason_html: str


@view
class ThreadLink:
    """A thread by its kind and number; `home` is the other repository that it is in, "" for the community's."""

    kind: str
    number: str
    home: str
    url: str


@view
class SimilarView:
    """An idea like the one of the page; `language` names its language where that is another one, and `support` is None
    while that is withheld.
    """

    link: TitleLink
    language: str
    support: int | None


@view
class IdeaView:
    """The whole of an idea: what its file says, in `record`, and what else is known of it."""

    record: Idea
    status: StatusLabel
    votes: VotesView
    voted: bool
    picture: PictureView | None
    body_html: Prose
    challenge: TitleLink | None
    authors: Sequence[AuthorView]
    tags: Sequence[TagLabel]
    needs: Sequence[SkillLink]
    trend: TrendView | None
    history: Sequence[ChangeView]
    award: Award | None
    shipped: str
    duplicates: Sequence[TitleLink]
    similar: Sequence[SimilarView]
    threads: Sequence[ThreadLink]
    box: VoteBoxView
    previous: TitleLink | None
    next: TitleLink | None
    edit_url: str | None


@view
class IdeaPage(TemplateView):
    """The page of an idea."""

    template: ClassVar[str] = "idea.html"
    idea: IdeaView


@view
class MovedPage(TemplateView):
    """The page at an address that an idea had before."""

    template: ClassVar[str] = "moved.html"
    idea: TitleLink


def votes_view(edition: Edition, idea: Idea) -> VotesView:
    """The votes of an idea, or that they are withheld."""
    community, standing = edition.community, edition.tally.standings.get(idea.slug)
    edited, target = community.edited.get(idea.slug), community.target(idea.slug)
    moment = instant(edited) if edited else None
    merged = None if target == idea.slug else target
    if standing is None:
        return VotesView(excluded={}, edited=moment, merged_into=merged, withheld=True)
    return VotesView(
        raw=standing.raw,
        counted=standing.counted,
        excluded=dict(sorted(standing.excluded.items())),
        support=standing.support,
        oppose=standing.oppose,
        watch=standing.watch,
        before_edit=standing.before_edit,
        edited=moment,
        merged_into=merged,
        withheld=False,
    )


def body_html(edition: Edition, idea: Idea) -> Prose:
    """The text of an idea as HTML in which nothing is live; empty for one without."""
    return Prose(idea.body, edition.prose.get(idea.slug))


def idea_view(edition: Edition, idea: Idea, language: str, state: Part | None) -> IdeaView:
    """The whole of an idea's page, whose challenge stands as `state` says."""
    community = edition.community
    challenge = community.challenges.get(idea.challenge or "")
    decision = community.decisions.get(idea.slug)
    previous, following = edition.neighbours[idea.slug]
    return IdeaView(
        record=idea,
        status=status_label(edition.statuses[idea.slug], language),
        votes=votes_view(edition, idea),
        voted=edition.tally.ledger is not None,
        picture=picture_view(community, idea, language),
        body_html=body_html(edition, idea),
        challenge=title_link(challenge) if challenge else None,
        authors=[_author_view(edition, login) for login in edition.credits.authors(idea)],
        tags=tag_labels(edition, idea.tags, language),
        needs=skill_links(edition, idea.needs, "sought", idea.language),
        history=[_change_view(edition, change, language) for change in decision.history] if decision else [],
        trend=trend_view(trend) if (trend := edition.trends.get(idea.slug)) else None,
        award=decision.award if decision else None,
        shipped=decision.shipped if decision else "",
        duplicates=[title_link(other) for other in edition.duplicates.get(idea.slug, ())],
        similar=[
            _similar_view(edition, community.ideas[near.slug], idea)
            for near in edition.similar.nearest.get(idea.slug, ())
        ],
        threads=[
            ThreadLink(
                kind=kind_of(name), number=str(number_of(name)), home=home_of(name), url=edition.thread_url(name)
            )
            for name in edition.threads_of.get(idea.slug, ())
        ],
        box=vote_box(edition, idea, state),
        previous=title_link(previous) if previous else None,
        next=title_link(following) if following else None,
        edit_url=edition.file_url(idea.path),
    )


def _similar_view(edition: Edition, other: Idea, idea: Idea) -> SimilarView:
    standing = edition.tally.standings.get(other.slug)
    return SimilarView(
        link=title_link(other),
        language=language_name(other.language) if other.language != idea.language else "",
        support=None if standing is None else standing.support,
    )


def _author_view(edition: Edition, login: str) -> AuthorView:
    person = edition.credits.person(login)
    if person is None:
        return AuthorView(login=login, name=login, has_page=False)
    return AuthorView(login=person.login, name=person.shown_name, has_page=True)


def _change_view(edition: Edition, change: StatusChange, language: str) -> ChangeView:
    return ChangeView(
        date=change.date,
        status=status_label(edition.community.settings.statuses[change.status], language),
        reason_html=prose_html(change.reason) if change.reason else "",
    )
