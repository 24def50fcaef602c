"""Writes files whole or not at all, and keeps a second run out of a folder that is being written."""

import contextlib
import ctypes
import os
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

from ideario.problems import Failure

try:
    import fcntl
except ImportError:  # Windows has no flock; there a second run is the user's to avoid
    fcntl = None  # type: ignore[assignment]  # the module where there is one, else nothing


def write_whole(path: Path, content: bytes) -> None:
    """Write `content` to `path` so that a reader sees the old file or the new one, never a part.

    Missing folders are made. A failure or a kill leaves at most a temporary file that begins with a dot.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


@contextlib.contextmanager
def locked(folder: Path, doing: str) -> Iterator[None]:
    """Hold `folder` for one run; Failure when another run holds it. The lock goes with the run, even a killed one."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / ".lock").open("w")
    except OSError as error:
        raise Failure(
            f"cannot write in {folder}: {error.strerror}", hint="mend the permissions, or choose another folder"
        ) from error
    with lock as file:
        if fcntl is not None:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                raise Failure(f"another run is {doing} {folder}", hint="wait until it has ended") from error
        yield


def end_with_parent() -> None:
    """Have this forked process killed as soon as the one that forked it ends, where the system can do that (Linux).

    Else the children of a killed run would live on, hold its lock, and keep the next run out for as long.
    """
    with contextlib.suppress(OSError, AttributeError, TypeError):
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
