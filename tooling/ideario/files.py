"""Reads plain files, writes whole or not at all, says where a file is, and keeps a second run out of a folder."""

import contextlib
import ctypes
import os
import shutil
import signal
import stat
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import IO

from ideario.messages.said import say
from ideario.problems import Failure

try:
    import fcntl
except ImportError:  # Windows has no flock; there a second run is the user's to avoid
    fcntl = None  # type: ignore[assignment]  # the module where there is one, else nothing


def place_below(root: Path, path: Path) -> str | None:
    """Where a file or folder is below `root`, links followed, with forward slashes; None where it is not below it."""
    home, place = root.resolve(), path.resolve()
    return place.relative_to(home).as_posix() if place.is_relative_to(home) else None


def refuse_links_out(root: Path, paths: Iterable[str]) -> None:
    """Raise Failure where a link leads the folder of one of these paths, relative to `root`, out of it."""
    for folder in dict.fromkeys(PurePosixPath(path).parent for path in paths):
        if place_below(root, root / folder) is None:
            above = (folder, *folder.parents)
            link = next((one for one in above if (root / one).is_symlink()), folder)
            raise Failure(
                say("{name} is a symbolic link, and links are not followed", name=link),
                hint=say("put the folder itself there"),
            )


def shown_from(root: Path, path: Path) -> str:
    """A path as people are shown it: as seen from `root` where it is below it, else as it was given."""
    return place_below(root, path) or path.as_posix()


_PLAIN = sum(getattr(os, flag, 0) for flag in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY"))
_ANEW = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)


def plainly(path: str, flags: int = os.O_RDONLY) -> int:
    """A file's handle, opened so that no link is followed and nobody waited for. Raises OSError, for a link too."""
    return os.open(path, flags | _PLAIN)


def plain_bytes(path: str, most: int) -> bytes | None:
    """The bytes of an ordinary file, of a longer one `most` + 1 or more; None for anything but a file.

    Opened as by `plainly`. Takes two thirds of the time that a file object takes.
    """
    handle = plainly(path)
    try:
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode):
            return None
        content = os.read(handle, min(found.st_size, most) + 1)
        while found.st_size != len(content) <= most and (more := os.read(handle, most)):
            content += more  # the file is growing, or the system reads in parts
        return content
    finally:
        os.close(handle)


def put_bytes(path: str, content: bytes) -> os.stat_result:
    """Write a new file where nobody looks yet, and tell what it looks like. Raises OSError."""
    handle = os.open(path, _ANEW, 0o666)
    try:
        left = memoryview(content)
        while left:
            left = left[os.write(handle, left) :]
        return os.fstat(handle)
    finally:
        os.close(handle)


def write_whole(path: Path, content: bytes, *, mode: int = 0o644, lasting: bool = True) -> None:
    """Write `content` to `path` so that a reader sees the old file or the new one, never a part.

    Missing folders are made; `mode` says who may read and write it. What need not be `lasting` may be a part or nothing
    after the machine has lost its power, and whoever reads it must see that. A failure or a kill leaves at most a
    temporary file that begins with a dot.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            if lasting:
                file.flush()
                os.fsync(file.fileno())
        os.chmod(name, mode)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


@contextlib.contextmanager
def locked(folder: Path, doing: str) -> Iterator[int]:
    """Hold `folder` for one run; Failure when another run holds it. The lock goes with the run, even a killed one.

    Given is when that was, in nanoseconds by the clock of the disk.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / ".lock").open("w")
    except OSError as error:
        raise Failure(
            say("cannot write in {folder}: {reason}", folder=folder, reason=error.strerror),
            hint=say("mend the permissions, or choose another folder"),
        ) from error
    with lock as file:
        _take(file, f"another run is {doing} {folder}")
        yield os.fstat(file.fileno()).st_mtime_ns


@contextlib.contextmanager
def locked_beside(folder: Path, doing: str) -> Iterator[None]:
    """Hold `folder`, which may be swapped meanwhile, by a hidden file beside it, which goes when the run ends.

    Failure when another run holds it. A killed run leaves the file, and no lock.
    """
    path = folder.with_name(f".{folder.name}.lock")
    lock = _opened_lock(path, folder)
    try:
        while True:
            _take(lock, f"another run is {doing} {folder}")
            with contextlib.suppress(FileNotFoundError):
                if os.path.samestat(os.fstat(lock.fileno()), path.stat()):
                    break
            lock.close()  # the run before removed this very file when it ended
            lock = _opened_lock(path, folder)
        try:
            yield
        finally:
            with contextlib.suppress(OSError):
                path.unlink()
    finally:
        lock.close()


def _opened_lock(path: Path, folder: Path) -> IO[str]:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return path.open("w")
    except OSError as error:
        raise Failure(
            say("cannot write beside {folder}: {reason}", folder=folder, reason=error.strerror),
            hint=say("mend the permissions, or choose another folder"),
        ) from error


def _take(lock: IO[str], message: str) -> None:
    if fcntl is not None:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise Failure(message, hint=say("wait until it has ended")) from error


def end_with_parent(parent: int) -> None:
    """Leave it to `parent`, which forked this process, when to end: Ctrl-C is that one's to hear.

    Where the system can do that (Linux), this process is killed as soon as `parent` ends: else the children of a killed
    run would live on, hold its lock, and keep the next run out for as long.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # or an answer might be sent by half, and waited for without end
    with contextlib.suppress(OSError, AttributeError, TypeError):
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
        if os.getppid() != parent:  # killed before this child could ask for anything
            os.kill(os.getpid(), signal.SIGKILL)


def settle(folder: Path, names: Iterable[str] = ()) -> None:
    """Have the disk hold these files of a folder, and the folder itself, before anything is built on them."""
    for path in (*(folder / name for name in names), folder):
        try:
            handle = os.open(path, os.O_RDONLY)
        except PermissionError:  # Windows opens no folders
            continue
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def swap(staging: Path, folder: Path) -> None:
    """Put `staging` in the place of `folder`, in one step where the system has such a step, else in two."""
    if not folder.exists():
        staging.rename(folder)
        return
    if not _exchanged(staging, folder):
        old = folder.with_name(f".{folder.name}.old")
        remove(old)
        folder.rename(old)
        staging.rename(folder)
        staging = old
    remove(staging)


def _exchanged(one: Path, other: Path) -> bool:
    """Whether the two folders have changed places atomically (Linux's renameat2 with RENAME_EXCHANGE)."""
    try:
        renameat2 = ctypes.CDLL(None).renameat2
    except (OSError, AttributeError, TypeError):
        return False
    here, exchange = -100, 2  # AT_FDCWD, RENAME_EXCHANGE
    return bool(renameat2(here, os.fsencode(one), here, os.fsencode(other), exchange) == 0)


def recover(folder: Path) -> None:
    """Put the last good folder back if a run was killed in the middle of a swap in two steps."""
    old = folder.with_name(f".{folder.name}.old")
    if old.is_dir() and not folder.exists():
        old.rename(folder)


def remove(folder: Path) -> None:
    """Remove a folder with all that is in it, a file, a link, or nothing."""
    if folder.is_symlink() or folder.is_file():
        folder.unlink()
    elif folder.is_dir():
        shutil.rmtree(folder)
