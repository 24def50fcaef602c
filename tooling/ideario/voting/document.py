"""The tally as the JSON document that `ideario tally` prints and the site publishes. Writes no file."""

from datetime import datetime
from typing import Any

from ideario.model import Community, LedgerState, Proposal, Standing, Tally, instant


def tally_document(tally: Tally, community: Community) -> dict[str, Any]:
    """The whole count by schemas/api-tally.schema.json; ideas, challenges and proposals are by slug."""
    return {
        "schema": 1,
        "as_of": instant(tally.as_of),
        "ledger": None if tally.ledger is None else _ledger(tally.ledger),
        "rules": {"hash": tally.rules, "kinds": dict(sorted(community.settings.reactions.items()))},
        "challenges": [
            {
                "challenge": turnout.challenge,
                "voters": turnout.voters,
                "ballots": turnout.ballots,
                "rules": turnout.rules,
                "kinds": dict(sorted(community.terms(turnout.challenge).reactions.items())),
            }
            for turnout in tally.turnouts.values()
        ],
        "ideas": [
            votes(
                standing,
                source_id=community.ideas[standing.idea].source_id,
                edited=community.edited.get(standing.idea),
            )
            for standing in tally.standings.values()
        ],
        "proposed": [_proposal(proposal) for proposal in tally.proposed],
    }


def votes(standing: Standing, *, source_id: str | None = None, edited: datetime | None = None) -> dict[str, Any]:
    """One idea's part of the document; `source_id` is in it for imported ideas alone.

    `edited` is when its text last changed while voting was open.
    """
    return {
        "idea": standing.idea,
        **({} if source_id is None else {"source_id": source_id}),
        "raw": standing.raw,
        "counted": standing.counted,
        "excluded": dict(sorted(standing.excluded.items())),
        "support": standing.support,
        "oppose": standing.oppose,
        "watch": standing.watch,
        "before_edit": standing.before_edit,
        "edited": None if edited is None else instant(edited),
        "merged_into": standing.merged_into,
    }


def _proposal(proposal: Proposal) -> dict[str, Any]:
    standing = proposal.standing
    return {
        "idea": proposal.idea,
        "threads": [thread.name for thread in proposal.threads],
        "opened": instant(proposal.opened) if proposal.opened else None,
        "raw": standing.raw,
        "counted": standing.counted,
        "excluded": dict(sorted(standing.excluded.items())),
        "support": standing.support,
        "oppose": standing.oppose,
        "watch": standing.watch,
    }


def _ledger(state: LedgerState) -> dict[str, Any]:
    return {
        "head": state.head,
        "events": state.events,
        "observed": instant(state.observed),
        "epoch": state.epoch,
        "sample": state.sample,
    }
