"""Reads and writes outbox.json beside a ledger: which threads are to be told of which decision, and which were told.

It is no part of the chain and decides nothing. What it forgets is looked for on the threads themselves, so that one
that a run could not write down is no comment too many.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, cast, get_args

from ideario.files import write_whole
from ideario.ledger.format import canonical
from ideario.ledger.plain_files import bytes_of, look_at
from ideario.messages.said import say
from ideario.model.moments import instant, moment_of
from ideario.model.text import is_slug
from ideario.model.thread_names import ON_FORGE
from ideario.problems import Failure

OUTBOX = "outbox.json"
FORMAT = 1
NoticeState = Literal["due", "sent", "refused"]
Refusal = Literal["gone", "locked", "not allowed"]
"""Why a thread could not be told: it is no more, it is locked, or the program's account may not write there."""
MARK = r"[0-9a-f]{16}"
"""What stands for a decision, and for a text."""
_MARK, _THREAD = re.compile(MARK), re.compile(ON_FORGE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A thread that is to be told of a decision, or was.

    `event` stands for the change of status. `since` is the day of the change, or when it was found if that was
    earlier: no comment about it is older. `text` stands for what was said last, "" before that; `comment` is the number
    of the comment. `tries` is how often the thread refused, `why` the last reason, None without any; `at` when it was
    told, or refused last.
    """

    event: str
    idea: str
    status: str
    thread: str
    since: datetime
    state: NoticeState = "due"
    text: str = ""
    comment: int | None = None
    why: Refusal | None = None
    tries: int = 0
    at: datetime | None = None

    @property
    def key(self) -> tuple[str, str]:
        """What no other notice has: the decision, and the thread."""
        return self.event, self.thread


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestIssue:
    """The issue that holds the digest: `issue` is its name, `written` when it was written last, `text` its mark."""

    issue: str
    written: datetime
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outbox:
    """What is to be told, and what was. `begun` is when notices began; `known` are decisions that nobody is told of.

    `writes` is when the program's account wrote in the last hour, `looked` up to when it is known what others wrote
    under it. `notices` are by event and thread.
    """

    begun: datetime
    looked: datetime
    known: frozenset[str] = frozenset()
    notices: Mapping[tuple[str, str], Notice] = field(default_factory=dict)
    writes: tuple[datetime, ...] = ()
    digest: DigestIssue | None = None

    def with_notices(self, *changed: Notice) -> "Outbox":
        """The same with other notices in the place of some, or beside them."""
        return replace(self, notices={**self.notices, **{one.key: one for one in changed}})


def write_outbox(folder: Path, outbox: Outbox) -> None:
    """Put this outbox in the place of the one that was there; the same one makes the same bytes."""
    head = {
        "schema": FORMAT,
        "begun": instant(outbox.begun),
        "looked": instant(outbox.looked),
        "known": sorted(outbox.known),
        "writes": [instant(moment) for moment in outbox.writes],
        "digest": None if outbox.digest is None else {
            "issue": outbox.digest.issue, "written": instant(outbox.digest.written), "text": outbox.digest.text,
        },
    }  # fmt: skip
    lines = ",\n".join(canonical(_entry(outbox.notices[key])) for key in sorted(outbox.notices))
    content = f'{canonical(head)[:-1]},"notices":[\n{lines}\n]}}\n'.encode()
    file = folder / OUTBOX
    if look_at(file) is None or bytes_of(file) != content:
        write_whole(file, content)


def _entry(one: Notice) -> dict[str, object]:
    return {
        "event": one.event, "idea": one.idea, "status": one.status, "thread": one.thread, "since": instant(one.since),
        "state": one.state, "text": one.text, "comment": one.comment, "why": one.why, "tries": one.tries,
        "at": None if one.at is None else instant(one.at),
    }  # fmt: skip


def read_outbox(folder: Path) -> Outbox | None:
    """The outbox; None where there is none. A Failure where it is no such file: nobody is told by it."""
    file = folder / OUTBOX
    if look_at(file) is None:
        return None
    try:
        document = json.loads(bytes_of(file))
        if document["schema"] == FORMAT:
            return _outbox(document)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Failure(
            say("{file} is not as the program writes it: {reason}", file=file, reason=error),
            hint=say("bring back the one of the commit before; without it, notices begin with what is decided next"),
        ) from error
    raise Failure(
        say('{file} does not say "schema": {version}', file=file, version=FORMAT),
        hint=say("It was written by a newer Ideario, or by another hand."),
    )


def _outbox(document: dict[str, Any]) -> Outbox:
    digest = document["digest"]
    notices = [_notice(entry) for entry in document["notices"]]
    return Outbox(
        begun=moment_of(document["begun"]),
        looked=moment_of(document["looked"]),
        known=frozenset(map(_marked, document["known"])),
        notices={one.key: one for one in notices},
        writes=tuple(map(moment_of, document["writes"])),
        digest=None
        if digest is None
        else DigestIssue(
            issue=_thread(digest["issue"]), written=moment_of(digest["written"]), text=_marked(digest["text"])
        ),
    )


def _notice(entry: dict[str, Any]) -> Notice:
    found = Notice(
        event=_marked(entry["event"]), idea=entry["idea"], status=entry["status"], thread=_thread(entry["thread"]),
        since=_moment(entry["since"]), state=cast("NoticeState", entry["state"]), text=entry["text"],
        comment=entry["comment"], why=cast("Refusal | None", entry["why"]), tries=entry["tries"],
        at=None if entry["at"] is None else _moment(entry["at"]),
    )  # fmt: skip
    sound = (
        is_slug(found.idea)
        and is_slug(found.status)
        and found.state in get_args(NoticeState)
        and found.why in (None, *get_args(Refusal))
        and (found.text == "" or _MARK.fullmatch(found.text) is not None)
        and (found.comment is None or (type(found.comment) is int and found.comment > 0))
        and type(found.tries) is int
    )
    if not sound:
        raise ValueError(f"{entry!r:.200}")
    return found


@lru_cache(maxsize=4_096)
def _moment(text: str) -> datetime:
    """The moment of a text; a run writes one for many notices."""
    return moment_of(text)


def _marked(text: str) -> str:
    if _MARK.fullmatch(text) is None:
        raise ValueError(f"{text!r:.40}")
    return text


def _thread(text: str) -> str:
    if _THREAD.fullmatch(text) is None:
        raise ValueError(f"{text!r:.120}")
    return text
