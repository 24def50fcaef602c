"""Reads the community's own texts for answers, content/replies/*.md, and says what is wrong with them."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from ideario.files import plain_bytes
from ideario.messages.said import NOTHING, Said, say
from ideario.model.text import LANGUAGE, SLUG
from ideario.problems import Failure, Problem

REPLIES = "replies"
"""The folder of content/ that holds them."""
SLOTS = ("idea", "status", "reason", "link")
"""What a text may have filled in, in braces."""
MAX_REPLY = 4_000
"""The bytes of a text."""
_NAME = re.compile(rf"({SLUG}(?:\.(?:{LANGUAGE}))?)\.md")
_SLOT = re.compile(r"\{([a-z_]+)\}")


def reply_files(root: Path) -> Mapping[str, str]:
    """The texts by the names of their files: `planned`, or in a language `planned.it`. What is wrong is left out."""
    return {name: text for name, text, wrong in _read(root) if not wrong}


def reply_problems(root: Path) -> Iterator[Problem]:
    """A warning for each text that cannot be used as it was meant."""
    for name, _, wrong in _read(root):
        if wrong:
            yield Problem(
                path=f"content/{REPLIES}/{name}", line=1, column=1, level="warning", rule="reply-text", message=wrong,
                hint=say("a text is called planned.md or planned.it.md, and may hold {slots}",
                         slots=", ".join(f"{{{slot}}}" for slot in SLOTS)),
            )  # fmt: skip


def _read(root: Path) -> Iterator[tuple[str, str, Said]]:
    """Of each file its name without its ending (whole, if it is wrong), its text and what is wrong with it."""
    folder = root / "content" / REPLIES
    if folder.is_symlink() or not folder.is_dir():
        return
    try:
        files = sorted(folder.iterdir())
    except OSError as error:
        raise Failure(say("cannot look into {folder}: {reason}", folder=folder, reason=error.strerror)) from error
    for file in files:
        if file.name == "README.md" or file.name.startswith("."):
            continue
        named = _NAME.fullmatch(file.name)
        try:
            content = plain_bytes(str(file), MAX_REPLY)
            text = "" if content is None else content.decode()
        except (OSError, UnicodeDecodeError):
            content, text = None, ""
        wrong = NOTHING
        if named is None:
            wrong = say("this is no name of a text for answers")
        elif content is None or not text.strip():
            wrong = say("this is no text that could be read")
        elif len(content) > MAX_REPLY:
            wrong = say("the text has more than {most} bytes", most=MAX_REPLY)
        elif strange := [slot for slot in _SLOT.findall(text) if slot not in SLOTS]:
            wrong = say("nothing is filled in for {slot}", slot=f"{{{strange[0]}}}")
        yield (file.name if wrong or named is None else named[1]), text, wrong
