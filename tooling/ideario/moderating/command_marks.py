"""What says that a command was carried out: a hidden line in the answer, and the last line of a commit's message.

Neither holds anything that anybody typed. Who wrote a comment is the caller's to look at.
"""

import re
from dataclasses import dataclass
from typing import Literal, cast

from ideario.model.thread_names import HERE

AnswerState = Literal["done", "refused"]
TRAILER = "Ideario-command"
_SHA = "[0-9a-f]{40}|[0-9a-f]{64}"
_TRAILER = re.compile(rf"{TRAILER}: (?P<thread>{HERE}) (?P<comment>[0-9]{{1,16}})(?: undoes (?P<undoes>{_SHA}))?")
_MARKER = re.compile(
    r"(?:<!-- ideario notice [0-9a-f]{1,64} -->\r?\n)?"
    r"<!-- ideario command (?P<comment>[0-9]{1,16}): (?P<state>done|refused) -->"
)
"""At the beginning of an answer alone: further below, the program's comments quote what people wrote."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandTrailer:
    """The last line of a command's commit: on which thread it was given, by which comment, and what it takes back."""

    thread: str
    comment: int
    undoes: str = ""

    def __str__(self) -> str:
        return f"{TRAILER}: {self.thread} {self.comment}{f' undoes {self.undoes}' if self.undoes else ''}"


def trailer_in(message: str) -> CommandTrailer | None:
    """What the last line of a commit's message says; None for a commit of anybody else."""
    found = _TRAILER.fullmatch(message.rstrip("\n").rpartition("\n")[2])
    if found is None:
        return None
    return CommandTrailer(thread=found["thread"], comment=int(found["comment"]), undoes=found["undoes"] or "")


def answer_beginning(comment: int) -> str:
    """What no answer to another comment holds."""
    return f"<!-- ideario command {comment}: "


def answer_marker(comment: int, state: AnswerState) -> str:
    """The hidden line of the answer to a command."""
    return f"{answer_beginning(comment)}{state} -->"


def answered_as(text: str, comment: int) -> AnswerState | None:
    """How a comment answers the command in another one; None where it does not."""
    found = _MARKER.match(text)
    return cast("AnswerState", found["state"]) if found and int(found["comment"]) == comment else None


def carried_out_by(text: str) -> int | None:
    """The comment whose command was carried out, as an answer says; None for any other comment."""
    found = _MARKER.match(text)
    return int(found["comment"]) if found and found["state"] == "done" else None


def no_marker(person: int) -> str:
    """The hidden line of what is said, once on each thread, to somebody who may give no commands."""
    return f"<!-- ideario command: not for {person} -->"
