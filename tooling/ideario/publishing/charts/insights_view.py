"""What the page of insights shows. Counts nothing: all numbers are those of the document."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import ClassVar

from markupsafe import Markup

from ideario.model.moments import moment_of
from ideario.publishing.api.register import DOCUMENTS
from ideario.publishing.charts.chart_tables import table_path
from ideario.publishing.charts.insight_charts import Draughtsman, DrawnChart
from ideario.publishing.edition import Edition
from ideario.publishing.views.shared_views import IdeaLink, idea_link, tag_label
from ideario.publishing.views.template_view import TemplateView, view
from ideario.publishing.words import direction, formats


@view
class ChartView:
    """A chart with its finding and its table; without a `picture` there is nothing to draw yet. `csv` is the table."""

    name: str
    finding: str
    picture: Markup | None
    columns: Sequence[str]
    cells: Sequence[Sequence[str]]
    csv: str


@view
class WaitingView:
    """A proposal that waits for a first answer: its thread, and its ideas as far as they are published."""

    thread: str
    url: str
    ideas: Sequence[IdeaLink]
    opened: datetime
    days: int


@view
class InsightsView:
    """The insights: of `unread` threads nobody knows who wrote, and not all votes are told unless they are `complete`.

    `dated` says that it is known when votes were given, `read` that it is known who wrote. `document` has the same.
    """

    dated: bool
    read: bool
    unread: int
    complete: bool
    charts: Sequence[ChartView]
    waiting: Sequence[WaitingView]
    more: int
    document: str


@view
class InsightsPage(TemplateView):
    """What becomes of ideas and of people, in charts."""

    template: ClassVar[str] = "insights.html"
    insights: InsightsView


def insights_page(edition: Edition, language: str, spoken: str, t: Callable[..., Markup], root: str) -> InsightsPage:
    """The page in `language`, whose words `t` are `spoken` in another one perhaps; `root` leads to the whole site's."""
    found = edition.insights
    part, answers = found["participation"], found["first_answers"]
    draughtsman = Draughtsman(
        t=t,
        formats=formats(spoken),
        tag=lambda tag: tag_label(edition, tag, language).label,
        mirrored=direction(spoken) == "rtl",
    )
    return InsightsPage(
        insights=InsightsView(
            dated=part["votes_known"],
            read=part["talk_known"],
            unread=part["unread"],
            complete=found["complete"],
            charts=[_chart(chart, root) for chart in draughtsman.charts(found)],
            waiting=[
                WaitingView(
                    thread=one["thread"],
                    url=edition.thread_url(one["thread"]),
                    ideas=[idea_link(edition, slug) for slug in one["ideas"]],
                    opened=moment_of(one["opened"]),
                    days=one["days"],
                )
                for one in answers["longest"]
            ],
            more=answers["waiting"] - len(answers["longest"]),
            document=root + DOCUMENTS["insights"],
        )
    )


def _chart(chart: DrawnChart, root: str) -> ChartView:
    return ChartView(
        name=chart.name,
        finding=chart.finding,
        picture=chart.picture,
        columns=chart.columns,
        cells=chart.cells,
        csv=root + table_path(chart.name),
    )
