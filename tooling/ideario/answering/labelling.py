"""Says which labels a proposal is to bear, and which of them a sweep puts there or takes off. No I/O.

The program changes a label when the reason for it begins, and when it ends; between, what people do by hand counts. One
that somebody took off stays off until the reason has ended and begun again; one that somebody put on is theirs. What
the program last found is in the marker of its answer, so that nothing else has to be remembered.
"""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from ideario.answering.verdict import Verdict
from ideario.forge.thread_labels import PROPOSAL_LABELS, ProposalLabel
from ideario.problems import has_errors

LETTERS: Mapping[ProposalLabel, str] = {
    "challenge": "c", "new contributor": "n", "needs author": "a", "ready": "r", "possible duplicate": "d",
}  # fmt: skip
"""What stands for a label in a marker."""


class LabelChange(NamedTuple):
    """Labels to put on a thread, and to take off."""

    add: tuple[ProposalLabel, ...]
    remove: tuple[ProposalLabel, ...]


def found_labels(verdict: Verdict) -> frozenset[ProposalLabel]:
    """The labels for which there is a reason."""
    reasons: Mapping[ProposalLabel, bool] = {
        "challenge": verdict.answers_challenge,
        "new contributor": verdict.newcomer,
        "needs author": has_errors(verdict.problems),
        "ready": verdict.colour == "green" and not verdict.not_own,
        "possible duplicate": bool(verdict.similar),
    }
    return frozenset(label for label, reason in reasons.items() if reason)


def label_change(
    before: Collection[ProposalLabel], now: Collection[ProposalLabel], there: Collection[str]
) -> LabelChange:
    """What is to be changed where the reasons were others before; `there` are all labels that the thread bears."""
    names = {name.lower() for name in there}
    return LabelChange(
        add=tuple(label for label in PROPOSAL_LABELS if label in now and label not in before and label not in names),
        remove=tuple(label for label in PROPOSAL_LABELS if label in before and label not in now and label in names),
    )


def written(labels: Collection[ProposalLabel]) -> str:
    """Labels as a marker has them; "-" for none."""
    return "".join(letter for label, letter in LETTERS.items() if label in labels) or "-"


def read(text: str) -> frozenset[ProposalLabel]:
    """The labels of a marker."""
    return frozenset(label for label, letter in LETTERS.items() if letter in text)
