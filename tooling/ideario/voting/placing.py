"""Puts the ideas of a community in order by the scores of rankings.py, from the ballots as count.sql leaves them.

Decides no winners. What floats are made of are whole numbers, so that the places are the same on every machine.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from ideario.model import Community, Place, Rankings, Standing, Tally
from ideario.voting.encoded import Events
from ideario.voting.rankings import LEAST_TRENDING, controversial, draw, needs_eyes, ranked, shuffled, top, trending

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

    `answered` are ideas to which somebody else than the author has replied. Duplicates have no place. Until voting has
    closed on a challenge that shows ranks after the close, its ideas have a place in `new` alone, everywhere; so have
    those of which the tally has no standing.
    """
    groups: dict[str, list[str]] = defaultdict(list)
    for slug in community.ideas:
        if community.target(slug) == slug:
            groups[community.ideas[slug].challenge or ""].append(slug)
    whole = [slug for group in groups.values() for slug in group]
    found = {challenge: groups.get(challenge, []) for challenge in community.challenges} | {"": whole}
    known = frozenset(answered)
    return {name: _rankings(community, tally, given, slugs, known) for name, slugs in found.items()}


def shuffles(community: Community, as_of: datetime) -> dict[str, tuple[str, ...]]:
    """The ideas of each challenge in the shuffle of the day of `as_of`, by the challenge's slug."""
    groups: dict[str, list[str]] = {challenge: [] for challenge in community.challenges}
    for slug, idea in community.ideas.items():
        if idea.challenge in groups:
            groups[idea.challenge].append(slug)
    return {challenge: tuple(shuffled(as_of, slugs)) for challenge, slugs in groups.items()}


def _rankings(
    community: Community, tally: Tally, given: Moments, slugs: Sequence[str], answered: frozenset[str]
) -> Rankings:
    now = tally.as_of
    ideas, standings = community.ideas, tally.standings
    # Ties stand in the shuffle of the day, which stops at the close of the challenge: what is decided moves no more.
    lots = {slug: draw(f"{_day(community, slug, now):%Y-%m-%d}", slug) for slug in slugs}
    concealing = {slug for slug, challenge in community.challenges.items() if challenge.conceals_ranks(now)}
    listed = [slug for slug in slugs if slug in standings and ideas[slug].challenge not in concealing]
    open_ = listed if tally.ledger else []
    voters = {slug: _voters(community, given, standings[slug]) for slug in open_}
    known = [standings[slug] for slug in open_]
    counted: dict[str, dict[str, tuple[float | None, int, int]]] = {  # score, count and among
        "top": {s.idea: (top(s.support, voters[s.idea]), s.support, voters[s.idea]) for s in known},
        "trending": {slug: _trending(given.support[slug], now) for slug in open_ if slug in given.support},
        "controversial": {s.idea: (controversial(s.support, s.oppose), s.oppose, s.support + s.oppose) for s in known},
    }
    found: dict[str, tuple[Place, ...]] = {}
    for name, by_slug in counted.items():
        places = ranked({slug: score for slug, (score, _, _) in by_slug.items()}, lots.__getitem__)
        found[name] = tuple(
            Place(rank=rank, idea=slug, score=by_slug[slug][0], count=by_slug[slug][1], among=by_slug[slug][2])
            for rank, slug in places
        )
    dated = {slug: moment for slug in slugs if (moment := ideas[slug].arrived) is not None}
    places = ranked({slug: moment.timestamp() for slug, moment in dated.items()}, lots.__getitem__)
    found["new"] = tuple(Place(rank=rank, idea=slug) for rank, slug in places)
    acted = {slug: _acted(standings[slug]) + (slug in answered) for slug in open_}
    waiting = {slug: dated[slug] for slug in open_ if slug in dated and community.status(slug).kind == "open"}
    found["needs-eyes"] = _shared(needs_eyes(acted, waiting, now), acted, waiting, lots)
    return found


def _shared(
    slugs: Sequence[str], acted: Mapping[str, int], opened: Mapping[str, datetime], lots: Mapping[str, str]
) -> tuple[Place, ...]:
    """The places of ideas in their order; as many people and as long a wait share a rank."""
    places: list[Place] = []
    last: tuple[int, datetime] | None = None
    for number, slug in enumerate(sorted(slugs, key=lambda one: (acted[one], opened[one], lots[one])), 1):
        rank = places[-1].rank if (acted[slug], opened[slug]) == last else number
        last = acted[slug], opened[slug]
        places.append(Place(rank=rank, idea=slug, count=acted[slug]))
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


def _day(community: Community, slug: str, now: datetime) -> datetime:
    challenge = community.challenges.get(community.ideas[slug].challenge or "")
    return now if challenge is None else min(now, challenge.voting.closes)
