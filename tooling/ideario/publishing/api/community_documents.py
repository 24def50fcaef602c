"""The community, its people, tags, decisions, rankings and results as programs read them."""

from ideario.model.content import Decision, Person
from ideario.model.votes import RANKINGS, Rankings
from ideario.publishing.api.picture_values import logo_value
from ideario.publishing.api.values import JsonObject, award_value, link_values
from ideario.publishing.edition import Edition
from ideario.publishing.views.people.roll import award_views


def community_document(edition: Edition) -> JsonObject:
    """The community, by api-community.schema.json."""
    settings = edition.community.settings
    return {
        "schema": 1,
        "name": settings.name,
        "names": dict(settings.names),
        "tagline": dict(settings.tagline),
        "url": settings.url,
        "repository": settings.repository,
        "host": settings.host,
        "licence": settings.licence,
        "languages": list(settings.languages),
        "logo": logo_value(edition.community),
        "contact": settings.contact or None,
        "code_of_conduct": settings.code_of_conduct or None,
        "statuses": [
            {"status": s.slug, "label": dict(s.label), "kind": s.kind, "colour": s.colour}
            for s in settings.statuses.values()
        ],
        "reactions": dict(edition.community.terms(None).reactions),
    }


def person_document(edition: Edition, person: Person) -> JsonObject:
    """A person, by api-people.schema.json."""
    return {
        "login": person.login,
        "url": f"{edition.community.settings.url}people/{person.login}/",
        "name": person.name if person.credit == "name" else None,
        "about": person.about,
        "skills": list(person.skills),
        "availability": person.availability,
        "languages": list(person.languages),
        "links": link_values(person.links),
        "supports": [] if person.credit == "none" else list(person.supports),
        "awards": [{"idea": one.idea.slug, "title": one.award} for one in award_views(edition, person.login)],
        "ideas": sorted(idea.slug for idea in edition.by_author.get(person.login.lower(), ())),
    }


def tag_document(edition: Edition, tag: str) -> JsonObject:
    """A tag, by api-tags.schema.json."""
    label = edition.community.settings.tags.get(tag)
    return {"tag": tag, "label": dict(label) if label else {"": tag}, "ideas": len(edition.by_tag.get(tag, ()))}


def decision_document(decision: Decision) -> JsonObject:
    """What was decided about an idea, by api-decisions.schema.json."""
    return {
        "idea": decision.idea,
        "history": [{"date": c.date, "status": c.status, "reason": c.reason} for c in decision.history],
        "duplicate_of": decision.duplicate_of,
        "former": list(decision.former),
        "threads": list(decision.threads),
        "award": award_value(decision.award),
        "shipped": decision.shipped or None,
    }


def rankings_document(edition: Edition, challenge: str, rankings: Rankings) -> JsonObject:
    """The rankings of a challenge, of the whole community for "", and what is settled, by api-rankings.schema.json."""
    decisions = edition.community.decisions
    return {
        "challenge": challenge or None,
        **{
            RANKINGS[name].key: [
                {"rank": p.rank, "idea": p.idea, "score": p.score, "count": p.count, "among": p.among} for p in ranks
            ]
            for name, ranks in rankings.items()
        },
        **{
            kind: [
                {"idea": idea.slug, "date": decisions[idea.slug].history[-1].date if idea.slug in decisions else None}
                for idea in ideas
                if challenge in ("", idea.challenge)
            ]
            for kind, ideas in edition.settled.items()
        },
    }


def results_document(edition: Edition) -> list[JsonObject]:
    """Each written result: recounted, or that it is not, and why, without a number of it."""
    held, refused = edition.results, edition.unrecounted
    return [
        {"challenge": slug, "recounted": True, "reason": None, "result": held[slug].document}
        if slug in held
        else {"challenge": slug, "recounted": False, "reason": refused[slug].why, "result": None}
        for slug in sorted({*held, *refused})
    ]
