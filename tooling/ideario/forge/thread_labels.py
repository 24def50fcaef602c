"""The labels that the program keeps on pull requests, and that of the digest: what each says, when it comes and goes.

The one place for their names. Sets none.
"""

from dataclasses import dataclass
from enum import StrEnum

from ideario.messages.said import Said, say


class ProposalLabel(StrEnum):
    """The labels of an open pull request, which a sweep keeps in step with what it finds."""

    CHALLENGE = "challenge"
    NEWCOMER = "new contributor"
    NEEDS_AUTHOR = "needs author"
    READY = "ready"
    DUPLICATE = "possible duplicate"


DIGEST = "digest"
"""The label of the one issue in which maintainers find what is to be done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadLabel:
    """A label. `colour` is six hexadecimal digits; `description` is shown beside the name, in 100 signs at most.

    `comes` and `goes` say when the program puts it on a thread, and when it takes it off again.
    """

    name: str
    colour: str
    description: Said
    comes: Said
    goes: Said


PROPOSAL_LABELS: tuple[ThreadLabel, ...] = (
    ThreadLabel(
        name=ProposalLabel.CHALLENGE,
        colour="5319e7",
        description=say("Answers a challenge that takes ideas now"),
        comes=say("an idea in it names a challenge that takes ideas now"),
        goes=say("no idea in it does any more, or the challenge takes no more ideas"),
    ),
    ThreadLabel(
        name=ProposalLabel.NEWCOMER,
        colour="0e8a16",
        description=say("The first proposal of somebody who has no idea here yet"),
        comes=say("whoever proposes is named as an author by no idea that was accepted"),
        goes=say("an idea of theirs was accepted"),
    ),
    ThreadLabel(
        name=ProposalLabel.NEEDS_AUTHOR,
        colour="d93f0b",
        description=say("Something has to be mended or answered before this can be accepted"),
        comes=say("the check finds a mistake in what is proposed, or a maintainer asks its author something"),
        goes=say("the check finds none any more, and the author has answered or changed the proposal"),
    ),
    ThreadLabel(
        name=ProposalLabel.READY,
        colour="1d76db",
        description=say("No mistake was found, and nothing of somebody else’s is touched"),
        comes=say(
            "the check finds no mistake, nothing changes that is somebody else’s or lies outside content/, and no "
            "question waits for the author"
        ),
        goes=say("one of these is no longer so"),
    ),
    ThreadLabel(
        name=ProposalLabel.DUPLICATE,
        colour="fbca04",
        description=say("Near to an idea that is here already; the answer names it"),
        comes=say("an idea in it is near to one that is here already"),
        goes=say("none is any more"),
    ),
)
LABELS: tuple[ThreadLabel, ...] = (
    *PROPOSAL_LABELS,
    ThreadLabel(
        name=DIGEST,
        colour="c5def5",
        description=say("What maintainers find to do, kept up to date by the program"),
        comes=say("the program opens the issue"),
        goes=say("never by the program"),
    ),
)
