"""What became of ideas, each time with its day and its reason; the home page, roadmap and list of changes show it."""

from markupsafe import Markup

from ideario.model.content import Decision, StatusChange
from ideario.publishing.edition import Edition
from ideario.publishing.prose.markdown import prose_html
from ideario.publishing.views.shared_views import StatusLabel, TitleLink, status_label, title_link
from ideario.publishing.views.template_view import view


@view
class DeedView:
    """What became of an idea on a `date` such as `2026-02-09`: its status, the reason, and what came of it."""

    idea: TitleLink
    date: str
    status: StatusLabel
    reason_html: Markup
    shipped: str


def deed_view(edition: Edition, decision: Decision, change: StatusChange, language: str, *, whole: bool) -> DeedView:
    """A change of status of an idea that is there; with the `whole` reason, or only how it begins.

    A day to come counts as today.
    """
    community = edition.community
    return DeedView(
        idea=title_link(community.ideas[decision.idea]),
        date=min(change.date, f"{edition.now:%Y-%m-%d}"),
        status=status_label(community.settings.statuses[change.status], language),
        reason_html=_prose(change.reason) if whole else _beginning(change.reason),
        shipped=decision.shipped if change is decision.history[-1] else "",
    )


def _prose(reason: str) -> Markup:
    return prose_html(reason) if reason else Markup()


def _beginning(reason: str) -> Markup:
    """The first paragraph of a reason; the whole of it where that is something else."""
    whole = _prose(reason)
    first, end, _ = whole.partition("</p>")
    return first + end if whole.startswith("<p") else whole
