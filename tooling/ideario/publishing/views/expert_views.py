"""What experts say of a challenge's ideas, beside the crowd or as its jury: for its page, with a plot.

Blended with the crowd, as well, where the challenge says how; worked out elsewhere.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from markupsafe import Markup

from ideario.model.challenge import Blend, Challenge
from ideario.model.expert_panel import Judgement, JurorState, Panel
from ideario.publishing.edition import Edition
from ideario.publishing.prose.markdown import prose_html
from ideario.publishing.views.shared_views import IdeaLink, idea_link
from ideario.publishing.views.template_view import view

WIDTH, HEIGHT, MARGIN = 288, 220, 36  # of the plot, in units that are pixels on a narrow phone
BEST = 3  # so many places are compared
_MAX_POINTS = 10  # points that a criterion can have


@view
class CommentView:
    """What a reviewer wrote; `login` is None for one who asks not to be credited."""

    login: str | None
    html: Markup


@view
class JudgementView:
    """What experts say of one idea, rounded, and its rank by the `crowd`, None where that has none."""

    idea: IdeaLink
    rank: int
    score: Decimal
    lowest: Decimal
    highest: Decimal
    spread: Decimal | None
    reviewers: int
    aside: int
    crowd: int | None
    comments: Sequence[CommentView]


@view
class BlendedView:
    """What crowd and experts together say of one idea, rounded."""

    idea: IdeaLink
    rank: int
    support: int
    voters: int
    experts: Decimal
    score: Decimal


@view
class PointView:
    """A spot of the plot, with the range of scores there; `label` has the ranks of its ideas."""

    x: Decimal
    y: Decimal
    lowest: Decimal
    highest: Decimal
    label: str


@view
class PlotView:
    """Experts upwards, support to the right, up to `most`.

    Of the `best` ideas with the first places of experts, `both` have one of the first places of the crowd as well.
    """

    width: int
    height: int
    left: int
    right: int
    top: Decimal
    bottom: Decimal
    most: int
    best: int
    both: int
    points: Sequence[PointView]


@view
class ExpertsView:
    """The judgements of a challenge's ideas; `crowd` says whether these have ranks by votes.

    `decides` is the winner rule where it goes by them, jury or blend, "" elsewhere.
    """

    reviewers: int
    ideas: Sequence[JudgementView]
    crowd: bool
    plot: PlotView | None
    blend: Blend | None
    blended: Sequence[BlendedView]
    decides: str


@view
class JurorView:
    """A juror, where they stand, the ideas that they judge once that is drawn, and those that they stand aside from."""

    login: str
    state: JurorState
    ideas: Sequence[IdeaLink]
    aside: Sequence[IdeaLink]


@view
class JuryView:
    """The jury of a challenge; `each` is None where every juror judges all ideas."""

    jurors: Sequence[JurorView]
    scores_by: datetime
    reveal_by: datetime
    each: int | None
    minimum: int
    drawn: bool


def experts_view(edition: Edition, challenge: Challenge) -> ExpertsView | None:
    """The judgements with the crowd's ranks, where these are shown; None where nobody has scored anything."""
    panel = edition.panels.get(challenge.slug)
    if panel is None:
        return None
    crowd = {one.idea: one.rank for one in edition.rankings.get(challenge.slug, {}).get("top", ())}
    comments = _comments(edition, panel)
    return ExpertsView(
        reviewers=sum(1 for ideas in panel.counted.values() if ideas),
        ideas=[
            JudgementView(
                idea=idea_link(edition, one.idea),
                rank=one.rank,
                score=_rounded(one.score),
                lowest=_rounded(one.lowest),
                highest=_rounded(one.highest),
                spread=None if one.spread is None else _rounded(one.spread),
                reviewers=one.reviewers,
                aside=one.aside,
                crowd=crowd.get(one.idea),
                comments=comments.get(one.idea, ()),
            )
            for one in panel.judgements
        ],
        crowd=bool(crowd),
        plot=_plot(edition, panel.judgements) if crowd else None,
        blend=challenge.blend,
        blended=[
            BlendedView(
                idea=idea_link(edition, one.idea),
                rank=one.rank,
                support=one.support,
                voters=one.voters,
                experts=_rounded(one.experts, 3),
                score=_rounded(one.score, 3),
            )
            for one in edition.blends.get(challenge.slug, ())
        ],
        decides=challenge.winners.rule if challenge.winners.judged else "",
    )


def jury_view(edition: Edition, challenge: Challenge) -> JuryView | None:
    """The jury of a challenge; None where it names none."""
    jury = challenge.jury
    if jury is None:
        return None
    drawn = challenge.lot_drawn(edition.now)
    return JuryView(
        jurors=[
            JurorView(
                login=juror.login,
                state=juror.state,
                ideas=[idea_link(edition, slug) for slug in juror.ideas] if drawn and jury.each else [],
                aside=[idea_link(edition, slug) for slug in juror.aside],
            )
            for juror in edition.juries.get(challenge.slug, ())
        ],
        scores_by=jury.scores_by,
        reveal_by=jury.reveal_by,
        each=jury.each,
        minimum=jury.minimum,
        drawn=drawn,
    )


def _comments(edition: Edition, panel: Panel) -> dict[str, list[CommentView]]:
    """What reviewers wrote, by idea."""
    comments: dict[str, list[CommentView]] = defaultdict(list)
    for review in panel.reviews:
        for card in review.scores:
            if card.comment:
                said = CommentView(login=edition.credits.login(review.login), html=prose_html(card.comment))
                comments[card.idea].append(said)
    return comments


def _plot(edition: Edition, judgements: tuple[Judgement, ...]) -> PlotView:
    """Where each idea stands. Ideas on one spot share their label; one whose votes are not shown yet stands nowhere."""
    standings = edition.tally.standings
    found = [one for one in judgements if one.idea in standings]
    support = {one.idea: standings[one.idea].support for one in found}
    most = max([1, *support.values()])
    spots: dict[tuple[int, Fraction], list[Judgement]] = defaultdict(list)
    for one in found:
        spots[support[one.idea], one.score].append(one)
    best = [one for one in found if one.rank <= BEST]
    order = sorted(support.values(), reverse=True)
    liked = {slug for slug, count in support.items() if order.index(count) < BEST}
    return PlotView(
        width=WIDTH,
        height=HEIGHT,
        left=MARGIN,
        right=WIDTH - MARGIN,
        top=_up(Fraction(_MAX_POINTS)),
        bottom=_up(Fraction(0)),
        most=most,
        best=len(best),
        both=sum(one.idea in liked for one in best),
        points=[
            PointView(
                x=_rounded(Fraction(MARGIN) + Fraction((WIDTH - 2 * MARGIN) * count, most)),
                y=_up(score),
                lowest=_up(min(one.lowest for one in there)),
                highest=_up(max(one.highest for one in there)),
                label=", ".join(dict.fromkeys(str(one.rank) for one in there)),
            )
            for (count, score), there in spots.items()
        ],
    )


def _up(score: Fraction) -> Decimal:
    return _rounded(HEIGHT - MARGIN - (HEIGHT - 2 * MARGIN) * score / _MAX_POINTS)


def _rounded(number: Fraction | float, decimals: int = 2) -> Decimal:
    """To two decimals or as many, half to even, as Python rounds."""
    units = round(Fraction(number) * 10**decimals)
    return Decimal(units).scaleb(-decimals).normalize() + 0
