"""What a sync would cost, from how many pull requests there are. Asks for no vote and writes nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ideario.actions.basis import readable
from ideario.github.forge import Forge, Meter
from ideario.model import Community
from ideario.resources import Resources

ROLLUPS_A_PAGE = 100
VOTERS_A_PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The estimate: pages and points of an incremental run, of a full one and of a very first one.

    An incremental run costs a point more for about 50 threads that changed; votes beyond 100 on a thread, and pages
    that the forge cannot give in one go, cost more.
    """

    repository: str
    pulls: int
    pages: int
    incremental: int
    full: int
    first: int
    meter: Meter


def plan(
    root: Path, *, resources: Resources, connect: Callable[[Community], Forge], now: datetime, workers: int = 1
) -> Plan:
    """Ask the forge how large the repository is, and estimate. A Failure as `sync` has it."""
    community, _ = readable(root, resources, workers, now=now)
    forge = connect(community)
    repository = forge.repository()
    pages, voters = (-(-repository.pulls // size) for size in (ROLLUPS_A_PAGE, VOTERS_A_PAGE))
    return Plan(
        repository=repository.name,
        pulls=repository.pulls,
        pages=pages,
        incremental=pages + 2,
        full=voters + 2,
        first=voters + 2 * pages + 2,
        meter=forge.meter,
    )
