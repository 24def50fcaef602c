"""What became of an idea in the vote of its challenge: won or not, at which rank, and why not. Decides nothing."""

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from math import floor

from ideario.model.money import Money, minor_units
from ideario.model.results import Amount, Reason, ScoredEntry, TieEntry, TieStep
from ideario.publishing.edition import Edition
from ideario.publishing.idea_results import IdeaResult
from ideario.publishing.views.shared_views import IdeaLink, idea_link
from ideario.publishing.views.template_view import view


@view
class OutcomeView:
    """Whether an idea won a challenge, and its rank among so many: by score where a jury decides, else by support.

    `rank` is None for an idea without a score.
    """

    challenge: str
    won: bool
    rank: int | None
    among: int
    judged: bool


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
class ReasonView:
    """Why an idea did not win; its supporters `had` so much for it. The rest is what the winner rule asks for."""

    why: Reason
    cost: Money | None
    had: Money | None
    tied: TieView | None
    judged: bool
    minimum: int
    fewest: int
    quorum: str | None


def outcome_view(found: IdeaResult | None) -> OutcomeView | None:
    """What became of an idea; None where nothing is decided."""
    if found is None:
        return None
    return OutcomeView(
        challenge=found.challenge, won=found.won, rank=found.rank, among=found.among, judged=found.judged
    )


def reason_view(edition: Edition, found: IdeaResult | None) -> ReasonView | None:
    """Why an idea did not win; None for a winner, and for one of the many that a long result does not explain."""
    if found is None or found.loser is None:
        return None
    challenge, entry = edition.community.challenges[found.challenge], found.loser
    return ReasonView(
        why=entry["why"],
        cost=money_of(entry.get("cost")),
        # Rounded downwards: what was not enough must not look as if it were.
        had=money_of(entry.get("had"), floor),
        tied=tie_views(edition, [entry["tied"]])[0] if "tied" in entry else None,
        judged=challenge.winners.judged,
        minimum=max(1, challenge.winners.minimum_support),
        fewest=challenge.jury.minimum if challenge.jury else 1,
        quorum=challenge.winners.quorum,
    )


def tie_views(edition: Edition, ties: Iterable[TieEntry]) -> list[TieView]:
    """Ideas that tied, by what told them apart."""
    found: dict[TieStep, list[IdeaLink]] = {}
    for tie in ties:
        found.setdefault(tie["by"], []).append(idea_link(edition, tie["idea"]))
    return [TieView(by=by, ideas=ideas) for by, ideas in found.items()]


def score_view(entry: ScoredEntry) -> ScoreView | None:
    """What a jury gave an idea; None where no jury decides."""
    if "scores" not in entry:
        return None
    return ScoreView(score=_shown(entry.get("score")), scores=entry["scores"], jury=_shown(entry.get("jury")))


def money_of(written: Amount | None, rounded: Callable[[Fraction], int] = round) -> Money | None:
    """An amount of the result, rounded to whole smallest units: half to even, or as said."""
    if written is None:
        return None
    return Money(amount=rounded(minor_units(written)), currency=written["currency"])


def _shown(exact: str | None) -> Decimal | None:
    """An exact fraction to three decimals."""
    return None if exact is None else Decimal(round(Fraction(exact) * 1000)).scaleb(-3).normalize() + 0
