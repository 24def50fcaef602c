"""What a challenge's page shows of its result: each round in words that templates choose. Decides nothing."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from math import floor

from ideario.model.challenge import Challenge
from ideario.model.money import Money, minor_units
from ideario.model.results import (
    Amount,
    Ended,
    LoserEntry,
    Reason,
    ScoredEntry,
    TieEntry,
    TieStep,
    WinnerEntry,
    without_flagged,
)
from ideario.model.votes import Doubt
from ideario.publishing.edition import Edition
from ideario.publishing.views.shared_views import IdeaLink, idea_link
from ideario.publishing.views.template_view import view


@view
class TieView:
    """Ideas that had as many votes, by what told them apart."""

    by: TieStep
    ideas: Sequence[IdeaLink]


@view
class ScoreView:
    """What an idea has where a jury decides: `score` of 10, under a blend of 1 with the `jury`'s of 10, rounded."""

    score: Decimal | None
    scores: int
    jury: Decimal | None


@view
class WinnerView:
    """A winner: `full` of its supporters paid a whole share and `short` what they had, all together worth `votes`.

    `scored` is there where a jury decides.
    """

    idea: IdeaLink
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
class OtherView:
    """An idea that did not win, and why; its supporters `had` so much for it."""

    idea: IdeaLink
    support: int
    why: Reason
    cost: Money | None
    had: Money | None
    tied: TieView | None
    scored: ScoreView | None


@view
class ResultView:
    """A recounted result, amounts as money; `left` is never negative, and what is missing where it is `overspent`."""

    voters: int
    ledger: str
    rules: str
    winners: Sequence[WinnerView]
    others: Sequence[OtherView]
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
    minimum: int
    fewest: int
    judged: bool
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
    left = _amount(found.get("left"))
    return ResultView(
        voters=found["voters"],
        ledger=found["ledger"],
        rules=found["rules"],
        winners=[_winner(edition, winner) for winner in found["winners"]],
        others=[_other(edition, other) for other in found["others"]],
        spent=_amount(found.get("spent")),
        left=left and replace(left, amount=abs(left.amount)),
        overspent=left is not None and left.amount < 0,
        share=_amount(shares["share"]) if shares else None,
        step=_amount(shares["step"]) if shares else None,
        steps=shares["steps"] if shares else 0,
        ended=shares["ended"] if shares else "done",
        flagged=found["flagged"]["ballots"],
        gained=[idea_link(edition, slug) for slug in changed.gained],
        lost=[idea_link(edition, slug) for slug in changed.lost],
        minimum=max(1, challenge.winners.minimum_support),
        fewest=challenge.jury.minimum if challenge.jury else 1,
        judged=challenge.winners.judged,
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
        support=winner["support"],
        cost=_amount(winner.get("cost")),
        paid=_amount(winner.get("paid")),
        votes=Decimal(winner.get("votes", "0")),
        full=winner.get("full", 0),
        short=winner.get("short", 0),
        completed=winner.get("completed", False),
        over=_ties(edition, winner.get("over", ())),
        scored=_scored(winner),
    )


def _other(edition: Edition, other: LoserEntry) -> OtherView:
    return OtherView(
        idea=idea_link(edition, other["idea"]),
        support=other["support"],
        why=other["why"],
        cost=_amount(other.get("cost")),
        # Rounded downwards: what was not enough must not look as if it were.
        had=_amount(other.get("had"), floor),
        tied=_ties(edition, [other["tied"]])[0] if "tied" in other else None,
        scored=_scored(other),
    )


def _scored(entry: ScoredEntry) -> ScoreView | None:
    if "scores" not in entry:
        return None
    return ScoreView(score=_shown(entry.get("score")), scores=entry["scores"], jury=_shown(entry.get("jury")))


def _shown(exact: str | None) -> Decimal | None:
    """An exact fraction to three decimals."""
    return None if exact is None else Decimal(round(Fraction(exact) * 1000)).scaleb(-3).normalize() + 0


def _ties(edition: Edition, ties: Iterable[TieEntry]) -> list[TieView]:
    """Ideas that tied, by what told them apart."""
    found: dict[TieStep, list[IdeaLink]] = {}
    for tie in ties:
        found.setdefault(tie["by"], []).append(idea_link(edition, tie["idea"]))
    return [TieView(by=by, ideas=ideas) for by, ideas in found.items()]


def _amount(written: Amount | None, rounded: Callable[[Fraction], int] = round) -> Money | None:
    """An amount of the result, rounded to whole smallest units: half to even, or as said."""
    if written is None:
        return None
    return Money(amount=rounded(minor_units(written)), currency=written["currency"])
