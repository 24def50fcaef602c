"""What became of the ideas that were submitted in a time: how many reached each stage, and after how long."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from fractions import Fraction
from typing import NamedTuple

from ideario.messages.said import Said, say
from ideario.model.content import StatusChange
from ideario.model.moments import day_start
from ideario.reporting.figure import Figure, Section, or_unknown
from ideario.reporting.measures import days, median
from ideario.reporting.report_ground import Findings

SHORTLISTED = "shortlisted"
"""The status by which ideas are put on a short list, where a community has one of this name."""


class FunnelStage(NamedTuple):
    """How many of the ideas submitted in a time ever reached a stage, which part of them that is, and after how long.

    `key` names it; `share` is None without any idea, `median` (in days) where no idea has a time.
    """

    key: str
    label: Said
    meaning: Said
    ideas: int
    share: Fraction | None
    median: Fraction | None


def stages(findings: Findings) -> tuple[FunnelStage, ...]:
    """The stages, in their order; whatever became of an idea later. The first is that it was submitted at all."""
    submitted = findings.submitted
    meaning = say("Ideas whose first thread was opened in this time; of ideas without a thread, those that came in.")
    found = [FunnelStage("submitted", say("Submitted"), meaning, len(submitted), None, None)]
    for key, label, means, reached in _stages(findings):
        waited, there = [], 0
        for slug, since in submitted.items():
            yes, when = reached(slug)
            there += yes
            if when is not None:
                waited.append(max(0, (when - since) // timedelta(seconds=1)))
        share = Fraction(there, len(submitted)) if submitted else None
        found.append(FunnelStage(key, label, means, there, share, days(median(waited))))
    return tuple(found)


def funnel(findings: Findings) -> Section:
    """The stages as figures."""
    figures: list[Figure] = []
    for stage in stages(findings):
        figures.append(Figure(stage.label, stage.ideas, "number", stage.meaning))
        if stage.key == "submitted":
            continue
        figures.append(
            Figure(
                say("{stage}: share", stage=stage.label), or_unknown(stage.share), "share",
                say("How many of the ideas submitted in this time that is."),
            )
        )  # fmt: skip
        if stage.median is not None:
            figures.append(
                Figure(
                    say("{stage}: median time", stage=stage.label), stage.median, "days",
                    say("Half of these ideas took no longer from their submission."),
                )
            )  # fmt: skip
    return Section(title=say("What became of the ideas submitted in this time"), figures=tuple(figures))


_Reached = Callable[[str], tuple[bool, datetime | None]]


def _stages(findings: Findings) -> Iterator[tuple[str, Said, Said, _Reached]]:
    community, titles = findings.community, findings.titles
    kinds = {slug: status.kind for slug, status in community.settings.statuses.items()}

    def merged(idea: str) -> tuple[bool, datetime | None]:
        known = community.ideas.get(idea)
        return (known is not None, None if known is None else known.arrived)

    def reached(fits: Callable[[StatusChange], bool]) -> _Reached:
        first = {
            idea: min(moments)
            for idea, decision in community.decisions.items()
            if (
                moments := [
                    when
                    for change in decision.history
                    if fits(change) and (when := day_start(change.date)) <= findings.seen
                ]
            )
        }
        return lambda idea: (idea in first, first.get(idea))

    yield (
        "valid", say("Valid"), say("Ideas in which the check finds no error, pending ones too."),
        lambda idea: (idea in community.ideas or idea in titles, None),
    )  # fmt: skip
    yield "merged", say("Merged"), say("Ideas that have come into the community."), merged
    if SHORTLISTED in kinds:
        yield (
            "shortlisted",
            say("Shortlisted"),
            say("Ideas that a decision put on the short list."),
            reached(lambda change: change.status == SHORTLISTED),
        )
    yield (
        "planned",
        say("Planned"),
        say("Ideas that a decision gave a status of the kind active."),
        reached(lambda change: kinds.get(change.status) == "active" and change.status != SHORTLISTED),
    )
    yield (
        "done",
        say("Done"),
        say("Ideas that a decision gave a status of the kind done."),
        reached(lambda change: kinds.get(change.status) == "done"),
    )
    yield (
        "declined",
        say("Declined with a reason"),
        say("Ideas that a decision declined and that says why."),
        reached(lambda change: kinds.get(change.status) == "declined" and bool(change.reason.strip())),
    )
