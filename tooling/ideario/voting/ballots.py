"""The single ballots of a challenge, as the counting rule leaves them. Decides nothing."""

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import duckdb

from ideario.model import Community, Stance, Thread
from ideario.voting.counting import counted
from ideario.voting.encoded import Events
from ideario.voting.ledger import read_state, read_threads


class Ballot(NamedTuple):
    """One person's stance on one idea, after the rules.

    `voter` is the pseudonym, `given` the moment of the reaction that counts, `seq` its line in the ledger, `flags` the
    rules that drew attention to it when it was seen.
    """

    idea: str
    voter: str
    stance: Stance
    given: datetime
    seq: int
    flags: tuple[str, ...] = ()


def ballots_of(
    community: Community, ledger: Path, challenges: Collection[str], *, threads: Sequence[Thread] | None = None
) -> Mapping[str, tuple[Ballot, ...]]:
    """All ballots of some challenges, by challenge, in the order of stance, idea and ledger.

    Votes at duplicates are at their target. Empty without a ledger. Failure where the ledger cannot be read or does not
    hold what its ledger.json says.
    """
    found: dict[str, list[Ballot]] = {slug: [] for slug in challenges}
    state = read_state(ledger)
    if state is None or not found:
        return dict.fromkeys(found, ())
    with Events(ledger) as events:
        rows = counted(
            community, ledger, state, read_threads(ledger) if threads is None else threads, asked=found, events=events
        )
        singles = [row for row in rows if row.part in {"support", "oppose", "watch"}]
        cast = _cast(events.database(), [row.number for row in singles])
        flags = _flags(events.database())
    for stance, idea, _, seq in sorted(singles, key=lambda row: (row.part, row.name, row.number)):
        challenge = community.ideas[idea].challenge
        assert challenge is not None, "asked ballots are those of a challenge"
        voter, given = cast[seq]
        found[challenge].append(Ballot(idea, voter, stance, given, seq, flags.get(seq, ())))  # type: ignore[arg-type] # a Stance by the query
    return {slug: tuple(ballots) for slug, ballots in found.items()}


def approvals(events: Events, challenges: Collection[str]) -> Mapping[str, tuple[frozenset[str], ...]]:
    """The ideas that each voter of some challenges supports, from a count with `singles`; in no order, without names.

    Who only opposes is a voter who supports nothing.
    """
    rows = events.database().execute(
        """
        SELECT ideas.challenge, list(counted.name) FILTER (WHERE counted.part = 'support')
        FROM counted
        JOIN ideas ON ideas.name::VARCHAR = counted.name
        WHERE counted.part IN ('support', 'oppose') AND list_contains($challenges, ideas.challenge)
        GROUP BY ideas.challenge, counted.measure
        """,
        {"challenges": list(challenges)},
    )
    found: dict[str, list[frozenset[str]]] = {slug: [] for slug in challenges}
    for challenge, supported in rows.fetchall():
        found[challenge].append(frozenset(supported or ()))
    return {slug: tuple(ballots) for slug, ballots in found.items()}


def _flags(database: duckdb.DuckDBPyConnection) -> Mapping[int, tuple[str, ...]]:
    """The flags of the lines that have any, as they were set when the reactions were seen."""
    rows = database.execute("SELECT seq, list(flag ORDER BY flag) FROM flags GROUP BY seq").fetchall()
    return {seq: tuple(flags) for seq, flags in rows}


def _cast(database: duckdb.DuckDBPyConnection, wanted: list[int]) -> Mapping[int, tuple[str, datetime]]:
    """Who cast the reactions on some lines, and when."""
    rows = database.execute(
        """
        SELECT events.seq, voters.name, events.given
        FROM events
        JOIN voters ON voters.number = events.voter
        JOIN (SELECT unnest(?::BIGINT[]) AS seq) AS wanted ON wanted.seq = events.seq
        """,
        [wanted],
    ).fetchall()
    return {seq: (name, given.replace(tzinfo=UTC)) for seq, name, given in rows}
