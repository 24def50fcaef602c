"""Contributed text in Markdown where nothing of it is live: no markup, no link, no mention, no hidden sign."""

from ideario.reporters import longest_run, one_line

JOINERS = "\u200c\u200d\u200e\u200f"
"""Signs without a shape that letters and emoji are joined with in many languages; they move nothing."""


def code(text: str) -> str:
    """A text within a line."""
    text = one_line(text) or " "
    quotes = "`" * (longest_run(text) + 1)
    return f"{quotes} {text} {quotes}" if text.startswith("`") or text.endswith("`") else f"{quotes}{text}{quotes}"


def block(text: str, language: str = "text") -> str:
    """A text of several lines, as it is."""
    fence = "`" * max(3, longest_run(text) + 1)
    return f"{fence}{language}\n{text}\n{fence}"


def can_be_shown(text: str) -> bool:
    """Whether what people see of a text is what they copy: nothing in it moves other signs, or cannot be seen."""
    return all(sign.isprintable() or sign in "\n\t" or sign in JOINERS for sign in text)
