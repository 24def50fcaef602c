"""Exports a challenge with its counted ballots as a file of Pabulib, for other software to count."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from pathlib import Path

from ideario.actions.decide import counted_for
from ideario.exchange.pabulib_file import Exported, pabulib_file
from ideario.model import Community
from ideario.problems import Failure
from ideario.resources import Resources
from ideario.voting.choosable import declined


def export_pabulib(
    root: Path, name: str, *, resources: Resources, ledger: Path, now: datetime, workers: int = 1
) -> Exported:
    """The .pb file of a challenge: the ballots that count, as approvals; opposition is no part of it.

    A Failure where there are no votes, or no budget, without which the format says nothing.
    """
    count = counted_for(root, name, resources=resources, ledger=ledger, now=now, workers=workers)
    if count.challenge.budget is None:
        raise Failure(
            f"the challenge {name} has no budget, and a file of Pabulib is about budgets",
            hint="its ballots are in the ledger, and its numbers in: ideario tally --format json",
        )
    supported: dict[str, set[str]] = defaultdict(set)
    for ballot in count.ballots:
        if ballot.stance != "watch":
            supported[ballot.voter].update([ballot.idea] if ballot.stance == "support" else [])
    return exported(count.community, name, supported.values())


def exported(community: Community, name: str, ballots: Iterable[Collection[str]]) -> Exported:
    """The file of a challenge with a budget; `ballots` are the ideas that each voter supports."""
    result = community.results.get(name)
    winners = None if result is None else result.winners
    closes = community.challenges[name].voting.closes
    gone = [slug for slug in community.ideas if declined(community, slug, closes)]
    return pabulib_file(community, community.challenges[name], ballots, winners=winners, declined=gone)
