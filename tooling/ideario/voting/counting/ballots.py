"""The single ballots of a challenge, as the counting rule leaves them. Decides nothing."""

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, NamedTuple

from ideario.ledger.ledger_folder import read_state, read_threads
from ideario.model.community import Community
from ideario.model.flags import Flags
from ideario.model.ledger_state import Thread
from ideario.voting.counting.encoded import Events
from ideario.voting.counting.run_rule import counted
from ideario.voting.integrity.find_flags import flags_of


class Ballot(NamedTuple):
    """One person's support of one idea or opposition to it, after the vote rules; who watches has cast none.

    `voter` is the pseudonym, `given` the moment of the reaction that counts, `seq` its line in the ledger, `flags` the
    vote rules that flag it.
    """

    idea: str
    voter: str
    stance: Literal["support", "oppose"]
    given: datetime
    seq: int
    flags: tuple[str, ...] = ()


def ballots_of(
    community: Community,
    ledger: Path,
    challenges: Collection[str],
    *,
    threads: Sequence[Thread] | None = None,
    flags: Flags | None = None,
) -> Mapping[str, tuple[Ballot, ...]]:
    """All ballots of some challenges, by challenge, in the order of stance, idea and ledger.

    Votes at duplicates are at their target. Empty without a ledger. Failure where the ledger cannot be read or does not
    hold what its ledger.json says. Flags are looked for but where `flags` says what was found already.
    """
    state = read_state(ledger)
    if state is None or not challenges:
        return dict.fromkeys(challenges, ())
    if threads is None:
        threads = read_threads(ledger)
    with Events(ledger) as events:
        counted(community, ledger, state, threads, singles=True, events=events)
        return ballots_in(events, challenges, (flags_of(events, community) if flags is None else flags).lines)


def ballots_in(
    events: Events, challenges: Collection[str], flags: Mapping[int, tuple[str, ...]]
) -> Mapping[str, tuple[Ballot, ...]]:
    """As `ballots_of`, from a count with `singles`; `flags` are the vote rules that flag a line."""
    found: dict[str, list[Ballot]] = {slug: [] for slug in challenges}
    rows = events.database().execute(
        """
        SELECT ideas.challenge, counted.name, voters.name, counted.part, encoded.given, encoded.seq
        FROM counted
        JOIN encoded ON encoded.seq = counted.number
        JOIN voters ON voters.number = encoded.voter
        JOIN ideas ON ideas.name::VARCHAR = counted.name
        WHERE counted.part IN ('support', 'oppose') AND list_contains($challenges, ideas.challenge)
        ORDER BY counted.part, counted.name, encoded.seq
        """,
        {"challenges": list(found)},
    )
    for challenge, idea, voter, stance, given, seq in rows.fetchall():
        ballot = Ballot(idea, voter, stance, given.replace(tzinfo=UTC), seq, flags.get(seq, ()))
        found[challenge].append(ballot)
    return {slug: tuple(ballots) for slug, ballots in found.items()}


def approvals(events: Events, challenges: Collection[str]) -> Mapping[str, tuple[frozenset[str], ...]]:
    """The ideas that each voter of some challenges supports, from a count with `singles`; in no order, without names.

    Who only opposes is a voter who supports nothing.
    """
    rows = events.database().execute(
        """
        SELECT challenge, list(idea::VARCHAR) FILTER (WHERE support)
        FROM votes
        WHERE list_contains($challenges, challenge)
        GROUP BY challenge, voter
        """,
        {"challenges": list(challenges)},
    )
    found: dict[str, list[frozenset[str]]] = {slug: [] for slug in challenges}
    for challenge, supported in rows.fetchall():
        found[challenge].append(frozenset(supported or ()))
    return {slug: tuple(ballots) for slug, ballots in found.items()}
