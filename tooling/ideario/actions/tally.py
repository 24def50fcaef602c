"""Counts the ledger of a community. Publishes nothing."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from ideario.actions.basis import Ground, read_basis
from ideario.ledger.ledger_folder import read_state
from ideario.model.community import Community
from ideario.model.flags import Flags
from ideario.model.published_tally import TallyDocument
from ideario.model.votes import Tally
from ideario.problems import Problem
from ideario.progress import StepProgress
from ideario.resources import Resources
from ideario.voting.counting.encoded import Events
from ideario.voting.counting.engines import OTHERS, engine_named

ENGINES = ("duckdb", *OTHERS)
"""What can count, the usual one first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedLedger:
    """A tally, the community it was counted for, the document that publishes it, and what is wrong in the content.

    `unproven`, `unseen` and `unproven_reactions` are as for Basis. `flags` are there where they were asked for.
    """

    community: Community
    tally: Tally
    document: TallyDocument
    problems: tuple[Problem, ...]
    unproven: tuple[str, ...]
    unseen: tuple[str, ...]
    unproven_reactions: bool
    flags: Flags = field(default_factory=Flags)


def count(
    root: Path,
    *,
    resources: Resources,
    ledger: Path,
    now: datetime,
    as_of: datetime | None = None,
    ground: Ground | None = None,
    flags: bool = False,
    engine: str = "duckdb",
    progress: StepProgress | None = None,
) -> CountedLedger:
    """Count the ledger in the folder `ledger`, which need not exist, at the ideas of the community at `root`.

    `now`, `as_of` and `ground` are as for `read_basis`, which says what is raised. Records with an error are left out
    of the count. `flags` asks for the flags too. A Failure when the ledger cannot be read, or when the `engine` to
    count with is not there.
    """
    other = None if engine == "duckdb" else engine_named(engine)
    state = read_state(ledger)
    with Events(ledger) as events:
        if state and other is None:
            events.connection()  # reads votes in two threads from now on; content is read in this one, and nowhere else
        basis = read_basis(
            root,
            resources=resources,
            ledger=ledger,
            now=now,
            as_of=as_of,
            ground=ground,
            progress=None if progress is None else lambda done, total: progress("Reading", done, total),
        )
        from ideario.voting.counting.tallies import tally
        from ideario.voting.counting.tally_document import (
            tally_document,  # these need the database, which loads beside the reading
        )

        counted = tally(
            basis.community,
            ledger,
            threads=basis.threads,
            as_of=basis.as_of,
            now=now,
            events=events,
            singles=flags and state is not None,
            engine=other,
        )
        found = _flags(events, basis.community) if flags and state else Flags()
    return CountedLedger(
        community=basis.community,
        tally=counted,
        document=tally_document(counted, basis.community),
        problems=basis.problems,
        unproven=basis.unproven,
        unseen=basis.unseen,
        unproven_reactions=basis.unproven_reactions,
        flags=found,
    )


def _flags(events: Events, community: Community) -> Flags:
    from ideario.voting.integrity.find_flags import (
        flags_of,  # brings arrays of numbers, which no plain count waits for
    )

    return flags_of(events, community)
