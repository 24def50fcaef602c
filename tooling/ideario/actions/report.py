"""Reports flags: what is flagged, on which ground, what the result would be without it."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ideario.actions.tally import count
from ideario.model.community import Community
from ideario.model.flags import IntegrityDocument
from ideario.model.results import WithoutFlagged, without_flagged
from ideario.problems import Failure, Problem
from ideario.resources import Resources
from ideario.voting.counting.ballots import ballots_of
from ideario.voting.deciding.decide import ChallengeBallots, result_of
from ideario.voting.integrity.flags_document import integrity_document


@dataclass(frozen=True, slots=True, kw_only=True)
class Integrity:
    """The report as a document, by schemas/api-integrity.schema.json, the community it is about, and its problems.

    `undecided` says for some challenges why nobody can say who wins; `unproven` and `unproven_reactions` are as for
    Basis.
    """

    community: Community
    document: IntegrityDocument
    problems: tuple[Problem, ...]
    undecided: dict[str, str]
    unproven: tuple[str, ...]
    unproven_reactions: bool


def report_integrity(
    root: Path, *, resources: Resources, ledger: Path, now: datetime, as_of: datetime | None = None
) -> Integrity:
    """The report on the votes so far; winners are those of the rule in force, whether voting has closed or not.

    `now` and `as_of` are as for `read_basis`, which says what is raised. A Failure where the ledger cannot be read.
    """
    counted = count(root, resources=resources, ledger=ledger, now=now, as_of=as_of, flags=True)
    community, state = counted.community, counted.tally.ledger
    outcomes: dict[str, WithoutFlagged] = {}
    undecided: dict[str, str] = {}
    if state is not None:
        for slug, ballots in ballots_of(community, ledger, community.challenges, flags=counted.flags).items():
            votes = ChallengeBallots(
                community=community,
                challenge=community.challenges[slug],
                ballots=ballots,
                ledger=state,
                phase=counted.tally.phases[slug],
            )
            try:
                outcomes[slug] = without_flagged(result_of(votes).document)
            except Failure as failure:
                undecided[slug] = failure.message
    document = integrity_document(community, counted.tally, counted.flags, outcomes)
    return Integrity(
        community=community,
        document=document,
        problems=counted.problems,
        undecided=undecided,
        unproven=counted.unproven,
        unproven_reactions=counted.unproven_reactions,
    )
