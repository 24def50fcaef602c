"""Explains results in sentences that citizens follow, and as documents for programs. Decides nothing."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from math import floor
from typing import Any

from ideario.fences import one_line
from ideario.messages.said import NOTHING, Said, as_is, joined, say, several
from ideario.model.challenge import Challenge, WinnerRule
from ideario.model.community import Community
from ideario.model.money import Money, decimals_of, money_document
from ideario.model.results import TieStep, WithoutFlagged, without_flagged
from ideario.reporters import exact_number
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


def explanation(decided: Decided) -> Iterator[Said]:
    """How the winners came about, a sentence or two each."""
    outcome, challenge = decided.outcome, decided.challenge
    if outcome.share is not None and decided.contest.voters:
        each = money(outcome.share, challenge)
        if outcome.steps:
            each = say(
                "{share}, after {raises} by {step}",
                share=each, step=money(outcome.step, challenge),
                raises=several("{count} raise", "{count} raises", outcome.steps),
            )  # fmt: skip
        yield say(
            "Each voter has an equal share of the budget: {each}. Supporters of an idea pay for it together.", each=each
        )
    if not outcome.wins:
        yield say("There is no winner.")
    for number, win in enumerate(outcome.wins, 1):
        yield say("{number}. {won}", number=number, won=won(win, decided.contest, decided.community, challenge))
    if outcome.left is not None:
        spent, left = money(outcome.spent, challenge), money(abs(outcome.left), challenge)
        yield (
            say("The winners cost {spent} together; {left} is left.", spent=spent, left=left)
            if outcome.left >= 0
            else say("The winners cost {spent} together, which is {left} more than the budget.", spent=spent, left=left)
        )
    if outcome.ended != "done":
        yield ENDED[outcome.ended]


ENDED = {
    "next-overspends": say("The shares were not raised again: the next raise would have cost more than the budget."),
    "nothing-fits": say("The shares were not raised again: nothing more fits into the budget."),
    "everything-wins": say("The shares were not raised again: everything that can win has won."),
}


def earned(idea: str, contest: Contest) -> Said:
    """What an idea has: supporters, and where a jury decides, its score."""
    support, scores = supporters(len(contest.supporters[idea])), contest.scores(idea)
    if not contest.rule.judged or not scores:
        return support
    score = exact_number(contest.judgements[idea].score)
    jury = say("{score} of 10 by {jurors}", score=score, jurors=jurors(scores))
    if contest.rule.rule == "jury":
        return say("{jury}, {support}", jury=jury, support=support)
    worth = exact_number(contest.worth(idea))
    return say("{worth} of 1, made of {jury} and {support}", worth=worth, jury=jury, support=support)


def won(win: Win, contest: Contest, community: Community, challenge: Challenge) -> Said:
    """Why an idea won, in a sentence."""
    title = one_line(community.ideas[win.idea].title)
    parts: list[Said] = [
        say("{idea} ({title}): {earned}", idea=win.idea, title=title, earned=earned(win.idea, contest))
    ]
    if win.cost is not None and challenge.budget is not None:
        parts[0] = say("{earned}, costs {cost}", earned=parts[0], cost=money(win.cost, challenge))
    if win.paid is not None:
        parts.append(_paid(win, challenge))
    if win.by == "utilitarian":
        parts.append(say("it has the most support of those that the rest of the budget can pay for"))
    for step, words in FIRST.items():
        if tied := [tie.idea for tie in win.over if tie.step == step]:
            parts.append(say("it tied with {ideas} and comes first {reason}", ideas=", ".join(tied), reason=words))
    return joined(parts, "; ")


def _paid(win: Win, challenge: Challenge) -> Said:
    """What each supporter of a winner pays."""
    paid = say("all give all they have")
    if win.full:
        assert win.paid is not None
        each = money(win.paid, challenge)
        paid = several("{count} pays {each} each", "{count} pay {each} each", win.full, each=each)
        if win.short:
            paid = say(
                "{paid}, {count} more give what they have left, which is no more than that",
                paid=paid, count=f"{win.short:,}",
            )  # fmt: skip
    votes, number = say("{votes} votes", votes=exact_number(win.votes)), exact_number(win.votes)
    as_if = say("{votes} vote", votes=number) if win.votes == 1 else votes
    return say("{paid}, as if it had {votes}", paid=paid, votes=as_if)


FIRST: Mapping[TieStep, Said] = {
    "scores": say("because more jurors scored it"),
    "cost": say("for its lower cost"),
    "no-cost": say("because it names no cost"),
    "support": say("because more people support it"),
    "lot": say("by lot"),
}


def why_not(loss: Loss, contest: Contest, community: Community, challenge: Challenge) -> Said:
    """Why an idea did not win, in a sentence."""
    had = "" if loss.had is None else money(loss.had, challenge, at_most=True)
    cost = "" if loss.cost is None or challenge.budget is None else money(loss.cost, challenge)
    higher, more = say("others have a higher score"), say("others have more support")
    reason = {
        "declined": say("it had been turned down before voting closed"),
        "no-cost": say("it names no cost in the budget’s currency"),
        "minimum-support": say(
            "it needs at least {supporters}", supporters=supporters(max(1, challenge.winners.minimum_support))
        ),
        "quorum": say("fewer than {share} of all voters", share=challenge.winners.quorum),
        "proportional-quorum": say("too few supporters for its cost of {cost}", cost=cost),
        "too-few-scores": say("it needs the scores of at least {jurors}", jurors=jurors(contest.fewest)),
        "rank": higher if contest.rule.judged else more,
        "no-room": say("it costs {cost}, and {had} of the budget was left", cost=cost, had=had),
        "no-money": say("it costs {cost}, and its supporters had {had} left together", cost=cost, had=had),
        "tie": NOTHING,
    }[loss.why]
    if loss.tied is not None:
        tied = say("it tied with {idea}, which comes first {reason}", idea=loss.tied.idea, reason=FIRST[loss.tied.step])
        reason = joined([reason, tied], "; ")
    return say(
        "{idea} ({title}): {earned}; {reason}",
        idea=loss.idea, title=one_line(community.ideas[loss.idea].title), earned=earned(loss.idea, contest),
        reason=reason,
    )  # fmt: skip


def flags_told(decided: Decided) -> Said:
    """Whether flagged ballots make a difference."""
    number = decided.document["flagged"]["ballots"]
    if not number:
        return say("No ballot is flagged.")
    flagged = several("{count} ballot is flagged", "{count} ballots are flagged", number)
    changes = winner_changes(without_flagged(decided.document))
    if not changes:
        return say("{flagged}; without them the same ideas would win.", flagged=flagged)
    return say("{flagged}; without them {changes}. A flag is no proof.", flagged=flagged, changes=joined(changes, ", "))


def winner_changes(difference: WithoutFlagged) -> list[Said]:
    """Who would win without flagged votes and who would not, each in a few words; nothing where the same ideas win."""
    gained = [say("{idea} would win", idea=slug) for slug in difference.gained]
    return gained + [say("{idea} would not", idea=slug) for slug in difference.lost]


def supporters(number: int) -> Said:
    """How many supporters there are."""
    return several("{count} supporter", "{count} supporters", number)


def jurors(number: int) -> Said:
    """How many jurors there are."""
    return several("{count} juror", "{count} jurors", number)


def money(amount: Fraction | int, challenge: Challenge, *, at_most: bool = False) -> Said:
    """An amount in minor units as people write it, rounded to the smallest unit and said so; `at_most` never upwards.

    What was not enough must not look as if it were.
    """
    assert challenge.budget is not None, "only what has a budget is paid for"
    decimals = decimals_of(challenge.budget.currency)
    units = floor(amount) if at_most else round(amount)
    whole, part = divmod(abs(units), 10**decimals)
    digits = f"{whole:,}{f'.{part:0{decimals}}' if decimals else ''} {challenge.budget.currency}"
    exact = as_is(f"{'-' * (units < 0)}{digits}")
    return exact if amount.denominator == 1 else say("about {amount}", amount=exact)


def rule_in_words(rule: WinnerRule, challenge: Challenge) -> Said:
    """A winner rule in a few words."""
    parts = [
        {
            "top": say("the {count} most supported", count=rule.count),
            "greedy": say("the most supported that fit into the budget"),
            "equal-shares": say("equal shares, completed by {completion}", completion=rule.completion),
            "jury": say("the {count} that the jury gives the highest scores", count=rule.count),
            "blend": say("the {count} with the highest blended score of crowd and jury", count=rule.count),
        }[rule.rule]
    ]
    if challenge.budget is not None and rule.spends:
        parts.append(say("budget {amount}", amount=money(challenge.budget.amount, challenge)))
    if rule.quorum is not None:
        parts.append(say("quorum {share}", share=rule.quorum))
    if rule.proportional_quorum is not None:
        parts.append(say("proportional quorum {share}", share=rule.proportional_quorum))
    if rule.minimum_support:
        parts.append(say("minimum support {count}", count=rule.minimum_support))
    if rule.seed is not None:
        parts.append(say("seed {seed}", seed=one_line(str(rule.seed))))
    return joined(parts, ", ")


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
