"""The line's grammar stands in one module: the schema says the same, and so does whatever reads lines quickly."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ideario.ledger import format as line_format
from ideario.ledger.format import ERASED, EVENT, FLAGS, GONE, RULES, STATE, TYPES, canonical, event_pattern
from ideario.ledger.line_reader import read_line
from ideario.ledger.live_reactions import _ERASED, _EVENT, _IMPORTED, _STATE
from ideario.ledger.staging import _CHANGES
from ideario.model.moments import INSTANT
from ideario.model.thread_names import REACTIONS
from published_schemas import SCHEMAS, validator

MOMENTS = st.sampled_from(
    ["2026-02-10T12:00:00Z", "2026-02-10T12:00:00z", "2026-02-10", "soon", "2026-02-10T12:00:00Z\n"]
)
HASHES = st.sampled_from(["ab" * 32, "AB" * 32, "ab" * 31, "0" * 64, "g" * 64])
NUMBERS = st.sampled_from([1, 7, 0, -1, True, "1", 10**17])
GOOD: dict[str, Any] = {
    "closes": None, "coarsened": None, "epoch": 1, "flags": [], "former_head": None, "given": "2026-02-10T12:00:00Z",
    "hash": "ab" * 32, "idea": "bike-lanes", "key_check": None, "kind": "+1", "observed": "2026-02-10T12:00:00Z",
    "prev": "ab" * 32, "rule": None, "sample": False, "seen": "2026-02-10T12:00:00Z", "seq": 1, "thread": "pull/1",
    "threads": "ab" * 32, "type": "cast", "voter": "ab" * 32,
}  # fmt: skip
VALUES: dict[str, st.SearchStrategy[Any]] = {
    **dict.fromkeys(("closes", "former_head", "key_check"), st.none() | HASHES),
    **dict.fromkeys(("hash", "prev", "threads"), st.none() | HASHES),
    **dict.fromkeys(("coarsened", "observed", "seen"), st.none() | MOMENTS),
    **dict.fromkeys(("epoch", "seq"), NUMBERS),
    "given": MOMENTS,
    "flags": st.lists(st.sampled_from([*FLAGS, "R1", 3]), max_size=3) | st.none(),
    "idea": st.sampled_from(["a", "a-b", "a--b", "-a", "A", "", "a" * 80, "a" * 81, "a\n"]),
    "kind": st.sampled_from([*REACTIONS, "thumbs", "", None]),
    "rule": st.sampled_from([*RULES, "R4", "R7", None]),
    "sample": st.sampled_from([True, False, 0, None]),
    "thread": st.sampled_from(
        ["pull/1", "issue/1234567890", "discussion/0", "import/5", "acme/library/issue/3", "acme/library/import/3",
         "a/pull/1", "-a/b/pull/1", "a/b/c/pull/1", "pull/1\n", "import/b/pull/4"]
    ),
    "voter": st.sampled_from(["ab" * 32, "ada", *(f"pabulib:{'a' * 64}:{end}" for end in ("v1", '"', " "))]),
}  # fmt: skip


@st.composite
def drawn(draw: st.DrawFn) -> dict[str, Any]:
    """A line of some type with some of its values replaced, mostly by others that are good."""
    name = draw(st.sampled_from([*TYPES, "state", "gone"]))
    keys = {"erased": ERASED, "state": STATE}.get(name, EVENT)
    line = {key: GOOD[key] for key in keys} | {"type": name}
    for key in draw(st.lists(st.sampled_from([key for key in keys if key != "type"]), max_size=2)):
        line[key] = draw(VALUES[key])
    if name == "withdraw":
        line["given"] = None
    if draw(st.integers(0, 9)) == 0:
        line.pop(draw(st.sampled_from(sorted(line))))
    if draw(st.integers(0, 9)) == 0:
        line[draw(st.sampled_from([*GOOD, "score"]))] = 1
    return line


@given(drawn())
def test_the_schema_and_the_strict_reader_say_the_same_of_each_line(line: dict[str, Any]) -> None:
    # A schema's $ is before a line end at the end, too, and true is one for it; the reader is the stricter one.
    fits = validator("ledger-event.schema.json").is_valid(line)
    fault = read_line(canonical(line).encode()).fault
    texts = [value for value in line.values() if isinstance(value, str)]
    if any(text.endswith("\n") for text in texts):
        assert fault is not None
    else:
        assert fits == (fault is None), fault


@pytest.mark.parametrize(("key", "names"), [("kind", REACTIONS), ("type", (*TYPES, "state"))])
def test_the_schema_lists_what_the_format_lists(key: str, names: tuple[str, ...]) -> None:
    event = SCHEMAS["ledger-event.schema.json"]["properties"]
    found = {
        "kind": SCHEMAS["common.schema.json"]["$defs"]["kind"]["enum"],
        "type": event["type"]["enum"],
    }[key]
    assert tuple(found) == names


@given(drawn())
def test_what_reads_lines_quickly_takes_each_sound_line_for_what_it_is(line: dict[str, Any]) -> None:
    raw = canonical(line).encode()
    if read_line(raw).fault is not None or b"\\" in raw:
        return
    on_forge = _EVENT.fullmatch(raw + b"\n")
    assert on_forge is not None
    thread, voter = on_forge[5], on_forge[6]
    apart = [pattern for pattern in (_IMPORTED, _ERASED, _STATE) if pattern.fullmatch(raw + b"\n")]
    imported = str(line.get("thread")).startswith("import/") and line["thread"].count("/") == 1
    if line["type"] in {"erased", "state"}:
        assert (voter, apart) == (None, [{"erased": _ERASED, "state": _STATE}[line["type"]]])
    elif imported and line["type"] == "cast":
        assert (voter, apart) == (None, [_IMPORTED])
    elif not imported and re.fullmatch("[0-9a-f]{64}", line["voter"]):
        assert (thread.decode(), voter.decode()) == (line["thread"], line["voter"])
        given = line["given"] or "-"
        change = [
            line["voter"],
            line["kind"],
            given,
            line["rule"] or "",
            line["idea"],
            line["thread"],
            ",".join(line["flags"]),
        ]
        assert _CHANGES.fullmatch(("\t".join(change) + "\n").encode())


def test_a_pattern_for_each_kind_of_line_is_in_the_order_of_canonical_json() -> None:
    for keys in (EVENT, ERASED, STATE):
        assert tuple(sorted(keys)) == keys
    assert re.fullmatch(event_pattern(), canonical({key: GOOD[key] for key in EVENT}))
    gone = {key: GOOD[key] for key in EVENT} | {"given": None, "type": "withdraw"}
    assert re.fullmatch(event_pattern(**GONE), canonical(gone))
    any_line = re.compile(line_format.line_pattern(f'"{INSTANT}"'))
    for keys, name in ((EVENT, "cast"), (ERASED, "erased"), (STATE, "state")):
        assert any_line.fullmatch(canonical({key: GOOD[key] for key in keys} | {"type": name}))
