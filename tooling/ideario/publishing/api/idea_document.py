"""An idea as programs read it: as an object of JSON and as a row of the table."""

from collections.abc import Callable
from operator import itemgetter

from ideario.model.content import Idea
from ideario.publishing.api.picture_values import picture_value
from ideario.publishing.api.values import JsonObject, award_value, link_values, moment_value, money_value
from ideario.publishing.edition import Edition
from ideario.spreadsheets import money_cells

IDEA_COLUMNS = (
    "slug,title,summary,language,challenge,authors,tags,status,status_kind,duplicate_of,cost_amount,cost_currency,"
    "arrived,rank,support,oppose,watch,raw,counted,excluded,source_id,url"
).split(",")
"""The columns of ideas.csv."""
_cells: Callable[[JsonObject], tuple[object, ...]] = itemgetter(*IDEA_COLUMNS)


def idea_document(edition: Edition, idea: Idea) -> JsonObject:
    """An idea, by api-ideas.schema.json."""
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
        "authors": list(edition.credits.authors(idea)),
        "tags": list(idea.tags),
        "needs": list(idea.needs),
        "cost": money_value(idea.cost),
        "picture": picture_value(edition.community, idea),
        "links": link_values(idea.links),
        "body": idea.body,
        "source": idea.source,
        "source_id": idea.source_id,
        "source_date": idea.source_date,
        "arrived": moment_value(idea.arrived),
        "status": status.slug,
        "status_kind": status.kind,
        "duplicate_of": target if target != idea.slug else None,
        "similar": [{"idea": near.slug, "score": near.score} for near in edition.similar.nearest.get(idea.slug, ())],
        "award": award_value(decision.award) if decision else None,
        "shipped": decision.shipped or None if decision else None,
        "threads": list(edition.threads_of.get(idea.slug, ())),
        "rank": edition.ranks.get(idea.slug),
        "trend": trend._asdict() if (trend := edition.trends.get(idea.slug)) else None,
        "votes": edition.votes[idea.slug],
    }


def idea_row(edition: Edition, idea: Idea, document: JsonObject) -> tuple[object, ...]:
    """The row of an idea: its `document` flattened, lists as words in one cell."""
    standing = edition.tally.standings.get(idea.slug)
    return _cells(
        {
            **edition.votes[idea.slug],
            **document,
            **money_cells("cost", idea.cost),
            "authors": " ".join(edition.credits.authors(idea)),
            "tags": " ".join(idea.tags),
            "excluded": standing.raw - standing.counted if standing else None,
        }
    )
