"""Reads and writes pending.json beside a ledger: what ideas in open pull requests are called, and by whom they are.

It is no part of the chain. It holds no vote and decides nothing, strangers' words stand in it that nobody has accepted,
and a sync makes it anew each time: so nobody has to be able to prove that it was always so.
"""

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ideario.files import write_whole
from ideario.ledger.format import canonical
from ideario.ledger.plain_files import bytes_of, look_at
from ideario.messages.said import say
from ideario.model.text import LANGUAGE, is_login, is_slug
from ideario.model.thread_names import is_pull
from ideario.model.votes import PendingTitle
from ideario.problems import Failure

PENDING = "pending.json"
MAX_TITLE = 120
"""Signs of a title, as of an idea's that was accepted."""
_LANGUAGE = re.compile(LANGUAGE)


def write_pending(folder: Path, titles: Iterable[PendingTitle]) -> None:
    """Put the titles in the place of those that were there; the same ones make the same bytes."""
    lines = [
        canonical(
            {
                "thread": one.thread,
                "idea": one.idea,
                "title": one.title,
                "language": one.language,
                "challenge": one.challenge,
                "author": one.author,
            }
        )
        for one in sorted(titles, key=lambda one: (len(one.thread), one.thread, one.idea))
    ]
    text = '{"schema":1,"pending":[\n' + ",\n".join(lines) + "\n]}\n"
    file = folder / PENDING
    if look_at(file) is None or bytes_of(file) != text.encode():
        write_whole(file, text.encode())


def read_pending(folder: Path) -> tuple[PendingTitle, ...]:
    """The titles; () where there is no such file. A Failure where it is no such file."""
    file = folder / PENDING
    if look_at(file) is None:
        return ()
    try:
        document = json.loads(bytes_of(file))
        return tuple(map(_title, {1: document["pending"]}[document["schema"]]))
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Failure(
            say("{file} is not as a sync writes it: {error}", file=file, error=error),
            hint=say("delete it; the next sync makes it anew"),
        ) from error


def _title(entry: dict[str, Any]) -> PendingTitle:
    """A title of which nothing is longer or other than it may be: it reaches pages."""
    found = PendingTitle(
        thread=entry["thread"], idea=entry["idea"], title=entry["title"], language=entry["language"],
        challenge=entry["challenge"], author=entry["author"],
    )  # fmt: skip
    sound = (
        is_pull(found.thread)
        and is_slug(found.idea)
        and 0 < len(found.title) <= MAX_TITLE
        and _LANGUAGE.fullmatch(found.language) is not None
        and (found.challenge is None or is_slug(found.challenge))
        and (found.author is None or is_login(found.author.removesuffix("[bot]")))
    )
    if not sound:
        raise ValueError(f"{entry!r:.200}")
    return found
