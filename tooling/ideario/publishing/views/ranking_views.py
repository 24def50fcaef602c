"""What the templates of rankings see, and of the lists of what stands in none any more."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from operator import attrgetter
from typing import ClassVar

from ideario.model.votes import RANKINGS, Rank
from ideario.publishing.edition import Edition
from ideario.publishing.prose.markdown import prose_html
from ideario.publishing.views.shared_views import PagesView
from ideario.publishing.views.template_view import Part, TemplateView, view


@view
class RankReason(TemplateView):
    """What a rank in the ranking `name` is made of, in words; `shared` says how many other ideas have the same one.

    `facts` are what the words may be filled with: `all` that `count` is among, and the `rest` of them; `more` says that
    the score is above 0, and `arrived` when the idea came.
    """

    template: ClassVar[str] = "rank_reason.html"
    name: str
    shared: int
    more: bool
    count: int | None
    facts: Mapping[str, int]
    arrived: date | None

    @property
    def key(self) -> str:
        """What tells it from all others: many ranks have one reason."""
        return f"{self.name} {self.shared} {self.more} {self.count} {self.facts} {self.arrived}"


@view
class RankView:
    """The rank of an idea."""

    idea: str
    rank: int
    reason: RankReason


@view
class WithheldRankView:
    """A challenge that does not show yet how its ideas rank, and when its voting closes."""

    slug: str
    title: str
    lang: str
    closes: datetime


@view
class WithheldRanks(TemplateView):
    """Whose ideas have no rank yet."""

    template: ClassVar[str] = "withheld_ranks.html"
    withheld: Sequence[WithheldRankView]


@view
class RankingList(TemplateView):
    """What each ranking is."""

    template: ClassVar[str] = "rankings.html"


@view
class RankingScores(TemplateView):
    """What each ranking goes by."""

    template: ClassVar[str] = "ranking_scores.html"


@view
class RankingView:
    """Some ranks of a ranking of the whole community, and whose ideas have none yet."""

    name: str
    by_votes: bool
    ranks: Sequence[int]
    counted: bool
    withheld: Sequence[WithheldRankView]


@view
class RankingPage(TemplateView):
    """A page of a ranking; `cards` and `reasons` are those of its ranks."""

    template: ClassVar[str] = "ranking.html"
    ranking: RankingView
    cards: Sequence[Part]
    reasons: Sequence[Part]
    pages: PagesView


@view
class SettledView:
    """On what day an idea became what it is, and the reason that was given: none where no file decides it."""

    date: str | None
    reason_html: str


@view
class SettledPage(TemplateView):
    """A page of the ideas of one kind of status, with what became of each."""

    template: ClassVar[str] = "settled.html"
    kind: str
    changes: Sequence[SettledView]
    ideas: Sequence[Part]
    pages: PagesView


def ranking_view(edition: Edition, name: str, shown: Sequence[Rank]) -> RankingView:
    """Those ranks of the ranking `name` of the whole community that are `shown`."""
    return RankingView(
        name=name,
        by_votes=RANKINGS[name].by_votes,
        ranks=[one.rank for one in shown],
        counted=edition.tally.ledger is not None,
        withheld=withheld_ranks(edition),
    )


def rank_views(edition: Edition, name: str, ranks: Sequence[Rank], shown: Iterable[Rank]) -> list[RankView]:
    """Some of the ranks of the ranking `name`."""
    rank, ideas = attrgetter("rank"), edition.community.ideas

    def shared(one: Rank) -> int:
        return bisect_right(ranks, one.rank, key=rank) - bisect_left(ranks, one.rank, key=rank)

    return [
        RankView(
            idea=one.idea,
            rank=one.rank,
            reason=RankReason(
                name=name,
                shared=shared(one) - 1,
                more=one.score is not None and one.score > 0,
                count=one.count,
                facts={}
                if one.count is None or one.among is None
                else {"all": one.among, "rest": one.among - one.count},
                arrived=arrived.date() if (arrived := ideas[one.idea].arrived) else None,
            ),
        )
        for one in shown
    ]


def settled_view(edition: Edition, slug: str) -> SettledView:
    """When and why an idea became what it is."""
    decision = edition.community.decisions.get(slug)
    if decision is None:
        return SettledView(date=None, reason_html="")
    last = decision.history[-1]
    return SettledView(date=last.date, reason_html=prose_html(last.reason) if last.reason else "")


def withheld_ranks(edition: Edition) -> list[WithheldRankView]:
    """The challenges that do not show yet how their ideas rank."""
    return [
        WithheldRankView(slug=c.slug, title=c.title, lang=c.language, closes=c.voting.closes)
        for c in edition.withholding
    ]
