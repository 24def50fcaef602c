"""Tells how many people voted in a time, and how many of them for the first time. Names nobody."""

from collections.abc import Collection
from datetime import datetime

from ideario.model.talk.voting_people import VotingPeople
from ideario.voting.counting.encoded import Events


def voters_in_time(events: Events, ideas: Collection[str], begins: datetime, ends: datetime) -> VotingPeople:
    """The people with a counted vote at some `ideas` that was given from `begins` on and before `ends`.

    From a count with `singles`. Votes count at the target of a duplicate. Imported votes have no time and are left out.
    """
    row = (
        events.database()
        .execute(
            """
            SELECT count(*) FILTER (WHERE votes > 0), count(*) FILTER (WHERE votes > 0 AND first >= $begins),
                   coalesce(sum(votes), 0)
            FROM (
                SELECT voter, min(given) AS first,
                       count(*) FILTER (WHERE given >= $begins AND given < $ends) AS votes
                FROM votes
                WHERE NOT imported AND idea::VARCHAR IN (SELECT unnest($ideas::VARCHAR[]))
                GROUP BY voter
            )
            """,
            {"begins": int(begins.timestamp()), "ends": int(ends.timestamp()), "ideas": list(ideas)},
        )
        .fetchone()
    )
    return VotingPeople(*map(int, row or (0, 0, 0)))
