"""Links, devices and whatever else is no plain file, in the place of a ledger's: refused at once, never followed."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from ideario.ledger import plain_files
from ideario.ledger.append import continued
from ideario.ledger.ledger_folder import read_state, read_threads
from ideario.problems import Failure
from ledgers import OBSERVED
from tallies import riverton_with_votes

NAMES = ("2026-02-01.jsonl", "2026-11-01.jsonl", "ledger.json", "threads.json")
KINDS: dict[str, Callable[[Path], None]] = {
    "a link to a device": lambda path: path.symlink_to("/dev/zero"),
    "a link to nothing": lambda path: path.symlink_to("nowhere"),
    "a link to a file": lambda path: path.symlink_to(path.with_name("kept")),
    "a pipe": os.mkfifo,
    "a folder": Path.mkdir,
}


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A community with votes, to be copied."""
    return riverton_with_votes(tmp_path_factory.mktemp("town") / "riverton")


def harmed(town: Path, room: Path, name: str, kind: str) -> Path:
    root = Path(shutil.copytree(town, room / "riverton"))
    ledger = root / "content" / "ledger"
    if (ledger / name).exists():
        (ledger / name).rename(ledger / "kept")
    else:
        (ledger / "kept").write_bytes(b"")
    KINDS[kind](ledger / name)
    return root


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kind", KINDS)
def test_what_is_no_plain_file_is_refused(town: Path, tmp_path: Path, name: str, kind: str) -> None:
    ledger = harmed(town, tmp_path, name, kind) / "content" / "ledger"
    read = read_threads if name == "threads.json" else read_state
    with pytest.raises(Failure, match="plain files") as refused:
        read(ledger)
    assert name in refused.value.message
    with pytest.raises(Failure), continued(ledger, begun=OBSERVED):
        pass


@pytest.mark.slow
@pytest.mark.parametrize(
    "command", ["check", "tally", "build", "verify", "winners quieter-streets", "report integrity"]
)
def test_every_command_says_so_at_once(town: Path, tmp_path: Path, command: str) -> None:
    root = harmed(town, tmp_path, "2026-11-01.jsonl", "a pipe")
    run = [sys.executable, "-m", "ideario", "--root", str(root), *command.split()]
    done = subprocess.run(run, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, "2026-11-01.jsonl is no plain file" in done.stderr) == (2, True), done


@pytest.mark.parametrize("name", ["sync.json", "staged", "staged/note.json", "staged/changes"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_sync_takes_up_nothing_that_is_no_file_of_its_own(town: Path, tmp_path: Path, name: str, kind: str) -> None:
    if (name, kind) == ("staged", "a folder"):
        return
    ledger = Path(shutil.copytree(town, tmp_path / "riverton")) / "content" / "ledger"
    (ledger / name).parent.mkdir(exist_ok=True)
    (ledger / "kept").write_bytes(b"")
    KINDS[kind](ledger / name)
    with pytest.raises(Failure), continued(ledger, begun=OBSERVED):
        pass


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "a folder"])
def test_a_ledger_is_a_folder(tmp_path: Path, kind: str) -> None:
    place = tmp_path / "ledger"
    (tmp_path / "kept").write_bytes(b"")
    KINDS[kind](place)
    for read in (read_state, read_threads):
        with pytest.raises(Failure, match="not a folder"):
            read(place)


def test_no_file_is_read_that_is_larger_than_any(town: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = Path(shutil.copytree(town, tmp_path / "riverton")) / "content" / "ledger"
    monkeypatch.setattr(plain_files, "MAX_FILE_READ", 100)
    with pytest.raises(Failure, match="no event file has that many"):
        read_state(ledger)
    monkeypatch.setattr(plain_files, "MAX_FILE_READ", 10**6)
    monkeypatch.setattr(plain_files, "MAX_READ", 100)
    for read in (read_state, read_threads):
        with pytest.raises(Failure, match="no file that a ledger has"):
            read(ledger)
