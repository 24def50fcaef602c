"""Continues a ledger: what a sync has found is staged, then appended to the chain in one step, or not at all.

Asks nothing of a forge and decides nothing about votes. The folder is held against a second run all the while.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from ideario.files import plain_bytes, write_whole
from ideario.ledger.beside.activity_file import ACTIVITY, activity_document, read_activity
from ideario.ledger.chain.chain_end import disagreement, last_line
from ideario.ledger.close_windows import closes_after
from ideario.ledger.event_writer import Chain, end_chain, write_lines
from ideario.ledger.format import GENESIS, canonical, event_line
from ideario.ledger.ledger_folder import read_state, read_threads, threads_document
from ideario.ledger.line_reader import read_line
from ideario.ledger.live_reactions import LiveReaction, LiveReactions, follow, living
from ideario.ledger.plain_files import MAX_READ, event_files
from ideario.ledger.pseudonyms import refuse_other_key
from ideario.ledger.staging import Casts, StagedChange, Staging
from ideario.ledger.swap import SYNC_STATE, held
from ideario.ledger.swap import replace as replace_folder
from ideario.messages.said import say
from ideario.model.ledger_state import LedgerState, Thread
from ideario.model.moments import instant, moment_of
from ideario.model.talk.activity import UNREAD, Activity
from ideario.problems import Failure


@contextmanager
def continued(ledger: Path, *, begun: datetime, key_check: str | None = None) -> Iterator["Continuation"]:
    """Hold the ledger in the folder `ledger`, which may be new, and go on with it.

    `begun` is now: what an interrupted run left is taken up when that run began at most 24 hours before. `key_check` is
    the key's, and refuses a wrong key at once. A Failure when another run holds the ledger, when it is a sample, when
    its chain does not end where ledger.json says, and where nothing can be written.
    """
    with held(ledger) as folder:
        state = read_state(folder)
        refuse_other_key(state, key_check)
        if state is not None and state.sample:
            raise Failure(
                say("the votes in {ledger} are a sample, and real ones cannot follow invented ones", ledger=ledger),
                hint=say("remove that folder, or name another one with --ledger"),
            )
        continuation = Continuation(folder, state, begun=begun, key_check=key_check)
        try:
            yield continuation
        finally:
            continuation.close()


class Continuation:
    """A ledger that is being continued. Its folder changes with `commit` alone, but for what is staged."""

    def __init__(self, folder: Path, state: LedgerState | None, *, begun: datetime, key_check: str | None) -> None:
        self._folder = folder
        self.state = state
        self.threads: tuple[Thread, ...] = read_threads(folder)
        self.activity: Activity = read_activity(folder)
        self._end = _chain_end(folder, state)
        self.sync_state: dict[str, object] | None = sync_state_in(folder, self._end.prev)
        self._staging = Staging(folder, begun=begun, head=self._end.prev, key_check=key_check)
        if self._staging.note is None:
            self._staging.remove()

    @property
    def staged(self) -> dict[str, object] | None:
        """What the interrupted run noted when it staged last, with `begun`, the moment it began; None without one."""
        note = self._staging.note
        return None if note is None else {**note, "begun": instant(self._staging.begun)}

    @property
    def latest(self) -> datetime | None:
        """The latest moment that the ledger names as one at which something was seen; None before the first sync."""
        if self.state is None:
            return None
        return max(self.state.observed, moment_of(self._end.seen or "0001-01-01T00:00:00Z"))

    def counted(self, threads: Iterable[str] | None = None) -> int:
        """How many reactions that no rule excludes lived on threads, on all unless given, before this run."""
        return sum(map(self._before.counted, self._before.threads() if threads is None else threads))

    def live(self, threads: Sequence[str]) -> Mapping[str, Mapping[tuple[str, str], LiveReaction]]:
        """What lives on each of these threads, by (voter, kind), going by the chain and by what is staged."""
        staged = dict(self._staging.events(threads))
        found = {}
        for thread in threads:
            found[thread] = live = dict[tuple[str, str], LiveReaction]()
            follow(live, self._before.events(thread) + staged.get(thread, b""))
        return found

    def stands(self, thread: str, idea: str, casts: Mapping[tuple[str, str], tuple[str, str | None, object]]) -> bool:
        """Whether a thread's events are exactly these casts on `idea`, by (voter, kind), and none of them is staged.

        Casts are (given, rule, anything). Quickly: where this is not so, `live` may still be the same.
        """
        if thread in self._staging.threads():
            return False
        events = self._before.events(thread)
        if len(casts) != events.count(b"\n"):
            return False
        wanted = {
            f"{voter}\t{kind}\t{given}\t{rule or ''}\t{idea}" for (voter, kind), (given, rule, _) in casts.items()
        }
        return wanted == set(events.decode().splitlines())

    def live_threads(self) -> frozenset[str]:
        """The threads with a reaction that lives, going by the chain and by what is staged; imported ones apart."""
        staged = self._staging.threads()
        alive = {thread for thread in self._before.threads() if thread not in staged and self._before.any(thread)}
        alive |= {thread for thread in staged if thread not in self._staging.left or self.live([thread])[thread]}
        return frozenset(alive)

    def forget(self, threads: Iterable[str]) -> None:
        """Take back what is staged of these threads: as if this run had found nothing on them."""
        for thread in threads:
            self._staging.forget(thread)

    def known_threads(self) -> frozenset[str]:
        """The threads that the chain has events of; imported ones apart."""
        return frozenset(self._before.threads())

    def stage(self, changes: Iterable[StagedChange | Casts], note: Mapping[str, object]) -> None:
        """Keep changes on disk, and how to go on after them. After a kill the next run finds both or neither.

        ValueError for a change that no line of a ledger could say; a Failure where the disk refuses.
        """
        self._staging.stage(tuple(changes), note)

    def suspend(self) -> None:
        """Leave what is staged for the next run. The ledger itself stays as it was."""
        self.close()

    def discard(self) -> None:
        """Forget what is staged. The ledger itself stays as it was."""
        self._staging.remove()

    def commit(
        self,
        *,
        seen: datetime,
        observed: datetime,
        threads: Iterable[Thread],
        sync_state: Mapping[str, object],
        key_check: str,
        activity: Activity = UNREAD,
        closing: Iterable[datetime] = (),
    ) -> LedgerState:
        """Append what is staged and a state line, whole or not at all, and replace the documents beside it.

        `seen` is when all of it was seen, `observed` when votes were last looked for; a clock that went back is not
        followed: events are never seen before earlier ones. `sync_state` is what the next run finds by that name,
        `closing` are the moments at which voting closes.
        A Failure where the disk refuses or the key is another one; then the ledger is as it was.
        """
        refuse_other_key(self.state, key_check)
        former = self.state
        moment = max(instant(seen), self._end.seen)

        def write(room: Path) -> LedgerState:
            chain = replace(self._end)
            write_lines(room, self._lines(chain, moment), chain)
            listed = threads_document(threads)
            write_whole(room / "threads.json", listed)
            write_whole(room / ACTIVITY, activity_document(activity))
            state = LedgerState(
                head=GENESIS,
                events=0,
                lines=0,
                observed=observed if former is None else max(observed, former.observed),
                epoch=1 if former is None else former.epoch,
                threads=sha256(listed).hexdigest(),
                key_check=key_check,
                former_head=None if former is None else former.former_head,
                coarsened=None if former is None else former.coarsened,
                closes=closes_after(former, closing, observed=observed, seen=seen),
            )
            state = end_chain(room, chain, state, seen=moment)
            document = {"schema": 1, "chain": chain.prev, **sync_state}
            write_whole(room / SYNC_STATE, (canonical(document) + "\n").encode())
            return state

        return replace_folder(self._folder, write, keep_events=True)

    def close(self) -> None:
        """Give back memory and disk; what is staged stays."""
        if "_before" in self.__dict__:
            self._before.close()

    @cached_property
    def _before(self) -> LiveReactions:
        return LiveReactions() if self.state is None else living(self._folder, self.state.events)

    def _lines(self, chain: Chain, seen: str) -> Iterator[tuple[bytes, str]]:
        """The staged changes as lines of the chain. There may be a million."""
        for voter, kind, given, rule, idea, thread, flags in self._staging.rows():
            chain.seq += 1
            chain.events += 1
            gone = given == "-"
            body = event_line(
                type_="withdraw" if gone else "cast",
                thread=thread,
                idea=idea,
                voter=voter,
                kind=kind,
                given=None if gone else given,
                rule=rule or None,
                flags=flags.split(",") if flags else (),
                seen=seen,
                seq=chain.seq,
                prev=chain.prev,
            )
            chain.prev = sha256(body).hexdigest()
            yield body + b"\n", seen


def _chain_end(folder: Path, state: LedgerState | None) -> Chain:
    """Where the chain on disk ends, which has to be where ledger.json says."""
    if state is None:
        return Chain()
    wrong = disagreement(folder, state)
    if wrong is not None:
        raise Failure(
            say("the ledger {folder} cannot be continued: {wrong}", folder=folder, wrong=wrong),
            hint=say("`ideario verify` names what is wrong; bring back the last good folder"),
        )
    files = event_files(folder)
    return Chain(
        prev=state.head,
        seq=state.lines,
        events=state.events,
        seen=read_line(last_line(files)).seen or "",
        month=files[-1].name[:7],
        number=int(files[-1].name[8:-6]),
        size=files[-1].stat().st_size,
    )


def sync_state_in(folder: Path, head: str) -> dict[str, object] | None:
    """What the last sync remembered, if it was for this very chain: losing it costs a survey, believing it votes."""
    try:
        document = json.loads(plain_bytes(str(folder / SYNC_STATE), MAX_READ) or b"")
    except (OSError, ValueError, RecursionError):
        return None
    if not isinstance(document, dict) or document.get("schema") != 1 or document.pop("chain", None) != head:
        return None
    return document
