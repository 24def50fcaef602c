"""Makes threads.json and activity.json out of a finished survey: what is public about each thread, and its talk."""

from collections.abc import Container, Iterable, Mapping
from datetime import datetime

from ideario.model.ledger_state import Thread
from ideario.model.talk.activity import Activity, ThreadActivity
from ideario.model.thread_names import is_pull
from ideario.syncing.file_changes import Touch
from ideario.syncing.sync_run import Heard, SyncRun
from ideario.syncing.threads import IdeaThreads

TALKS_AT_ONCE = 500
KEPT_EVERY = 8


def listed(run: SyncRun, idea_threads: IdeaThreads) -> tuple[Thread, ...]:
    """The threads as threads.json lists them. Asks the forge how people talk, where there may be something new."""
    former = {thread.name: thread for thread in run.continuation.threads}
    names = sorted(idea_threads.threads & run.sighted.keys())
    _hear(run, [name for name in names if _may_have_more(run, name, former.get(name))])
    first_seen = _first_seen(run, idea_threads)
    threads = [_thread(run, idea_threads, name, former.get(name), first_seen.get(name, {})) for name in names]
    run.new.first = {  # of those that threads.json does not list
        name: rest
        for name, slugs in first_seen.items()
        if (rest := {slug: at for slug, at in slugs.items() if slug not in idea_threads.ideas.get(name, ())})
    }
    threads += [former[name] for name in run.nearby.refused if name in former]  # as long as nobody can look
    threads += _lost(run, idea_threads)
    return (*threads, *_of_no_idea(run, idea_threads, {thread.name for thread in threads}))


def activity(run: SyncRun, threads: Iterable[Thread]) -> Activity:
    """The talk in these threads, which `listed` gave. What could not be read now stays as it was known, and says so."""
    former = run.continuation.activity
    found: dict[str, ThreadActivity] = {}
    for thread in threads:
        name, known, heard = thread.name, former.threads.get(thread.name), run.talks.get(thread.name)
        if heard is None and known is None:
            continue
        if name not in run.sighted or name in run.unheard:
            assert known is not None, "of what this run has not read, something is known"
            found[name] = known._replace(read=former.read_at(name))
            continue
        proposer = run.proposer(name)
        found[name] = ThreadActivity(
            name=name,
            changed=run.sighted[name].rollup.changed,
            opener=None if proposer is None or proposer.kind == "bot" else run.names.speaker(proposer.id),
            wrote=_written(heard, known),
            whole=known.whole if heard is None and known is not None else heard is not None and heard.whole,
        )
    return Activity(read=run.begun, threads=found)


def _written(heard: Heard | None, known: ThreadActivity | None) -> Mapping[str, tuple[str, ...]]:
    """By person, the days on which they wrote: what was read now and, where that is not all, what was known."""
    before = {} if known is None else known.wrote
    if heard is None or heard.whole:
        return before if heard is None else heard.wrote
    people = {*before, *heard.wrote}
    return {who: tuple(sorted({*before.get(who, ()), *heard.wrote.get(who, ())})) for who in sorted(people)}


def _may_have_more(run: SyncRun, name: str, former: Thread | None) -> bool:
    """Whether the talk in a thread was not read with the last sync, or something has changed since; votes are no talk.

    A review that says nothing changes no number, but when the thread last changed.
    """
    if name in run.talks:
        return False
    known = run.continuation.activity.threads.get(name)
    if former is None or known is None or known.read is not None:
        return True
    rollup = run.sighted[name].rollup
    return (
        rollup.comments != former.comments
        or rollup.merged != former.merged
        or rollup.changed != known.changed
        or run.old.heads.get(name, rollup.head) != rollup.head
    )


def _hear(run: SyncRun, names: list[str]) -> None:
    for start in range(0, len(names), TALKS_AT_ONCE):
        asked = names[start : start + TALKS_AT_ONCE]
        run.hear(run.forge.talks([run.sighted[name].rollup for name in asked]))
        run.unheard.update(name for name in asked if name not in run.talks)
        run.tell("Answers", start + len(asked), len(names))
        if start // TALKS_AT_ONCE % KEPT_EVERY == KEPT_EVERY - 1:
            run.keep()


def _first_seen(run: SyncRun, idea_threads: IdeaThreads) -> dict[str, dict[str, datetime]]:
    """When a sync first saw the file of each idea in each pull request, by thread and slug, as long as it was open.

    Whoever opens a pull request in time and puts the idea into it later is not in time with the idea.
    """
    listed = {thread.name: thread.first_seen for thread in run.continuation.threads}
    former = _former_names(run)
    found: dict[str, dict[str, datetime]] = {}
    for name, (rollup, _) in run.sighted.items():
        known = {**run.old.first.get(name, {}), **listed.get(name, {})}
        if rollup.merged is not None:
            slugs = idea_threads.ideas.get(name, ())
            found[name] = {slug: at for slug in slugs if (at := _known(slug, known, former)) is not None}
        elif rollup.open:
            slugs = run.new.touches.get(name, Touch()).added
            found[name] = {slug: known.get(slug, run.begun) for slug in slugs}
    return found


def _former_names(run: SyncRun) -> dict[str, str]:
    """The name that each renamed idea had before."""
    merged = sorted(
        (rollup.merged, name)
        for name, (rollup, _) in run.sighted.items()
        if rollup.merged is not None and not rollup.elsewhere
    )
    pairs = [pair for _, name in merged for pair in run.new.touches.get(name, Touch()).renamed]
    said = [(old, idea) for idea, decision in run.community.decisions.items() for old in decision.former]
    return {slug: old for old, slug in [*said, *pairs]}


def _known(slug: str, known: Mapping[str, datetime], former: Mapping[str, str]) -> datetime | None:
    """What is known of an idea by its name, or by the last name of it that anything is known of."""
    tried: set[str] = set()
    while slug not in known and slug not in tried and slug in former:
        tried.add(slug)
        slug = former[slug]
    return known.get(slug)


def _thread(
    run: SyncRun, idea_threads: IdeaThreads, name: str, former: Thread | None, first_seen: Mapping[str, datetime]
) -> Thread:
    rollup, proposer = run.sighted[name].rollup, run.proposer(name)
    known: datetime | None = None if former is None else former.answered
    heard = run.talks.get(name)
    return Thread(
        name=name,
        ideas=idea_threads.ideas.get(name, ()),
        author=None if proposer is None else proposer.login,
        opened=rollup.opened,
        merged=rollup.merged,
        comments=rollup.comments,
        answered=known or (None if heard is None else heard.answered),
        first_seen={slug: at for slug, at in first_seen.items() if slug in idea_threads.ideas.get(name, ())},
        more=idea_threads.more.get(name, 0),
        locked=rollup.locked,
    )


def _lost(run: SyncRun, idea_threads: IdeaThreads) -> Iterable[Thread]:
    """Threads that are gone, as when their author was suspended: what they say of dates and ideas stays true.

    Of pull requests, that of merged ones.

    Also what a frozen result counts on them stays with its idea, unless that has another thread by now.
    """
    taken = {slug for name, slugs in idea_threads.ideas.items() if name in run.sighted for slug in slugs}
    for thread in run.continuation.threads:
        kept = tuple(slug for slug in thread.ideas if slug not in taken)
        brought = thread.merged is not None or not is_pull(thread.name)
        if brought and thread.name not in {*run.sighted, *run.nearby.refused} and kept:
            yield thread._replace(ideas=kept)


def _of_no_idea(run: SyncRun, idea_threads: IdeaThreads, listed: Container[str]) -> Iterable[Thread]:
    """Threads that the chain has events of and that are no idea's any more: listed, as such.

    Else the idea that their events name would be believed, and whoever syncs for the first time would count otherwise.
    """
    former = {thread.name: thread for thread in run.continuation.threads}
    for name in sorted(run.continuation.known_threads()):
        if name not in listed and name in run.sighted:
            yield _thread(run, idea_threads, name, former.get(name), {})._replace(ideas=())
        elif name not in listed:
            yield former.get(name, Thread(name=name, ideas=()))._replace(ideas=(), first_seen={}, more=0)
