"""What other people's checkers say of the workflows and the forms: nothing. And where there are mistakes: something."""

import json
import os
import re
import subprocess
import sysconfig
from pathlib import Path

import pytest
import yaml
from acting import Run, command_in
from check_jsonschema import main as check_jsonschema  # type: ignore[import-untyped] # ships no types
from click.testing import CliRunner
from ideario.forge.issue_forms import FIELD_IDS, FORM_PATH
from ideario.founding.callers import caller_files
from ideario.founding.community_plan import KIT
from ideario.founding.program_pin import Pin
from ideario.intake.forms.form_words import FIELDS
from ideario.intake.forms.issue_form import NOT_ASKED, form_text
from ideario.intake.read_community import read_settings
from ideario.resources import tool_resources

CHECKERS = {
    # the strictest persona, without its online rules, deaf to comments that ask for an exception
    "zizmor": [
        "zizmor", "--offline", "--no-config", "--no-ignores", "--strict-collection", "--persona=auditor", "--quiet",
    ],
    # without the two programs that it runs where they happen to be installed
    "actionlint": ["actionlint", "-no-color", "-shellcheck=", "-pyflakes="],
}  # fmt: skip
EACH_CHECKER = pytest.mark.parametrize("checker", [*CHECKERS, "the published schema"])
REASONED = {
    "commands.yml": (
        "dangerous-triggers",
        "nothing else tells of comments; the code is the default branch’s, and the comment is data in the event’s file",
    )
}
"""What a checker says of a workflow all the same, once, and why we leave it."""
CALLED = sorted(file.stem for file in (KIT / "workflows").iterdir())
"""What a community runs: a workflow of a few lines by this name, and `reusable-` with it, which that one calls."""
PIN = Pin(commit="3d3c42e5aac5ba805825da76410c181273ba90b1", label="v0.1.0")
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


def fits(schema: str, *files: Path) -> tuple[int, str]:
    """What the published schema of some files says of them, as `said` does; the program is as much a module of ours."""
    done = CliRunner().invoke(check_jsonschema, ["--color=never", "--builtin-schema", schema, *map(str, files)])
    return done.exit_code, done.output


def said(checker: str, files: list[Path], folder: Path) -> tuple[int, str]:
    if checker == "the published schema":
        return fits("vendor.github-workflows", *files)
    command: list[str | Path] = [
        Path(sysconfig.get_path("scripts"), CHECKERS[checker][0]),
        *CHECKERS[checker][1:],
        *files,
    ]
    environment = {"PATH": os.defpath, "HOME": str(folder)}
    done = subprocess.run(command, cwd=folder, env=environment, check=False, capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


@EACH_CHECKER
def test_checkers_find_nothing_in_the_workflows(checker, checkout, tmp_path) -> None:
    files = sorted((checkout / ".github" / "workflows").iterdir())
    called = [f"{start}{name}.yml" for name in CALLED for start in ("", "reusable-")]
    assert {file.name for file in files} == {*called, "release.yml", "tests.yml"}
    look_through(checker, files, tmp_path)


def look_through(checker: str, files: list[Path], folder: Path) -> None:
    """A checker finds nothing, but what there is a reason for."""
    apart = [file for file in files if file.name in REASONED] if checker == "zizmor" else []
    code, text = said(checker, [file for file in files if file not in apart], folder)
    assert code == 0, text
    for file in apart:
        _, text = said(checker, [file], folder)
        assert re.findall(r"^\w+\[([\w-]+)\]", text, re.MULTILINE) == [REASONED[file.name][0]], text


def test_checkers_find_nothing_in_the_action(checkout, tmp_path) -> None:
    action = checkout / ".github" / "actions" / "ideario" / "action.yml"
    code, text = fits("vendor.github-actions", action)
    assert code == 0, text
    code, text = said("zizmor", [action], tmp_path)
    assert code == 0, text


@EACH_CHECKER
def test_checkers_find_nothing_in_the_workflows_of_a_community(checker, tmp_path) -> None:
    folder = tmp_path / ".github" / "workflows"
    for path, text in caller_files(PIN).items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, "utf-8")
    assert sorted(file.stem for file in folder.iterdir()) == CALLED
    look_through(checker, sorted(folder.iterdir()), tmp_path)


@pytest.mark.parametrize("name", CALLED)
def test_this_repositorys_own_community_calls_the_same_workflows_in_the_same_words(name, checkout) -> None:
    ours = (checkout / ".github" / "workflows" / f"{name}.yml").read_text("utf-8")
    theirs = caller_files(PIN)[f".github/workflows/{name}.yml"]
    elsewhere = f"uses: ideario/ideario/.github/workflows/reusable-{name}.yml@{PIN.commit} # v0.1.0"
    assert theirs.count(elsewhere) == 1
    assert ours == theirs.replace(elsewhere, f"uses: $/.github/workflows/reusable-{name}.yml")


@pytest.mark.parametrize("name", CALLED)
def test_a_caller_grants_what_the_called_jobs_ask_for_and_no_more(name, checkout) -> None:
    workflows = checkout / ".github" / "workflows"
    ((_, caller),) = yaml.safe_load((workflows / f"{name}.yml").read_text("utf-8"))["jobs"].items()
    called = yaml.safe_load((workflows / f"reusable-{name}.yml").read_text("utf-8"))
    asked: dict[str, str] = {}
    for job in called["jobs"].values():
        for scope, right in job["permissions"].items():
            asked[scope] = max(asked.get(scope, ""), right)  # "write" is after "read", in the alphabet too
    assert caller["permissions"] == asked
    assert called["permissions"] == {}
    assert "concurrency" not in called  # of the same name it would wait for its own caller for ever


@EACH_CHECKER
def test_checkers_find_mistakes(checker, tmp_path) -> None:
    source, expected = MISTAKEN[checker]
    folder = tmp_path / ".github" / "workflows"
    folder.mkdir(parents=True)
    (folder / "risky.yml").write_text(source)
    code, text = said(checker, [folder / "risky.yml"], tmp_path)
    assert code != 0
    for word in expected:
        assert word in text


FORMS = {
    "bug.yml": "vendor.github-issue-forms",
    "idea.yml": "vendor.github-issue-forms",
    "question.yml": "vendor.github-issue-forms",
    "config.yml": "vendor.github-issue-config",
}
"""What people meet who open an issue, by the published schema that GitHub reads it by."""


def test_forms_are_what_github_can_show(checkout, tmp_path) -> None:
    folder = checkout / ".github" / "ISSUE_TEMPLATE"
    assert {file.name for file in folder.iterdir()} == FORMS.keys()
    for name, schema in FORMS.items():
        code, text = fits(schema, folder / name)
        assert code == 0, text
    wrong = tmp_path / "wrong.yml"
    wrong.write_text((folder / "bug.yml").read_text("utf-8").replace("type: textarea", "type: text"), "utf-8")
    assert fits("vendor.github-issue-forms", wrong)[0] != 0


def test_the_form_for_ideas_is_the_one_that_the_schema_of_ideas_makes(checkout) -> None:
    settings, _ = read_settings(checkout, resources=tool_resources())
    assert settings is not None
    text = (checkout / FORM_PATH).read_text("utf-8")
    assert text == form_text(settings, resources=tool_resources()), "run: ideario receive --write-form"
    fields = yaml.safe_load(text)["body"]
    assert {field["type"] for field in fields} <= {"markdown", "input", "textarea", "checkboxes"}
    filled = [field["id"] for field in fields if field["type"] in ("input", "textarea")]
    assert filled == [name for key, name in FIELD_IDS.items() if key != "consent"]


def test_every_key_of_an_idea_is_asked_or_is_not_for_a_reason(checkout) -> None:
    schema = json.loads((checkout / "schemas" / "idea.schema.json").read_text("utf-8"))
    assert FIELD_IDS.keys() | NOT_ASKED.keys() == schema["properties"].keys()
    assert not FIELD_IDS.keys() & NOT_ASKED.keys()
    assert FIELDS.keys() == FIELD_IDS.keys()


@pytest.mark.parametrize("file", sorted(KIT.glob("*/files/.github/dependabot.yml")), ids=lambda file: file.parts[-4])
def test_newer_versions_of_the_program_are_proposed_to_communities(file, tmp_path) -> None:
    code, text = fits("vendor.dependabot", file)
    assert code == 0, text
    code, text = said("zizmor", [file], tmp_path)
    assert code == 0, text
    (update,) = yaml.safe_load(file.read_text("utf-8"))["updates"]
    assert (update["package-ecosystem"], update["schedule"]) == ("github-actions", {"interval": "weekly"})
    assert update["groups"] == {"ideario": {"patterns": ["ideario/*"]}}  # one proposal, and not one for each workflow


def test_newer_versions_are_proposed_of_all_that_is_pinned(checkout, tmp_path) -> None:
    file = checkout / ".github" / "dependabot.yml"
    code, text = fits("vendor.dependabot", file)
    assert code == 0, text
    code, text = said("zizmor", [file], tmp_path)
    assert code == 0, text
    looked = {
        folder
        for update in yaml.safe_load(file.read_text("utf-8"))["updates"]
        for folder in update.get("directories", [update.get("directory")])
    }
    hasty = tmp_path / ".github" / "dependabot.yml"
    hasty.parent.mkdir()
    hasty.write_text(re.sub(r"    cooldown:\n.+\n", "", file.read_text("utf-8")), "utf-8")
    assert "dependabot-cooldown" in said("zizmor", [hasty], tmp_path)[1]
    assert looked == {"/", "/.github/actions/ideario", "/requirements"}
    assert list((checkout / "requirements").glob("*.txt"))


def test_an_action_has_one_version_in_all_workflows(checkout) -> None:
    used: dict[str, set[str]] = {}
    for file in (checkout / ".github").glob("**/*.yml"):
        for action, version in re.findall(r"uses: (\S+?)@(.+)", file.read_text("utf-8")):
            used.setdefault(action, set()).add(version)
    assert {action: versions for action, versions in used.items() if len(versions) > 1} == {}
    assert all(re.fullmatch(r"[0-9a-f]{40} # v\d+(\.\d+)*", version) for found in used.values() for version in found)


def test_the_tests_run_as_on_ones_own_machine_and_can_reach_nothing(checkout) -> None:
    workflow = yaml.safe_load((checkout / ".github" / "workflows" / "tests.yml").read_text("utf-8"))
    (job,) = workflow["jobs"].values()
    assert [step["run"] for step in job["steps"] if "run" in step] == [".ci/run"]
    assert os.access(checkout / ".ci" / "run", os.X_OK)
    assert workflow["permissions"] == {}
    assert job["permissions"] == {"contents": "read"}
    assert "secrets." not in (checkout / ".github" / "workflows" / "tests.yml").read_text("utf-8")
    assert "environment" not in job


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
def test_commands_are_read_as_the_runner_reads_them(line, command) -> None:
    assert command_in(line) == command


def test_between_a_stop_and_its_word_the_runner_reads_no_command() -> None:
    word = "0123456789abcdef" * 2

    def given(*lines: str) -> list[str]:
        rows = tuple({"raw_output": True, "msg": line, "jobID": "job", "stepID": ["0"]} for line in lines)
        elsewhere = {"raw_output": True, "msg": "::notice::of another step", "jobID": "job", "stepID": ["1"]}
        return [command.name for command in Run(exit_code=0, log=(*rows, elsewhere)).given]

    assert given(f"::stop-commands::{word}", "::error::x", "a ##[error]x", "::no::", f"::{word}::") == ["notice"]
    assert given(f"::stop-commands::{word}", "::error::x", f"::{word}::", "::error::x") == ["error", "notice"]
    assert given(f"::stop-commands::{word}", "::error::x") == ["stop-commands", "notice"]
    assert given("::stop-commands::guessed", "::error::x", "::guessed::") == ["stop-commands", "notice"]
