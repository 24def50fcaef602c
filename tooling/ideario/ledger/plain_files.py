"""Looks what lies in a ledger's folder: plain files alone are read, and none that is larger than a ledger's."""

import os
import re
import stat
from pathlib import Path

from ideario.files import plain_bytes
from ideario.messages.said import say
from ideario.problems import Failure

MAX_READ = 64 * 1024 * 1024
"""Bytes of a document that is read at all: threads.json has 200 for each thread."""
MAX_FILE_READ = 16 * 1024 * 1024
"""Bytes of an event file that is read at all: a new one is begun at half of this."""
FILE_NAME = re.compile(r"([0-9]{4}-[0-9]{2})-([0-9]{2,})\.jsonl")


def event_files(folder: Path) -> list[Path]:
    """The event files of a ledger in the order of the chain: by month, then by number.

    A Failure where one of them is a link, a device or a folder, or is larger than any: nobody reads those.
    """
    named = []
    try:
        entries = list(os.scandir(folder))
        for entry in entries:
            match = FILE_NAME.fullmatch(entry.name)
            if match:
                look = entry.stat(follow_symlinks=False)
                _refuse_odd(folder / entry.name, look)
                if look.st_size > MAX_FILE_READ:
                    raise Failure(
                        say(
                            "{file} has {bytes} bytes, and no event file has that many",
                            file=folder / entry.name,
                            bytes=f"{look.st_size:,}",
                        ),
                        hint=say("bring back the folder as the last sync left it"),
                    )
                named.append((match[1], int(match[2]), entry.name))
    except OSError as error:
        raise Failure(
            say("{folder} cannot be read: {reason}", folder=folder, reason=error.strerror),
            hint=say("name the ledger's folder"),
        ) from error
    return [folder / name for *_, name in sorted(named)]


def _refuse_odd(path: Path, look: os.stat_result) -> None:
    if not stat.S_ISREG(look.st_mode):
        message = say("{path} is no plain file, and a ledger is made of plain files", path=path)
        if stat.S_ISLNK(look.st_mode):
            message = say("{path} is a link, and a ledger is made of plain files", path=path)
        elif stat.S_ISDIR(look.st_mode):
            message = say("{path} is a folder, and a ledger is made of plain files", path=path)
        raise Failure(
            message,
            hint=say("bring back the folder as the last sync left it"),
        )


def look_at(file: Path) -> os.stat_result | None:
    """What lies there, no link being followed; None where nothing does. A Failure where it is no plain file."""
    try:
        look = os.lstat(file)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise Failure(say("{file} cannot be read: {reason}", file=file, reason=error.strerror)) from error
    _refuse_odd(file, look)
    return look


def refuse_no_folder(folder: Path) -> None:
    """A Failure where something else lies in the place of a ledger's folder."""
    if os.path.lexists(folder) and not folder.is_dir():
        raise Failure(
            say("{folder} is not a folder, and a ledger is one", folder=folder),
            hint=say("name the ledger's folder with --ledger"),
        )


def bytes_of(file: Path) -> bytes:
    """The bytes of one of the two documents. A Failure where it is no plain file, or a larger one than any."""
    try:
        content = plain_bytes(str(file), MAX_READ)
    except OSError as error:
        raise Failure(say("{file} cannot be read: {reason}", file=file, reason=error.strerror)) from error
    if content is None or len(content) > MAX_READ:
        raise Failure(
            say("{file} is no file that a ledger has", file=file),
            hint=say("bring back the folder as the last sync left it"),
        )
    return content
