"""What a hint says to paste is right: put there, it mends what it was said of, until a person has to decide."""

import json
import os
import re
from pathlib import Path

import pytest
from checkout import CHECKOUT
from communities import NOW
from example_folders import INVALID, copied
from ideario.actions.check import check
from ideario.model.text import LANGUAGE, LOGIN, MAX_LOGIN, MAX_SLUG, SLUG, schema_pattern
from ideario.problems import Problem
from ideario.resources import tool_resources

COMMON = json.loads((CHECKOUT / "schemas" / "common.schema.json").read_text("utf-8"))["$defs"]
TOOL = tool_resources()
BREAK = re.compile("(\r\n|\r|\n)")
TO_PASTE = re.compile(
    r"(?:^|; |: )(?:write|add|did you mean|put it back|name the last of the chain)[^:]*: \"?[A-Za-z_+-]+\"?: "
    r"|^begin the file|^call it `|^move it to [^ <`]*\Z|^rename the file|^call it [a-z0-9-]+\.yml"
    r"|in quotes: |in its place:"
)
"""How hints begin that hold a line to paste or a name to give."""
MAX_STEPS = 200


def applied(root: Path, problem: Problem) -> None:
    """Do what a problem's hint says."""
    file = root / problem.path
    if problem.move_to:
        target = root / problem.move_to
        assert not os.path.lexists(target), f"{problem.hint} would overwrite a file"
        target.parent.mkdir(parents=True, exist_ok=True)
        file.rename(target)
        return
    text = file.read_bytes().decode()
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    lines = BREAK.split(text.removeprefix(mark))
    starts = [0]
    for line, end in zip(lines[::2], [*lines[1::2], ""], strict=True):
        starts.append(starts[-1] + len(line) + len(end))
    text = "".join(lines)
    for edit in sorted(problem.edits, key=lambda edit: (edit.line, edit.column), reverse=True):
        start, end = starts[edit.line - 1] + edit.column - 1, starts[edit.end_line - 1] + edit.end_column - 1
        text = text[:start] + edit.text + text[end:]
    file.write_bytes((mark + text).encode())


@pytest.mark.parametrize("case", INVALID, ids=lambda case: case.name)
def test_each_hint_that_can_be_pasted_mends_what_it_is_said_of(case, tmp_path, monkeypatch) -> None:
    copy, _ = copied(case, tmp_path, monkeypatch)
    for _ in range(MAX_STEPS):
        problems = check(copy, resources=TOOL, now=NOW)
        ready = [problem for problem in problems if problem.edits or problem.move_to]
        for problem in problems:
            assert bool(problem.edits or problem.move_to) or not TO_PASTE.search(problem.hint), problem
        if not ready:
            return
        applied(copy, ready[0])
        left = check(copy, resources=TOOL, now=NOW)
        after = {problem.identity for problem in left}
        assert (*ready[0].identity, ready[0].line, ready[0].column) not in {
            (*problem.identity, problem.line, problem.column) for problem in left
        }, ready[0]
        fresh = {identity[:3] for identity in after} - {problem.identity[:3] for problem in problems}
        told = {(path, rule) for path, rule, _ in fresh if path == ready[0].path and rule in ("not-yaml", "wrong-type")}
        assert not told, (ready[0], told)
    pytest.fail("what the hints say to do never ends")


@pytest.mark.parametrize("case", INVALID, ids=lambda case: case.name)
def test_no_hint_names_somebody_or_gives_a_consent_that_nobody_gave(case) -> None:
    texts = "".join(path.read_text("utf-8", "replace") for path in case.rglob("*.yml") if path.is_file())
    texts += "".join(str(path) for path in case.rglob("*"))
    for line in (case / "expected.txt").read_text("utf-8").splitlines():
        if line.startswith("  "):
            assert "octocat" not in line or "octocat" in texts
            assert not re.search(r"\bconsent: true", line)
            assert not re.search(r'\b(?:count|step|weight|crowd|experts|schema): "[0-9]', line)


@pytest.mark.parametrize(("name", "expression"), [("language", LANGUAGE), ("slug", SLUG), ("login", LOGIN)])
def test_names_have_the_grammar_of_the_schema_to_the_letter(name, expression) -> None:
    assert COMMON[name]["pattern"] == schema_pattern(expression)
    assert (COMMON["slug"]["maxLength"], COMMON["login"]["maxLength"]) == (MAX_SLUG, MAX_LOGIN)
