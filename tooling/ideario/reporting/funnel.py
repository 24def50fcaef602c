"""What became of the ideas that were submitted in a time: how many reached each stage, and after how long."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from fractions import Fraction

from ideario.messages.said import Said, say
from ideario.model.content import StatusChange
from ideario.model.moments import day_start
from ideario.reporting.figure import Figure, Section, or_unknown
from ideario.reporting.measures import median
from ideario.reporting.report_ground import Findings

SHORTLISTED = "shortlisted"
"""The status by which ideas are put on a short list, where a community has one of this name."""
DAY = 24 * 3600


def days(seconds: Fraction | int | None) -> Fraction | None:
    """A time in days."""
    return None if seconds is None else Fraction(seconds) / DAY


def funnel(findings: Findings) -> Section:
    """The stages. Each tells of the ideas that ever reached it, whatever became of them later."""
    submitted = findings.submitted()
    figures = [
        Figure(
            say("Submitted"), len(submitted), "number",
            say("Ideas whose first thread was opened in this time; of ideas without a thread, those that came in."),
        )
    ]  # fmt: skip
    for label, meaning, reached in _stages(findings):
        found = {slug: reached(slug) for slug in submitted}
        there = [slug for slug, (yes, _) in found.items() if yes]
        waited = [
            max(0, (when - submitted[slug]) // timedelta(seconds=1))
            for slug in there
            if (when := found[slug][1]) is not None
        ]
        figures.append(Figure(label, len(there), "number", meaning))
        share = Fraction(len(there), len(submitted)) if submitted else None
        figures.append(
            Figure(
                say("{stage}: share", stage=label), or_unknown(share), "share",
                say("How many of the ideas submitted in this time that is."),
            )
        )  # fmt: skip
        if waited:
            figures.append(
                Figure(
                    say("{stage}: median time", stage=label), or_unknown(days(median(waited))), "days",
                    say("Half of these ideas took no longer from their submission."),
                )
            )  # fmt: skip
    return Section(title=say("What became of the ideas submitted in this time"), figures=tuple(figures))


_Reached = Callable[[str], tuple[bool, datetime | None]]


def _stages(findings: Findings) -> Iterator[tuple[Said, Said, _Reached]]:
    community, titles = findings.community, findings.titles
    kinds = {slug: status.kind for slug, status in community.settings.statuses.items()}

    def merged(idea: str) -> tuple[bool, datetime | None]:
        known = community.ideas.get(idea)
        return (known is not None, None if known is None else known.arrived)

    def reached(fits: Callable[[StatusChange], bool]) -> _Reached:
        def first(idea: str) -> tuple[bool, datetime | None]:
            decision = community.decisions.get(idea)
            moments = [
                when
                for change in (decision.history if decision is not None else ())
                if fits(change) and (when := day_start(change.date)) <= findings.seen
            ]
            return (bool(moments), min(moments, default=None))

        return first

    yield (
        say("Valid"), say("Ideas in which the check finds no error, pending ones too."),
        lambda idea: (idea in community.ideas or idea in titles, None),
    )  # fmt: skip
    yield say("Merged"), say("Ideas that have come into the community."), merged
    if SHORTLISTED in kinds:
        yield (
            say("Shortlisted"),
            say("Ideas that a decision put on the short list."),
            reached(lambda change: change.status == SHORTLISTED),
        )
    yield (
        say("Planned"),
        say("Ideas that a decision gave a status of the kind active."),
        reached(lambda change: kinds.get(change.status) == "active" and change.status != SHORTLISTED),
    )
    yield (
        say("Done"),
        say("Ideas that a decision gave a status of the kind done."),
        reached(lambda change: kinds.get(change.status) == "done"),
    )
    yield (
        say("Declined with a reason"),
        say("Ideas that a decision declined and that says why."),
        reached(lambda change: kinds.get(change.status) == "declined" and bool(change.reason.strip())),
    )
