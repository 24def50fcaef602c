"""What the templates of challenges see: the card, the lists of them, the page."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import ClassVar

from markupsafe import Markup

from ideario.model.challenge import Blend, Challenge, Reward, WinnerRule
from ideario.model.content import Idea, Link
from ideario.model.ledger_state import Close
from ideario.model.money import Money
from ideario.model.votes import Rank, Turnout
from ideario.publishing.edition import Edition
from ideario.publishing.prose.markdown import prose_html
from ideario.publishing.views.expert_views import ExpertsView, JuryView, experts_view, jury_view
from ideario.publishing.views.lists.idea_cards import ListedIdeas
from ideario.publishing.views.lists.ranking_views import RankedRows
from ideario.publishing.views.pending_views import PendingList, pending_list
from ideario.publishing.views.picture_view import PictureView, picture_view
from ideario.publishing.views.result_view import (
    ResultView,
    RowView,
    UnrecountedView,
    result_rows,
    result_view,
    unrecounted_view,
)
from ideario.publishing.views.shared_views import PagesView, TagLabel, tag_labels
from ideario.publishing.views.site_views import contact_href
from ideario.publishing.views.taking_part.challenge_state import StretchView, submission_ends, timeline
from ideario.publishing.views.template_view import Part, TemplateView, view


@view
class ChallengeCard:
    """What a list shows of a challenge: where it stands, and how many ideas it has, of which so many have `won`."""

    slug: str
    title: str
    lang: str
    question: str
    state: Part
    picture: PictureView | None
    budget: Money | None
    count: int
    won: int


@view
class ChallengeList(TemplateView):
    """All challenges."""

    template: ClassVar[str] = "challenge_list.html"
    challenges: Sequence[ChallengeCard]


@view
class HomeChallenges(TemplateView):
    """Some challenges, below a heading of a page's own."""

    template: ClassVar[str] = "home_challenges.html"
    challenges: Sequence[ChallengeCard]


@view
class CriterionView:
    """One thing that ideas are judged by; `share` is its part of all weights, such as `33%`."""

    title: str
    weight: int
    share: str


@view
class ChallengeView:
    """The whole of a challenge, with the ideas of one page of its list.

    `takes_ideas` says that ideas can be proposed for it, `undecided` that its vote is over and nobody has written who
    won. `ranks` has the rank of each idea on the first page where they stand `by_rank`, None where it has none, and
    `ranked` the rows of those with a rank on further pages; `shuffled` says that they stand in the order
    of the day. Once decided, `rows` take the place of cards.
    """

    slug: str
    title: str
    lang: str
    question: str
    state: Part
    stretches: Sequence[StretchView]
    takes_ideas: bool
    submission_ends: str
    budget: Money | None
    picture: PictureView | None
    background_html: Markup
    decided_by: str
    criteria: Sequence[CriterionView]
    blend: Blend | None
    reward: Reward
    winners: WinnerRule
    seed_due: bool
    sdgs: Sequence[int]
    tags: Sequence[TagLabel]
    contact: str
    links: Sequence[Link]
    turnout: Turnout | None
    withheld: bool
    gap: Close | None
    result: ResultView | None
    unrecounted: UnrecountedView | None
    undecided: bool
    jury: JuryView | None
    experts: ExpertsView | None
    by_rank: bool
    ranks: Sequence[Rank | None]
    ranked: RankedRows
    shuffled: bool
    rows: Sequence[RowView]
    ideas: ListedIdeas
    pages: PagesView
    pending: PendingList


@view
class ChallengePage(TemplateView):
    """The page of a challenge; `election` leads to the file of its counted ballots, `folder` to the calendar."""

    template: ClassVar[str] = "challenge.html"
    challenge: ChallengeView
    election: str | None
    folder: str


def challenge_card(edition: Edition, challenge: Challenge, language: str, state: Part) -> ChallengeCard:
    """What a list in `language` shows of a challenge that stands as `state` says."""
    result = edition.results.get(challenge.slug)
    return ChallengeCard(
        slug=challenge.slug,
        title=challenge.title,
        lang=challenge.language,
        question=challenge.question,
        state=state,
        picture=picture_view(edition.community, challenge, language),
        budget=challenge.budget,
        count=len(edition.by_challenge.get(challenge.slug, ())),
        won=len(result.document["winners"]) if result else 0,
    )


def challenge_view(
    edition: Edition,
    challenge: Challenge,
    language: str,
    state: Part,
    *,
    ideas: Sequence[Idea],
    ranks: Mapping[str, Rank],
    shown: ListedIdeas,
    ranked: RankedRows,
    pages: PagesView,
) -> ChallengeView:
    """The whole of a challenge's page, which stands as `state` says; `shown` and `ranked` are its `ideas`."""
    weights = sum(criterion.weight for criterion in challenge.criteria)
    phase = edition.tally.phase(challenge)
    unrecounted = unrecounted_view(edition, challenge)
    return ChallengeView(
        slug=challenge.slug,
        title=challenge.title,
        lang=challenge.language,
        question=challenge.question,
        state=state,
        stretches=timeline(edition, challenge),
        takes_ideas=edition.takes_ideas(challenge),
        submission_ends=submission_ends(challenge),
        budget=challenge.budget,
        picture=picture_view(edition.community, challenge, language),
        background_html=prose_html(challenge.background),
        decided_by=challenge.decided_by,
        criteria=[
            CriterionView(title=c.title, weight=c.weight, share=f"{round(Fraction(100 * c.weight, weights))}%")
            for c in challenge.criteria
        ],
        blend=challenge.blend,
        reward=challenge.reward,
        winners=challenge.winners,
        seed_due=challenge.submission.closes < challenge.voting.opens and phase in ("upcoming", "submission", "review"),
        sdgs=challenge.sdgs,
        tags=tag_labels(edition, challenge.tags, language),
        contact=contact_href(challenge.contact),
        links=challenge.links,
        turnout=edition.tally.turnouts.get(challenge.slug) if edition.tally.ledger else None,
        withheld=challenge.slug not in edition.tally.turnouts,
        gap=edition.gap(challenge),
        result=result_view(edition, challenge),
        unrecounted=unrecounted,
        undecided=phase == "closed" and challenge.slug not in edition.results and unrecounted is None,
        jury=jury_view(edition, challenge),
        experts=experts_view(edition, challenge),
        by_rank=bool(ranks),
        ranks=[ranks.get(idea.slug) for idea in ideas],
        ranked=ranked,
        shuffled=challenge.slug in edition.shuffles,
        rows=result_rows(edition, challenge, ideas, last=pages.next is None),
        ideas=shown,
        pages=pages,
        pending=pending_list(edition, challenge.slug),
    )
