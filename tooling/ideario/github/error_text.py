"""Makes what a server says fit to be shown: a short line, without control signs, workflow commands and secrets."""

import re
import unicodedata
from collections.abc import Iterable

from ideario.github.bounds import MESSAGE

_COMMAND = re.compile(r"::|##\[")
_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def said(words: object, *, without: Iterable[str | None] = ()) -> str:
    """A server's words as part of a line; "" for what is no text. Each of the secrets `without` is blotted out."""
    if not isinstance(words, str):
        return ""
    text = words[: 4 * MESSAGE]
    for secret in without:
        if secret:
            text = text.replace(secret, "…")
    text = " ".join("".join(" " if unicodedata.category(sign) in _HIDDEN else sign for sign in text).split())
    while _COMMAND.search(text):  # the runner of Actions looks for them in the middle of a line, too
        text = text.replace("::", ": ").replace("##[", "# [")
    return text if len(text) <= MESSAGE else f"{text[:MESSAGE]}…"
