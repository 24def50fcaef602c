"""Reads events into numbers: voters, threads and ideas become numbers, since they are compared and no more."""

import contextlib
import tempfile
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Self

from ideario.ledger.chain.holding import broken
from ideario.ledger.format import COLUMNS, MAX_LENGTH, RULES, TYPES
from ideario.ledger.ledger_folder import read_state
from ideario.ledger.plain_files import event_files
from ideario.model.thread_names import REACTIONS

if TYPE_CHECKING:
    import duckdb

INCOMPLETE = (
    "seq IS NULL OR seen IS NULL OR type IS NULL OR (type = 'cast') = (given IS NULL) "
    "OR (type <> 'erased' AND (thread IS NULL OR idea IS NULL OR voter IS NULL OR kind IS NULL))"
)
"""Which events no ledger should hold."""
_TYPES = {"number": "BIGINT", "text": "VARCHAR", "moment": "TIMESTAMP", "texts": "VARCHAR[]"}
_LINE = {key: _TYPES[kind] for key, kind in COLUMNS.items() if key != "prev"}
_TABLES = f"""
CREATE TYPE kind AS ENUM {REACTIONS};
CREATE TABLE lines (
    seq BIGINT, type ENUM {TYPES}, thread VARCHAR, idea VARCHAR, voter VARCHAR, kind kind, given TIMESTAMP,
    seen TIMESTAMP, rule ENUM {("", *RULES)}, flags VARCHAR[]
);
"""
_NUMBERS = """
CREATE TABLE voters AS
    SELECT voter AS name, (row_number() OVER ())::INTEGER AS number FROM lines WHERE voter IS NOT NULL GROUP BY voter;
CREATE TABLE known_threads AS
    SELECT thread AS name, (row_number() OVER ())::INTEGER AS number FROM lines WHERE thread IS NOT NULL
    GROUP BY thread;
CREATE TABLE known_ideas AS
    SELECT idea AS name, (row_number() OVER ())::INTEGER AS number FROM lines WHERE idea IS NOT NULL GROUP BY idea;
CREATE TABLE encoded AS
    SELECT seq, type, known_threads.number AS thread, known_ideas.number AS idea, voters.number AS voter, kind, given,
           seen, rule
    FROM lines
    LEFT JOIN known_threads ON known_threads.name = lines.thread
    LEFT JOIN known_ideas ON known_ideas.name = lines.idea
    LEFT JOIN voters ON voters.name = lines.voter;
CREATE TABLE flags AS SELECT seq, unnest(flags) AS flag FROM lines WHERE len(flags) > 0;
DROP TABLE lines;
"""


class Events:
    """The events of the ledger in a folder, in a database in memory. To be closed, as a context.

    The database holds the tables `encoded`, a row an event of the ledger; `voters`, `known_threads` and `known_ideas`,
    which map a `name` to the `number` that stands for it there; `flags`, a row for each `flag` of a line `seq`; and the
    type `kind`.
    """

    def __init__(self, ledger: Path) -> None:
        self._ledger = ledger
        self._closing = contextlib.ExitStack()
        self._begun: tuple[duckdb.DuckDBPyConnection, Future[None], Future[str | None]] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._begun is not None:
            self._begun[1].exception()  # both are waited for: nothing may read on once the files are gone
            self._begun[2].exception()
        self._closing.close()

    def connection(self) -> "duckdb.DuckDBPyConnection":
        """The database, which a thread fills from now on, by a connection of its own: for what needs no table yet.

        Another one looks at the chain meanwhile.
        """
        if self._begun is None:
            import duckdb  # not before: it takes a while to load, and much is done beside the reading

            files = event_files(self._ledger) if self._ledger.is_dir() else []
            room = self._closing.enter_context(tempfile.TemporaryDirectory(prefix="ideario-"))
            size = sum(path.stat().st_size for path in files)
            database = self._closing.enter_context(duckdb.connect(config=_limits(size, room)))
            pool = self._closing.enter_context(ThreadPoolExecutor(2))
            self._begun = database, pool.submit(_read, files, database.cursor()), pool.submit(_broken, self._ledger)
        return self._begun[0]

    def database(self) -> "duckdb.DuckDBPyConnection":
        """The same, as soon as all is read. Raises what DuckDB raises about lines that are no events."""
        database = self.connection()
        assert self._begun is not None
        self._begun[1].result()
        return database

    def broken(self) -> str | None:
        """Why no number may be given from this ledger, None where its chain holds; waits until all of it was seen."""
        self.connection()
        assert self._begun is not None
        return self._begun[2].result()


def _broken(ledger: Path) -> str | None:
    state = read_state(ledger)
    return None if state is None else broken(ledger, state)


def _read(files: Sequence[Path], database: "duckdb.DuckDBPyConnection") -> None:
    with database:
        database.execute(_TABLES)
        if files:
            columns = ", ".join(f"\"{name}\": '{kind}'" for name, kind in _LINE.items())
            database.execute(
                f"""
                INSERT INTO lines
                SELECT seq, type, thread, idea, voter, kind, given, seen, coalesce(rule, ''), flags
                FROM read_json(
                    ?, format = 'newline_delimited', maximum_object_size = {MAX_LENGTH}, columns = {{{columns}}}
                )
                WHERE type IS DISTINCT FROM 'state'
                """,  # noqa: S608 - names of our own
                [[literal(path) for path in files]],
            )
        database.execute(_NUMBERS)


def _limits(size: int, room: str) -> dict[str, str | bool | int | float | list[str]]:
    """How DuckDB may run over a ledger of `size` bytes: as much memory as the ledger is long, the rest in `room`."""
    megabytes = max(384, size * 3 // 4 // 2**20)
    return {
        "threads": 2,
        "memory_limit": f"{megabytes}MB",
        "temp_directory": room,
        "preserve_insertion_order": False,
    }


def literal(path: Path) -> str:
    """A path that DuckDB takes literally: it reads *, ? and [ as patterns unless they stand in brackets."""
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in str(path.absolute()))
