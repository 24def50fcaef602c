"""What the templates of rankings see, and of the lists of what stands in none any more."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from operator import attrgetter
from typing import ClassVar, NamedTuple

from markupsafe import Markup

from ideario.model.challenge import Challenge
from ideario.model.votes import RANKINGS, Rank
from ideario.publishing.edition import Edition
from ideario.publishing.prose.markdown import prose_html
from ideario.publishing.views.shared_views import PagesView
from ideario.publishing.views.template_view import TemplateView, view


class RankFacts(NamedTuple):
    """What a rank in the ranking `name` is made of; `shared` says how many other ideas have the same one.

    `number` are of so many `among`; `more` says that the score is above 0. Where nothing is counted among others,
    `arrived` says when the idea came.
    """

    name: str
    shared: int
    more: bool
    number: int | None
    among: int | None
    arrived: date | None


@view
class RankReason(TemplateView):
    """What a rank is made of, in words."""

    template: ClassVar[str] = "rank_reason.html"
    rank: RankFacts


@view
class RankedRows:
    """Ideas of a further page of a ranking: their ranks, their lines and the reasons, beside one another."""

    ranks: Sequence[int]
    lines: Sequence[Markup]
    reasons: Sequence[Markup]


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
    """A page of a ranking: the `cards` of its ranks and the `reasons` for these, or on a further page its `rows`."""

    template: ClassVar[str] = "ranking.html"
    ranking: RankingView
    cards: Sequence[Markup]
    reasons: Sequence[Markup]
    rows: RankedRows | None
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
    ideas: Sequence[Markup]
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


def rank_facts(edition: Edition, name: str, shown: Iterable[Rank], whole: Iterable[Rank] = ()) -> list[RankFacts]:
    """What ranks of the ranking `name` are made of; without the `whole` of it, nothing is said of who shares one."""
    ideas, sharing = edition.community.ideas, Counter(map(attrgetter("rank"), whole))
    return [
        RankFacts(
            name,
            max(0, sharing[one.rank] - 1),
            one.score is not None and one.score > 0,
            one.count,
            one.among,
            arrived.date() if one.among is None and (arrived := ideas[one.idea].arrived) else None,
        )
        for one in shown
    ]


def ranks_in(edition: Edition, challenge: Challenge) -> dict[str, Rank]:
    """Per idea the rank by which the page of a challenge lists it; none where it does not list them by rank."""
    return {one.idea: one for one in edition.rankings[challenge.slug]["top"]} if edition.ranked(challenge) else {}


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
