"""Exit codes: a bug has one of its own, wherever it is met; what a community wrote is never taken for a bug."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from communities import IDEA, put, riverton
from conftest import Outcome

pytestmark = pytest.mark.slow

MANY = 520  # ideas enough that other processes write their pages


def run(root: Path, *arguments: str, program: Path | None = None) -> subprocess.CompletedProcess[str]:
    """The command line in a process of its own; `program` is a copy of the checkout's, to be run instead."""
    path = {} if program is None else {"PYTHONPATH": str(program / "tooling")}
    command = [sys.executable, "-P", "-m", "ideario", "--root", str(root), *arguments]
    return subprocess.run(command, check=False, capture_output=True, text=True, env={**os.environ, **path})


@pytest.fixture
def program(tmp_path: Path, checkout: Path) -> Path:
    """A copy of the program, to be broken."""
    for name in ("tooling/ideario", "schemas", "site"):
        shutil.copytree(checkout / name, tmp_path / "program" / name, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path / "program"


def breaks(program: Path, name: str, good: str, broken: str) -> None:
    """Change a text in a file of the program that stands there once."""
    file = program / name
    text = file.read_text(encoding="utf-8")
    assert text.count(good) == 1
    file.write_text(text.replace(good, broken), encoding="utf-8")


def many(root: Path) -> None:
    for number in range(MANY):
        put(root, f"ideas/idea-{number}", IDEA)


def assert_told_as_a_bug(done: subprocess.CompletedProcess[str], *, named: str) -> None:
    assert done.returncode == 3, done.stderr
    assert "Traceback (most recent call last)" in done.stderr
    assert named in done.stderr
    assert done.stderr.splitlines()[-1].startswith("ideario: this is a bug")
    assert "Traceback" not in done.stdout


def test_a_copy_of_the_program_that_is_not_broken_works(tmp_path: Path, program: Path) -> None:
    root = riverton(tmp_path / "root")
    assert run(root, "check", program=program).returncode == 0


def test_a_bug_that_is_met_while_the_program_loads_exits_with_3_too(tmp_path: Path, program: Path) -> None:
    root = riverton(tmp_path / "root")
    with (program / "tooling/ideario/reporters.py").open("a") as file:
        file.write("from ideario.problems import nothing_of_that_name\n")
    assert_told_as_a_bug(run(root, "check", program=program), named="nothing_of_that_name")


@pytest.mark.parametrize("ideas", [2, MANY], ids=["one process", "several processes"])
def test_a_bug_in_reading_exits_with_3_and_its_traceback(tmp_path: Path, program: Path, ideas: int) -> None:
    root = riverton(tmp_path / "root")
    if ideas == MANY:
        many(root)
    breaks(
        program,
        "tooling/ideario/intake/records.py",
        'language=content["language"],\n        summary=',
        'language=content["tongue"],\n        summary=',
    )
    done = run(root, "check", program=program)
    assert_told_as_a_bug(done, named="records")


def test_a_bug_in_a_process_that_writes_pages_exits_with_3(tmp_path: Path, program: Path) -> None:
    root = riverton(tmp_path / "root")
    many(root)
    template = program / "site" / "shell" / "templates" / "idea.html"
    template.write_text(template.read_text() + "{{ nobody.knows_this }}")
    done = run(root, "build", program=program)
    assert_told_as_a_bug(done, named="idea.html")
    assert not (root / "build" / "site").exists()


def test_a_bug_in_the_process_that_makes_shells_exits_with_3(tmp_path: Path, program: Path) -> None:
    root = riverton(tmp_path / "root")
    breaks(program, "tooling/ideario/publishing/shells/theme_files.py", "def share_assets(", "def share_no_assets(")
    assert_told_as_a_bug(run(root, "build", program=program), named="share_assets")


BROKEN = {
    "templates/idea.html": ("<p>{{ nobody.knows_this }}", "idea.html:1"),
    "templates/idea_card.html": ("\n{{ 1 // 0 }}", "idea_card.html:2"),
    "templates/ideas.html": ("{% if %}", "ideas.html:1"),
    "templates/macros.html": ("{% macro phase(p) %}{{ p.a.b.c }}{% endmacro %}", ""),
    "templates/roadmap.html": ("{{ 'a' + 1 }}", "roadmap.html:1"),
    "words/en.yml": ('en: {result.voters: "{nobody} knows"}\n', "en.yml"),
    "words/it.yml": ("it: {ideas: {one: a, other: b}}\n", "it.yml"),
    "main.html": ("{% extends 'base.html' %}{% block content %}{{ 1 // 0 }}{% endblock %}", ""),
}


@pytest.mark.parametrize("path", BROKEN)
def test_a_template_of_a_communitys_own_that_fails_is_no_bug_and_is_named(
    tmp_path: Path, ideario: Callable[..., Outcome], path: str
) -> None:
    root = riverton(tmp_path / "root")
    text, named = BROKEN[path]
    own = root / "site" / "overrides" / path
    own.parent.mkdir(parents=True)
    own.write_text(text)
    done = ideario("--root", root, "build")
    assert done.exit_code == 2, done.stderr
    assert "Traceback" not in done.stderr
    assert done.stderr.startswith("ideario: ")
    assert named in done.stderr


def test_an_mkdocs_file_of_a_communitys_own_that_fails_is_no_bug(
    tmp_path: Path, ideario: Callable[..., Outcome]
) -> None:
    root = riverton(tmp_path / "root")
    (root / "mkdocs.yml").write_text("site_name: [1\nplugins: [no-such-plugin]\n")
    done = ideario("--root", root, "build")
    assert done.exit_code == 2, done.stderr
    assert "Traceback" not in done.stderr


def test_mistakes_and_failures_keep_their_own_codes(tmp_path: Path) -> None:
    root = riverton(tmp_path / "root")
    assert run(root, "tally").returncode == 0
    put(root, "ideas/wrong", {**IDEA, "language": "fr"})
    assert run(root, "check").returncode == 1
    assert run(root, "check", "--new-since", "no-such-branch").returncode == 2
    assert run(root, "no-such-command").returncode == 2


def test_a_closed_pipe_and_a_stop_are_no_bugs(tmp_path: Path) -> None:
    root = riverton(tmp_path / "root")
    command = [sys.executable, "-m", "ideario", "--root", str(root), "check"]
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(command, check=False, stdout=writer, stderr=subprocess.PIPE, text=True)
    os.close(writer)
    assert done.returncode not in (0, 3)
    assert "Traceback" not in done.stderr
    serving = [*command[:-1], "serve", "--port", "0"]
    with subprocess.Popen(serving, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as stopped:
        assert stopped.stderr is not None
        stopped.stderr.readline()  # it runs
        stopped.send_signal(signal.SIGINT)
        assert stopped.wait(30) != 3


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252"])
def test_a_terminal_of_another_encoding_shows_what_it_can_and_ends_no_command(tmp_path: Path, encoding: str) -> None:
    put(riverton(tmp_path), "ideas/bike-lanes", {**IDEA, "title": "Più caffè 東京 🚲"})
    for words in (["tally"], ["check"], ["tally", "--format", "json"], ["check", "content/ideas/東京.yml"]):
        command = [sys.executable, "-P", "-m", "ideario", "--root", str(tmp_path), *words]
        environment = {**os.environ, "PYTHONIOENCODING": encoding}
        done = subprocess.run(command, check=False, capture_output=True, env=environment)
        assert done.returncode in {0, 2}, done.stderr
        assert b"?" not in done.stdout.replace(b"do you", b"")
        if words == ["tally"]:
            assert "(Più caffè \\u6771\\u4eac \\ud83d\\udeb2)".encode(encoding) in done.stdout


def test_what_is_given_in_utf_8_is_read_as_that_in_a_system_without_it(tmp_path: Path) -> None:
    riverton(tmp_path)
    idea = {"title": "Più caffè", "summary": "東京 has more.", "body": "Già.", "author": "ada", "language": "en"}
    words = [word for key, value in idea.items() for word in (f"--{key}", value)]
    command = [sys.executable, "-P", "-m", "ideario", "--root", str(tmp_path), "new", "idea", *words, "--consent"]
    plain = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    done = subprocess.run(command, check=False, capture_output=True, env=plain)
    assert done.returncode == 0, done.stderr
    written = (tmp_path / "content" / "ideas" / "piu-caffe.yml").read_text(encoding="utf-8")
    assert "title: Più caffè\n" in written
    assert "東京 has more." in written
