"""The state of one sync while it runs, and how it is kept so that a later run can go on. Asks the forge nothing."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from operator import itemgetter
from typing import Any

from ideario.actions.syncing.judging import Key, Vote, changes, terms, votes
from ideario.actions.syncing.memory import (
    Judged,
    Memory,
    Sighted,
    memory_document,
    read_memory,
    read_sighted,
    sighted_rows,
)
from ideario.actions.syncing.resolving import further_threads
from ideario.github.forge import Forge, Reaction, Rollup
from ideario.model import Community, instant
from ideario.voting.continuing import Casts, Change, Continuation, Live
from ideario.voting.pseudonyms import Pseudonyms

Progress = Callable[[str, int, int], None]
MOST_CHANGES = 200_000
MOST_PAGES = 20
_NUMBER: Callable[[Reaction], int] = itemgetter(0)


@dataclass(slots=True, kw_only=True)
class Run:
    """What a sync knows so far. `old` is the memory of the last one, `new` that of this one.

    `cursor` is where the sweep goes on, `swept` whether it has seen all pages. `falls` says by thread how many votes
    that no rule excludes are gone. `held` are reactions of open pull requests, which a merge on a later page may make
    meaningless; they are judged when all pages are known.
    """

    forge: Forge
    community: Community
    names: Pseudonyms
    continuation: Continuation
    full: bool
    begun: datetime
    old: Memory
    new: Memory
    progress: Progress | None = None
    cursor: str | None = None
    swept: bool = False
    sighted: dict[str, Sighted] = field(default_factory=dict)
    held: dict[str, tuple[Reaction, ...]] = field(default_factory=dict)
    answered: dict[str, datetime | None] = field(default_factory=dict)
    falls: dict[str, int] = field(default_factory=dict)
    cast: int = 0
    withdrawn: int = 0
    _buffer: list[Change | Casts] = field(default_factory=list)
    _found: int = 0
    _waiting: set[str] = field(default_factory=set)
    _pages: int = 0

    def tell(self, stage: str, done: int, total: int) -> None:
        """Let somebody who waits know."""
        if self.progress is not None:
            self.progress(stage, min(done, total), total)

    def mark(self, newest: int | None) -> str | None:
        """What is remembered of the number of a thread's newest reaction."""
        return None if newest is None else self.names.newest(newest)

    def sight(self, rollups: Iterable[Rollup]) -> None:
        """Take down threads as they are now."""
        for rollup in rollups:
            self.sighted[rollup.name] = Sighted(rollup, self.mark(rollup.newest))

    def basis(self, thread: str, ideas: tuple[str, ...]) -> str:
        """The basis of a thread that was sighted, if these are its ideas."""
        return terms(ideas, self.sighted[thread].rollup.author, self.community).basis

    def judge(self, reactions: Mapping[str, tuple[Reaction, ...]], ideas: Callable[[str], tuple[str, ...]]) -> None:
        """Judge all reactions of some threads, and keep what must change in the ledger."""
        self._settle(reactions)
        for thread, given in reactions.items():
            found = terms(ideas(thread), self.sighted[thread].rollup.author, self.community)
            wanted = votes(given, found, self.names)
            if not self.continuation.stands(thread, found.ideas[0], wanted):
                self._change(thread, found.ideas[0], wanted, self.continuation.live([thread])[thread])
            newest = max(map(_NUMBER, given), default=None)
            self.new.judged[thread] = Judged(len(given), self.mark(newest), found.basis)

    def withdraw(self, threads: Iterable[str]) -> None:
        """Everything on these threads is gone."""
        named = tuple(threads)
        self._settle(named)
        for thread, live in self.continuation.live(named).items():
            self._change(thread, "", {}, live)
            self.new.judged.pop(thread, None)

    def _settle(self, threads: Iterable[str]) -> None:
        """Stage what was found, if it is about one of these threads: what lives is known of staged changes alone."""
        if not self._waiting.isdisjoint(threads):
            self.keep()

    def _change(self, thread: str, idea: str, wanted: Mapping[Key, Vote], live: Mapping[Key, Live]) -> None:
        if not live:  # a million times in a first sync
            came = found = len(wanted)
            self._buffer += [Casts(thread, idea, wanted)] if wanted else []
        else:
            state = self.continuation.state
            coarsened = None if state is None or state.coarsened is None else instant(state.coarsened)
            changed = list(changes(thread, idea, wanted, live, coarsened=coarsened))
            came, found = sum(change.type == "cast" for change in changed), len(changed)
            self._buffer += changed
        self.cast += came
        self.withdrawn += found - came
        self._found += found
        self._waiting.add(thread)
        fall = sum(vote.rule is None for vote in live.values()) - sum(vote.rule is None for vote in wanted.values())
        if fall or thread in self.falls:
            self.falls[thread] = self.falls.get(thread, 0) + fall  # what is staged already lives, so falls add up
        if self._found >= MOST_CHANGES:
            self.keep()

    def page_done(self) -> None:
        """One more page is judged: keep it now and then."""
        self._pages += 1
        if self._pages >= MOST_PAGES:
            self.keep()

    def keep(self) -> None:
        """Put on disk what was found, and how to go on from here."""
        self.continuation.stage(self._buffer, self._note())
        self._buffer, self._found = [], 0
        self._waiting = set()
        self._pages = 0

    def _of_ideas(self) -> frozenset[str]:
        """The sighted threads that have to do with ideas, as far as that is known yet."""
        named = {*further_threads(self.community), *self.new.asked.values()}
        bring = (name for name, done in self.new.touches.items() if done.added or done.renamed)
        return frozenset([*bring, *(name for name in self.sighted if name in named)])

    def _note(self) -> dict[str, Any]:
        return {
            "full": self.full,
            "cursor": self.cursor,
            "swept": self.swept,
            "memory": memory_document(self.new),
            "sighted": sighted_rows(self.sighted.values(), self._of_ideas()),
            "answered": {name: None if at is None else at.isoformat() for name, at in self.answered.items()},
            "falls": self.falls,
            "cast": self.cast,
            "withdrawn": self.withdrawn,
        }

    def resume(self, note: Mapping[str, Any]) -> bool:
        """Go on where an interrupted run stopped; False where its note is another version's, and nothing is changed."""
        try:
            memory = read_memory(note["memory"])
            sighted = read_sighted(note["sighted"])
            answered = {n: None if at is None else datetime.fromisoformat(at) for n, at in note["answered"].items()}
            begun = datetime.fromisoformat(note["begun"])
            full = bool(note["full"])
            if memory is None or memory.repository != self.new.repository or (self.full and not full):
                return False
            self.falls, self.cast, self.withdrawn = dict(note["falls"]), int(note["cast"]), int(note["withdrawn"])
            self.cursor, self.swept = note["cursor"], bool(note["swept"])
        except (KeyError, TypeError, ValueError, AttributeError):
            return False
        self.full, self.new, self.sighted, self.answered, self.begun = full, memory, sighted, answered, begun
        return True
