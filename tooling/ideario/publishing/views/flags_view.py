"""What the page of integrity shows: flags, what the result would be without, exclusions. Looks for nothing itself."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import ClassVar

from markupsafe import Markup

from ideario.model.flags import ExclusionEntry, FlagEntry, FlaggedChallenge, FlaggedIdea, LimitEntry
from ideario.model.moments import moment_of
from ideario.model.results import WithoutFlagged
from ideario.publishing.edition import Edition
from ideario.publishing.prose.markdown import prose_html
from ideario.publishing.views.shared_views import IdeaLink, TitleLink, idea_link, title_link
from ideario.publishing.views.template_view import TemplateView, view

MAX_FLAGS = 100
"""So many flags are shown; the JSON document tells of more."""
MAX_IDEAS = 20
"""So many ideas of one flag are named."""


@view
class FlagView:
    """What is flagged, on one ground, with the facts that the sentence of its vote rule is filled with.

    `more` ideas are not named.
    """

    rule: str
    ballots: int
    facts: Mapping[str, float | str]
    first: datetime
    last: datetime
    ideas: Sequence[IdeaLink]
    more: int


@view
class FlaggedIdeaView:
    """An idea's ballots, all of them and without those that are flagged."""

    idea: IdeaLink
    support: int
    support_without: int
    oppose: int
    oppose_without: int


@view
class FlaggedChallengeView:
    """What is flagged in a challenge, or in none; where that is `decided`, who would win without it, and who not."""

    challenge: TitleLink | None
    ballots: int
    flagged: int
    decided: bool
    gained: Sequence[IdeaLink]
    lost: Sequence[IdeaLink]
    ideas: Sequence[FlaggedIdeaView]


@view
class ExclusionView:
    """A removal of ballots, `voters` being how many people it is about."""

    date: str
    reason_html: Markup
    voters: int
    ideas: Sequence[IdeaLink]
    appeal: str | None
    url: str | None


@view
class IntegrityView:
    """The document of integrity for readers; nothing is `known` without votes."""

    known: bool
    complete: bool
    flags: Sequence[FlagView]
    more: int
    limits: Sequence[LimitEntry]
    challenges: Sequence[FlaggedChallengeView]
    exclusions: Sequence[ExclusionView]


@view
class IntegrityPage(TemplateView):
    """Flags, and exclusions."""

    template: ClassVar[str] = "integrity.html"
    integrity: IntegrityView


def integrity_view(edition: Edition) -> IntegrityView:
    """The document of integrity with ideas and challenges as titles, moments as moments and reasons as prose."""
    found = edition.integrity
    return IntegrityView(
        known=found["ledger"] is not None,
        complete=edition.complete,
        flags=[_flag(edition, flag) for flag in found["flags"][:MAX_FLAGS]],
        more=len(found["flags"][MAX_FLAGS:]) + found["more_flags"],
        limits=found["search"]["limits"],
        challenges=[_challenge(edition, part) for part in found["challenges"] if part["flagged"]],
        exclusions=[_exclusion(edition, exclusion) for exclusion in found["exclusions"]],
    )


def _flag(edition: Edition, flag: FlagEntry) -> FlagView:
    # What the sentence of a vote rule may be filled with, beside the number of ballots; a rule names what it has.
    facts = {
        "accounts": flag["accounts"],
        "most": flag["most"],
        "expected": flag["expected"],
        "chance": flag["chance"],
        "among": flag["among"],
    }
    return FlagView(
        rule=flag["rule"],
        ballots=flag["ballots"],
        facts={name: fact for name, fact in facts.items() if fact is not None},
        first=moment_of(flag["first"]),
        last=moment_of(flag["last"]),
        ideas=[idea_link(edition, slug) for slug in flag["ideas"][:MAX_IDEAS]],
        more=max(0, len(flag["ideas"]) - MAX_IDEAS),
    )


def _challenge(edition: Edition, part: FlaggedChallenge) -> FlaggedChallengeView:
    slug, decided = part["challenge"], part["winners"] is not None
    changed = WithoutFlagged(winners=part["winners"] or (), without=part["without"] or ())
    return FlaggedChallengeView(
        challenge=title_link(edition.community.challenges[slug]) if slug else None,
        ballots=part["ballots"],
        flagged=part["flagged"],
        decided=decided,
        gained=[idea_link(edition, slug) for slug in changed.gained],
        lost=[idea_link(edition, slug) for slug in changed.lost],
        ideas=[_idea(edition, idea) for idea in part["ideas"]],
    )


def _idea(edition: Edition, idea: FlaggedIdea) -> FlaggedIdeaView:
    return FlaggedIdeaView(
        idea=idea_link(edition, idea["idea"]),
        support=idea["support"],
        support_without=idea["support"] - idea["flagged"]["support"],
        oppose=idea["oppose"],
        oppose_without=idea["oppose"] - idea["flagged"]["oppose"],
    )


def _exclusion(edition: Edition, exclusion: ExclusionEntry) -> ExclusionView:
    return ExclusionView(
        date=exclusion["date"],
        reason_html=prose_html(exclusion["reason"]),
        voters=exclusion["voters"],
        ideas=[idea_link(edition, slug) for slug in exclusion["ideas"]],
        appeal=exclusion["appeal"],
        url=edition.file_url(f"content/exclusions/{exclusion['name']}.yml"),
    )
