"""What others wrote can be quoted in a comment, and reads as it was written, with nothing of it live."""

import re

import cmarkgfm
import pytest
from ideario.fences import plainly_said, quotation

HOSTILE = (
    "Hi @everyone, see #12, GH-3 and https://evil.example/x or www.evil.example, a@b.example\r\n"
    "**bold** <b>x</b> <!-- ideario command 1 --> [a](javascript:x) ![i](http://x/y.png) $x$\n\n"
    "# head\n- list\n1. one\n    code\n> more\n```\n##[error]x\n::error::x\n&lt; \u202eright to left"
)


def test_a_quotation_is_one_and_nothing_in_it_is_live() -> None:
    shown = cmarkgfm.github_flavored_markdown_to_html(quotation(HOSTILE))
    assert re.sub(r"</?(?:blockquote|p|br)(?: ?/)?>", "", shown).count("<") == 0
    assert re.findall(r"@\w|#\d|GH-\d|://|www\.", shown) == []
    assert "**bold** &lt;b&gt;x&lt;/b&gt;" in shown
    assert "&amp;lt; \\u202eright" in shown


@pytest.mark.parametrize("text", ["It is planned for 2027 (spring): 3 benches, è così.", "Straße & Hütte – 100 %"])
def test_plain_words_read_as_they_were_written(text) -> None:
    shown = cmarkgfm.github_flavored_markdown_to_html(plainly_said(text))
    assert shown == f"<p>{text.replace('&', '&amp;')}</p>\n"
