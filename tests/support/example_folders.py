"""The folders below tests/examples, and what `ideario check` says about one."""

import runpy
import shutil
from pathlib import Path

from checkout import CHECKOUT

EXAMPLES = CHECKOUT / "tests" / "examples"
INVALID = sorted(path for path in (EXAMPLES / "invalid").iterdir() if path.is_dir())
VALID = sorted(path for path in (EXAMPLES / "valid").iterdir() if path.is_dir())


def checked(case: Path, tmp_path: Path, ideario, monkeypatch):
    """The outcome of `ideario check` in a copy of the folder."""
    copy = tmp_path / case.name
    shutil.copytree(case, copy, symlinks=True, ignore=shutil.ignore_patterns("expected.txt", "__pycache__"))
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    if (copy / "make.py").exists():
        monkeypatch.chdir(copy)
        runpy.run_path(str(copy / "make.py"))
    now = case / "now"
    return ideario("check", *(("--now", now.read_text().strip()) if now.exists() else ()), cwd=copy)
