"""The orders in which pages list ideas, and which ideas stand beside one another in one."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

from ideario.model.content import Decision, Idea

_SOON = datetime(9999, 1, 1, tzinfo=UTC)


def newest_first(ideas: Iterable[Idea], now: datetime) -> tuple[Idea, ...]:
    """Ideas, the newest first, then by slug; one without a date is still to be committed, so nothing is newer.

    A date to come is none of which anything is newer for that: it counts as now.
    """

    def age(idea: Idea) -> tuple[float, str]:
        return -(_SOON if idea.arrived is None else min(idea.arrived, now)).timestamp(), idea.slug

    return tuple(sorted(ideas, key=age))


def ordered(ideas: Sequence[Idea], order: Sequence[str]) -> tuple[Idea, ...]:
    """The ideas in the order of some slugs, the others after them as they were."""
    place = {slug: number for number, slug in enumerate(order)}
    return tuple(sorted(ideas, key=lambda idea: place.get(idea.slug, len(place))))


def beside(lists: Iterable[Sequence[Idea]]) -> Mapping[str, tuple[Idea | None, Idea | None]]:
    """Per idea the one before and the one after it in its list, None at the ends."""
    return {
        idea.slug: (ideas[number - 1] if number else None, ideas[number + 1] if number + 1 < len(ideas) else None)
        for ideas in lists
        for number, idea in enumerate(ideas)
    }


def last_decided_first(ideas: Sequence[Idea], decisions: Mapping[str, Decision], now: datetime) -> tuple[Idea, ...]:
    """Ideas whose status was changed last first; those of one day by their slugs. A day to come counts as today."""
    today = f"{now:%Y-%m-%d}"

    def day(idea: Idea) -> str:
        return min(decisions[idea.slug].history[-1].date, today) if idea.slug in decisions else ""

    return tuple(sorted(sorted(ideas, key=lambda idea: idea.slug), key=day, reverse=True))
