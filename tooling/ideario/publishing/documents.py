"""The documents of the site that programs read: api/v1 as JSON and CSV. The same values as the pages have."""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from ideario.model.challenge import Challenge, Window
from ideario.model.content import Decision, Idea, Link, Person
from ideario.model.moments import instant
from ideario.model.money import Money, money_document
from ideario.model.votes import RANKINGS, Rankings
from ideario.publishing.edition import Edition
from ideario.publishing.pages.expert_views import review_document
from ideario.publishing.pages.page_list import INDEX, election_path
from ideario.publishing.pages.roll import awards_view

DOCUMENTS: Mapping[str, str] = {
    "index": INDEX,
    "community": "api/v1/community.json",
    "ideas": "api/v1/ideas.json",
    "ideas_csv": "api/v1/ideas.csv",
    "challenges": "api/v1/challenges.json",
    "challenges_csv": "api/v1/challenges.csv",
    "people": "api/v1/people.json",
    "tags": "api/v1/tags.json",
    "decisions": "api/v1/decisions.json",
    "results": "api/v1/results.json",
    "reviews": "api/v1/reviews.json",
    "tally": "api/v1/tally.json",
    "rankings": "api/v1/rankings.json",
    "integrity": "api/v1/integrity.json",
    "rules": "api/v1/rules.json",
    "counting_rule": "api/v1/count.sql",
    "recounting_program": "api/v1/recount.py",
    "feed": "feed.xml",
    "calendar": "calendar.ics",
}
"""Every document that the data page lists, by what it holds: its path in the site."""

# What a spreadsheet takes for a formula when a cell begins with it, also as full-width signs (Excel in Chinese and
# Japanese) and after space that it may drop, seen or unseen.
_FORMULA = re.compile(r"[\t\r]|[\s\u200b-\u200d\u2060\ufeff]*[=+\-@＝＋－＠]")


def documents(edition: Edition) -> Iterator[tuple[str, bytes]]:
    """Each JSON and CSV document and the counting rule, as (path in the site, content)."""
    community = edition.community
    ideas = [_idea(edition, idea) for idea in community.ideas.values()]
    challenges = [_challenge(edition, challenge) for challenge in community.challenges.values()]
    yield (
        DOCUMENTS["index"],
        _json({"schema": 1, "built": _moment(edition.built), "stale": edition.stale, "documents": dict(DOCUMENTS)}),
    )
    yield DOCUMENTS["community"], _json(_community(edition))
    yield DOCUMENTS["ideas"], _json_list("ideas", ideas, sample=edition.sample)
    yield DOCUMENTS["challenges"], _json_list("challenges", challenges, sample=edition.sample)
    yield DOCUMENTS["people"], _json_list("people", [_person(edition, p) for p in community.people.values()])
    yield DOCUMENTS["tags"], _json_list("tags", [_tag(edition, tag) for tag in edition.tags])
    yield DOCUMENTS["decisions"], _json_list("decisions", [_decision(d) for d in community.decisions.values()])
    yield DOCUMENTS["results"], _json_list("results", results_document(edition), sample=edition.sample)
    reviews = [found for challenge in community.challenges.values() if (found := review_document(edition, challenge))]
    yield DOCUMENTS["reviews"], _json_list("reviews", reviews)
    yield DOCUMENTS["tally"], _json(edition.tally_document)
    rankings = [_rankings(edition, name, found) for name, found in edition.rankings.items()]
    as_of = instant(edition.tally.as_of)
    yield DOCUMENTS["rankings"], _json_list("rankings", rankings, sample=edition.sample, as_of=as_of)
    yield DOCUMENTS["integrity"], _json(edition.integrity)
    yield DOCUMENTS["rules"], _json(edition.rules_document)
    yield DOCUMENTS["counting_rule"], edition.counting_rule.encode()
    yield DOCUMENTS["recounting_program"], edition.recounting_program.encode()
    for slug, text in edition.elections.items():
        yield election_path(slug), text.encode()
    yield DOCUMENTS["ideas_csv"], _csv(_IDEA_COLUMNS, map(_idea_row, ideas))
    yield DOCUMENTS["challenges_csv"], _csv(_CHALLENGE_COLUMNS, map(_challenge_row, challenges))


def results_document(edition: Edition) -> list[dict[str, Any]]:
    """Each written result: recounted, or that it is not, and why, without a number of it."""
    held, refused = edition.results, edition.unrecounted
    return [
        {"challenge": slug, "recounted": True, "reason": None, "result": held[slug].document}
        if slug in held
        else {"challenge": slug, "recounted": False, "reason": refused[slug].why, "result": None}
        for slug in sorted({*held, *refused})
    ]


# ---- records


def _community(edition: Edition) -> dict[str, Any]:
    settings = edition.community.settings
    return {
        "schema": 1,
        "name": settings.name,
        "tagline": dict(settings.tagline),
        "url": settings.url,
        "repository": settings.repository,
        "host": settings.host,
        "licence": settings.licence,
        "languages": list(settings.languages),
        "contact": settings.contact or None,
        "code_of_conduct": settings.code_of_conduct or None,
        "statuses": [
            {"status": s.slug, "label": dict(s.label), "kind": s.kind, "colour": s.colour}
            for s in settings.statuses.values()
        ],
        "reactions": dict(edition.community.terms(None).reactions),
    }


def _idea(edition: Edition, idea: Idea) -> dict[str, Any]:
    community = edition.community
    decision = community.decisions.get(idea.slug)
    status = edition.statuses[idea.slug]
    target = community.target(idea.slug)
    return {
        "slug": idea.slug,
        "url": f"{community.settings.url}ideas/{idea.slug}/",
        "title": idea.title,
        "summary": idea.summary,
        "language": idea.language,
        "challenge": idea.challenge,
        "authors": list(edition.credited(idea)),
        "tags": list(idea.tags),
        "needs": list(idea.needs),
        "cost": _money(idea.cost),
        "links": _links(idea.links),
        "body": idea.body,
        "source": idea.source,
        "source_id": idea.source_id,
        "source_date": idea.source_date,
        "arrived": _moment(idea.arrived),
        "status": status.slug,
        "status_kind": status.kind,
        "duplicate_of": target if target != idea.slug else None,
        "award": {"title": decision.award.title, "reason": decision.award.reason}
        if decision and decision.award
        else None,
        "shipped": decision.shipped or None if decision else None,
        "threads": list(edition.threads_of.get(idea.slug, ())),
        "rank": edition.ranks.get(idea.slug),
        "votes": edition.votes[idea.slug],
    }


def _challenge(edition: Edition, challenge: Challenge) -> dict[str, Any]:
    turnout, gap = edition.tally.turnouts.get(challenge.slug), edition.gap(challenge)
    winners, reward = challenge.winners, challenge.reward
    return {
        "slug": challenge.slug,
        "url": f"{edition.community.settings.url}challenges/{challenge.slug}/",
        "title": challenge.title,
        "question": challenge.question,
        "background": challenge.background,
        "decided_by": challenge.decided_by,
        "language": challenge.language,
        "phase": edition.tally.phase(challenge),
        "submission": _window(challenge.submission),
        "voting": _window(challenge.voting),
        "new_accounts": challenge.new_accounts,
        "ranks": challenge.ranks,
        "counts": challenge.counts,
        "tags": list(challenge.tags),
        "criteria": [{"id": c.id, "title": c.title, "weight": c.weight} for c in challenge.criteria],
        "blend": {"crowd": blend.crowd, "experts": blend.experts} if (blend := challenge.blend) else None,
        "reward": {
            "kind": reward.kind,
            "money": _money(reward.money),
            "paid_on_result": reward.paid_on_result,
            "description": reward.description,
        },
        "budget": _money(challenge.budget),
        "winners": {
            "rule": winners.rule,
            "count": winners.count,
            "completion": winners.completion,
            "step": _money(winners.step),
            "minimum_support": winners.minimum_support,
            "quorum": winners.quorum,
            "proportional_quorum": winners.proportional_quorum,
            "seed": winners.seed,
        },
        "sdgs": list(challenge.sdgs),
        "contact": challenge.contact or None,
        "links": _links(challenge.links),
        "ideas": len(edition.by_challenge.get(challenge.slug, ())),
        "voters": turnout.voters if turnout else None,
        "ballots": turnout.ballots if turnout else None,
        "empty": turnout.empty if turnout else None,
        "pabulib": f"{edition.community.settings.url}{election_path(challenge.slug)}"
        if challenge.slug in edition.elections
        else None,
        "gap": {"before": _moment(gap.before), "after": _moment(gap.after)} if gap else None,
    }


def _person(edition: Edition, person: Person) -> dict[str, Any]:
    return {
        "login": person.login,
        "url": f"{edition.community.settings.url}people/{person.login}/",
        "name": person.name if person.credit == "name" else None,
        "about": person.about,
        "skills": list(person.skills),
        "availability": person.availability,
        "languages": list(person.languages),
        "links": _links(person.links),
        "supports": [] if person.credit == "none" else list(person.supports),
        "awards": [{"idea": idea["slug"], "title": idea["award"]} for idea in awards_view(edition, person.login)],
        "ideas": sorted(idea.slug for idea in edition.by_author.get(person.login.lower(), ())),
    }


def _tag(edition: Edition, tag: str) -> dict[str, Any]:
    label = edition.community.settings.tags.get(tag)
    return {"tag": tag, "label": dict(label) if label else {"": tag}, "ideas": len(edition.by_tag.get(tag, ()))}


def _decision(decision: Decision) -> dict[str, Any]:
    return {
        "idea": decision.idea,
        "history": [{"date": c.date, "status": c.status, "reason": c.reason} for c in decision.history],
        "duplicate_of": decision.duplicate_of,
        "former": list(decision.former),
        "threads": list(decision.threads),
        "award": {"title": decision.award.title, "reason": decision.award.reason} if decision.award else None,
        "shipped": decision.shipped or None,
    }


def _rankings(edition: Edition, challenge: str, rankings: Rankings) -> dict[str, Any]:
    decisions = edition.community.decisions
    return {
        "challenge": challenge or None,
        **{
            RANKINGS[name].key: [
                {"rank": p.rank, "idea": p.idea, "score": p.score, "count": p.count, "among": p.among} for p in places
            ]
            for name, places in rankings.items()
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


def _money(money: Money | None) -> dict[str, Any] | None:
    return money_document(money) if money else None


def _links(links: tuple[Link, ...]) -> list[dict[str, str]]:
    return [{"title": link.title, "url": link.url} for link in links]


def _moment(moment: datetime | None) -> str | None:
    return instant(moment) if moment else None


def _window(window: Window) -> dict[str, str]:
    return {"opens": instant(window.opens), "closes": instant(window.closes)}


# ---- JSON


def _json(document: Mapping[str, Any]) -> bytes:
    return (json.dumps(document, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def _json_list(name: str, records: list[dict[str, Any]], **facts: bool | str) -> bytes:
    """One record a line, so that a change of one is a change of one line and a large file can be read as it comes.

    `facts` stand before the records and hold for all of them.
    """
    lines = ",\n".join(json.dumps(record, ensure_ascii=False, separators=(",", ":")) for record in records)
    before = json.dumps({"schema": 1, **facts}, separators=(",", ":"))[:-1]
    return f'{before},"{name}":[\n{lines}\n]}}\n'.encode()


# ---- CSV (RFC 4180)

_IDEA_COLUMNS = (
    "slug,title,summary,language,challenge,authors,tags,status,status_kind,duplicate_of,cost_amount,cost_currency,"
    "arrived,rank,support,oppose,watch,raw,counted,excluded,source_id,url"
).split(",")
_CHALLENGE_COLUMNS = (
    "slug,title,question,language,phase,submission_opens,submission_closes,voting_opens,voting_closes,"
    "budget_amount,budget_currency,ideas,voters,ballots,url"
).split(",")


def _idea_row(idea: dict[str, Any]) -> list[Any]:
    votes, cost = idea["votes"], idea["cost"] or {"amount": "", "currency": ""}
    derived = {
        "authors": " ".join(idea["authors"]),
        "tags": " ".join(idea["tags"]),
        "cost_amount": cost["amount"],
        "cost_currency": cost["currency"],
        "excluded": None if votes["withheld"] else votes["raw"] - votes["counted"],
        **{key: votes[key] for key in ("support", "oppose", "watch", "raw", "counted")},
    }
    return [derived.get(column, idea.get(column)) for column in _IDEA_COLUMNS]


def _challenge_row(challenge: dict[str, Any]) -> list[Any]:
    budget = challenge["budget"] or {"amount": "", "currency": ""}
    derived = {
        f"{window}_{edge}": challenge[window][edge]
        for window in ("submission", "voting")
        for edge in ("opens", "closes")
    } | {"budget_amount": budget["amount"], "budget_currency": budget["currency"]}
    return [derived.get(column, challenge.get(column)) for column in _CHALLENGE_COLUMNS]


def _csv(columns: list[str], rows: Iterable[list[Any]]) -> bytes:
    """A table with a byte order mark, without which Excel takes UTF-8 for the old encoding of its system."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_cell(value) for value in row])
    return out.getvalue().encode("utf-8-sig")


def _cell(value: Any) -> Any:
    """A value that no spreadsheet runs: text that looks like a formula gets an apostrophe before it."""
    if value is None:
        return ""
    if isinstance(value, str) and _FORMULA.match(value):
        return f"'{value}"
    return value
