"""The tally as the JSON document that is printed and published, and what it was counted by. Writes no file."""

from ideario.model.challenge import Challenge
from ideario.model.community import Community
from ideario.model.content import Idea
from ideario.model.ledger_state import LedgerState
from ideario.model.moments import instant
from ideario.model.published_tally import (
    IdeaEntry,
    ImportedEntry,
    LedgerEntry,
    PendingEntry,
    RulesDocument,
    TallyDocument,
    TallyNumbers,
    TurnoutEntry,
)
from ideario.model.votes import PendingIdea, Standing, Tally
from ideario.voting.counting.tallies import decisive, rules_hash


def tally_document(tally: Tally, community: Community) -> TallyDocument:
    """The whole count by schemas/api-tally.schema.json; ideas, challenges and pending ideas are by slug.

    What the tally has no standing or turnout of is said to be withheld, and its numbers are None.
    """
    complete = tally.turnouts.keys() == community.challenges.keys()
    return {
        "schema": 2,
        "as_of": instant(tally.as_of),
        "ledger": None if tally.ledger is None else _ledger(tally.ledger, complete=complete),
        "rules": {"hash": tally.rules, "kinds": dict(sorted(community.terms(None).reactions.items()))},
        "challenges": [_turnout(tally, community, challenge) for challenge in community.challenges.values()],
        "ideas": [_votes(tally.standings.get(idea.slug), community, idea) for idea in community.ideas.values()],
        "pending": [_pending_idea(pending) for pending in tally.pending],
        "pending_more": dict(tally.unnamed),
    }


def rules_document(community: Community, *, place: str) -> RulesDocument:
    """What votes are counted by, by schemas/api-rules.schema.json; `place` is the ledger's in the repository."""
    return {
        "schema": 1,
        "ledger": {
            "repository": f"https://{community.settings.host}/{community.settings.repository}",
            "place": place,
        },
        "hashed": decisive(community, community.challenges.values(), whole=True),
        "exclusions": [
            {
                "name": one.name,
                "date": one.date,
                "reason": one.reason,
                "voters": list(one.voters),
                "ideas": list(one.ideas),
                "appeal": one.appeal or None,
            }
            for one in community.exclusions
        ],
    }


def _turnout(tally: Tally, community: Community, challenge: Challenge) -> TurnoutEntry:
    turnout = tally.turnouts.get(challenge.slug)
    return {
        "challenge": challenge.slug,
        "voters": turnout.voters if turnout else None,
        "ballots": turnout.ballots if turnout else None,
        "empty": turnout.empty if turnout else None,
        "withheld": turnout is None,
        "phase": tally.phase(challenge),
        "rules": turnout.rules if turnout else rules_hash(community, (challenge,)),
        "kinds": dict(sorted(community.terms(challenge.slug).reactions.items())),
    }


def _votes(standing: Standing | None, community: Community, idea: Idea) -> IdeaEntry:
    """One idea's part of the document; `source_id` is in it for imported ideas alone.

    `edited` is when its text last changed while voting was open.
    """
    edited, target = community.edited.get(idea.slug), community.target(idea.slug)
    return {
        "idea": idea.slug,
        **_imported(idea),
        **_numbers(standing),
        "before_edit": standing.before_edit if standing else None,
        "edited": None if edited is None else instant(edited),
        "merged_into": None if target == idea.slug else target,
        "withheld": standing is None,
    }


def _imported(idea: Idea) -> ImportedEntry:
    return {} if idea.source_id is None else {"source_id": idea.source_id}


def _pending_idea(pending: PendingIdea) -> PendingEntry:
    return {
        "idea": pending.idea,
        "threads": [thread.name for thread in pending.threads],
        "opened": instant(pending.opened) if pending.opened else None,
        **_numbers(pending.standing),
        "withheld": pending.standing is None,
    }


def _numbers(standing: Standing | None) -> TallyNumbers:
    if standing is None:
        return {"raw": None, "counted": None, "excluded": None, "support": None, "oppose": None, "watch": None}
    return {
        "raw": standing.raw,
        "counted": standing.counted,
        "excluded": dict(sorted(standing.excluded.items())),
        "support": standing.support,
        "oppose": standing.oppose,
        "watch": standing.watch,
    }


def _ledger(state: LedgerState, *, complete: bool) -> LedgerEntry:
    return {
        "head": state.head,
        "events": state.events if complete else None,
        "observed": instant(state.observed),
        "epoch": state.epoch,
        "sample": state.sample,
    }
