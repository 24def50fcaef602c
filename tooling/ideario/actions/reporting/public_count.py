"""Counts a community's votes as everybody may see them: what site, desk and reports speak of. Writes nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ideario.actions.basis import Basis, read_basis
from ideario.model.community import Community
from ideario.model.flags import Flags, IntegrityDocument
from ideario.model.results import without_flagged
from ideario.model.votes import Tally
from ideario.resources import Resources
from ideario.voting.counting.embargo import shown
from ideario.voting.counting.encoded import Events
from ideario.voting.counting.tallies import tally
from ideario.voting.integrity.find_flags import flags_of
from ideario.voting.integrity.flags_document import integrity_document


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicCount:
    """A basis, its tally and its flags, without what is withheld until a close. `events` hold the single ballots."""

    basis: Basis
    tally: Tally
    flags: Flags
    events: Events

    def integrity(self, community: Community) -> IntegrityDocument:
        """The document of the flags. `community` has the results that are shown: all, or those that were recounted."""
        outcomes = {
            slug: without_flagged(result.document)
            for slug, result in community.results.items()
            if slug in self.tally.turnouts
        }
        return integrity_document(community, self.tally, self.flags, outcomes)


def publicly(basis: Basis, ledger: Path, events: Events) -> PublicCount:
    """The count of what was read, with the `events` of the ledger."""
    community, state = basis.community, basis.state
    counted = tally(
        community,
        ledger if state else None,
        threads=basis.threads,
        as_of=basis.as_of,
        now=basis.now,
        events=events,
        singles=state is not None,
    )
    public = shown(counted, community, basis.threads)
    flags = flags_of(events, community, public.standings) if state else Flags()
    return PublicCount(basis=basis, tally=public, flags=flags, events=events)


@contextmanager
def public_count(root: Path, *, resources: Resources, ledger: Path, now: datetime) -> Iterator[PublicCount]:
    """The count of the community at `root`; `ledger` need not exist. Raises as `read_basis`."""
    with Events(ledger) as events:
        yield publicly(read_basis(root, resources=resources, ledger=ledger, now=now), ledger, events)
