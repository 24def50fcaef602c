"""What other people's checkers say of the workflows: nothing. And of workflows with mistakes: something."""

import os
import subprocess
import sysconfig
from pathlib import Path

import pytest
from acting import Run, command_in

CHECKERS = {
    # the strictest persona, without its online rules, deaf to comments that ask for an exception
    "zizmor": [
        "zizmor", "--offline", "--no-config", "--no-ignores", "--strict-collection", "--persona=auditor", "--quiet",
    ],
    # without the two programs that it runs where they happen to be installed
    "actionlint": ["actionlint", "-no-color", "-shellcheck=", "-pyflakes="],
    "the published schema": ["check-jsonschema", "--builtin-schema", "vendor.github-workflows", "--color=never"],
}  # fmt: skip
RISKY = """\
name: risky
on: pull_request_target
jobs:
  one:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v7
        with:
          ref: ${{ github.event.pull_request.head.sha }}
      - run: echo "${{ github.event.pull_request.title }}"
"""
MISTAKEN = {
    "zizmor": (
        RISKY, ["dangerous-triggers", "excessive-permissions", "unpinned-uses", "artipacked", "template-injection"],
    ),
    "actionlint": (RISKY.replace("head.sha }}", "head.sha }").replace("one:", "one:\n    needs: two"), ["two", "}"]),
    "the published schema": (RISKY.replace("runs-on:", "run-on:"), ["runs-on"]),
}  # fmt: skip


def said(checker: str, files: list[Path], folder: Path) -> tuple[int, str]:
    command = [Path(sysconfig.get_path("scripts"), CHECKERS[checker][0]), *CHECKERS[checker][1:], *files]
    environment = {"PATH": os.defpath, "HOME": str(folder)}
    done = subprocess.run(command, cwd=folder, env=environment, check=False, capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("checker", CHECKERS)
def test_checkers_find_nothing_in_the_workflows(checker, checkout, tmp_path):
    files = sorted((checkout / ".github" / "workflows").iterdir())
    assert {file.name for file in files} == {"publish.yml", "validate.yml"}
    code, text = said(checker, files, tmp_path)
    assert code == 0, text


@pytest.mark.parametrize("checker", CHECKERS)
def test_checkers_find_mistakes(checker, tmp_path):
    source, expected = MISTAKEN[checker]
    folder = tmp_path / ".github" / "workflows"
    folder.mkdir(parents=True)
    (folder / "risky.yml").write_text(source)
    code, text = said(checker, [folder / "risky.yml"], tmp_path)
    assert code != 0
    for word in expected:
        assert word in text


@pytest.mark.parametrize(
    ("line", "command"),
    [
        ("::error file=a%3Ab.yml,line=2::not so::\n", ("error", {"file": "a:b.yml", "line": "2"}, "not so::")),
        ("  ::add-path::/nowhere", ("add-path", {}, "/nowhere")),
        ("words ##[error]and more%0A", ("error", {}, "and more\n")),
        ("::error file=x%250A::50%25", ("error", {"file": "x%0A"}, "50%")),
        ("words ::error::and more", None),
        ("::nothing::known", None),
        ("a::b", None),
    ],
)
def test_commands_are_read_as_the_runner_reads_them(line, command):
    assert command_in(line) == command


def test_between_a_stop_and_its_word_the_runner_reads_no_command():
    word = "0123456789abcdef" * 2

    def given(*lines: str) -> list[str]:
        rows = tuple({"raw_output": True, "msg": line, "jobID": "job", "stepID": ["0"]} for line in lines)
        elsewhere = {"raw_output": True, "msg": "::notice::of another step", "jobID": "job", "stepID": ["1"]}
        return [command.name for command in Run(exit_code=0, log=(*rows, elsewhere)).given]

    assert given(f"::stop-commands::{word}", "::error::x", "a ##[error]x", "::no::", f"::{word}::") == ["notice"]
    assert given(f"::stop-commands::{word}", "::error::x", f"::{word}::", "::error::x") == ["error", "notice"]
    assert given(f"::stop-commands::{word}", "::error::x") == ["stop-commands", "notice"]
    assert given("::stop-commands::guessed", "::error::x", "::guessed::") == ["stop-commands", "notice"]
