"""Every folder below tests/examples is a test: what `ideario check` says about it, to the letter.

To add a case, add a folder: `invalid/<case>/` holds `content/` and `expected.txt`, the exact output; `valid/<case>/`
holds `content/` with which nothing is wrong. What git cannot keep, a `make.py` in the folder makes: it is run in the
copy that is checked. A file `now` names the moment of the check. Set UPDATE_EXAMPLES=1 to write the outputs anew, and
read the difference before committing it.
"""

import os
import re

import pytest
from example_folders import INVALID, VALID, checked
from ideario.intake.rules import CONTENT_RULES
from ideario.model.file_rules import PLACES, PLACES_WARNINGS, READING, READING_WARNINGS, SCHEMAS

LINE = re.compile(r"[^:]+:[1-9][0-9]*:[1-9][0-9]*: (error|warning): [a-z0-9-]+: \S.*")


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
