"""The register of commands that maintainers write in comments, and how one is found in a text. Carries none out."""

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, cast, get_args

from ideario.messages.said import Said, say

CommandName = Literal["status", "duplicate", "needs-info", "decline", "challenge", "check", "undo", "help"]
NAMES: tuple[CommandName, ...] = get_args(CommandName)
NEAR = 0.75
"""How like a command a word has to be for its writer to be told of a slip; others may be other programs' commands."""
_LINE = re.compile(r"/([A-Za-z][A-Za-z-]{0,30})(?:[ \t]+(.*?))?[ \t\r]*", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandKind:
    """A command as its help tells it. `usage` is what is written, in capitals what is put in."""

    usage: str
    does: Said


COMMANDS: Mapping[CommandName, CommandKind] = MappingProxyType(
    {
        "status": CommandKind(
            usage="/status STATUS REASON",
            does=say("The idea has this status from today on, and everybody reads the reason."),
        ),
        "duplicate": CommandKind(
            usage="/duplicate #NUMBER REASON",
            does=say(
                "The idea repeats that of another thread, or of the name that stands in its place: votes are united "
                "there."
            ),
        ),
        "needs-info": CommandKind(
            usage="/needs-info QUESTION",
            does=say(
                "The author is asked something. Where the community has a status `needs-info`, an accepted idea has it "
                "then; an open pull request has the label `needs author` until its author answers or changes it."
            ),
        ),
        "decline": CommandKind(
            usage="/decline REASON",
            does=say("The idea is declined, and everybody reads why."),
        ),
        "challenge": CommandKind(
            usage="/challenge CHALLENGE",
            does=say("The idea answers this challenge, by the name of its file; with `none`, no challenge."),
        ),
        "check": CommandKind(
            usage="/check",
            does=say("The checks of a newcomer’s pull request run that wait, if it touches `content/` alone."),
        ),
        "undo": CommandKind(
            usage="/undo",
            does=say("What the last command of this thread changed is taken back, if nothing came after it."),
        ),
        "help": CommandKind(usage="/help", does=say("This list.")),
    }
)
"""All commands, in the order in which they are told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpokenCommand:
    """What stands in the first line of a comment: a command, and the rest of the line. `name` is None for a slip, a
    word that is like a command and none.
    """

    name: CommandName | None
    rest: str


def spoken_in(text: str) -> SpokenCommand | None:
    """The command with which a comment begins; None for any other comment. Only the first line is looked at."""
    found = _LINE.fullmatch(text.partition("\n")[0])
    if found is None:
        return None
    word = found[1].lower()
    rest = (found[2] or "").strip()
    if word in COMMANDS:
        return SpokenCommand(name=cast("CommandName", word), rest=rest)
    near = difflib.get_close_matches(word, NAMES, n=1, cutoff=NEAR)
    return SpokenCommand(name=None, rest=rest) if near else None
