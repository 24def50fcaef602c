"""Counts a ledger by the rule in count.sql, with DuckDB in this very program. Decides no winners, checks no chain."""

import contextlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import duckdb

from ideario.model import Challenge, Community, LedgerState, Proposal, Standing, Tally, Thread, Turnout, instant
from ideario.problems import Failure
from ideario.voting.encoded import INCOMPLETE, Events
from ideario.voting.ledger import canonical, event_files, read_state, read_threads

COUNT = Path(__file__).with_name("count.sql")
_Counts = dict[tuple[str, str], dict[str, int]]


def counting_rule() -> str:
    """The text of count.sql, as it is published with every result."""
    return COUNT.read_text(encoding="utf-8")


def tally(
    community: Community,
    ledger: Path | None,
    *,
    as_of: datetime,
    threads: Sequence[Thread] | None = None,
    events: Events | None = None,
) -> Tally:
    """Count the reactions of the ledger in the folder `ledger` at the ideas of `community`.

    Everything in the ledger is counted; `as_of` is only recorded; `threads` are the ledger's, read here if not given.
    Without a ledger, in a folder without one too, each standing is zero. A reaction belongs to the ideas of its
    thread: those that threads.json lists and those whose decision names the thread; on a thread that threads.json does
    not list, also to the idea that its event names. Former slugs lead to their idea, unknown ones nowhere: such
    reactions are left out. An idea that stands in open pull requests alone is counted by the same rule, without a
    challenge, and apart: under `proposed`. A voter of a challenge is who has at least one counted ballot of support or
    opposition at one of its ideas, and `ballots` is the number of these; watching is no vote. Failure when the ledger
    cannot be read or does not hold what its ledger.json says. `events` are the ledger's, if
    somebody has begun to read them.
    """
    state = None if ledger is None else read_state(ledger)
    if ledger is None or state is None:
        threads = ()
    elif threads is None:
        threads = read_threads(ledger)
    proposed = _proposed(community, threads)
    counts: _Counts = {}
    if ledger is not None and state is not None:
        with contextlib.nullcontext(events) if events else Events(ledger, None) as read:
            counts = _counted(community, ledger, state, threads, proposed=proposed, events=read)
    standings = {slug: _standing(counts, slug, community.target(slug)) for slug in community.ideas}
    turnouts = {
        slug: Turnout(
            challenge=slug,
            voters=counts.get(("turnout", slug), {}).get("voters", 0),
            ballots=counts.get(("turnout", slug), {}).get("ballots", 0),
            rules=_rules(community, (challenge,)),
        )
        for slug, challenge in community.challenges.items()
    }
    return Tally(
        rules=_rules(community, tuple(community.challenges.values())),
        as_of=as_of,
        ledger=state,
        standings=standings,
        turnouts=turnouts,
        proposed=tuple(
            Proposal(idea=slug, threads=where, standing=_standing(counts, slug, slug))
            for slug, where in sorted(proposed.items())
        ),
    )


def _standing(counts: _Counts, slug: str, target: str) -> Standing:
    reactions, ballots = counts.get(("idea", slug), {}), counts.get(("ballots", slug), {})
    return Standing(
        idea=slug,
        raw=reactions.get("raw", 0),
        counted=reactions.get("counted", 0),
        excluded={rule: number for rule, number in reactions.items() if rule not in {"raw", "counted"}},
        support=ballots.get("support", 0),
        oppose=ballots.get("oppose", 0),
        watch=ballots.get("watch", 0),
        merged_into=None if target == slug else target,
    )


def _proposed(community: Community, threads: Sequence[Thread]) -> Mapping[str, tuple[Thread, ...]]:
    """The ideas that stand in open pull requests alone, by slug: neither published, under whatever name, nor merged."""
    known = set(community.ideas)
    known.update(
        old for idea in community.ideas if idea in community.decisions for old in community.decisions[idea].former
    )
    for thread in threads:
        if thread.merged is not None:
            known.update(thread.ideas)
    found: dict[str, list[Thread]] = defaultdict(list)
    for thread in threads:
        if thread.merged is None and thread.name.startswith("pull/"):
            for slug in thread.ideas:
                if slug not in known:
                    found[slug].append(thread)
    return {slug: tuple(where) for slug, where in found.items()}


def _rules(community: Community, challenges: tuple[Challenge, ...]) -> str:
    """The SHA-256 of what decides how votes become a result: count.sql, the kinds, the challenges' settings."""
    terms = {
        "count": sha256(COUNT.read_bytes()).hexdigest(),
        "kinds": dict(community.settings.reactions),
        "challenges": {
            challenge.slug: {
                "voting": [instant(challenge.voting.opens), instant(challenge.voting.closes)],
                "new_accounts": challenge.new_accounts,
                "winners": {
                    "rule": challenge.winners.rule,
                    "count": challenge.winners.count,
                    "completion": challenge.winners.completion,
                    "step": challenge.winners.step,
                    "minimum_support": challenge.winners.minimum_support,
                    "quorum": challenge.winners.quorum,
                },
                "budget": None
                if challenge.budget is None
                else {"amount": challenge.budget.amount, "currency": challenge.budget.currency},
            }
            for challenge in challenges
        },
    }
    return sha256(canonical(terms).encode()).hexdigest()


def _counted(
    community: Community,
    ledger: Path,
    state: LedgerState,
    threads: Sequence[Thread],
    *,
    proposed: Iterable[str],
    events: Events,
) -> _Counts:
    """The rows of count.sql by part and name: measure → number."""
    _compare_tail(event_files(ledger), state)
    try:
        database = events.database()
        _make_tables(database, community, threads, proposed)
        database.execute(_VIEWS)
        events.forget()
        _compare_events(database, ledger, state)
        database.execute("DELETE FROM events WHERE type = 'erased'")  # lines of which only the hash is left
        rows = database.execute(counting_rule()).fetchall()
    except (duckdb.InvalidInputException, duckdb.ConversionException, duckdb.IOException) as error:
        raise _broken(ledger, str(error).partition("\n")[0]) from error
    counts: _Counts = defaultdict(dict)
    for part, name, measure, number in rows:
        counts[part, name][measure] = number
    return counts


def _broken(ledger: Path, what: str) -> Failure:
    return Failure(f"the ledger {ledger} cannot be counted: {what}", hint="`ideario verify` names the line.")


def _compare_tail(files: list[Path], state: LedgerState) -> None:
    """A cheap look whether the chain ends where ledger.json says; `verify` looks at every line."""
    if not files:
        return
    with files[-1].open("rb") as file:
        file.seek(max(0, files[-1].stat().st_size - 64 * 1024))
        last = file.read().removesuffix(b"\n").rpartition(b"\n")[2]
    if sha256(last).hexdigest() != state.head:
        raise _broken(files[-1].parent, "its last line is not the head that ledger.json names")


def _compare_events(database: duckdb.DuckDBPyConnection, ledger: Path, state: LedgerState) -> None:
    row = database.execute(f"SELECT count(*), count(*) FILTER (WHERE {INCOMPLETE}) FROM events").fetchone()  # noqa: S608 - our own words
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
) -> None:
    """What the six views that count.sql reads are made of, but for the events."""
    targets = {slug: community.target(slug) for slug in community.ideas}
    former = {old: idea for idea, decision in community.decisions.items() for old in decision.former}
    names = {**{old: idea for old, idea in former.items() if idea in targets}, **{slug: slug for slug in targets}}
    published = [(name, idea, targets[idea], community.ideas[targets[idea]].challenge) for name, idea in names.items()]
    apart = [(slug, slug, slug, None) for slug in proposed]
    _table(database, "idea_names", ("name", "idea", "target", "challenge"), [*published, *apart])
    listed = [(thread.name, idea, "yes") for thread in threads for idea in thread.ideas]
    added = [(thread, idea, None) for idea, decision in community.decisions.items() for thread in decision.threads]
    _table(database, "thread_names", ("thread", "name", "mark"), [*listed, *added])
    _table(
        database,
        "windows",
        ("challenge", "opens", "closes"),
        [(slug, instant(c.voting.opens), instant(c.voting.closes)) for slug, c in community.challenges.items()],
    )
    _table(database, "meanings", ("kind", "stance"), list(community.settings.reactions.items()))
    _table(
        database,
        "removals",
        ("voter", "name"),
        [(voter, idea) for e in community.exclusions for voter in e.voters for idea in (e.ideas or (None,))],
    )


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
CREATE TEMP TABLE events AS
    SELECT seq, type, thread, said.idea, voter, kind, given, seen, rule
    FROM encoded
    LEFT JOIN (SELECT number, name::idea AS idea FROM known_ideas) AS said ON said.number = encoded.idea;
CREATE TEMP TABLE ideas AS
    SELECT name::idea AS name, idea::idea AS idea, target::idea AS target, challenge FROM idea_names;
CREATE TEMP TABLE threads AS
    SELECT number AS thread, thread_names.name::idea AS name, mark IS NOT NULL AS listed
    FROM thread_names JOIN known_threads ON known_threads.name = thread_names.thread;
CREATE TEMP VIEW challenges AS
    SELECT challenge, opens::TIMESTAMP AS opens, closes::TIMESTAMP AS closes FROM windows;
CREATE TEMP VIEW kinds AS
    SELECT kind::kind AS kind, stance::ENUM ('support', 'oppose', 'watch') AS stance FROM meanings;
CREATE TEMP TABLE exclusions AS
    SELECT number AS voter, removals.name::idea AS name FROM removals JOIN voters ON voters.name = removals.voter;
"""


def _table(
    database: duckdb.DuckDBPyConnection,
    name: str,
    columns: tuple[str, ...],
    rows: list[tuple[str | None, ...]],
) -> None:
    """A table of text columns, a parameter for each column: row by row ten thousand ideas would take seconds."""
    picked = ", ".join(f"unnest(?::VARCHAR[]) AS {column}" for column in columns)
    values = [list(column) for column in zip(*rows, strict=True)] or [[] for _ in columns]
    database.execute(f"CREATE TEMP TABLE {name} AS SELECT {picked}", values)
