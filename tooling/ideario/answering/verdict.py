"""What was found about one proposal, as values. Judges nothing, and writes nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from ideario.answering.corrected import Correction
from ideario.problems import Problem, has_errors

Colour = Literal["green", "red"]
"""Whether a proposal can be merged as far as a check can tell."""


class SimilarIdea(NamedTuple):
    """An idea that is near a proposed one; `support` is None where its votes are not shown or not known."""

    title: str
    url: str
    support: int | None = None


class Votes(NamedTuple):
    """How one votes: the names of the reactions that support and that oppose, in the community's order."""

    support: tuple[str, ...]
    oppose: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a check says of a proposal.

    `problems` are those in files that the proposal touches, `elsewhere` the errors that it brings about in others,
    `not_own` what it changes that is somebody else's. `already` says that the community's own files had errors before.
    `corrections` are the files that could be mended, by path. `ideas` are the titles of those that it brings, as far as
    they have no error. `cut` says that it has more files than are looked at, so that nothing is known of the whole.
    `newcomer` says that whoever proposes has no idea here yet, `answers_challenge` that an idea in it answers a
    challenge that takes ideas now.
    """

    problems: tuple[Problem, ...] = ()
    elsewhere: tuple[Problem, ...] = ()
    not_own: tuple[Problem, ...] = ()
    already: bool = False
    corrections: Mapping[str, Correction] = field(default_factory=dict)
    ideas: tuple[str, ...] = ()
    similar: tuple[SimilarIdea, ...] = ()
    cut: bool = False
    newcomer: bool = False
    answers_challenge: bool = False

    @property
    def colour(self) -> Colour:
        """Red where there is an error, whoever made it, or where not all of it was looked at."""
        return "red" if self.cut or has_errors((*self.problems, *self.elsewhere)) else "green"

    @property
    def only_elsewhere(self) -> bool:
        """Whether it is red for what stands in files that it does not touch, and for nothing else."""
        return not self.cut and has_errors(self.elsewhere) and not has_errors(self.problems)
