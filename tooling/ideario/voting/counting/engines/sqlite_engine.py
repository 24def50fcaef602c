"""Runs the counting rule with SQLite, as Python brings it: it needs nothing else."""

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path

from ideario.messages.said import say
from ideario.problems import Failure
from ideario.voting.counting.engines.engine import EVENTS, FAULTS, LINE, RuleRows, UnreadableLine
from ideario.voting.counting.rule_tables import COLUMNS, ColumnKind, Value, Views

_TYPES = {"text": "TEXT", "moment": "TEXT", "number": "INTEGER", "truth": "INTEGER"}
_MIN_VERSION = (3, 30, 0)


def count(rule: str, files: Sequence[Path], views: Views) -> RuleRows:
    """The rows of the counting rule; see `Engine`."""
    if sqlite3.sqlite_version_info < _MIN_VERSION:
        raise Failure(
            say(
                "this Python brings SQLite {sqlite_version}, and the counting rule needs 3.30",
                sqlite_version=sqlite3.sqlite_version,
            ),
            hint=say("use another engine, or a newer Python"),
        )
    with closing(sqlite3.connect("")) as database:  # on disk where it grows, and gone at the end
        _table(database, "lines", LINE, _lines(files))
        for name, columns in COLUMNS.items():
            _table(database, name, columns, views[name])
        database.execute(f"CREATE TEMP VIEW events AS {EVENTS}")
        database.execute("CREATE INDEX by_place ON lines (thread, idea)")
        events, incomplete = database.execute(FAULTS).fetchone()
        rows = database.execute(rule).fetchall() if not incomplete else []
    return RuleRows(events=events or 0, incomplete=incomplete or 0, rows=rows)


def _table(
    database: sqlite3.Connection,
    name: str,
    columns: Mapping[str, ColumnKind],
    rows: Iterator[tuple[Value, ...]] | Sequence[tuple[Value, ...]],
) -> None:
    database.execute(f"CREATE TEMP TABLE {name} ({', '.join(f'{c} {_TYPES[kind]}' for c, kind in columns.items())})")
    marks = ", ".join("?" for _ in columns)
    database.executemany(f"INSERT INTO {name} VALUES ({marks})", rows)  # noqa: S608 - names of our own


def _lines(files: Sequence[Path]) -> Iterator[tuple[Value, ...]]:
    for file in files:
        with file.open("rb") as opened:
            for raw in opened:
                yield _line(raw, file)


def _line(raw: bytes, file: Path) -> tuple[Value, ...]:
    try:
        line = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise UnreadableLine(f"a line of {file.name} is not JSON") from error
    if not isinstance(line, dict):
        raise UnreadableLine(f"a line of {file.name} is not a JSON object")
    values = tuple(line.get(key) for key in LINE)
    for value, kind in zip(values, LINE.values(), strict=True):
        if value is not None and type(value) is not (int if kind == "number" else str):
            raise UnreadableLine(f"a line of {file.name} holds {value!r:.100}, which no event does")
    return values
