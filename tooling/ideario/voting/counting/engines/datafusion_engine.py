"""Runs the counting rule with Apache DataFusion, in this very program."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pyarrow as pa
from datafusion import SessionContext
from pyarrow import json

from ideario.ledger.format import MAX_LENGTH
from ideario.voting.counting.engines.engine import EVENTS, FAULTS, LINE, RuleRows, UnreadableLine
from ideario.voting.counting.engines.steps import steps
from ideario.voting.counting.rule_tables import COLUMNS, ColumnKind, Views

_TYPES = {"text": pa.string(), "moment": pa.string(), "number": pa.int64(), "truth": pa.bool_()}


def count(rule: str, files: Sequence[Path], views: Views) -> RuleRows:
    """The rows of the counting rule; see `Engine`."""
    context = SessionContext()
    schema = _schema(LINE)
    _register(context, "lines", pa.concat_tables([schema.empty_table(), *(_lines(file, schema) for file in files)]))
    for name, columns in COLUMNS.items():
        schema = _schema(columns)
        arrays = [pa.array([row[place] for row in views[name]], type=field.type) for place, field in enumerate(schema)]
        _register(context, name, pa.table(arrays, schema=schema))
    context.sql(f"CREATE VIEW events AS {EVENTS}").collect()
    (told,) = context.sql(FAULTS).to_pylist()
    events, incomplete = told["events"] or 0, told["incomplete"] or 0
    rows = _run(context, rule) if not incomplete else []
    return RuleRows(events=events, incomplete=incomplete, rows=rows)


def _run(context: SessionContext, rule: str) -> list[tuple[str, str, str, int]]:
    named, last = steps(rule)
    for step in named:
        frame = context.sql(step.select)
        context.register_view(step.name, frame.cache() if step.shared else frame)  # else it is worked out each time
    found = context.sql(last).to_pylist()
    return [(row["part"], row["name"], row["measure"], row["number"]) for row in found]


def _schema(columns: Mapping[str, ColumnKind]) -> pa.Schema:
    return pa.schema([(name, _TYPES[kind]) for name, kind in columns.items()])


def _register(context: SessionContext, name: str, table: pa.Table) -> None:
    batches = table.to_batches() or [pa.RecordBatch.from_pylist([], schema=table.schema)]
    context.register_record_batches(name, [batches])


def _lines(file: Path, schema: pa.Schema) -> pa.Table:
    options = json.ParseOptions(explicit_schema=schema, unexpected_field_behavior="ignore")
    try:
        with file.open("rb") as opened:
            return json.read_json(opened, json.ReadOptions(block_size=16 * MAX_LENGTH), options)
    except pa.ArrowInvalid as error:
        raise UnreadableLine(f"{file.name}: {error}") from error
