"""Finds the flags of the votes that a count has left in its database: gives them as arrays, and has these searched."""

from collections.abc import Collection

import numpy as np

from ideario.model.community import Community
from ideario.model.flags import Flags
from ideario.voting.counting.encoded import Events
from ideario.voting.integrity.search_flags import flags_among
from ideario.voting.integrity.vote_arrays import VoteArrays


def flags_of(events: Events, community: Community, shown: Collection[str] | None = None) -> Flags:
    """The flags of the votes that a count with `singles` left in the database of `events`.

    With `shown` only votes at these ideas are looked at, so that no flag tells of others.
    """
    votes = _votes(events, community, community.ideas if shown is None else shown)
    return Flags() if votes is None else flags_among(votes)


def _votes(events: Events, community: Community, shown: Collection[str]) -> VoteArrays | None:
    """The counted votes but for imported ones, which have no time of their own; None where there are none."""
    columns = (
        events.database()
        .execute("""
        SELECT enum_code(idea)::BIGINT AS idea, voter::BIGINT AS voter, given, seq, support,
               seq IN (SELECT seq FROM flags WHERE flag = 'R7') AS new
        FROM votes
        WHERE NOT imported
        ORDER BY idea, given, seq
    """)
        .fetchnumpy()
    )
    code = np.asarray(columns["idea"], dtype=np.int64)
    if not code.size:
        return None
    row = events.database().execute("SELECT enum_range(NULL::idea)").fetchone()
    slugs = list(row[0]) if row else []
    # The ENUM has every name that an idea ever had; a vote is counted at an idea of the community.
    ideas = sorted(set(shown) & set(slugs))
    place = {slug: number for number, slug in enumerate(ideas)}
    number = np.array([place.get(slug, -1) for slug in slugs], dtype=np.int64)[code]
    kept = number >= 0  # but not at one in an open pull request, nor at one that is not shown
    given = np.asarray(columns["given"], dtype=np.int64)[kept]
    number = number[kept]
    if not number.size:
        return None
    groups = {slug: place for place, slug in enumerate(("", *community.challenges))}
    called = {slug: int(challenge.voting.opens.timestamp()) for slug, challenge in community.challenges.items()}
    # From when on an idea could be voted on: where nobody knows, from its first vote.
    votable = np.full(len(ideas), np.iinfo(np.int64).max)
    np.minimum.at(votable, number, given)
    for one, slug in enumerate(ideas):
        idea = community.ideas[slug]
        known = called.get(idea.challenge or "", 0)
        if idea.arrived is not None:
            known = max(known, int(idea.arrived.timestamp()))
        votable[one] = known or votable[one]
    return VoteArrays(
        idea=number,
        voter=np.asarray(columns["voter"], dtype=np.int64)[kept],
        given=given,
        seq=np.asarray(columns["seq"], dtype=np.int64)[kept],
        support=np.asarray(columns["support"], dtype=np.bool_)[kept],
        new=np.asarray(columns["new"], dtype=np.bool_)[kept],
        ideas=ideas,
        votable=votable,
        group=np.array([groups[community.ideas[slug].challenge or ""] for slug in ideas], dtype=np.int64),
        groups=list(groups),
    )
