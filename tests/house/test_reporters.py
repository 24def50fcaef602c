"""Problems as text: exact, escaped, and harmless whatever contributors wrote."""

import json
import re
from html import unescape

import cmarkgfm
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ideario.fences import one_line
from ideario.model.file_rules import FileRule
from ideario.problems import Problem
from ideario.reporters import (
    MARKDOWN_LIMIT,
    report_github,
    report_json,
    report_markdown,
    report_sarif,
    report_text,
)


def problem(**changes):
    return Problem(
        **{
            "path": "content/ideas/a.yml",
            "line": 3,
            "column": 5,
            "level": "error",
            "rule": "unknown-tag",
            "message": "there is no tag `x`",
            "hint": "did you mean `y`?",
            "pointer": "/tags/0",
            "value": "x",
            **changes,
        }
    )


WARNING = problem(level="warning", line=9, hint="")
HOSTILE = (
    "@everyone </title><img src=x onerror=alert(1)> ```` [a](javascript:x) ::set-output name=a::b, 100%\r\n::error::no"
)


def test_text_has_a_line_per_problem_its_hint_indented_and_the_next_command() -> None:
    assert report_text([problem(hint="write:\na: b"), WARNING]).splitlines() == [
        "content/ideas/a.yml:3:5: error: unknown-tag: there is no tag `x`",
        "  write:",
        "  a: b",
        "content/ideas/a.yml:9:5: warning: unknown-tag: there is no tag `x`",
        "1 error and 1 warning. Mend them, then run: ideario check",
    ]
    assert report_text([WARNING]).splitlines()[-1] == "1 warning. Next, run: ideario build"
    assert report_text([problem(), problem(line=4)]).splitlines()[-1].startswith("2 errors. Mend them")
    assert report_text([]) == "No problems. Next, run: ideario build"


@given(st.text())
def test_no_message_begins_a_line_or_moves_the_cursor(message) -> None:
    text = report_text([problem(message=message, hint="")])
    assert len(text.splitlines()) == 2
    assert text.replace("\n", "").isprintable()


def test_json_holds_every_field_and_the_counts() -> None:
    document = json.loads(report_json([problem(message=HOSTILE), WARNING]))
    assert (document["errors"], document["warnings"]) == (1, 1)
    assert document["problems"][0] == {
        "path": "content/ideas/a.yml",
        "line": 3,
        "column": 5,
        "level": "error",
        "rule": "unknown-tag",
        "message": HOSTILE,
        "hint": "did you mean `y`?",
        "pointer": "/tags/0",
        "value": "x",
    }


def test_annotations_carry_path_line_column_and_rule() -> None:
    assert report_github([problem(), WARNING], prefix="town/").splitlines() == [
        "::error file=town/content/ideas/a.yml,line=3,col=5,title=unknown-tag::there is no tag `x`%0Adid you mean `y`?",
        "::warning file=town/content/ideas/a.yml,line=9,col=5,title=unknown-tag::there is no tag `x`",
    ]
    assert report_github([]) == ""


@given(st.text(), st.text(), st.text())
def test_annotations_are_one_command_each_and_can_be_read_back(path, message, hint) -> None:
    text = report_github([problem(path=path, message=message, hint=hint)])
    assert "\n" not in text
    assert "\r" not in text
    properties, _, said = text.removeprefix("::error ").partition("::")

    def unescaped(part):
        for code, sign in (("%2C", ","), ("%3A", ":"), ("%0A", "\n"), ("%0D", "\r"), ("%25", "%")):
            part = part.replace(code, sign)
        return part

    file, line, column, title = properties.split(",")
    assert unescaped(file.removeprefix("file=")) == path
    assert (line, column, title) == ("line=3", "col=5", "title=unknown-tag")
    said = said.replace("%0A", "\n").replace("%0D", "\r").replace("%25", "%")
    assert said == message + (f"\n{hint}" if hint else "")


@pytest.mark.parametrize("field", ["message", "hint", "path"])
def test_markdown_shows_what_contributors_wrote_and_lets_none_of_it_live(field) -> None:
    html = cmarkgfm.github_flavored_markdown_to_html(report_markdown([problem(**{field: HOSTILE}), WARNING]))
    outside = re.sub(r"<pre.*?</pre>", "", html, flags=re.DOTALL)
    assert re.findall(r"<(\w+)", html) == ["p", "strong", "pre", "code"]
    assert "@everyone" in html
    assert "@everyone" not in outside
    assert "1 error and 1 warning" in outside


@pytest.mark.parametrize("note", [HOSTILE, "`", "``", "```text", "``` <b> ``", "# x\n\n> y", "::error::x"])
def test_what_was_not_looked_at_stands_before_the_problems_and_nothing_of_it_lives(note) -> None:
    html = cmarkgfm.github_flavored_markdown_to_html(report_markdown([problem()], notes=[note]))
    assert re.findall(r"<(\w+)", html) == ["p", "strong", "p", "code", "pre", "code"]
    assert f"<p><code>{one_line(note)}</code></p>" in unescape(html)


@given(st.text(), st.text(alphabet="`~ \n"))
def test_no_text_ends_the_block_of_a_comment(message, hint) -> None:
    html = cmarkgfm.github_flavored_markdown_to_html(report_markdown([problem(message=message, hint=hint)]))
    assert re.findall(r"<(\w+)", html) == ["p", "strong", "pre", "code"]


def test_a_long_list_still_fits_into_a_comment_and_says_what_is_left_out() -> None:
    text = report_markdown([problem(line=number, message="x" * 300) for number in range(1, 1001)])
    assert len(text) < MARKDOWN_LIMIT + 1000
    shown = text.count("unknown-tag")
    assert f"and {1000 - shown} more" in text


def test_a_comment_about_nothing_says_so() -> None:
    assert report_markdown([]) == "**ideario check: no problems**"


def test_sarif_names_rules_places_and_fingerprints() -> None:
    rules = [FileRule(id="unknown-tag", text="A tag is known."), FileRule(id="bad-slug", text="A slug is a slug.")]
    spaced = problem(path="content/ideas/a b.yml")
    document = json.loads(report_sarif([spaced, WARNING], rules=rules, version="1.2", prefix="town/"))
    (run,) = document["runs"]
    assert document["version"] == "2.1.0"
    assert run["columnKind"] == "unicodeCodePoints"
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["bad-slug", "unknown-tag"]
    first, second = run["results"]
    assert (first["ruleId"], first["ruleIndex"], first["level"]) == ("unknown-tag", 1, "error")
    place = first["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "town/content/ideas/a%20b.yml"
    assert place["region"] == {"startLine": 3, "startColumn": 5}
    assert second["level"] == "warning"
    moved = json.loads(report_sarif([problem(line=99)], rules=rules, version="1.2"))["runs"][0]["results"][0]
    assert moved["partialFingerprints"] == second["partialFingerprints"] != first["partialFingerprints"]


COMMANDS = ["##[error]forged", "a ##[add-mask]b", "::error title=x::forged", "  ::warning::x", "x\n::error::y"]


def sarif(found):
    return report_sarif([found], rules=[], version="1")


@pytest.mark.parametrize("text", COMMANDS)
def test_no_runner_finds_a_command_in_any_report(text) -> None:
    found = problem(path=text.replace("\n", ""), message=text, hint=f"{text}\n{text}")
    for report in (report_text([found]), report_json([found]), report_markdown([found]), sarif(found)):
        assert "##[" not in report
        assert not [line for line in report.splitlines() if line.lstrip().startswith("::")]
    assert json.loads(report_json([found]))["problems"][0]["message"] == text


def test_a_link_in_a_message_stays_text_in_sarif() -> None:
    said = json.loads(sarif(problem(message="see [here](https://evil.example)", hint="")))["runs"][0]["results"][0][
        "message"
    ]["text"]
    assert said == r"see \[here\](https://evil.example)"
