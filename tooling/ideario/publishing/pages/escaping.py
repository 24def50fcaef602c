"""Escapes values for HTML and addresses, quickly: a page has nearly a hundred of them, and most need nothing done."""

from urllib.parse import quote

from markupsafe import Markup, escape
from markupsafe import _escape_inner as escaped_text  # type: ignore[attr-defined]  # a test names the version


def escaped(value: object) -> str:
    """A value as HTML, as markupsafe's `escape` has it; Markup is HTML already.

    What comes back is done with: as plain text, which another call would escape again.
    """
    if type(value) is str:
        return escaped_text(value)
    if type(value) is int:
        return str(value)
    return value if type(value) is Markup else escape(value)


_QUOTED = {number: quote(chr(number)) for number in range(128)}


def in_address(text: str) -> str:
    """A text as a part of an address, in which slashes stay."""
    return text.translate(_QUOTED) if text.isascii() else quote(text)
