"""A community whose eleven voters share a budget, as in the worked example of equal shares."""

import shutil
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
from communities import CHALLENGE, IDEA, put, riverton
from ideario.ledger.append import continued
from ideario.ledger.ledger_folder import write_ledger
from ideario.ledger.staging import StagedChange
from ideario.model.ledger_state import Event, Thread

IDEAS = {"bike-lanes": 700, "gym": 400, "park": 250, "play": 200, "library": 100}
BUDGET = "1100 EUR"
BALLOTS = [
    *[{"bike-lanes", "gym"}] * 4,
    *[{"bike-lanes", "park"}] * 3,
    *[{"play", "library"}] * 3,
    {"play", "gym", "library"},
]
EQUAL_SHARES = {"rule": "equal-shares", "completion": "none"}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A community whose eleven voters share a budget."""
    root = riverton(tmp_path / "community")
    called(root, EQUAL_SHARES)
    for name, cost in IDEAS.items():
        cost_of = f"{cost} EUR"
        put(root, f"ideas/{name}", {**IDEA, "title": name.title(), "challenge": "quieter-streets", "cost": cost_of})
    return voted(root)


def called(root: Path, winners: Mapping[str, object], **changes: object) -> None:
    put(root, "challenges/quieter-streets", {**CHALLENGE, "winners": winners, "budget": BUDGET, **changes})


def voted(root: Path, observed: str = "2026-03-01T06:00:00Z", flagged: int = 0, *, later: bool = False) -> Path:
    """A ledger of the ballots, the first of which are flagged; `later` a vote came in after the close."""
    threads = [
        Thread(name=f"pull/{number}", ideas=(idea,), merged=datetime(2026, 1, 10, tzinfo=UTC))
        for number, idea in enumerate(IDEAS, 1)
    ]
    events = [
        Event(
            type="cast",
            thread=f"pull/{list(IDEAS).index(idea) + 1}",
            idea=idea,
            voter=f"{voter:064x}",
            kind="+1",
            given="2026-02-10T10:00:00Z",
            seen="2026-02-10T12:00:00Z",
            flags=("R7",) if voter < flagged else (),
        )
        for voter, ballot in enumerate(BALLOTS)
        for idea in sorted(ballot)
    ]
    ledger = root / "content" / "ledger"
    if ledger.exists():
        shutil.rmtree(ledger)
    moment = datetime.fromisoformat(observed)
    write_ledger(
        ledger, events, threads, observed=min(moment, datetime(2026, 3, 1, 6, tzinfo=UTC)) if later else moment
    )
    if later:
        vote = StagedChange("cast", "pull/1", events[0].idea, "f" * 64, "+1", "2026-04-01T00:00:00Z", None, ())
        with continued(ledger, begun=moment) as run:
            run.stage([vote], {})
            run.commit(seen=moment, observed=moment, threads=threads, sync_state={}, key_check="c" * 64)
    return root
