"""Says what outbox.json holds after some notices were sent, and what it holds where two runs wrote it. No I/O."""

from collections.abc import Iterable
from dataclasses import replace

from ideario.forge.notice_port import AccountWrites
from ideario.forge.pace import WRITES_AN_HOUR
from ideario.ledger.beside.outbox import Notice, Outbox


def after(outbox: Outbox, changed: Iterable[Notice], writes: AccountWrites) -> Outbox:
    """The outbox when these notices have become others, and the account has written at these moments.

    They are in whole seconds, as in the file: else a moment that is in both would count as two where those are merged.
    """
    moments = tuple(moment.replace(microsecond=0) for moment in writes.moments[-WRITES_AN_HOUR:])
    return replace(outbox.with_notices(*changed), writes=moments, looked=writes.looked)


def merged(theirs: Outbox | None, ours: Outbox) -> Outbox:
    """What both know. What another run has told is told, whatever this one knows of it."""
    if theirs is None:
        return ours
    told = {key: notice for key, notice in theirs.notices.items() if notice.state == "sent"}
    mine = {key: notice for key, notice in ours.notices.items() if key not in told or notice.state == "sent"}
    digests = [one for one in (theirs.digest, ours.digest) if one is not None]
    return Outbox(
        begun=min(theirs.begun, ours.begun),
        looked=max(theirs.looked, ours.looked),
        known=theirs.known | ours.known,
        notices={**told, **mine},
        writes=tuple(sorted({*theirs.writes, *ours.writes}))[-WRITES_AN_HOUR:],
        digest=max(digests, key=lambda one: one.written, default=None),
    )
