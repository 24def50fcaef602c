"""Tells when counted votes were given: how many people voted in each week and month, and how support grew.

Names nobody. Of a count with `singles`; votes count at the target of a duplicate. Imported votes have no time.
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import date, timedelta

from ideario.model.insight.support_trend import FEWEST, SupportTrend
from ideario.model.insight.voters_over_time import VotersOverTime
from ideario.voting.counting.encoded import Events

MOST_WEEKS, MOST_MONTHS = 16, 24
"""A trend that takes more weeks goes by months, of which so many are told; what was before is in the first."""
_MONDAY = date(1969, 12, 29)  # of the week in which seconds begin to be counted
_SHOWN = "idea::VARCHAR IN (SELECT unnest($ideas::VARCHAR[]))"


def voters_over_time(events: Events, ideas: Collection[str]) -> VotersOverTime:
    """How many people voted on some `ideas`, in all and in each week and month, there also for the first time."""
    shown = {"ideas": list(ideas)}
    whole = f"SELECT count(DISTINCT voter), count(*) FILTER (WHERE NOT imported) FROM votes WHERE {_SHOWN}"  # noqa: S608 - our own words
    people, timed = events.database().execute(whole, shown).fetchone() or (0, 0)

    def each(period: str) -> tuple[Mapping[str, int], Mapping[str, int]]:
        counted = f"""
            WITH took AS (
                SELECT voter, date_trunc('{period}', make_timestamp(given * 1000000)) AS begins
                FROM votes WHERE NOT imported AND {_SHOWN} GROUP BY ALL
            ),
            placed AS (SELECT begins, begins = min(begins) OVER (PARTITION BY voter) AS new FROM took)
            SELECT strftime(begins, '%Y-%m-%d'), count(*), count(*) FILTER (WHERE new)
            FROM placed GROUP BY begins ORDER BY begins
        """  # noqa: S608 - our own words
        rows = events.database().execute(counted, shown).fetchall()
        return {day: number for day, number, _ in rows}, {day: new for day, _, new in rows}

    (weeks, new_weeks), (months, new_months) = each("week"), each("month")
    return VotersOverTime(
        people=people, timed=timed, weeks=weeks, months=months, new_weeks=new_weeks, new_months=new_months
    )


def support_trends(events: Events, ideas: Collection[str]) -> Mapping[str, SupportTrend]:
    """How the support of each of some `ideas` grew, where it has at least FEWEST supporters and none was imported.

    Ideas all of whose votes were given within one week have none.
    """
    rows = events.database().execute(_TRENDS, {"ideas": list(ideas)}).fetchall()
    return {
        idea: (_monthly if monthly else _weekly)(dict(zip(places, numbers, strict=True)))
        for idea, monthly, places, numbers in rows
    }


# A week by its number since _MONDAY, a month by year * 12 + month - 1.
_TRENDS = f"""
    WITH known AS (
        SELECT idea, given, make_timestamp(given * 1000000) AS moment, imported FROM votes WHERE support AND {_SHOWN}
    ),
    chosen AS (
        SELECT idea, (max(given) + 259200) // 604800 - (min(given) + 259200) // 604800 >= {MOST_WEEKS} AS monthly
        FROM known GROUP BY idea HAVING count(*) >= {FEWEST} AND NOT bool_or(imported)
    ),
    counted AS (
        SELECT idea, monthly,
               CASE WHEN monthly THEN year(moment) * 12 + month(moment) - 1 ELSE (given + 259200) // 604800 END
               AS place,
               count(*) AS number
        FROM known JOIN chosen USING (idea)
        GROUP BY ALL
    )
    SELECT idea::VARCHAR, monthly, list(place ORDER BY place), list(number ORDER BY place)
    FROM counted GROUP BY idea, monthly HAVING count(*) > 1
"""  # noqa: S608 - our own words


def _weekly(given: Mapping[int, int]) -> SupportTrend:
    return SupportTrend("week", (_MONDAY + timedelta(weeks=min(given))).isoformat(), tuple(_grown(given, min(given))))


def _monthly(given: Mapping[int, int]) -> SupportTrend:
    first = max(min(given), max(given) - MOST_MONTHS + 1)
    return SupportTrend("month", date(first // 12, first % 12 + 1, 1).isoformat(), tuple(_grown(given, first)))


def _grown(given: Mapping[int, int], first: int) -> Iterator[int]:
    """How many there are at the end of each place from `first` on, without a gap."""
    there = sum(number for place, number in given.items() if place < first)
    for place in range(first, max(given) + 1):
        there += given.get(place, 0)
        yield there
