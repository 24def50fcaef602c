"""The columns by which ideas are filtered and put in order: a number for each idea, oldest first."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from ideario.model.content import Idea
from ideario.publishing.edition import Edition
from ideario.publishing.finding.finding_parts import Parts, column, list_column

MOST_VALUES = 5000
"""So many authors, or skills sought, can be chosen from: those with most ideas."""
ORDERS = ("top", "trending", "controversial", "needs-eyes")
"""The rankings by which ideas can be put in order. `new` is the order of the numbers, from the last."""


def idea_columns(parts: Parts, edition: Edition, ideas: Sequence[Idea]) -> Mapping[str, object]:
    """Puts the columns of `ideas`, and returns the names of their parts, by the page of formats."""
    challenges = [one.slug for one in edition.challenges if one.slug in edition.by_challenge]
    statuses = [slug for slug in edition.community.settings.statuses if slug in edition.lists.by_status]
    tags = [tag for tag in edition.tags if tag in edition.by_tag]
    languages = sorted({idea.language for idea in ideas})
    authors = _most((login.lower() for login in edition.credits.authors(idea)) for idea in ideas)
    needs = _most(idea.needs for idea in ideas)
    called = {login: edition.credits.name(login) for login in authors}
    titles = edition.community.challenges
    return {
        "main": parts.put(
            "columns-main",
            {
                "challenge": {
                    "values": [[slug, titles[slug].title, titles[slug].language] for slug in challenges],
                    "column": _single(challenges, ideas, lambda idea: idea.challenge or ""),
                },
                "status": {
                    "values": statuses,
                    "column": _single(statuses, ideas, lambda idea: edition.statuses[idea.slug].slug),
                },
                "language": {"values": languages, "column": _single(languages, ideas, lambda idea: idea.language)},
                "tag": {"values": tags, **_several(tags, ideas, lambda idea: idea.tags)},
            },
        ),
        "author": parts.put(
            "columns-author",
            {
                "values": list(called.items()),
                **_several(authors, ideas, lambda idea: [one.lower() for one in edition.credits.authors(idea)]),
            },
        ),
        "needs": parts.put("columns-needs", {"values": needs, **_several(needs, ideas, lambda idea: idea.needs)}),
        "talk": parts.put(
            "columns-talk",
            {
                "comments": column(edition.lists.comments.get(idea.slug, 0) for idea in ideas),
                "waiting": column(idea.slug in edition.lists.waiting for idea in ideas),
            },
        ),
    }


def idea_orders(parts: Parts, edition: Edition, ideas: Sequence[Idea]) -> Mapping[str, str]:
    """Puts the numbers of ideas in the order of each ranking; an idea whose rank is not shown is in none of votes."""
    numbers = {idea.slug: number for number, idea in enumerate(ideas)}
    rankings = edition.rankings.get("", {})
    return {
        name: parts.put(f"order-{name}", {"ideas": [numbers[rank.idea] for rank in rankings.get(name, ())]})
        for name in ORDERS
    }


def _most(lists: Iterable[Iterable[str]]) -> list[str]:
    """The values that stand in most lists, by number and then by themselves."""
    counts = Counter(value for values in lists for value in values)
    return sorted(counts, key=lambda value: (-counts[value], value))[:MOST_VALUES]


def _single(values: Sequence[str], ideas: Sequence[Idea], of: Callable[[Idea], str]) -> str:
    """The number of each idea's value from 1, 0 for one that is not among `values`."""
    number = {value: place for place, value in enumerate(values, 1)}
    return column(number.get(of(idea), 0) for idea in ideas)


def _several(values: Sequence[str], ideas: Sequence[Idea], of: Callable[[Idea], Iterable[str]]) -> Mapping[str, object]:
    """The numbers of the values of each idea, likewise."""
    number = {value: place for place, value in enumerate(values, 1)}
    lists = ([number[value] for value in of(idea) if value in number] for idea in ideas)
    return {"several": True, "column": list_column(lists)}
