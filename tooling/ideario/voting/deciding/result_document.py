"""The result of a challenge as the document that is written, published and recounted. Writes no file."""

from fractions import Fraction

from ideario.model.ledger_state import LedgerState
from ideario.model.moments import instant
from ideario.model.money import Money, fraction_document, money_document
from ideario.model.results import LoserEntry, ResultDocument, ScoredEntry, TieEntry, WinnerEntry
from ideario.reporters import exact_fraction, exact_number
from ideario.voting.deciding.outcome import Contest, Loss, Outcome, Tie, Win

MAX_OTHERS = 200
"""So many ideas that did not win are explained; a file is no place for ten thousand."""


def result_document(
    contest: Contest, outcome: Outcome, unflagged: Outcome, *, flagged: int, ledger: LedgerState, rules: str
) -> ResultDocument:
    """A result by schemas/result.schema.json; keys without a value are left out.

    Fractions, which may be hundreds of digits long, are shown with four decimals; amounts of money as JSON writes them,
    and what a jury's scores come to as exact fractions.
    `unflagged` is the outcome without the `flagged` ballots, `rules` the hash of the challenge's rules.
    """
    document: ResultDocument = {
        "observed": instant(ledger.observed),
        "ledger": ledger.head,
        "rules": rules,
        "voters": contest.voters,
        "winners": [_winner(contest, win) for win in outcome.wins],
        "others": [_other(contest, loss) for loss in outcome.losses[:MAX_OTHERS]],
        "flagged": {"ballots": flagged, "winners": [win.idea for win in unflagged.wins]},
    }
    if outcome.left is not None:
        document["spent"] = _money(outcome.spent, contest.currency)
        document["left"] = _money(outcome.left, contest.currency)
    if outcome.share is not None:
        document["shares"] = {
            "share": fraction_document(outcome.share, contest.currency),
            "step": _money(outcome.step, contest.currency),
            "steps": outcome.steps,
            "ended": outcome.ended,
        }
    return document


def _money(amount: int, currency: str) -> dict[str, str]:
    return money_document(Money(amount=amount, currency=currency))


def _scored(found: ScoredEntry, contest: Contest) -> None:
    """Write into an entry what a jury gave the idea, where one decides."""
    if contest.rule.judged:
        found["scores"] = contest.scores(found["idea"])
        if judgement := contest.judgements.get(found["idea"]):
            found["score"] = exact_fraction(contest.worth(found["idea"]))
            if contest.rule.rule == "blend":
                found["jury"] = exact_fraction(judgement.score)


def _winner(contest: Contest, win: Win) -> WinnerEntry:
    found: WinnerEntry = {"idea": win.idea, "support": win.support}
    currency = contest.currency
    _scored(found, contest)
    if win.cost is not None:
        found["cost"] = _money(win.cost, currency)
    if win.paid is not None:
        found["votes"], found["paid"] = exact_number(win.votes), fraction_document(win.paid, currency)
        found["full"], found["short"] = win.full, win.short
    if win.by == "utilitarian":
        found["completed"] = True
    if win.over:
        found["over"] = [_tie(tie) for tie in sorted(win.over, key=lambda tie: tie.idea)]
    return found


def _other(contest: Contest, loss: Loss) -> LoserEntry:
    found: LoserEntry = {"idea": loss.idea, "support": loss.support, "why": loss.why}
    currency = contest.currency
    _scored(found, contest)
    if loss.cost is not None:
        found["cost"] = _money(loss.cost, currency)
    if loss.had is not None:
        found["had"] = at_most(loss.had, currency)
    if loss.tied is not None:
        found["tied"] = _tie(loss.tied)
    return found


def _tie(tie: Tie) -> TieEntry:
    return {"idea": tie.idea, "by": tie.step}


def at_most(amount: Fraction, currency: str) -> dict[str, str]:
    """A fraction of smallest units, rounded downwards: what was not enough must not look as if it were."""
    return fraction_document(Fraction(amount * 10_000 // 1, 10_000), currency)
