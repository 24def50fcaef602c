"""What the templates of following see: how to follow and share a page, and the list that other sites show."""

from collections.abc import Sequence
from typing import ClassVar

from ideario.model.challenge import Challenge
from ideario.publishing.edition import Edition
from ideario.publishing.views.shared_views import TitleLink, title_link
from ideario.publishing.views.template_view import Part, TemplateView, view

SHOWN = 10
"""So many ideas stand on the list for other sites."""


@view
class FollowBlock(TemplateView):
    """How to follow what a page tells and to pass it on.

    `site` is the address of the whole site and `root` the way there, `address` that of the page; `feed` is the folder
    of its feed, which is there as JSON Feed too where `json` says so, and `whole` that it is the feed of a challenge
    which an idea without one of its own belongs to. `thread` is the address where whoever follows such an idea alone
    is told; `calendar` is the path of its calendar and `embeds` the folder of what other sites show of it; None where
    there is none.
    """

    template: ClassVar[str] = "follow.html"
    site: str
    root: str
    title: str
    address: str
    feed: str
    json: bool
    whole: bool
    thread: str | None
    calendar: str | None
    embeds: str | None


@view
class EmbeddedIdea:
    """An idea in a list on another site; `support` is None where nobody may know it."""

    link: TitleLink
    support: int | None


@view
class EmbeddedList(TemplateView):
    """What other sites show in a frame: a challenge, or the community where it is None, and some of its ideas."""

    template: ClassVar[str] = "embedded.html"
    name: str
    lang: str
    dir: str
    site: str
    address: str
    challenge: TitleLink | None
    state: Part | str
    ideas: Sequence[EmbeddedIdea]


def embedded_ideas(edition: Edition, challenge: Challenge | None) -> list[EmbeddedIdea]:
    """The first ideas of a challenge, in the order of its page; those that people support most where it is None."""
    ideas = edition.community.ideas
    if challenge is None:
        shown = [ideas[rank.idea] for rank in edition.rankings.get("", {}).get("trending", ())[:SHOWN]]
        shown = shown or list(edition.newest[:SHOWN])
    else:
        shown = list(edition.in_order.get(challenge.slug, ())[:SHOWN])
    voted, standings = edition.tally.ledger is not None, edition.tally.standings
    return [
        EmbeddedIdea(
            link=title_link(idea), support=standings[idea.slug].support if voted and idea.slug in standings else None
        )
        for idea in shown
    ]
