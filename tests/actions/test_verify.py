"""Recounting: whatever is done to a ledger is found and named, and so is every published number that is wrong."""

import json
import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from communities import NOW, git
from conftest import Outcome
from hypothesis import given
from hypothesis import strategies as st
from ideario.actions.build import build
from ideario.ledger import event_writer
from ideario.ledger.append import continued
from ideario.ledger.chain.check_chain import Since, check_chain, look_at_chain
from ideario.ledger.format import GENESIS, canonical
from ideario.ledger.ledger_folder import read_state, threads_document, write_ledger
from ideario.ledger.plain_files import event_files
from ideario.ledger.staging import StagedChange
from ideario.model.community import Community
from ideario.model.ledger_state import Thread
from ideario.problems import Failure, Problem
from ideario.publishing.compare_documents import OTHERWISE
from ideario.publishing.manifest import Built
from ideario.resources import tool_resources
from ideario.voting.counting.tallies import tally
from ledgers import cast, restated
from tallies import riverton_with_votes

pytestmark = pytest.mark.slow

OBSERVED = datetime(2026, 2, 28, tzinfo=UTC)
Lines = list[tuple[str, bytes]]


def write(folder: Path, *, count: int = 20) -> Lines:
    """A ledger of two files, January and February; its lines, the last a state line, each with the name of its file."""
    half = count // 2
    events = [cast(n, seen=f"2026-{1 if n <= half else 2:02}-{1 + n % 28:02}T00:00:00Z") for n in range(1, count + 1)]
    write_ledger(folder, events, [], observed=OBSERVED)
    return [(file.name, line) for file in event_files(folder) for line in file.read_bytes().splitlines(keepends=True)]


def put_back(folder: Path, lines: Lines) -> None:
    for file in event_files(folder):
        file.write_bytes(b"".join(line for name, line in lines if name == file.name))


def changed(line: bytes, **values: Any) -> bytes:
    """A line with other values, in good form, so that only its hash can tell."""
    return (canonical(json.loads(line) | values) + "\n").encode()


def after(line: bytes, **values: Any) -> bytes:
    """A line that follows `line` as the chain asks."""
    return changed(line, prev=sha256(line[:-1]).hexdigest(), seq=json.loads(line)["seq"] + 1, **values)


def told(problems: list[Problem]) -> list[tuple[str, int, str]]:
    assert all(problem.column == 1 for problem in problems)
    return [(problem.path, problem.line, problem.message) for problem in problems if problem.level == "error"]


def errors_of(folder: Path, lines: Lines, **options: Any) -> list[tuple[str, int, str]]:
    put_back(folder, lines)
    return told(check_chain(folder, **options))


def test_a_sound_ledger_has_no_problem(tmp_path: Path) -> None:
    lines = write(tmp_path / "ledger")
    head = sha256(lines[-1][1][:-1]).hexdigest()
    assert check_chain(tmp_path / "ledger") == check_chain(tmp_path / "ledger", head=head) == []


def test_where_there_is_no_ledger_nothing_is_wrong_unless_a_head_is_given(tmp_path: Path) -> None:
    assert check_chain(tmp_path) == []
    assert len(check_chain(tmp_path, head="ab" * 32)) == 1


JANUARY, FEBRUARY = "2026-01-01.jsonl", "2026-02-01.jsonl"


@pytest.mark.parametrize("place", [0, 4, 9, 10, 15, 19])
@pytest.mark.parametrize(
    "values", [{"kind": "-1"}, {"voter": "ab" * 32}, {"rule": "R3"}, {"seq": 3000}, {"prev": "ab" * 32}]
)
def test_a_changed_line_is_named(tmp_path: Path, place: int, values: dict[str, Any]) -> None:
    lines = write(tmp_path / "ledger")
    name, line = lines[place]
    lines[place] = (name, changed(line, **values))
    errors = errors_of(tmp_path / "ledger", lines)
    assert {(path, number) for path, number, _ in errors} == {(name, place % 10 + 1)}
    assert all("changed" in message for *_, message in errors)


def test_two_changed_lines_are_named(tmp_path: Path) -> None:
    lines = write(tmp_path / "ledger")
    for place in (4, 12):
        lines[place] = (lines[place][0], changed(lines[place][1], kind="-1"))
    assert [error[:2] for error in errors_of(tmp_path / "ledger", lines)] == [(JANUARY, 5), (FEBRUARY, 3)]


def test_of_two_changed_neighbours_one_is_certain_and_the_other_likely(tmp_path: Path) -> None:
    lines = write(tmp_path / "ledger")
    for place in (4, 5):
        lines[place] = (lines[place][0], changed(lines[place][1], kind="-1"))
    put_back(tmp_path / "ledger", lines)
    problems = check_chain(tmp_path / "ledger")
    assert [(p.line, p.level) for p in problems] == [(5, "warning"), (6, "error")]


@pytest.mark.parametrize(
    ("first", "last", "where", "message"),
    [
        (4, 5, (JANUARY, 5), "line 5 of the chain is missing before"),
        (4, 8, (JANUARY, 5), "lines 5 to 8 of the chain are missing before"),
        (0, 1, (JANUARY, 1), "line 1 of the chain is missing before"),
        (8, 12, (FEBRUARY, 1), "lines 9 to 12 of the chain are missing before"),
        (10, 20, (FEBRUARY, 1), "lines 11 to 20 of the chain are missing before"),
        (20, 21, (FEBRUARY, 10), "line 21 of the chain is missing after"),
        (15, 21, (FEBRUARY, 5), "lines 16 to 21 of the chain are missing after"),
        (10, 21, (JANUARY, 10), "lines 11 to 21 of the chain are missing after"),
        (0, 21, ("ledger.json", 1), "all lines are missing"),
    ],
)
def test_missing_lines_are_named(tmp_path: Path, first: int, last: int, where: tuple[str, int], message: str) -> None:
    lines = write(tmp_path / "ledger")
    errors = errors_of(tmp_path / "ledger", lines[:first] + lines[last:])
    assert [error[:2] for error in errors] == [where]
    assert errors[0][2].startswith(message)


def test_a_missing_file_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(event_writer, "MAX_FILE", 2000)
    write(tmp_path / "ledger")
    (tmp_path / "ledger" / "2026-01-01.jsonl").unlink()
    errors = told(check_chain(tmp_path / "ledger"))
    assert {error[:2] for error in errors} == {("2026-01-02.jsonl", 1)}
    assert any("2026-01-01.jsonl is missing" in message for *_, message in errors)
    assert any(message.startswith("lines 1 to ") for *_, message in errors)


@pytest.mark.parametrize(("first", "second"), [(4, 5), (0, 1), (2, 7), (18, 19), (12, 16)])
def test_swapped_lines_are_named(tmp_path: Path, first: int, second: int) -> None:
    lines = write(tmp_path / "ledger")
    lines[first], lines[second] = lines[second], lines[first]
    errors = errors_of(tmp_path / "ledger", lines)
    assert (lines[first][0], first % 10 + 1) in {error[:2] for error in errors}
    assert all("out of order" in message for *_, message in errors)


def test_a_line_that_was_moved_is_named_with_its_place(tmp_path: Path) -> None:
    lines = write(tmp_path / "ledger")
    lines.insert(7, lines.pop(2))
    errors = errors_of(tmp_path / "ledger", lines)
    assert errors == [(JANUARY, 3, f"the line is out of order: it belongs after the one at {JANUARY}:8")]


@pytest.mark.parametrize("place", [1, 5, 10, 14, 20])
def test_an_added_line_is_named(tmp_path: Path, place: int) -> None:
    lines = write(tmp_path / "ledger")
    name, before = lines[place - 1]
    for added in (after(before, kind="-1"), lines[0][1], changed(before, kind="-1")):
        errors = errors_of(tmp_path / "ledger", [*lines[:place], (name, added), *lines[place:]])
        if added != before:
            assert (name, (place - 1) % 10 + 2) in {error[:2] for error in errors}
        assert any("added" in message for *_, message in errors)


@pytest.mark.parametrize("junk", [b"\n", b"junk\n", b"[1]\n", b"\xff\xfe\n", b"null\n", b"{}\n", b"[" * 99_999 + b"\n"])
def test_junk_between_lines_is_named(tmp_path: Path, junk: bytes) -> None:
    lines = write(tmp_path / "ledger")
    errors = errors_of(tmp_path / "ledger", [*lines[:5], (JANUARY, junk), *lines[5:]])
    assert {error[:2] for error in errors} == {(JANUARY, 6)}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (b'"seq":', b'"seq": ', "not canonical"),
        (b"}\n", b"}\r\n", "not canonical"),
        (b'"kind":"+1",', b"", "lacks the key kind"),
        (b'"flags":[]', b'"flags":["R1"]', "flags may not be"),
        (b'"flags":[]', b'"flags":["R7","R7"]', "flags may not be"),
        (b'"kind":"+1"', b'"kind":"thumbs"', 'kind may not be "thumbs"'),
        (b'"rule":null', b'"rule":null,"score":3', "has the key score"),
        (b'"given":"', b'"given":"x', "given may not be"),
        (b'"type":"cast"', b'"type":"withdraw"', "may not have the time"),
        (b'"thread":"pull', b'"thread":"poll', "thread may not be"),
        (b'"idea":"', b'"idea":"' + b"a" * 80, "idea may not be"),
        (b'"kind":"+1"', b'"kind":"\\u002b1"', "not canonical"),
    ],
)
def test_what_is_wrong_with_a_line_itself_is_said(tmp_path: Path, old: bytes, new: bytes, message: str) -> None:
    lines = write(tmp_path / "ledger")
    assert old in lines[6][1]
    lines[6] = (JANUARY, lines[6][1].replace(old, new, 1))
    errors = errors_of(tmp_path / "ledger", lines)
    assert {error[:2] for error in errors} == {(JANUARY, 7)}
    assert any(message in text for *_, text in errors)


def test_a_missing_line_end_is_named(tmp_path: Path) -> None:
    lines = write(tmp_path / "ledger")
    lines[-1] = (FEBRUARY, lines[-1][1][:-1])
    assert errors_of(tmp_path / "ledger", lines) == [(FEBRUARY, 11, "the line has no line end")]


def test_voters_of_imports_may_have_any_sign_but_spaces(tmp_path: Path) -> None:
    voters = [f"pabulib:{'a' * 64}:{ending}" for ending in ("1", "a%20b", 'quo"te', "back\\slash", "żółw", "x" * 100)]
    write_ledger(tmp_path / "ledger", [cast(1, voter=voter) for voter in voters], [], observed=OBSERVED)
    assert check_chain(tmp_path / "ledger") == []
    write_ledger(tmp_path / "other", [cast(1, voter=f"pabulib:{'a' * 64}:a b")], [], observed=OBSERVED)
    assert len(check_chain(tmp_path / "other")) == 1


def test_an_event_in_the_file_of_another_month_is_named(tmp_path: Path) -> None:
    write(tmp_path / "ledger")
    (tmp_path / "ledger" / FEBRUARY).rename(tmp_path / "ledger" / "2026-03-01.jsonl")
    errors = told(check_chain(tmp_path / "ledger"))
    assert {(path, line) for path, line, _ in errors} == {("2026-03-01.jsonl", line) for line in range(1, 12)}


def test_a_file_by_another_name_is_named(tmp_path: Path) -> None:
    write(tmp_path / "ledger")
    (tmp_path / "ledger" / "notes.jsonl").write_text("{}\n")
    assert [error[:2] for error in told(check_chain(tmp_path / "ledger"))] == [("notes.jsonl", 1)]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("events", 19),
        ("lines", 20),
        ("threads", "ab" * 32),
        ("observed", "2026-02-27T00:00:00Z"),
        ("epoch", 2),
        ("sample", True),
        ("key_check", "ab" * 32),
        ("former_head", "ab" * 32),
        ("coarsened", "2026-02-01T00:00:00Z"),
        ("closes", [{"closed": "2026-02-20T00:00:00Z", "before": None, "after": None}]),
    ],
)
def test_ledger_json_says_what_the_chain_says(
    tmp_path: Path,
    community: Community,
    key: str,
    value: object,
) -> None:
    write(tmp_path / "ledger")
    file = tmp_path / "ledger" / "ledger.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | {key: value}))
    errors = told(check_chain(tmp_path / "ledger"))
    assert ("ledger.json", 1) in {error[:2] for error in errors}
    assert key in "".join(message for *_, message in errors)
    with pytest.raises(Failure, match="cannot be counted") as refused:
        tally(community, tmp_path / "ledger", as_of=OBSERVED)
    assert "ideario verify" in (refused.value.hint or "")


def test_threads_json_is_the_one_that_the_chain_names(tmp_path: Path, community: Community) -> None:
    write(tmp_path / "ledger")
    file = tmp_path / "ledger" / "threads.json"
    file.write_bytes(threads_document([Thread(name="pull/1", ideas=("night-trams",))]))
    assert [error[:2] for error in told(check_chain(tmp_path / "ledger"))] == [("threads.json", 1)]
    with pytest.raises(Failure, match="cannot be counted"):
        tally(community, tmp_path / "ledger", as_of=OBSERVED)
    state = tmp_path / "ledger" / "ledger.json"
    state.write_text(json.dumps(json.loads(state.read_text()) | {"threads": sha256(file.read_bytes()).hexdigest()}))
    assert [error[:2] for error in told(check_chain(tmp_path / "ledger"))] == [("ledger.json", 1)]
    with pytest.raises(Failure, match="cannot be counted"):
        tally(community, tmp_path / "ledger", as_of=OBSERVED)


def test_a_chain_that_ends_without_a_state_line_is_not_whole(tmp_path: Path, community: Community) -> None:
    lines = write(tmp_path / "ledger")
    added = changed(lines[3][1], prev=sha256(lines[-1][1][:-1]).hexdigest(), seq=22, seen="2026-02-28T00:00:00Z")
    put_back(tmp_path / "ledger", [*lines, (FEBRUARY, added)])
    state = tmp_path / "ledger" / "ledger.json"
    head = sha256(added[:-1]).hexdigest()
    state.write_text(json.dumps(json.loads(state.read_text()) | {"head": head, "lines": 22, "events": 21}))
    assert [error[:2] for error in told(check_chain(tmp_path / "ledger"))] == [(FEBRUARY, 12)]
    with pytest.raises(Failure, match="cannot be counted"):
        tally(community, tmp_path / "ledger", as_of=OBSERVED)


def test_a_head_that_no_line_has_is_found(tmp_path: Path) -> None:
    write(tmp_path / "ledger")
    file = tmp_path / "ledger" / "ledger.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | {"head": "ab" * 32}))
    assert told(check_chain(tmp_path / "ledger"))


def test_a_tail_cut_together_with_ledger_json_is_found_by_a_head_alone(tmp_path: Path) -> None:
    kept = sha256(write(tmp_path / "ledger")[-1][1][:-1]).hexdigest()
    write(tmp_path / "cut", count=18)
    assert check_chain(tmp_path / "cut") == []
    assert [error[:2] for error in told(check_chain(tmp_path / "cut", head=kept))] == [("ledger.json", 1)]


def test_what_came_after_an_earlier_head_is_counted(tmp_path: Path) -> None:
    lines = write(tmp_path / "ledger")
    kept = sha256(lines[11][1][:-1]).hexdigest()
    assert look_at_chain(tmp_path / "ledger", head=kept) == ([], Since(lines=9, syncs=1))


def test_each_head_that_a_chain_has_had_is_accepted_with_what_came_after_it(tmp_path: Path) -> None:
    folder = tmp_path / "ledger"
    heads = [GENESIS]
    for number in range(3):
        with continued(folder, begun=OBSERVED) as run:
            run.stage(
                [
                    StagedChange(
                        "cast", "pull/1", "night-trams", f"{number:064x}", "+1", "2026-02-10T12:00:00Z", None, ()
                    )
                ],
                {},
            )
            moment = OBSERVED + timedelta(days=number)
            state = run.commit(seen=moment, observed=moment, threads=(), sync_state={}, key_check="c" * 64)
            heads.append(state.head)
    for place, head in enumerate(heads):
        assert look_at_chain(folder, head=head) == ([], Since(lines=6 - 2 * place, syncs=3 - place))
    first = sha256(event_files(folder)[0].read_bytes().splitlines()[0]).hexdigest()
    assert look_at_chain(folder, head=first) == ([], Since(lines=5, syncs=3))


@pytest.mark.parametrize(
    "changes",
    [{"observed": datetime(2026, 2, 1, tzinfo=UTC)}, {"sample": True}, {"epoch": 2}, {"threads": "threads.json"}],
)
def test_what_the_head_stands_for_cannot_change_under_it(tmp_path: Path, changes: dict[str, Any]) -> None:
    lines = write(tmp_path / "ledger")
    kept = sha256(lines[-1][1][:-1]).hexdigest()
    file = tmp_path / "ledger" / "threads.json"
    if "threads" in changes:
        file.write_bytes(threads_document([Thread(name="pull/1", ideas=("rival",))]))
        changes = {"threads": sha256(file.read_bytes()).hexdigest()}
    restated(tmp_path / "ledger", **changes)
    assert check_chain(tmp_path / "ledger") == []
    assert any(kept in message for *_, message in told(check_chain(tmp_path / "ledger", head=kept)))


def test_line_ends_that_git_has_changed_are_called_that_and_the_commands_bring_them_back(
    tmp_path: Path,
    community: Community,
) -> None:
    home = tmp_path / "home"
    write(home / "ledger")
    (home / "ledger" / ".gitattributes").unlink()  # as in a ledger that was made before there was one
    git(home, "init", "-q")
    git(home, "add", ".")
    git(home, "commit", "-qm", "Begin")
    clone = tmp_path / "clone"
    git(tmp_path, "-c", "core.autocrlf=true", "clone", "-q", "-c", "core.autocrlf=true", str(home), str(clone))
    folder = clone / "ledger"
    assert b"\r\n" in event_files(folder)[0].read_bytes()
    (problem,) = check_chain(folder)
    assert (problem.rule, "core.autocrlf" in problem.message) == ("ledger-line-ends", True)
    with pytest.raises(Failure, match="autocrlf") as refused:
        tally(community, folder, as_of=OBSERVED)
    command = problem.hint.partition(": ")[2]
    assert command in refused.value.message
    subprocess.run(command, shell=True, cwd=clone, check=True)
    assert check_chain(folder) == []


def test_no_setting_of_git_changes_the_line_ends_of_a_new_ledger(tmp_path: Path) -> None:
    home = tmp_path / "home"
    write(home / "content" / "ledger")
    (home / ".gitattributes").write_text("* text=auto eol=crlf\n")
    git(home, "init", "-q")
    git(home, "add", ".")
    git(home, "commit", "-qm", "Begin")
    git(tmp_path, "clone", "-q", "-c", "core.autocrlf=true", str(home), str(tmp_path / "clone"))
    assert check_chain(tmp_path / "clone" / "content" / "ledger") == []


def test_a_ledger_rewritten_by_an_editor_is_said_in_one_sentence(tmp_path: Path) -> None:
    lines = write(tmp_path / "ledger", count=2400)
    errors = errors_of(tmp_path / "ledger", [(name, line.replace(b"\n", b"\r\n")) for name, line in lines])
    chain = [message for *_, message in errors if "editor" in message]
    assert len(chain) == 1
    assert len(errors) < 110


@given(data=st.data())
def test_nothing_done_to_a_ledger_goes_unnoticed(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    folder = tmp_path_factory.mktemp("ledgers") / "ledger"
    lines = write(folder)
    before = list(lines)
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(lines) - 1)) if lines else 0
        match data.draw(st.sampled_from(["cut", "copy", "swap", "kind", "byte"])) if lines else "none":
            case "cut":
                del lines[place]
            case "copy":
                lines.insert(data.draw(st.integers(0, len(lines))), (lines[place][0], lines[place][1]))
            case "swap":
                other = data.draw(st.integers(0, len(lines) - 1))
                (a, x), (b, y) = lines[place], lines[other]
                lines[place], lines[other] = (a, y), (b, x)
            case "kind":
                lines[place] = (lines[place][0], lines[place][1].replace(b"+1", b"-1"))
            case "byte":
                name, line = lines[place]
                at = data.draw(st.integers(0, len(line) - 1))
                lines[place] = (name, line[:at] + bytes([data.draw(st.integers(0, 255))]) + line[at + 1 :])
    put_back(folder, lines)
    intact = [line for name in (JANUARY, FEBRUARY) for n, line in lines if n == name] == [line for _, line in before]
    assert bool(told(check_chain(folder))) is not intact


# ---- the command


@pytest.fixture(scope="module")
def first_build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A community with two votes and its site, to be copied."""
    root = riverton_with_votes(tmp_path_factory.mktemp("first") / "riverton")
    made = build(root, resources=tool_resources(), ledger=root / "content" / "ledger", output=root / "build", now=NOW)
    assert isinstance(made, Built)
    assert not made.problems
    return root


@pytest.fixture
def built(first_build: Path, tmp_path: Path) -> Path:
    """A community with two votes and its published site."""
    return Path(shutil.copytree(first_build, tmp_path / "riverton"))


def rewrite(root: Path, name: str, change: Callable[[Any], None]) -> None:
    file = root / "build" / "site" / "api" / "v1" / name
    document = json.loads(file.read_text())
    change(document)
    file.write_text(json.dumps(document))


def test_a_site_as_published_agrees(built: Path, ideario: Callable[..., Outcome]) -> None:
    said = ideario("--root", built, "verify")
    assert (said.exit_code, said.stderr) == (0, "")
    assert "Everything agrees" in said.stdout
    assert "No head was given" in said.stdout
    assert "tally.json" in said.stdout
    head = read_state(built / "content" / "ledger").head
    with_head = ideario("--root", built, "verify", "--head", head.upper())
    assert with_head.exit_code == 0
    assert "No head was given" not in with_head.stdout


def test_a_site_made_as_of_another_moment_agrees(built: Path, ideario: Callable[..., Outcome]) -> None:
    ideario("--root", built, "build", "--as-of", "2026-02-20")
    assert ideario("--root", built, "verify").exit_code == 0


@pytest.mark.parametrize(
    ("name", "change", "message"),
    [
        (
            "tally.json",
            lambda d: d["ideas"][1].update(support=3),
            "ideas: night-trams: support is 3, and the recount",
        ),
        ("tally.json", lambda d: d["ideas"][1]["excluded"].update(R3=1), "ideas: night-trams: excluded: R3 is 1, and"),
        ("tally.json", lambda d: d["ideas"].pop(), "ideas: night-trams is absent, and the recount gives {"),
        ("tally.json", lambda d: d["ideas"].append({"idea": "more"}), 'ideas: more is {"idea": "more"}, and'),
        ("tally.json", lambda d: d["challenges"][0].update(voters=9), "challenges: quieter-streets: voters is 9, and"),
        ("tally.json", lambda d: d["ledger"].update(head="ab" * 32), "ledger: head is"),
        ("tally.json", lambda d: d["rules"].update(hash="ab" * 32), "rules: hash is"),
        ("tally.json", lambda d: d.update(ideas=None), "ideas: bike-lanes is absent"),
        ("tally.json", lambda d: d["ideas"][0].update(support=True), "ideas: bike-lanes: support is true, and"),
        ("ideas.json", lambda d: d["ideas"][1]["votes"].update(oppose=1), "ideas: night-trams: oppose is 1, and"),
        ("ideas.json", lambda d: d["ideas"][1].pop("votes"), "ideas: night-trams is absent, and"),
        ("ideas.json", lambda d: d["ideas"].insert(0, 7), "ideas: #0 is 7, and the recount gives absent"),
    ],
)
def test_a_wrong_published_number_is_named(
    built: Path, ideario: Callable[..., Outcome], name: str, change: Callable[[Any], None], message: str
) -> None:
    rewrite(built, name, change)
    said = ideario("--root", built, "verify")
    assert said.exit_code == 1
    assert f"build/site/api/v1/{name}:1:1: error: published-numbers: {message}" in said.stdout


@pytest.mark.parametrize(
    ("name", "change", "message"),
    [
        (
            "rankings.json",
            lambda d: d["rankings"][0]["top"][0].update(score=9.5),
            "score is 9.5, and the recount gives",
        ),
        ("rankings.json", lambda d: d["rankings"][0].update(top=[]), "top: "),
        (
            "integrity.json",
            lambda d: d["challenges"][0].update(flagged=4711),
            "flagged is 4711, and the recount gives 0",
        ),
        ("challenges.json", lambda d: d["challenges"][0].update(voters=4711), "voters is 4711, and the recount gives"),
        ("results.json", lambda d: d["results"].append({"challenge": "x"}), "results: x is"),
        ("ideas.json", lambda d: d["ideas"][0].update(rank=4711), "rank is 4711, and the recount gives"),
        ("tags.json", lambda d: d["tags"].append({"tag": "x", "ideas": 4711}), "tags: x is"),
    ],
)
def test_a_wrong_number_in_any_document_is_named(
    built: Path, ideario: Callable[..., Outcome], name: str, change: Callable[[Any], None], message: str
) -> None:
    rewrite(built, name, change)
    said = ideario("--root", built, "verify")
    assert said.exit_code == 1
    assert f"build/site/api/v1/{name}:1:1: error: published-numbers: " in said.stdout
    assert message in said.stdout


@pytest.mark.parametrize("name", ["ideas.csv", "challenges.csv", "count.sql"])
def test_a_text_that_was_changed_is_named_by_its_line(built: Path, ideario: Callable[..., Outcome], name: str) -> None:
    file = built / "build" / "site" / "api" / "v1" / name
    file.write_bytes(file.read_bytes().replace(b"e", b"4711", 1))
    said = ideario("--root", built, "verify")
    assert said.exit_code == 1
    assert f"build/site/api/v1/{name}:1:1: error: published-numbers: line " in said.stdout


def test_each_published_document_is_compared_or_it_is_said_why_not(
    built: Path, ideario: Callable[..., Outcome]
) -> None:
    said = ideario("--root", built, "verify")
    assert said.exit_code == 0, said.stdout
    assert "Not compared: the pages, the feeds and the calendar" in said.stdout
    api = built / "build" / "site" / "api" / "v1"
    for file in api.rglob("*"):
        name = file.relative_to(built / "build" / "site").as_posix()
        assert file.is_dir() or name in OTHERWISE or name in said.stdout, name


def test_votes_added_since_are_a_difference(built: Path, ideario: Callable[..., Outcome]) -> None:
    folder = built / "content" / "ledger"
    for file in folder.iterdir():
        file.unlink()
    write_ledger(folder, [cast(1, idea="night-trams", seen="2026-02-10T12:00:00Z")], [], observed=OBSERVED)
    said = ideario("--root", built, "verify", "--format", "json")
    assert said.exit_code == 1
    pointers = {problem["pointer"] for problem in json.loads(said.stdout)["problems"]}
    assert {"/ideas/night-trams/support", "/ledger/head"} <= pointers


def test_without_a_site_nothing_published_is_compared_and_it_says_so(
    tmp_path: Path, ideario: Callable[..., Outcome]
) -> None:
    said = ideario("--root", riverton_with_votes(tmp_path), "verify")
    assert said.exit_code == 0
    assert "No published numbers were compared" in said.stdout


def test_a_site_that_was_asked_for_must_be_there(tmp_path: Path, ideario: Callable[..., Outcome]) -> None:
    said = ideario("--root", riverton_with_votes(tmp_path), "verify", "--site", tmp_path / "nowhere")
    assert (said.exit_code, said.stdout) == (2, "")


def test_a_changed_line_is_told_with_its_path(built: Path, ideario: Callable[..., Outcome]) -> None:
    file = event_files(built / "content" / "ledger")[0]
    file.write_bytes(file.read_bytes().replace(b"+1", b"-1", 1))
    said = ideario("--root", built, "verify")
    assert said.exit_code == 1
    assert f"content/ledger/{file.name}:1:1: error: ledger-chain: the line was changed" in said.stdout
    document = json.loads(ideario("--root", built, "verify", "--format", "json").stdout)
    assert (document["chain_whole"], document["recounted"]) == (False, False)


def test_a_ledger_too_broken_to_count_is_still_told_line_by_line(built: Path, ideario: Callable[..., Outcome]) -> None:
    file = event_files(built / "content" / "ledger")[0]
    file.write_bytes(b"junk\n" + file.read_bytes())
    said = ideario("--root", built, "verify")
    assert said.exit_code == 1
    assert f"{file.name}:1:1: error: ledger-line: the line is not JSON" in said.stdout
    assert "not counted again" in said.stdout


def test_a_head_that_is_no_hash_is_refused(built: Path, ideario: Callable[..., Outcome]) -> None:
    said = ideario("--root", built, "verify", "--head", "abc")
    assert said.exit_code == 2
    assert "64 hexadecimal digits" in said.stderr


def test_a_ledger_without_ledger_json_is_a_failure(tmp_path: Path) -> None:
    write(tmp_path / "ledger")
    (tmp_path / "ledger" / "ledger.json").unlink()
    with pytest.raises(Failure):
        check_chain(tmp_path / "ledger")


@pytest.mark.parametrize("name", ["ledger.json", "threads.json"])
@pytest.mark.parametrize("words", [["verify"], ["tally"], ["check"]])
def test_a_ledger_in_an_unfinished_merge_is_called_that(
    built: Path, ideario: Callable[..., Outcome], name: str, words: list[str]
) -> None:
    file = built / "content" / "ledger" / name
    text = file.read_text()
    file.write_text(f"<<<<<<< HEAD\n{text}=======\n{text}>>>>>>> other\n")
    said = ideario("--root", built, *words)
    assert said.exit_code == 2
    assert f"{name}: a merge was not finished" in said.stderr
    assert "git checkout --ours -- content/ledger" in said.stderr
