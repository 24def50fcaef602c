"""Puts together what insights are made of, once everything was counted in public. Writes nothing."""

from ideario.actions.reporting.beside_ledger import BesideLedger
from ideario.model.community import Community
from ideario.model.flags import IntegrityDocument
from ideario.model.insight.insights_document import InsightsDocument
from ideario.model.insight.voters_over_time import VotersOverTime
from ideario.model.ledger_state import Thread
from ideario.model.votes import Tally
from ideario.reporting.insights.insights import insights
from ideario.reporting.periods import all_time
from ideario.reporting.report_ground import Findings


def insights_of(
    community: Community,
    threads: tuple[Thread, ...],
    tally: Tally,
    integrity: IntegrityDocument,
    *,
    beside: BesideLedger,
    voters: VotersOverTime | None,
) -> InsightsDocument:
    """The document of insights. `tally` and `voters` tell nothing that is withheld; without a ledger these are None."""
    findings = Findings(
        community=community,
        period=all_time(tally.as_of),
        tally=tally,
        threads=threads,
        activity=beside.activity,
        waits=beside.waits,
        voting=None,
        titles=beside.titles,
        integrity=integrity,
        seen=tally.as_of,
    )
    return insights(
        findings,
        voters,
        sample=tally.ledger is not None and tally.ledger.sample,
        complete=tally.turnouts.keys() == community.challenges.keys(),
    )
