"""What a sync would cost, from how many pull requests and named threads there are. Asks for no vote, writes nothing."""

from dataclasses import dataclass

from ideario.forge.port import Forge, Meter

ROLLUPS_A_PAGE = 100
VOTERS_A_PAGE = 50
POINTS_A_HUNDRED, FIRST_ANSWERS = 2, 1
"""What a hundred threads cost that decisions name, to look at; once more for the first answers there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The estimate: pages and points of an incremental run, of a full one and of a very first one.

    An incremental run costs a point more for about 50 threads that changed; votes beyond 100 on a thread, and pages
    that the forge cannot give in one go, cost more.
    """

    repository: str
    pulls: int
    threads: int
    pages: int
    incremental: int
    full: int
    first: int
    meter: Meter


def plan(forge: Forge, threads: int) -> Plan:
    """Ask the forge how large the repository is, and estimate. A Failure as `sync` has it.

    `threads` are those that decisions name.
    """
    repository = forge.repository()
    hundreds = -(-threads // 100)
    named = POINTS_A_HUNDRED * hundreds
    pages, voters = (-(-repository.pulls // size) for size in (ROLLUPS_A_PAGE, VOTERS_A_PAGE))
    return Plan(
        repository=repository.name,
        pulls=repository.pulls,
        threads=threads,
        pages=pages,
        incremental=pages + named + 2,
        full=voters + named + hundreds + 2,
        first=voters + 2 * pages + named + hundreds * (1 + FIRST_ANSWERS) + 2,
        meter=forge.meter,
    )
