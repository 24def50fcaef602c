"""Finds what makes a text say something else than its author sees: conflict marks of git, spaces that are none.

Looks at text only where strict reading or a schema found something wrong, or a sign of it stands in the bytes.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from ideario.intake.explaining.faults import BREAK, Fault, line_edit
from ideario.messages.said import Said, say

CONFLICT = re.compile(r"(?m)^(?:<{7,}|>{7,}|\|{7,}|={7,})(?: [^\r\n]*)?\r?$")
"""A line that git leaves where two versions meet, longer where merges met in merges or a setting says so. In a text of
several lines it would be indented.
"""
WIDE = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
NARROW = "\u00ad\u180e\u200b-\u200f\u2060-\u2064\u3164\ufe00-\ufe0f"
COLONS = "\uff1a\ufe55\u2236\ua789"
ODD = re.compile(f"[{WIDE}{NARROW}]")
"""Spaces that YAML takes for letters, and signs without width."""
_ODD_HERE = re.compile(f"[{WIDE}{NARROW}{COLONS}]")
_BEGINNING = re.compile(
    rf"[ \t{WIDE}{NARROW}-]*"
    rf"(?:[A-Za-z_\"'{NARROW}{WIDE}][\w{NARROW}{WIDE}-]*[\"']?"
    rf"(?::(?: +[|>][-+0-9]*(?=[ {WIDE}{NARROW}]+\Z))?|[{COLONS}])[ {WIDE}{NARROW}]*)?"
)
"""Indentation, marks of lists, a key with its colon, and the mark of a text of several lines."""
MAX_BEGINNING = 200
"""Further into a line no key begins."""
_NAMES = {
    "\u00a0": say("no-break space"),
    "\u202f": say("narrow no-break space"),
    "\u3000": say("wide space"),
    "\u200b": say("space without width"),
    "\u00ad": say("soft hyphen"),
    "\uff1a": say("wide colon"),
}
_NAMELESS = say("character that cannot be seen")


def conflict(text: str) -> Fault | None:
    """The fault of a file in which a merge was not finished."""
    found = CONFLICT.search(text)
    if found is None:
        return None
    return Fault(
        rule="merge-conflict",
        message=say("a merge was not finished: git marked here that two versions of the file disagree"),
        hint=say(
            "keep what is right of the two versions, and delete the lines that begin with "
            "<<<<<<<, |||||||, ======= and >>>>>>>"
        ),
        line=len(BREAK.findall(text, 0, found.start())) + 1,
    )


def odd_spaces(text: str, texts: Sequence[tuple[int, int]]) -> Iterator[Fault]:
    """Spaces that YAML does not take for spaces, or signs without width, around keys and marks of lists.

    `texts` are the places, from and to, of texts in which such signs are content.
    """
    if _ODD_HERE.search(text) is None:
        return
    starts = [start for start, _ in texts]
    place = 0
    for number, line in enumerate(BREAK.split(text), 1):
        begun = _BEGINNING.match(line, 0, MAX_BEGINNING)
        found = _ODD_HERE.search(line, 0, begun.end()) if begun else None
        around = bisect_right(starts, place + found.start()) - 1 if found else -1
        if found and (around < 0 or place + found.start() >= texts[around][1]):
            right = mended(line, begun.end() if begun else 0)
            message = say("here is a {sign}, which is not a space to YAML", sign=named(found[0]))
            hint = say("type a plain space, or nothing, in its place:\n{line}", line=right)
            if found[0] in COLONS:
                message = say("here is a {sign}, which is no colon to YAML", sign=named(found[0]))
                hint = say("type a plain colon and a space in its place:\n{line}", line=right)
            yield Fault(
                rule="odd-space",
                message=message,
                hint=hint,
                line=number,
                column=found.start() + 1,
                edits=(line_edit(number, line, right),),
            )
        place += len(line) + 1
        place += text.startswith("\r\n", place - 1)


def mended(line: str, until: int) -> str:
    """A line with plain spaces up to a place; a single one at its beginning is nobody's indentation."""
    text = re.sub(f"[{COLONS}] *", ": ", plainly(line[:until])) + line[until:]
    text = text if line[until:] else text.rstrip(" ")
    indentation = len(text) - len(text.lstrip(" "))
    return text[indentation % 2 :] if ODD.search(line, 0, 1) else text


def named(sign: str) -> Said:
    """A sign that cannot be seen, by its name where it has one that people know."""
    return say("{name} ({code})", name=_NAMES.get(sign, _NAMELESS), code=f"U+{ord(sign):04X}")


def plainly(text: str) -> str:
    """A text with plain spaces instead of odd ones, and without what has no width."""
    return re.sub(f"[{NARROW}]", "", re.sub(f"[{WIDE}]", " ", text))
