"""What a sync would cost, from how many pull requests there are. Asks for no vote and writes nothing."""

from dataclasses import dataclass

from ideario.forge.port import Forge, Meter

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


def plan(forge: Forge) -> Plan:
    """Ask the forge how large the repository is, and estimate. A Failure as `sync` has it."""
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
