"""The roll of who contributed what, and the awards of a person. No points; nobody who asked to be left out."""

from collections import defaultdict
from typing import Any

from ideario.publishing.edition import Edition
from ideario.publishing.words import alphabetical

View = dict[str, Any]
_PARTS = ("proposed", "coauthored", "supports")


def roll_view(edition: Edition) -> list[View]:
    """Everybody who proposed, co-wrote, reviewed or says that they support an idea, by the name they are shown under.

    `parts` are (proposed, coauthored or supports; ideas). Support is what people's own files say, never a vote.
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
            ideas[known(login)]["coauthored" if place else "proposed"].append(idea.slug)
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
            {
                "login": name,
                "name": person.name if person and person.credit == "name" else name,
                "page": person is not None,
                "parts": [
                    (part, [_named(edition, slug) for slug in sorted(ideas[login][part])])
                    for part in _PARTS
                    if ideas[login][part]
                ],
                "reviewed": [_challenge(edition, slug) for slug in sorted(reviewed[login])],
            }
        )
    return sorted(entries, key=lambda entry: (alphabetical(str(entry["name"])), entry["login"]))


def awards_view(edition: Edition, login: str) -> list[View]:
    """The ideas with an award among those that a person is credited for."""
    named = (_named(edition, idea.slug) for idea in edition.by_author.get(login.lower(), ()))
    return sorted((idea for idea in named if idea["award"]), key=lambda idea: str(idea["slug"]))


def _named(edition: Edition, slug: str) -> View:
    decision = edition.community.decisions.get(slug)
    return edition.named(slug) | {"award": decision.award.title if decision and decision.award else None}


def _challenge(edition: Edition, slug: str) -> View:
    challenge = edition.community.challenges[slug]
    return {"slug": slug, "title": challenge.title, "lang": challenge.language}
