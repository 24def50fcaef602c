"""Texts that may stand in several languages."""

from collections.abc import Mapping

Text = Mapping[str, str]
"""One text by language tag; the key "" holds a text that serves every language."""


def localised(text: Text, language: str) -> str:
    """The text in `language`, else the one for every language, else the first there is, else ""."""
    return text.get(language) or text.get("") or next(iter(text.values()), "")
