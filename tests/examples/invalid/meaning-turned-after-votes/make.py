"""Commits the community, then another meaning of reactions, long after the first vote was seen."""

from datetime import UTC, datetime
from pathlib import Path

from communities import commit
from ideario.ledger.ledger_folder import write_ledger
from ideario.model.ledger_state import Event, Thread

settings = Path("content/community.yml")
now = settings.read_text(encoding="utf-8")
settings.write_text(now.partition("reactions:")[0], encoding="utf-8")
vote = Event(
    type="cast",
    thread="pull/1",
    idea="bench",
    voter="a" * 64,
    kind="+1",
    given="2026-01-12T11:00:00Z",
    seen="2026-01-12T12:00:00Z",
    rule=None,
)
thread = Thread(name="pull/1", ideas=("bench",), merged=datetime(2026, 1, 10, tzinfo=UTC))
write_ledger(Path("content/ledger"), [vote], [thread], observed=datetime(2026, 1, 12, 12, tzinfo=UTC))
commit(Path(), date="2026-01-10T12:00:00Z")
settings.write_text(now, encoding="utf-8")
commit(Path(), date="2026-02-03T12:00:00Z")
