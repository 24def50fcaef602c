"""Compares published or written numbers with recounted ones, and names each value that differs. Counts nothing."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ideario.messages.said import NOTHING, Said, say, several
from ideario.problems import Level, Problem, json_pointer

MAX_DIFFERENCES = 200
ABSENT = object()
Difference = tuple[tuple[str, ...], Any, Any]
"""A place, what the recount gives there, and what was found."""


def by_name(document: Mapping[str, Any], part: str, key: str) -> dict[str, Any]:
    """A list of objects by the name of each; an entry without a name stands under its place, as #3."""
    entries = document.get(part)
    named: dict[str, Any] = {}
    for place, entry in enumerate(entries if isinstance(entries, list) else []):
        name = entry.get(key) if isinstance(entry, dict) else None
        named[name if isinstance(name, str) and name not in named else f"#{place}"] = entry
    return named


def differences(place: tuple[str, ...], ours: Any, theirs: Any) -> Iterator[Difference]:
    """Each value that differs, with its place."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        for key in sorted({*ours, *theirs}):
            yield from differences((*place, key), ours.get(key, ABSENT), theirs.get(key, ABSENT))
    elif ours is ABSENT or theirs is ABSENT or type(ours) is not type(theirs) or ours != theirs:
        yield place, ours, theirs


def told(
    path: str,
    found: Sequence[Difference],
    *,
    level: Level = "error",
    rule: str = "published-numbers",
    hint: Said = NOTHING,
) -> list[Problem]:
    """A Problem for each difference, up to a limit, and one for how many there are beyond it."""
    problems = [
        Problem(
            path=path,
            line=1,
            column=1,
            level=level,
            rule=rule,
            hint=hint,
            message=say(
                "{place} is {value}, and the recount gives {counted}",
                place=": ".join(place),
                value=_text(theirs),
                counted=_text(ours),
            ),
            pointer=json_pointer(place),
            value=_text(theirs),
        )
        for place, ours, theirs in found[:MAX_DIFFERENCES]
    ]
    if len(found) > MAX_DIFFERENCES:
        message = several(
            "{count} more value differs from the recount",
            "{count} more values differ from the recount",
            len(found) - MAX_DIFFERENCES,
        )
        problems.append(Problem(path=path, line=1, column=1, level=level, rule=rule, message=message))
    return problems


def _text(value: Any) -> str:
    if value is ABSENT:
        return say("absent")
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 120 else f"{text[:119]}…"
