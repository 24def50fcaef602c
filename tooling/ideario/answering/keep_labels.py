"""Keeps the labels of proposals in step with what was found: writes where a reason began or ended, and nowhere else."""

from collections.abc import Collection
from dataclasses import dataclass, field

from ideario.answering.labelling import label_change
from ideario.answering.proposal import OpenProposal
from ideario.forge.open_pulls import OpenPull, ProposalForge
from ideario.forge.thread_labels import PROPOSAL_LABELS, ProposalLabel


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelKeeping:
    """The labels of one sweep. `language` is that of their descriptions; `known` are labels that the repository has."""

    forge: ProposalForge
    language: str
    known: set[str] = field(default_factory=set)

    def seen(self, pull: OpenPull) -> None:
        """Take down what labels there are: one that a thread bears is one that the repository knows."""
        self.known.update(label.lower() for label in pull.labels)

    def keep(self, proposal: OpenProposal, before: Collection[ProposalLabel], found: Collection[ProposalLabel]) -> bool:
        """Have a proposal bear the labels for which there is a reason now; whether anything was to be changed.

        `before` are those for which there was one when it was looked at last. Raises what the forge refuses.
        """
        change = label_change(before, found, proposal.pull.labels)
        if not change.add and not change.remove:
            return False
        if not self.known.issuperset(change.add):
            self.forge.make_labels(PROPOSAL_LABELS, language=self.language)
            self.known.update(ProposalLabel)
        name = proposal.pull.rollup.name
        self.forge.label(name, add=change.add, remove=change.remove, there=proposal.pull.labels)
        return True
