"""Knows which reactions live, thread by thread, going by a chain's events. Holds no event in memory for long."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from ideario.ledger.format import apart_pattern, event_pattern
from ideario.ledger.plain_files import event_files
from ideario.ledger.spool import Spool
from ideario.messages.said import say
from ideario.model.thread_names import IMPORTED
from ideario.problems import Failure

# Loosely, and so quickly: what these lines say was looked at when they were written, and `verify` looks again.
_LOOSE = {"flags": r"\[[^\]]*\]", "prev": '"[^"]*"', "seen": '"[^"]*"', "seq": "[0-9]+"}
_EVENT = re.compile(
    event_pattern(
        **_LOOSE,
        type='"[a-z]*"',
        given='(?:null|"([^"]{20})")',
        idea='"([^"]*)"',
        kind='"([^"]*)"',
        rule='(?:null|"([^"]*)")',
        thread=f'"((?!{IMPORTED}")[^"]*)"',
        voter='"([0-9a-f]{64})"',
    ).encode()
    + rb"\n|([^\n]*\n?)"
)
# Ballots that were imported live outside every forge; what was erased lives nowhere, and a state line is no event.
_IMPORTED = re.compile(
    event_pattern(
        **_LOOSE,
        given='"[^"]{20}"',
        idea='"[^"]*"',
        kind='"[^"]*"',
        rule='(?:null|"[^"]*")',
        thread=f'"{IMPORTED}"',
        voter='".*"',
    ).encode()
    + rb"\n"
)
_ERASED = re.compile(apart_pattern(type_="erased").encode() + rb"\n")
_STATE = re.compile(apart_pattern(type_="state").encode() + rb"\n")
_VOTER = 65  # the digits of a voter and a tab
_WITHDRAWN = b"\t-\t"


class LiveReaction(NamedTuple):
    """A reaction that lives, as its last event has it: when it was given, the rule that excluded it, the idea named."""

    given: str
    rule: str | None
    idea: str


def same_moment(kept: str, given: str, coarsened: str | None) -> bool:
    """Whether a reaction given at `given` can be the one that the chain has at `kept`: instants as text.

    Times before `coarsened` were replaced by earlier ones of the same day, so there the day alone tells.
    """
    if kept == given:
        return True
    return coarsened is not None and kept <= given < coarsened and kept[:10] == given[:10]


def follow(live: dict[tuple[str, str], LiveReaction], events: bytes) -> None:
    """Bring what lives on a thread, by (voter, kind), up to date with later events of it, a line each.

    A line begins with voter, kind, given, rule and idea, with tabs between; of a withdrawal, given is -.
    """
    for line in events.decode().splitlines():
        voter, kind, given, rule, idea = line.split("\t", 5)[:5]
        if given != "-":
            live[voter, kind] = LiveReaction(given, rule or None, idea)
        else:
            live.pop((voter, kind), None)


class LiveReactions:
    """Reactions as the events of a chain left them, by thread; imported ones are no part of it."""

    def __init__(self) -> None:
        self._spool = Spool()
        self._left: set[str] = set()  # threads that somebody has withdrawn from; few, mostly

    def add(self, thread: bytes, event: bytes) -> None:
        """One more event of a thread, later than all before: a line as `follow` reads it, with its end."""
        self._spool.add(thread, event)
        if _WITHDRAWN in event:
            self._left.add(thread.decode())

    def events(self, thread: str) -> bytes:
        """All events of a thread, as `follow` reads them."""
        return self._spool.read(thread.encode())

    def any(self, thread: str) -> bool:
        """Whether any reaction lives on a thread that has events."""
        return thread not in self._left or self.count(thread) > 0

    def count(self, thread: str) -> int:
        """How many reactions live on a thread."""
        events = self.events(thread)
        if thread not in self._left:  # most threads: counted without looking into each line
            return len({line[: line.index(b"\t", _VOTER)] for line in events.splitlines()})
        live: dict[tuple[str, str], LiveReaction] = {}
        follow(live, events)
        return len(live)

    def counted(self, thread: str) -> int:
        """How many reactions live on a thread that no rule has excluded."""
        live: dict[tuple[str, str], LiveReaction] = {}
        follow(live, self.events(thread))
        return sum(one.rule is None for one in live.values())

    def threads(self) -> Iterator[str]:
        """The threads that have events, each once."""
        return (thread.decode() for thread in self._spool.threads())

    def close(self) -> None:
        """Give back memory and disk."""
        self._spool.close()


def living(folder: Path, events: int) -> LiveReactions:
    """How the events of the ledger in `folder` leave its reactions; `events` is how many it should have.

    A Failure where the files hold something else: then nothing may be built on them.
    """
    found = LiveReactions()
    try:
        _add_files(found, folder, events)
    except BaseException:
        found.close()
        raise
    return found


def _add_files(found: LiveReactions, folder: Path, events: int) -> None:
    count = sum(_add_file(found, folder, file) for file in event_files(folder))
    if count != events:
        raise _broken(folder, f"it holds {count:,} events, and ledger.json says {events:,}")


def _add_file(found: LiveReactions, folder: Path, file: Path) -> int:
    """Add the events of a file; how many it has."""
    count, add = 0, found.add
    for match in _EVENT.finditer(file.read_bytes()):
        given, idea, kind, rule, thread, voter, other = match.groups(b"")
        if voter:
            add(thread, b"%b\t%b\t%b\t%b\t%b\n" % (voter, kind, given or b"-", rule, idea))
        elif not other or _STATE.fullmatch(other):
            continue  # the end of the file, or a line that is no event
        elif not _IMPORTED.fullmatch(other) and not _ERASED.fullmatch(other):
            raise _broken(folder, say("a line of {file} is no event", file=file.name))
        count += 1
    return count


def _broken(folder: Path, what: str) -> Failure:
    return Failure(
        say("the ledger {folder} cannot be continued: {what}", folder=folder, what=what),
        hint=say("`ideario verify` names the line."),
    )
