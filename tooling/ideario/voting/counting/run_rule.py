"""Runs the counting rule, count.sql, over a ledger: with DuckDB in this very program, or with another engine.

Says nothing of what it finds.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import duckdb

from ideario.ledger.chain.chain_end import disagreement
from ideario.ledger.chain.holding import broken
from ideario.ledger.plain_files import event_files
from ideario.messages.said import say
from ideario.model.community import Community
from ideario.model.ledger_state import LedgerState, Thread
from ideario.model.thread_names import IMPORT_PREFIX
from ideario.problems import Failure
from ideario.voting.counting.encoded import INCOMPLETE, Events
from ideario.voting.counting.engines.engine import Engine, UnreadableLine
from ideario.voting.counting.rule_tables import COLUMNS, Rows, views_of

COUNT = Path(__file__).with_name("count.sql")
RECOUNT = Path(__file__).parents[1] / "recount.py"

Counts = Mapping[tuple[str, str], Mapping[str, int]]
"""What count.sql gives: by part and name, measure → number."""


def counting_rule() -> str:
    """The text of count.sql, as it is published with every result."""
    return COUNT.read_text(encoding="utf-8")


def recounting_program() -> str:
    """The text of recount.py, with which strangers recount: it is part of no room, and nothing here runs it."""
    return RECOUNT.read_text(encoding="utf-8")


def rule_version() -> int:
    """The version that count.sql says it has: another one where some ledger has another outcome, and only there."""
    (version,) = re.findall(r"^-- version: ([1-9][0-9]*)$", counting_rule(), re.MULTILINE)
    return int(version)


def counted(
    community: Community,
    ledger: Path,
    state: LedgerState,
    threads: Sequence[Thread],
    *,
    pending: Iterable[str] = (),
    singles: bool = False,
    events: Events,
) -> Counts:
    """The numbers that count.sql gives.

    `pending` are slugs of ideas that stand in open pull requests alone. With `singles` all single ballots stay in the
    database, in the tables `counted` and `votes`, and are not given. Failure when the ledger cannot be read, when its
    chain does not hold, and when it is not what its ledger.json says.
    """
    _refuse(ledger, disagreement(ledger, state))
    try:
        asked = ("", *community.challenges) if singles else ()
        for name, rows in views_of(community, threads, pending=pending, asked=asked).items():
            _table(events.connection(), f"{name}_rows", tuple(COLUMNS[name]), rows)
        database = events.database()
        database.execute(_VIEWS)
        looked = f"SELECT count(*), count(*) FILTER (WHERE {INCOMPLETE}) FROM encoded"  # noqa: S608 - our own words
        _compare_events(ledger, state, *(database.execute(looked).fetchone() or (0, 0)))
        wanted = counting_rule()
        if singles:
            database.execute(f"CREATE TEMP TABLE counted AS {wanted}")
            database.execute(_VOTES)
            wanted = "FROM counted WHERE part NOT IN ('support', 'oppose', 'watch')"
        numbers = database.execute(wanted).fetchall()
        _refuse(ledger, events.broken())
    except (duckdb.InvalidInputException, duckdb.ConversionException, duckdb.IOException) as error:
        raise _broken(ledger, str(error).partition("\n")[0]) from error
    return _by_name(numbers)


def counted_by(
    engine: Engine,
    community: Community,
    ledger: Path,
    state: LedgerState,
    threads: Sequence[Thread],
    *,
    pending: Iterable[str] = (),
) -> Counts:
    """The same numbers, from another engine."""
    _refuse(ledger, broken(ledger, state))
    try:
        found = engine(counting_rule(), event_files(ledger), views_of(community, threads, pending=pending))
    except UnreadableLine as error:
        raise _broken(ledger, str(error)) from error
    _compare_events(ledger, state, found.events, found.incomplete)
    return _by_name(found.rows)


def _by_name(rows: Iterable[tuple[str, str, str, int]]) -> Counts:
    counts: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    for part, name, measure, number in rows:
        counts[part, name][measure] = number
    return dict(counts)


def _broken(ledger: Path, what: str) -> Failure:
    return Failure(
        say("the ledger {ledger} cannot be counted: {what}", ledger=ledger, what=what),
        hint=say("`ideario verify` names the line."),
    )


def _refuse(ledger: Path, wrong: str | None) -> None:
    if wrong is not None:
        raise _broken(ledger, wrong)


def _compare_events(ledger: Path, state: LedgerState, count: int, incomplete: int) -> None:
    if incomplete:
        raise _broken(ledger, say("{count} of its lines are not complete events", count=incomplete))
    if count != state.events:
        raise _broken(
            ledger, say("it holds {count} events, and ledger.json says {events}", count=count, events=state.events)
        )


# Voters and threads become numbers, ideas an ENUM (text to the reader, a number to the machine): the rule compares them
# and no more, and the count takes half the time and room. As an ENUM, voters would make every step of planning slow.
# The order of the ENUM is that of the text, since the rule lets it decide where nothing else does.
_VIEWS = """
CREATE TYPE idea AS ENUM (
    SELECT name FROM known_ideas
    UNION SELECT name FROM ideas_rows
    UNION SELECT name FROM threads_rows
    UNION SELECT name FROM exclusions_rows WHERE name IS NOT NULL
    ORDER BY 1
);
CREATE TEMP TABLE said AS SELECT number, name::idea AS idea FROM known_ideas;
CREATE TEMP VIEW events AS
    SELECT seq, type, thread, said.idea, voter, kind, given, seen, rule
    FROM encoded
    JOIN said ON said.number = encoded.idea; -- without erased lines, of which only the hash is left
CREATE TEMP TABLE ideas AS
    SELECT name::idea AS name, idea::idea AS idea, target::idea AS target, challenge, terms::INTEGER AS terms
    FROM ideas_rows;
CREATE TEMP TABLE threads AS
    SELECT number AS thread, threads_rows.name::idea AS name, listed::BOOLEAN AS listed
    FROM threads_rows JOIN known_threads ON known_threads.name = threads_rows.thread;
CREATE TEMP VIEW challenges AS
    SELECT challenge, opens::TIMESTAMP AS opens, closes::TIMESTAMP AS closes FROM challenges_rows;
CREATE TEMP VIEW kinds AS
    SELECT terms::INTEGER AS terms, kind::kind AS kind,
           stance::ENUM ('support', 'oppose', 'watch') AS stance FROM kinds_rows;
CREATE TEMP TABLE edits AS
    SELECT idea::idea AS idea, edited::TIMESTAMP AS edited, void::BOOLEAN AS void FROM edits_rows;
CREATE TEMP TABLE exclusions AS
    SELECT number AS voter, exclusions_rows.name::idea AS name
    FROM exclusions_rows JOIN voters ON voters.name = exclusions_rows.voter;
CREATE TEMP VIEW asked AS SELECT challenge FROM asked_rows;
"""

# The single votes for and against, at ideas of the community and in open pull requests. `given` is in seconds since
# 1970, `challenge` '' for ideas outside any; imported votes have no time of their own.
_VOTES = f"""
CREATE TEMP TABLE votes AS
    SELECT coalesce(ideas.challenge, '') AS challenge, ideas.name AS idea, encoded.voter, encoded.seq,
           counted.part = 'support' AS support, epoch_ms(encoded.given) // 1000 AS given,
           starts_with(known_threads.name, '{IMPORT_PREFIX}') AS imported
    FROM counted
    JOIN ideas ON ideas.name = counted.name::idea
    JOIN encoded ON encoded.seq = counted.number
    JOIN known_threads ON known_threads.number = encoded.thread
    WHERE counted.part IN ('support', 'oppose')
"""  # noqa: S608 - a constant of ours


def _table(
    database: duckdb.DuckDBPyConnection,
    name: str,
    columns: tuple[str, ...],
    rows: Rows,
) -> None:
    """A table of text columns, a parameter for each column: row by row ten thousand ideas would take seconds."""
    picked = ", ".join(f"unnest(?::VARCHAR[]) AS {column}" for column in columns)
    values = [[None if v is None else str(v) for v in column] for column in zip(*rows, strict=True)]
    values = values or [[] for _ in columns]
    database.execute(f"CREATE TEMP TABLE {name} AS SELECT {picked}", values)
