"""What is kept between runs saves time and changes no result, whatever happens to the caches."""

import json
import os
import random
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from communities import IDEA, put, riverton
from ideario.caches import is_whole, keep, kept, own_folder
from ideario.intake import Reading, read_community
from ideario.model import Community, Event, Exclusion, Tally
from ideario.problems import Failure
from ideario.resources import tool_resources
from ideario.voting import encoded
from ideario.voting.ledger import write_ledger
from ideario.voting.tally import tally
from test_tally import CLOSES, INSIDE, LATER, OBSERVED, THREADS, cast, withdraw

MANY = 320
CHALLENGE = "quieter-streets"


@pytest.fixture
def caches(tmp_path: Path) -> Path:
    folder = own_folder(tmp_path / "caches")
    assert folder is not None
    return folder


# ---- the folder


def test_a_folder_to_which_others_may_write_is_not_used(tmp_path: Path) -> None:
    folder = tmp_path / "open"
    folder.mkdir()
    folder.chmod(0o777)
    assert own_folder(folder) is None
    folder.chmod(0o755)
    assert own_folder(folder) == folder


def test_a_folder_that_cannot_be_had_is_none(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert own_folder(tmp_path / "file") is None
    assert own_folder(tmp_path / "file" / "below") is None
    assert own_folder(None) is None


def test_a_new_folder_is_the_users_alone(tmp_path: Path) -> None:
    folder = own_folder(tmp_path / "a" / "b")
    assert folder is not None
    assert folder.stat().st_mode & 0o777 == 0o700


def test_a_cache_replaces_its_forerunner_and_few_stay(caches: Path) -> None:
    for content in (b"old", b"new"):
        keep(caches, "content-a", lambda path, content=content: path.write_bytes(content) > 0)
    assert [path.read_bytes() for path in kept(caches, "content-a")] == [b"new"]
    for number in range(20):
        keep(caches, f"content-{number:02}", lambda path: path.write_bytes(b"x") > 0)
    assert len(kept(caches, "content")) <= 9


def test_a_cache_that_is_no_good_leaves_nothing(caches: Path) -> None:
    assert keep(caches, "content-a", lambda path: path.write_bytes(b"half") < 0) is None
    assert kept(caches, "content-a") == []


def test_a_changed_byte_is_seen(caches: Path) -> None:
    path = keep(caches, "content-a", lambda path: path.write_bytes(b"right") > 0)
    assert path is not None
    assert is_whole(path)
    path.write_bytes(b"wrong")
    assert not is_whole(path)


# ---- the content of files


@pytest.fixture
def many(tmp_path: Path) -> Path:
    root = riverton(tmp_path / "community")
    for number in range(MANY):
        put(root, f"ideas/idea-{number}", {**IDEA, "title": f"Idea {number}"})
    return root


def read(root: Path, caches: Path | None) -> Reading:
    return read_community(root, resources=tool_resources(), caches=caches)


def test_what_is_remembered_reads_like_what_is_read(many: Path, caches: Path) -> None:
    fresh = read(many, None)
    assert read(many, caches) == fresh
    assert len(kept(caches, "content")) == 1
    assert read(many, caches) == fresh


def test_what_is_remembered_is_used(many: Path, caches: Path) -> None:
    read(many, caches)
    (path,) = kept(caches, "content")
    entries = json.loads(path.read_bytes())
    for content, _ in entries["idea"].values():
        content["title"] = "Remembered"
    path.unlink()
    keep(caches, path.name.rpartition("-")[0], lambda new: new.write_text(json.dumps(entries)) > 0)
    community = read(many, caches).community
    assert community is not None
    assert community.ideas["idea-7"].title == "Remembered"


def test_a_changed_file_is_read_anew_and_a_fault_is_told_each_time(many: Path, caches: Path) -> None:
    read(many, caches)
    file = many / "content" / "ideas" / "idea-7.yml"
    file.write_text(file.read_text().replace("Idea 7", "Idea seven"))
    (many / "content" / "ideas" / "idea-8.yml").write_text("title: [")
    (many / "content" / "ideas" / "idea-9.yml").unlink()
    fresh = read(many, None)
    assert fresh.problems
    for _ in range(2):
        assert read(many, caches) == fresh


def test_files_with_faults_are_never_remembered(many: Path, caches: Path) -> None:
    for number in range(MANY // 2):
        put(many, f"ideas/idea-{number}", {**IDEA, "titel": "?"})
    told = read(many, None).problems
    assert len(told) >= MANY // 2
    assert read(many, caches).problems == read(many, caches).problems == told


def test_the_same_bytes_in_another_folder_are_another_kind(many: Path, caches: Path) -> None:
    read(many, caches)
    text = (many / "content" / "ideas" / "idea-7.yml").read_text()
    (many / "content" / "people").mkdir(exist_ok=True)
    (many / "content" / "people" / "somebody.yml").write_text(text)
    fresh = read(many, None)
    assert any(problem.path.endswith("somebody.yml") for problem in fresh.problems)
    assert read(many, caches) == fresh


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b'{"idea": 3}', b"\xff\x00", b'{"idea": {}}'])
def test_a_cache_of_content_from_another_hand_is_ignored(many: Path, caches: Path, content: bytes) -> None:
    fresh = read(many, None)
    read(many, caches)
    (path,) = kept(caches, "content")
    path.write_bytes(content)
    assert read(many, caches) == fresh
    keep(caches, path.name.rpartition("-")[0], lambda new: new.write_bytes(content) >= 0)
    assert read(many, caches) == fresh


def test_nothing_below_the_community_is_trusted(many: Path, ideario: Callable[..., Any]) -> None:
    before = set(many.rglob("*"))
    assert ideario("--root", many, "check").exit_code == 0
    assert set(many.rglob("*")) == before


# ---- the events of a ledger


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ledgers of a few lines in many files are worth keeping, so that a test need not write millions."""
    monkeypatch.setattr(encoded, "WORTH_KEEPING", 0)
    monkeypatch.setattr("ideario.voting.ledger.LARGEST_FILE", 4000)


@pytest.fixture
def community(tmp_path: Path) -> Community:
    root = riverton(tmp_path / "community")
    for slug in ("bike-lanes", "trees", "cycle-path", "free-bus"):
        put(root, f"ideas/{slug}", {**IDEA, "challenge": CHALLENGE})
    found = read_community(root, resources=tool_resources()).community
    assert found is not None
    return found


def drawn(seed: int, count: int) -> list[Event]:
    choose = random.Random(seed).choice
    return [
        (cast if choose((True, True, False)) else withdraw)(
            f"v{choose(range(30))}",
            choose(("+1", "-1", "eyes", "heart")),
            on=choose((*THREADS, "issue/5")),
            idea=choose(("bike-lanes", "cycle-path", "trees", "gone")),
            seen=choose((INSIDE, LATER, CLOSES)),
        )
        for _ in range(count)
    ]


def write(folder: Path, events: list[Event]) -> Path:
    write_ledger(folder, events, [], observed=OBSERVED)
    return folder


def count(community: Community, ledger: Path, caches: Path | None) -> Tally:
    with encoded.Events(ledger, caches) as events:
        return tally(community, ledger, as_of=OBSERVED, events=events)


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("seed", range(6))
def test_the_count_is_the_same_with_and_without(community, tmp_path, caches: Path, seed: int) -> None:
    ledger = write(tmp_path / "ledger", drawn(seed, 40 + 60 * seed))
    fresh = count(community, ledger, None)
    assert count(community, ledger, caches) == fresh
    assert len(kept(caches, "ledger")) == 1
    assert count(community, ledger, caches) == fresh
    barred = Exclusion(
        name="n", path="p", date="2026-02-20", reason="r", voters=tuple(cast(f"v{n}").voter for n in range(10))
    )
    excluding = replace(community, exclusions=(barred,))
    assert count(excluding, ledger, caches) == count(excluding, ledger, None) != fresh
    fewer = replace(community, ideas={slug: idea for slug, idea in community.ideas.items() if slug != "trees"})
    assert count(fewer, ledger, caches) == count(fewer, ledger, None)


@pytest.mark.usefixtures("small")
def test_a_ledger_that_grows_is_counted_whole(community: Community, tmp_path: Path, caches: Path) -> None:
    events = drawn(1, 400)
    seen = set()
    for length in (20, 60, 61, 62, 200, 400):
        ledger = write(tmp_path / f"ledger-{length}", events[:length])
        assert count(community, ledger, caches) == count(community, ledger, None)
        seen.update(kept(caches, "ledger"))
        assert len(kept(caches, "ledger")) <= 1
    assert len(seen) > 2


@pytest.mark.usefixtures("small")
def test_a_changed_line_in_an_old_file_is_counted_anew(community: Community, tmp_path: Path, caches: Path) -> None:
    ledger = write(tmp_path / "ledger", [cast(f"v{n}") for n in range(100)])
    before = count(community, ledger, caches)
    file = min(ledger.glob("*.jsonl"))
    times = file.stat()
    file.write_bytes(file.read_bytes().replace(b'"kind":"+1"', b'"kind":"-1"', 1))
    os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))
    after = count(community, ledger, caches)
    assert after == count(community, ledger, None)
    support = before.standings["bike-lanes"].support
    assert after.standings["bike-lanes"].support == support - 1


@pytest.mark.usefixtures("small")
def test_files_in_another_order_are_counted_anew(community: Community, tmp_path: Path, caches: Path) -> None:
    ledger = write(tmp_path / "ledger", drawn(3, 200))
    count(community, ledger, caches)
    first, second, third, *_ = sorted(ledger.glob("*.jsonl"))
    second.rename(tmp_path / "aside")
    third.rename(second)
    (tmp_path / "aside").rename(third)
    assert count(community, ledger, caches) == count(community, ledger, None)
    first.unlink()
    with pytest.raises(Failure):
        count(community, ledger, caches)


@pytest.mark.usefixtures("small")
def test_a_broken_line_in_an_old_file_is_a_failure_each_time(community: Community, tmp_path, caches: Path) -> None:
    ledger = write(tmp_path / "ledger", drawn(4, 200))
    file = min(ledger.glob("*.jsonl"))
    whole = file.read_bytes()
    for old, new in ((b'"seq":1,', b""), (b'"kind":', b'"kind":"thumbs","x":'), (b"{", b"")):
        file.write_bytes(whole.replace(old, new, 1))
        for _ in range(2):
            with pytest.raises(Failure):
                count(community, ledger, caches)
        assert kept(caches, "ledger") == []


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("damage", ["cut", "emptied", "foreign", "flipped", "folder", "renamed"])
def test_a_damaged_cache_of_events_is_ignored(community, tmp_path: Path, caches: Path, damage: str) -> None:
    ledger = write(tmp_path / "ledger", drawn(5, 300))
    fresh = count(community, ledger, caches)
    (path,) = kept(caches, "ledger")
    whole = path.read_bytes()
    match damage:
        case "cut":
            path.write_bytes(whole[: len(whole) // 2])
        case "emptied":
            path.write_bytes(b"")
        case "foreign":
            path.write_bytes(b"SQLite format 3\0" * 4096)
        case "flipped":
            middle = len(whole) // 2
            path.write_bytes(whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :])
        case "folder":
            path.unlink()
            path.mkdir()
        case "renamed":  # the right name for what it holds, which is no database
            path.unlink()
            keep(caches, path.name.rpartition("-")[0], lambda new: new.write_bytes(whole[:5000]) > 0)
    for _ in range(2):
        assert count(community, ledger, caches) == fresh


@pytest.mark.usefixtures("small")
def test_a_folder_that_cannot_be_written_to_is_fine(community: Community, tmp_path: Path, caches: Path) -> None:
    ledger = write(tmp_path / "ledger", drawn(6, 200))
    fresh = count(community, ledger, None)
    (caches / ".writing").mkdir()  # nobody can write here, whoever runs this test
    assert count(community, ledger, caches) == fresh
    assert kept(caches, "ledger") == []
    (caches / ".writing").rmdir()
    assert count(community, ledger, caches) == fresh
    (caches / ".writing").mkdir()
    assert count(community, ledger, caches) == fresh


@pytest.mark.usefixtures("small")
def test_two_counts_at_once_do_not_harm_one_another(community: Community, tmp_path: Path, caches: Path) -> None:
    ledgers = [write(tmp_path / f"ledger-{number}", drawn(number, 300)) for number in range(2)]
    fresh = [count(community, ledger, None) for ledger in ledgers]
    with ThreadPoolExecutor(4) as pool:
        for _ in range(3):
            for path in kept(caches, "ledger"):
                path.unlink()
            found = list(pool.map(lambda number: count(community, ledgers[number % 2], caches), range(8)))
            assert found == fresh * 4


def test_two_runs_at_once_say_the_same(many: Path, tmp_path: Path) -> None:
    write(many / "content" / "ledger", [replace(event, idea="idea-1") for event in drawn(7, 300)])
    program = (
        "import ideario.voting.encoded as e; e.WORTH_KEEPING = 0\n"
        "from ideario.cli import main; main()"
    )  # fmt: skip
    command = [sys.executable, "-c", program, "--root", str(many), "tally", "--format", "json"]
    environment = {**os.environ, "XDG_CACHE_HOME": str(tmp_path / "home")}
    for _ in range(2):
        runs = [subprocess.Popen(command, env=environment, stdout=subprocess.PIPE) for _ in range(3)]
        said = {run.communicate()[0] for run in runs}
        assert len(said) == 1
        assert json.loads(said.pop())["ledger"]["events"] == 300
