"""What a challenge's page shows of its result: each round in words that templates choose. Decides nothing."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from ideario.model.challenge import Challenge
from ideario.model.content import Idea
from ideario.model.money import Money
from ideario.model.results import Ended, LoserEntry, ResultDocument, WinnerEntry, without_flagged
from ideario.model.votes import Doubt
from ideario.publishing.edition import Edition
from ideario.publishing.views.shared_views import IdeaLink, idea_link
from ideario.publishing.views.taking_part.outcomes import (
    OutcomeView,
    ReasonView,
    ScoreView,
    TieView,
    money_of,
    outcome_view,
    reason_view,
    score_view,
    tie_views,
)
from ideario.publishing.views.template_view import view

MAX_PARTS = 100
"""A bar of more parts than that shows nothing."""


@view
class WinnerView:
    """A winner: `full` of its supporters paid a whole share and `short` what they had, all together worth `votes`.

    `scored` is there where a jury decides.
    """

    idea: IdeaLink
    outcome: OutcomeView | None
    support: int
    cost: Money | None
    paid: Money | None
    votes: Decimal
    full: int
    short: int
    completed: bool
    over: Sequence[TieView]
    scored: ScoreView | None


@view
class RowView:
    """An idea in the table of all ideas; `outcome` is None for one whose votes count at another idea."""

    idea: IdeaLink
    outcome: OutcomeView | None
    support: int | None
    cost: Money | None
    scored: ScoreView | None
    reason: ReasonView | None


@view
class BarPart:
    """What a winner takes of the bar that is the budget, in thousandths of it: from `x` on, so wide."""

    x: float
    width: float
    title: str


@view
class ResultView:
    """A recounted result, amounts as money; `left` is never negative, and what is missing where it is `overspent`.

    `bar` is the budget as its winners share it, empty where there is none or where they are too many to tell apart.
    """

    voters: int
    ledger: str
    rules: str
    winners: Sequence[WinnerView]
    bar: Sequence[BarPart]
    spent: Money | None
    left: Money | None
    overspent: bool
    share: Money | None
    step: Money | None
    steps: int
    ended: Ended
    flagged: int
    gained: Sequence[IdeaLink]
    lost: Sequence[IdeaLink]
    command: str
    path: str
    repository_url: str


@view
class UnrecountedView:
    """That a result was written and is none: why, and where it stands. None of its numbers."""

    why: Doubt
    path: str
    url: str | None


def result_view(edition: Edition, challenge: Challenge) -> ResultView | None:
    """The recounted result; None where the challenge has none that a recount confirms."""
    result = edition.results.get(challenge.slug)
    if result is None:
        return None
    found, shares = result.document, result.document.get("shares")
    changed = without_flagged(found)
    left = money_of(found.get("left"))
    return ResultView(
        voters=found["voters"],
        ledger=found["ledger"],
        rules=found["rules"],
        winners=[_winner(edition, winner) for winner in found["winners"]],
        bar=_bar(edition, found, challenge),
        spent=money_of(found.get("spent")),
        left=left and replace(left, amount=abs(left.amount)),
        overspent=left is not None and left.amount < 0,
        share=money_of(shares["share"]) if shares else None,
        step=money_of(shares["step"]) if shares else None,
        steps=shares["steps"] if shares else 0,
        ended=shares["ended"] if shares else "done",
        flagged=found["flagged"]["ballots"],
        gained=[idea_link(edition, slug) for slug in changed.gained],
        lost=[idea_link(edition, slug) for slug in changed.lost],
        command=f"ideario winners {challenge.slug}{edition.ledger_option}",
        path=result.path,
        repository_url=edition.repository_url,
    )


def unrecounted_view(edition: Edition, challenge: Challenge) -> UnrecountedView | None:
    """What is said of a written result that no recount confirms."""
    found = edition.unrecounted.get(challenge.slug)
    if found is None:
        return None
    return UnrecountedView(why=found.why, path=found.path, url=edition.file_url(found.path))


def _winner(edition: Edition, winner: WinnerEntry) -> WinnerView:
    return WinnerView(
        idea=idea_link(edition, winner["idea"]),
        outcome=outcome_view(edition.idea_results.get(winner["idea"])),
        support=winner["support"],
        cost=money_of(winner.get("cost")),
        paid=money_of(winner.get("paid")),
        votes=Decimal(winner.get("votes", "0")),
        full=winner.get("full", 0),
        short=winner.get("short", 0),
        completed=winner.get("completed", False),
        over=tie_views(edition, winner.get("over", ())),
        scored=score_view(winner),
    )


def result_rows(edition: Edition, challenge: Challenge, ideas: Sequence[Idea], *, last: bool) -> Sequence[RowView]:
    """The rows of some ideas in the table of a decided challenge; what is no idea of it any more comes `last`."""
    result = edition.results.get(challenge.slug)
    if result is None:
        return []
    found = result.document
    entries: dict[str, WinnerEntry | LoserEntry] = {}
    entries.update({entry["idea"]: entry for entry in found["others"]})
    entries.update({entry["idea"]: entry for entry in found["winners"]})
    slugs = [idea.slug for idea in ideas]
    if last:
        there = {idea.slug for idea in edition.by_challenge.get(challenge.slug, ())}
        slugs += [slug for slug in entries if slug not in there]
    return [_row(edition, slug, entries.get(slug)) for slug in slugs]


def _row(edition: Edition, slug: str, entry: WinnerEntry | LoserEntry | None) -> RowView:
    told, idea = edition.idea_results.get(slug), edition.community.ideas.get(slug)
    return RowView(
        idea=idea_link(edition, slug),
        outcome=outcome_view(told),
        support=told.support if told else None,
        cost=idea.cost if idea else money_of(entry.get("cost")) if entry else None,
        scored=score_view(entry) if entry else None,
        reason=reason_view(edition, told),
    )


def _bar(edition: Edition, found: ResultDocument, challenge: Challenge) -> Sequence[BarPart]:
    spent, winners = money_of(found.get("spent")), found["winners"]
    if spent is None or challenge.budget is None or not 0 < len(winners) <= MAX_PARTS:
        return []
    whole, parts, x = max(challenge.budget.amount, spent.amount), [], 0.0
    for winner in winners:
        cost = money_of(winner.get("cost"))
        width = round(1000 * cost.amount / whole, 1) if cost else 0.0
        parts.append(BarPart(x=round(x, 1), width=width, title=idea_link(edition, winner["idea"]).title))
        x += width
    return parts
