"""Replaces a ledger folder whole or not at all, and keeps a second run out of it. Looks into no line."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from ideario.files import locked_beside, recover, remove, settle, swap, write_whole
from ideario.ledger.beside.activity_file import ACTIVITY
from ideario.ledger.ledger_folder import ATTRIBUTES, state_document
from ideario.ledger.plain_files import FILE_NAME, look_at
from ideario.ledger.staging import STAGED
from ideario.messages.said import say
from ideario.model.ledger_state import LedgerState
from ideario.problems import Failure

SYNC_STATE = "sync.json"
OURS = {"ledger.json", "threads.json", ACTIVITY, SYNC_STATE, STAGED}
Write = Callable[[Path], LedgerState]


@contextmanager
def held(ledger: Path) -> Iterator[Path]:
    """Hold a ledger folder for one run; yields where it really lies. Mends what a killed run left of a swap.

    A Failure where another run holds it, and where something lies in it that a swap would not leave as it was.
    """
    folder = ledger.resolve()
    with locked_beside(folder, "writing"):
        try:
            recover(folder)
            remove(_next(folder))
            _refuse_foreign(folder)
        except OSError as error:
            raise failed(error, folder) from error
        yield folder


def replace(folder: Path, write: Write, *, keep_events: bool) -> LedgerState:
    """Build the next state of the ledger beside `folder`, then put it in its place in one step; gives that state.

    `write` gets the new folder, adds files to it (all but ledger.json) and gives the state for ledger.json. The new
    folder begins with the files of others, such as a README, and with the event files where `keep_events`: closed files
    are shared, not copied, and `write` may append to the last one alone.
    """
    room = _next(folder)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        room.mkdir()
        shared = _carry(folder, room, keep_events=keep_events)
        state = write(room)
        write_whole(room / "ledger.json", state_document(state))
        if not os.path.lexists(room / ".gitattributes"):
            write_whole(room / ".gitattributes", ATTRIBUTES)
        settle(room, (name for name in sorted(os.listdir(room)) if name not in shared))
        swap(room, folder)
        settle(folder.parent)
    except OSError as error:
        remove(room)
        raise failed(error, folder) from error
    except BaseException:
        remove(room)
        raise
    return state


def failed(error: OSError, folder: Path) -> Failure:
    """What to tell when the disk refuses."""
    return Failure(
        say(
            "the ledger cannot be written: {reason}: {place}",
            reason=error.strerror or error,
            place=error.filename or folder,
        ),
        hint=say("the last good ledger is untouched; make room or mend the permissions and run this again"),
    )


def _next(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}.next")


def _carry(folder: Path, room: Path, *, keep_events: bool) -> set[str]:
    """Bring over what stays; gives the names of the files that are shared with the old folder."""
    shared: set[str] = set()
    if not folder.is_dir():
        return shared
    names = os.listdir(folder)
    events = sorted((m[1], int(m[2]), name) for name in names if (m := FILE_NAME.fullmatch(name)))
    last = events[-1][2] if events else None
    for name in names:
        if name in OURS or (FILE_NAME.fullmatch(name) and not keep_events):
            continue
        if name != last:
            try:
                os.link(folder / name, room / name, follow_symlinks=False)
            except OSError:  # a file system without hard links
                shutil.copy2(folder / name, room / name, follow_symlinks=False)
            else:
                shared.add(name)
        else:
            shutil.copyfile(folder / name, room / name)
    return shared


def _refuse_foreign(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise Failure(say("{folder} is not a folder", folder=folder), hint=say("name another folder with --ledger"))
    if (folder / ".git").exists():
        raise Failure(
            say("{folder} is a checkout of git, and the ledger's folder is replaced whole", folder=folder),
            hint=say(
                "use --branch to write the ledger to a branch, or name a folder inside the checkout with --ledger"
            ),
        )
    for name in OURS - {STAGED}:
        look_at(folder / name)  # a Failure where it is no plain file
    for place in (folder / STAGED, *((folder / STAGED / name) for name in ("changes", "note.json"))):
        odd = place.is_dir() != (place.name == STAGED) or place.is_symlink()
        if os.path.lexists(place) and (odd or not (place.is_dir() or place.is_file())):
            raise Failure(
                say("{place} is nothing that a sync has left there", place=place),
                hint=say("remove it: rm -r {place}", place=place),
            )
    for entry in folder.iterdir() if folder.is_dir() else ():
        if not (entry.is_symlink() or entry.is_file() or entry.is_dir()):
            raise Failure(
                say("{entry} is no plain file, and cannot be carried over", entry=entry), hint=say("move it elsewhere")
            )
        if entry.is_dir() and not entry.is_symlink() and entry.name != STAGED:
            raise Failure(
                say("{folder} holds the folder {entry}, and a ledger has none", folder=folder, entry=entry.name),
                hint=say("move it elsewhere, or use --branch to write the ledger to a branch"),
            )
