"""Brings the ledger up to date with the forge: exactly, or not at all. Publishes nothing."""

import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from fractions import Fraction
from pathlib import Path

from ideario.actions.community import readable
from ideario.actions.syncing.guarding import refuse_collapse
from ideario.actions.syncing.listing import listed
from ideario.actions.syncing.memory import Memory, memory_document, read_memory
from ideario.actions.syncing.run import Progress, Run
from ideario.actions.syncing.sweeping import sweep
from ideario.actions.tally import Counted, count
from ideario.garbage import uncollected
from ideario.github.forge import Exhausted, Forge, ForgeFailure, Lost, Meter, Repository
from ideario.model import Community, LedgerState, Thread, instant
from ideario.problems import Failure, Problem
from ideario.resources import Resources
from ideario.voting.continuing import Continuation, continued
from ideario.voting.ledger import read_state, read_threads
from ideario.voting.pseudonyms import Pseudonyms

FULL_AFTER = timedelta(days=7)
MOST_FALL = Fraction(1, 5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A thread of which two ways of asking the forge gave two numbers of reactions."""

    thread: str
    listed: int
    rolled_up: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How to sync. `confirmed` lets votes fall by any share; `most_fall` is the largest that needs no word."""

    full: bool = False
    full_after: timedelta = FULL_AFTER
    most_fall: Fraction = MOST_FALL
    confirmed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Synced:
    """What a sync did. `ideas` were swept, of `changed` threads the reactions were judged anew.
    `moved` is the name that was asked for, where the repository has another one now. `counted` is there only where
    nothing was written, since there was no key: the votes as this run alone has seen them.
    """

    repository: str
    moved: str | None
    full: bool
    resumed: bool
    pulls: int
    threads: int
    ideas: int
    changed: int
    cast: int
    withdrawn: int
    differences: tuple[Difference, ...]
    proposed: tuple[str, ...]
    unthreaded: tuple[str, ...]
    meter: Meter
    state: LedgerState
    problems: tuple[Problem, ...]
    counted: Counted | None = None


@uncollected()
def sync(
    root: Path,
    *,
    resources: Resources,
    ledger: Path,
    connect: Callable[[Community], Forge],
    named: str | None,
    key: bytes | None,
    spare_key: bytes,
    now: Callable[[], datetime],
    options: Options = Options(),
    workers: int = 1,
    progress: Progress | None = None,
) -> Synced:
    """Sync the ledger in the folder `ledger`, which may be new, with the forge that `connect` gives.

    `named` is the repository as it was asked for, the community's own if None; it may have moved since.
    Without `key` the votes are counted in a temporary folder, under `spare_key`, which must be random: nothing of them
    is kept. A Failure leaves the ledger as it was; what an interrupted run has fetched is kept apart for the next one.
    """
    community, problems = readable(root, resources, workers)
    forge = connect(community)
    state = read_state(ledger)
    refuse_foreign(ledger, state)
    if key is not None:
        synced = synced_into(ledger, community, forge, key=key, now=now, options=options, progress=progress)
        return replace(synced, problems=problems, moved=_moved(named or community.settings.repository, synced))
    with tempfile.TemporaryDirectory(prefix="ideario-") as room:
        folder = Path(room) / "ledger"
        complete = replace(options, full=True)
        synced = synced_into(folder, community, forge, key=spare_key, now=now, options=complete, progress=progress)
        counted = count(root, resources=resources, ledger=folder)
        assert isinstance(counted, Counted), "the community was read a moment ago"
        moved = _moved(named or community.settings.repository, synced)
        return replace(synced, problems=problems, counted=counted, moved=moved)


def _moved(named: str, synced: Synced) -> str | None:
    return None if named.lower() == synced.repository.lower() else named


def refuse_foreign(ledger: Path, state: LedgerState | None) -> None:
    """A Failure for a ledger of votes that did not come from a forge: they are never mixed with those that did."""
    elsewhere = "choose a folder of its own for the real votes: ideario sync --ledger DIR"
    if state is not None and state.sample:
        raise Failure(f"the votes in {ledger} are invented, a sample", hint=elsewhere)
    if any(thread.name.startswith("import/") for thread in read_threads(ledger)):
        raise Failure(f"the votes in {ledger} were imported from an election", hint=elsewhere)


def synced_into(
    ledger: Path,
    community: Community,
    forge: Forge,
    *,
    key: bytes,
    now: Callable[[], datetime],
    options: Options,
    progress: Progress | None,
) -> Synced:
    """Sync the ledger in a folder, which may be new, with a forge. A Failure leaves it as it was."""
    names = Pseudonyms(key, community.settings.host)
    begun = now()
    with continued(ledger, begun=begun, key_check=names.check()) as continuation:
        try:
            repository = forge.repository()
        except ForgeFailure as failure:
            raise _standing(failure, continuation) from failure
        old = _memory(continuation, repository)
        run = Run(
            forge=forge,
            community=community,
            names=names,
            continuation=continuation,
            full=options.full or old.full is None or begun - old.full >= options.full_after,
            begun=begun,
            old=old,
            new=Memory(repository=repository.id),
            progress=progress,
        )
        _begin(run)
        resumed = run.sighted != {}
        try:
            places = sweep(run, repository.pulls)
            changed = _changed(run)
            threads = listed(run, places)
            differences = _cross_checked(run, threads if run.full else [t for t in threads if t.name in changed])
        except ForgeFailure as failure:
            raise _stopped(run, failure) from failure
        fall = sum(fall for fall in run.falls.values() if fall > 0)  # what others gained makes nothing good
        if fall > 0:
            before = continuation.counted()
            try:
                refuse_collapse(before, before - fall, most=options.most_fall, confirmed=options.confirmed)
            except Failure:
                continuation.discard()
                raise
        if run.full:
            run.new.full = run.begun
        state = _committed(run, threads, now())
    return Synced(
        repository=repository.name,
        moved=None,
        full=run.full,
        resumed=resumed,
        pulls=sum(name.startswith("pull/") for name in run.sighted),
        threads=len(threads),
        ideas=len({slug for name in places.threads for slug in places.all_of(name)}),
        changed=len(changed),
        cast=run.cast,
        withdrawn=run.withdrawn,
        differences=differences,
        proposed=places.proposed,
        unthreaded=places.unthreaded,
        meter=forge.meter,
        state=state,
        problems=(),
    )


def _memory(continuation: Continuation, repository: Repository) -> Memory:
    """What the last sync remembered. A Failure where that was another repository: its numbers are other threads."""
    old = read_memory(continuation.memory) or Memory()
    if old.repository not in {None, repository.id}:
        raise Failure(
            f"{repository.name} is not the repository that this ledger's votes came from, though it has its name",
            hint="choose a folder of its own for its votes: ideario sync --ledger DIR",
        )
    return old


def _begin(run: Run) -> None:
    """Go on where an interrupted run stopped, else begin; an incremental run believes what the last one judged."""
    pending = run.continuation.pending
    if pending is not None:
        if run.resume(pending):
            return
        run.continuation.discard()
    if not run.full:
        run.new.judged, run.new.full = dict(run.old.judged), run.old.full


def _changed(run: Run) -> frozenset[str]:
    """The threads of which something is not as it was after the last sync."""
    return frozenset(name for name, judged in run.new.judged.items() if run.old.judged.get(name) != judged)


def _cross_checked(run: Run, threads: list[Thread] | tuple[Thread, ...]) -> tuple[Difference, ...]:
    """Where the forge's other way of counting reactions disagrees. It may do so because somebody voted in between."""
    known = {t.name: run.new.judged[t.name].total for t in threads if t.name in run.new.judged}
    others: Mapping[str, int] = run.forge.totals(sorted(known)) if known else {}
    return tuple(
        Difference(thread=name, listed=known[name], rolled_up=number)
        for name, number in sorted(others.items())
        if known.get(name, number) != number
    )


def _stopped(run: Run, failure: ForgeFailure) -> Failure:
    """Keep what was fetched before the forge gave no more, and say how to go on."""
    if isinstance(failure, Lost):
        run.continuation.discard()
        return _standing(failure, run.continuation, ", and the next run begins anew")
    if not run.sighted:
        return _standing(failure, run.continuation)
    run.keep()
    run.continuation.suspend()
    hint = failure.hint
    if isinstance(failure, Exhausted):
        when = "again" if failure.resets is None else f"again after {instant(failure.resets)}"
        hint = "\n  ".join(filter(None, [hint, f"to go on where this run stopped, run it {when}"]))
    return _standing(failure, run.continuation, ", and what was fetched is kept for a run within 24 hours", hint)


def _standing(failure: ForgeFailure, continuation: Continuation, more: str = "", hint: str = "") -> Failure:
    """The failure, and what stands in spite of it."""
    what = "the last good count stands" if continuation.state is not None else "there is no count yet"
    return Failure(f"{failure.message}: {what}{more}", hint=hint or failure.hint)


def _committed(run: Run, threads: tuple[Thread, ...], seen: datetime) -> LedgerState:
    return run.continuation.commit(
        seen=max(seen, run.begun),
        observed=run.begun,
        threads=threads,
        memory=memory_document(run.new),
        key_check=run.names.check(),
        closing=[challenge.voting.closes for challenge in run.community.challenges.values()],
    )
