"""Tells whether a ledger's three documents agree on where its chain ends: its last line, ledger.json, threads.json.

A look at the end alone; `check_chain` and `holding` look at every line.
"""

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from ideario.ledger.format import MAX_LENGTH, said_of
from ideario.ledger.line_reader import read_line
from ideario.ledger.plain_files import bytes_of, event_files, look_at
from ideario.messages.said import Said, say
from ideario.model.ledger_state import LedgerState

LINE_ENDS_CHANGED = say("git changed the line ends when it checked the folder out (core.autocrlf), or an editor did")


def threads_hash(folder: Path, *, returned: bool = False) -> str:
    """The SHA-256 of threads.json as it lies on disk; that of no bytes where there is none.

    `returned` takes off the CR before each line end first.
    """
    file = folder / "threads.json"
    content = bytes_of(file) if look_at(file) is not None else b""
    return sha256(content.replace(b"\r\n", b"\n") if returned else content).hexdigest()


def disagreement(folder: Path, state: LedgerState) -> Said | None:
    """How the last line or threads.json differs from what ledger.json says, None where all three agree.

    A look at the end of the chain alone; `verify` looks at every line.
    """
    last = last_line(event_files(folder))
    if last.endswith(b"\r"):
        return say(
            "{reason}. Bring back what git holds: {command}",
            reason=LINE_ENDS_CHANGED,
            command=line_ends_mended(folder),
        )
    if sha256(last).hexdigest() != state.head:
        return say("its last line is not the head that ledger.json names")
    line = read_line(last)
    if line.state != said_of(state) or line.seq != state.lines:
        return say("ledger.json does not say what the last line says")
    if threads_hash(folder) != state.threads:
        return say("threads.json is not the one that the ledger was written with")
    return None


def line_ends_mended(folder: Path) -> str:
    """The commands that bring back a folder whose line ends were changed."""
    return f"rm -r {folder} && git -c core.autocrlf=false checkout -- {folder}"


def last_line(files: Sequence[Path]) -> bytes:
    """The last line of the last file without its line end; nothing where it has none, or where there is no file."""
    if not files:
        return b""
    with files[-1].open("rb") as file:
        file.seek(max(0, files[-1].stat().st_size - MAX_LENGTH - 1))
        tail = file.read()
    return tail[:-1].rpartition(b"\n")[2] if tail.endswith(b"\n") else b""
