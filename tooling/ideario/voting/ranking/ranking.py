"""Puts the ideas of a community in order by the scores of scores.py, from the ballots as count.sql leaves them.

Decides no winners. What floats are made of are whole numbers, so that the ranks are the same on every machine.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from ideario.model.community import Community
from ideario.model.votes import RANKINGS, Rank, Ranking, Rankings, Standing, Tally
from ideario.voting.choosable import choosable, in_challenge
from ideario.voting.counting.encoded import Events
from ideario.voting.ranking.scores import (
    MIN_TRENDING,
    controversial,
    draw,
    needs_eyes,
    shuffled,
    top,
    trending,
)

_WEEK = 7 * 24 * 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Moments:
    """When votes were given, in whole seconds since 1970, in order.

    `latest` holds by challenge ("" for ideas outside any) the last vote of each voter; `support` by idea the votes of
    support, for the ideas that were given enough of them lately to be trending.
    """

    latest: Mapping[str, Sequence[int]] = field(default_factory=dict)
    support: Mapping[str, Sequence[int]] = field(default_factory=dict)


def moments(events: Events, tally: Tally) -> Moments:
    """The moments of the votes that a count with `singles` left in the database of `events`.

    Only votes at ideas of which `tally` has a standing are looked at: pending ones are in no total, and how many
    could have voted must not tell what is withheld.
    """
    database = events.database()
    now = int(tally.as_of.timestamp())
    latest = database.execute(
        """
        SELECT challenge, list(given ORDER BY given)
        FROM (
            SELECT challenge, voter, max(given) AS given
            FROM votes
            WHERE idea::VARCHAR IN (SELECT unnest($shown::VARCHAR[]))
            GROUP BY challenge, voter
        )
        GROUP BY challenge
        """,
        {"shown": list(tally.standings)},
    ).fetchall()
    support = database.execute(
        """
        SELECT idea, list(given ORDER BY given)
        FROM votes
        WHERE support AND given <= $now
        GROUP BY idea
        HAVING count(*) FILTER (WHERE given >= $now - $week) >= $least
        """,
        {"now": now, "week": _WEEK, "least": MIN_TRENDING},
    ).fetchall()
    return Moments(latest=dict(latest), support=dict(support))


def all_rankings(
    community: Community, tally: Tally, given: Moments, answered: Iterable[str] = ()
) -> dict[str, Rankings]:
    """The rankings of each challenge by its slug, those of the whole community under "".

    `answered` are ideas to which somebody else than the author has replied. Ideas that can no longer be chosen have no
    rank: see `choosable`. Until voting has closed on a challenge that withholds ranks, its ideas have one in `new`
    alone, everywhere; so have those of which the tally has no standing.
    """
    groups: dict[str, list[str]] = {}
    for slug, idea in community.ideas.items():
        whole = [""] if choosable(community, slug) else []
        if idea.challenge is not None and in_challenge(community, slug, tally.as_of):
            whole.append(idea.challenge)
        if whole:
            groups[slug] = whole
    lots = _lots(community, groups, tally.as_of)
    found = _candidates(community, tally, given, sorted(groups, key=lots.__getitem__), frozenset(answered))
    ranks = {name: _ranks(groups, _scored(ranking, found)) for name, ranking in RANKINGS.items()}
    return {
        name: {ranking: tuple(known.get(name, ())) for ranking, known in ranks.items()}
        for name in (*community.challenges, "")
    }


def shuffles(community: Community, as_of: datetime) -> dict[str, tuple[str, ...]]:
    """The ideas of each challenge in the shuffle of the day of `as_of`, by the challenge's slug."""
    groups: dict[str, list[str]] = {challenge: [] for challenge in community.challenges}
    for slug, idea in community.ideas.items():
        if idea.challenge in groups:
            groups[idea.challenge].append(slug)
    return {challenge: tuple(shuffled(as_of, slugs)) for challenge, slugs in groups.items()}


@dataclass(slots=True)
class _Scored:
    """What an idea has in a ranking: what that goes by, the greatest first, and what is shown, as Rank has it."""

    order: tuple[float, ...]
    score: float | None = None
    count: int | None = None
    among: int | None = None


@dataclass(slots=True, kw_only=True)
class _Candidate:
    """What rankings look at of an idea at the moment `now`; its votes are to be looked at only where they are `shown`.

    `voters` could have seen it, `support` are the moments of its votes of support if they were many lately, and `acted`
    counts who voted, watched or answered. It is `waiting` while nobody has decided on it.
    """

    now: datetime
    arrived: datetime | None
    shown: bool
    standing: Standing
    voters: int
    support: Sequence[int]
    acted: int
    waiting: bool


def _top(one: _Candidate) -> _Scored:
    score = top(one.standing.support, one.voters)
    return _Scored((score,), score, one.standing.support, one.voters)


def _trending(one: _Candidate) -> _Scored | None:
    """`count` votes of support are of the last 7 days."""
    if not one.support:
        return None
    score = trending(map(_moment, one.support), one.now)
    recent = len(one.support) - bisect_left(one.support, int(one.now.timestamp()) - _WEEK)
    return None if score is None else _Scored((score,), score, recent, len(one.support))


def _controversial(one: _Candidate) -> _Scored | None:
    """`count` votes are against."""
    support, oppose = one.standing.support, one.standing.oppose
    score = controversial(support, oppose)
    return None if score is None else _Scored((score,), score, oppose, support + oppose)


def _new(one: _Candidate) -> _Scored | None:
    return None if one.arrived is None else _Scored((one.arrived.timestamp(),))


def _needs_eyes(one: _Candidate) -> _Scored | None:
    if one.arrived is None or not one.waiting:
        return None
    order = needs_eyes(one.acted, one.now - one.arrived)
    return None if order is None else _Scored(order, count=one.acted)


SCORES: Mapping[str, Callable[[_Candidate], _Scored | None]] = {
    "top": _top,
    "trending": _trending,
    "controversial": _controversial,
    "new": _new,
    "needs-eyes": _needs_eyes,
}
"""By ranking what an idea has in it, None where it has no rank."""


def _scored(ranking: Ranking, candidates: Mapping[str, _Candidate]) -> Mapping[str, _Scored]:
    score = SCORES[ranking.name]
    return {
        slug: found
        for slug, one in candidates.items()
        if (one.shown or not ranking.by_votes) and (found := score(one)) is not None
    }


def _ranks(groups: Mapping[str, Sequence[str]], scored: Mapping[str, _Scored]) -> Mapping[str, list[Rank]]:
    """The ranks in each group, put in order once for all: `groups` are those of each idea, `scored` are ideas in the
    order of their lots, in which equals are shown.
    """
    found: dict[str, list[Rank]] = {}
    last: dict[str, tuple[float, ...]] = {}
    for slug, one in sorted(scored.items(), key=lambda pair: pair[1].order, reverse=True):
        for group in groups[slug]:
            ranks = found.setdefault(group, [])
            rank = ranks[-1].rank if last.get(group) == one.order else len(ranks) + 1
            last[group] = one.order
            ranks.append(Rank(rank, slug, one.score, one.count, one.among))
    return found


def _lots(community: Community, slugs: Iterable[str], now: datetime) -> Mapping[str, str]:
    """The lots of ideas among equals: in the shuffle of the day, which stops at the close of the challenge.

    What is decided moves no more.
    """
    days = {slug: f"{min(now, challenge.voting.closes):%Y-%m-%d}" for slug, challenge in community.challenges.items()}
    today = f"{now:%Y-%m-%d}"
    return {slug: draw(days.get(community.ideas[slug].challenge or "", today), slug) for slug in slugs}


def _candidates(
    community: Community, tally: Tally, given: Moments, slugs: Sequence[str], answered: frozenset[str]
) -> Mapping[str, _Candidate]:
    later = {
        slug for slug, challenge in community.challenges.items() if challenge.withholds_ranks(tally.phase(challenge))
    }
    found = {}
    for slug in slugs:
        idea = community.ideas[slug]
        standing = tally.standings.get(slug) if tally.ledger and idea.challenge not in later else None
        votes = standing or Standing(idea=slug)
        found[slug] = _Candidate(
            now=tally.as_of,
            arrived=idea.arrived,
            shown=standing is not None,
            standing=votes,
            voters=_voters(community, given, votes),
            support=given.support.get(slug, ()),
            acted=votes.support + votes.oppose + votes.watch + (slug in answered),
            waiting=community.status(slug).kind == "open",
        )
    return found


def _voters(community: Community, given: Moments, standing: Standing) -> int:
    """Voters whose latest vote is at or after the moment when the idea came in; at least those who voted on it."""
    idea = community.ideas[standing.idea]
    latest = given.latest.get(idea.challenge or "", ())
    since = 0 if idea.arrived is None else bisect_left(latest, int(idea.arrived.timestamp()))
    return max(len(latest) - since, standing.support + standing.oppose)


def _moment(seconds: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
