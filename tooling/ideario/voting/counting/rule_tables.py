"""Makes of a community the rows that the counting rule reads beside the events. Runs no rule, reads no ledger."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from ideario.model.community import Community, Terms
from ideario.model.ledger_state import Thread
from ideario.model.moments import instant

ColumnKind = Literal["text", "moment", "number", "truth"]
Value = str | int | bool | None
Rows = Sequence[tuple[Value, ...]]
Views = Mapping[str, Rows]
"""Rows by the name of the view; moments are text such as 2026-01-02T03:04:05Z."""

COLUMNS: Mapping[str, Mapping[str, ColumnKind]] = {
    "threads": {"thread": "text", "name": "text", "listed": "truth"},
    "ideas": {"name": "text", "idea": "text", "target": "text", "challenge": "text", "terms": "number"},
    "challenges": {"challenge": "text", "opens": "moment", "closes": "moment"},
    "kinds": {"terms": "number", "kind": "text", "stance": "text"},
    "edits": {"idea": "text", "edited": "moment", "void": "truth"},
    "exclusions": {"voter": "text", "name": "text"},
    "asked": {"challenge": "text"},
}
"""The views of count.sql but for the events, with the columns of each."""


def views_of(
    community: Community, threads: Sequence[Thread], *, pending: Iterable[str] = (), asked: Iterable[str] = ()
) -> Views:
    """The rows of each view of COLUMNS.

    `threads` are the ledger's, `pending` slugs of ideas that stand in open pull requests alone, `asked` the challenges
    of which single ballots are wanted, '' for those outside any. A thread of no idea is one of the idea ''.
    """
    targets = {slug: community.target(slug) for slug in community.ideas}
    former = {old: idea for idea, decision in community.decisions.items() for old in decision.former}
    names = {**{old: idea for old, idea in former.items() if idea in targets}, **{slug: slug for slug in targets}}
    terms, number = _terms(community)
    published = [
        (name, idea, targets[idea], challenge := community.ideas[targets[idea]].challenge, number[challenge])
        for name, idea in names.items()
    ]
    return {
        "threads": [
            *((thread.name, idea, True) for thread in threads for idea in thread.of(names) or ("",)),
            *((thread, idea, False) for idea, decision in community.decisions.items() for thread in decision.threads),
        ],
        "ideas": [*published, *((slug, slug, slug, None, number[None]) for slug in pending)],
        "challenges": [
            (slug, instant(c.voting.opens), instant(c.voting.closes)) for slug, c in community.challenges.items()
        ],
        "kinds": [(place, *meaning) for place, said in enumerate(terms) for meaning in said.reactions.items()],
        "edits": [
            (slug, instant(moment), _void(community, targets[slug])) for slug, moment in community.edited.items()
        ],
        "exclusions": [
            (voter, idea) for e in community.exclusions for voter in e.voters for idea in (e.ideas or (None,))
        ],
        "asked": [(slug,) for slug in asked],
    }


def _void(community: Community, idea: str) -> bool:
    """Whether votes given before an edit are void where votes count at `idea`."""
    return community.terms(community.ideas[idea].challenge).votes_before_edit == "void"


def _terms(community: Community) -> tuple[list[Terms], Mapping[str | None, int]]:
    """All terms by which votes count, and the place of those of each challenge among them, None being without one."""
    found: list[Terms] = []
    number = {}
    for challenge in (None, *community.challenges):
        terms = community.terms(challenge)
        if terms not in found:
            found.append(terms)
        number[challenge] = found.index(terms)
    return found, number
