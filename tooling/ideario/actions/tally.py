"""Counts the ledger of a community. Publishes nothing."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from ideario.actions.arrivals import arrivals
from ideario.actions.edits import with_edits
from ideario.actions.exclusions import without_votes
from ideario.actions.observed import observed
from ideario.actions.unproven import unproven
from ideario.garbage import uncollected
from ideario.git import git_at, line_of
from ideario.intake import edits_in_votes, read_community, rules_in_force
from ideario.model import Community, Flags, Tally
from ideario.problems import Problem, ordered
from ideario.resources import Resources
from ideario.voting.encoded import Events
from ideario.voting.engines import OTHERS, engine_named
from ideario.voting.ledger import read_state, read_threads

Progress = Callable[[str, int, int], None]
ENGINES = ("duckdb", *OTHERS)
"""What can count, the usual one first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A tally, the community it was counted for, the document that publishes it, and what is wrong in the content.

    `unproven` are the challenges whose rules nobody can say were in force when voting opened. `flags` are there where
    they were asked for.
    """

    community: Community
    tally: Tally
    document: dict[str, Any]
    problems: tuple[Problem, ...]
    unproven: tuple[str, ...]
    flags: Flags = field(default_factory=Flags)


@uncollected()
def count(
    root: Path,
    *,
    resources: Resources,
    ledger: Path,
    as_of: datetime | None = None,
    flags: bool = False,
    engine: str = "duckdb",
    progress: Progress | None = None,
) -> Counted | tuple[Problem, ...]:
    """Count the ledger in the folder `ledger`, which need not exist, at the ideas of the community at `root`.

    Returns only the problems when content/community.yml itself is at fault. Records with an error are left out of the
    count. `flags` asks for signs of manipulation too. A Failure when the ledger cannot be read, or when the
    `engine` to count with is not there.
    """
    other = None if engine == "duckdb" else engine_named(engine)
    state = read_state(ledger)
    with Events(ledger) as events:
        if state and other is None:
            events.connection()  # reads votes in two threads from now on; content is read in this one, and nowhere else
        threads = read_threads(ledger)
        line = line_of(git_at(root))
        past = rules_in_force(line, resources=resources, observed=state.observed if state else None)
        reading = read_community(
            root,
            resources=resources,
            arrivals=lambda: arrivals(line, threads),
            past=past,
            progress=None if progress is None else lambda done, total: progress("Reading", done, total),
        )
        if reading.community is None:
            return reading.problems
        from ideario.voting.document import tally_document  # these need the database, which loads beside the reading
        from ideario.voting.tally import tally

        community = with_edits(line.git, reading.community, edits_in_votes(line, past) if state else ())
        counted = tally(
            community,
            ledger,
            threads=threads,
            as_of=as_of or observed(community, state),
            events=events,
            singles=flags and state is not None,
            engine=other,
        )
        found = _flags(events, community) if flags and state else Flags()
    return Counted(
        community=community,
        tally=counted,
        document=tally_document(counted, community),
        problems=ordered((*reading.problems, *without_votes(root, community, ledger))),
        unproven=unproven(community, past),
        flags=found,
    )


def _flags(events: Events, community: Community) -> Flags:
    from ideario.voting.votes import flags_of  # brings arrays of numbers, which no plain count waits for

    return flags_of(events, community)
