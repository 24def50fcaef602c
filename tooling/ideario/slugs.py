"""Makes slugs out of titles in any script; owns anyascii."""

import re

from ideario.model.text import MAX_SLUG

RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])\Z")
"""Names that no file can have on Windows, whatever its ending."""


def slug_of(text: str, *, longest: int = MAX_SLUG) -> str:
    """A slug for `text`: `[a-z0-9]+(-[a-z0-9]+)*`, at most `longest` characters, cut at a word where possible.

    "" when nothing in `text` has a counterpart among letters and digits.
    """
    from anyascii import anyascii  # loads tables of all scripts, which only who makes a slug needs

    slug = re.sub(r"[^a-z0-9]+", "-", anyascii(text).lower()).strip("-")
    if RESERVED.match(slug):
        slug += "-1"
    if len(slug) <= longest:
        return slug
    cut = slug[: longest + 1].rpartition("-")[0]
    return (cut or slug[:longest]).strip("-")
