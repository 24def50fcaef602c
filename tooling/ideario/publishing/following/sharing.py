"""What a page says to whoever shows a link to it elsewhere: OpenGraph for messengers, JSON-LD for search engines."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from ideario.model.challenge import Challenge
from ideario.model.content import Idea
from ideario.model.moments import instant
from ideario.publishing.edition import Edition
from ideario.publishing.following.pictures import SITE, challenge_picture, idea_picture
from ideario.publishing.outputs.quick_json import json_bytes
from ideario.publishing.pages.escaping import escaped

_UNSAFE = re.compile("[<>&\u2028\u2029]")
"""Signs that could end the element in which JSON stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """What is said of a page besides its title and description: its `picture`, a path in the site, what that
    shows (`alt`) where somebody says so, and its `facts`.
    """

    picture: str = SITE
    alt: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)


def shared_idea(edition: Edition, idea: Idea) -> Shared:
    """An idea, with as many supporters as everybody may know of."""
    settings = edition.community.settings
    standing = edition.tally.standings.get(idea.slug)
    challenge = edition.community.challenges.get(idea.challenge or "")
    facts: dict[str, object] = {
        "@type": "DiscussionForumPosting",
        "headline": idea.title,
        "url": f"{settings.url}ideas/{idea.slug}/",
        "inLanguage": idea.language,
        "author": [_person(edition, login) for login in edition.credits.authors(idea)] or [_organisation(edition)],
    }
    if idea.arrived and idea.arrived <= edition.now:
        facts["datePublished"] = instant(idea.arrived)
    if idea.tags:
        facts["keywords"] = list(idea.tags)
    if challenge is not None:
        facts["isPartOf"] = f"{settings.url}challenges/{challenge.slug}/"
    if standing is not None and standing.merged_into is None and edition.tally.ledger is not None:
        facts["interactionStatistic"] = {
            "@type": "InteractionCounter",
            "interactionType": "https://schema.org/LikeAction",
            "userInteractionCount": standing.support,
        }
    picture, alt = _own_picture(edition, idea)
    if picture:
        facts["image"] = settings.url + picture
    return Shared(picture=picture or idea_picture(edition, idea), alt=alt, facts=facts)


def shared_challenge(edition: Edition, challenge: Challenge) -> Shared:
    """A challenge, as something that happens from its first day to its last."""
    settings = edition.community.settings
    address = f"{settings.url}challenges/{challenge.slug}/"
    own, alt = _own_picture(edition, challenge)
    picture = own or challenge_picture(challenge.slug)
    return Shared(
        picture=picture,
        alt=alt,
        facts={
            "@type": "Event",
            "name": challenge.title,
            "description": challenge.question,
            "url": address,
            "inLanguage": challenge.language,
            "image": settings.url + picture,
            "startDate": instant(challenge.submission.opens),
            "endDate": instant(challenge.voting.closes),
            "eventAttendanceMode": "https://schema.org/OnlineEventAttendanceMode",
            "eventStatus": "https://schema.org/EventScheduled",
            "location": {"@type": "VirtualLocation", "url": address},
            "organizer": _organisation(edition),
        },
    )


def sharing_lines(edition: Edition, shared: Shared, *, path: str, name: str) -> list[str]:
    """The lines in the head of the page at `path` in the site; `name` is the community's, in the page's language.

    Title and description are said by the shells, which know them of hand-written pages too.
    """
    site = edition.community.settings.url
    kind = "article" if shared.facts.get("@type") == "DiscussionForumPosting" else "website"
    lines = [
        f'<meta property="og:site_name" content="{escaped(name)}">',
        f'<meta property="og:type" content="{kind}">',
        f'<meta property="og:url" content="{escaped(site + path)}">',
        f'<meta property="og:image" content="{escaped(site + shared.picture)}">',
    ]
    if shared.alt:
        lines.append(f'<meta property="og:image:alt" content="{escaped(shared.alt)}">')
    lines.append('<meta name="twitter:card" content="summary_large_image">')
    if shared.facts:
        document = _within_html(json_bytes({"@context": "https://schema.org", **shared.facts}).decode())
        lines.append(f'<script type="application/ld+json">{document}</script>')
    return lines


def _own_picture(edition: Edition, record: Idea | Challenge) -> tuple[str, str]:
    """The path in the site of a record's own picture and what it shows; "" without one that all who show links read."""
    file = edition.community.picture_of(record)
    if file is None or record.picture is None or file.type == "webp":
        return "", ""
    return file.address, record.picture.alt


def _within_html(document: str) -> str:
    """JSON in which no sign can end its element. Most has none of them, which is seen in a twentieth of the time."""
    if document.isascii() and "<" not in document and ">" not in document and "&" not in document:
        return document
    return _UNSAFE.sub(_unicode_escape, document)


def _unicode_escape(sign: re.Match[str]) -> str:
    return f"\\u{ord(sign[0]):04x}"


def _person(edition: Edition, login: str) -> Mapping[str, str]:
    person, site = edition.credits.person(login), edition.community.settings.url
    if person is None:
        return {"@type": "Person", "name": login}
    name = person.name if person.credit == "name" else person.login
    return {"@type": "Person", "name": name, "url": f"{site}people/{person.login}/"}


def _organisation(edition: Edition) -> Mapping[str, str]:
    settings = edition.community.settings
    logo = edition.community.picture_of(settings)
    named = {"@type": "Organization", "name": settings.name, "url": settings.url}
    return named if logo is None else {**named, "logo": settings.url + logo.address}
