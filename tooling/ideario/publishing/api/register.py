"""The register of the documents that the site has for programs."""

from collections.abc import Mapping

INDEX = "api/v1/index.json"
"""A document that every site has, by which a folder is known for one."""

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
    "insights": "api/v1/insights.json",
    "rules": "api/v1/rules.json",
    "counting_rule": "api/v1/count.sql",
    "recounting_program": "api/v1/recount.py",
    "feed": "feed.xml",
    "feed_json": "feed.json",
    "calendar": "calendar.ics",
}
"""Every document that the data page lists, by what it holds: its path in the site."""
