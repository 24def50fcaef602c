"""A challenge whose first two ideas win, and the ledger by which they do."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from communities import CHALLENGE, put
from ideario.ledger.ledger_folder import write_ledger
from ideario.model.ledger_state import Event, Thread

NAME = "quieter-streets"
SUPPORT = {"good": 50, "rival": 3, "mallorys": 1}
CLOSED, OPEN = "2026-03-01T06:00:00Z", "2026-02-20T06:00:00Z"


def events(observed: str, *, also: int = 0) -> Iterator[Event]:
    """Votes in the window, `also` for Mallory; each by another account."""
    voter = 0
    for place, (idea, votes) in enumerate(SUPPORT.items(), 1):
        for _ in range(votes + (also if idea == "mallorys" else 0)):
            voter += 1
            yield Event(
                type="cast",
                thread=f"pull/{place}",
                idea=idea,
                voter=f"{voter:064x}",
                kind="+1",
                given=f"2026-02-10T10:{voter // 60:02}:{voter % 60:02}Z",
                seen=observed,
            )


def voted(root: Path, observed: str = CLOSED, *, also: int = 0, sample: bool = False) -> None:
    """Write the ledger anew, as it would have been from the beginning."""
    ledger = root / "content" / "ledger"
    shutil.rmtree(ledger, ignore_errors=True)
    threads = [
        Thread(name=f"pull/{place}", ideas=(idea,), merged=datetime(2026, 1, 10, tzinfo=UTC))
        for place, idea in enumerate(SUPPORT, 1)
    ]
    write_ledger(ledger, events(observed, also=also), threads, observed=datetime.fromisoformat(observed), sample=sample)


def called(root: Path, **changes: Any) -> None:
    put(root, f"challenges/{NAME}", {**CHALLENGE, "winners": {"rule": "top", "count": 2}, **changes})
