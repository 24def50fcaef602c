"""Events, written ledgers and the lines in them, for tests that look at a ledger from outside."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from ideario.ledger.format import state_line
from ideario.ledger.ledger_folder import read_state, state_document
from ideario.ledger.plain_files import event_files
from ideario.model.ledger_state import Event, LedgerState

KEY = "a key for tests that is long enough"
OBSERVED = datetime(2026, 3, 1, 6, tzinfo=UTC)


def cast(number: int, *, seen: str = "2026-01-05T12:00:00Z", **changes: object) -> Event:
    values: dict[str, Any] = {
        "type": "cast",
        "thread": f"pull/{number}",
        "idea": "bike-lanes",
        "voter": sha256(str(number).encode()).hexdigest(),
        "kind": "+1",
        "given": seen,
        "seen": seen,
        "rule": None,
        "flags": (),
    }
    return Event(**{**values, **changes})


def lines(folder: Path) -> list[bytes]:
    return [line for file in event_files(folder) for line in file.read_bytes().split(b"\n")[:-1]]


def event_lines(folder: Path) -> list[bytes]:
    """The lines that are events: all but those with which syncs end."""
    return [line for line in lines(folder) if not line.endswith(b'"type":"state"}')]


def restated(folder: Path, **changes: Any) -> LedgerState:
    """Write the state line of a ledger, and ledger.json, as if the ledger had always been this one."""
    state = read_state(folder)
    assert state is not None
    state = replace(state, **changes)
    last = event_files(folder)[-1]
    *before, old = last.read_bytes().splitlines(keepends=True)
    said = json.loads(old)
    line = state_line(state, seen=said["seen"], seq=said["seq"], prev=said["prev"])
    last.write_bytes(b"".join([*before, line, b"\n"]))
    state = replace(state, head=sha256(line).hexdigest())
    (folder / "ledger.json").write_bytes(state_document(state))
    return state


def living(lines: list[bytes]) -> dict[tuple[str, str, str], tuple[str, str | None]]:
    """What lives after these events, by (thread, voter, kind): an oracle that shares nothing with the program."""
    live: dict[tuple[str, str, str], tuple[str, str | None]] = {}
    for line in lines:
        event = json.loads(line)
        key = (event["thread"], event["voter"], event["kind"])
        if event["type"] == "cast":
            assert key not in live, "a reaction came twice"
            live[key] = (event["given"], event["rule"])
        else:
            del live[key]
    return live
