"""What was flagged, on which ground, and what the result would be without: the document that is published. No pages."""

from collections import Counter
from collections.abc import Mapping, Sequence

from ideario.model.community import Community
from ideario.model.content import Exclusion
from ideario.model.flags import (
    ExclusionEntry,
    Flag,
    FlagEntry,
    FlaggedBallot,
    FlaggedChallenge,
    Flags,
    IntegrityDocument,
)
from ideario.model.moments import instant
from ideario.model.results import WithoutFlagged
from ideario.model.votes import Tally

MAX_FLAGS = 1000
"""So many flags are told one by one."""


def integrity_document(
    community: Community, tally: Tally, flags: Flags, outcomes: Mapping[str, WithoutFlagged]
) -> IntegrityDocument:
    """By schemas/api-integrity.schema.json; `outcomes` are by challenge, for those whose winners are known.

    Of a challenge of which the tally has no turnout nothing is told but the flags in `flags`; and then of no flag on
    which lines of the ledger its votes stand, since these tell how many others came between.
    """
    complete = tally.turnouts.keys() == community.challenges.keys()
    home = {slug: idea.challenge or "" for slug, idea in community.ideas.items()}
    flagged: dict[str, list[FlaggedBallot]] = {challenge: [] for challenge in ("", *community.challenges)}
    for ballot in flags.ballots:
        flagged[home[ballot.idea]].append(ballot)
    outside = (standing for slug, standing in tally.standings.items() if not home[slug])
    ballots = {
        "": sum(standing.support + standing.oppose for standing in outside),
        **{slug: turnout.ballots for slug, turnout in tally.turnouts.items()},
    }
    return {
        "schema": 2,
        "sample": tally.ledger is not None and tally.ledger.sample,
        "as_of": instant(tally.as_of),
        "ledger": None if tally.ledger is None else tally.ledger.head,
        "flags": [_flag(flag, lines=complete) for flag in flags.found[:MAX_FLAGS]],
        "more_flags": max(0, len(flags.found) - MAX_FLAGS),
        "search": {
            "version": flags.version,
            "limits": [
                {"rule": limit.rule, "what": limit.what, "looked": limit.looked, "of": limit.of}
                for limit in flags.limits
            ],
        },
        "challenges": [
            _challenge(challenge, ballots[challenge], found, tally, outcomes.get(challenge))
            for challenge, found in flagged.items()
            if challenge in ballots
        ],
        "exclusions": [_exclusion(exclusion) for exclusion in community.exclusions],
    }


def _flag(flag: Flag, *, lines: bool) -> FlagEntry:
    return {
        "rule": flag.rule,
        "challenge": flag.challenge or None,
        "ideas": list(flag.ideas),
        "first": instant(flag.first),
        "last": instant(flag.last),
        "accounts": flag.accounts,
        "ballots": len(flag.lines),
        "most": flag.most,
        # Rounded, since the last digits of a logarithm are not the same on every machine.
        "expected": None if flag.expected is None else round(flag.expected, 2),
        "chance": None if flag.chance is None else f"{flag.chance:.0e}",
        "among": flag.among,
        "lines": list(flag.lines) if lines else [],
    }


def _challenge(
    challenge: str, ballots: int, flagged: Sequence[FlaggedBallot], tally: Tally, outcome: WithoutFlagged | None
) -> FlaggedChallenge:
    sides = Counter((ballot.idea, ballot.support) for ballot in flagged)
    return {
        "challenge": challenge or None,
        "ballots": ballots,
        "flagged": len(flagged),
        "rules": dict(sorted(Counter(rule for ballot in flagged for rule in ballot.rules).items())),
        "ideas": [
            {
                "idea": slug,
                "support": tally.standings[slug].support,
                "oppose": tally.standings[slug].oppose,
                "flagged": {"support": sides[slug, True], "oppose": sides[slug, False]},
            }
            for slug in sorted({ballot.idea for ballot in flagged})
        ],
        "winners": None if outcome is None else list(outcome.winners),
        "without": None if outcome is None else list(outcome.without),
    }


def _exclusion(exclusion: Exclusion) -> ExclusionEntry:
    return {
        "name": exclusion.name,
        "date": exclusion.date,
        "reason": exclusion.reason,
        "voters": len(exclusion.voters),
        "ideas": list(exclusion.ideas),
        "appeal": exclusion.appeal or None,
    }
