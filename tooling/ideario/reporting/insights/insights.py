"""Makes the document of insights: the figures of reports for all the time that was. Tells nothing that is withheld."""

from collections import Counter
from collections.abc import Iterable
from datetime import timedelta
from fractions import Fraction
from itertools import pairwise

from ideario.model.insight.insights_document import (
    Concentration,
    FirstAnswersEntry,
    InsightsDocument,
    LanguageEntry,
    Themes,
    WaitingEntry,
)
from ideario.model.insight.voters_over_time import VotersOverTime
from ideario.model.moments import instant
from ideario.model.talk.wait import Wait
from ideario.reporting.answer_times import first_answers
from ideario.reporting.figure import FEW
from ideario.reporting.figures import TOP
from ideario.reporting.funnel import stages
from ideario.reporting.insights.participation import participation
from ideario.reporting.measures import DAY, gini, lorenz, top_share
from ideario.reporting.report_ground import Findings

WITHIN = (1, 3, 7, 14, 30)
"""First answers are grouped by so many days at most."""
LONGEST = 10
"""So many proposals that wait are named."""
STEPS = 10
"""Lorenz' curve has so many."""
THEME_DAYS = 90
THEMES = 8
"""So many tags are told of, those that changed most."""


def insights(findings: Findings, voters: VotersOverTime | None, *, sample: bool, complete: bool) -> InsightsDocument:
    """The document, of findings of all time; `voters` is None without a ledger.

    `sample` says that votes are made up, `complete` that no challenge withholds its counts.
    """
    return InsightsDocument(
        schema=1,
        sample=sample,
        as_of=instant(findings.seen),
        complete=complete,
        participation=participation(findings, voters),
        funnel=[
            {
                "stage": stage.key,
                "ideas": stage.ideas,
                "share": _rounded(stage.share, 3),
                "median_days": _rounded(stage.median, 1),
            }
            for stage in stages(findings)
        ],
        first_answers=_first_answers(findings),
        concentration=_concentration(findings.supports, voters),
        languages=_languages(idea.language for idea in findings.community.ideas.values()),
        themes=_themes(findings),
    )


def _rounded(value: Fraction | None, decimals: int) -> float | None:
    return None if value is None else float(round(value, decimals))


def _first_answers(findings: Findings) -> FirstAnswersEntry:
    found = first_answers(findings.waits)
    limits = [0, *(days * DAY for days in WITHIN)]
    groups = [
        sum(low < seconds <= high or seconds == low == 0 for seconds in found.waited) for low, high in pairwise(limits)
    ]
    return FirstAnswersEntry(
        proposals=found.proposals,
        answered=len(found.waited),
        median_days=_rounded(found.median, 1),
        p90_days=_rounded(found.ninetieth, 1),
        waiting=found.waiting,
        unknown=found.unknown,
        waited=[
            {"days": days, "proposals": number}
            for days, number in zip((*WITHIN, None), (*groups, len(found.waited) - sum(groups)), strict=True)
        ],
        longest=[
            _waiting(findings, wait)
            for wait in [wait for wait in findings.waits if wait.answered is None and wait.known][:LONGEST]
        ],
    )


def _waiting(findings: Findings, wait: Wait) -> WaitingEntry:
    return {
        "thread": wait.threads[0],
        "ideas": [slug for slug in wait.ideas if slug in findings.community.ideas],
        "opened": instant(wait.opened),
        "days": max(0, (findings.seen - wait.opened).days),
    }


def _concentration(supports: tuple[int, ...], voters: VotersOverTime | None) -> Concentration | None:
    uneven, top = gini(supports), top_share(supports, TOP)
    if voters is None or voters.people < FEW or uneven is None or top is None:
        return None
    curve = lorenz(supports, STEPS)
    return {
        "ideas": len(supports),
        "support": sum(supports),
        "gini": float(round(uneven, 3)),
        "top_five": float(round(top, 3)),
        "curve": [
            {"ideas": float(round(Fraction(step, STEPS), 1)), "support": float(round(share, 3))}
            for step, share in enumerate(curve)
        ],
    }


def _languages(written: Iterable[str]) -> list[LanguageEntry]:
    """Those of at least FEW ideas, the most written first, then all others together."""
    counts = Counter(written)
    told = sorted((-number, language) for language, number in counts.items() if number >= FEW)
    rest = sum(number for number in counts.values() if number < FEW)
    groups: list[tuple[str | None, int]] = [(language, -number) for number, language in told]
    groups += [(None, rest)] if rest else []
    return [
        {"language": language, "ideas": number, "share": float(round(Fraction(number, counts.total()), 3))}
        for language, number in groups
    ]


def _themes(findings: Findings) -> Themes:
    """Tags of at least FEW ideas in both times together, that which rose most first; those that stayed are left out."""
    span = timedelta(days=THEME_DAYS)
    before, lately = Counter[str](), Counter[str]()
    for slug, moment in findings.submitted.items():
        idea = findings.community.ideas.get(slug)
        if idea is not None and findings.seen - 2 * span < moment <= findings.seen:
            (lately if moment > findings.seen - span else before).update(set(idea.tags))
    changes = {tag: lately[tag] - before[tag] for tag in {*before, *lately} if before[tag] + lately[tag] >= FEW}
    most = sorted((-abs(change), tag) for tag, change in changes.items() if change)[:THEMES]
    return {
        "days": THEME_DAYS,
        "tags": [
            {"tag": tag, "before": before[tag], "lately": lately[tag]}
            for tag in sorted((tag for _, tag in most), key=lambda tag: (-changes[tag], tag))
        ],
    }
