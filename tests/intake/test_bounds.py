"""Nobody keeps `check` busy: the work for a small file has a bound, and grows no faster than what is read."""

import sys
from pathlib import Path
from typing import Any

import pytest
from communities import CHALLENGE, COMMUNITY, IDEA, put, riverton
from ideario.intake.explaining.faults import MAX_BYTES
from ideario.intake.explaining.findings import MAX_TOLD, guessing, nearest
from ideario.intake.read_community import read_community
from ideario.resources import tool_resources

pytestmark = pytest.mark.slow

TOOL = tool_resources()
IDEA_HEAD = "title: A bench\nsummary: Somewhere to sit.\nlanguage: en\nbody: x\nconsent: true\n"
NASTY = {
    "mappings-in-a-list": ("ideas", IDEA_HEAD + "authors: [{parts}]\n", "{{{n}: }}, "),
    "one-login-often": ("ideas", IDEA_HEAD + "authors: [{parts}]\n", "a, "),
    "numbers-often": ("challenges", "title: x\nsdgs: [{parts}]\n", "11, "),
    "unknown-keys": ("ideas", IDEA_HEAD + "authors: [a]\n{parts}", "titlesummary{n}: x\n"),
    "bad-tags": ("ideas", IDEA_HEAD + "authors: [a]\ntags: [{parts}]\n", "A{n}, "),
    "unknown-ideas": ("exclusions", "date: 2026-01-01\nreason: x\nvoters: [" + "a" * 64 + "]\nideas: [{parts}]\n",
                      "bike-lane{n}, "),
    "many-statuses": ("decisions", "history:\n{parts}", "  - {{date: 2026-01-01, status: plannd}}\n"),
    "keys-twice": ("ideas", "{parts}", "title: x\n"),
    "texts-cut": ("ideas", IDEA_HEAD + "authors: [a]\nneeds:\n{parts}", "  - c #1\n"),
    "odd-spaces": ("ideas", "a: b\n{parts}", "  -\u00a0\"c\"\n"),
    "odd-spaces-on-a-line": ("ideas", "a: b\n{parts}", "\u00a0"),
    "open-brackets": ("ideas", "a: b\nc: {parts}", "[ #"),
    "spaces-and-hashes": ("ideas", "a: b\nc: d {parts}\n e: f: g", " "),
    "money": ("ideas", IDEA_HEAD + "cost: {parts}x1\n", "1 "),
    "locales": ("challenges", "title: x\ncriteria: [{parts}]\n", "{{id: a, titel: b}}, "),
    "scores": ("reviews/quieter-streets", "scores:\n{parts}", "  a{n}: {{criteria: {{b: 3}}}}\n"),
}  # fmt: skip


def work(root: Path) -> int:
    """How many calls it takes to read a community; C functions are counted when they are called from Python."""
    calls = 0

    def count(_frame: Any, event: str, _argument: Any) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        read_community(root, resources=TOOL)
    finally:
        sys.setprofile(None)
    return calls


def nasty(root: Path, name: str, size: int) -> Path:
    """A community with one file of about `size` bytes of a bad kind."""
    folder, text, part = NASTY[name]
    riverton(root)
    parts: list[str] = []
    length = 0
    while length < size - len(text):
        parts.append(part.format(n=len(parts)))
        length += len(parts[-1].encode())
    file = root / "content" / folder / "octocat.yml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text.replace("{parts}", "".join(parts)), "utf-8")
    assert file.stat().st_size <= MAX_BYTES
    return root


@pytest.mark.parametrize("name", NASTY)
def test_the_work_for_a_small_file_is_bounded_and_does_not_grow_faster_than_the_file(tmp_path: Path, name: str) -> None:
    half, whole = (work(nasty(tmp_path / str(size), name, size)) for size in (30_000, 60_000))
    assert whole < 2.2 * half + 20_000, (half, whole)
    assert whole < 1_500_000, whole


@pytest.mark.parametrize("name", NASTY)
def test_no_small_file_takes_long_where_no_call_can_be_counted(tmp_path: Path, name: str) -> None:
    from time import process_time

    root = nasty(tmp_path, name, 60_000)
    began = process_time()
    read_community(root, resources=TOOL)
    assert process_time() - began < 5  # quadratic work on 60 KB takes a minute; a busy machine takes no such time


def test_of_a_hundred_mistakes_and_more_the_first_are_told_and_that_there_are_others(tmp_path: Path) -> None:
    problems = read_community(nasty(tmp_path, "unknown-keys", 60_000), resources=TOOL).problems
    assert len(problems) == MAX_TOLD + 1
    assert [problem.rule for problem in problems].count("more-mistakes") == 1


def test_many_files_that_name_nothing_are_told_in_work_that_grows_with_the_files(tmp_path: Path) -> None:
    def made(root: Path, ideas: int) -> Path:
        put(root, "community", COMMUNITY)
        for number in range(150):
            put(root, f"challenges/quieter-streets-of-riverton-in-the-night-{number}", CHALLENGE)
        for number in range(ideas):
            put(root, f"ideas/i{number}", {**IDEA, "challenge": f"quieter-streets-of-rivertown-in-the-night-x{number}"})
        return root

    half, whole = work(made(tmp_path / "half", 200)), work(made(tmp_path / "whole", 400))
    assert whole < 2.2 * half
    assert whole < 1_500_000


def test_a_guess_is_made_among_thousands_and_stops_when_somebody_counts() -> None:
    known = [f"bike-lanes-{number}" for number in range(5_000)] + ["quieter-streets"]
    assert nearest("quiter-streets", known) == "quieter-streets"
    with guessing():
        guesses = [nearest("quiter-streets", known) for _ in range(80)]
    assert guesses[0] == "quieter-streets"
    assert guesses[-1] is None
