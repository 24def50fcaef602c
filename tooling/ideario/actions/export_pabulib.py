"""Exports a challenge with its counted ballots as a file of Pabulib, for other software to count."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from pathlib import Path

from ideario.actions.decide import counted_for
from ideario.exchange.pabulib_file import pabulib_file
from ideario.model import Community
from ideario.problems import Failure
from ideario.resources import Resources


def export_pabulib(
    root: Path, name: str, *, resources: Resources, ledger: Path, now: datetime, workers: int = 1
) -> str:
    """The text of the .pb file of a challenge: the ballots that count, as approvals; opposition is no part of it.

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
    return pabulib_text(count.community, name, supported.values())


def pabulib_text(community: Community, name: str, ballots: Iterable[Collection[str]]) -> str:
    """The file of a challenge with a budget; `ballots` are the ideas that each voter supports."""
    result = community.results.get(name)
    winners = None if result is None else result.winners
    return pabulib_file(community, community.challenges[name], ballots, winners=winners)
