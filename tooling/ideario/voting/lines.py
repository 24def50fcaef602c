"""Looks at single lines of a ledger: are they canonical, complete, of the right form? Knows nothing of the chain."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ideario.voting.ledger import canonical

_INSTANT = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z"
_FLAG = r"R(?:7|9|10|11)"
_TEXTS = {
    "hash": r"[0-9a-f]{64}",
    "idea": r"(?=.{1,80}$)[a-z0-9]+(?:-[a-z0-9]+)*",
    "kind": r"\+1|-1|laugh|confused|heart|hooray|rocket|eyes",
    "prev": r"[0-9a-f]{64}",
    "rule": r"R[1236]",
    "cast": _INSTANT,
    "seen": _INSTANT,
    "thread": r"(?:pull|issue|discussion|import)/[1-9][0-9]{0,9}",
    "type": r"cast|withdraw|erased",
    "voter": r"[0-9a-f]{64}|pabulib:[0-9a-f]{64}:\S{1,100}",
}
_FIELDS = {key: re.compile(pattern) for key, pattern in _TEXTS.items()}
_ERASED = {"hash", "prev", "seen", "seq", "type"}
_EVENT = {*_TEXTS, "flags", "seq"} - {"hash"}
# What nearly every line of a sound ledger looks like, read in one go. A line that it does not fit is looked at closely.
_PLAIN = re.compile(
    rf'\{{"cast":(?:(null)|"{_INSTANT}"),"flags":\[(?:"{_FLAG}")?\],"idea":"([a-z0-9]+(?:-[a-z0-9]+)*)",'
    rf'"kind":"(?:{_TEXTS["kind"]})","prev":"([0-9a-f]{{64}})","rule":(?:null|"R[1236]"),"seen":"({_INSTANT})",'
    rf'"seq":([1-9][0-9]{{0,17}}),"thread":"{_TEXTS["thread"]}","type":"(cast|withdraw)",'
    r'"voter":"(?:[0-9a-f]{64}|pabulib:[0-9a-f]{64}:[!#-\[\]-~]{1,100})"\}',
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What the chain needs of a line, None where the line does not say it, and what is wrong with the line itself."""

    seq: int | None
    prev: str | None
    seen: str | None
    fault: str | None = None


def read_line(raw: bytes) -> Line:
    """One line without its line end."""
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        return Line(seq=None, prev=None, seen=None, fault="the line is not UTF-8")
    plain = _PLAIN.fullmatch(text)
    if plain is not None and len(plain[2]) <= 80 and (plain[1] == "null") == (plain[6] == "withdraw"):
        return Line(seq=int(plain[5]), prev=plain[3], seen=plain[4])
    return _look_closely(text)


def _look_closely(text: str) -> Line:
    try:
        event = json.loads(text)
    except (ValueError, RecursionError):
        return Line(seq=None, prev=None, seen=None, fault="the line is not JSON" if text else "the line is empty")
    if not isinstance(event, dict):
        return Line(seq=None, prev=None, seen=None, fault="the line is not a JSON object")
    return Line(
        seq=event["seq"] if _is_number(event.get("seq")) else None,
        prev=_text(event, "prev"),
        seen=_text(event, "seen"),
        fault=_fault(event, text),
    )


def _fault(event: dict[str, Any], text: str) -> str | None:
    keys = _ERASED if event.get("type") == "erased" else _EVENT
    missing, unknown = sorted(keys - event.keys()), sorted(event.keys() - keys)
    if missing:
        return f"the line lacks the key {missing[0]}"
    if unknown:
        return f"the line has the key {unknown[0]}, which no such event has"
    for key in sorted(keys):
        if not _FITS.get(key, _fits_text)(event, key):
            return f"{key} may not be {json.dumps(event[key], ensure_ascii=False)[:100]}"
    if keys is _EVENT and (event["cast"] is None) != (event["type"] == "withdraw"):
        return f"a {event['type']} may not have the time {json.dumps(event['cast'])} under cast"
    if canonical(event) != text:
        return "the line is not canonical JSON: keys sorted, no spaces, no needless escapes"
    return None


def _text(event: dict[str, Any], key: str) -> str | None:
    value = event.get(key)
    return value if isinstance(value, str) and _FIELDS[key].fullmatch(value) else None


def _fits_text(event: dict[str, Any], key: str) -> bool:
    return _text(event, key) is not None


def _fits_text_or_null(event: dict[str, Any], key: str) -> bool:
    return event[key] is None or _fits_text(event, key)


def _fits_flags(event: dict[str, Any], key: str) -> bool:
    flags = event[key]
    return (
        isinstance(flags, list)
        and all(isinstance(flag, str) and re.fullmatch(_FLAG, flag) for flag in flags)
        and len(set(flags)) == len(flags)
    )


def _fits_number(event: dict[str, Any], key: str) -> bool:
    return _is_number(event[key])


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 1


_FITS: dict[str, Callable[[dict[str, Any], str], bool]] = {
    "cast": _fits_text_or_null,
    "rule": _fits_text_or_null,
    "flags": _fits_flags,
    "seq": _fits_number,
}
