"""The ledger's files: canonical, chained, closed at their size, whole or not there at all; and the schemas hold."""

import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ideario.ledger import event_writer
from ideario.ledger.chain.check_chain import check_chain
from ideario.ledger.event_writer import line_of
from ideario.ledger.format import GENESIS, canonical
from ideario.ledger.ledger_folder import read_state, read_threads, write_ledger
from ideario.ledger.plain_files import event_files
from ideario.model.ledger_state import Event, Thread
from ideario.problems import Failure
from ledgers import OBSERVED, cast, lines
from published_schemas import validator


def test_each_line_is_canonical_and_names_the_hash_of_the_line_before(tmp_path: Path) -> None:
    events = [cast(1), cast(2, rule="R3"), cast(1, type="withdraw", given=None), cast(4, flags=("R7", "R9"))]
    state = write_ledger(tmp_path / "ledger", events, [], observed=OBSERVED)
    prev = GENESIS
    for seq, line in enumerate(lines(tmp_path / "ledger"), 1):
        event = json.loads(line)
        assert canonical(event).encode() == line
        assert (event["seq"], event["prev"]) == (seq, prev)
        prev = sha256(line).hexdigest()
    assert (state.head, state.events, state.lines) == (prev, 4, 5)


def test_the_last_line_says_what_ledger_json_says(tmp_path: Path) -> None:
    state = write_ledger(
        tmp_path / "ledger", [cast(1)], [Thread(name="pull/1", ideas=("bike-lanes",))], observed=OBSERVED
    )
    last = json.loads(lines(tmp_path / "ledger")[-1])
    said = json.loads((tmp_path / "ledger" / "ledger.json").read_bytes())
    assert last.pop("type") == "state"
    assert {last.pop("closes"), last.pop("coarsened")} == {None}
    assert (last.pop("prev"), last.pop("seq"), last.pop("seen")) == (
        sha256(lines(tmp_path / "ledger")[0]).hexdigest(),
        2,
        "2026-03-01T06:00:00Z",
    )
    assert last == {key: said[key] for key in last}
    assert last.keys() == said.keys() - {"schema", "head", "events", "lines"}
    assert state.threads == last["threads"] == sha256((tmp_path / "ledger" / "threads.json").read_bytes()).hexdigest()


texts = st.text(st.characters(exclude_categories=["Cs"]))


@given(texts, texts, texts, st.none() | texts, st.lists(texts))
def test_any_text_makes_the_line_that_json_would_make(idea, voter, kind, moment, flags) -> None:
    event = cast(1, idea=idea, voter=voter, kind=kind, given=moment, rule=moment, flags=tuple(flags))
    line = line_of(event, seq=7, prev=GENESIS)
    assert canonical(json.loads(line)).encode() == line
    assert json.loads(line)["flags"] == flags


def test_files_begin_anew_with_the_month_and_at_their_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(event_writer, "MAX_FILE", 1000)
    events = [cast(n, seen=f"2026-{1 + n // 10:02}-05T12:00:00Z") for n in range(1, 21)]
    write_ledger(tmp_path / "ledger", events, [], observed=OBSERVED)
    files = event_files(tmp_path / "ledger")
    assert [file.name for file in files][:4] == [
        "2026-01-01.jsonl",
        "2026-01-02.jsonl",
        "2026-01-03.jsonl",
        "2026-02-01.jsonl",
    ]
    assert all(file.stat().st_size <= 1000 for file in files)
    assert [json.loads(line)["seq"] for line in lines(tmp_path / "ledger")] == list(range(1, 22))


def test_the_hundredth_file_of_a_month_comes_after_the_ninety_ninth(tmp_path: Path) -> None:
    for name in ("2026-01-100.jsonl", "2026-01-99.jsonl", "2026-02-01.jsonl", "2025-12-01.jsonl", "notes.jsonl"):
        (tmp_path / name).touch()
    names = [file.name for file in event_files(tmp_path)]
    assert names == ["2025-12-01.jsonl", "2026-01-99.jsonl", "2026-01-100.jsonl", "2026-02-01.jsonl"]


def test_what_is_written_fits_its_schemas(tmp_path: Path) -> None:
    threads = [
        Thread(name="pull/12", ideas=("bike-lanes", "trees"), author="octocat", opened=OBSERVED, merged=OBSERVED),
        Thread(name="import/1", ideas=()),
    ]
    imported = f"pabulib:{'a' * 64}:v1"
    events = [cast(1), cast(2, voter=imported), cast(3, type="withdraw", given=None, rule="R6", flags=("R10",))]
    folder = tmp_path / "ledger"
    write_ledger(folder, events, threads, observed=OBSERVED, sample=True)
    for line in lines(folder):
        validator("ledger-event.schema.json").validate(json.loads(line))
    validator("ledger.schema.json").validate(json.loads((folder / "ledger.json").read_bytes()))
    validator("threads.schema.json").validate(json.loads((folder / "threads.json").read_bytes()))


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    threads = (
        Thread(name="pull/2", ideas=("trees",), author="octocat", opened=OBSERVED, comments=3, answered=OBSERVED),
        Thread(name="pull/12", ideas=("bike-lanes",), merged=OBSERVED),
    )
    state = write_ledger(tmp_path / "ledger", [cast(1)], reversed(threads), observed=OBSERVED, sample=True)
    assert read_state(tmp_path / "ledger") == state
    assert read_threads(tmp_path / "ledger") == threads


def test_a_ledger_without_events_is_a_state_line(tmp_path: Path) -> None:
    state = write_ledger(tmp_path / "ledger", [], [], observed=OBSERVED)
    assert (state.events, state.lines) == (0, 1)
    assert [json.loads(line)["type"] for line in lines(tmp_path / "ledger")] == ["state"]


def test_threads_of_other_repositories_have_it_before_them(tmp_path: Path) -> None:
    names = ("acme/library/issue/3", "acme/library/issue/12", "import/1", "import/library/discussion/7", "pull/2")
    threads = tuple(Thread(name=name, ideas=("bike-lanes",)) for name in names)
    write_ledger(tmp_path / "ledger", [cast(1, thread=names[0])], threads, observed=OBSERVED)
    assert read_threads(tmp_path / "ledger") == threads
    assert check_chain(tmp_path / "ledger") == []
    validator("threads.schema.json").validate(json.loads((tmp_path / "ledger" / "threads.json").read_bytes()))
    validator("ledger-event.schema.json").validate(json.loads(lines(tmp_path / "ledger")[0]))


def test_a_ledger_of_format_1_is_refused_with_the_reason(tmp_path: Path) -> None:
    write_ledger(tmp_path / "ledger", [], [], observed=OBSERVED)
    file = tmp_path / "ledger" / "ledger.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | {"schema": 1}))
    with pytest.raises(Failure, match="ledgers of that format are not read any more") as refused:
        read_state(tmp_path / "ledger")
    assert "make it anew" in (refused.value.hint or "")


def test_there_is_no_ledger_where_nothing_is(tmp_path: Path) -> None:
    assert read_state(tmp_path / "nowhere") is None
    assert read_threads(tmp_path / "nowhere") == ()


def test_an_existing_ledger_is_never_written_over(tmp_path: Path) -> None:
    folder = tmp_path / "ledger"
    write_ledger(folder, [cast(1)], [], observed=OBSERVED)
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    with pytest.raises(Failure):
        write_ledger(folder, [cast(2)], [], observed=OBSERVED)
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == before


def test_nothing_stays_of_a_ledger_whose_events_end_in_an_error(tmp_path: Path) -> None:
    def broken() -> Iterator[Event]:
        yield cast(1)
        raise RuntimeError("the source broke off")

    with pytest.raises(RuntimeError):
        write_ledger(tmp_path / "ledger", broken(), [], observed=OBSERVED)
    assert list(tmp_path.iterdir()) == []


def test_events_come_in_the_order_in_which_they_were_seen(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="line 2"):
        write_ledger(tmp_path / "ledger", [cast(1, seen="2026-02-01T00:00:00Z"), cast(2)], [], observed=OBSERVED)


@pytest.mark.parametrize(
    "document",
    [
        b"",
        b"[]",
        b"{}",
        b'{"schema": 3}',
        b'{"schema": 2}',
        b'{"schema": 2, "head": "ab", "events": 0, "observed": "2026-03-01T06:00:00Z", "epoch": 1, "threads": ""}',
        b"\xff\xfe",
        b"[" * 100_000,
    ],
)
def test_a_malformed_ledger_is_a_failure_and_no_traceback(tmp_path: Path, document: bytes) -> None:
    (tmp_path / "ledger.json").write_bytes(document)
    with pytest.raises(Failure):
        read_state(tmp_path)


@pytest.mark.parametrize("key", ["head", "events", "lines", "observed", "epoch", "threads"])
@pytest.mark.parametrize("value", [None, -1, "x", [], "2026-13-45T99:00:00Z"])
def test_each_value_of_ledger_json_is_looked_at(tmp_path: Path, key: str, value: object) -> None:
    write_ledger(tmp_path / "ledger", [], [], observed=OBSERVED)
    file = tmp_path / "ledger" / "ledger.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | {key: value}))
    with pytest.raises(Failure):
        read_state(tmp_path / "ledger")


@pytest.mark.parametrize(
    "threads",
    [None, [1], [{}], [{"name": "pull/1", "ideas": 3}], [{"name": "pull/1", "ideas": [], "opened": "soon"}]]
    + [[{"name": name, "ideas": []}] for name in ("pull/0", "pull/1/2", "pull/1\n", "../1", "https://x.example/1")]
    + [[{"name": name, "ideas": []}] for name in ("acme/library/import/1", "a/b/c/pull/1", "-a/b/pull/1", "a//pull/1")]
    + [
        [{"name": "pull/1", "ideas": [slug]}]
        for slug in ("", "A", "a--b", "a\n", "../a", "<b>", "=1+1", "a" * 81, "\u202ea")
    ],
)
def test_malformed_threads_are_a_failure(tmp_path: Path, threads: object) -> None:
    (tmp_path / "threads.json").write_text(json.dumps({"schema": 2, "threads": threads}))
    with pytest.raises(Failure):
        read_threads(tmp_path)


def test_events_without_ledger_json_are_a_failure(tmp_path: Path) -> None:
    write_ledger(tmp_path / "ledger", [cast(1)], [], observed=OBSERVED)
    (tmp_path / "ledger" / "ledger.json").unlink()
    with pytest.raises(Failure):
        read_state(tmp_path / "ledger")
