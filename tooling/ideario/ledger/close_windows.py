"""Keeps what is known of the syncs around each close of voting: how far a withdrawal may have gone unseen. No I/O."""

from collections.abc import Iterable
from datetime import datetime

from ideario.model.ledger_state import Close, LedgerState


def closes_after(
    state: LedgerState | None, closing: Iterable[datetime], *, observed: datetime, seen: datetime
) -> tuple[Close, ...]:
    """What is known of each close once a sync has completed, `state` being the ledger's before it.

    The sync began at `observed` and ended at `seen`, and what it saw go bears the latter moment: only a sync that ended
    by the close can take a vote away. `closing` are the moments at which the voting of the challenges closes, as they
    are known now. A close that an earlier sync has passed unnoticed, as when a challenge was moved into the past, is
    not made up for: there is nothing known about it. A close that is complete stays, whatever becomes of the challenge.
    """
    observed, seen = observed.replace(microsecond=0), seen.replace(microsecond=0)  # as the ledger writes moments
    known = {close.closed: close for close in (state.closes if state is not None else ())}
    kept = {moment: close for moment, close in known.items() if close.after is not None}
    for moment in closing:
        old = known.get(moment)
        if old is not None and old.after is not None:
            continue
        if seen <= moment:
            kept[moment] = Close(closed=moment, before=observed, after=None)
        elif old is not None:
            kept[moment] = Close(closed=moment, before=old.before, after=seen)
        elif state is None or state.observed <= moment:
            kept[moment] = Close(closed=moment, before=None, after=seen)
    return tuple(kept[moment] for moment in sorted(kept))
