"""The hidden line with which each answer begins: what it was given to, and what it said. Holds no contributed text."""

import re
from dataclasses import dataclass
from hashlib import sha256
from typing import cast

from ideario.answering.labelling import ASKED, read, written
from ideario.answering.verdict import Colour
from ideario.forge.thread_labels import ProposalLabel

_MARKER = re.compile(
    r"<!-- ideario answer (?P<turn>[0-9]{1,6}): (?P<colour>green|red) head=(?P<head>[0-9a-f]{40,64}) "
    r"base=(?P<base>[0-9a-f]{12}) text=(?P<text>[0-9a-f]{16})(?: labels=(?P<labels>[a-z]{1,9}|-))? -->(?:\r?\n|$)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Marker:
    """`turn` counts the answers on one thread from 1; a new one comes where the colour is another.

    `head` is the commit that was looked at, `base` stands for the community's files by which it was judged, and `text`
    for what was said, but for numbers of votes. `labels` are those for which there was a reason, and `asked` says that
    a question waited for the author.
    """

    turn: int
    colour: Colour
    head: str
    base: str
    text: str
    labels: frozenset[ProposalLabel] = frozenset()
    asked: bool = False

    @property
    def beginning(self) -> str:
        """What no other answer on the thread begins with."""
        return f"<!-- ideario answer {self.turn}: "

    def __str__(self) -> str:
        facts = f"head={self.head} base={self.base} text={self.text} labels={written(self.labels, asked=self.asked)}"
        return f"{self.beginning}{self.colour} {facts} -->"


def marker_in(text: str) -> Marker | None:
    """The marker with which a comment begins, None for any other comment. Who wrote it is the caller's to look at."""
    found = _MARKER.match(text)
    if found is None:
        return None
    return Marker(
        turn=int(found["turn"]), colour=cast("Colour", found["colour"]), head=found["head"], base=found["base"],
        text=found["text"], labels=read(found["labels"] or ""), asked=ASKED in (found["labels"] or ""),
    )  # fmt: skip


def text_mark(text: str) -> str:
    """What stands for a text in a marker."""
    return sha256(text.encode()).hexdigest()[:16]


def base_mark(*facts: str) -> str:
    """What stands in a marker for all by which proposals are judged."""
    return sha256("\0".join(facts).encode()).hexdigest()[:12]
