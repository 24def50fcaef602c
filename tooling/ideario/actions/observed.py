"""The moment as of which everything is computed that depends on time. Asks no clock."""

from collections.abc import Iterator
from datetime import UTC, datetime

from ideario.model import Community, LedgerState, day_end

BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


def observed(community: Community, state: LedgerState | None) -> datetime:
    """When the ledger was last brought up to date; without a ledger, the newest date in the content.

    A challenge's dates lie ahead of it by nature, so only the opening of its submission says that it is there already.
    A community without any date is seen as of 1970.
    """
    return state.observed if state is not None else max(_dates(community), default=BEGINNING)


def _dates(community: Community) -> Iterator[datetime]:
    for idea in community.ideas.values():
        if idea.arrived is not None:
            yield idea.arrived
    for challenge in community.challenges.values():
        yield challenge.submission.opens
    for decision in community.decisions.values():
        yield from (day_end(change.date) for change in decision.history)
    for exclusion in community.exclusions:
        yield day_end(exclusion.date)
