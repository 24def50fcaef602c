"""What the roadmap shows: a lane for each status in which something is done, with reason and day of each idea."""

from collections.abc import Sequence
from typing import ClassVar

from ideario.publishing.edition import Edition
from ideario.publishing.views.outcomes.deeds import DeedView, deed_view
from ideario.publishing.views.shared_views import StatusLabel, status_label
from ideario.publishing.views.template_view import TemplateView, view

SHOWN = 6
"""So many ideas stand in a lane, since lanes stand below one another on a phone; a list has all of them."""
LANES = ("active", "done")
"""The kinds of statuses that are lanes, in this order; the other kinds are told below the board."""


@view
class Lane:
    """The ideas of a status, those first in which something happened last; there are `total` of them."""

    status: StatusLabel
    kind: str
    deeds: Sequence[DeedView]
    total: int


@view
class Roadmap(TemplateView):
    """The lanes, and what is in none of them."""

    template: ClassVar[str] = "roadmap.html"
    lanes: Sequence[Lane]
    others: Sequence[Lane]


def roadmap(edition: Edition, language: str) -> Roadmap:
    """The roadmap for readers of a language."""
    statuses = edition.community.settings.statuses.values()
    found: dict[str, list[DeedView]] = {status.slug: [] for status in statuses}
    counts = dict.fromkeys(found, 0)
    for idea in edition.newest:
        counts[edition.statuses[idea.slug].slug] += 1
    decisions = [one for one in edition.community.decisions.values() if one.idea in edition.community.ideas]
    for decision in sorted(decisions, key=lambda one: (one.history[-1].date, one.idea), reverse=True):
        lane = found[decision.history[-1].status]
        if len(lane) < SHOWN:
            lane.append(deed_view(edition, decision, decision.history[-1], language, whole=False))
    lanes = {
        status.slug: Lane(
            status=status_label(status, language),
            kind=status.kind,
            deeds=found[status.slug],
            total=counts[status.slug],
        )
        for status in statuses
    }
    return Roadmap(
        lanes=[lane for kind in LANES for lane in lanes.values() if lane.kind == kind],
        others=[lane for lane in lanes.values() if lane.kind not in LANES and lane.total],
    )
