"""Continues a ledger: what a sync has found is staged, then appended to the chain in one step, or not at all.

Asks nothing of a forge and decides nothing about votes. The folder is held against a second run all the while.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

from ideario.files import write_whole
from ideario.model import LedgerState, Thread, instant
from ideario.problems import Failure
from ideario.voting.closes import closes_after
from ideario.voting.folder import MEMORY, held, replace
from ideario.voting.ledger import (
    GENESIS,
    Chain,
    canonical,
    event_files,
    read_state,
    read_threads,
    threads_document,
    write_lines,
)
from ideario.voting.living import Live, Living, follow, living, same_moment
from ideario.voting.pseudonyms import refuse_other_key
from ideario.voting.staging import Casts, Change, Staging

__all__ = ["Casts", "Change", "Continuation", "Live", "continued", "same_moment"]


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
                f"the votes in {ledger} are a sample, and real ones cannot follow invented ones",
                hint="remove that folder, or name another one with --ledger",
            )
        continuation = Continuation(folder, state, begun=begun, key_check=key_check)
        try:
            yield continuation
        finally:
            continuation.close()


class Continuation:
    """A ledger that is being continued. Its folder changes with `commit` alone, but for what is pending."""

    def __init__(self, folder: Path, state: LedgerState | None, *, begun: datetime, key_check: str | None) -> None:
        self._folder = folder
        self.state = state
        self.threads: tuple[Thread, ...] = read_threads(folder)
        self._end = _chain_end(folder, state)
        self.memory: dict[str, Any] | None = _read_memory(folder, self._end.chain.prev)
        self._staging = Staging(folder, begun=begun, head=self._end.chain.prev, key_check=key_check)
        if self._staging.note is None:
            self._staging.remove()

    @property
    def pending(self) -> dict[str, Any] | None:
        """What the interrupted run noted when it staged last, with `begun`, the moment it began; None without one."""
        note = self._staging.note
        return None if note is None else {**note, "begun": instant(self._staging.begun)}

    def counted(self, threads: Iterable[str] | None = None) -> int:
        """How many reactions that no rule excludes lived on threads, on all unless given, before this run."""
        return sum(map(self._before.counted, self._before.threads() if threads is None else threads))

    def live(self, threads: Sequence[str]) -> Mapping[str, Mapping[tuple[str, str], Live]]:
        """What lives on each of these threads, by (voter, kind), going by the chain and by what is staged."""
        staged = dict(self._staging.events(threads))
        found = {}
        for thread in threads:
            found[thread] = live = dict[tuple[str, str], Live]()
            follow(live, self._before.events(thread) + staged.get(thread, b""))
        return found

    def stands(self, thread: str, idea: str, casts: Mapping[tuple[str, str], tuple[str, str | None, Any]]) -> bool:
        """Whether a thread's events are exactly these casts on `idea`, by (voter, kind), and none of them is staged.

        Casts are (moment, rule, anything). Quickly: where this is not so, `live` may still be the same.
        """
        if thread in self._staging.threads():
            return False
        events = self._before.events(thread)
        if len(casts) != events.count(b"\n"):
            return False
        wanted = {f"{voter}\t{kind}\t{at}\t{rule or ''}\t{idea}" for (voter, kind), (at, rule, _) in casts.items()}
        return wanted == set(events.decode().splitlines())

    def live_threads(self) -> frozenset[str]:
        """The threads with a reaction that lives, going by the chain and by what is staged; imported ones apart."""
        staged = self._staging.threads()
        alive = {thread for thread in self._before.threads() if thread not in staged and self._before.any(thread)}
        alive |= {thread for thread in staged if thread not in self._staging.left or self.live([thread])[thread]}
        return frozenset(alive)

    def stage(self, changes: Iterable[Change | Casts], note: Mapping[str, Any]) -> None:
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
        memory: Mapping[str, Any],
        key_check: str,
        closing: Iterable[datetime] = (),
    ) -> LedgerState:
        """Append what is staged to the chain, whole or not at all, and replace threads.json and the memory.

        `seen` is when all of it was seen, `observed` when votes were last looked for; a clock that went back is not
        followed: events are never seen before earlier ones. `memory` is what the next run finds as `memory`, `closing`
        are the moments at which voting closes.
        A Failure where the disk refuses or the key is another one; then the ledger is as it was.
        """
        refuse_other_key(self.state, key_check)
        former = self.state
        moment = max(instant(seen), self._end.seen)

        def write(room: Path) -> LedgerState:
            chain = self._end.chain
            chain = Chain(prev=chain.prev, seq=chain.seq, month=chain.month, number=chain.number, size=chain.size)
            write_lines(room, self._lines(chain, moment), chain)
            listed = threads_document(threads)
            write_whole(room / "threads.json", listed)
            remembered = {"schema": 1, "chain": chain.prev, **memory}
            write_whole(room / MEMORY, (canonical(remembered) + "\n").encode())
            return LedgerState(
                head=chain.prev,
                events=chain.seq,
                observed=observed if former is None else max(observed, former.observed),
                epoch=1 if former is None else former.epoch,
                threads=sha256(listed).hexdigest(),
                key_check=key_check,
                former_head=None if former is None else former.former_head,
                coarsened=None if former is None else former.coarsened,
                closes=closes_after(former, closing, observed=observed, seen=seen),
            )

        return replace(self._folder, write, keep_events=True)

    def close(self) -> None:
        """Give back memory and disk; what is staged stays."""
        if "_before" in self.__dict__:
            self._before.close()

    @cached_property
    def _before(self) -> Living:
        return Living() if self.state is None else living(self._folder, self.state.events)

    def _lines(self, chain: Chain, seen: str) -> Iterator[tuple[bytes, str]]:
        """The staged changes as lines of the chain, canonical: put together by hand, since there may be a million."""
        prev, seq = chain.prev, chain.seq
        for voter, kind, cast, rule, idea, thread, flags in self._staging.rows():
            seq += 1
            quoted = "" if not flags else '"' + flags.replace(",", '","') + '"'
            at, type_ = ("null", "withdraw") if cast == "-" else (f'"{cast}"', "cast")
            why = f'"{rule}"' if rule else "null"
            body = (
                f'{{"cast":{at},"flags":[{quoted}],"idea":"{idea}","kind":"{kind}","prev":"{prev}",'
                f'"rule":{why},"seen":"{seen}","seq":{seq},"thread":"{thread}",'
                f'"type":"{type_}","voter":"{voter}"}}'
            ).encode()
            chain.prev = prev = sha256(body).hexdigest()
            chain.seq = seq
            yield body + b"\n", seen


class _End:
    """Where the chain on disk ends; `seen` is the moment of its last line, "" without one."""

    def __init__(self, chain: Chain, seen: str) -> None:
        self.chain, self.seen = chain, seen


def _chain_end(folder: Path, state: LedgerState | None) -> _End:
    if state is None:
        return _End(Chain(), "")
    files = event_files(folder)
    if not files:
        if state.head != GENESIS:
            raise _cut(folder)
        return _End(Chain(), "")
    size = files[-1].stat().st_size
    with files[-1].open("rb") as file:
        file.seek(max(0, size - 64 * 1024))
        tail = file.read()
    last = tail.removesuffix(b"\n").rpartition(b"\n")[2]
    if not tail.endswith(b"\n") or sha256(last).hexdigest() != state.head:
        raise _cut(folder)
    month, number = files[-1].name[:7], int(files[-1].name[8:-6])
    seen = str(json.loads(last)["seen"])
    return _End(Chain(prev=state.head, seq=state.events, month=month, number=number, size=size), seen)


def _cut(folder: Path) -> Failure:
    return Failure(
        f"the ledger {folder} cannot be continued: its last line is not the head that ledger.json names",
        hint="`ideario verify` names what is wrong; bring back the last good folder",
    )


def _read_memory(folder: Path, head: str) -> dict[str, Any] | None:
    """What the last sync remembered, if it was for this very chain: losing it costs a sweep, believing it votes."""
    try:
        document = json.loads((folder / MEMORY).read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    if not isinstance(document, dict) or document.get("schema") != 1 or document.pop("chain", None) != head:
        return None
    return document
