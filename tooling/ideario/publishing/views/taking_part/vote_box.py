"""What the vote box of an idea shows: where its vote stands, how to vote, or why nobody can. Decides nothing."""

from typing import Literal

from ideario.model.content import Idea
from ideario.model.moments import instant
from ideario.publishing.edition import Edition
from ideario.publishing.views.shared_views import TitleLink, title_link
from ideario.publishing.views.taking_part.challenge_state import voting_ends
from ideario.publishing.views.taking_part.outcomes import OutcomeView, ReasonView, outcome_view, reason_view
from ideario.publishing.views.template_view import Part, view

Hindrance = Literal["merged", "declined", "done", "locked", "imported", "nowhere"]
"""Why nobody can vote on an idea, whatever its challenge says of time: its votes count at another, it is settled, all
its threads are locked, its votes came from elsewhere, it has no thread.
"""


@view
class VoteBoxView:
    """The vote box. `state` says where the challenge stands, None outside of one.

    A vote can be given at `vote_url` from `begins`, None where it can be given at the build, until `ends`, None where
    nothing ends it. `hindrance` is "" where only time can be in the way, and `elsewhere` the idea that the votes are
    counted at. `choices` says that one can be against as well, and watch.
    """

    state: Part | None
    hindrance: Hindrance | Literal[""]
    elsewhere: TitleLink | None
    outcome: OutcomeView | None
    reason: ReasonView | None
    vote_url: str | None
    begins: str | None
    ends: str | None
    discuss_url: str | None
    comments: int
    choices: bool


def vote_box(edition: Edition, idea: Idea, state: Part | None) -> VoteBoxView:
    """The vote box of an idea, whose challenge stands as `state` says."""
    community, threads = edition.community, edition.threads_of.get(idea.slug, ())
    challenge = community.challenges.get(idea.challenge or "")
    phase = edition.tally.phase(challenge) if challenge else "voting"
    target, found = community.target(idea.slug), edition.idea_results.get(idea.slug)
    over = phase in {"counting", "closed"}
    hindrance = "" if over and target == idea.slug else _hindrance(edition, idea)
    place = _place(edition, idea) if not over and not hindrance else None
    return VoteBoxView(
        state=state,
        hindrance=hindrance,
        elsewhere=title_link(community.ideas[target]) if target != idea.slug else None,
        outcome=outcome_view(found),
        reason=reason_view(edition, found),
        vote_url=edition.thread_url(place) if place else None,
        begins=instant(challenge.voting.opens) if challenge and phase != "voting" else None,
        ends=voting_ends(challenge) if challenge else None,
        discuss_url=edition.thread_url(threads[0]) if threads else None,
        comments=edition.lists.comments.get(idea.slug, 0),
        choices=bool(threads),
    )


def _hindrance(edition: Edition, idea: Idea) -> Hindrance | Literal[""]:
    if edition.community.target(idea.slug) != idea.slug:
        return "merged"
    match edition.statuses[idea.slug].kind:
        case "declined":
            return "declined"
        case "done":
            return "done"
        case _ if _place(edition, idea):
            return ""
        case _ if edition.threads_of.get(idea.slug):
            return "locked"
        case _:
            return "imported" if idea.source else "nowhere"


def _place(edition: Edition, idea: Idea) -> str | None:
    """The thread on which everybody can vote; None where there is none."""
    locked = edition.lists.locked
    return next((name for name in edition.threads_of.get(idea.slug, ()) if name not in locked), None)
