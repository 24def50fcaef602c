"""Explains results in sentences that citizens follow, and as documents for programs. Decides nothing."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from math import floor
from typing import Any

from ideario.model.challenge import Challenge, WinnerRule
from ideario.model.community import Community
from ideario.model.money import Money, decimals_of, money_document
from ideario.model.results import TieStep, WithoutFlagged, without_flagged
from ideario.reporters import exact_number, one_line
from ideario.voting.deciding.decide import Alternative, ChallengeBallots, Decided
from ideario.voting.deciding.outcome import Contest, Loss, Outcome, Win


def document(decided: Decided) -> dict[str, Any]:
    """The result for programs: the document of the file, whether it is provisional, and what imported ideas were."""
    ideas = decided.community.ideas
    winners = [
        winner if (source := ideas[winner["idea"]].source_id) is None else {**winner, "source_id": source}
        for winner in decided.document["winners"]
    ]
    return {
        "challenge": decided.challenge.slug,
        "phase": decided.phase,
        "provisional": decided.provisional,
        **decided.document,
        "winners": winners,
        "explanation": list(explanation(decided)),
    }


def explanation(decided: Decided) -> Iterator[str]:
    """How the winners came about, a sentence or two each."""
    outcome, challenge = decided.outcome, decided.challenge
    if outcome.share is not None and decided.contest.voters:
        each = money(outcome.share, challenge)
        raises = people(outcome.steps, "raise", "raises")
        raised = f", after {raises} by {money(outcome.step, challenge)}" if outcome.steps else ""
        yield f"Each voter has an equal share of the budget: {each}{raised}. Supporters of an idea pay for it together."
    if not outcome.wins:
        yield "There is no winner."
    for number, win in enumerate(outcome.wins, 1):
        yield f"{number}. {won(win, decided.contest, decided.community, challenge)}"
    if outcome.left is not None:
        spent, left = money(outcome.spent, challenge), money(abs(outcome.left), challenge)
        balance = f"; {left} is left" if outcome.left >= 0 else f", which is {left} more than the budget"
        yield f"The winners cost {spent} together{balance}."
    if outcome.ended != "done":
        yield ENDED[outcome.ended]


ENDED = {
    "next-overspends": "The shares were not raised again: the next raise would have cost more than the budget.",
    "nothing-fits": "The shares were not raised again: nothing more fits into the budget.",
    "everything-wins": "The shares were not raised again: everything that can win has won.",
}


def earned(idea: str, contest: Contest) -> str:
    """What an idea has: supporters, and where a jury decides, its score."""
    support, scores = people(len(contest.supporters[idea])), contest.scores(idea)
    if not contest.rule.judged or not scores:
        return support
    jury = f"{exact_number(contest.judgements[idea].score)} of 10 by {people(scores, 'juror', 'jurors')}"
    if contest.rule.rule == "jury":
        return f"{jury}, {support}"
    return f"{exact_number(contest.worth(idea))} of 1, made of {jury} and {support}"


def won(win: Win, contest: Contest, community: Community, challenge: Challenge) -> str:
    """Why an idea won, in a sentence."""
    said = f"{win.idea} ({one_line(community.ideas[win.idea].title)}): {earned(win.idea, contest)}"
    if win.cost is not None and challenge.budget is not None:
        said += f", costs {money(win.cost, challenge)}"
    if win.paid is not None:
        said += (
            f"; {people(win.full, 'pays', 'pay')} {money(win.paid, challenge)} each"
            if win.full
            else "; all give all they have"
        )
        if win.short and win.full:
            said += f", {win.short:,} more give what they have left, which is no more than that"
        said += f", as if it had {exact_number(win.votes)} {'vote' if win.votes == 1 else 'votes'}"
    if win.by == "utilitarian":
        said += "; it has the most support of those that the rest of the budget can pay for"
    for step, words in FIRST.items():
        if tied := [tie.idea for tie in win.over if tie.step == step]:
            said += f"; it tied with {', '.join(tied)} and comes first {words}"
    return said


FIRST: Mapping[TieStep, str] = {
    "scores": "because more jurors scored it",
    "cost": "for its lower cost",
    "no-cost": "because it names no cost",
    "support": "because more people support it",
    "lot": "by lot",
}


def why_not(loss: Loss, contest: Contest, community: Community, challenge: Challenge) -> str:
    """Why an idea did not win, in a sentence."""
    had = "" if loss.had is None else money(loss.had, challenge, at_most=True)
    cost = "" if loss.cost is None or challenge.budget is None else money(loss.cost, challenge)
    reason = {
        "declined": "it had been turned down before voting closed",
        "no-cost": "it names no cost in the budget's currency",
        "minimum-support": f"it needs at least {people(max(1, challenge.winners.minimum_support))}",
        "quorum": f"fewer than {challenge.winners.quorum} of all voters",
        "proportional-quorum": f"too few supporters for its cost of {cost}",
        "too-few-scores": f"it needs the scores of at least {people(contest.fewest, 'juror', 'jurors')}",
        "rank": "others have a higher score" if contest.rule.judged else "others have more support",
        "no-room": f"it costs {cost}, and {had} of the budget was left",
        "no-money": f"it costs {cost}, and its supporters had {had} left together",
        "tie": "",
    }[loss.why]
    if loss.tied is not None:
        tied = f"it tied with {loss.tied.idea}, which comes first {FIRST[loss.tied.step]}"
        reason = "; ".join(part for part in (reason, tied) if part)
    return f"{loss.idea} ({one_line(community.ideas[loss.idea].title)}): {earned(loss.idea, contest)}; {reason}"


def flags_told(decided: Decided) -> str:
    """Whether flagged ballots make a difference."""
    number = decided.document["flagged"]["ballots"]
    if not number:
        return "No ballot is flagged."
    flagged = people(number, "ballot is", "ballots are")
    changes = winner_changes(without_flagged(decided.document))
    if not changes:
        return f"{flagged} flagged; without them the same ideas would win."
    return f"{flagged} flagged; without them {', '.join(changes)}. A flag is no proof."


def winner_changes(difference: WithoutFlagged) -> list[str]:
    """Who would win without flagged votes and who would not, each in a few words; nothing where the same ideas win."""
    gained = [f"{slug} would win" for slug in difference.gained]
    return gained + [f"{slug} would not" for slug in difference.lost]


def people(number: int, one: str = "supporter", many: str = "supporters") -> str:
    """How many people do, or are, something."""
    return f"{number:,} {one if number == 1 else many}"


def money(amount: Fraction | int, challenge: Challenge, *, at_most: bool = False) -> str:
    """An amount in minor units as people write it, rounded to the smallest unit and said so; `at_most` never upwards.

    What was not enough must not look as if it were.
    """
    assert challenge.budget is not None, "only what has a budget is paid for"
    decimals = decimals_of(challenge.budget.currency)
    units = floor(amount) if at_most else round(amount)
    whole, part = divmod(abs(units), 10**decimals)
    about = ("" if amount.denominator == 1 else "about ") + "-" * (units < 0)
    return f"{about}{whole:,}{f'.{part:0{decimals}}' if decimals else ''} {challenge.budget.currency}"


def rule_in_words(rule: WinnerRule, challenge: Challenge) -> str:
    """A winner rule in a few words."""
    said = {
        "top": f"the {rule.count} most supported",
        "greedy": "the most supported that fit into the budget",
        "equal-shares": f"equal shares, completed by {rule.completion}",
        "jury": f"the {rule.count} that the jury gives the highest scores",
        "blend": f"the {rule.count} with the highest blended score of crowd and jury",
    }[rule.rule]
    if challenge.budget is not None and rule.spends:
        said += f", budget {money(challenge.budget.amount, challenge)}"
    for name, value in (
        ("quorum", rule.quorum),
        ("proportional quorum", rule.proportional_quorum),
        ("minimum support", rule.minimum_support or None),
        ("seed", rule.seed),
    ):
        said += "" if value is None else f", {name} {value}"
    return one_line(said)


def name_of(rule: WinnerRule) -> str:
    """A winner rule by its name in the challenge's file."""
    return rule.rule if rule.completion is None else f"{rule.rule} {rule.completion}"


def comparison(count: ChallengeBallots, alternatives: tuple[Alternative, ...]) -> dict[str, Any]:
    """What other winner rules would make of the votes, for programs."""
    currency = count.challenge.budget.currency if count.challenge.budget else None
    return {
        "challenge": count.challenge.slug,
        "ledger": count.ledger.head,
        "rules": [
            {
                "rule": alternative.rule.rule,
                "completion": alternative.rule.completion,
                "present": alternative.present,
                "failure": alternative.failure or None,
                **(_figures(alternative.outcome, alternative, currency) if alternative.outcome else {}),
            }
            for alternative in alternatives
        ],
    }


def _figures(outcome: Outcome, alternative: Alternative, currency: str | None) -> dict[str, Any]:
    figures = alternative.representation
    assert figures is not None, "there with each outcome"
    return {
        "winners": [win.idea for win in outcome.wins],
        "spent": None if currency is None else money_document(Money(amount=outcome.spent, currency=currency)),
        "unheard": exact_number(figures.unheard),
        "winners_per_voter": exact_number(figures.winners),
        "cost_by_tag": {
            tag: money_document(Money(amount=cost, currency=currency)) for tag, cost in figures.cost.items() if currency
        },
    }
