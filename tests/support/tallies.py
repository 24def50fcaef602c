"""Votes of people by their names, on threads of a community that votes in February 2026."""

from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from communities import CHALLENGE, IDEA, put, riverton
from ideario.intake.read_community import read_community
from ideario.ledger.ledger_folder import write_ledger
from ideario.model.community import Community
from ideario.model.ledger_state import Event, Thread
from ideario.resources import tool_resources

INSIDE, LATER = "2026-02-10T12:00:00Z", "2026-02-11T12:00:00Z"
OBSERVED = datetime(2026, 6, 1, tzinfo=UTC)
THREADS = {
    "pull/1": ("bike-lanes",),
    "pull/2": ("cycle-path",),
    "pull/3": ("free-bus",),
    "pull/4": ("bike-lanes", "trees"),
}


def voter(name: str) -> str:
    return sha256(name.encode()).hexdigest()


def cast(who: str, kind: str = "+1", *, on: str = "pull/1", at: str = INSIDE, **changes: Any) -> Event:
    seen = changes.pop("seen", INSIDE)
    idea = changes.pop("idea", THREADS.get(on, ("nobody-knows",))[0])
    return Event(type="cast", thread=on, idea=idea, voter=voter(who), kind=kind, given=at, seen=seen, **changes)


def withdraw(who: str, kind: str = "+1", *, on: str = "pull/1", seen: str = LATER, **changes: Any) -> Event:
    return replace(cast(who, kind, on=on, **changes), type="withdraw", given=None, seen=seen)


@pytest.fixture(scope="module")
def community(tmp_path_factory: pytest.TempPathFactory) -> Community:
    """Three ideas in a challenge that votes in February 2026, one of them another's duplicate; one idea outside."""
    root = tmp_path_factory.mktemp("riverton")
    put(
        root,
        "community",
        {"schema": 1, "name": "R", "repository": "riverton/ideas", "languages": ["en"], "licence": "CC0-1.0"},
    )
    put(root, "challenges/quieter-streets", CHALLENGE)
    for slug in ("bike-lanes", "cycle-path", "trees"):
        put(root, f"ideas/{slug}", IDEA | {"challenge": "quieter-streets"})
    put(root, "ideas/free-bus", IDEA)
    put(
        root,
        "decisions/cycle-path",
        {"history": [{"date": "2026-02-05", "status": "duplicate"}], "duplicate_of": "bike-lanes"},
    )
    reading = read_community(root, resources=tool_resources())
    assert reading.community is not None
    assert not reading.problems, reading.problems
    return reading.community


def riverton_with_votes(root: Path, *, sample: bool = False) -> Path:
    riverton(root)
    slug = "night-trams"
    events = [replace(cast(name), idea=slug, thread="pull/1") for name in ("ada", "bo")]
    threads = [Thread(name="pull/1", ideas=(slug,), opened=datetime(2026, 1, 10, tzinfo=UTC))]
    write_ledger(root / "content" / "ledger", events, threads, observed=OBSERVED, sample=sample)
    return root
