"""Sets the desk of those who look after a community: reads and counts what lies on it. Writes nothing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ideario import user_cache
from ideario.actions.reporting.beside_ledger import BesideLedger, beside_ledger
from ideario.actions.reporting.public_count import public_count
from ideario.ledger.beside.outbox import read_outbox
from ideario.model.community import Community
from ideario.model.flags import IntegrityDocument
from ideario.model.ledger_state import Thread
from ideario.model.likeness.similar_ideas import Similar, pairs_of
from ideario.model.votes import Tally
from ideario.problems import Problem
from ideario.reporters import document_text
from ideario.reporting.desk_forms import document, markdown, page, text
from ideario.reporting.desk_groups import desk
from ideario.reporting.desk_values import Desk, DeskGround
from ideario.resources import Resources

WRITERS: Mapping[str, Callable[[Desk, str], str]] = {
    "text": text,
    "json": lambda found, language: document_text(document(found, language)),
    "markdown": markdown,
    "html": page,
}
"""The forms of a desk, the usual one first, each with what writes it in a language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundDesk:
    """A desk as it was asked for, and the problems of the content."""

    written: str
    problems: tuple[Problem, ...]


def desk_of(
    community: Community,
    threads: tuple[Thread, ...],
    tally: Tally,
    integrity: IntegrityDocument,
    nearest: Mapping[str, tuple[Similar, ...]],
    *,
    beside: BesideLedger,
    ledger: Path,
    now: datetime,
) -> Desk:
    """The desk, of what a build or a report has found out. `tally` and `integrity` tell nothing that is withheld."""
    outbox = read_outbox(ledger)
    return desk(
        DeskGround(
            community=community,
            threads=threads,
            waits=beside.waits,
            tally=tally,
            titles=beside.titles,
            integrity=integrity,
            notices=() if outbox is None else tuple(outbox.notices.values()),
            similar=pairs_of(nearest),
            now=now,
            seen=tally.as_of,
        )
    )


def set_desk(root: Path, *, resources: Resources, ledger: Path, now: datetime, form: str, language: str) -> FoundDesk:
    """The desk of the community at `root` as of `now`, in a `form` of WRITERS and a language.

    `ledger` need not exist. Raises as `read_basis`.
    """
    with public_count(root, resources=resources, ledger=ledger, now=now) as counted:
        basis = counted.basis
        integrity = counted.integrity(basis.community)
    from ideario.similarity.nearest import among  # loads numpy, and forks nothing

    nearest = among(basis.community.originals, user_cache.beside("meanings.npz")).nearest
    beside = beside_ledger(basis.community, basis.threads, ledger)
    found = desk_of(
        basis.community, basis.threads, counted.tally, integrity, nearest, beside=beside, ledger=ledger, now=now
    )  # fmt: skip
    return FoundDesk(written=WRITERS[form](found, language), problems=basis.problems)
