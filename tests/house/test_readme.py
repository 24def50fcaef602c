"""What the README tells people to type works, typed in its order into a copy of this repository.

GitHub is the stand-in, which has this repository's ideas as pull requests; secrets are not made, but given.
"""

import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tomllib
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from github_standin import apart
from ideario.ledger.ledger_folder import read_threads
from ideario.model.moments import instant

pytestmark = pytest.mark.slow

ENDLESS = re.compile(r"(make|ideario)( .*)? ?serve\b")
SECRET = re.compile(r"export ([A-Z_]+)=")
PLANNED = re.compile(r"make (test|bench)\b")  # this very run, and half an hour: make says what it would do


def commands(readme: str) -> Iterator[str]:
    """The commands in the README's ```sh blocks, continued lines joined, comments left out."""
    for block in re.findall(r"^```sh\n(.*?)^```", readme, re.MULTILINE | re.DOTALL):
        for line in block.replace("\\\n", " ").splitlines():
            if command := re.sub(r"(^|\s)#.*", "", line).strip():
                yield command


@pytest.fixture
def clone(checkout, tmp_path) -> Path:
    """A repository with this one's files in a single commit, whose `.venv` is the running environment."""
    copy = tmp_path / "ideario"
    kept = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=checkout, check=True, capture_output=True,
    )  # fmt: skip
    for name in filter(None, kept.stdout.decode().split("\0")):
        if (checkout / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(checkout / name, copy / name, follow_symlinks=False)
    git = ["git", "-c", "user.name=Test", "-c", "user.email=test@example.org"]
    subprocess.run([*git, "init", "-q", "-b", "main"], cwd=copy, check=True)
    subprocess.run([*git, "add", "-A"], cwd=copy, check=True)
    dated = {**os.environ, "GIT_COMMITTER_DATE": "2026-01-05T12:00:00Z"}  # before the samples' challenges
    subprocess.run([*git, "commit", "-q", "-m", "Copy"], cwd=copy, check=True, env=dated)
    (copy / ".venv").symlink_to(sys.prefix)
    return copy


@pytest.fixture
def secrets(clone, monkeypatch) -> Iterator[Mapping[str, str]]:
    """What the commands that fetch votes find in their environment; each idea came in when its sample thread says."""
    paths = {path.stem: path.relative_to(clone).as_posix() for path in (clone / "content" / "ideas").rglob("*.yml")}
    changes: list[dict[str, Any]] = []
    for thread in sorted(read_threads(clone / "content" / "ledger"), key=lambda t: int(t.name.partition("/")[2])):
        kind, _, number = thread.name.partition("/")
        assert thread.opened is not None
        changes.append(
            {"do": kind, "number": int(number), "author": thread.author or "somebody", "at": instant(thread.opened)}
            | ({"files": [paths[idea] for idea in thread.ideas]} if kind == "pull" else {})
        )
        changes.append({"do": "react", "thread": thread.name, "login": f"voter-{number}", "kind": "+1"})
        if kind == "pull":
            assert thread.merged is not None
            changes.append({"do": "merge", "pull": thread.name, "at": instant(thread.merged)})
    with apart(changes, home="ideario/ideario") as github:
        given = {**github.environment(), "IDEARIO_LEDGER_KEY": "0123456789abcdef" * 4}
        for name, value in given.items():
            monkeypatch.setenv(name, value)
        yield given
        assert github.counters()["violations"] == []


def _environment() -> Mapping[str, str]:
    # PREPARE: the environment is ready, and a test must not install anything into it.
    path = f"{Path(sys.prefix) / 'bin'}{os.pathsep}{os.environ['PATH']}"
    return {**os.environ, "PATH": path, "PREPARE": "true", "PYTHONUNBUFFERED": "1"}


def _answers(command: str, folder: Path) -> None:
    """Start a command that runs until it is stopped; it must print an address, answer there, and stop when asked."""
    running = subprocess.Popen(
        command, shell=True, cwd=folder, env=_environment(), text=True, start_new_session=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    said: list[str] = []
    try:
        for line in running.stdout:
            said.append(line)
            if address := re.search(r"http://(127\.0\.0\.1|localhost):\d+/\S*", line):
                with urllib.request.urlopen(address[0], timeout=60) as answer:
                    assert b"<html" in answer.read()
                return
        pytest.fail(f"{command} ended without naming an address: {''.join(said)}")
    finally:
        os.killpg(running.pid, signal.SIGINT)
        try:
            running.wait(30)
        finally:
            if running.poll() is None:
                os.killpg(running.pid, signal.SIGKILL)
                running.wait()
            running.stdout.close()


def _works(command: str, folder: Path) -> None:
    """Run a command to its end; it must succeed without asking anything."""
    if PLANNED.match(command):
        command = command.replace("make", "make --dry-run", 1)
    done = subprocess.run(
        command, shell=True, cwd=folder, env=_environment(), check=False, text=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    assert done.returncode == 0, f"{command}\n{done.stdout}"


def test_each_command_of_the_readme_works_in_its_order(checkout, clone, secrets) -> None:
    written = list(commands((checkout / "README.md").read_text(encoding="utf-8")))
    assert "make site" in written
    source = tomllib.loads((checkout / "pyproject.toml").read_text())["project"]["urls"]["Source"]
    for command in written:
        if command.startswith("git clone"):
            assert shlex.split(command)[2].removesuffix(".git") == source
        elif command.startswith("cd "):
            assert shlex.split(command)[1] == clone.name
        elif secret := SECRET.match(command):
            assert secret[1] in secrets
        elif ENDLESS.search(command):
            _answers(command, clone)
        else:
            _works(command, clone)
    assert (clone / "build" / "site" / "index.html").is_file()
    listed = len(read_threads(clone / "content" / "ledger"))
    assert json.loads((clone.parent / "votes" / "ledger.json").read_text())["events"] == listed > 20


def test_commands_are_read_as_people_would_type_them() -> None:
    text = "x\n```sh\nmake site   # builds\n# a remark\nideario new idea \\\n  --yes\n```\n```\nnot this\n```\n"
    assert list(commands(text)) == ["make site", "ideario new idea    --yes"]


def test_a_command_that_fails_is_noticed(tmp_path) -> None:
    with pytest.raises(AssertionError, match="no-such-program"):
        _works("no-such-program", tmp_path)


def test_a_server_that_answers_is_started_and_stopped(tmp_path) -> None:
    (tmp_path / "index.html").write_text("<html>here</html>")
    (tmp_path / "serve.py").write_text(
        "import functools, http.server\n"
        "server = http.server.HTTPServer(('127.0.0.1', 0), http.server.SimpleHTTPRequestHandler)\n"
        "print(f'http://127.0.0.1:{server.server_port}/')\n"
        "server.serve_forever()\n"
    )
    _answers(f"{shlex.quote(sys.executable)} serve.py", tmp_path)


def test_a_server_that_says_nothing_is_noticed(tmp_path) -> None:
    with pytest.raises(pytest.fail.Exception, match="without naming an address"):
        _answers("true", tmp_path)
