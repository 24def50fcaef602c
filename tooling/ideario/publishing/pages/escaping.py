"""Escapes values for HTML, quickly: a page has nearly a hundred of them, and most need nothing done."""

import re
from typing import Any

from markupsafe import Markup, escape

_SPECIAL = re.compile("[&<>'\"]")


def escaped(value: Any) -> str:
    """A value as HTML, as markupsafe's `escape` has it; Markup is HTML already."""
    kind = type(value)
    if kind is Markup or (kind is str and not _SPECIAL.search(value)):
        return value  # type: ignore[no-any-return]  # just looked at
    return escape(value)
