"""Keeps what was computed from files for the next run, in one folder of the user's own. Knows nothing of what it keeps.

A cache saves time and nothing else. So nothing here raises: what is missing, damaged, somebody else's or cannot be
written is as if it had never been. Only a folder that nobody else can write to is used, never one below a community:
what a repository brings along could say of a wrong file that it is right.
"""

import contextlib
import os
from collections.abc import Callable
from hashlib import file_digest, sha256
from pathlib import Path

from ideario.files import locked
from ideario.problems import Failure

MOST = 8
"""So many caches of one kind stay, the newest; a community or a ledger has one."""
WRITING = ".writing"


def own_folder(folder: Path | None) -> Path | None:
    """The folder, made where it is missing; None where it cannot be had or others may write to it."""
    if folder is None:
        return None
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = folder.stat()
    except OSError:
        return None
    if hasattr(os, "geteuid") and (found.st_uid != os.geteuid() or found.st_mode & 0o022):
        return None
    return folder


def digest(path: Path) -> str:
    """The SHA-256 of a file as hexadecimal digits. OSError where it cannot be read."""
    with open(path, "rb", buffering=0) as file:
        return file_digest(file, "sha256").hexdigest()


def kept(folder: Path, name: str) -> list[Path]:
    """The caches called `name`, the newest first. Whether they are whole is not looked at."""
    found = []
    with contextlib.suppress(OSError):
        for path in folder.glob(f"{name}-*"):
            with contextlib.suppress(OSError):  # pruned by another run this very moment
                found.append((path.stat().st_mtime_ns, path))
    return [path for _, path in sorted(found, reverse=True)]


def is_whole(path: Path) -> bool:
    """Whether a cache holds what was written, to the byte: its name ends in the SHA-256 of its content."""
    try:
        return path.name.rpartition("-")[2] == digest(path)
    except OSError:
        return False


def keep(folder: Path, name: str, write: Callable[[Path], bool]) -> Path | None:
    """Have `write` write a new cache called `name` to the path that it is given; the older ones of that name go.

    `write` answers whether the cache is any good. One run writes at a time: another one gets None, and so does one that
    cannot write. Kinds of caches are what names begin with, up to the first dash.
    """
    try:
        with locked(folder, "writing in"):
            written = folder / WRITING
            written.unlink(missing_ok=True)  # what a killed run left
            try:
                if not write(written):
                    return None
                old = kept(folder, name)
                path = written.replace(folder / f"{name}-{digest(written)}")
            finally:
                written.unlink(missing_ok=True)
            for other in {*old, *kept(folder, f"{name.partition('-')[0]}")[MOST:]} - {path}:
                other.unlink(missing_ok=True)
            return path
    except (OSError, Failure):
        return None


def version_of(*facts: str, folder: Path) -> str:
    """A short SHA-256 over `facts` and the program text in `folder`, so that changed code never reads an old cache."""
    hashed = sha256("\0".join(facts).encode())
    for path in sorted(folder.rglob("*")):
        if path.suffix in {".py", ".sql", ".json"}:
            hashed.update(path.name.encode() + b"\0" + sha256(path.read_bytes()).digest())
    return hashed.hexdigest()[:32]
