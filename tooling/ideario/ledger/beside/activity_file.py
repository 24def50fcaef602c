"""Reads and writes activity.json beside a ledger: how people talk in the threads of ideas, under pseudonyms.

It is no part of the chain, holds no vote and decides nothing. Each sync writes it with the ledger, in one step.
"""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from ideario.ledger.format import canonical
from ideario.ledger.plain_files import bytes_of, look_at
from ideario.messages.said import say
from ideario.model.moments import instant, moment_of
from ideario.model.talk.activity import UNREAD, Activity, ThreadActivity
from ideario.model.thread_names import THREAD
from ideario.problems import Failure

ACTIVITY = "activity.json"
_THREAD = re.compile(THREAD)
_SPEAKER = re.compile(r"[0-9a-f]{32}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


def activity_document(activity: Activity) -> bytes:
    """The text of activity.json: a thread a line, by place and number; the same activity makes the same bytes."""
    threads = sorted(activity.threads.values(), key=lambda one: (one.name.rpartition("/")[0], len(one.name), one.name))
    lines = [
        canonical(
            {
                "name": one.name,
                **({"read": instant(one.read)} if one.read is not None else {}),
                "changed": None if one.changed is None else instant(one.changed),
                "opener": one.opener,
                "wrote": {name: list(days) for name, days in sorted(one.wrote.items())},
                **({} if one.whole else {"whole": False}),
            }
        )
        for one in threads
    ]
    read = json.dumps(None if activity.read is None else instant(activity.read))
    return (f'{{"schema":1,"read":{read},"threads":[\n' + ",\n".join(lines) + "\n]}\n").encode()


def read_activity(folder: Path) -> Activity:
    """What stands in activity.json; nothing is known where there is no such file. A Failure where it is no activity."""
    file = folder / ACTIVITY
    if look_at(file) is None:
        return UNREAD
    try:
        document = json.loads(bytes_of(file))
        threads = [_thread(entry) for entry in {1: document["threads"]}[document["schema"]]]
        return Activity(read=_moment(document["read"]), threads={one.name: one for one in threads})
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Failure(
            say("{file} is not as a sync writes it: {reason}", file=file, reason=error),
            hint=say("delete it; the next sync makes it anew"),
        ) from error


def _thread(entry: Mapping[str, Any]) -> ThreadActivity:
    found = ThreadActivity(
        name=entry["name"],
        read=_moment(entry.get("read")),
        changed=_moment(entry["changed"]),
        opener=entry["opener"],
        wrote={name: tuple(days) for name, days in entry["wrote"].items()},
        whole=entry.get("whole", True) is True,
    )
    people = [*found.wrote, *([] if found.opener is None else [found.opener])]
    days = {day for days in found.wrote.values() for day in days}
    if not (_THREAD.fullmatch(found.name) and all(map(_SPEAKER.fullmatch, people)) and all(map(_DAY.fullmatch, days))):
        raise ValueError(f"{entry!r:.200}")
    return found


def _moment(text: str | None) -> datetime | None:
    return None if text is None else moment_of(text)
