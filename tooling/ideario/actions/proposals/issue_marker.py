"""The hidden line with which each answer on an issue begins. Holds nothing that anybody typed."""

import re
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal, cast, get_args

State = Literal["accepted", "by hand", "closed", "mend", "no form", "no person", "proposed", "shut", "waiting"]
"""Where the proposal of an issue stands, as the answer says."""
_MARKER = re.compile(
    rf"<!-- ideario issue (?P<turn>[0-9]{{1,6}}): (?P<state>{'|'.join(get_args(State))}) "
    r"file=(?P<file>[0-9a-f]{16}|-) -->(?:\r?\n|$)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueMarker:
    """`turn` counts the answers on one issue from 1: a new one comes where the state is another. `file` stands for the
    file's bytes as they were proposed last, "" for none.
    """

    turn: int
    state: State
    file: str = ""

    @property
    def beginning(self) -> str:
        """What no other answer on the issue begins with."""
        return f"<!-- ideario issue {self.turn}: "

    def __str__(self) -> str:
        return f"{self.beginning}{self.state} file={self.file or '-'} -->"


def issue_marker_in(text: str) -> IssueMarker | None:
    """The marker with which a comment begins, None for any other comment. Who wrote it is the caller's to look at."""
    found = _MARKER.match(text)
    if found is None:
        return None
    file = found["file"].removeprefix("-")
    return IssueMarker(turn=int(found["turn"]), state=cast("State", found["state"]), file=file)


def file_mark(content: bytes) -> str:
    """What stands for a file in a marker."""
    return sha256(content).hexdigest()[:16]
