"""A number comes from no chain that does not hold, whatever was remembered, and whichever command is asked."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from communities import riverton
from conftest import Outcome
from hypothesis import given
from hypothesis import strategies as st
from ideario import user_cache
from ideario.ledger import event_writer
from ideario.ledger.chain import holding
from ideario.ledger.chain.check_chain import check_chain
from ideario.ledger.chain.holding import broken, span_of
from ideario.ledger.ledger_folder import read_state, write_ledger
from ideario.ledger.plain_files import event_files
from ledgers import OBSERVED, cast

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def forgetful() -> Iterator[None]:
    """Each test begins and ends with a program that remembers nothing."""
    place = list(user_cache._place)
    user_cache._place.clear()
    yield
    user_cache._place[:] = place


def reason(folder: Path) -> str | None:
    state = read_state(folder)
    assert state is not None
    return broken(folder, state)


# ---- what holds

LINES = st.lists(
    st.tuples(
        st.sampled_from(["a" * 64, f"pabulib:{'b' * 64}:v1", f'pabulib:{"b" * 64}:quo"te', f"pabulib:{'b' * 64}:żółw"]),
        st.sampled_from([(), ("R7",), ("R7", "R11")]),
        st.booleans(),
    ),
    max_size=8,
)
BYTES = st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), max_size=2)


@given(LINES, BYTES, st.sampled_from(["whole", "cut", "swapped", "twice"]))
def test_a_chain_holds_for_the_count_where_verify_finds_nothing_wrong(
    tmp_path_factory: pytest.TempPathFactory, written: list[Any], changed: list[tuple[int, int]], done: str
) -> None:
    folder = tmp_path_factory.mktemp("held") / "ledger"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(event_writer, "MAX_FILE", 1200)
        withdrawn: dict[str, Any] = {"type": "withdraw", "given": None}
        events = [
            cast(n, voter=voter, flags=flags, **(withdrawn if gone else {}))
            for n, (voter, flags, gone) in enumerate(written, 1)
        ]
        write_ledger(folder, events, [], observed=OBSERVED)
    assert reason(folder) is None
    files = event_files(folder)
    before = {file: file.read_bytes() for file in files}
    whole = b"".join(before.values()).splitlines(keepends=True)
    place = changed[0][0] % len(whole) if changed else 0
    if done == "cut":
        del whole[place]
    elif done == "swapped":
        whole[place], whole[-1] = whole[-1], whole[place]
    elif done == "twice":
        whole.insert(place, whole[place])
    text = bytearray(b"".join(whole))
    for at, byte in changed if done == "whole" else ():
        text[at % len(text)] = byte
    size = 0
    for file in files:
        length = len(before[file]) if file != files[-1] else len(text)
        file.write_bytes(text[size : size + length])
        size += length
    assert (reason(folder) is not None) == (text != b"".join(before.values()))
    assert bool(check_chain(folder)) == (text != b"".join(before.values()))


@given(LINES)
def test_lines_looked_at_one_by_one_say_what_all_of_them_say_at_once(
    tmp_path_factory: pytest.TempPathFactory, written: list[Any]
) -> None:
    folder = tmp_path_factory.mktemp("spans") / "ledger"
    write_ledger(
        folder, [cast(n, voter=who, flags=how) for n, (who, how, _) in enumerate(written, 1)], [], observed=OBSERVED
    )
    for file in event_files(folder):
        data = file.read_bytes()
        span = span_of(data, file.name[:7])
        assert span is not None
        split = data.split(b"\n")[:-1]
        assert holding._at_once(data, split, file.name[:7]) in {None, span}
        assert holding._one_by_one(split, file.name[:7]) == span
        assert span_of(data, "2027-12") is None


def test_an_ordinary_ledger_is_looked_at_at_once(tmp_path: Path) -> None:
    events = [cast(1), cast(2, rule="R3", flags=("R7",)), cast(1, type="withdraw", given=None)]
    write_ledger(tmp_path / "ledger", [*events, cast(4, thread="acme/library/issue/3")], [], observed=OBSERVED)
    for file in event_files(tmp_path / "ledger"):
        data = file.read_bytes()
        assert holding._at_once(data, data.split(b"\n")[:-1], file.name[:7]) is not None


# ---- what is remembered


@pytest.fixture
def remembered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A ledger of three files, all of which are remembered; gives the file of the memory."""
    monkeypatch.setattr(event_writer, "MAX_FILE", 2000)
    monkeypatch.setattr(holding, "MIN_BYTES", 0)
    user_cache.remember_in(tmp_path / "own" / "chains.json")
    write_ledger(tmp_path / "ledger", [cast(n) for n in range(1, 15)], [], observed=OBSERVED)
    assert reason(tmp_path / "ledger") is None
    return tmp_path / "own" / "chains.json"


def test_what_was_looked_at_once_is_not_looked_at_again(
    tmp_path: Path, remembered: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len(json.loads(remembered.read_bytes())["spans"]) == len(event_files(tmp_path / "ledger")) > 2
    monkeypatch.setattr(holding, "span_of", lambda data, month: pytest.fail("looked at again"))
    assert reason(tmp_path / "ledger") is None


def test_a_file_of_the_same_size_and_time_with_one_other_byte_is_not_believed(tmp_path: Path, remembered: Path) -> None:
    for file in event_files(tmp_path / "ledger"):
        data, looks = file.read_bytes(), file.stat()
        file.write_bytes(data.replace(b'"kind":"+1"', b'"kind":"-1"', 1).replace(b'"sample":false', b'"sample":true,'))
        os.utime(file, ns=(looks.st_atime_ns, looks.st_mtime_ns))
        assert file.stat().st_size == looks.st_size
        assert reason(tmp_path / "ledger") is not None
        file.write_bytes(data)
        assert reason(tmp_path / "ledger") is None


def test_a_file_that_nobody_touched_is_not_read_again_and_any_touch_shows(
    tmp_path: Path, remembered: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = event_files(tmp_path / "ledger")
    assert json.loads(remembered.read_bytes())["stamps"] == {}  # they are too young to tell two changes apart
    monkeypatch.setattr(user_cache, "QUIET", -3_600_000_000_000)
    assert reason(tmp_path / "ledger") is None
    assert len(json.loads(remembered.read_bytes())["stamps"]) == len(files)
    read = Path.read_bytes
    opened: list[Path] = []

    def read_and_told(path: Path) -> bytes:
        opened.append(path)
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", read_and_told)
    assert reason(tmp_path / "ledger") is None
    assert not set(files) & set(opened)
    for file in files:
        data, looks = read(file), file.stat()
        harmed = data.replace(b'"kind":"+1"', b'"kind":"-1"', 1).replace(b'"sample":false', b'"sample":true,')
        file.write_bytes(harmed)
        os.utime(file, ns=(looks.st_atime_ns, looks.st_mtime_ns))
        assert reason(tmp_path / "ledger") is not None
        (tmp_path / "other").write_bytes(harmed)
        file.write_bytes(data)
        assert reason(tmp_path / "ledger") is None
        os.utime(tmp_path / "other", ns=(looks.st_atime_ns, looks.st_mtime_ns))
        (tmp_path / "other").replace(file)
        assert reason(tmp_path / "ledger") is not None
        file.write_bytes(data)
        assert reason(tmp_path / "ledger") is None


def test_files_that_hold_each_do_not_make_a_chain_that_holds(tmp_path: Path, remembered: Path) -> None:
    first, second, *_ = event_files(tmp_path / "ledger")
    texts = first.read_bytes(), second.read_bytes()
    first.write_bytes(texts[1])
    second.write_bytes(texts[0])
    assert reason(tmp_path / "ledger") is not None
    first.write_bytes(texts[0])
    second.unlink()
    assert reason(tmp_path / "ledger") is not None


@pytest.mark.parametrize(
    "text", [b"", b"{", b"[]", b'{"version":2}', b'{"version":2,"spans":[1]}', b'{"version":1,"spans":{}}']
)
def test_a_memory_that_cannot_be_read_is_none(tmp_path: Path, remembered: Path, text: bytes) -> None:
    remembered.write_bytes(text)
    assert reason(tmp_path / "ledger") is None
    assert json.loads(remembered.read_bytes())["spans"]


def test_a_memory_that_cannot_be_kept_costs_time_alone(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    user_cache.remember_in(tmp_path / "file" / "chains.json")
    write_ledger(tmp_path / "ledger", [cast(n) for n in range(1, 3500)], [], observed=OBSERVED)
    assert reason(tmp_path / "ledger") is None


def test_the_command_remembers_for_its_user_and_never_below_the_community(tmp_path: Path) -> None:
    community = riverton(tmp_path / "riverton")
    ledger = community / "content" / "ledger"
    write_ledger(ledger, [cast(n) for n in range(1, 3500)], [], observed=OBSERVED)
    before = {path for path in community.rglob("*") if path.is_file()}
    environment = {**os.environ, "XDG_CACHE_HOME": str(tmp_path / "own")}
    command = [sys.executable, "-m", "ideario", "--root", str(community), "tally"]

    def run() -> tuple[int, str]:
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        return done.returncode, done.stderr

    assert run()[0] == 0
    spans = json.loads((tmp_path / "own" / "ideario" / "chains.json").read_bytes())["spans"]
    file = event_files(ledger)[0]
    assert list(spans) == [f"2026-01 {sha256(file.read_bytes()).hexdigest()}"]
    assert {path for path in community.rglob("*") if path.is_file()} == before
    assert run()[0] == 0
    file.write_bytes(file.read_bytes().replace(b'"kind":"+1"', b'"kind":"-1"', 1))
    code, said = run()
    assert (code, "2026-01-01.jsonl" in said, "ideario verify" in said) == (2, True, True), said


# ---- every command that counts


@pytest.mark.parametrize(
    "harm",
    [
        lambda text: text.replace(b'"kind":"+1"', b'"kind":"-1"', 1),
        lambda text: text.replace(b'"voter":"0000', b'"voter":"f000', 1),
        lambda text: b"".join(text.splitlines(keepends=True)[1:]),
        lambda text: text.splitlines(keepends=True)[0] + text,
    ],
)
def test_no_command_gives_a_number_of_a_broken_chain(
    root: Path,
    ideario: Callable[..., Outcome],
    harm: Callable[[bytes], bytes],
) -> None:
    file = event_files(root / "content" / "ledger")[0]
    file.write_bytes(harm(file.read_bytes()))
    for command in (
        ["tally"],
        ["tally", "--format", "json"],
        ["build"],
        ["winners", "quieter-streets"],
        ["winners", "quieter-streets", "--what-if"],
        ["winners", "quieter-streets", "--provisional"],
        ["report", "integrity"],
        ["export", "pabulib", "quieter-streets"],
    ):
        said = ideario(*command, cwd=root)
        assert said.exit_code == 2, (command, said)
        assert said.stdout == "", command
        assert "ideario verify" in said.stderr, command
    assert not (root / "build" / "site").exists()
    assert not (root / "content" / "results").exists()
    told = ideario("verify", cwd=root)
    assert told.exit_code == 1
    assert file.name in told.stdout
