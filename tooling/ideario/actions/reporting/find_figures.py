"""Reads and counts what a report on a month, a week or a challenge is made of. Writes nothing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from ideario.actions.reporting.beside_ledger import beside_ledger
from ideario.actions.reporting.public_count import PublicCount, public_count
from ideario.messages.said import say
from ideario.model.community import Community
from ideario.problems import Failure, Problem
from ideario.reporting.figures import sections
from ideario.reporting.periods import Period, month_named, time_of, week_named
from ideario.reporting.report_forms import Report, markdown, page, table
from ideario.reporting.report_ground import Findings
from ideario.resources import Resources
from ideario.voting.counting.voters_in_time import voters_in_time

WRITERS: Mapping[str, Callable[[Report, str], bytes]] = {"markdown": markdown, "html": page, "csv": table}
"""The forms of a report, the usual one first, each with what writes it in a language."""
PeriodKind = Literal["month", "week", "challenge"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundFigures:
    """A report as it was asked for, and the problems of the content."""

    written: bytes
    problems: tuple[Problem, ...]


def find_figures(
    root: Path,
    *,
    resources: Resources,
    ledger: Path,
    now: datetime,
    kind: PeriodKind,
    named: str | None,
    form: str,
    language: str,
) -> FoundFigures:
    """The report on a month, a week or a challenge of the community at `root`, in a `form` of WRITERS and a language.

    `named` is which one, None for the last month or week that is over. `ledger` need not exist.
    Numbers that are withheld until a close are in no figure. Raises as `read_basis`, and
    Failure where the ledger, or what lies beside it, cannot be read.
    """
    with public_count(root, resources=resources, ledger=ledger, now=now) as counted:
        community, state = counted.basis.community, counted.basis.state
        findings = _findings(counted, ledger, _period(community, kind, named, now))
    challenge = findings.period.name if findings.period.kind == "challenge" else ""
    report = Report(
        name=community.challenges[challenge].title if challenge else community.settings.name,
        period=findings.period,
        sections=sections(findings),
        seen=findings.seen,
        head=state.head if state is not None else "",
        sample=state is not None and state.sample,
    )
    return FoundFigures(written=WRITERS[form](report, language), problems=counted.basis.problems)


def _period(community: Community, kind: PeriodKind, named: str | None, now: datetime) -> Period:
    if kind != "challenge":
        return month_named(named, now) if kind == "month" else week_named(named, now)
    if named not in community.challenges or named is None:
        known = ", ".join(community.challenges) or "–"
        raise Failure(
            say("there is no challenge `{challenge}`", challenge=named),
            hint=say("there are: {challenges}", challenges=known),
        )
    return time_of(community.challenges[named])


def _findings(counted: PublicCount, ledger: Path, period: Period) -> Findings:
    community, threads = counted.basis.community, counted.basis.threads
    beside = beside_ledger(community, threads, ledger)
    ideas = [
        slug
        for slug in counted.tally.standings
        if period.kind != "challenge" or community.ideas[slug].challenge == period.name
    ]
    return Findings(
        community=community,
        period=period,
        tally=counted.tally,
        threads=threads,
        activity=beside.activity,
        waits=beside.waits,
        voting=None
        if counted.basis.state is None
        else voters_in_time(counted.events, ideas, period.begins, period.ends),
        titles=beside.titles,
        integrity=counted.integrity(community),
        seen=counted.basis.as_of,
    )
