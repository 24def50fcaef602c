"""What the home page shows: what is asked now, what moves, and what was done. Counts nothing."""

from collections.abc import Container, Sequence
from typing import ClassVar

from markupsafe import Markup

from ideario.model.challenge import Challenge
from ideario.model.content import Idea
from ideario.model.votes import Rank
from ideario.publishing.edition import Edition
from ideario.publishing.views.challenge_views import ChallengeCard
from ideario.publishing.views.outcomes.deeds import DeedView, deed_view
from ideario.publishing.views.template_view import TemplateView, view

ON_HOME = 6
"""So many challenges stand on the home page at most, and so many ideas in a list of ideas."""
MOVING = 4
"""So many ideas stand there that move, and as many challenges that were decided."""
TOLD = 3
"""Of so many ideas is it told what came of them, and of as many that they are under way."""


@view
class HomeAsked(TemplateView):
    """The challenges in which something can be done, or soon."""

    template: ClassVar[str] = "home_asked.html"
    challenges: Sequence[ChallengeCard]


@view
class HomeMoving(TemplateView):
    """Ideas that people support just now, as cards; `trending` says that they are given more than usual."""

    template: ClassVar[str] = "home_moving.html"
    trending: bool
    ideas: Sequence[Markup]


@view
class HomeDone(TemplateView):
    """What was done or declined, the newest first, the challenges that were decided, and what is under way."""

    template: ClassVar[str] = "home_done.html"
    deeds: Sequence[DeedView]
    decided: Sequence[ChallengeCard]
    under_way: Sequence[DeedView]


def asked(edition: Edition) -> Sequence[Challenge]:
    """The challenges that are not over, those in which something can be done first."""
    return [one for one in edition.challenges if not _over(edition, one)][:ON_HOME]


def decided(edition: Edition) -> Sequence[Challenge]:
    """The challenges whose results are known, the last that closed first."""
    return [one for one in edition.challenges if one.slug in edition.results][:MOVING]


def trending(edition: Edition) -> Sequence[Rank]:
    """The first ranks of what is supported more than usual just now."""
    ranks = edition.rankings.get("", {}).get("trending", ())
    return [rank for rank in ranks if rank.score is not None and rank.score > 0][:MOVING]


def newest_supported(edition: Edition) -> Sequence[Idea]:
    """The newest ideas that can still be chosen and that somebody supports."""
    standings, over = edition.tally.standings, {one.slug for one in edition.challenges if _over(edition, one)}
    found = (
        idea
        for idea in edition.newest
        if idea.challenge not in over
        and edition.statuses[idea.slug].kind in {"open", "active"}
        and idea.slug in standings
        and standings[idea.slug].support
    )
    return [idea for idea, _ in zip(found, range(MOVING), strict=False)]


def done(edition: Edition, language: str) -> Sequence[DeedView]:
    """The last ideas that were done or declined, each with what came of it or with a reason."""
    return _latest(edition, language, {"done", "declined"})


def under_way(edition: Edition, language: str) -> Sequence[DeedView]:
    """The last ideas that somebody began to see to, each with a reason."""
    return _latest(edition, language, {"active"})


def _latest(edition: Edition, language: str, kinds: Container[str]) -> Sequence[DeedView]:
    community, statuses = edition.community, edition.community.settings.statuses
    today = f"{edition.now:%Y-%m-%d}"
    found = [
        (min(last.date, today), decision)
        for decision in community.decisions.values()
        for last in decision.history[-1:]
        if decision.idea in community.ideas
        and statuses[last.status].kind in kinds
        and (last.reason or decision.shipped)
    ]
    newest = sorted(found, key=lambda pair: pair[1].idea)
    newest.sort(key=lambda pair: pair[0], reverse=True)
    return [deed_view(edition, one, one.history[-1], language, whole=False) for _, one in newest[:TOLD]]


def _over(edition: Edition, challenge: Challenge) -> bool:
    return edition.tally.phase(challenge) in {"counting", "closed"}
