"""`ideario answer` adds to a decision in one step, leaves what stands there as it was, and writes nothing wrong."""

from typing import Any

import pytest
from communities import IDEA, put, riverton
from hypothesis import given
from hypothesis import strategies as st
from ideario.intake.read_community import read_community
from ideario.intake.yaml.strict import parse
from ideario.intake.yaml.text_edits import CannotEdit, with_entry, with_value
from ideario.resources import tool_resources

CLEAN = "No problems. Next, run: ideario build\n"
BEFORE = """\
# yaml-language-server: $schema=https://riverton.github.io/ideas/schemas/decision.schema.json

# Please keep this: the council asked for it.
history:
  - date: 2026-05-05 # a Tuesday
    status: planned
    reason: |
      First by support.

      It comes first.

# What others said:
threads: [issue/3]
"""
STEP = {"date": "2026-11-23", "status": "done", "reason": "There.\n\n- and *how*: so # it is"}


@pytest.fixture
def town(tmp_path):
    root = riverton(tmp_path)
    put(root, "ideas/night-trams", {**IDEA, "title": "Night trams"})
    return root


def decided(root, idea="bike-lanes", text=BEFORE):
    file = root / "content" / "decisions" / f"{idea}.yml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text.encode())
    return file


def decision(root, idea="bike-lanes"):
    return read_community(root, resources=tool_resources()).community.decisions[idea]


def test_a_step_is_added_and_every_other_line_stays(town, ideario) -> None:
    file = decided(town)
    done = ideario("answer", "bike-lanes", "--status", "done", "--reason", STEP["reason"],
                   "--shipped", "https://example.org/opening", cwd=town)  # fmt: skip
    assert (done.exit_code, done.stderr) == (0, "")
    assert "Next: commit it and push it." in done.stdout
    kept = iter(file.read_text().splitlines())
    assert all(line in kept for line in BEFORE.splitlines())
    first, last = decision(town).history
    assert (first.reason, last.date, last.status) == ("First by support.\n\nIt comes first.\n", "2026-11-23", "done")
    assert (last.reason, decision(town).shipped) == (STEP["reason"], "https://example.org/opening")
    assert ideario("check", cwd=town).stdout == CLEAN


def test_the_first_answer_makes_the_file(town, ideario) -> None:
    assert ideario("answer", "bike-lanes", "--status", "planned", "--reason", "Yes.", cwd=town).exit_code == 0
    assert [change.status for change in decision(town).history] == ["planned"]
    assert ideario("check", cwd=town).stdout == CLEAN


def test_a_duplicate_needs_no_status_and_is_none_any_more_with_another_one(town, ideario) -> None:
    told = ("answer", "night-trams", "--reason", "The same wish.")
    assert ideario(*told, "--duplicate-of", "bike-lanes", cwd=town).exit_code == 0
    found = decision(town, "night-trams")
    assert (found.history[-1].status, found.duplicate_of) == ("duplicate", "bike-lanes")
    assert ideario(*told, "--status", "open", cwd=town).exit_code == 0
    assert decision(town, "night-trams").duplicate_of is None
    assert ideario("check", cwd=town).stdout == CLEAN


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["bike-lane", "--status", "planned"], 2, "there is no idea `bike-lane`"),
        (["../community", "--status", "planned"], 2, "there is no idea"),
        (["bike-lanes", "--status", "plannd", "--reason", "x"], 1, "plannd"),
        (["bike-lanes"], 2, "--status"),
        (["bike-lanes", "--status", "duplicate"], 2, "--duplicate-of"),
        (["bike-lanes", "--duplicate-of", "bike-lanes"], 1, "bike-lanes"),
        (["bike-lanes", "--status", "done", "--shipped", "example"], 1, "shipped"),
        (["bike-lanes", "--status", "declined"], 2, "--reason"),
    ],
)
def test_what_cannot_stand_is_said_and_the_file_stays(town, ideario, words, code, said) -> None:
    file = decided(town)
    done = ideario("answer", *words, cwd=town)
    assert (done.exit_code, said in done.stdout + done.stderr) == (code, True), done
    assert file.read_text() == BEFORE


def test_a_file_that_nothing_can_be_put_into_is_left_to_a_person(town, ideario) -> None:
    text = "{history: [{date: 2026-05-05, status: planned}]}\n"
    file = decided(town, text=text)
    done = ideario("answer", "bike-lanes", "--status", "done", "--shipped", "https://example.org/", cwd=town)
    assert done.exit_code == 2
    assert "add the change by hand" in done.stderr
    assert file.read_text() == text


SPELLINGS = (
    BEFORE,
    BEFORE.replace("\n", "\r\n"),
    "\ufeff" + BEFORE,
    BEFORE.rstrip("\n"),
    BEFORE.replace("reason: |", "reason: |+"),
    "history: [{date: 2026-05-05, status: planned}]\n",
    "history:\n- {date: 2026-05-05, status: planned}\n\n\n# the end",
    "shipped: https://example.org/ # there\nhistory:\n- date: 2026-05-05\n  status: open # so far\n",
)


def content(text: str) -> Any:
    return parse(text.encode())


@pytest.mark.parametrize("text", SPELLINGS)
def test_whatever_the_spelling_one_record_more_is_all_that_changes(text) -> None:
    before = content(text)
    after = with_entry(text, "history", STEP)
    assert content(after) == {**before, "history": [*before["history"], STEP]}
    shipped = with_value(after, "shipped", "https://example.org/new")
    assert content(shipped)["shipped"] == "https://example.org/new"
    assert "shipped" not in content(with_value(shipped, "shipped", None))
    assert ("\r\n" in after) == ("\r\n" in text)
    assert after.count("\r\n") in (0, after.count("\n"))


@given(st.sampled_from(SPELLINGS), st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.just("\n"), min_size=1))
def test_whatever_the_reason_it_is_read_back_or_nothing_is_changed(text, reason) -> None:
    try:
        after = with_entry(text, "history", {**STEP, "reason": reason})
    except CannotEdit:
        return
    assert content(after)["history"][-1]["reason"] == reason
