"""The roll of who contributed what, and the awards of a person. No points; nobody who asked to be left out."""

from collections import defaultdict
from collections.abc import Sequence

from ideario.publishing.edition import Edition
from ideario.publishing.views.shared_views import IdeaLink, TitleLink, idea_link, shown_name, title_link
from ideario.publishing.views.template_view import view
from ideario.publishing.words import alphabetical

_PARTS = ("author", "coauthored", "supports")


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
class RollEntry:
    """What one person contributed; `parts` are (author, coauthored or supports; ideas), `page` says they have one."""

    login: str
    name: str
    page: bool
    parts: Sequence[tuple[str, Sequence[ContributionView]]]
    reviewed: Sequence[TitleLink]


def roll_entries(edition: Edition) -> list[RollEntry]:
    """Every author, co-author and reviewer, and who says that they support an idea, by the name they are shown under.

    Support is what people's own files say, never a vote.
    """
    community = edition.community
    ideas: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    reviewed: dict[str, list[str]] = defaultdict(list)
    spelt: dict[str, str] = {}

    def known(login: str) -> str:
        person = edition.person(login)
        return spelt.setdefault(login.lower(), person.login if person else login).lower()

    for idea in community.ideas.values():
        for place, login in enumerate(idea.authors):
            ideas[known(login)]["coauthored" if place else "author"].append(idea.slug)
    for supporter in community.people.values():
        for slug in supporter.supports:
            if slug in community.ideas:
                ideas[known(supporter.login)]["supports"].append(slug)
    for review in community.reviews:
        reviewed[known(review.login)].append(review.challenge)
    entries = []
    for login, name in spelt.items():
        person = edition.person(name)
        if person is not None and person.credit == "none":
            continue
        entries.append(
            RollEntry(
                login=name,
                name=shown_name(person) if person else name,
                page=person is not None,
                parts=[
                    (part, [_contribution(edition, slug) for slug in sorted(ideas[login][part])])
                    for part in _PARTS
                    if ideas[login][part]
                ],
                reviewed=[title_link(community.challenges[slug]) for slug in sorted(reviewed[login])],
            )
        )
    return sorted(entries, key=lambda entry: (alphabetical(entry.name), entry.login))


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
