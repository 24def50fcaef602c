"""What experts say of a challenge's ideas, beside the crowd: for its page, with a plot, and as JSON.

Blended with the crowd, as well, where the challenge says how; worked out elsewhere.
"""

from collections import defaultdict
from decimal import Decimal
from fractions import Fraction
from typing import Any

from ideario.model.challenge import Challenge
from ideario.model.content import Review
from ideario.model.expert_panel import Judgement, Panel
from ideario.publishing.edition import Edition
from ideario.publishing.prose.markdown import prose_html

View = dict[str, Any]
WIDTH, HEIGHT, MARGIN = 320, 200, 24  # of the plot, in units of its own
_MOST = 10  # points that a criterion can have


def experts_view(edition: Edition, challenge: Challenge) -> View | None:
    """The judgements with the crowd's ranks, where these are shown; None where nobody has scored anything."""
    panel = edition.panels.get(challenge.slug)
    if panel is None:
        return None
    crowd = {place.idea: place.rank for place in edition.rankings.get(challenge.slug, {}).get("top", ())}
    comments: dict[str, list[View]] = defaultdict(list)
    for review in panel.reviews:
        for card in review.scores:
            if card.comment:
                said = {"login": _credited(edition, review.login), "html": prose_html(card.comment)}
                comments[card.idea].append(said)
    return {
        "reviewers": sum(1 for ideas in panel.counted.values() if ideas),
        "ideas": [
            {
                **edition.named(one.idea),
                "rank": one.rank,
                "score": _rounded(one.score),
                "lowest": _rounded(one.lowest),
                "highest": _rounded(one.highest),
                "spread": None if one.spread is None else _rounded(one.spread),
                "reviewers": one.reviewers,
                "aside": one.aside,
                "crowd": crowd.get(one.idea),
                "comments": comments[one.idea],
            }
            for one in panel.judgements
        ],
        "crowd": bool(crowd),
        "plot": _plot(edition, panel.judgements) if crowd else None,
        "blend": challenge.blend,
        "blended": [
            {
                **edition.named(one.idea),
                "rank": one.rank,
                "support": one.support,
                "voters": one.voters,
                "experts": _rounded(one.experts, 3),
                "score": _rounded(one.score, 3),
            }
            for one in edition.blends.get(challenge.slug, ())
        ],
    }


def review_document(edition: Edition, challenge: Challenge) -> View | None:
    """The scorecards of a challenge and what they come to, as published; None where nobody has scored anything.

    A reviewer who asks not to be credited has no login here.
    """
    panel = edition.panels.get(challenge.slug)
    if panel is None:
        return None
    return {
        "challenge": challenge.slug,
        "criteria": [{"id": criterion.id, "weight": criterion.weight} for criterion in challenge.criteria],
        "ideas": [
            {
                "rank": one.rank,
                "idea": one.idea,
                "score": float(one.score),
                "lowest": float(one.lowest),
                "highest": float(one.highest),
                "spread": one.spread,
                "reviewers": one.reviewers,
                "criteria": {name: float(score) for name, score in one.criteria.items()},
            }
            for one in panel.judgements
        ],
        "blend": _blend_document(edition, challenge),
        "scorecards": [
            {
                "reviewer": _credited(edition, review.login),
                "conflicts": sorted(review.conflicts),
                "scores": _cards(panel, review),
            }
            for review in panel.reviews
        ],
    }


def _blend_document(edition: Edition, challenge: Challenge) -> View | None:
    blend, found = challenge.blend, edition.blends.get(challenge.slug)
    if blend is None or not found:
        return None
    return {
        "crowd": blend.crowd,
        "experts": blend.experts,
        "voters": found[0].voters,
        "ideas": [
            {
                "rank": one.rank,
                "idea": one.idea,
                "score": _exact(one.score),
                "support": one.support,
                "experts": _exact(one.experts),
            }
            for one in found
        ],
    }


def _exact(number: Fraction) -> str:
    return f"{number.numerator}/{number.denominator}"


def _cards(panel: Panel, review: Review) -> list[View]:
    counted = panel.counted[review.login]
    return [
        {
            "idea": card.idea,
            "criteria": dict(card.criteria),
            "counts": card.idea in counted,
            "comment": card.comment or None,
        }
        for card in review.scores
    ]


def _plot(edition: Edition, judgements: tuple[Judgement, ...]) -> View:
    """Where each idea stands: experts upwards, support to the right. Ideas on one spot share their label.

    An idea whose votes are not shown yet stands nowhere.
    """
    standings = edition.tally.standings
    found = [one for one in judgements if one.idea in standings]
    support = {one.idea: standings[one.idea].support for one in found}
    most = max([1, *support.values()])
    spots: dict[tuple[int, Fraction], list[Judgement]] = defaultdict(list)
    for one in found:
        spots[support[one.idea], one.score].append(one)
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "left": MARGIN,
        "right": WIDTH - MARGIN,
        "top": _up(Fraction(_MOST)),
        "bottom": _up(Fraction(0)),
        "most": most,
        "points": [
            {
                "x": _rounded(Fraction(MARGIN) + Fraction((WIDTH - 2 * MARGIN) * count, most)),
                "y": _up(score),
                "lowest": _up(min(one.lowest for one in there)),
                "highest": _up(max(one.highest for one in there)),
                "label": ", ".join(dict.fromkeys(str(one.rank) for one in there)),
            }
            for (count, score), there in spots.items()
        ],
    }


def _up(score: Fraction) -> Decimal:
    return _rounded(HEIGHT - MARGIN - (HEIGHT - 2 * MARGIN) * score / _MOST)


def _rounded(number: Fraction | float, decimals: int = 2) -> Decimal:
    """To two decimals or as many, half to even, as Python rounds."""
    units = round(Fraction(number) * 10**decimals)
    return Decimal(units).scaleb(-decimals).normalize() + 0


def _credited(edition: Edition, login: str) -> str | None:
    person = edition.person(login)
    return None if person is not None and person.credit == "none" else login
