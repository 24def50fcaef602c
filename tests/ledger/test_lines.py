"""Each word that a line of the ledger may say, and what is said of a line that says another one."""

import json
import re
from typing import Any

import pytest
from ideario.ledger.format import canonical, event_line, line_pattern
from ideario.ledger.line_reader import read_line
from ideario.model.moments import INSTANT

HASH, MOMENT = "ab" * 32, "2026-02-10T12:00:00Z"
EVENT: dict[str, Any] = {
    "flags": ["R7", "R9"],  # two flags: such a line is looked at closely
    "given": MOMENT,
    "idea": "bike-lanes",
    "kind": "+1",
    "prev": HASH,
    "rule": None,
    "seen": MOMENT,
    "seq": 7,
    "thread": "pull/1",
    "type": "cast",
    "voter": HASH,
}
ERASED = {"hash": HASH, "prev": HASH, "seen": MOMENT, "seq": 7, "type": "erased"}
STATE = {
    **dict.fromkeys(("closes", "coarsened", "former_head", "key_check")),
    "epoch": 1,
    "observed": MOMENT,
    "prev": HASH,
    "sample": False,
    "seen": MOMENT,
    "seq": 7,
    "threads": HASH,
    "type": "state",
}
RIGHT = [
    *({"kind": kind} for kind in ("+1", "-1", "laugh", "confused", "heart", "hooray", "rocket", "eyes")),
    *({"rule": rule} for rule in (None, "R1", "R2", "R3", "R6")),
    *({"flags": flags} for flags in ([], ["R7"], ["R7", "R9", "R10", "R11"])),
    *({"thread": t} for t in ("pull/1", "issue/2", "discussion/3", "import/4", "acme/library/issue/10")),
    {"voter": f"pabulib:{HASH}:17"},
    {"type": "withdraw", "given": None},
]
WRONG: list[tuple[str, list[Any]]] = [
    ("flags", [["R8"], ["R7", "R7"], "R7", None, [7]]),
    ("given", ["yesterday", 7, "2026-02-10", f"{MOMENT} "]),
    ("idea", ["Bike", "a--b", "", "a" * 81, None, "-a", "a-"]),
    ("kind", ["heartx", "thumbs", None, "", 1]),
    ("prev", ["ab", None, HASH.upper(), f"{HASH}0"]),
    ("rule", ["R4", "R7", "", 1]),
    ("seen", ["now", None, 7]),
    ("seq", [0, -1, True, "7", None, 7.5]),
    ("thread", ["pull/0", "pull/01", "pulls/1", None, "acme/pull/1", "acme/library/import/1"]),
    ("type", ["given", None, "", 1]),
    ("voter", ["ada", None, HASH[:-1], f"pabulib:{HASH}:", f"pabulib:{HASH}:a b"]),
]


def read(line: dict[str, Any]) -> str | None:
    return read_line(canonical(line).encode()).fault


@pytest.mark.parametrize("change", RIGHT, ids=str)
@pytest.mark.parametrize("flags", [[], ["R7"], ["R7", "R9"]], ids=str)
def test_every_word_of_the_format_is_read_at_a_glance_and_closely(change: dict[str, Any], flags: list[str]) -> None:
    line = EVENT | {"flags": flags} | change
    found = read_line(canonical(line).encode())
    assert (found.fault, found.seq, found.prev, found.seen) == (None, 7, HASH, MOMENT)


@pytest.mark.parametrize(("key", "value"), [(key, value) for key, values in WRONG for value in values], ids=str)
@pytest.mark.parametrize("flags", [[], ["R7", "R9"]], ids=str)
def test_what_is_no_word_of_the_format_is_named(key: str, value: Any, flags: list[str]) -> None:
    fault = read(EVENT | {"flags": flags} | {key: value})
    assert fault is not None
    assert key in fault or key == "type"


@pytest.mark.parametrize("line", [EVENT, ERASED, STATE], ids=lambda line: line["type"])
def test_a_key_too_few_and_a_key_too_many_are_named(line: dict[str, Any]) -> None:
    assert read(line) is None
    for key in line.keys() - {"type"}:
        assert read({k: v for k, v in line.items() if k != key}) == f"the line lacks the key {key}"
    assert "which no such line has" in (read(line | {"login": "ada"}) or "")


@pytest.mark.parametrize(("type_", "given"), [("cast", None), ("withdraw", MOMENT)])
def test_only_what_was_cast_has_a_time_of_its_own(type_: str, given: str | None) -> None:
    for flags in ([], ["R7", "R9"]):
        assert "under given" in (read(EVENT | {"flags": flags, "type": type_, "given": given}) or "")


@pytest.mark.parametrize(
    ("key", "value"),
    [("epoch", 0), ("sample", 1), ("observed", None), ("threads", None), ("closes", "x"), ("key_check", "x")],
)
def test_a_state_line_says_what_it_may(key: str, value: Any) -> None:
    assert key in (read(STATE | {key: value}) or "")
    state = read_line(canonical(STATE).encode()).state
    assert state == {k: v for k, v in STATE.items() if k not in {"prev", "seen", "seq", "type"}}


@pytest.mark.parametrize(
    "raw", [b"", b"{", b"[]", b"\xff", b"7", json.dumps(EVENT).encode(), canonical(EVENT).encode() + b" ", b"[" * 60000]
)
def test_what_is_no_canonical_line_has_a_fault(raw: bytes) -> None:
    assert read_line(raw).fault is not None


@pytest.mark.parametrize("change", RIGHT, ids=str)
def test_an_event_is_written_as_canonical_json(change: dict[str, Any]) -> None:
    line = EVENT | change
    words = {key: value for key, value in line.items() if key != "type"}
    assert event_line(type_=line["type"], **words) == canonical(line).encode()


@pytest.mark.parametrize("line", [EVENT | {"flags": ["R7"]}, ERASED, STATE], ids=lambda line: line["type"])
def test_the_pattern_of_all_lines_fits_each_type_and_nothing_else(line: dict[str, Any]) -> None:
    pattern = re.compile(line_pattern(f'"{INSTANT}"'))
    assert pattern.fullmatch(canonical(line))
    for key in line:
        assert not pattern.fullmatch(canonical({k: v for k, v in line.items() if k != key})), key
    if line is STATE:
        assert pattern.fullmatch(canonical(line | {"coarsened": MOMENT, "closes": HASH, "sample": True}))


def test_a_line_that_is_no_text_says_nothing() -> None:
    found = read_line(b"\xff")
    assert (found.seq, found.prev, found.seen, found.state) == (None, None, None, None)
