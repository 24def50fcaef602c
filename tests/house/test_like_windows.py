"""What founding, checking, writing, building and serving need is there on Windows too, as far as that can be told here.

The commands run without the modules and functions that Windows lacks, and print in an encoding that it still uses.
"""

import ctypes
import os
import re
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path
from types import SimpleNamespace

import pytest
from checkout import CHECKOUT
from house_rooms import MODULES, PACKAGE
from ideario.cli.shared.speaking import own_language

LACKING = CHECKOUT / "tests" / "support" / "like_windows"


def run(*arguments: str, cwd: Path) -> str:
    """Run the command as on a system that cannot fork; what it printed."""
    done = subprocess.run(
        [sys.executable, "-m", "ideario", *arguments], cwd=cwd, env=environment(), check=False, capture_output=True
    )
    assert done.returncode == 0, done.stderr.decode("cp850")
    return done.stdout.decode("cp850")


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(LACKING), "PYTHONIOENCODING": "cp850", "PYTHONUNBUFFERED": "1"}


@pytest.mark.slow
def test_a_community_is_founded_checked_added_to_built_and_served_without_what_windows_lacks(tmp_path) -> None:
    run("init", "fiumana", "--language", "it", "--yes", cwd=tmp_path)
    root = tmp_path / "fiumana"
    idea = ["--title", "Una panchina — all’ombra", "--summary", "Sotto il tiglio.", "--body", "Fino alle cinque."]
    said = run("new", "idea", *idea, "--author", "ada", "--consent", cwd=root)
    assert "Scritto content/ideas/una-panchina-all-ombra.yml" in said
    assert "Nessun problema." in run("check", cwd=root)
    running = subprocess.Popen(
        [sys.executable, "-m", "ideario", "serve", "--port", "0"],
        cwd=root, env=environment(), stderr=subprocess.PIPE, text=True, encoding="cp850",
    )  # fmt: skip
    try:
        told = []
        for line in running.stderr:
            told.append(line)
            if found := re.search(r"http://127\.0\.0\.1:\d+/\S*", line):
                with urllib.request.urlopen(f"{found[0]}ideas/una-panchina-all-ombra/", timeout=60) as page:
                    assert "Una panchina — all’ombra" in page.read().decode()
                break
        else:
            pytest.fail("".join(told))
    finally:
        running.send_signal(signal.SIGINT)
        running.communicate(timeout=30)
    assert "Non è cambiato nulla: build/site" in run("build", cwd=root)


def test_what_is_hidden_is_what_the_commands_would_find_here(tmp_path) -> None:
    words = "import os, multiprocessing as m; print(hasattr(os, 'fork'), m.get_all_start_methods()); import fcntl"
    done = subprocess.run([sys.executable, "-c", words], env=environment(), check=False, capture_output=True)
    assert done.stdout.decode().strip() == "False ['spawn']"
    assert b"No module named 'fcntl'" in done.stderr


def test_no_file_is_written_with_the_line_ends_of_the_system() -> None:
    """In text, Windows would end lines otherwise than all others, and the same input would make other bytes."""
    found = [
        f"{module.relative_to(PACKAGE)}: {line.strip()}"
        for module in MODULES
        for line in module.read_text("utf-8").splitlines()
        if ".write_text(" in line and "newline=" not in line
    ]
    assert found == []


def test_the_language_of_windows_is_asked_of_windows_where_no_variable_says_it(monkeypatch) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for number, language in ((0x0410, "it"), (0x0810, "it"), (0x0809, "en"), (0xFFFF, "en")):
        asked = SimpleNamespace(kernel32=SimpleNamespace(GetUserDefaultUILanguage=lambda number=number: number))
        monkeypatch.setattr(ctypes, "windll", asked, raising=False)
        assert own_language() == language
