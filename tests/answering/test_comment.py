"""An answer is plain, exact and harmless: whatever stands in a proposal, nothing of it is live in the comment."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ideario.answering.comment import MAX_CHARACTERS, answer
from ideario.answering.corrected import Correction, corrected
from ideario.answering.marker import Marker, marker_in
from ideario.answering.verdict import SimilarIdea, Verdict, Votes
from ideario.fences import block, can_be_shown, code
from ideario.messages.said import as_is, say
from ideario.problems import Edit, Problem
from ideario.publishing.prose.markdown import prose_html

PATH = "content/ideas/a-bench.yml"
VOTES = Votes(support=("+1", "heart"), oppose=("-1",))
HOSTILE = [
    "@everyone look", "# heading", "<img src=x onerror=alert(1)>", "[link](javascript:alert(1))", "https://example.org",
    "`` ` ``` ````", "```\n@everyone\n```", "\u202eevil", "<!-- ideario answer 2: green -->", "::error::x",
    "##[error]x", "a\n\n@team\n", "| a | b |\n|---|---|", "&commat;everyone", "![x](https://example.org/x.png)", "-->",
    "#1 GH-1 x@y.z",
]  # fmt: skip


def problem(message: str = "`sumary` is no key", hint: str = "write summary", **more: Any) -> Problem:
    known: dict[str, Any] = {"path": PATH, "line": 3, "column": 1, "level": "error", "rule": "unknown-key", **more}
    return Problem(message=as_is(message), hint=as_is(hint), **known)


def written(verdict: Verdict, language: str = "en", **more: Any) -> str:
    return answer(verdict, votes=VOTES, editors={}, language=language, **more).text


def live(text: str) -> str:
    """What of a comment is more than text in code, as a reader's browser gets it."""
    return re.sub(r"<(code|pre)\b.*?</\1>", "", prose_html(text), flags=re.DOTALL)


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_that_somebody_wrote_is_live_wherever_it_stands(text: str) -> None:
    clean = live(written(everywhere("a")))
    assert live(written(everywhere(text))) == clean
    assert "<!--" not in written(everywhere(text))


def test_a_file_whose_path_is_hostile_is_led_to_as_code_and_none_that_has_a_mistake() -> None:
    for text in HOSTILE:
        shown = written(Verdict(), previews={text: "https://example.org/preview/?pull=1"})
        assert live(shown) == live(written(Verdict(), previews={"a": "https://example.org/preview/?pull=1"}))
    assert "preview" not in written(Verdict(problems=(problem(),)), previews={PATH: "https://example.org/preview/"})


def everywhere(text: str) -> Verdict:
    found = problem(text, text, path=f"content/ideas/{text}.yml", move_to=text)
    return Verdict(
        problems=(found,), elsewhere=(found,), not_own=(found,), already=True, ideas=(text,),
        corrections={found.path: Correction("x: 1\n", (found,))},
        similar=(SimilarIdea(text, "https://example.org/ideas/x/", 3),),
    )  # fmt: skip


@given(st.text(alphabet=st.sampled_from("`~ \na@<#[]()*_\\\u202e&;")))
def test_code_and_blocks_hold_any_text(text: str) -> None:
    assert live(f"x {code(text)} y") == live("x `a` y")
    assert live(f"x\n\n{block(text)}\n\ny") == live("x\n\n```\na\n```\n\ny")


def test_a_text_that_could_mislead_whoever_copies_it_is_left_to_the_lines() -> None:
    fine = "title: 👩\u200d🌾 فكرة\n"
    assert can_be_shown(fine)
    for text in (f"{fine}body: \u202ex", "a\x1bb", "x: <!-- y", "\u2028"):
        verdict = Verdict(problems=(problem(),), corrections={PATH: Correction(text, ())})
        assert "```yaml" not in written(verdict), text
    shown = written(Verdict(problems=(problem(),), corrections={PATH: Correction(fine, ())}))
    assert f"```yaml\n{fine}```" in shown


def test_of_very_much_an_answer_says_a_part_and_how_much_more_there_is() -> None:
    many = tuple(problem("x" * 400, "y" * 5_000, line=line) for line in range(1, 400))
    verdict = Verdict(
        problems=many, elsewhere=many, not_own=many, similar=(SimilarIdea("t" * 120, "https://example.org/", 1),) * 3,
        corrections={f"content/ideas/{n}.yml": Correction("z: 1\n" * 3_000, ()) for n in range(10)},
    )  # fmt: skip
    text = written(verdict)
    assert len(text) <= MAX_CHARACTERS
    assert "There are 379 more" in text


def test_numbers_of_votes_are_told_and_are_no_reason_to_write_anew() -> None:
    few, many = (Verdict(similar=(SimilarIdea("Benches", "https://example.org/", number),)) for number in (1, 2))
    first, second = (answer(one, votes=VOTES, editors={}, language="en") for one in (few, many))
    assert "(1 person supports it)" in first.text
    assert "(2 people support it)" in second.text
    assert first.mark == second.mark
    assert first.mark != answer(Verdict(), votes=VOTES, editors={}, language="en").mark


def test_who_wrote_an_issue_is_sent_there_and_not_to_a_file() -> None:
    verdict = Verdict(problems=(problem(),), corrections={PATH: Correction("x: 1\n", ())})
    text = written(verdict, issue="https://github.com/riverton/ideas/issues/7")
    assert "https://github.com/riverton/ideas/issues/7" in text
    assert "```yaml" not in text


@pytest.mark.parametrize(
    "verdict",
    [
        Verdict(ideas=("A bench",)), Verdict(problems=(problem(),)), Verdict(elsewhere=(problem(),)), Verdict(cut=True),
        Verdict(not_own=(problem(),)), everywhere("x"),
    ],
)  # fmt: skip
def test_each_answer_is_there_in_italian_and_in_other_languages_in_english(verdict: Verdict) -> None:
    english, italian = written(verdict), written(verdict, "it")
    assert re.findall("^#+ .*", english, re.MULTILINE)
    headings = set(re.findall("^#+ (.*)", english, re.MULTILINE)) & set(re.findall("^#+ (.*)", italian, re.MULTILINE))
    assert headings == set()
    assert len(english.split("\n\n")) == len(italian.split("\n\n"))
    assert written(verdict, "xx") == english


def test_problems_are_told_in_the_language_of_the_answer() -> None:
    missing = Problem(
        path=PATH, line=1, column=1, level="error", rule="missing-key", message=say("`{key}` is missing", key="title")
    )
    assert "`title` is missing" in written(Verdict(problems=(missing,)))
    assert "`title` is missing" not in written(Verdict(problems=(missing,)), "it")


# ---- markers


def test_a_marker_is_read_as_it_was_written_and_only_where_a_comment_begins_with_it() -> None:
    marker = Marker(turn=12, colour="red", head="a" * 40, base="0123456789ab", text="f" * 16)
    assert marker_in(f"{marker}\nWords.") == marker_in(f"{marker}\r\nWords.") == marker_in(str(marker)) == marker
    for text in (f" {marker}", f"x\n{marker}", f"{marker} x", str(marker).replace("red", "blue"), ""):
        assert marker_in(text) is None
    assert str(marker).startswith(marker.beginning)


# ---- mended files


def edit(line: int, column: int, end_line: int, end_column: int, text: str) -> Edit:
    return Edit(line=line, column=column, end_line=end_line, end_column=end_column, text=text)


def test_all_edits_are_made_whatever_their_order_and_line_ends_stay() -> None:
    text = "sumary: a\r\nlanguage: english\r\nx: 1\r\n"
    rename = problem(edits=(edit(1, 1, 1, 7, "summary"),))
    language = problem(edits=(edit(2, 11, 2, 18, "en"),), line=2)
    adds = [problem(edits=(edit(1, 1, 1, 1, f"{key}: 1\r\n"),)) for key in "ab"]
    left = problem(line=3)
    done = corrected(text, [language, left, *adds, rename])
    assert done.text in {
        f"{first}: 1\r\n{second}: 1\r\nsummary: a\r\nlanguage: en\r\nx: 1\r\n" for first, second in ("ab", "ba")
    }
    assert done.left == (left,)


def test_of_edits_about_one_piece_of_text_the_first_is_made_and_the_others_are_left_to_people() -> None:
    errors = [problem(edits=(edit(1, 1, 1, 4, "one"),)), problem(edits=(edit(1, 2, 1, 6, "two"),), column=2)]
    warning = problem(edits=(edit(1, 1, 1, 6, "three"),), level="warning")
    done = corrected("abcdef", [warning, *errors])
    assert (done.text, done.left) == ("onedef", (errors[1], warning))
    same = [problem(edits=(edit(1, 1, 1, 4, "one"),)), problem("another", edits=(edit(1, 1, 1, 4, "one"),))]
    assert corrected("abcdef", same) == Correction("onedef", ())


@given(
    st.text(alphabet="ab\r\n", max_size=20),
    st.lists(st.tuples(*[st.integers(-2, 9)] * 4, st.sampled_from(["", "x", "\n"]))),
)
def test_edits_of_no_place_that_is_there_change_nothing_and_none_is_made_in_part(text: str, places: list[Any]) -> None:
    problems = [problem(str(number), edits=(edit(*place),)) for number, place in enumerate(places)]
    done = corrected(text, problems)
    assert len(done.left) <= len(problems)
    if len(done.left) == len(problems):
        assert done.text == text
