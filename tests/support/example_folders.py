"""The folders below tests/examples, and what `ideario check` says about one."""

import runpy
import shutil
from datetime import UTC, datetime
from pathlib import Path

from checkout import CHECKOUT
from ideario.cli.shared.options import AS_OF
from ideario.model.moments import instant

EXAMPLES = CHECKOUT / "tests" / "examples"
INVALID = sorted(path for path in (EXAMPLES / "invalid").iterdir() if path.is_dir())
VALID = sorted(path for path in (EXAMPLES / "valid").iterdir() if path.is_dir())


def copied(case: Path, tmp_path: Path, monkeypatch) -> tuple[Path, datetime]:
    """A copy of the folder, and the moment at which it is checked."""
    copy = tmp_path / case.name
    shutil.copytree(case, copy, symlinks=True, ignore=shutil.ignore_patterns("expected.txt", "__pycache__"))
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    if (copy / "make.py").exists():
        monkeypatch.chdir(copy)
        runpy.run_path(str(copy / "make.py"))
    now = case / "now"
    return copy, AS_OF.convert(now.read_text().strip(), None, None) if now.exists() else datetime.now(UTC)


def checked(case: Path, tmp_path: Path, ideario, monkeypatch):
    """The outcome of `ideario check` in a copy of the folder."""
    copy, now = copied(case, tmp_path, monkeypatch)
    return ideario("check", "--now", instant(now), cwd=copy)
