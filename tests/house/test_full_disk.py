"""A disk that is full is the world outside: told in a sentence, with exit code 2, and nothing is left half written."""

import os
import resource
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from communities import CHALLENGE, IDEA, put, riverton
from decided_challenges import NAME, SUPPORT, called, voted

pytestmark = pytest.mark.slow

COMMANDS = {
    "check": ["check"],
    "tally": ["tally"],
    "verify": ["verify"],
    "winners": ["winners", NAME],
    "export": ["export", "pabulib", NAME, "--output", "exported.pb"],
    "import": ["import", "pabulib", "riverton.pb", "--into", "imported", "--repository", "riverton/ideas"],
    "report": ["report", "integrity"],
    "build": ["build"],
    "coarsen": ["ledger", "coarsen", "--yes"],
}
READS = {"check", "tally", "verify", "report"}
"""What writes into no file that anybody keeps."""


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory, checkout: Path) -> Path:
    """A community with votes, of which nothing was decided yet."""
    root = riverton(tmp_path_factory.mktemp("town"))
    called(root, **{**CHALLENGE, "winners": {"rule": "greedy"}, "budget": "100 EUR"})
    for slug in SUPPORT:
        put(root, f"ideas/{slug}", {**IDEA, "title": slug, "challenge": NAME, "authors": ["ada"], "cost": "60 EUR"})
    voted(root)
    shutil.copy(checkout / "tests" / "examples" / "riverton.pb", root)
    return root


def run(root: Path, command: str, *, most: int | None = None) -> subprocess.CompletedProcess[bytes]:
    """A command where no file may have more than `most` bytes; without them, where what is printed finds no room."""

    def limited() -> None:
        if most is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))

    with open(os.devnull if most is not None else "/dev/full", "wb") as out:
        return subprocess.run(
            [sys.executable, "-P", "-m", "ideario", *COMMANDS[command]],
            cwd=root, check=False, stdout=out, stderr=subprocess.PIPE, preexec_fn=limited,
            env={**os.environ, "XDG_CACHE_HOME": str(root.parent / "cache")},
        )  # fmt: skip


def written(root: Path) -> dict[str, bytes]:
    """All that lies there but for what a build keeps for the next one."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and "cache" not in path.parts
    }


@pytest.mark.parametrize("most", [0, 100])
@pytest.mark.parametrize("command", COMMANDS)
def test_a_disk_that_takes_no_more_is_told_and_leaves_everything_as_it_was(
    town: Path, tmp_path: Path, command: str, most: int
) -> None:
    root = shutil.copytree(town, tmp_path / "town")
    done = run(root, command, most=most)
    assert b"Traceback" not in done.stderr, done.stderr.decode()
    assert done.returncode == 2 or (command in READS and done.returncode == 0)
    if done.returncode == 2:
        assert b"\nideario: " in b"\n" + done.stderr
    assert written(root) == written(town)


@pytest.mark.parametrize("command", COMMANDS)
def test_what_cannot_be_printed_is_a_failure_and_no_bug(town: Path, tmp_path: Path, command: str) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no device that is always full")
    done = run(shutil.copytree(town, tmp_path / "town"), command)
    assert (done.returncode, b"Traceback" in done.stderr) == (2, False), done.stderr.decode()
    assert b"ideario: nothing more can be written: No space left on device\n" in done.stderr
