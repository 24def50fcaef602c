"""What a rule found, before its line and column are known; and words that several rules use. Reads nothing."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from ideario.intake.explaining.faults import NodePath, shortened
from ideario.intake.plain import Plain
from ideario.intake.yaml.write_yaml import flow
from ideario.messages.said import NOTHING, Said, as_is, say

PLAIN_KEY = re.compile(r"[A-Za-z][\w-]*\Z", re.ASCII)
MAX_TOLD = 100
"""So many mistakes of one file are told; whoever mends them sees the others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mend:
    """What mends a finding: `value`, as plain content, at `pointer`, under the name `key` where that is another one.

    `keeps` leaves the value as it stands. What is not there yet is added.
    """

    pointer: NodePath
    value: Plain = None
    key: str = ""
    keeps: bool = False


def pasted(mend: Mend) -> str:
    """The line to paste: a key with its value, or for an entry of a list the value alone."""
    step = mend.key or mend.pointer[-1]
    return flow(mend.value) if isinstance(step, int) else f"{key_text(step)}: {flow(mend.value)}"


def key_text(key: str) -> str:
    """A key as it stands before its colon."""
    return key if PLAIN_KEY.match(key) else flow(key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something wrong at `pointer` of the file `path`. `on_key`: it is the key that is wrong, not its value.

    `value` is what stands there as short text. A rule with a function of its own leaves `rule` to the register. `mend`
    or `move_to` do what the hint says, where it is known what is right.
    """

    path: str
    message: Said
    hint: Said = NOTHING
    pointer: NodePath = ()
    on_key: bool = False
    value: str = ""
    rule: str = ""
    mend: Mend | None = None
    move_to: str = ""


BUDGET: ContextVar[list[int] | None] = ContextVar("BUDGET", default=None)
"""How many more names may be compared, where somebody counts."""
MAX_COMPARED = 200_000
LIKELY = 5
MAX_WORD = 60


@contextmanager
def guessing() -> Iterator[None]:
    """Within this, so many names are compared and no more: who writes many wrong ones is not told what was meant."""
    token = BUDGET.set([MAX_COMPARED])
    try:
        yield
    finally:
        BUDGET.reset(token)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that `word` was probably meant to be.

    Comparing is slow, so only those few are compared in full that have most pairs of letters in common.
    """
    import difflib  # here, since only what is wrong is guessed at
    import heapq

    known = list(known)
    left = BUDGET.get()
    if left is not None:
        left[0] -= len(known)
        if left[0] < 0:
            return None
    word = word.lower()[:MAX_WORD]
    wanted = pairs_in(word)
    shared = {candidate: len(wanted & pairs_in(candidate.lower()[:MAX_WORD])) for candidate in sorted(known)}
    likely = heapq.nlargest(LIKELY, shared, key=lambda candidate: shared[candidate])
    candidates = {candidate.lower(): candidate for candidate in likely}
    found = difflib.get_close_matches(word, list(candidates), n=1, cutoff=0.65)
    return candidates[found[0]] if found else None


@lru_cache(maxsize=20_000)
def pairs_in(word: str) -> frozenset[str]:
    """The pairs of letters that follow one another in a word, its beginning and end among them."""
    framed = f"^{word}$"
    return frozenset(map("".join, pairwise(framed)))


def meant(mend: Mend) -> Said:
    """The hint that says what was probably meant."""
    return say("did you mean: {line}", line=pasted(mend))


def listed(words: Iterable[str], most: int = 12) -> Said:
    """Words as a short list for a message."""
    words = list(words)
    first = ", ".join(f"`{shortened(word)}`" for word in words[:most])
    return say("{words} and {count} more", words=first, count=len(words) - most) if len(words) > most else as_is(first)


def shown(value: Plain) -> str:
    """A value as short text on one line, as the author wrote it as nearly as can be told."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, dict)):
        return say("a list") if isinstance(value, list) else say("a mapping")
    return shortened(str(value))
