"""Why a file cannot be read, in words for its author. Parses nothing itself."""

import re
from dataclasses import dataclass

from ideario.messages.said import NOTHING, Said, say
from ideario.problems import Edit

MAX_BYTES = 64 * 1024
"""The most bytes a content file may have."""
MAX_DEPTH = 20
"""The most levels that lists and mappings may be nested."""

BREAK = re.compile("\r\n|\r|\n")
NodePath = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Why a file cannot be read. `line` and `column` count from 1, in code points."""

    rule: str
    message: Said
    hint: Said = NOTHING
    line: int = 1
    column: int = 1
    pointer: NodePath = ()
    edits: tuple[Edit, ...] = ()


class Unreadable(Exception):
    """Strict reading stopped; `faults` says why, by line. Never leaves this package."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__(*(fault.message for fault in faults))
        self.faults = tuple(sorted(faults, key=lambda fault: (fault.line, fault.column)))

    def __reduce__(self) -> tuple[type["Unreadable"], tuple[Fault, ...]]:
        return (Unreadable, self.faults)


def line_and_column(text: str, index: int) -> tuple[int, int]:
    """The line and column, both from 1, of the code point at `index`."""
    breaks = [found.end() for found in BREAK.finditer(text, 0, index)]
    return len(breaks) + 1, index - (breaks[-1] if breaks else 0) + 1


def shortened(text: str, longest: int = 40) -> str:
    """A piece of contributed text fit for a message: one line, without backquotes, at most `longest` characters."""
    line = " ".join(text[: 4 * longest].replace("`", "'").split())
    return line if len(line) <= longest else line[: longest - 1] + "…"


def too_large() -> Fault:
    """The fault of a file above MAX_BYTES bytes."""
    return Fault(
        rule="too-large",
        message=say("the file is larger than {value} KiB", value=MAX_BYTES // 1024),
        hint=say("keep the text short and link to longer documents"),
    )


def empty_file() -> Fault:
    """The fault of a file without content."""
    return Fault(
        rule="empty-file",
        message=say("the file is empty"),
        hint=say("write one with `ideario new`, or delete the file"),
    )


def not_utf8(message: Said) -> Fault:
    """The fault of a file in another encoding."""
    return Fault(rule="not-utf-8", message=message, hint=say("save the file as UTF-8 in your editor"))


def control(character: str, line: int, column: int, *, spelled: bool = False) -> Fault:
    """The fault of an invisible character that could hide or reorder text; `spelled` out in quotes it has no place."""
    code = f"U+{ord(character):04X}"
    message = say("there is a character here that cannot be seen ({code})", code=code)
    hint, by = say("delete the character, or type the text again"), ""
    if "\u202a" <= character <= "\u202e" or "\u2066" <= character <= "\u2069":
        message = say("there is a character here that reorders the text around it ({code})", code=code)
    elif character in "\r\x85\u2028\u2029":
        message = say("there is a character here that breaks the line unseen ({code})", code=code)
        hint, by = say("type a line break in its place"), "\n"
    return Fault(
        rule="control-character",
        message=message,
        hint=hint,
        line=line,
        column=column,
        edits=() if spelled else (Edit(line=line, column=column, end_line=line, end_column=column + 1, text=by),),
    )


def tab_indentation(line: int, column: int) -> Fault:
    """The fault of a tab where spaces belong."""
    return Fault(
        rule="tab-indentation",
        message=say("this line is indented with a tab"),
        hint=say("indent with spaces: two for each level"),
        line=line,
        column=column,
    )


def line_edit(number: int, old: str, new: str, *, until: int = 0, end: str = "") -> Edit:
    """A whole line, or the lines up to `until` which is `end`, replaced by another."""
    last, stop = (until, end) if until else (number, old)
    return Edit(line=number, column=1, end_line=last, end_column=len(stop) + 1, text=new)
