"""What the templates see: plain values in the reader's language, made from the model. No HTML but sanitised prose."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from markupsafe import Markup

from ideario.model.challenge import Challenge
from ideario.model.community import Status
from ideario.model.content import Idea, Person, StatusChange
from ideario.model.text import localised
from ideario.model.votes import RANKINGS, Rank
from ideario.publishing.edition import Edition
from ideario.publishing.pages.expert_views import experts_view
from ideario.publishing.pages.result_view import result_view, unrecounted_view
from ideario.publishing.pages.roll import awards_view
from ideario.publishing.prose.markdown import prose_html
from ideario.publishing.words import alphabetical, language_name

View = dict[str, Any]
PLACES = 100
"""So many places of a ranking stand on its page."""


def label_view(label: Mapping[str, str], language: str) -> View:
    """A text of the settings as readers of `language` see it, and the language that it is in: "" where nobody says."""
    text = localised(label, language)
    said = language if language in label else next((code for code, one in label.items() if one == text), "")
    return {"label": text, "lang": said}


def status_view(status: Status, language: str) -> View:
    """slug, label, lang, kind."""
    return {"slug": status.slug, "kind": status.kind, **label_view(status.label, language)}


def tag_view(edition: Edition, tag: str, language: str) -> View:
    """slug, label, lang, count of ideas."""
    label = edition.community.settings.tags.get(tag) or {"": tag}
    return {"slug": tag, "count": len(edition.by_tag.get(tag, ())), **label_view(label, language)}


def tags_view(edition: Edition, tags: Iterable[str], language: str) -> list[View]:
    """Tags in the order of their labels, as readers of the page see them."""
    return sorted((tag_view(edition, tag, language) for tag in tags), key=lambda tag: alphabetical(tag["label"]))


def card_view(edition: Edition, idea: Idea, language: str) -> View:
    """What a list shows of an idea."""
    return {
        "slug": idea.slug,
        "title": idea.title,
        "lang": idea.language,
        "summary": idea.summary,
        "status": status_view(edition.statuses[idea.slug], language),
        "cost": idea.cost,
        "votes": edition.votes[idea.slug],
        "voted": edition.tally.ledger is not None,
    }


def body_html(edition: Edition, idea: Idea) -> Markup:
    """The text of an idea as HTML in which nothing is live; empty for one without."""
    ahead = edition.prose.get(idea.slug)
    if ahead is None:
        return prose_html(idea.body) if idea.body else Markup()
    return Markup(ahead)  # noqa: S704 - made by `prose_html`


def idea_view(edition: Edition, idea: Idea, language: str) -> View:
    """The whole of an idea's page."""
    community = edition.community
    challenge = community.challenges.get(idea.challenge or "")
    decision = community.decisions.get(idea.slug)
    target = community.target(idea.slug)
    threads = edition.threads_of.get(idea.slug, ())
    votable = threads and (challenge is None or edition.tally.phase(challenge) == "voting")
    return card_view(edition, idea, language) | {
        "body_html": body_html(edition, idea),
        "challenge": _title_view(challenge) if challenge else None,
        "authors": [_author_view(edition, login) for login in edition.credited(idea)],
        "tags": tags_view(edition, idea.tags, language),
        "needs": idea.needs,
        "links": idea.links,
        "arrived": idea.arrived,
        "history": [_change_view(edition, change, language) for change in decision.history] if decision else [],
        "award": decision.award if decision else None,
        "shipped": decision.shipped if decision else "",
        "duplicate_of": _title_view(community.ideas[target]) if target != idea.slug else None,
        "duplicates": [_title_view(other) for other in edition.duplicates.get(idea.slug, ())],
        "threads": [{"name": name, "url": edition.thread_url(name)} for name in threads],
        "vote_url": edition.thread_url(threads[0]) if votable and target == idea.slug else None,
        "edit_url": f"{edition.repository_url}/blob/HEAD/{idea.path}" if edition.repository_url else None,
        "source": idea.source,
        "source_id": idea.source_id,
        "source_date": idea.source_date,
    }


def proposed_view(edition: Edition, most: int) -> View:
    """What stands only in open pull requests, the newest `most` of it; `total` counts those without a name too."""
    proposals = sorted(edition.tally.proposed, key=lambda p: (-p.opened.timestamp() if p.opened else 0, p.idea))
    total = len(proposals) + sum(edition.tally.unnamed.values())
    return {
        "total": total,
        "more": total - len(proposals[:most]),
        "shown": [
            {
                "slug": proposal.idea,
                "opened": proposal.opened,
                "support": proposal.standing.support if proposal.standing else None,
                "threads": [
                    {"number": thread.name.partition("/")[2], "url": edition.thread_url(thread.name)}
                    for thread in proposal.threads
                ],
            }
            for proposal in proposals[:most]
        ],
        "url": f"{edition.repository_url}/pulls" if edition.repository_url else None,
    }


def _author_view(edition: Edition, login: str) -> View:
    person = edition.person(login)
    return {
        "login": person.login if person else login,
        "name": person.name if person and person.credit == "name" else login,
        "slug_exists": person is not None,
    }


def _change_view(edition: Edition, change: StatusChange, language: str) -> View:
    return {
        "date": change.date,
        "status": status_view(edition.community.settings.statuses[change.status], language),
        "reason_html": prose_html(change.reason) if change.reason else "",
    }


def _title_view(record: Idea | Challenge) -> View:
    return {"slug": record.slug, "title": record.title, "lang": record.language}


def challenge_card_view(edition: Edition, challenge: Challenge) -> View:
    """What a list shows of a challenge."""
    return {
        "slug": challenge.slug,
        "title": challenge.title,
        "lang": challenge.language,
        "question": challenge.question,
        "phase": edition.tally.phase(challenge),
        "submission": challenge.submission,
        "voting": challenge.voting,
        "budget": challenge.budget,
        "count": len(edition.by_challenge.get(challenge.slug, ())),
    }


def challenge_view(edition: Edition, challenge: Challenge, language: str) -> View:
    """The whole of a challenge's page but its ideas."""
    weights = sum(criterion.weight for criterion in challenge.criteria)
    return challenge_card_view(edition, challenge) | {
        "background_html": prose_html(challenge.background),
        "decided_by": challenge.decided_by,
        "criteria": [
            {"title": c.title, "weight": c.weight, "share": f"{round(Fraction(100 * c.weight, weights))}%"}
            for c in challenge.criteria
        ],
        "blend": challenge.blend,
        "reward": challenge.reward,
        "winners": challenge.winners,
        "seed_due": challenge.submission.closes < challenge.voting.opens
        and edition.tally.phase(challenge) in ("upcoming", "submission", "review"),
        "sdgs": challenge.sdgs,
        "tags": tags_view(edition, challenge.tags, language),
        "contact": contact_href(challenge.contact),
        "links": challenge.links,
        "turnout": edition.tally.turnouts.get(challenge.slug) if edition.tally.ledger else None,
        "withheld": challenge.slug not in edition.tally.turnouts,
        "gap": edition.gap(challenge),
        "result": result_view(edition, challenge),
        "unrecounted": unrecounted_view(edition, challenge),
        "experts": experts_view(edition, challenge),
        "ranked": edition.ranked(challenge),
        "places": {place.idea: place for place in edition.rankings[challenge.slug]["top"]}
        if edition.ranked(challenge)
        else {},
        "shuffled_on": edition.tally.as_of if challenge.slug in edition.shuffles else None,
    }


def ranking_view(edition: Edition, name: str) -> View:
    """A ranking of the whole community: its first places, and whose ideas have none yet."""
    places = edition.rankings.get("", {}).get(name, ())
    return {
        "name": name,
        "by_votes": RANKINGS[name].by_votes,
        "total": len(places),
        "places": places_view(edition, places, places[:PLACES]),
        "counted": edition.tally.ledger is not None,
        "withheld": withheld_ranks_view(edition),
    }


def places_view(edition: Edition, places: Sequence[Rank], shown: Iterable[Rank]) -> list[View]:
    """Some of the places of a ranking; `shared` says how many others have the same rank."""
    of_rank = Counter(place.rank for place in places)
    return [
        {
            "idea": place.idea,
            "rank": place.rank,
            "shared": of_rank[place.rank] - 1,
            "score": place.score,
            "count": place.count,
            "facts": {}
            if place.count is None or place.among is None
            else {"all": place.among, "rest": place.among - place.count},
            "arrived": edition.community.ideas[place.idea].arrived,
        }
        for place in shown
    ]


def settled_view(edition: Edition, slug: str) -> View:
    """When an idea became what it is, and the reason that was given: none where nobody decided it in a file."""
    decision = edition.community.decisions.get(slug)
    last = decision.history[-1] if decision else None
    return {
        "date": last.date if last else None,
        "reason_html": prose_html(last.reason) if last and last.reason else "",
    }


def withheld_ranks_view(edition: Edition) -> list[View]:
    """The challenges that do not show yet how their ideas rank, and when voting closes."""
    return [
        {"slug": c.slug, "title": c.title, "lang": c.language, "closes": c.voting.closes} for c in edition.withholding
    ]


def person_card_view(edition: Edition, person: Person) -> View:
    """What the list shows of a person."""
    return {
        "login": person.login,
        "name": person.name if person.credit == "name" else person.login,
        "skills": person.skills,
        "availability": person.availability,
        "count": len(edition.by_author.get(person.login.lower(), ())),
    }


def people_view(edition: Edition) -> list[View]:
    """Everybody who has a page, in the order of the names that they are shown under."""
    people = (person_card_view(edition, person) for person in edition.community.people.values())
    return sorted(people, key=lambda person: (alphabetical(person["name"]), person["login"]))


def person_view(edition: Edition, person: Person) -> View:
    """The whole of a person's page but their ideas."""
    return person_card_view(edition, person) | {
        "about_html": prose_html(person.about) if person.about else "",
        "languages": [language_name(language) for language in person.languages],
        "awards": awards_view(edition, person.login),
        "links": person.links,
    }


def contact_href(contact: str) -> str:
    """What a link to a contact leads to: an e-mail address needs its scheme."""
    return f"mailto:{contact}" if contact and "://" not in contact else contact


def contact_view(edition: Edition) -> View:
    """Where to write to the people who run the community, and what conduct they ask for: "" where nothing is said."""
    settings = edition.community.settings
    return {
        "contact": settings.contact.removeprefix("https://"),
        "href": contact_href(settings.contact),
        "conduct": settings.code_of_conduct.removeprefix("https://"),
        "conduct_href": settings.code_of_conduct,
        "issues": f"{edition.repository_url}/issues" if edition.repository_url else None,
    }


def numbers_view(edition: Edition) -> View:
    """The community in six whole numbers; `ballots` is None without a ledger and while some counts are withheld."""
    community = edition.community
    standings = edition.tally.standings.values()
    return {
        "ideas": len(community.ideas),
        "challenges": len(community.challenges),
        "people": len(community.people),
        "ballots": sum(s.support + s.oppose for s in standings) if edition.tally.ledger and edition.complete else None,
        "done": len(edition.by_kind.get("done", ())),
        "answered": sum(
            1 for decision in community.decisions.values() if any(change.reason for change in decision.history)
        ),
    }
