"""Weighs what experts say of the ideas of a challenge, by its criteria; blends them with votes where it says how.

All numbers are fractions, so that they are the same on every machine, whatever the order of the reviews.
"""

from collections import defaultdict
from collections.abc import Mapping
from fractions import Fraction
from math import sqrt
from statistics import mean, variance

from ideario.model.challenge import Blend, Challenge
from ideario.model.community import Community
from ideario.model.content import Review
from ideario.model.expert_panel import Blended, Judgement, Panel
from ideario.model.votes import Tally
from ideario.voting.ranking.assignment import jurors_of
from ideario.voting.ranking.scores import ranked


def panels(community: Community) -> dict[str, Panel]:
    """What the reviews say, by challenge, for the challenges that have any scores.

    A reviewer's score of an idea is the mean of their scores, weighted by criterion; a criterion without a score is
    left out, and so is a reviewer without any. Nobody judges what they declared a conflict of interest in, nor an idea
    of their own, nor does a juror's score count of an idea that was not theirs to judge.
    """
    reviews: dict[str, list[Review]] = defaultdict(list)
    for review in sorted(community.reviews, key=lambda review: review.login.lower()):
        reviews[review.challenge].append(review)
    own: dict[str, set[str]] = defaultdict(set)
    for idea in community.ideas.values():
        for author in idea.authors:
            own[author.lower()].add(idea.slug)
    found = {slug: _panel(community, challenge, reviews[slug], own) for slug, challenge in community.challenges.items()}
    return {slug: panel for slug, panel in found.items() if panel.judgements}


def blends(community: Community, tally: Tally, found: Mapping[str, Panel]) -> dict[str, tuple[Blended, ...]]:
    """The ideas by blended score, the highest first, for the challenges that ask for it and whose ranks are shown.

    (crowd · s/n + experts · e/10) / (crowd + experts), with s supporters among the challenge's n voters and the
    experts' score e. An idea that nobody has reviewed has none, nor has a duplicate, whose votes count elsewhere;
    before the first vote nothing has. Decides no winner.
    """
    return {
        slug: _blended(community, tally, slug, blend, panel)
        for slug, panel in found.items()
        if (blend := community.challenges[slug].blend) is not None
        and slug in tally.turnouts
        and tally.turnouts[slug].voters
        and not community.challenges[slug].withholds_ranks(tally.phase(community.challenges[slug]))
    }


def _blended(community: Community, tally: Tally, slug: str, blend: Blend, panel: Panel) -> tuple[Blended, ...]:
    voters = tally.turnouts[slug].voters
    support = {idea: standing.support for idea, standing in tally.standings.items()}
    experts = {one.idea: one.score for one in panel.judgements if community.target(one.idea) == one.idea}
    scores = {
        idea: (blend.crowd * Fraction(support[idea], voters) + blend.experts * score / 10)
        / (blend.crowd + blend.experts)
        for idea, score in experts.items()
    }
    return tuple(
        Blended(rank=rank, idea=idea, score=scores[idea], support=support[idea], voters=voters, experts=experts[idea])
        for rank, idea in ranked(scores, str)
    )


def _panel(community: Community, challenge: Challenge, reviews: list[Review], own: Mapping[str, set[str]]) -> Panel:
    """`own` are the ideas of each author, by login in lower case."""
    jurors = {juror.login.lower(): juror for juror in jurors_of(community, challenge)}
    weights = {criterion.id: criterion.weight for criterion in challenge.criteria}
    scores: dict[str, list[Fraction]] = defaultdict(list)
    by_criterion: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    aside: dict[str, int] = defaultdict(int)
    counted: dict[str, frozenset[str]] = {}
    for review in reviews:
        juror = jurors.get(review.login.lower())
        stakes = set(juror.aside) if juror else {*review.conflicts, *own.get(review.login.lower(), ())}
        for slug in stakes:
            aside[slug] += 1
        ideas = set()
        for card in review.scores:
            idea = community.ideas.get(card.idea)
            known = {name: score for name, score in card.criteria.items() if name in weights}
            if idea is None or idea.challenge != challenge.slug or card.idea in stakes or not known:
                continue
            if challenge.jury is not None and (juror is None or card.idea not in juror.ideas):
                continue
            weighed = Fraction(
                sum(weights[name] * score for name, score in known.items()), sum(weights[name] for name in known)
            )
            scores[card.idea].append(weighed)
            ideas.add(card.idea)
            for name, score in known.items():
                by_criterion[card.idea][name].append(score)
        counted[review.login] = frozenset(ideas)
    means = {slug: mean(found) for slug, found in scores.items()}
    judgements = tuple(
        Judgement(
            rank=rank,
            idea=slug,
            score=means[slug],
            lowest=min(scores[slug]),
            highest=max(scores[slug]),
            spread=sqrt(variance(scores[slug])) if len(scores[slug]) > 1 else None,
            reviewers=len(scores[slug]),
            aside=aside[slug],
            criteria={
                name: Fraction(sum(found), len(found)) for name in weights if (found := by_criterion[slug].get(name))
            },
        )
        for rank, slug in ranked(means, str)
    )
    return Panel(judgements=judgements, reviews=tuple(reviews), counted=counted)
