"""Texts that may stand in several languages, and the grammar of the names that stand for things (slugs)."""

from collections.abc import Mapping

Text = Mapping[str, str]
"""One text by language tag; the key "" holds a text that serves every language."""


SLUG = r"[a-z0-9]+(?:-[a-z0-9]+)*"
"""A regular expression for a slug of any length."""
MAX_SLUG = 80
"""Signs that a slug may have."""


def localised(text: Text, language: str) -> str:
    """The text in `language`, else the one for every language, else the first there is, else ""."""
    return text.get(language) or text.get("") or next(iter(text.values()), "")
