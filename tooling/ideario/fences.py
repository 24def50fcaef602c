"""Contributed text in Markdown where nothing of it is live: no markup, no link, no mention, no hidden sign."""

import re

JOINERS = "\u200c\u200d\u200e\u200f"
"""Signs without a shape that letters and emoji are joined with in many languages; they move nothing."""
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
_ALIVE = re.compile(r"@|#|\bgh-|\bwww(?=\.)|:(?=//)", re.IGNORECASE)
"""What a mention, a number of an issue or an address needs in one piece to be one, escaped or not."""


def one_line(text: str) -> str:
    """A text whose control characters are spelled out, so that it cannot move the cursor or begin a line."""
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in text)


def _longest_run(text: str) -> int:
    """How many backquotes follow one another at most."""
    return max((len(run) for run in re.findall("`+", text)), default=0)


def code(text: str) -> str:
    """A text within a line."""
    text = one_line(text) or " "
    quotes = "`" * (_longest_run(text) + 1)
    return f"{quotes} {text} {quotes}" if text.startswith("`") or text.endswith("`") else f"{quotes}{text}{quotes}"


def block(text: str, language: str = "text") -> str:
    """A text of several lines, as it is."""
    fence = "`" * max(3, _longest_run(text) + 1)
    return f"{fence}{language}\n{text}\n{fence}"


def plainly_said(text: str) -> str:
    """A text on one line that reads as it was written: an invisible sign keeps mentions and addresses from being any,
    and a backslash keeps punctuation from being markup.
    """
    return _PUNCTUATION.sub(r"\\\1", _ALIVE.sub("\\g<0>\u2060", one_line(text)))


def quotation(text: str) -> str:
    """A text of several lines as a quotation, which wraps where code would not."""
    return "\n".join(f"> {plainly_said(line.strip())}".rstrip() for line in re.split(r"\r\n|\r|\n", text.strip("\r\n")))


def can_be_shown(text: str) -> bool:
    """Whether what people see of a text is what they copy: nothing in it moves other signs, or cannot be seen."""
    return all(sign.isprintable() or sign in "\n\t" or sign in JOINERS for sign in text)
