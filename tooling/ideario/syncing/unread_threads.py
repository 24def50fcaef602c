"""Finds the threads that decisions name and that give no votes, and says why. Asks the forge only about those."""

from dataclasses import dataclass
from typing import Literal

from ideario.model.thread_names import THREAD_KINDS, home_of, kind_of, named_in, number_of
from ideario.syncing.nearby import NotRead
from ideario.syncing.sync_run import SyncRun
from ideario.syncing.threads import further_threads


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """A thread that decisions name and that gives no votes, or no new ones, for the reason `why`.

    `ideas` are those that name it. `kept` says that the votes still count which it gave before it could not be read.
    """

    thread: str
    ideas: tuple[str, ...]
    why: NotRead | Literal["other-kind", "not-there"]
    kind: str = ""
    """For other-kind: what bears this number."""
    kept: bool = False


def unread_threads(run: SyncRun) -> tuple[Unread, ...]:
    """The threads that decisions name and that give no votes, with the reason."""
    named, refused = further_threads(run.community), run.nearby.refused
    missing = [name for name in named if name not in run.sighted and name not in refused]
    others = {
        named_in(home_of(name), f"{kind}/{number_of(name)}"): name
        for name in missing
        for kind in THREAD_KINDS
        if kind != kind_of(name)
    }
    there = run.forge.threads(sorted(others)) if others else {}
    kinds = {others[name]: name for name in there}
    live = frozenset(run.continuation.live_threads())
    return tuple(
        Unread(thread=name, ideas=named[name], why=refused[name], kept=name in live)
        if name in refused
        else Unread(thread=name, ideas=named[name], why="other-kind", kind=kinds[name])
        if name in kinds
        else Unread(thread=name, ideas=named[name], why="not-there")
        for name in sorted({*missing, *refused})
    )
