"""What an engine is: something that runs the counting rule over a ledger's files and a community's views."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from ideario.ledger.format import COLUMNS, RULES, TYPES
from ideario.model.thread_names import REACTIONS
from ideario.voting.counting.rule_tables import ColumnKind, Views

LINE: Mapping[str, ColumnKind] = {key: kind for key, kind in COLUMNS.items() if kind != "texts" and key != "prev"}
"""What an engine reads of each line, into the table `lines`; a key that a line lacks is null."""

EVENTS = """
SELECT seq, type, thread, idea, voter, kind, given, seen, coalesce(rule, '') AS rule
FROM lines
WHERE type IN ('cast', 'withdraw')
"""
"""The view `events` over the lines, without state lines and erased ones."""

_MOMENT = "____-__-__T__:__:__Z"
FAULTS = f"""
SELECT sum(CASE WHEN type = 'state' THEN 0 ELSE 1 END) AS events, sum(CASE WHEN
    seq IS NULL OR seen IS NULL OR seen NOT LIKE '{_MOMENT}' OR type IS NULL
    OR type NOT IN {(*TYPES, "state")}
    OR (type = 'cast') = (given IS NULL) OR given NOT LIKE '{_MOMENT}'
    OR (type IN ('cast', 'withdraw') AND (
        thread IS NULL OR idea IS NULL OR voter IS NULL OR kind IS NULL OR kind NOT IN {REACTIONS}
        OR coalesce(rule, 'R1') NOT IN {RULES}
    )) THEN 1 ELSE 0 END) AS incomplete
FROM lines
"""  # noqa: S608 - words of our own
"""How many events the lines are, and how many lines no ledger should hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleRows:
    """What an engine found: how many events there are, how many lines are none, and the rows of the counting rule."""

    events: int
    incomplete: int
    rows: Sequence[tuple[str, str, str, int]]


class UnreadableLine(Exception):
    """A line that the engine could not read at all; the text says why."""


class Engine(Protocol):
    """Runs `rule`, the text of count.sql, over the lines of `files` and the rows of `views`.

    Times are compared as text. The rows come in any order. UnreadableLine where a file does not hold such lines; a
    Failure where the engine itself cannot run.
    """

    def __call__(self, rule: str, files: Sequence[Path], views: Views) -> RuleRows: ...
