"""Tells when the first vote of a ledger was seen. Looks at no chain."""

from datetime import datetime
from pathlib import Path

from ideario.ledger.format import MAX_LENGTH
from ideario.ledger.line_reader import read_line
from ideario.ledger.plain_files import event_files
from ideario.model.moments import moment_of


def first_vote(ledger: Path) -> datetime | None:
    """When the first reaction in the ledger was seen, one that was erased since too; None where it has none.

    Syncs that saw nothing come before it. A Failure where the ledger cannot be read; a line that is none says nothing,
    and whoever counts refuses it.
    """
    for path in event_files(ledger):
        with path.open("rb") as file:
            while raw := file.readline(MAX_LENGTH):
                line = read_line(raw.rstrip(b"\n"))
                if line.state is None:
                    return None if line.fault or not line.seen else _moment(line.seen)
    return None


def _moment(seen: str) -> datetime | None:
    try:
        return moment_of(seen)
    except ValueError:  # a month of 13: a line may say that
        return None
