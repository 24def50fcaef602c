"""Fills the slots of a shell in one pass. What goes into a slot is never looked at again, so it cannot hold slots."""

import base64
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass

SLOT = re.compile(r"%%([a-z_]+)%%")
_INLINE_SCRIPT = re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*application/(?:ld\+)?json)[^>]*>(.*?)</script>", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shell:
    """A page cut at its slots: `texts[0] slots[0] texts[1] … texts[-1]`, so `texts` is one longer than `slots`."""

    texts: tuple[str, ...]
    slots: tuple[str, ...]


def cut(html: str) -> Shell:
    """The shell of an HTML page whose slots are written `%%name%%`."""
    parts = SLOT.split(html)
    return Shell(texts=tuple(parts[0::2]), slots=tuple(parts[1::2]))


def compact(html: str) -> str:
    """The page without indentation and empty lines, where no element keeps white space as it stands."""
    if re.search(r"<(pre|textarea)\b", html):
        return html
    return "\n".join(line for line in map(str.strip, html.splitlines()) if line) + "\n"


def bind(shell: Shell, values: Mapping[str, str]) -> Shell:
    """The shell with some slots filled for good (the community's name, say) and the others kept."""
    texts, slots = [shell.texts[0]], []
    for slot, text in zip(shell.slots, shell.texts[1:], strict=True):
        if slot in values:
            texts[-1] += values[slot] + text
        else:
            slots.append(slot)
            texts.append(text)
    return Shell(texts=tuple(texts), slots=tuple(slots))


def stamp(shell: Shell, values: Mapping[str, str]) -> str:
    """The page: each slot replaced by its value, which must be HTML. A slot without a value is a bug: KeyError."""
    parts = [shell.texts[0]]
    for slot, text in zip(shell.slots, shell.texts[1:], strict=True):
        parts.append(values[slot])
        parts.append(text)
    return "".join(parts)


def security_policy(html: str, asks: str = "") -> str:
    """The content security policy of a shell: its own files, and the inline scripts that stand in it now.

    A slot never holds a script that runs, so the hashes stay right whatever is stamped. `asks` is an address that the
    page may load from besides.
    """
    scripts = {
        base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        for script in _INLINE_SCRIPT.findall(html)
        if script
    }
    hashes = "".join(f" 'sha256-{script}'" for script in sorted(scripts))
    return (
        f"default-src 'none'; script-src 'self'{hashes}; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        f"connect-src 'self'{asks and f' {asks}'}; manifest-src 'self'; base-uri 'none'; form-action 'self'"
    )
