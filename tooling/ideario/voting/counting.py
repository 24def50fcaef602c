"""Runs the counting rule, count.sql, over a ledger, with DuckDB in this very program. Says nothing of what it finds."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import duckdb

from ideario.model import Community, LedgerState, Terms, Thread, instant
from ideario.problems import Failure
from ideario.voting.encoded import INCOMPLETE, Events
from ideario.voting.ledger import disagreement

COUNT = Path(__file__).with_name("count.sql")

Counts = Mapping[tuple[str, str], Mapping[str, int]]
"""What count.sql gives: by part and name, measure → number."""


def counting_rule() -> str:
    """The text of count.sql, as it is published with every result."""
    return COUNT.read_text(encoding="utf-8")


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
    proposed: Iterable[str] = (),
    singles: bool = False,
    events: Events,
) -> Counts:
    """The numbers that count.sql gives.

    `proposed` are slugs of ideas that stand in open pull requests alone. With `singles` all single ballots stay in the
    database, in the tables `counted` and `votes`, and are not given. Failure when the ledger cannot be read or
    does not hold what its ledger.json says.
    """
    wrong = disagreement(ledger, state)
    if wrong is not None:
        raise _broken(ledger, wrong)
    try:
        _make_tables(events.connection(), community, threads, proposed, ("", *community.challenges) if singles else ())
        database = events.database()
        database.execute(_VIEWS)
        _compare_events(database, ledger, state)
        wanted = counting_rule()
        if singles:
            database.execute(f"CREATE TEMP TABLE counted AS {wanted}")
            database.execute(_VOTES)
            wanted = "FROM counted WHERE part NOT IN ('support', 'oppose', 'watch')"
        rows = database.execute(wanted).fetchall()
    except (duckdb.InvalidInputException, duckdb.ConversionException, duckdb.IOException) as error:
        raise _broken(ledger, str(error).partition("\n")[0]) from error
    counts: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    for part, name, measure, number in rows:
        counts[part, name][measure] = number
    return dict(counts)


def _broken(ledger: Path, what: str) -> Failure:
    return Failure(f"the ledger {ledger} cannot be counted: {what}", hint="`ideario verify` names the line.")


def _compare_events(database: duckdb.DuckDBPyConnection, ledger: Path, state: LedgerState) -> None:
    row = database.execute(f"SELECT count(*), count(*) FILTER (WHERE {INCOMPLETE}) FROM encoded").fetchone()  # noqa: S608 - our own words
    count, incomplete = row or (0, 0)
    if incomplete:
        raise _broken(ledger, f"{incomplete} of its lines are not complete events")
    if count != state.events:
        raise _broken(ledger, f"it holds {count} events, and ledger.json says {state.events}")


def _make_tables(
    database: duckdb.DuckDBPyConnection,
    community: Community,
    threads: Sequence[Thread],
    proposed: Iterable[str],
    asked: Iterable[str],
) -> None:
    """What the eight views that count.sql reads are made of, but for the events."""
    targets = {slug: community.target(slug) for slug in community.ideas}
    former = {old: idea for idea, decision in community.decisions.items() for old in decision.former}
    names = {**{old: idea for old, idea in former.items() if idea in targets}, **{slug: slug for slug in targets}}
    terms, number = _terms(community)
    published = [
        (name, idea, targets[idea], challenge := community.ideas[targets[idea]].challenge, number[challenge])
        for name, idea in names.items()
    ]
    apart = [(slug, slug, slug, None, number[None]) for slug in proposed]
    _table(database, "idea_names", ("name", "idea", "target", "challenge", "terms"), [*published, *apart])
    listed = [(thread.name, idea, "yes") for thread in threads for idea in thread.ideas]
    added = [(thread, idea, None) for idea, decision in community.decisions.items() for thread in decision.threads]
    _table(database, "thread_names", ("thread", "name", "mark"), [*listed, *added])
    _table(
        database,
        "windows",
        ("challenge", "opens", "closes"),
        [(slug, instant(c.voting.opens), instant(c.voting.closes)) for slug, c in community.challenges.items()],
    )
    meanings = [(str(place), *meaning) for place, said in enumerate(terms) for meaning in said.reactions.items()]
    _table(database, "meanings", ("terms", "kind", "stance"), meanings)
    _table(
        database,
        "removals",
        ("voter", "name"),
        [(voter, idea) for e in community.exclusions for voter in e.voters for idea in (e.ideas or (None,))],
    )
    void = {slug for slug in community.edited if _void(community, targets[slug])}
    edits = [(slug, instant(moment), str(slug in void)) for slug, moment in community.edited.items()]
    _table(database, "changes", ("name", "edited", "void"), edits)
    _table(database, "asked", ("challenge",), [(slug,) for slug in asked])


def _void(community: Community, idea: str) -> bool:
    """Whether votes given before an edit are void where votes count at `idea`."""
    return community.terms(community.ideas[idea].challenge).votes_before_edit == "void"


def _terms(community: Community) -> tuple[list[Terms], Mapping[str | None, str]]:
    """All terms by which votes count, and the place of those of each challenge among them, None being without one."""
    found: list[Terms] = []
    number = {}
    for challenge in (None, *community.challenges):
        terms = community.terms(challenge)
        if terms not in found:
            found.append(terms)
        number[challenge] = str(found.index(terms))
    return found, number


# Voters and threads become numbers, ideas an ENUM (text to the reader, a number to the machine): the rule compares them
# and no more, and the count takes half the time and room. As an ENUM, voters would make every step of planning slow.
# The order of the ENUM is that of the text, since the rule lets it decide where nothing else does.
_VIEWS = """
CREATE TYPE idea AS ENUM (
    SELECT name FROM known_ideas
    UNION SELECT name FROM idea_names
    UNION SELECT name FROM thread_names
    UNION SELECT name FROM removals WHERE name IS NOT NULL
    ORDER BY 1
);
CREATE TEMP TABLE said AS SELECT number, name::idea AS idea FROM known_ideas;
CREATE TEMP VIEW events AS
    SELECT seq, type, thread, said.idea, voter, kind, given, seen, rule
    FROM encoded
    JOIN said ON said.number = encoded.idea; -- without erased lines, of which only the hash is left
CREATE TEMP TABLE ideas AS
    SELECT name::idea AS name, idea::idea AS idea, target::idea AS target, challenge, terms::INTEGER AS terms
    FROM idea_names;
CREATE TEMP TABLE threads AS
    SELECT number AS thread, thread_names.name::idea AS name, mark IS NOT NULL AS listed
    FROM thread_names JOIN known_threads ON known_threads.name = thread_names.thread;
CREATE TEMP VIEW challenges AS
    SELECT challenge, opens::TIMESTAMP AS opens, closes::TIMESTAMP AS closes FROM windows;
CREATE TEMP VIEW kinds AS
    SELECT terms::INTEGER AS terms, kind::kind AS kind,
           stance::ENUM ('support', 'oppose', 'watch') AS stance FROM meanings;
CREATE TEMP TABLE edits AS
    SELECT name::idea AS idea, edited::TIMESTAMP AS edited, void::BOOLEAN AS void FROM changes;
CREATE TEMP TABLE exclusions AS
    SELECT number AS voter, removals.name::idea AS name FROM removals JOIN voters ON voters.name = removals.voter;
"""

# The single votes for and against, at ideas of the community and in open pull requests. `given` is in seconds since
# 1970, `challenge` '' for ideas outside any; imported votes have no time of their own.
_VOTES = """
CREATE TEMP TABLE votes AS
    SELECT coalesce(ideas.challenge, '') AS challenge, ideas.name AS idea, encoded.voter, encoded.seq,
           counted.part = 'support' AS support, epoch_ms(encoded.given) // 1000 AS given,
           starts_with(known_threads.name, 'import/') AS imported
    FROM counted
    JOIN ideas ON ideas.name = counted.name::idea
    JOIN encoded ON encoded.seq = counted.number
    JOIN known_threads ON known_threads.number = encoded.thread
    WHERE counted.part IN ('support', 'oppose')
"""


def _table(
    database: duckdb.DuckDBPyConnection,
    name: str,
    columns: tuple[str, ...],
    rows: Sequence[tuple[str | None, ...]],
) -> None:
    """A table of text columns, a parameter for each column: row by row ten thousand ideas would take seconds."""
    picked = ", ".join(f"unnest(?::VARCHAR[]) AS {column}" for column in columns)
    values = [list(column) for column in zip(*rows, strict=True)] or [[] for _ in columns]
    database.execute(f"CREATE TEMP TABLE {name} AS SELECT {picked}", values)
