"""What experts say of a challenge's ideas, as programs read it."""

from ideario.model.challenge import Challenge
from ideario.model.content import Review
from ideario.model.expert_panel import Juror, Panel
from ideario.publishing.api.values import JsonObject
from ideario.publishing.edition import Edition
from ideario.reporters import exact_fraction

UNHEARD = Panel(judgements=(), reviews=(), counted={})
"""What the experts of a challenge say before any of them has."""


def review_document(edition: Edition, challenge: Challenge) -> JsonObject | None:
    """The scorecards of a challenge and what they come to, as published; None where nobody has scored anything, and
    nobody was asked to.

    A reviewer who asks not to be credited has no login here; the challenge itself names its jurors.
    """
    panel, jury = edition.panels.get(challenge.slug, UNHEARD), edition.juries.get(challenge.slug)
    if panel is UNHEARD and jury is None:
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
                "reviewer": review.login if jury else edition.credits.login(review.login),
                "conflicts": sorted(review.conflicts),
                "scores": _cards(panel, review),
            }
            for review in panel.reviews
        ],
        "jury": None if jury is None else [_juror_document(juror) for juror in jury],
    }


def _juror_document(juror: Juror) -> JsonObject:
    review = juror.review
    return {
        "juror": juror.login,
        "ideas": list(juror.ideas),
        "aside": list(juror.aside),
        "seal": review.seal or None if review else None,
        "salt": review.salt or None if review else None,
        "sealed_for": review.sealed_for or None if review else None,
    }


def _blend_document(edition: Edition, challenge: Challenge) -> JsonObject | None:
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
                "score": exact_fraction(one.score),
                "support": one.support,
                "experts": exact_fraction(one.experts),
            }
            for one in found
        ],
    }


def _cards(panel: Panel, review: Review) -> list[JsonObject]:
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
