"""Finds what was decided that people are to be told of: of each idea, its last change of status. No I/O."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from ideario.model.community import Community
from ideario.model.content import Decision, Idea, StatusChange
from ideario.model.moments import day_start


@dataclass(frozen=True, slots=True, kw_only=True)
class DecidedEvent:
    """A change of status that is in force. `ids` are the marks that may stand for it, one for each name that the idea
    ever had; the first is of the name that it has now.
    """

    ids: tuple[str, ...]
    idea: Idea
    change: StatusChange
    decision: Decision


def decided(community: Community, now: datetime) -> Iterator[DecidedEvent]:
    """The last change of each idea, by slug. That an idea is open at first is none, nor what it was when it was
    imported: its own thread has said so.
    """
    for slug, idea in community.ideas.items():
        decision = community.decisions.get(slug)
        changes = () if decision is None else _in_force(decision, now)
        if decision is None or not changes:
            continue
        place = len(changes) - 1
        change = changes[place]
        first_word = place == 0 and (
            idea.source is not None or community.settings.statuses[change.status].kind == "open"
        )
        if not first_word:
            yield DecidedEvent(
                ids=tuple(event_id(name, place, change.status) for name in (slug, *decision.former)),
                idea=idea,
                change=change,
                decision=decision,
            )


def _in_force(decision: Decision, now: datetime) -> tuple[StatusChange, ...]:
    return tuple(change for change in decision.history if day_start(change.date) <= now)


def event_id(idea: str, place: int, status: str) -> str:
    """The mark of a change: of which idea, at which place, to what. A mended date or reason leaves it as it is."""
    return sha256(f"{idea}\0{place}\0{status}".encode()).hexdigest()[:16]
