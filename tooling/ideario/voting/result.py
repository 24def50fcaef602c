"""The result of a challenge as the document that is written, published and recounted. Writes no file."""

from fractions import Fraction
from typing import Any

from ideario.model import LedgerState, instant
from ideario.voting.winners import Contest, Loss, Outcome, Win

MOST_OTHERS = 200
"""So many ideas that did not win are explained; a file is no place for ten thousand."""


def result_document(
    contest: Contest, outcome: Outcome, unflagged: Outcome, *, flagged: int, ledger: LedgerState, rules: str
) -> dict[str, Any]:
    """A result by schemas/result.schema.json; keys without a value are left out.

    Fractions, which may be hundreds of digits long, are shown with four decimals: see `shown`. `unflagged` is the
    outcome without the `flagged` ballots, `rules` the hash of the challenge's rules.
    """
    document: dict[str, Any] = {
        "observed": instant(ledger.observed),
        "ledger": ledger.head,
        "rules": rules,
        "voters": contest.voters,
        "winners": [_winner(win) for win in outcome.wins],
        "others": [_other(loss) for loss in outcome.losses[:MOST_OTHERS]],
        "spent": outcome.spent,
    }
    if outcome.left is not None:
        document["left"] = outcome.left
    if outcome.share is not None:
        document["shares"] = {
            "share": shown(outcome.share),
            "step": outcome.step,
            "steps": outcome.steps,
            "ended": outcome.ended,
        }
    document["flagged"] = {"ballots": flagged, "winners": [win.idea for win in unflagged.wins]}
    return document


def _winner(win: Win) -> dict[str, Any]:
    found: dict[str, Any] = {"idea": win.idea, "support": win.support}
    if win.cost is not None:
        found["cost"] = win.cost
    if win.paid is not None:
        found |= {"votes": shown(win.votes), "paid": shown(win.paid), "full": win.full, "short": win.short}
    if win.by == "utilitarian":
        found["completed"] = True
    if win.over:
        found["over"] = sorted(win.over)
    return found


def _other(loss: Loss) -> dict[str, Any]:
    found: dict[str, Any] = {"idea": loss.idea, "support": loss.support, "why": loss.why}
    if loss.cost is not None:
        found["cost"] = loss.cost
    if loss.had is not None:
        found["had"] = shown(loss.had)
    return found


def shown(number: Fraction) -> str:
    """An exact number as files hold it and people see it: whole, or with four decimals, half to even."""
    if number.denominator == 1:
        return str(number.numerator)
    whole, part = divmod(round(number * 10_000), 10_000)  # Python rounds fractions exactly
    return f"{whole}.{part:04}"
