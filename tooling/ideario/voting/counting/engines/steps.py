"""Takes the counting rule apart into its steps, for an engine that works out each as often as it is named."""

import re
from dataclasses import dataclass

_STEP = re.compile(r"\s*(?:--[^\n]*\n\s*)*(\w+) AS \(")


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A step of the counting rule: a SELECT and its name. `shared` says that it is named more than once further on."""

    name: str
    select: str
    shared: bool


def steps(rule: str) -> tuple[list[Step], str]:
    """The steps of a counting rule that begins with WITH, in order, and what is selected from them in the end."""
    text = re.sub(r"^--[^\n]*\n", "", rule, flags=re.MULTILINE)
    place = text.index("WITH") + len("WITH")
    found = []
    while (begin := _STEP.match(text, place)) is not None:
        end = _closing(text, begin.end())
        named = re.findall(rf"\b(?:FROM|JOIN) {begin[1]}\b", text[end:])
        found.append(Step(name=begin[1], select=text[begin.end() : end], shared=len(named) > 1))
        place = end + 1
        if text[place] != ",":
            break
        place += 1
    return found, text[place:]


def _closing(text: str, place: int) -> int:
    """Where the bracket closes that opened before `place`."""
    depth = 1
    for token in re.finditer(r"--[^\n]*|'[^']*'|[()]", text[place:]):
        depth += {"(": 1, ")": -1}.get(token[0], 0)
        if depth == 0:
            return place + token.start()
    raise ValueError("a bracket of the rule does not close")
