"""The roll of who contributed what, and the awards of a person. No points; nobody who asked to be left out."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from ideario.forge.addresses import profile_url
from ideario.publishing.edition import Edition
from ideario.publishing.views.shared_views import IdeaLink, TitleLink, idea_link, title_link
from ideario.publishing.views.template_view import view
from ideario.publishing.words import alphabetical

Part = Literal["author", "coauthored", "supports"]
PARTS: tuple[Part, ...] = ("author", "coauthored", "supports")
SHOWN = 3
"""So many ideas of each part stand in the list of all people; the rest is on their own page, or in the data."""


@view
class AwardView:
    """An idea with the title of its award."""

    idea: IdeaLink
    award: str


@view
class ContributionView:
    """An idea that somebody took part in, with the title of its award, None without one."""

    idea: IdeaLink
    award: str | None


@view
class PartView:
    """The ideas in which somebody took part in one way, of `count` those that are shown."""

    part: Part
    ideas: Sequence[ContributionView]
    count: int


@view
class RollEntry:
    """What one person contributed. `page` says that they have one here, `profile` is the address of their account."""

    login: str
    name: str
    page: bool
    profile: str
    skills: Sequence[str]
    availability: str
    parts: Sequence[PartView]
    reviewed: Sequence[TitleLink]


@dataclass(frozen=True, slots=True)
class Contributor:
    """Somebody who took part, by the name that they are shown under, and the slugs of what they took part in."""

    login: str
    name: str
    ideas: Mapping[Part, list[str]] = field(default_factory=dict)
    reviewed: Sequence[str] = ()


def contributors(edition: Edition) -> list[Contributor]:
    """Every author, co-author and reviewer, and all who have a page, by the name they are shown under.

    Who asks not to be credited is there only if they wrote a page, and without anything that they took part in.
    Support is what people's own files say, never a vote.
    """
    community = edition.community
    ideas: dict[str, dict[Part, list[str]]] = defaultdict(lambda: defaultdict(list))
    reviewed: dict[str, list[str]] = defaultdict(list)
    spelt: dict[str, str] = {}

    def known(login: str) -> str:
        lower = login.lower()
        if lower not in spelt:
            person = edition.credits.person(login)
            spelt[lower] = person.login if person else login
        return lower

    for idea in community.ideas.values():
        for place, login in enumerate(idea.authors):
            ideas[known(login)]["coauthored" if place else "author"].append(idea.slug)
    for person in community.people.values():
        login = known(person.login)
        for slug in person.supports:
            if slug in community.ideas:
                ideas[login]["supports"].append(slug)
    for review in community.reviews:
        reviewed[known(review.login)].append(review.challenge)
    found = []
    for lower, login in spelt.items():
        known_as = edition.credits.person(login)
        if known_as is not None and known_as.credit == "none":
            found.append(Contributor(login, login))
        else:
            name = known_as.shown_name if known_as else login
            found.append(Contributor(login, name, ideas[lower], reviewed[lower]))
    return sorted(found, key=lambda one: (alphabetical(one.name), one.login))


def roll_entry(edition: Edition, one: Contributor) -> RollEntry:
    """What the list of all people says of somebody: the first ideas of each part, and those with an award."""
    parts = {}
    for part in PARTS:
        if slugs := sorted(one.ideas.get(part, ())):
            shown = [slug for number, slug in enumerate(slugs) if number < SHOWN or _award(edition, slug)]
            parts[part] = (shown, len(slugs))
    return _entry(edition, one, parts)


def own_entry(edition: Edition, one: Contributor) -> RollEntry:
    """What somebody's own page says beside the cards of their ideas: nothing that stands on these."""
    supports = sorted(one.ideas.get("supports", ()))
    return _entry(edition, one, {"supports": (supports, len(supports))} if supports else {})


def _entry(edition: Edition, one: Contributor, parts: Mapping[Part, tuple[Sequence[str], int]]) -> RollEntry:
    person, challenges = edition.credits.person(one.login), edition.community.challenges
    return RollEntry(
        login=one.login,
        name=one.name,
        page=person is not None,
        profile=profile_url(edition.community.settings.host, one.login),
        skills=person.skills if person else (),
        availability=person.availability if person else "none",
        parts=[
            PartView(part=part, ideas=[_contribution(edition, slug) for slug in shown], count=count)
            for part, (shown, count) in parts.items()
        ],
        reviewed=[title_link(challenges[slug]) for slug in sorted(one.reviewed)],
    )


def award_views(edition: Edition, login: str) -> list[AwardView]:
    """The ideas with an award among those that a person is credited for."""
    slugs = sorted(idea.slug for idea in edition.by_author.get(login.lower(), ()))
    found = ((slug, _award(edition, slug)) for slug in slugs)
    return [AwardView(idea=idea_link(edition, slug), award=award) for slug, award in found if award]


def _contribution(edition: Edition, slug: str) -> ContributionView:
    return ContributionView(idea=idea_link(edition, slug), award=_award(edition, slug))


def _award(edition: Edition, slug: str) -> str | None:
    decision = edition.community.decisions.get(slug)
    return decision.award.title if decision and decision.award else None
