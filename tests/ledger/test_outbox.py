"""outbox.json is believed where it is as the program writes it, and refused in words where it is anything else."""

import copy
import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from ideario.ledger.beside.outbox import OUTBOX, read_outbox
from ideario.problems import Failure

MOMENT = "2026-01-01T00:00:00Z"
SOUND: dict[str, Any] = {
    "schema": 1, "begun": MOMENT, "looked": MOMENT, "known": ["0" * 16], "writes": [MOMENT],
    "digest": {"issue": "issue/3", "written": MOMENT, "text": "0" * 16},
    "notices": [
        {"event": "0" * 16, "idea": "a-zoo", "status": "planned", "thread": "pull/3", "since": MOMENT, "state": "sent",
         "text": "0" * 16, "comment": 4, "why": None, "tries": 0, "at": None},
    ],
}  # fmt: skip
ODD: tuple[object, ...] = (
    None,
    True,
    -1,
    10**30,
    1.5,
    "",
    "x",
    "\ud800",
    "2026-13-01T00:00:00Z",
    [],
    {},
    [[]],
    [{}],
    "pull/" + "9" * 30,
)


def places(part: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to each value of a document."""
    inside = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
    for key, value in inside:
        yield (*way, key)
        yield from places(value, (*way, key))


@pytest.mark.parametrize("odd", ODD, ids=ascii)
def test_whatever_stands_there_is_read_or_refused(odd: object, tmp_path: Path) -> None:
    for *above, key in places(SOUND):
        document: Any = copy.deepcopy(SOUND)
        part = document
        for step in above:
            part = part[step]
        part[key] = odd
        (tmp_path / OUTBOX).write_text(json.dumps(document))
        with suppress(Failure):  # any other error is a bug
            assert read_outbox(tmp_path) is not None


def test_what_a_newer_program_wrote_is_not_called_broken(tmp_path: Path) -> None:
    (tmp_path / OUTBOX).write_text(json.dumps({**SOUND, "schema": 2, "notices": {}}))
    with pytest.raises(Failure) as refused:
        read_outbox(tmp_path)
    assert "newer Ideario" in (refused.value.hint or "")
