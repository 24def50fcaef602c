"""Contributed prose: whatever is written, the HTML that comes out holds nothing alive."""

import hashlib
import os
import re
import subprocess
import sys

import pytest
from cmarkgfm import cmark, github_flavored_markdown_to_html
from hostile import HOSTILE, Tree, assert_harmless
from hypothesis import example, given
from hypothesis import strategies as st
from ideario.publishing.prose.markdown import MAX_DEPTH, MAX_HTML, prose_html
from ideario.publishing.prose.raw_html import raw_html
from markupsafe import escape

LINK = '<a href="https://a.example/m.png" rel="ugc nofollow noopener">A map</a>'


@given(st.lists(st.sampled_from(HOSTILE) | st.text(max_size=8), max_size=12).map("".join))
@example("".join(HOSTILE))
def test_no_markdown_brings_a_tag_or_an_attribute_that_is_not_allowed(markdown: str) -> None:
    assert_harmless(prose_html(markdown))


@given(
    st.sampled_from(HOSTILE),
    st.sampled_from(HOSTILE),
    st.sampled_from(
        ["[{}]({})", "![{}]({})", '[x]({} "{}")', "[{}]: {}\n", "<{} {}>", '<a href="{}" title="{}">x</a>']
    ),
)
def test_no_pair_of_texts_in_a_link_or_a_tag_becomes_alive(one: str, other: str, frame: str) -> None:
    assert_harmless(prose_html(frame.format(one, other) + "\n\n![i](https://a.example/i.png) <input checked>"))


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("![A map](https://a.example/m.png)", LINK),
        ("![](https://a.example/m.png)", ">https://a.example/m.png</a>"),
        ("![A map](/m.png)", "<p>A map</p>"),
        ("![A map](data:image/png;base64,AAAA)", "<p>A map</p>"),
        ("[![A map](https://a.example/m.png)](https://a.example/)", LINK),
    ],
)
def test_an_image_becomes_a_link_or_its_description(markdown: str, html: str) -> None:
    rendered = prose_html(markdown)
    assert html in rendered
    assert "<img" not in rendered
    assert rendered.count("<a") == html.count("</a")


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("# a\n\n## b\n\n<h1>c</h1>\n\n###### d\n\n## e", "h2 h3 h2 h3 h3"),
        ("### a\n\n#### b\n\n## c\n\n### d", "h2 h3 h2 h3"),
        ("\n\n".join("#" * level + " a" for level in range(1, 7)), "h2 h3 h4 h5 h6 h6"),
    ],
)
def test_headings_begin_below_the_title_of_the_page_and_leave_out_no_level(text: str, levels: str) -> None:
    html = prose_html(text)
    assert [tag for tag, _ in Tree(html).elements if tag[0] == "h"] == levels.split()
    assert re.findall(r"</(h\d)>", html) == levels.split()


def test_a_table_stands_in_a_box_that_takes_the_keyboard() -> None:
    html = prose_html('| a | b |\n|---|--:|\n| 1 | 2 |\n\n<table title="t"><tr><td><table><tr><td>x</table></table>')
    boxes = [attributes for tag, attributes in Tree(html).elements if tag == "div"]
    assert boxes == [{"class": "scroll", "tabindex": "0", "role": "group"}] * 3
    assert not Tree(html).open


def test_a_checkbox_is_a_picture_of_one() -> None:
    assert Tree(prose_html("- [x] done\n- [ ] open")).text.split() == ["☑", "done", "☐", "open"]


def test_footnotes_lead_to_one_another_under_the_prefix() -> None:
    elements = Tree(prose_html("Said[^a].\n\n[^a]: By whom.")).elements
    ids = {attributes["id"] for _, attributes in elements if "id" in attributes}
    targets = {(attributes["href"] or "")[1:] for _, attributes in elements if "href" in attributes}
    assert targets == ids
    assert len(ids) == 2


def test_ordinary_markdown_keeps_its_meaning() -> None:
    rendered = prose_html("**b** *i* ~~s~~ `<code>` https://a.example/?a=1&b=2 <b>raw</b>\n\n| x |\n|--:|\n| 1 |")
    for part in ("<strong>b</strong>", "<em>i</em>", "<del>s</del>", "<code>&lt;code&gt;</code>", "<b>raw</b>"):
        assert part in rendered
    assert '<td align="right">1</td>' in rendered
    assert 'href="https://a.example/?a=1&amp;b=2"' in rendered


def test_what_looks_like_a_template_or_a_slot_is_text() -> None:
    assert Tree(prose_html("{{ 7*7 }} {% raw %} %%main%%")).text.strip() == "{{ 7*7 }} {% raw %} %%main%%"


def test_the_same_prose_is_the_same_html_in_every_run() -> None:
    program = (
        "import hashlib, sys; from ideario.publishing.prose.markdown import prose_html;"
        "print(hashlib.sha256(''.join(map(prose_html, sys.stdin.read().split(chr(1)))).encode()).hexdigest())"
    )
    source = "\1".join([*(text for text in HOSTILE if "\0" not in text), "".join(HOSTILE[:40])])
    seen = {
        subprocess.run(
            [sys.executable, "-c", program],
            input=source,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONUTF8": "1"},
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=True,
        ).stdout.strip()
        for seed in ("1", "2", "77")
    }
    assert len(seen) == 1
    assert seen.pop() == hashlib.sha256("".join(map(prose_html, source.split("\1"))).encode()).hexdigest()


@pytest.mark.parametrize(
    "text",
    [
        ">" * 20_000,
        ">" * 200,
        "> - " * 5_000 + "a",
        "<b>" * 6_000,
        "<div>" * 101,
        "[^1]: x\n\n" + "[^1] " * 3_900,
        "|" + "a|" * 500 + "\n|" + "-|" * 500 + "\n" + "a\n" * 9_000,
    ],
)
def test_a_text_that_would_become_too_deep_or_too_large_is_shown_as_it_was_written(text: str) -> None:
    html = prose_html(text)
    assert html == f'<pre class="plain">{escape(text)}</pre>\n'


@pytest.mark.parametrize(
    "text", [">" * 20 + " deep", "- " * 20 + "a", "<br>" * 500, "*a* " * 4_000, "[^1]: x\n\n" + "[^1] " * 90]
)
def test_what_people_write_is_neither_too_deep_nor_too_large(text: str) -> None:
    assert not prose_html(text).startswith("<pre")


@given(st.text("<>/abdiv *_-[]()^`|\n1.#~!", max_size=3_000))
def test_no_text_becomes_deeper_or_larger_than_the_limits(text: str) -> None:
    html = prose_html(text)
    depth = deepest = 0
    for close, tag in re.findall(r"<(/?)([a-z0-9]+)", html):
        if tag not in {"br", "hr"}:
            depth += -1 if close else 1
            deepest = max(deepest, depth)
    assert deepest <= 2 * MAX_DEPTH
    assert len(html) <= 2 * MAX_HTML


GROWTH = """
from pathlib import Path
from ideario.publishing.prose.markdown import prose_html

def held() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096

text = "# Title\\n\\n" + "A *word* and [another](https://a.example).\\n\\n| a |\\n|---|\\n| b |\\n\\n" * 20
for _ in range(100):
    prose_html(text)
before = held()
for _ in range(2000):
    prose_html(text)
print(held() - before)
"""


def test_a_text_leaves_nothing_behind_in_memory() -> None:
    done = subprocess.run([sys.executable, "-c", GROWTH], capture_output=True, text=True, check=True)
    assert int(done.stdout) < 2_000_000  # what cmarkgfm itself offers leaves fifty times as much


@given(
    st.lists(
        st.sampled_from(["*", "_", "[^1]", "[^1]: ", "\n", "\n\n", "> ", "- ", "|", "-|-\n", "~", "`", "<b>", "é", "a"])
    )
)
def test_the_html_is_what_cmarkgfm_itself_gives(parts: list[str]) -> None:
    text = "".join(parts)
    given_by_it = github_flavored_markdown_to_html(
        text, cmark.Options.CMARK_OPT_UNSAFE | cmark.Options.CMARK_OPT_FOOTNOTES
    )
    assert raw_html(text) == given_by_it
