"""Reads one line of a ledger strictly: what the chain needs of it, and what is wrong with it. Knows no chain."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import cast

from ideario.ledger.format import (
    ERASED,
    EVENT,
    FLAGS,
    GONE,
    HASH,
    NUMBER,
    STATE,
    TEXTS,
    SaidOfState,
    canonical,
    event_pattern,
)
from ideario.model.moments import INSTANT

_KEYS = {"erased": frozenset(ERASED), "state": frozenset(STATE)}
_ANY_EVENT = frozenset(EVENT)
_GROUPS = {"prev": f'"({HASH})"', "seen": f'"({INSTANT})"', "seq": f"({NUMBER})"}


@cache
def _plain() -> tuple[re.Pattern[str], ...]:
    """The patterns of nearly all lines. Made when lines are read, since not everybody who knows a ledger reads them."""
    return tuple(re.compile(event_pattern(**_GROUPS, **more)) for more in ({}, GONE))


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What the chain needs of a line, None where the line does not say it, and what is wrong with the line itself.

    `state` is what a state line says of the ledger, as `said_of` gives it.
    """

    seq: int | None
    prev: str | None
    seen: str | None
    fault: str | None = None
    state: SaidOfState | None = None


def read_line(raw: bytes) -> Line:
    """One line without its line end."""
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        return Line(seq=None, prev=None, seen=None, fault="the line is not UTF-8")
    came, went = _plain()
    plain = came.fullmatch(text) or went.fullmatch(text)
    if plain is not None:
        return Line(seq=int(plain[3]), prev=plain[1], seen=plain[2])
    return _look_closely(text)


def _look_closely(text: str) -> Line:
    try:
        line = json.loads(text)
    except (ValueError, RecursionError):
        return Line(seq=None, prev=None, seen=None, fault="the line is not JSON" if text else "the line is empty")
    if not isinstance(line, dict):
        return Line(seq=None, prev=None, seen=None, fault="the line is not a JSON object")
    fault = _fault(line, text)
    said = {key: value for key, value in line.items() if key not in {"prev", "seen", "seq", "type"}}
    return Line(
        seq=line["seq"] if _is_number(line.get("seq")) else None,
        prev=_text(line, "prev"),
        seen=_text(line, "seen"),
        fault=fault,
        state=cast("SaidOfState", said) if line.get("type") == "state" and fault is None else None,
    )


def _fault(line: dict[str, object], text: str) -> str | None:
    name = line.get("type")
    keys = _KEYS.get(name, _ANY_EVENT) if isinstance(name, str) else _ANY_EVENT
    missing, unknown = sorted(keys - line.keys()), sorted(line.keys() - keys)
    if missing:
        return f"the line lacks the key {missing[0]}"
    if unknown:
        return f"the line has the key {unknown[0]}, which no such line has"
    for key in sorted(keys):
        if not _FITS.get(key, _fits_text)(line, key):
            return f"{key} may not be {json.dumps(line[key], ensure_ascii=False)[:100]}"
    if keys is _ANY_EVENT and (line["given"] is None) != (name == "withdraw"):
        return f"a {name} may not have the time {json.dumps(line['given'])} under given"
    if canonical(line) != text:
        return "the line is not canonical JSON: keys sorted, no spaces, no needless escapes"
    return None


def _text(line: dict[str, object], key: str) -> str | None:
    value = line.get(key)
    return value if isinstance(value, str) and re.fullmatch(TEXTS[key], value) else None


def _fits_text(line: dict[str, object], key: str) -> bool:
    return _text(line, key) is not None


def _fits_text_or_null(line: dict[str, object], key: str) -> bool:
    return line[key] is None or _fits_text(line, key)


def _fits_flags(line: dict[str, object], key: str) -> bool:
    flags = line[key]
    return (
        isinstance(flags, list)
        and all(isinstance(flag, str) and flag in FLAGS for flag in flags)
        and len(set(flags)) == len(flags)
    )


def _fits_number(line: dict[str, object], key: str) -> bool:
    return _is_number(line[key])


def _fits_truth(line: dict[str, object], key: str) -> bool:
    return isinstance(line[key], bool)


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 1


_FITS: dict[str, Callable[[dict[str, object], str], bool]] = {
    **dict.fromkeys(("closes", "coarsened", "former_head", "given", "key_check", "rule"), _fits_text_or_null),
    **dict.fromkeys(("epoch", "seq"), _fits_number),
    "flags": _fits_flags,
    "sample": _fits_truth,
}
