"""Reads events into numbers: voters, threads and ideas become numbers, since the rule compares them and no more.

Files that will never change again – all but the last one of a ledger – are remembered so, in a database in the user's
own folder (see `caches`), for reading and numbering a million lines takes longer than counting them. Why this gives no
wrong number:

- A file is known by the SHA-256 of its bytes, computed anew each time, never by its name or its times.
- What is remembered belongs to a sequence of files; it is used only if the ledger begins with that very sequence.
- Files are looked at before they are hashed and after they were read; if one has changed meanwhile, nothing is kept.
- Lines that are not complete events are never remembered, so that they are refused each time.
- The database counts only if it is, to the byte, what was written, by this very program text and DuckDB.

Whatever fails on the way leads back to reading the ledger itself. `verify` never reads what was remembered.
"""

import contextlib
import shutil
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Self

import duckdb

from ideario.caches import digest, is_whole, keep, kept, own_folder, version_of
from ideario.voting.ledger import event_files

WORTH_KEEPING = 16 * 1024 * 1024
"""Fewer bytes than this are read anew faster than they are found."""
INCOMPLETE = (
    "seq IS NULL OR seen IS NULL OR type IS NULL OR (type = 'cast') = (given IS NULL) "
    "OR (type <> 'erased' AND (thread IS NULL OR idea IS NULL OR voter IS NULL OR kind IS NULL))"
)
"""Which events no ledger should hold."""
_LINE = {
    "seq": "BIGINT",
    "type": "VARCHAR",
    "thread": "VARCHAR",
    "idea": "VARCHAR",
    "voter": "VARCHAR",
    "kind": "VARCHAR",
    "cast": "TIMESTAMP",
    "seen": "TIMESTAMP",
    "rule": "VARCHAR",
}
_TYPE = "ENUM ('cast', 'withdraw', 'erased')"
_KIND = "ENUM ('+1', '-1', 'laugh', 'confused', 'heart', 'hooray', 'rocket', 'eyes')"
_RULE = "ENUM ('', 'R1', 'R2', 'R3', 'R6')"
_NUMBERED = {"voters": "voter", "threads": "thread", "ideas": "idea"}
_TABLES = f"""
CREATE SCHEMA {{0}}.encoded;
CREATE TABLE {{0}}.encoded.events (
    seq BIGINT, type {_TYPE}, thread INTEGER, idea INTEGER, voter INTEGER, kind {_KIND},
    given TIMESTAMP, seen TIMESTAMP, rule {_RULE}
);
CREATE TABLE {{0}}.encoded.voters (name VARCHAR, number INTEGER);
CREATE TABLE {{0}}.encoded.threads (name VARCHAR, number INTEGER);
CREATE TABLE {{0}}.encoded.ideas (name VARCHAR, number INTEGER);
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Source:
    """A file as it was when it was hashed. `looks` are its size, its times and its place on the disk."""

    path: Path
    digest: str
    looks: tuple[int, ...]


class Events:
    """The events of the ledger in a folder, in a database in memory. To be closed, as a context.

    The database holds the views `encoded`, a row a line of the ledger, `voters`, `known_threads` and `known_ideas`,
    which map a `name` to the `number` that stands for it there, and the type `kind`. `caches` None reads everything
    from the files.
    """

    def __init__(self, ledger: Path, caches: Path | None) -> None:
        self._ledger = ledger
        self._caches = caches
        self._closing = contextlib.ExitStack()
        self._begun: Future[duckdb.DuckDBPyConnection] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._begun is not None:
            wait([self._begun])
        self._closing.close()

    def begin(self) -> None:
        """Read in a thread from now on; what fails there is raised by `database`."""
        pool = self._closing.enter_context(ThreadPoolExecutor(1))
        self._begun = pool.submit(self._read)

    def database(self) -> duckdb.DuckDBPyConnection:
        """The database, as soon as all is read. Raises what DuckDB raises about lines that are no events."""
        if self._begun is None:
            self.begin()
        assert self._begun is not None
        return self._begun.result()

    def forget(self) -> None:
        """Free what the views need; a table that was made of them stays."""
        self.database().execute("DROP SCHEMA memory.encoded CASCADE; DETACH DATABASE IF EXISTS kept")

    def _read(self) -> duckdb.DuckDBPyConnection:
        files = event_files(self._ledger) if self._ledger.is_dir() else []
        size = sum(path.stat().st_size for path in files)
        room = self._closing.enter_context(tempfile.TemporaryDirectory(prefix="ideario-"))
        database = self._closing.enter_context(duckdb.connect(config=_limits(size, room)))
        closed = files[:-1]
        folder = own_folder(self._caches)
        number = 0
        if folder is not None and closed and sum(path.stat().st_size for path in closed) >= WORTH_KEEPING:
            number = _attach_kept(database, closed, folder, room)
        below = "kept" if number else None
        database.execute(f"CREATE TYPE kind AS {_KIND}")
        database.execute(_TABLES.format("memory"))
        _add_files(database, files[number:], "memory", below)
        database.execute(f"CREATE TEMP VIEW encoded AS {_both('events', 'memory', below)}")
        for table, view in (("voters", "voters"), ("threads", "known_threads"), ("ideas", "known_ideas")):
            database.execute(f"CREATE TEMP VIEW {view} AS {_both(table, 'memory', below)}")
        return database


def _both(table: str, into: str, below: str | None) -> str:
    """The rows of a table, and of the one below it where there is one."""
    rows = f"FROM {into}.encoded.{table}"
    return rows if below is None else f"{rows} UNION ALL FROM {below}.encoded.{table}"


def _add_files(database: duckdb.DuckDBPyConnection, files: Sequence[Path], into: str, below: str | None) -> None:
    """Add the lines of `files` to the tables in `into`; numbers go on from those there and `below`.

    File names are quoted here, since no parameter is allowed there.
    """
    if not files:
        return
    paths = ", ".join(_quoted(literal(path)) for path in files)
    columns = ", ".join(f"\"{name}\": '{kind}'" for name, kind in _LINE.items())
    database.execute(f"""
        CREATE TEMP TABLE lines AS
        SELECT seq, type::{_TYPE} AS type, thread, idea, voter, kind::{_KIND} AS kind, "cast" AS given, seen,
               coalesce(rule, '')::{_RULE} AS rule
        FROM read_json([{paths}], format = 'newline_delimited', columns = {{{columns}}})
    """)  # noqa: S608 - all quoted
    for table, column in _NUMBERED.items():
        known = _both(table, into, below)
        database.execute(f"""
            INSERT INTO {into}.encoded.{table}
            SELECT name, (SELECT count(*) FROM ({known})) + row_number() OVER ()
            FROM (SELECT DISTINCT {column} AS name FROM lines) AS said
            WHERE name IS NOT NULL AND NOT EXISTS (FROM ({known}) AS known WHERE known.name = said.name)
        """)  # noqa: S608 - names of our own
    database.execute(f"""
        INSERT INTO {into}.encoded.events
        SELECT seq, type, threads.number, ideas.number, voters.number, kind, given, seen, rule
        FROM lines
        LEFT JOIN ({_both("threads", into, below)}) AS threads ON threads.name = lines.thread
        LEFT JOIN ({_both("ideas", into, below)}) AS ideas ON ideas.name = lines.idea
        LEFT JOIN ({_both("voters", into, below)}) AS voters ON voters.name = lines.voter;
        DROP TABLE lines
    """)  # noqa: S608 - names of our own


def _attach_kept(database: duckdb.DuckDBPyConnection, closed: Sequence[Path], folder: Path, room: str) -> int:
    """Attach what is remembered of `closed` as `kept`, remembering it first where needed; how many files it holds."""
    with ThreadPoolExecutor(2) as pool:
        sources = list(pool.map(_source, closed))
    name = f"ledger-{_version(sources[0].digest)}"
    for path in kept(folder, name):
        number = _attached(database, path, sources) if is_whole(path) else 0
        if number == len(sources):
            return number
        if number:
            database.execute("DETACH kept")
            written = keep(folder, name, partial(_write, path, sources, number, room))
            return _attached(database, written or path, sources)
    written = keep(folder, name, partial(_write, None, sources, 0, room))
    return 0 if written is None else _attached(database, written, sources)


def _attached(database: duckdb.DuckDBPyConnection, path: Path, sources: Sequence[_Source]) -> int:
    """Attach a database as `kept` if the ledger begins with the files that it holds; how many that are."""
    try:
        database.execute(f"ATTACH {_quoted(str(path))} AS kept (READ_ONLY)")
        rows = database.execute("SELECT digest FROM kept.encoded.files ORDER BY number").fetchall()
    except duckdb.Error:
        rows = []
    digests = [digest for (digest,) in rows]
    if digests and digests == [source.digest for source in sources[: len(digests)]]:
        return len(digests)
    database.execute("DETACH DATABASE IF EXISTS kept")
    return 0


def _write(old: Path | None, sources: Sequence[_Source], done: int, room: str, place: Path) -> bool:
    """Write a database of `sources` to `place`, of which `old` holds the first `done`. False where it is no good."""
    try:
        if old is not None:
            shutil.copyfile(old, place)
        with duckdb.connect(config=_limits(0, room)) as writer:
            writer.execute("SET force_compression = 'uncompressed'")  # ten times as fast to write, and to read
            writer.execute(f"ATTACH {_quoted(str(place))} AS written")
            if old is None:
                writer.execute(_TABLES.format("written"))
                writer.execute("CREATE TABLE written.encoded.files (number INTEGER, digest VARCHAR)")
            _add_files(writer, [source.path for source in sources[done:]], "written", None)
            added = [[number, source.digest] for number, source in enumerate(sources)][done:]
            writer.executemany("INSERT INTO written.encoded.files VALUES (?, ?)", added)
            row = writer.execute(f"SELECT count(*) FROM written.encoded.events WHERE {INCOMPLETE}").fetchone()  # noqa: S608 - our own words
            writer.execute("DETACH written")
        return row == (0,) and all(_looks(source.path) == source.looks for source in sources[done:])
    except (duckdb.Error, OSError):  # the caller reads the ledger itself, and says what is wrong with it
        return False


def _source(path: Path) -> _Source:
    looks = _looks(path)
    return _Source(path=path, digest=digest(path), looks=looks)


def _looks(path: Path) -> tuple[int, ...]:
    found = path.stat()
    return found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino, found.st_dev


def _version(first: str) -> str:
    """What a ledger is called: by its first file, and by everything else that its numbers depend on."""
    return version_of(first, sys.version, duckdb.__version__, folder=Path(__file__).parent)


def _limits(size: int, room: str) -> dict[str, str | bool | int | float | list[str]]:
    """How DuckDB may run over a ledger of `size` bytes: as much memory as the ledger is long, the rest in `room`."""
    megabytes = max(384, size * 3 // 4 // 2**20)
    return {
        "threads": 2,
        "memory_limit": f"{megabytes}MB",
        "temp_directory": room,
        "preserve_insertion_order": False,
    }


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def literal(path: Path) -> str:
    """A path that DuckDB takes literally: it reads *, ? and [ as patterns unless they stand in brackets."""
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in str(path.absolute()))
