"""A town that writes Arabic: an example with votes, and a challenge that they decided."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from communities import NOW
from example_folders import EXAMPLES
from ideario.actions.winners import decide_challenge
from ideario.ledger.ledger_folder import write_ledger
from ideario.model.ledger_state import Event, Thread
from ideario.resources import tool_resources

FOLDER = EXAMPLES / "valid" / "a-town-that-writes-arabic"
SUPPORT = {
    "trees-along-the-school-road": 103,
    "cloth-over-the-market": 61,
    "benches-that-turn": 11,
    "a-bus-shelter-of-mud": 2,
    "misting-fans": 1,
    "grey-water-for-gardens": 3,
    "a-meter-that-speaks": 12,
}
"""Supporters of each idea with votes, so that every form of an Arabic plural is met."""


def arabic_town(root: Path) -> Path:
    """The example at `root`, voted on; its challenge on shade is decided."""
    shutil.copytree(FOLDER / "content", root / "content")
    ledger = root / "content" / "ledger"
    threads = [
        Thread(name=f"pull/{place}", ideas=(idea,), merged=datetime(2026, 1, 10 + place, tzinfo=UTC))
        for place, idea in enumerate(SUPPORT, 1)
    ]
    write_ledger(ledger, _events(), threads, observed=NOW)
    decide_challenge(root, "shade-for-everybody", resources=tool_resources(), ledger=ledger, now=NOW)
    return root


def _events() -> Iterator[Event]:
    for place, (idea, supporters) in enumerate(SUPPORT.items(), 1):
        month = 11 if place > 5 else 2
        for voter in range(supporters):
            yield Event(
                type="cast",
                thread=f"pull/{place}",
                idea=idea,
                voter=f"{voter * place:064x}",
                kind="+1",
                given=f"2026-{month:02}-{3 + voter % 17:02}T{voter % 24:02}:00:00Z",
                seen="2026-11-23T12:00:00Z",
            )
