"""Where a challenge stands, and where it will stand until somebody builds the site again. Decides nothing.

A page that was built ages. So it holds, hidden, what will be true later as well, and a script in the browser shows of
all that what is true now. Without script the page speaks of the moment at which it was built.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import ClassVar

from ideario.model.challenge import Challenge, Phase, Window
from ideario.model.moments import instant
from ideario.publishing.edition import Edition
from ideario.publishing.views.template_view import TemplateView, view

_SECOND = timedelta(seconds=1)
"""The closing second still belongs to a window; what comes next begins after it."""


@view
class PhaseView:
    """A phase from `begins`, None where the build is within it, until `ends`, None where only a new build ends it.

    Both are instants as documents write them; `at` is the moment of which a sentence about the phase speaks.
    """

    phase: Phase
    at: datetime
    begins: str | None
    ends: str | None


@view
class ChallengeState(TemplateView):
    """Where a challenge stands, in a sentence for the phase of the build and for each that comes after it."""

    template: ClassVar[str] = "challenge_state.html"
    phases: Sequence[PhaseView]


@view
class StretchView:
    """A stretch of a challenge's timeline: its window, whether the build is `within` it, and both ends as instants."""

    name: str
    window: Window
    within: bool
    begins: str
    ends: str


def challenge_state(edition: Edition, challenge: Challenge, *, of_votes: bool = False) -> ChallengeState:
    """Where a challenge stands; `of_votes` speaks of its voting alone, as the page of an idea does."""
    found: list[tuple[Phase, datetime | None]] = []
    for phase, begins in _phases(edition, challenge):
        told: Phase = "review" if of_votes and phase in {"upcoming", "submission"} else phase
        if not found or found[-1][0] != told:
            found.append((told, begins))
    ends = [begins for _, begins in found[1:]] + [None]
    return ChallengeState(
        phases=[
            PhaseView(
                phase=phase,
                at=_told(challenge, phase),
                begins=instant(begins) if begins else None,
                ends=instant(end) if end else None,
            )
            for (phase, begins), end in zip(found, ends, strict=True)
        ]
    )


def timeline(edition: Edition, challenge: Challenge) -> Sequence[StretchView]:
    """The windows of a challenge, in the order of their beginnings."""
    named = [("challenge.submission", challenge.submission), ("challenge.voting", challenge.voting)]
    if challenge.jury:
        named.append(("jury", Window(opens=challenge.submission.closes, closes=challenge.jury.reveal_by)))
    return [
        StretchView(
            name=name,
            window=window,
            within=window.opens <= edition.now <= window.closes,
            begins=instant(window.opens),
            ends=instant(window.closes + _SECOND),
        )
        for name, window in sorted(named, key=lambda pair: pair[1].opens)
    ]


def voting_ends(challenge: Challenge) -> str:
    """The first instant that no longer belongs to the voting of a challenge."""
    return instant(challenge.voting.closes + _SECOND)


def submission_ends(challenge: Challenge) -> str:
    """The first instant at which a challenge takes no more ideas."""
    return instant(challenge.submission.closes + _SECOND)


def _phases(edition: Edition, challenge: Challenge) -> Iterator[tuple[Phase, datetime | None]]:
    """The phase at the build, and each that follows by the clock alone with its beginning."""
    yield edition.tally.phase(challenge), None
    windows = challenge.submission, challenge.voting
    seen = edition.now if edition.tally.ledger else None
    for change in sorted({moment for one in windows for moment in (one.opens, one.closes + _SECOND)}):
        if change > edition.now:
            yield challenge.phase(change, seen), change


def _told(challenge: Challenge, phase: Phase) -> datetime:
    match phase:
        case "upcoming":
            return challenge.submission.opens
        case "submission":
            return challenge.submission.closes
        case "review":
            return challenge.voting.opens
        case _:
            return challenge.voting.closes
