"""Makes threads.json out of a finished sweep: what is public about each thread, first answers included."""

from collections.abc import Iterable
from datetime import datetime

from ideario.actions.syncing.resolving import Places
from ideario.actions.syncing.run import Run
from ideario.model import Thread

ANSWERS_AT_ONCE = 500
KEPT_EVERY = 8


def listed(run: Run, places: Places) -> tuple[Thread, ...]:
    """The threads as threads.json lists them. Asks the forge for first answers, where there may be a new one."""
    former = {thread.name: thread for thread in run.continuation.threads}
    names = sorted(places.threads & run.sighted.keys())
    _fetch_answers(run, [name for name in names if _may_be_answered(run, name, former.get(name))])
    threads = [_thread(run, places, name, former.get(name)) for name in names]
    return (*threads, *_lost(run, places))


def _may_be_answered(run: Run, name: str, former: Thread | None) -> bool:
    """Whether a thread without an answer is new, or something about it has changed; votes are no answers."""
    if name in run.answered:
        return False
    if former is None:
        return True
    rollup = run.sighted[name].rollup
    return former.answered is None and (
        rollup.comments != former.comments
        or rollup.merged != former.merged
        or run.old.heads.get(name, rollup.head) != rollup.head
    )


def _fetch_answers(run: Run, names: list[str]) -> None:
    for start in range(0, len(names), ANSWERS_AT_ONCE):
        asked = names[start : start + ANSWERS_AT_ONCE]
        found = run.forge.answered([run.sighted[name].rollup for name in asked])
        run.answered.update({name: found.get(name) for name in asked})
        run.tell("Answers", start + len(asked), len(names))
        if start // ANSWERS_AT_ONCE % KEPT_EVERY == KEPT_EVERY - 1:
            run.keep()


def _thread(run: Run, places: Places, name: str, former: Thread | None) -> Thread:
    rollup = run.sighted[name].rollup
    known: datetime | None = None if former is None else former.answered
    return Thread(
        name=name,
        ideas=places.ideas.get(name, ()),
        author=None if rollup.author is None else rollup.author.login,
        opened=rollup.opened,
        merged=rollup.merged,
        comments=rollup.comments,
        answered=known or run.answered.get(name),
    )


def _lost(run: Run, places: Places) -> Iterable[Thread]:
    """Merged threads that are gone, as when their author was suspended: what they say of dates and ideas stays true.

    Also what a frozen result counts on them stays with its idea, unless that has another thread by now.
    """
    taken = {slug for name, slugs in places.ideas.items() if name in run.sighted for slug in slugs}
    for thread in run.continuation.threads:
        kept = tuple(slug for slug in thread.ideas if slug not in taken)
        if thread.merged is not None and thread.name not in run.sighted and kept:
            yield Thread(
                name=thread.name,
                ideas=kept,
                author=thread.author,
                opened=thread.opened,
                merged=thread.merged,
                comments=thread.comments,
                answered=thread.answered,
            )
