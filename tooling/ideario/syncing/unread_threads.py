"""Finds the threads that decisions name and that give no votes, and says why. Asks the forge only about those."""

from dataclasses import dataclass
from typing import Literal

from ideario.model.thread_names import THREAD_KINDS, is_here, kind_of, number_of
from ideario.syncing.sync_run import SyncRun
from ideario.syncing.threads import further_threads


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """A thread that decisions name and that gives no votes: `ideas` are those that name it, `why` is one of REASONS."""

    thread: str
    ideas: tuple[str, ...]
    why: Literal["elsewhere", "other-kind", "not-there"]
    kind: str = ""
    """For other-kind: what bears this number."""


def unread_threads(run: SyncRun) -> tuple[Unread, ...]:
    """The threads that decisions name and that give no votes, with the reason."""
    missing = {name: ideas for name, ideas in further_threads(run.community).items() if name not in run.sighted}
    others = {
        f"{kind}/{number_of(name)}": name
        for name in missing
        for kind in THREAD_KINDS
        if is_here(name) and kind != kind_of(name)
    }
    there = run.forge.threads(sorted(others)) if others else {}
    kinds = {others[name]: name for name in there}
    return tuple(
        Unread(thread=name, ideas=ideas, why="elsewhere")
        if not is_here(name)
        else Unread(thread=name, ideas=ideas, why="other-kind", kind=kinds[name])
        if name in kinds
        else Unread(thread=name, ideas=ideas, why="not-there")
        for name, ideas in sorted(missing.items())
    )
