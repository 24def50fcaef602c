"""The workflows of a community: a few lines each, which call those of the program's repository at a commit.

Their texts are in `kit/workflows/`. This repository's own community has the same ones, by a test.
"""

import re

from ideario.forge.hosting import WORKFLOWS
from ideario.founding.community_plan import KIT
from ideario.founding.kit_files import filled
from ideario.founding.program_pin import Pin
from ideario.resources import SOURCE

_PROGRAM = SOURCE.removeprefix("https://").partition("/")[2]
CALL = re.compile(
    rf"^(?P<uses>\s*(?:- )?uses: {_PROGRAM}/\S+?)@\S+(?: +# *(?P<label>\S*).*)?$",
    re.MULTILINE,
)
"""A line that calls something of the program's repository at a commit, with a word for that beside it."""


def caller_files(pin: Pin) -> dict[str, str]:
    """The texts of the workflows by path, as they call the program at `pin`."""
    return {
        f"{WORKFLOWS}/{file.name}": filled(file.read_text("utf-8"), pin._asdict())
        for file in sorted((KIT / "workflows").glob("*.yml"))
    }


def repinned(text: str, pin: Pin) -> str:
    """The text of a workflow whose calls of the program's repository are at `pin`."""
    return CALL.sub(lambda call: f"{call['uses']}@{pin.commit} # {pin.label}", text)


def labels_in(text: str) -> list[str]:
    """The words for commits that stand beside such calls, as `v0.1.0`."""
    return [call["label"] for call in CALL.finditer(text) if call["label"]]
