"""What ideas cost, beside the budgets there are. Exact, by currency; converts nothing."""

from collections.abc import Iterable, Iterator

from ideario.messages.said import say
from ideario.model.money import Money, minor_units
from ideario.reporting.figure import Figure, Section
from ideario.reporting.report_ground import Findings


def costs(findings: Findings) -> Iterator[Section]:
    """What ideas cost beside the budgets there are: of the challenge, or of those whose voting closed in the time."""
    community, period = findings.community, findings.period
    closed = [
        challenge
        for slug, challenge in community.challenges.items()
        if (slug == period.name if period.kind == "challenge" else period.has(challenge.voting.closes))
    ]
    budgets = _sums(challenge.budget for challenge in closed)
    results = [
        community.results[challenge.slug].document for challenge in closed if challenge.slug in community.results
    ]
    spent = _sums(
        Money(amount=int(minor_units(document["spent"])), currency=document["spent"]["currency"])
        for document in results
        if "spent" in document
    )
    planned = _sums(
        community.ideas[slug].cost
        for slug in community.decisions
        if slug in community.ideas and findings.concerns(slug) and community.status(slug).kind in {"active", "done"}
    )
    figures = [
        *(
            Figure(
                say("Budget"), money, "money", say("The budgets of the challenges whose voting closes in this time.")
            )
            for money in budgets
        ),
        *(Figure(say("Spent"), money, "money", say("What the winners of these challenges cost.")) for money in spent),
        *(
            Figure(
                say("Planned and done"), money, "money", say("The costs of all ideas that are planned or done, now.")
            )
            for money in planned
        ),
    ]
    if figures:
        yield Section(title=say("Money"), figures=tuple(figures))


def _sums(found: Iterable[Money | None]) -> tuple[Money, ...]:
    """The sums of some money, one for each currency, in the order of their codes."""
    sums: dict[str, int] = {}
    for money in found:
        if money is not None:
            sums[money.currency] = sums.get(money.currency, 0) + money.amount
    return tuple(Money(amount=amount, currency=currency) for currency, amount in sorted(sums.items()))
