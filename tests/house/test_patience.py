"""Setting up waits for a package manager that is busy, says so, and gives up in the end. Real locks, held for real."""

import fcntl
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import patience
import pytest
from patience import patiently

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "PAUSE", 0.1)


@pytest.fixture
def apt(tmp_path: Path) -> dict[str, str]:
    """An environment in which apt works in a folder of its own, and knows no source of packages."""
    if shutil.which("apt-get") is None:
        pytest.skip("no apt on this machine")
    for folder in ("lists/partial", "dpkg", "cache/archives/partial"):
        (tmp_path / folder).mkdir(parents=True)
    for file in ("dpkg/status", "none.list"):
        (tmp_path / file).touch()
    (tmp_path / "apt.conf").write_text(
        f'Dir::State::lists "{tmp_path}/lists";\nDir::State::status "{tmp_path}/dpkg/status";\n'
        f'Dir::Cache "{tmp_path}/cache";\nDir::Etc::sourcelist "{tmp_path}/none.list";\nDir::Etc::sourceparts "-";\n'
    )
    return {**os.environ, "APT_CONFIG": str(tmp_path / "apt.conf"), "LC_ALL": "C"}


HOLD = "import fcntl,sys; f=open(sys.argv[1],'w'); fcntl.lockf(f,fcntl.LOCK_EX); print(flush=True); sys.stdin.read()"


@contextmanager
def held(lock: Path, *, seconds: float) -> Iterator[None]:
    """Another process holds a lock, as apt and dpkg do, until so many seconds have passed."""
    command = [sys.executable, "-c", HOLD, str(lock)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        timer = threading.Timer(seconds, holder.terminate)
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            holder.terminate()


@pytest.mark.parametrize(("lock", "command"), [("lists/lock", "update"), ("dpkg/lock-frontend", "install")])
def test_a_lock_of_apt_is_waited_for(tmp_path, apt, capfd, lock, command) -> None:
    with held(tmp_path / lock, seconds=1):
        began = time.monotonic()
        done = patiently(["apt-get", command, "-y", "-qq"], env=apt, patience=60)
    assert done.returncode == 0, done.stderr
    assert time.monotonic() - began >= 0.8
    assert capfd.readouterr().err == "apt-get is busy; waiting for it, at most 60 seconds …\n"


def test_a_lock_that_is_never_let_go_is_told_in_the_end(tmp_path, apt) -> None:
    with held(tmp_path / "lists" / "lock", seconds=60):
        done = patiently(["apt-get", "update", "-qq"], env=apt, patience=0.5)
    assert done.returncode != 0
    assert "lock" in done.stderr


def npm(folder: Path, complaint: str) -> list[str]:
    """A program that fails twice with a complaint of npm's, and works then; counts its runs in a file."""
    program = folder / "npm"
    program.write_text(
        f'#!/bin/sh\necho x >> "{folder}/runs"\n[ "$(wc -l < "{folder}/runs")" -gt 2 ] && exit 0\n'
        f'echo "npm error code {complaint}" >&2\nexit 1\n'
    )
    program.chmod(0o755)
    return [str(program)]


@pytest.mark.parametrize(
    ("complaint", "runs", "code"),
    [("E429", 3, 0), ("EBUSY", 3, 0), ("ETIMEDOUT", 3, 0), ("E404", 1, 1), ("EACCES", 1, 1)],
)
def test_npm_is_asked_again_where_it_was_busy_and_only_there(tmp_path, complaint, runs, code) -> None:
    done = patiently(npm(tmp_path, complaint))
    assert done.returncode == code
    assert (tmp_path / "runs").read_text() == "x\n" * runs


def test_a_second_run_that_sets_up_waits_for_the_first(checkout, tmp_path) -> None:
    for name in ("tooling/prepare.py", "requirements/site.txt", "pyproject.toml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(checkout / name, tmp_path / name)
    (tmp_path / "build").mkdir()
    command = [sys.executable, str(tmp_path / "tooling" / "prepare.py"), "site", "--venv", str(tmp_path / "venv")]
    with (tmp_path / "build" / "preparing.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as second:
            assert second.stdout is not None
            assert second.stdout.readline().startswith("Another run is setting up; waiting for it, at most 120 seconds")
            assert not (tmp_path / "venv").exists()
            second.terminate()
