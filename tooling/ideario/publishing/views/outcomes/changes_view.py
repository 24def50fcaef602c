"""What the list of changes shows: every change of a status and every decided challenge, by day, the newest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import ClassVar

from ideario.model.challenge import Challenge
from ideario.model.content import Decision, StatusChange
from ideario.publishing.edition import Edition
from ideario.publishing.views.outcomes.deeds import DeedView, deed_view
from ideario.publishing.views.shared_views import PagesView, TitleLink, title_link
from ideario.publishing.views.template_view import TemplateView, view

PER_PAGE = 50
"""So many changes stand on a page of the list."""


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened on a `day` such as `2026-02-09`: a status changed, or a challenge was decided."""

    day: str
    name: str
    change: tuple[Decision, StatusChange] | None = None
    challenge: Challenge | None = None


@view
class DecidedView:
    """A challenge that was decided, and how many ideas won."""

    challenge: TitleLink
    won: int


@view
class DayView:
    """What happened on a day."""

    day: str
    decided: Sequence[DecidedView]
    deeds: Sequence[DeedView]


@view
class ChangeList(TemplateView):
    """One page of the list of changes."""

    template: ClassVar[str] = "changes.html"
    days: Sequence[DayView]
    pages: PagesView


def happenings(edition: Edition) -> list[Happening]:
    """All that happened until the build, the newest first; of one day by name."""
    today, ideas = f"{edition.now:%Y-%m-%d}", edition.community.ideas
    found = [
        Happening(change.date, f"{decision.idea} {number:04}", change=(decision, change))
        for decision in edition.community.decisions.values()
        if decision.idea in ideas
        for number, change in enumerate(decision.history)
        if change.date <= today
    ]
    found += [
        Happening(f"{challenge.voting.closes:%Y-%m-%d}", challenge.slug, challenge=challenge)
        for challenge in edition.challenges
        if challenge.slug in edition.results
    ]
    return sorted(found, key=lambda one: (one.day, one.challenge is not None, one.name), reverse=True)


def change_list(edition: Edition, all_of_them: Sequence[Happening], pages: PagesView, language: str) -> ChangeList:
    """The page of the list that `pages` says."""
    first = (pages.number - 1) * PER_PAGE
    shown = all_of_them[first : first + PER_PAGE]
    return ChangeList(
        days=[_day(edition, day, list(one), language) for day, one in groupby(shown, key=lambda one: one.day)],
        pages=pages,
    )


def _day(edition: Edition, day: str, found: Sequence[Happening], language: str) -> DayView:
    return DayView(
        day=day,
        decided=[
            DecidedView(challenge=title_link(one.challenge), won=len(edition.results[one.challenge.slug].winners))
            for one in found
            if one.challenge
        ],
        deeds=[deed_view(edition, *one.change, language, whole=True) for one in found if one.change],
    )
