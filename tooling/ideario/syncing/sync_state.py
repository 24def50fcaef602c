"""What one sync remembers for the next, in sync.json beside the ledger, and while it runs. Does no I/O.

Losing it costs a full sweep, and what is known of authors who took another login since. No number of a voter or a
reaction stands in it, only those of authors: the newest reaction of a thread is known by a keyed hash.
"""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, NamedTuple

from ideario.forge.port import Account, Rollup
from ideario.model.moments import instant
from ideario.syncing.file_changes import Touch


class Judged(NamedTuple):
    """The state of a thread whose reactions are in the ledger: two equal ones mean that nothing has changed.

    `newest` is the mark of its newest reaction, None without any; `basis` the hash of its terms.
    """

    total: int
    newest: str | None
    basis: str


@dataclass(slots=True, kw_only=True)
class Memory:
    """What is known of threads, by name. `heads`: the commit at which a pull request was looked into.

    `authors` are the numbers of the accounts behind authors' logins, as met first. `first` says when a sync first saw
    the file of an idea in a pull request, by thread and slug, of those that were not merged by then.
    `full` is when the last full sweep began, `asked` what the forge said about ideas that no list of files names.
    `repository` is its number at the forge.
    """

    full: datetime | None = None
    repository: int | None = None
    heads: dict[str, str] = field(default_factory=dict)
    touches: dict[str, Touch] = field(default_factory=dict)
    judged: dict[str, Judged] = field(default_factory=dict)
    asked: dict[str, str | None] = field(default_factory=dict)
    authors: dict[str, int] = field(default_factory=dict)
    first: dict[str, dict[str, datetime]] = field(default_factory=dict)


def read_memory(document: Mapping[str, Any] | None) -> Memory | None:
    """The memory that a document holds; None where there is none or it is another version's, which is no mistake."""
    if document is None or document.get("schema") != 1:
        return None
    try:
        memory = Memory(
            full=None if document["full"] is None else datetime.fromisoformat(document["full"]),
            repository=document["repository"],
            asked=dict(document["asked"]),
            authors={str(login): int(number) for login, number in document.get("authors", {}).items()},
            first={
                str(name): {str(slug): datetime.fromisoformat(at) for slug, at in seen.items()}
                for name, seen in document.get("first", {}).items()
            },
        )
        for name, entry in document["threads"].items():
            memory.heads[name] = str(entry["head"])
            memory.touches[name] = _touch(entry)
            if "basis" in entry:
                memory.judged[name] = Judged(int(entry["total"]), entry["newest"], str(entry["basis"]))
    except (KeyError, TypeError, ValueError, AttributeError):
        return None
    return memory


def memory_document(memory: Memory) -> dict[str, Any]:
    """The memory as it stands in sync.json."""
    return {
        "schema": 1,
        "full": None if memory.full is None else instant(memory.full),
        "repository": memory.repository,
        "asked": dict(sorted(memory.asked.items())),
        "authors": dict(sorted(memory.authors.items())),
        "first": {name: {slug: instant(at) for slug, at in seen.items()} for name, seen in memory.first.items()},
        "threads": {name: _entry(memory, name) for name in memory.heads},
    }


def _entry(memory: Memory, name: str) -> dict[str, Any]:
    entry: dict[str, Any] = {"head": memory.heads[name], **_touch_entry(memory.touches.get(name, Touch()))}
    judged = memory.judged.get(name)
    if judged is not None:
        entry |= {"total": judged.total, "newest": judged.newest, "basis": judged.basis}
    return entry


def _touch_entry(touch: Touch) -> dict[str, Any]:
    entry: dict[str, Any] = {}
    if touch.added:
        entry["added"] = list(touch.added)
    if touch.renamed:
        entry["renamed"] = [list(pair) for pair in touch.renamed]
    if touch.others:
        entry["others"] = list(touch.others)
    return entry


def _touch(entry: Mapping[str, Any]) -> Touch:
    return Touch(
        added=tuple(map(str, entry.get("added", ()))),
        renamed=tuple((str(former), str(slug)) for former, slug in entry.get("renamed", ())),
        others=tuple(map(str, entry.get("others", ()))),
    )


class Sighted(NamedTuple):
    """A thread as a sweep saw it; `mark` stands for the number of its newest reaction, which is not kept."""

    rollup: Rollup
    mark: str | None


def sighted_rows(sighted: Iterable[Sighted], authors: Container[str]) -> list[list[Any]]:
    """Sighted threads as JSON, for the note that lets a later run go on; authors for the threads in `authors` alone.

    Whoever opens a pull request without an idea may be a voter, and no voter's name is written down.
    """
    return [
        [
            seen.rollup.name,
            seen.rollup.node,
            None
            if seen.rollup.author is None or seen.rollup.name not in authors
            else [seen.rollup.author.id, seen.rollup.author.login],
            int(seen.rollup.opened.timestamp()),
            None if seen.rollup.merged is None else int(seen.rollup.merged.timestamp()),
            seen.rollup.open,
            seen.rollup.head,
            seen.rollup.comments,
            seen.rollup.total,
            seen.rollup.base,
            seen.rollup.base_gone,
            seen.mark,
        ]
        for seen in sighted
    ]


def read_sighted(rows: Iterable[list[Any]]) -> dict[str, Sighted]:
    """What `sighted_rows` wrote, by name."""
    found = {}
    for name, node, author, opened, merged, open_, head, comments, total, base, base_gone, mark in rows:
        rollup = Rollup(
            name=name,
            node=node,
            author=None if author is None else Account(*author),
            opened=datetime.fromtimestamp(opened, UTC),
            merged=None if merged is None else datetime.fromtimestamp(merged, UTC),
            open=open_,
            head=head,
            comments=comments,
            total=total,
            newest=None,
            base=base,
            base_gone=base_gone,
        )
        found[name] = Sighted(rollup, mark)
    return found
