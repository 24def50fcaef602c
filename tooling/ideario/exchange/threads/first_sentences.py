"""Takes the first sentences of a Markdown text as plain text, for a summary. Renders nothing.

What people write first is seldom the heading of a form, a picture or a comment of a template: these are passed over.
"""

import re
from collections.abc import Iterator

from ideario.exchange.clean_text import clean, cut

MAX_LOOKED_AT = 20_000
"""Signs at the beginning of a text among which the first sentences are looked for."""
SHORTEST, ENOUGH = 3, 40
"""Signs that a summary must have, and signs from which on it may end with a sentence."""
_FENCE = re.compile(r"[ \t]{0,3}(`{3,}|~{3,})")
_BESIDE = re.compile(
    r"[ \t]*(?:#|\||>|!\[|<|\[[^\]]{1,200}\]:|[-*+][ \t]*\[[ xX]\]|(?:[-*_=][ \t]*){3,}$|_No response_)"
)
"""A line that is no sentence: a heading, a table, a quotation, a picture, HTML, a task, a rule, an empty answer."""
_BULLET = re.compile(r"^[ \t]*(?:[-*+]|[0-9]{1,9}[.)])[ \t]+")
_LINK = re.compile(r"!?\[([^\[\]]{0,300})\]\([^()\s]{0,2000}(?:[ \t]+\"[^\"]{0,300}\")?\)")
_MARKS = re.compile(r"[*`]+|~~|<[^<>]{0,300}>")
_END = re.compile(r"[.!?…。！？][\"'”’»)]*(?=\s|$)|[。！？]")


def first_sentences(text: str, longest: int) -> tuple[str, bool]:
    """Whole sentences from the beginning, as many as fit into `longest` signs; and whether any text was left out.

    "" where there is nothing to say. A first sentence that is too long is cut at a word, and ends in ….
    """
    paragraphs = _paragraphs(text[:MAX_LOOKED_AT])
    found = next(paragraphs, "")
    more = next(paragraphs, "") != "" or len(text) > MAX_LOOKED_AT
    if len(found) <= longest:
        return (found, more) if len(found) >= SHORTEST else ("", more)
    ends = [one.end() for one in _END.finditer(found, 0, longest + 1) if ENOUGH <= one.end() <= longest]
    return (found[: ends[-1]] if ends else cut(found, longest)), True


def _paragraphs(text: str) -> Iterator[str]:
    """What stands there as sentences, paragraph by paragraph, without Markdown's signs."""
    lines: list[str] = []
    for line in [*_outside(text), ""]:
        if line.strip() and not _BESIDE.match(line):
            lines.append(_BULLET.sub("", line, count=1))
            continue
        plain = clean(_MARKS.sub("", _LINK.sub(r"\1", "\n".join(lines))))
        if any(sign.isalnum() for sign in plain):
            yield plain
        lines = []


def _outside(text: str) -> Iterator[str]:
    """The lines that are neither code between fences nor in a comment."""
    fence = ""
    for line in _without_comments(text).splitlines():
        found = _FENCE.match(line)
        if found and (not fence or found[1].startswith(fence)):
            fence = "" if fence else found[1]
            yield ""
        elif not fence:
            yield line


def _without_comments(text: str) -> str:
    kept, place = [], 0
    while (begin := text.find("<!--", place)) >= 0:
        kept.append(text[place:begin])
        end = text.find("-->", begin + 4)
        if end < 0:
            return "".join(kept)
        place = end + 3
    return "".join([*kept, text[place:]])
