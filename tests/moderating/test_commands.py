"""Which words are commands, and that the page for maintainers lists them all."""

import pytest
from checkout import CHECKOUT
from ideario.moderating.command_marks import CommandTrailer, answer_marker, answered_as, trailer_in
from ideario.moderating.command_replies import help_text
from ideario.moderating.commands import COMMANDS, NAMES, spoken_in

SHA = "0123456789abcdef0123456789abcdef01234567"


@pytest.mark.parametrize(
    ("text", "name", "rest"),
    [
        ("/status planned  a reason \r\nmore", "status", "planned  a reason"),
        ("/Needs-Info\twho pays?", "needs-info", "who pays?"),
        ("/undo", "undo", ""),
        ("/undo   ", "undo", ""),
        ("/stauts planned", None, "planned"),
    ],
)
def test_the_first_line_is_a_command_and_its_rest(text, name, rest) -> None:
    found = spoken_in(text)
    assert found is not None
    assert (found.name, found.rest) == (name, rest)


@pytest.mark.parametrize(
    "text",
    ["", "/", "status planned", " /status", "\n/status", "\ufeff/status", "> /status", "/etc/hosts", "/status/x",
     "/lgtm", "/assign @ada", "/status\u00a0planned", "//status"],
)  # fmt: skip
def test_other_comments_are_none(text) -> None:
    assert spoken_in(text) is None


def test_the_page_for_maintainers_lists_each_command_as_its_help_does() -> None:
    page = (CHECKOUT / "site" / "pages" / "maintaining.md").read_text("utf-8")
    table, _, last = help_text("en").partition("\n\n")
    assert COMMANDS.keys() == set(NAMES)
    assert table.count("\n") == len(NAMES) + 1
    assert f"\n{table}\n" in page
    assert "first line" in last


def test_what_a_commit_says_of_its_command_is_read_back_from_the_last_line_alone() -> None:
    for trailer in (
        CommandTrailer(thread="pull/1", comment=7),
        CommandTrailer(thread="issue/2", comment=8, undoes=SHA),
    ):
        assert trailer_in(f"Subject\n\nText.\n\n{trailer}\n") == trailer
        assert trailer_in(f"{trailer}\n\nMore.") is None
    assert trailer_in("Ideario-command: pull/1 x") is None
    assert trailer_in("") is None


def test_an_answer_says_of_which_comment_it_is() -> None:
    text = f"<!-- ideario notice 0123 -->\n{answer_marker(7, 'done')}\nText {answer_marker(8, 'refused')}"
    assert answered_as(text, 7) == "done"
    assert answered_as("x" * 600 + answer_marker(9, "done"), 9) is None
    assert answered_as(f"What you wrote:\n{answer_marker(9, 'done')}", 9) is None
