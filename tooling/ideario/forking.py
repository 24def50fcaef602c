"""Lets forked processes work on what this one holds already: they are sent numbers, and send back what they made."""

import marshal
import os
import tempfile
import threading
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, BinaryIO, TypeVar, cast

from ideario.files import end_with_parent
from ideario.messages.said import Said, say
from ideario.problems import Failure

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing.process import BaseProcess

WIDE = 1 << 20
"""Bytes that may lie in the pipe of results: Linux grants so much to everybody, and has 64 KiB where nobody asks, of
which each is waited for while this process is busy.
"""
_shared: tuple[Any, ...] = ()
TICKET = 4
"""Bytes of a number in a file of tickets."""
_ANSWERED = 10
"""The exit code of a process that has told the answer to a question: no other one that it could have."""
Found = TypeVar("Found")


def forkable() -> bool:
    """Whether this process can be forked safely: on a system that forks, and while it has no second thread."""
    return hasattr(os, "fork") and threading.active_count() == 1


@contextmanager
def forked(workers: int, *values: Any, doing: Said) -> Iterator["ProcessPoolExecutor"]:
    """A pool of processes, forked at once, that see `values` by `shared`, without a copy.

    They end with this one, however it ends, with the first of them that does, and when the context is left, with
    whatever has no result by then; no thread is left behind. Failure when none can be forked, and when one of them,
    `doing` this, is killed.
    """
    import fcntl  # here, since there is none where nothing can be forked
    import multiprocessing  # here, since most runs are too small for a second process
    from concurrent.futures.process import BrokenProcessPool, ProcessPoolExecutor

    fork = multiprocessing.get_context("fork")
    pool = ProcessPoolExecutor(workers, fork, initializer=_begin, initargs=(os.getpid(), *values))
    others, watching = set(multiprocessing.active_children()), None
    try:
        try:
            pool.submit(os.getpid)  # by which they are forked
        except OSError as error:
            raise Failure(
                say("no process can be started ({doing}): {reason}", doing=doing, reason=error.strerror),
                hint=say("end other programs, or allow more processes, and run it again"),
            ) from error
        sending = cast("Any", pool._result_queue)._writer  # noqa: SLF001 - see _end_together and WIDE
        with suppress(OSError, AttributeError):  # a system that knows no such thing, or grants less
            fcntl.fcntl(sending.fileno(), fcntl.F_SETPIPE_SZ, WIDE)
        sending.close()
        theirs = set(multiprocessing.active_children()) - others
        watching = threading.Thread(target=_end_together, args=(theirs,))
        watching.start()
        yield pool
    except BrokenProcessPool as error:
        raise Failure(
            say("a process that was {doing} was stopped from outside", doing=doing),
            hint=say("what was there before is untouched; see that there is memory enough, and run it again"),
        ) from error
    finally:
        left = set(multiprocessing.active_children()) - others
        _end(left)
        if watching is not None:
            watching.join()
        pool.shutdown(cancel_futures=True)
        for process in left:
            process.join()


def _end_together(processes: "Collection[BaseProcess]") -> None:
    """End all when the first one ends.

    Who is killed while it sends a result leaves half of it in the pipe that all share, and the pool waits for the rest
    until nobody is left who could send it.
    """
    from multiprocessing.connection import wait

    wait([process.sentinel for process in processes])
    _end(processes)


def _end(processes: "Collection[BaseProcess]") -> None:
    for process in processes:
        process.kill()


@contextmanager
def asked_aside(question: Callable[[], Found]) -> Iterator[Callable[[], Found]]:
    """Has a forked process find the answer to a question, plain values as marshal takes them, while this one goes on;
    given is what waits for the answer.

    Where nothing can be forked, or the process finds none, the question is asked here.
    """
    told = None
    with suppress(OSError):
        told = _nameless() if forkable() else None
    if told is None:
        yield question
        return
    with told:
        parent, code = os.getpid(), 1
        try:
            process = os.fork()
        except OSError:
            yield question
            return
        if not process:
            try:
                end_with_parent(parent)
                plain: Any = question()
                told.write(marshal.dumps(plain))
                told.flush()
                code = _ANSWERED
            finally:
                os._exit(code)
        waiting = [process]

        def answer() -> Found:
            _, status = os.waitpid(waiting.pop(), 0)
            if os.waitstatus_to_exitcode(status) != _ANSWERED:
                return question()
            told.seek(0)
            found: Found = marshal.loads(told.read())  # noqa: S302 - our own process wrote it a moment ago
            return found

        try:
            yield answer
        finally:
            for one in waiting:
                os.waitpid(one, 0)


def _nameless() -> BinaryIO:
    """A file that goes with whoever has it open: in memory where the system has such, since there need be no folder
    where a program may write. Raises OSError where it grants none.
    """
    with suppress(OSError):
        if hasattr(os, "memfd_create"):
            return open(os.memfd_create("ideario"), "w+b")
    return cast("BinaryIO", tempfile.TemporaryFile())


class Tickets:
    """Numbers, each of which one of several processes takes, whichever comes first.

    To be made before those are forked, who share how far the file of them was read. Whoever is killed leaves nothing
    locked; and no task of a pool is called off, since where one was, a pool whose process is killed never says so.
    """

    def __init__(self, numbers: Iterable[int] = ()) -> None:
        # Open until it is closed. No file in memory, of whose place two processes may read the same.
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - see above
        self._end = 0
        self.add(numbers)

    def close(self) -> None:
        """Offer none any more, in this process."""
        self._file.close()

    def add(self, numbers: Iterable[int]) -> None:
        """Offer numbers behind those that are there; for the process that made this."""
        told = b"".join(number.to_bytes(TICKET) for number in numbers)
        self._end += os.pwrite(self._file.fileno(), told, self._end)

    def take(self) -> int | None:
        """The next number, which nobody else takes then; None where there is none."""
        told = os.read(self._file.fileno(), TICKET)
        return int.from_bytes(told) if told else None

    def take_all(self, but: int = 0) -> list[int]:
        """All that are left `but` the last few, or what others take meanwhile; for the process that made this."""
        file = self._file.fileno()
        there = os.lseek(file, 0, os.SEEK_CUR)
        told = os.read(file, max(0, self._end - there - but * TICKET))
        return [int.from_bytes(told[at : at + TICKET]) for at in range(0, len(told), TICKET)]


def shared() -> tuple[Any, ...]:
    """In a forked process: the values that it was forked with."""
    return _shared


def _begin(parent: int, *values: Any) -> None:
    global _shared  # noqa: PLW0603 - a process is forked with its values once
    _shared = values
    end_with_parent(parent)
