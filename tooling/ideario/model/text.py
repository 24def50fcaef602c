"""Texts that may stand in several languages, and the grammar of names: slugs, logins, tags of languages."""

import re
from collections.abc import Mapping

Text = Mapping[str, str]
"""One text by language tag; the key "" holds a text that serves every language."""


SLUG = r"[a-z0-9]+(?:-[a-z0-9]+)*"
"""A regular expression for a slug of any length."""
MAX_SLUG = 80
"""Signs that a slug may have."""
LOGIN = r"[A-Za-z0-9](?:-?[A-Za-z0-9])*(?:_[A-Za-z0-9]+)?"
"""A regular expression for the name of an account of any length."""
MAX_LOGIN = 39
"""Signs that a login may have."""
LANGUAGE = r"[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-[A-Z]{2})?"
"""A regular expression for the tag of a language, such as `en` or `zh-Hant-TW`."""
_SLUG, _LOGIN = re.compile(SLUG), re.compile(LOGIN)


def is_slug(name: str) -> bool:
    """Whether a name is a slug, and not too long."""
    return len(name) <= MAX_SLUG and _SLUG.fullmatch(name) is not None


def is_login(name: str) -> bool:
    """Whether an account can have this name."""
    return len(name) <= MAX_LOGIN and _LOGIN.fullmatch(name) is not None


def schema_pattern(expression: str) -> str:
    """A regular expression as our schemas write it: of the whole text, without signs that only Python needs."""
    return f"^{expression.replace('(?:', '(')}$"


def localised(text: Text, language: str) -> str:
    """The text in `language`, else the one for every language, else the first there is, else ""."""
    return text.get(language) or text.get("") or next(iter(text.values()), "")
