"""Brings a ledger up to date with a forge: exactly, or not at all. Reads no content, publishes nothing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType

from ideario.forge.port import Exhausted, Forge, ForgeFailure, Lost, Meter, Repository
from ideario.ledger.append import Continuation, continued
from ideario.ledger.ledger_folder import read_threads
from ideario.ledger.pseudonyms import Pseudonyms
from ideario.messages.said import joined, say
from ideario.model.community import Community
from ideario.model.ledger_state import LedgerState, Thread
from ideario.model.moments import instant
from ideario.model.talk.activity import Activity
from ideario.model.thread_names import is_imported, is_pull
from ideario.problems import Failure
from ideario.progress import StepProgress
from ideario.syncing.author_numbers import authors_named, learn_authors
from ideario.syncing.collapse_guard import Disagreement, cross_checked, refuse_collapse
from ideario.syncing.nearby import look_around
from ideario.syncing.other_branches import OtherBranch, into_other_branches
from ideario.syncing.survey import survey
from ideario.syncing.sync_run import SyncRun
from ideario.syncing.sync_state import SyncState, read_sync_state, sync_state_document
from ideario.syncing.thread_list import activity, listed
from ideario.syncing.threads import further_threads
from ideario.syncing.unread_threads import Unread, unread_threads

FULL_AFTER = timedelta(days=7)
"""When the last time is so long ago, all voters are fetched again."""
APART = timedelta(minutes=5)
"""How far a ledger's moments may lie ahead of the forge's clock."""
MAX_FALL = Fraction(1, 5)
"""The share of votes that may be gone at once and need no word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How to sync. `confirmed` lets votes fall by any share; `max_fall` is the largest that needs no word."""

    full: bool = False
    full_after: timedelta = FULL_AFTER
    max_fall: Fraction = MAX_FALL
    confirmed: bool = False


USUAL = Options()


@dataclass(frozen=True, slots=True, kw_only=True)
class Synced:
    """What a sync did. `ideas` were surveyed, of `changed` threads the reactions were judged anew.

    `moved` leads from the names that decisions give other repositories to the ones that these have now.
    """

    repository: str
    full: bool
    resumed: bool
    pulls: int
    threads: int
    ideas: int
    changed: int
    cast: int
    withdrawn: int
    differences: tuple[Disagreement, ...]
    pending: tuple[str, ...]
    more: Mapping[str, int]
    unread: tuple[Unread, ...]
    moved: Mapping[str, str]
    other_branches: tuple[OtherBranch, ...]
    other_kinds: tuple[str, ...]
    nobody: tuple[str, ...]
    unthreaded: tuple[str, ...]
    meter: Meter
    state: LedgerState


def refuse_foreign(ledger: Path, state: LedgerState | None) -> None:
    """A Failure for a ledger of votes that did not come from a forge: they are never mixed with those that did."""
    elsewhere = say("choose a folder of its own for the real votes: ideario sync --ledger DIR")
    if state is not None and state.sample:
        raise Failure(say("the votes in {ledger} are invented, a sample", ledger=ledger), hint=elsewhere)
    if any(is_imported(thread.name) for thread in read_threads(ledger)):
        raise Failure(say("the votes in {ledger} were imported from an election", ledger=ledger), hint=elsewhere)


def synced_into(
    ledger: Path,
    community: Community,
    forge: Forge,
    *,
    key: bytes,
    now: Callable[[], datetime],
    options: Options,
    progress: StepProgress | None,
    on_branch: frozenset[str] = frozenset(),
    authors: Mapping[str, int] = MappingProxyType({}),
) -> Synced:
    """Sync the ledger in a folder, which may be new, with a forge. A Failure leaves it as it was.

    `on_branch` are the slugs of all files of ideas, those at fault too; `authors` what is known of authors' numbers.
    """
    names = Pseudonyms(key, community.settings.host)
    begun = now()
    with continued(ledger, begun=begun, key_check=names.check()) as continuation:
        try:
            repository = forge.repository()
        except ForgeFailure as failure:
            raise _standing(failure, continuation) from failure
        begun = _by_the_forge(begun, ledger, continuation, forge.meter)
        old = _last_state(continuation, repository)
        run = SyncRun(
            forge=forge,
            community=community,
            names=names,
            continuation=continuation,
            full=options.full or old.full is None or begun - old.full >= options.full_after,
            begun=begun,
            old=old,
            new=SyncState(repository=repository.id, authors=_known_authors(community, {**authors, **old.authors})),
            progress=progress,
            names_on_branch=on_branch,
        )
        _begin(run)
        resumed = run.sighted != {}
        try:
            named = frozenset(further_threads(community))
            run.nearby = look_around(forge, repository, named, {**old.neighbours, **run.new.neighbours})
            run.new.neighbours = dict(run.nearby.numbers)
            idea_threads = survey(run, repository.pulls)
            changed = _changed(run)
            threads = listed(run, idea_threads)
            differences = cross_checked(run, [t.name for t in threads if run.full or t.name in changed])
            unread = unread_threads(run)
            learn_authors(run)
        except ForgeFailure as failure:
            raise _stopped(run, failure) from failure
        _refuse_fall(run, options)
        if run.full:
            run.new.full = run.begun
        state = _committed(run, threads, activity(run, threads), now())
    return Synced(
        repository=repository.name,
        full=run.full,
        resumed=resumed,
        pulls=sum(is_pull(name) for name in run.sighted),
        threads=len(threads),
        ideas=len({slug for name in idea_threads.threads for slug in idea_threads.all_of(name)}),
        changed=len(changed),
        cast=run.cast,
        withdrawn=run.withdrawn,
        differences=differences,
        pending=idea_threads.pending,
        more=idea_threads.more,
        unread=unread,
        moved=run.nearby.moved,
        other_branches=into_other_branches(run, idea_threads),
        other_kinds=tuple(sorted(run.other_kinds)),
        nobody=tuple(sorted(run.new.nobody)),
        unthreaded=idea_threads.unthreaded,
        meter=forge.meter,
        state=state,
    )


def _known_authors(community: Community, authors: Mapping[str, int]) -> dict[str, int]:
    named = authors_named(community)
    return {login: number for login, number in authors.items() if login in named}


def _last_state(continuation: Continuation, repository: Repository) -> SyncState:
    """What the last sync remembered. A Failure where that was another repository: its numbers are other threads."""
    old = read_sync_state(continuation.sync_state) or SyncState()
    if old.repository not in {None, repository.id}:
        raise Failure(
            say(
                "{repository} is not the repository that this ledger's votes came from, though it has its name",
                repository=repository.name,
            ),
            hint=say("choose a folder of its own for its votes: ideario sync --ledger DIR"),
        )
    return old


def _by_the_forge(begun: datetime, ledger: Path, continuation: Continuation, meter: Meter) -> datetime:
    """When the run began, and no later than the forge's own clock says. A Failure for a ledger from the future.

    Closes go by these moments for ever: a withdrawal after a close takes nothing away, and no sync moves them back.
    """
    if meter.first is None:
        return begun
    latest = continuation.latest
    if latest is not None and latest > meter.first + APART:
        raise Failure(
            say(
                "the votes in {ledger} were seen at {latest}, and by the forge's clock it is {first}: some sync ran "
                "with a clock that was ahead",
                ledger=ledger,
                latest=instant(latest),
                first=instant(meter.first),
            ),
            hint=say(
                "go back to the last ledger from before that (with git: restore its folder, or the branch, from an "
                "earlier commit), or begin one in a new folder: ideario sync --ledger DIR"
            ),
        )
    return min(begun, meter.first)


def _begin(run: SyncRun) -> None:
    """Go on where an interrupted run stopped, else begin; an incremental run believes what the last one judged."""
    staged = run.continuation.staged
    if staged is not None:
        if run.resume(staged):
            return
        run.continuation.discard()
    if not run.full:
        run.new.judged, run.new.full = dict(run.old.judged), run.old.full


def _changed(run: SyncRun) -> frozenset[str]:
    """The threads of which something is not as it was after the last sync."""
    return frozenset(name for name, judged in run.new.judged.items() if run.old.judged.get(name) != judged)


def _stopped(run: SyncRun, failure: ForgeFailure) -> Failure:
    """Keep what was fetched before the forge gave no more, and say how to go on."""
    if isinstance(failure, Lost):
        run.continuation.discard()
        return _standing(failure, run.continuation, say(", and the next run begins anew"))
    if not run.sighted:
        return _standing(failure, run.continuation)
    run.keep()
    run.continuation.suspend()
    hint = failure.hint
    if isinstance(failure, Exhausted):
        again = say("to go on where this run stopped, run it again")
        if failure.resets is not None:
            when = instant(failure.resets)
            again = say("to go on where this run stopped, run it again after {when}", when=when)
        hint = joined([hint, again], "\n  ")
    kept = say(", and what was fetched is kept for a run within 24 hours")
    return _standing(failure, run.continuation, kept, hint)


def _standing(failure: ForgeFailure, continuation: Continuation, more: str = "", hint: str = "") -> Failure:
    """The failure, and what stands in spite of it."""
    stands, none = say("the last good count stands"), say("there is no count yet")
    what = stands if continuation.state is not None else none
    return Failure(
        say("{message}: {what}{more}", message=failure.message, what=what, more=more), hint=hint or failure.hint
    )


def _refuse_fall(run: SyncRun, options: Options) -> None:
    """A Failure, with nothing kept, where too many votes are gone. What other threads gained makes nothing good."""
    fall = sum(found.fall for found in run.found.values() if found.fall > 0)
    if fall > 0:
        before = run.continuation.counted()
        try:
            refuse_collapse(before, before - fall, most=options.max_fall, confirmed=options.confirmed)
        except Failure:
            run.continuation.discard()
            raise


def _committed(run: SyncRun, threads: tuple[Thread, ...], talk: Activity, seen: datetime) -> LedgerState:
    return run.continuation.commit(
        # what was gone had gone by the forge's last answer: that moment, by its clock, decides on which side of a close
        seen=max(run.forge.meter.last or seen, run.begun),
        observed=run.begun,
        threads=threads,
        activity=talk,
        sync_state=sync_state_document(run.new),
        key_check=run.names.check(),
        closing=[challenge.voting.closes for challenge in run.community.challenges.values()],
    )
