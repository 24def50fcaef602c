"""Reads once what lies beside a ledger of proposals: how people talk, and what is pending. Writes nothing."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from ideario.ledger.beside.activity_file import read_activity
from ideario.ledger.beside.pending_titles import read_pending
from ideario.model.community import Community
from ideario.model.ledger_state import Thread
from ideario.model.talk.activity import Activity
from ideario.model.talk.wait import Wait
from ideario.model.votes import PendingTitle
from ideario.reporting.answer_times import waits


class BesideLedger(NamedTuple):
    """How people talk, who waits or waited for a first answer, and by slug what pending ideas are called."""

    activity: Activity
    waits: tuple[Wait, ...]
    titles: Mapping[str, PendingTitle]


def beside_ledger(community: Community, threads: Sequence[Thread], ledger: Path) -> BesideLedger:
    """What lies beside `ledger`, which need not exist. Failure where it cannot be read."""
    activity = read_activity(ledger)
    return BesideLedger(
        activity=activity,
        waits=waits(community, threads, activity),
        titles={one.idea: one for one in read_pending(ledger)},
    )
