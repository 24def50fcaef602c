"""When each idea first came in: by the ledger's threads where they know, else by git. Never by the idea's own word."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from ideario.intake import git_arrivals
from ideario.voting.ledger import read_threads


def arrivals(root: Path, ledger: Path) -> Mapping[str, datetime]:
    """The first date of each idea, by slug; ideas that nobody knows a date for are not in it.

    The earliest merge of one of an idea's threads counts, without any the earliest opening, without threads the first
    commit. Raises Failure where the ledger's threads.json is malformed.
    """
    merged: dict[str, datetime] = {}
    opened: dict[str, datetime] = {}
    for thread in read_threads(ledger):
        for moment, earliest in ((thread.merged, merged), (thread.opened, opened)):
            if moment is not None:
                for idea in thread.ideas:
                    earliest[idea] = min(moment, earliest.get(idea, moment))
    return {**git_arrivals(root), **opened, **merged}
