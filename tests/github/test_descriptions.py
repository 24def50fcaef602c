"""The program that fetches GitHub's descriptions says what is missing, and fetches nothing twice."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import descriptions
import pytest


def run(script: Path, path: str) -> subprocess.CompletedProcess[str]:
    """The program, with nothing but `path` to find other programs on."""
    return subprocess.run(
        [sys.executable, script], env={**os.environ, "PATH": path}, check=False, capture_output=True, text=True
    )


def copied(checkout: Path, folder: Path) -> Path:
    """The program, with what it needs beside it, in another place, where nothing was fetched yet."""
    for name in ("patience.py", "checkout.py"):
        shutil.copy(checkout / "tests" / "support" / name, folder / "tests" / "support")
    return Path(shutil.copy(checkout / "tests" / "support" / "descriptions.py", folder / "tests" / "support"))


def test_what_is_here_is_not_fetched_again(checkout) -> None:
    descriptions.description("openapi.json")
    before = {path: path.stat().st_mtime_ns for path in descriptions.FOLDER.iterdir()}
    done = run(checkout / "tests" / "support" / "descriptions.py", "")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert {path: path.stat().st_mtime_ns for path in descriptions.FOLDER.iterdir()} == before


def test_without_npm_it_says_in_a_sentence_what_to_install(checkout, tmp_path) -> None:
    (tmp_path / "tests" / "support").mkdir(parents=True)
    done = run(copied(checkout, tmp_path), str(tmp_path))
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith("The tests need npm once")
    assert "Traceback" not in done.stderr


def test_another_package_than_the_pinned_one_is_refused(checkout, tmp_path) -> None:
    (tmp_path / "tests" / "support").mkdir(parents=True)
    script = copied(checkout, tmp_path)
    npm = tmp_path / "npm"
    npm.write_text("#!/bin/sh\necho changed > package.tgz\necho package.tgz\n")
    npm.chmod(0o755)
    done = run(script, f"{tmp_path}{os.pathsep}{os.defpath}")
    assert done.returncode == 1
    assert "is not the package that was pinned" in done.stderr
    assert not (tmp_path / "build").exists()


def test_a_test_that_needs_a_description_fails_where_there_is_none(monkeypatch, tmp_path) -> None:
    monkeypatch.setattr(descriptions, "FOLDER", tmp_path)
    with pytest.raises(AssertionError, match=r"run `python tests/support/descriptions\.py` once"):
        descriptions.description("schema.graphql")
