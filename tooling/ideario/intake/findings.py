"""What a rule found, before its line and column are known; and words that several rules use. Reads nothing."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ideario.intake.faults import Pointer, shortened
from ideario.problems import Level

MANY = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something wrong at `pointer` of the file `path`. `on_key`: it is the key that is wrong, not its value.

    `value` is what stands there as short text. `level` and `rule` may be left to the registry of rules.
    """

    path: str
    message: str
    hint: str = ""
    pointer: Pointer = ()
    on_key: bool = False
    value: str = ""
    rule: str = ""
    level: Level = "error"


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that `word` was probably meant to be.

    Comparing is slow: among thousands, only words that begin or end like `word` are looked at.
    """
    known = list(known)
    if len(known) > MANY:
        start, end = word[:2], word[-3:]
        known = [candidate for candidate in known if candidate.startswith(start) or candidate.endswith(end)]
    candidates = {candidate.lower(): candidate for candidate in sorted(known)}
    found = difflib.get_close_matches(word.lower()[:100], list(candidates), n=1, cutoff=0.65)
    return candidates[found[0]] if found else None


def listed(words: Iterable[str], most: int = 12) -> str:
    """Words as a short list for a message."""
    words = list(words)
    more = f" and {len(words) - most} more" if len(words) > most else ""
    return ", ".join(f"`{shortened(word)}`" for word in words[:most]) + more


def shown(value: Any) -> str:
    """A value as short text on one line, as the author wrote it as nearly as can be told."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, dict)):
        return "a list" if isinstance(value, list) else "a mapping"
    return shortened(str(value))
