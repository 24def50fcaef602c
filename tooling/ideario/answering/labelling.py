"""Says which labels a proposal is to bear, and which of them a sweep puts there or takes off. No I/O.

The program changes a label when the reason for it begins, and when it ends; between, what people do by hand counts. One
that somebody took off stays off until the reason has ended and begun again; one that somebody put on is theirs. What
the program last found is in the marker of its answer, so that nothing else has to be remembered.
"""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from ideario.answering.verdict import Verdict
from ideario.forge.thread_labels import ProposalLabel
from ideario.problems import has_errors

LETTERS: Mapping[ProposalLabel, str] = {
    ProposalLabel.CHALLENGE: "c",
    ProposalLabel.NEWCOMER: "n",
    ProposalLabel.NEEDS_AUTHOR: "a",
    ProposalLabel.READY: "r",
    ProposalLabel.DUPLICATE: "d",
}
"""What stands for a label in a marker."""
ASKED = "q"
"""What stands there for a question that waits for the author."""


class LabelChange(NamedTuple):
    """Labels to put on a thread, and to take off."""

    add: tuple[ProposalLabel, ...]
    remove: tuple[ProposalLabel, ...]


def found_labels(verdict: Verdict, *, asked: bool) -> frozenset[ProposalLabel]:
    """The labels for which there is a reason; `asked` says that a question waits for the author."""
    reasons: Mapping[ProposalLabel, bool] = {
        ProposalLabel.CHALLENGE: verdict.answers_challenge,
        ProposalLabel.NEWCOMER: verdict.newcomer,
        ProposalLabel.NEEDS_AUTHOR: asked or has_errors(verdict.problems),
        ProposalLabel.READY: not asked and verdict.colour == "green" and not verdict.not_own,
        ProposalLabel.DUPLICATE: bool(verdict.similar),
    }
    return frozenset(label for label, reason in reasons.items() if reason)


def label_change(
    before: Collection[ProposalLabel], now: Collection[ProposalLabel], there: Collection[str]
) -> LabelChange:
    """What is to be changed where the reasons were others before; `there` are all labels that the thread bears."""
    names = {name.lower() for name in there}
    return LabelChange(
        add=tuple(label for label in ProposalLabel if label in now and label not in before and label not in names),
        remove=tuple(label for label in ProposalLabel if label in before and label not in now and label in names),
    )


def written(labels: Collection[ProposalLabel], *, asked: bool = False) -> str:
    """Labels as a marker has them, and whether a question waits; "-" for none."""
    letters = [letter for label, letter in LETTERS.items() if label in labels]
    return "".join(letters + [ASKED] * asked) or "-"


def read(text: str) -> frozenset[ProposalLabel]:
    """The labels of a marker."""
    return frozenset(label for label, letter in LETTERS.items() if letter in text)
