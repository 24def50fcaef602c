"""The state of one sync while it runs, and how it is kept so that a later run can go on. Asks the forge nothing."""

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from operator import itemgetter
from typing import NamedTuple, TypedDict, cast

from ideario.forge.issue_forms import issue_of, issues_of
from ideario.forge.port import Account, Forge, Reaction, Rollup, Talk
from ideario.ledger.append import Continuation
from ideario.ledger.live_reactions import LiveReaction
from ideario.ledger.pseudonyms import Pseudonyms
from ideario.ledger.staging import Casts, StagedChange
from ideario.model.community import Community
from ideario.model.moments import instant, moment_of
from ideario.model.thread_names import REACTIONS
from ideario.progress import StepProgress
from ideario.syncing.eligibility import Eligibility, Key, Vote, changes, eligibility_of, votes
from ideario.syncing.nearby import Nearby
from ideario.syncing.sync_state import (
    Judged,
    Sighted,
    SightedRow,
    SyncState,
    SyncStateDocument,
    read_sighted,
    read_sync_state,
    sighted_rows,
    sync_state_document,
)
from ideario.syncing.threads import further_threads

MAX_CHANGES = 200_000
MAX_PAGES = 20
_NUMBER: Callable[[Reaction], int] = itemgetter(0)
_KIND: Callable[[Reaction], str] = itemgetter(1)


class RunNote(TypedDict):
    """How a later run goes on with this one, as JSON; moments as `instant` writes them."""

    full: bool
    cursor: str | None
    surveyed: bool
    memory: SyncStateDocument
    sighted: list[SightedRow]
    talks: dict[str, tuple[str | None, Mapping[str, Sequence[str]], bool]]
    found: Mapping[str, Sequence[int]]


class StagedRun(RunNote):
    """The note of an interrupted run, with the moment at which that run began."""

    begun: str


class Heard(NamedTuple):
    """What a run has read of the talk in a thread: the first answer, and by pseudonym the days on which people wrote.

    Without `whole` some of these are missing.
    """

    answered: datetime | None
    wrote: Mapping[str, tuple[str, ...]]
    whole: bool


class ReactionMoves(NamedTuple):
    """How many reactions came and went on a thread; `fall` is by how many fewer no rule excludes."""

    cast: int
    withdrawn: int
    fall: int


@dataclass(slots=True, kw_only=True)
class SyncRun:
    """What a sync knows so far. `old` is the state that the last one left, `new` that of this one.

    `cursor` is where the survey goes on, `surveyed` whether it has seen all pages. `found` says what must change, by
    thread; the changes are gathered here, and kept in the continuation now and then. `held` are reactions of open pull
    requests, which a merge on a later page may make meaningless; they are judged when all pages are known.
    `talks` is what was read of the talk in threads, `unheard` are those that were gone when they were asked about it.
    `absent` are threads that were there once and that the forge knows no more, `nearby` those of other repositories
    that decisions name. `names_on_branch` are the slugs of all
    files of ideas, those at fault too. `other_kinds` are those of reactions that ledgers have no name for.
    """

    forge: Forge
    community: Community
    names: Pseudonyms
    continuation: Continuation
    full: bool
    begun: datetime
    old: SyncState
    new: SyncState
    progress: StepProgress | None = None
    cursor: str | None = None
    surveyed: bool = False
    sighted: dict[str, Sighted] = field(default_factory=dict)
    held: dict[str, tuple[Reaction, ...]] = field(default_factory=dict)
    talks: dict[str, Heard] = field(default_factory=dict)
    unheard: set[str] = field(default_factory=set)
    absent: frozenset[str] = frozenset()
    nearby: Nearby = field(default_factory=Nearby)
    names_on_branch: frozenset[str] = frozenset()
    other_kinds: set[str] = field(default_factory=set)
    found: dict[str, ReactionMoves] = field(default_factory=dict)
    _buffer: dict[str, list[StagedChange | Casts]] = field(default_factory=dict)
    _buffered: int = 0
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
        return eligibility_of(ideas, self.proposer(thread), self.community).basis

    def proposer(self, thread: str) -> Account | None:
        """Whose a thread that was sighted is: of a pull request that the program made of an issue, the issue's."""
        rollup = self.sighted[thread].rollup
        issue = issue_of(rollup)
        return self.sighted[issue].rollup.author if issue is not None and issue in self.sighted else rollup.author

    def hear(self, talks: Mapping[str, Talk]) -> None:
        """Take down how people talk, under pseudonyms and by day."""
        for name, talk in talks.items():
            wrote: dict[str, set[str]] = {}
            for at, by in talk.remarks:
                wrote.setdefault(self.names.speaker(by.id), set()).add(instant(at)[:10])
            days = {who: tuple(sorted(found)) for who, found in wrote.items()}
            self.talks[name] = Heard(talk.answered, days, talk.whole)

    def judge(self, reactions: Mapping[str, tuple[Reaction, ...]], ideas: Callable[[str], tuple[str, ...]]) -> None:
        """Judge all reactions of some threads, and keep what must change in the ledger.

        What this run found about one of them before is void: a thread is always compared with what the chain has.
        """
        for thread, given in reactions.items():
            self.forget(thread)
            found = eligibility_of(ideas(thread), self.proposer(thread), self.community)
            other = set(map(_KIND, given)).difference(REACTIONS)
            self.other_kinds |= other
            votable = [one for one in given if one.kind in REACTIONS] if other else given
            wanted = votes(votable, self._with_numbers(found), self.names, met=self.new.authors)
            if not self.continuation.stands(thread, found.ideas[0], wanted):
                self._change(thread, found.ideas[0], wanted, self.continuation.live([thread])[thread])
            newest = max(map(_NUMBER, given), default=None)
            self.new.judged[thread] = Judged(len(given), self.mark(newest), found.basis)

    def leave(self, there: Container[str]) -> None:
        """Nothing lives on any other threads than `there`.

        What this run found on others is void, not withdrawn: a vote that was never at an idea leaves no trace there.
        """
        for thread in [name for name in {**self.found, **self.new.judged} if name not in there]:
            self.forget(thread)
        for thread in sorted(name for name in self.continuation.live_threads() if name not in there):
            self._change(thread, "", {}, self.continuation.live([thread])[thread])

    def forget(self, thread: str) -> None:
        """Take back what this run found about a thread."""
        self.new.judged.pop(thread, None)
        found = self.found.pop(thread, None)
        if found is not None and self._buffer.pop(thread, None) is None:
            self.continuation.forget([thread])
        elif found is not None:
            self._buffered -= found.cast + found.withdrawn

    def keep_former(self, thread: str) -> None:
        """Leave a thread as the last sync left it; the next one looks again."""
        self.forget(thread)
        if thread in self.old.judged:
            self.new.judged[thread] = self.old.judged[thread]

    def _with_numbers(self, found: Eligibility) -> Eligibility:
        """The same with the numbers of the authors too, as far as a sync has met them.

        Whoever opened the thread is met here, who reacts to it in `votes`: a login can be changed, a number cannot.
        """
        met, author = self.new.authors, found.author
        if author is not None and author.kind == "user" and author.login.lower() in found.authors:
            met.setdefault(author.login.lower(), author.id)
        numbers = {login: met[login] for login in found.authors & met.keys()}
        joined = dict(found.joined)
        joined.update({numbers[login]: at for login, at in found.joined.items() if login in numbers})
        return replace(found, numbers=frozenset(numbers.values()), joined=joined)

    @property
    def cast(self) -> int:
        """How many reactions came."""
        return sum(found.cast for found in self.found.values())

    @property
    def withdrawn(self) -> int:
        """How many went."""
        return sum(found.withdrawn for found in self.found.values())

    def _change(self, thread: str, idea: str, wanted: Mapping[Key, Vote], live: Mapping[Key, LiveReaction]) -> None:
        made: list[StagedChange | Casts]
        if not live:  # a million times in a first sync
            made = [Casts(thread, idea, wanted)] if wanted else []
            came, gone = (size := len(wanted)), 0
        else:
            state = self.continuation.state
            coarsened = None if state is None or state.coarsened is None else instant(state.coarsened)
            changed = list(changes(thread, idea, wanted, live, coarsened=coarsened))
            made, size = [*changed], len(changed)
            came = sum(change.type == "cast" for change in changed)
            gone = size - came
        if not made:
            return
        fall = sum(vote.rule is None for vote in live.values()) - sum(vote.rule is None for vote in wanted.values())
        self.found[thread] = ReactionMoves(came, gone, fall)
        self._buffer[thread] = made
        self._buffered += size
        if self._buffered >= MAX_CHANGES:
            self.keep()

    def page_done(self) -> None:
        """One more page is judged: keep it now and then."""
        self._pages += 1
        if self._pages >= MAX_PAGES:
            self.keep()

    def keep(self) -> None:
        """Put on disk what was found, and how to go on from here."""
        made = [change for changes in self._buffer.values() for change in changes]
        self.continuation.stage(made, self._note())
        self._buffer, self._buffered, self._pages = {}, 0, 0

    def _of_ideas(self) -> frozenset[str]:
        """The sighted threads that have to do with ideas, as far as that is known yet."""
        made = issues_of(one.rollup for one in self.sighted.values())
        named = {*further_threads(self.community), *self.new.asked.values(), *made, *made.values()}
        bring = (name for name, done in self.new.touches.items() if done.added or done.renamed)
        return frozenset([*bring, *(name for name in self.sighted if name in named)])

    def _note(self) -> RunNote:
        return {
            "full": self.full,
            "cursor": self.cursor,
            "surveyed": self.surveyed,
            "memory": sync_state_document(self.new),
            "sighted": sighted_rows(self.sighted.values(), self._of_ideas()),
            "talks": {
                name: (None if heard.answered is None else instant(heard.answered), heard.wrote, heard.whole)
                for name, heard in self.talks.items()
            },
            "found": self.found,
        }

    def resume(self, staged: Mapping[str, object]) -> bool:
        """Go on where an interrupted run stopped; False where its note is another version's, and nothing is changed."""
        note = cast("StagedRun", staged)  # where it is none, that is seen below
        try:
            state = read_sync_state(note["memory"])
            sighted = read_sighted(note["sighted"])
            talks = {
                name: Heard(
                    None if at is None else moment_of(at), {who: tuple(days) for who, days in wrote.items()}, whole
                )
                for name, (at, wrote, whole) in note["talks"].items()
            }
            begun = moment_of(note["begun"])
            full = bool(note["full"])
            if state is None or state.repository != self.new.repository or (self.full and not full):
                return False
            found = {str(name): ReactionMoves(*map(int, numbers)) for name, numbers in note["found"].items()}
            cursor, surveyed = note["cursor"], bool(note["surveyed"])
        except (KeyError, TypeError, ValueError, AttributeError):
            return False
        self.found, self.cursor, self.surveyed = found, cursor, surveyed
        self.full, self.new, self.sighted, self.talks, self.begun = full, state, sighted, talks, begun
        return True
