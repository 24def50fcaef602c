"""Lets forked processes work on what this one holds already: they are sent numbers, and send back what they made."""

import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from ideario.files import end_with_parent
from ideario.messages.said import Said, say
from ideario.problems import Failure

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor

_shared: tuple[Any, ...] = ()
PATIENCE = 0.001
"""Seconds that the thread which hands out tasks waits for its turn while this process works, too: by Python's own 0.005
the others wait for their next task an eighth of a second longer in a build of 10,000 ideas.
"""
_YES, _NO = 10, 11
"""The exit codes of a process that was asked something: no other one that it could have."""


def forkable() -> bool:
    """Whether this process can be forked safely: on a system that forks, and while it has no second thread."""
    return hasattr(os, "fork") and threading.active_count() == 1


@contextmanager
def forked(workers: int, *values: Any, doing: Said) -> Iterator["ProcessPoolExecutor"]:
    """A pool of forked processes that see `values` by `shared`, without a copy, and end with this one, however it ends.

    What has not begun when the context is left is never done. Failure when one of them, `doing` this, is killed.
    """
    import multiprocessing  # here, since most runs are too small for a second process
    from concurrent.futures.process import BrokenProcessPool, ProcessPoolExecutor

    fork = multiprocessing.get_context("fork")
    pool = ProcessPoolExecutor(workers, fork, initializer=_begin, initargs=(os.getpid(), *values))
    patience = sys.getswitchinterval()
    sys.setswitchinterval(PATIENCE)
    try:
        yield pool
    except BrokenProcessPool as error:
        raise Failure(
            say("a process that was {doing} was stopped from outside", doing=doing),
            hint=say("what was there before is untouched; see that there is memory enough, and run it again"),
        ) from error
    finally:
        pool.shutdown(cancel_futures=True)
        sys.setswitchinterval(patience)


@contextmanager
def asked_aside(question: Callable[[], bool]) -> Iterator[Callable[[], bool]]:
    """Has a forked process find the answer to a question while this one goes on; given is what waits for the answer.

    Where nothing can be forked, or the process finds none, the question is asked here.
    """
    if not forkable():
        yield question
        return
    parent, code = os.getpid(), 1
    process = os.fork()
    if not process:
        try:
            end_with_parent(parent)
            code = _YES if question() else _NO
        finally:
            os._exit(code)
    waiting = [process]

    def answer() -> bool:
        _, status = os.waitpid(waiting.pop(), 0)
        code = os.waitstatus_to_exitcode(status)
        return code == _YES if code in (_YES, _NO) else question()

    try:
        yield answer
    finally:
        for one in waiting:
            os.waitpid(one, 0)


def shared() -> tuple[Any, ...]:
    """In a forked process: the values that it was forked with."""
    return _shared


def _begin(parent: int, *values: Any) -> None:
    global _shared  # noqa: PLW0603 - a process is forked with its values once
    _shared = values
    end_with_parent(parent)
