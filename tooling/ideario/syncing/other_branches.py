"""Finds the pull requests that bring ideas into another branch than the one that counts. Asks nobody."""

from dataclasses import dataclass

from ideario.syncing.file_changes import Touch
from ideario.syncing.sync_run import SyncRun
from ideario.syncing.threads import IdeaThreads


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherBranch:
    """A pull request that goes, or has gone, into another branch, and the ideas that have no other thread."""

    thread: str
    branch: str
    merged: bool
    ideas: tuple[str, ...]


def into_other_branches(run: SyncRun, idea_threads: IdeaThreads) -> tuple[OtherBranch, ...]:
    """Those that a person may miss among the threads: open or merged, with ideas that are voted on nowhere."""
    threaded = {slug for slugs in (*idea_threads.ideas.values(), *idea_threads.further.values()) for slug in slugs}
    found = []
    for name, (rollup, _) in sorted(run.sighted.items()):
        if rollup.elsewhere and (rollup.open or rollup.merged is not None):
            touch = run.new.touches.get(name, Touch())
            brought = {*touch.added, *(new for _, new in touch.renamed)} - threaded
            if brought:
                found.append(
                    OtherBranch(
                        thread=name,
                        branch=rollup.base,
                        merged=rollup.merged is not None,
                        ideas=tuple(sorted(brought)),
                    )
                )
    return tuple(found)
