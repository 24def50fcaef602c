"""Puts the ideas of a community in order by the scores of rankings.py, from the ballots as count.sql leaves them.

Decides no winners. What floats are made of are whole numbers, so that the places are the same on every machine.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from ideario.model.community import Community
from ideario.model.votes import Rank, Rankings, Standing, Tally
from ideario.voting.choosable import choosable, in_challenge
from ideario.voting.counting.encoded import Events
from ideario.voting.ranking.scores import (
    LEAST_TRENDING,
    controversial,
    draw,
    needs_eyes,
    ranked,
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

    Only votes at ideas of which `tally` has a standing are looked at: those on proposals are in no total, and how many
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
        {"now": now, "week": _WEEK, "least": LEAST_TRENDING},
    ).fetchall()
    return Moments(latest=dict(latest), support=dict(support))


def all_rankings(
    community: Community, tally: Tally, given: Moments, answered: Iterable[str] = ()
) -> dict[str, Rankings]:
    """The rankings of each challenge by its slug, those of the whole community under "".

    `answered` are ideas to which somebody else than the author has replied. Ideas that can no longer be chosen have no
    place: see `choosable`. Until voting has closed on a challenge that shows ranks after the close, its ideas have a
    place in `new` alone, everywhere; so have those of which the tally has no standing.
    """
    groups: dict[str, list[str]] = {name: [] for name in (*community.challenges, "")}
    for slug, idea in community.ideas.items():
        if choosable(community, slug):
            groups[""].append(slug)
        if idea.challenge is not None and in_challenge(community, slug, tally.as_of):
            groups[idea.challenge].append(slug)
    placed = sorted({slug for group in groups.values() for slug in group})
    scores = _scores(community, tally, given, placed, frozenset(answered))
    return {name: _rankings(scores, slugs, tally.as_of) for name, slugs in groups.items()}


def shuffles(community: Community, as_of: datetime) -> dict[str, tuple[str, ...]]:
    """The ideas of each challenge in the shuffle of the day of `as_of`, by the challenge's slug."""
    groups: dict[str, list[str]] = {challenge: [] for challenge in community.challenges}
    for slug, idea in community.ideas.items():
        if idea.challenge in groups:
            groups[idea.challenge].append(slug)
    return {challenge: tuple(shuffled(as_of, slugs)) for challenge, slugs in groups.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scores:
    """What places are made of, by idea: its lot among equals, when it came in, and where it has one in a ranking, its
    score there, `count` and `among`; how many people acted on ideas that wait for some.
    """

    lots: Mapping[str, str]
    arrived: Mapping[str, datetime]
    scored: Mapping[str, Mapping[str, tuple[float | None, int, int]]]
    waiting: Mapping[str, int]


def _scores(
    community: Community, tally: Tally, given: Moments, slugs: Sequence[str], answered: frozenset[str]
) -> _Scores:
    now = tally.as_of
    ideas, standings = community.ideas, tally.standings
    concealing = {
        slug for slug, challenge in community.challenges.items() if challenge.conceals_ranks(tally.phase(challenge))
    }
    listed = [slug for slug in slugs if slug in standings and ideas[slug].challenge not in concealing]
    known = [standings[slug] for slug in listed] if tally.ledger else []
    voters = {standing.idea: _voters(community, given, standing) for standing in known}
    arrived = {slug: moment for slug in slugs if (moment := ideas[slug].arrived) is not None}
    # Ties stand in the shuffle of the day, which stops at the close of the challenge: what is decided moves no more.
    days = {slug: f"{min(now, challenge.voting.closes):%Y-%m-%d}" for slug, challenge in community.challenges.items()}
    today = f"{now:%Y-%m-%d}"
    return _Scores(
        lots={slug: draw(days.get(ideas[slug].challenge or "", today), slug) for slug in slugs},
        arrived=arrived,
        scored={
            "top": {s.idea: (top(s.support, voters[s.idea]), s.support, voters[s.idea]) for s in known},
            "trending": {s.idea: _trending(given.support[s.idea], now) for s in known if s.idea in given.support},
            "controversial": {
                s.idea: (controversial(s.support, s.oppose), s.oppose, s.support + s.oppose) for s in known
            },
        },
        waiting={
            s.idea: _acted(s) + (s.idea in answered)
            for s in known
            if s.idea in arrived and community.status(s.idea).kind == "open"
        },
    )


def _rankings(scores: _Scores, slugs: Sequence[str], now: datetime) -> Rankings:
    """The rankings of some of the ideas."""
    found: dict[str, tuple[Rank, ...]] = {}
    for name, scored in scores.scored.items():
        places = ranked({slug: scored[slug][0] for slug in slugs if slug in scored}, scores.lots.__getitem__)
        found[name] = tuple(
            Rank(rank=rank, idea=slug, score=scored[slug][0], count=scored[slug][1], among=scored[slug][2])
            for rank, slug in places
        )
    arrived = {slug: scores.arrived[slug] for slug in slugs if slug in scores.arrived}
    newest = ranked({slug: moment.timestamp() for slug, moment in arrived.items()}, scores.lots.__getitem__)
    found["new"] = tuple(Rank(rank=rank, idea=slug) for rank, slug in newest)
    waiting = {slug: moment for slug, moment in arrived.items() if slug in scores.waiting}
    found["needs-eyes"] = _shared(needs_eyes(scores.waiting, waiting, now), scores.waiting, waiting, scores.lots)
    return found


def _shared(
    slugs: Sequence[str], acted: Mapping[str, int], opened: Mapping[str, datetime], lots: Mapping[str, str]
) -> tuple[Rank, ...]:
    """The places of ideas in their order; as many people and as long a wait share a rank."""
    places: list[Rank] = []
    last: tuple[int, datetime] | None = None
    for number, slug in enumerate(sorted(slugs, key=lambda one: (acted[one], opened[one], lots[one])), 1):
        rank = places[-1].rank if (acted[slug], opened[slug]) == last else number
        last = acted[slug], opened[slug]
        places.append(Rank(rank=rank, idea=slug, count=acted[slug]))
    return tuple(places)


def _voters(community: Community, given: Moments, standing: Standing) -> int:
    """Voters whose latest vote is at or after the moment when the idea came in; at least those who voted on it."""
    idea = community.ideas[standing.idea]
    latest = given.latest.get(idea.challenge or "", ())
    since = 0 if idea.arrived is None else bisect_left(latest, int(idea.arrived.timestamp()))
    return max(len(latest) - since, standing.support + standing.oppose)


def _trending(support: Sequence[int], now: datetime) -> tuple[float | None, int, int]:
    """The score of votes of support by their moments, how many are of the last 7 days, and how many there are."""
    recent = len(support) - bisect_left(support, int(now.timestamp()) - _WEEK)
    return trending(map(_moment, support), now), recent, len(support)


def _acted(standing: Standing) -> int:
    return standing.support + standing.oppose + standing.watch


def _moment(seconds: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
