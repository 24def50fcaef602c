"""Every folder below tests/examples is a test: what `ideario check` says about it, to the letter.

To add a case, add a folder: `invalid/<case>/` holds `content/` and `expected.txt`, the exact output; `valid/<case>/`
holds `content/` with which nothing is wrong. What git cannot keep, a `make.py` in the folder makes: it is run in the
copy that is checked. A file `now` names the moment of the check. Set UPDATE_EXAMPLES=1 to write the outputs anew, and
read the difference before committing it.
"""

import os
import re
import runpy
import shutil
from pathlib import Path

import pytest
from checkout import CHECKOUT
from ideario.intake.rules import CONTENT_RULES
from ideario.model.file_rules import PLACES, PLACES_WARNINGS, READING, READING_WARNINGS, SCHEMAS

EXAMPLES = CHECKOUT / "tests" / "examples"
INVALID = sorted(path for path in (EXAMPLES / "invalid").iterdir() if path.is_dir())
VALID = sorted(path for path in (EXAMPLES / "valid").iterdir() if path.is_dir())
LINE = re.compile(r"[^:]+:[1-9][0-9]*:[1-9][0-9]*: (error|warning): [a-z0-9-]+: \S.*")


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


@pytest.mark.parametrize("case", INVALID, ids=lambda case: case.name)
def test_each_invalid_example_is_told_to_the_letter(case, tmp_path, ideario, monkeypatch) -> None:
    outcome = checked(case, tmp_path, ideario, monkeypatch)
    expected = case / "expected.txt"
    if os.environ.get("UPDATE_EXAMPLES"):
        expected.write_text(outcome.stdout, encoding="utf-8")
    assert outcome.stdout == expected.read_text(encoding="utf-8")
    assert outcome.stderr == ""
    assert outcome.exit_code == (1 if ": error: " in outcome.stdout else 0)
    problems = [line for line in outcome.stdout.splitlines()[:-1] if not line.startswith("  ")]
    assert problems
    assert [line for line in problems if not LINE.fullmatch(line)] == []


@pytest.mark.parametrize("case", VALID, ids=lambda case: case.name)
def test_in_each_valid_example_nothing_is_wrong(case, tmp_path, ideario, monkeypatch) -> None:
    outcome = checked(case, tmp_path, ideario, monkeypatch)
    assert outcome.stdout == "No problems. Next, run: ideario build\n"
    assert outcome.exit_code == 0


def test_every_rule_about_content_is_broken_by_an_example() -> None:
    told = {
        rule
        for case in INVALID
        for rule in re.findall(
            r": (?:error|warning): ([a-z0-9-]+):", (case / "expected.txt").read_text(encoding="utf-8")
        )
    }
    without_function = {**READING, **READING_WARNINGS, **SCHEMAS, **PLACES, **PLACES_WARNINGS}
    assert told == {rule.id for rule in CONTENT_RULES} | without_function.keys()
