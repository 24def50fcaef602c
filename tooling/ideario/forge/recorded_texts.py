"""Lists of threads with their texts as a recording has them. Reads no files.

Each is as it was asked for, so that the same question gets the same answer:

    {"kind": "issue", "label": "feature-request", "category": "", "home": "", "pulls": ["pull/9"],
     "threads": [{"name": "issue/3", "title": "…", "text": "…", "author": 0,     a place in accounts, or null
                  "opened": "…", "closed": "…" or null, "reason": "open", "labels": ["feature-request"],
                  "locked": false, "upvotes": 0, "duplicate_of": ""}, …]}
"""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from ideario.forge.json_walk import Pointer
from ideario.forge.port import REASONS, Account, ThreadList, ThreadText, Wanted
from ideario.model.thread_names import ON_FORGE

Who = Callable[[Pointer], Account | None]
IndexOf = Callable[[Account | None], int | None]


def lists_in(rows: Iterator[Pointer], who: Who) -> dict[Wanted, ThreadList]:
    """The lists by what was asked; `who` reads an account."""
    found: dict[Wanted, ThreadList] = {}
    for row in rows:
        wanted = Wanted(
            kind=row["kind"].choice(("issue", "discussion")), label=row["label"].text(""),
            category=row["category"].text(""), home=row["home"].text(""),
        )  # fmt: skip
        found[wanted] = ThreadList(
            threads=tuple(_text(one, who) for one in row["threads"].rows()),
            pulls=tuple(one.text(ON_FORGE) for one in row["pulls"].rows()),
        )
    return found


def list_document(wanted: Wanted, found: ThreadList, index_of: IndexOf) -> dict[str, object]:
    """One list as JSON; `index_of` gives the place of an account."""
    return {
        "kind": wanted.kind, "label": wanted.label, "category": wanted.category, "home": wanted.home,
        "pulls": list(found.pulls),
        "threads": [
            {
                "name": one.name, "title": one.title, "text": one.text, "author": index_of(one.author),
                "opened": moment_text(one.opened), "closed": one.closed and moment_text(one.closed),
                "reason": one.reason, "labels": list(one.labels), "locked": one.locked, "upvotes": one.upvotes,
                "duplicate_of": one.duplicate_of,
            }
            for one in found.threads
        ],
    }  # fmt: skip


def moment_text(moment: datetime) -> str:
    """A moment as recordings write it."""
    return re.sub(r"\+00:00$", "Z", moment.astimezone(UTC).isoformat())


def _text(row: Pointer, who: Who) -> ThreadText:
    original = row["duplicate_of"]
    return ThreadText(
        name=row["name"].text(ON_FORGE), title=row["title"].text(""), text=row["text"].text(""),
        author=who(row["author"]), opened=row["opened"].moment(), closed=row["closed"].maybe(Pointer.moment),
        reason=row["reason"].choice(REASONS), labels=tuple(label.text("") for label in row["labels"].rows()),
        locked=row["locked"].flag(), upvotes=row["upvotes"].whole(),
        duplicate_of=original.text(ON_FORGE) if original.value else "",
    )  # fmt: skip
