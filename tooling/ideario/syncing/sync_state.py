"""What one sync remembers for the next, in sync.json beside the ledger, and while it runs. Does no I/O.

Losing it costs a full survey, and what is known of authors who took another login since. No number of a voter or a
reaction stands in it, only those of authors: the newest reaction of a thread is known by a keyed hash.
"""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import NamedTuple, Required, TypedDict, cast

from ideario.forge.port import Account, AccountKind, Rollup
from ideario.model.moments import instant, moment_of
from ideario.model.thread_names import is_pull
from ideario.syncing.file_changes import Touch


class Judged(NamedTuple):
    """The state of a thread whose reactions are in the ledger: two equal ones mean that nothing has changed.

    `newest` is the mark of its newest reaction, None without any; `basis` the hash of what decides the rules on it.
    """

    total: int
    newest: str | None
    basis: str


@dataclass(slots=True, kw_only=True)
class SyncState:
    """What is known of threads, by name. `heads`: the commit at which a pull request was looked into.

    `authors` are the numbers of the accounts behind authors' logins, as met first, `nobody` the logins of authors that
    no account has. `first` says when a sync first saw the file of an idea in a pull request, by thread and slug, of
    those that were not merged by then. `full` is when the last full survey began, `asked` what the forge said about
    ideas that no list of files names. `repository` is its number at the forge, `neighbours` are those of the other
    repositories that decisions name, by the names that they give them.
    """

    full: datetime | None = None
    repository: int | None = None
    heads: dict[str, str] = field(default_factory=dict)
    touches: dict[str, Touch] = field(default_factory=dict)
    judged: dict[str, Judged] = field(default_factory=dict)
    asked: dict[str, str | None] = field(default_factory=dict)
    authors: dict[str, int] = field(default_factory=dict)
    nobody: frozenset[str] = frozenset()
    first: dict[str, dict[str, datetime]] = field(default_factory=dict)
    neighbours: dict[str, int] = field(default_factory=dict)


class ThreadEntry(TypedDict, total=False):
    """A thread as sync.json has it; what a pull request does to ideas only where it does something. Only these have a
    `head`; it is "" for others.
    """

    head: Required[str]
    added: list[str]
    renamed: list[list[str]]
    others: list[str]
    dropped: int
    total: int
    newest: str | None
    basis: str


class SyncStateDocument(TypedDict):
    """sync.json but for the chain that it belongs to; moments as `instant` writes them."""

    schema: int
    full: str | None
    repository: int | None
    asked: dict[str, str | None]
    authors: dict[str, int]
    nobody: list[str]
    first: dict[str, dict[str, str]]
    neighbours: dict[str, int]
    threads: dict[str, ThreadEntry]


def read_sync_state(found: Mapping[str, object] | None) -> SyncState | None:
    """The state that a document holds; None where there is none or it is another version's, which is no mistake."""
    if found is None or found.get("schema") != 1:
        return None
    document = cast("SyncStateDocument", found)  # where it is none, that is seen below
    try:
        state = SyncState(
            full=None if document["full"] is None else moment_of(document["full"]),
            repository=document["repository"],
            asked=dict(document["asked"]),
            authors={str(login): int(number) for login, number in document.get("authors", {}).items()},
            nobody=frozenset(map(str, document.get("nobody", ()))),
            first={
                str(name): {str(slug): moment_of(at) for slug, at in slugs.items()}
                for name, slugs in document.get("first", {}).items()
            },
            neighbours={str(name): int(number) for name, number in document.get("neighbours", {}).items()},
        )
        for name, entry in document["threads"].items():
            if is_pull(name):
                state.heads[name] = str(entry["head"])
                state.touches[name] = _touch(entry)
            if "basis" in entry:
                state.judged[name] = Judged(int(entry["total"]), entry["newest"], str(entry["basis"]))
    except (KeyError, TypeError, ValueError, AttributeError):
        return None
    return state


def sync_state_document(state: SyncState) -> SyncStateDocument:
    """The state as it stands in sync.json."""
    return {
        "schema": 1,
        "full": None if state.full is None else instant(state.full),
        "repository": state.repository,
        "asked": dict(sorted(state.asked.items())),
        "authors": dict(sorted(state.authors.items())),
        "nobody": sorted(state.nobody),
        "first": {name: {slug: instant(at) for slug, at in slugs.items()} for name, slugs in state.first.items()},
        "neighbours": dict(sorted(state.neighbours.items())),
        "threads": {name: _entry(state, name) for name in dict.fromkeys([*state.heads, *sorted(state.judged)])},
    }


def _entry(state: SyncState, name: str) -> ThreadEntry:
    entry: ThreadEntry = {"head": state.heads.get(name, "")}
    touch, judged = state.touches.get(name, Touch()), state.judged.get(name)
    if touch.added:
        entry["added"] = list(touch.added)
    if touch.renamed:
        entry["renamed"] = [list(pair) for pair in touch.renamed]
    if touch.others:
        entry["others"] = list(touch.others)
    if touch.dropped:
        entry["dropped"] = touch.dropped
    if judged is not None:
        entry["total"], entry["newest"], entry["basis"] = judged
    return entry


def _touch(entry: ThreadEntry) -> Touch:
    return Touch(
        added=tuple(map(str, entry.get("added", ()))),
        renamed=tuple((str(former), str(slug)) for former, slug in entry.get("renamed", ())),
        others=tuple(map(str, entry.get("others", ()))),
        dropped=int(entry.get("dropped", 0)),
    )


KnownAuthor = tuple[int, str, AccountKind]
SightedRow = tuple[
    str, str, KnownAuthor | None, int, int | None, bool, str, int, int, str, bool, str, int | None, str | None
]
"""A sighted thread as JSON: name, handle, author, opened, merged (Unix seconds), open, head, comments, total, base,
whether that is gone, branch, changed (Unix seconds), mark.
"""


class Sighted(NamedTuple):
    """A thread as a survey saw it; `mark` stands for the number of its newest reaction, which is not kept."""

    rollup: Rollup
    mark: str | None


def sighted_rows(sighted: Iterable[Sighted], authors: Container[str]) -> list[SightedRow]:
    """Sighted threads as JSON, for the note that lets a later run go on; authors for the threads in `authors` alone.

    Whoever opens a pull request without an idea may be a voter, and no voter's name is written down.
    """
    return [
        (
            rollup.name,
            rollup.node,
            None if rollup.author is None or rollup.name not in authors else rollup.author[:3],
            int(rollup.opened.timestamp()),
            None if rollup.merged is None else int(rollup.merged.timestamp()),
            rollup.open,
            rollup.head,
            rollup.comments,
            rollup.total,
            rollup.base,
            rollup.base_gone,
            rollup.branch if rollup.name in authors else "",
            None if rollup.changed is None else int(rollup.changed.timestamp()),
            mark,
        )
        for rollup, mark in sighted
    ]


def read_sighted(rows: Iterable[SightedRow]) -> dict[str, Sighted]:
    """What `sighted_rows` wrote, by name."""
    found = {}
    for row in rows:
        name, node, author, opened, merged, open_, head, comments, total, base, base_gone, branch, changed, mark = row
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
            branch=branch,
            changed=None if changed is None else datetime.fromtimestamp(changed, UTC),
        )
        found[name] = Sighted(rollup, mark)
    return found
