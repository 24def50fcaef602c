"""The small chart on the page of an idea: how its support grew. Drawn for ten thousand pages, so in few steps.

Nothing in it depends on when the site was built: the page stays as it is until somebody supports the idea.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache

from ideario.model.insight.support_trend import Every, SupportTrend
from ideario.publishing.charts.drawing import WIDTH
from ideario.publishing.views.template_view import view

TOP, BOTTOM = 20, 92
RIGHT = WIDTH - 2


@view
class TrendRow:
    """How many people supported the idea at the end of a day such as `2026-03-08`."""

    day: str
    supporters: int


@view
class TrendView:
    """A line through the supporters at the end of each week or month, which are the `rows`; `steps` is its way.

    By `half`, half of the `supporters` of now had come.
    """

    steps: str
    begins: str
    ends: str
    half: str
    supporters: int
    rows: Sequence[TrendRow]


def trend_view(trend: SupportTrend) -> TrendView:
    """The chart of a trend, of which the first moment is the one before anybody in it had come."""
    numbers, days = trend.supporters, _ends(trend.every, trend.first, len(trend.supporters))
    most, step = numbers[-1], RIGHT / len(numbers)
    high = (BOTTOM - TOP) / most
    points = [f"{place * step:.0f} {BOTTOM - number * high:.0f}" for place, number in enumerate(numbers, 1)]
    half = next(place for place, number in enumerate(numbers) if 2 * number >= most)
    return TrendView(
        steps=f"M0 {BOTTOM}L{'L'.join(points)}",
        begins=trend.first,
        ends=days[-1],
        half=days[half],
        supporters=most,
        rows=[TrendRow(day=day, supporters=number) for day, number in zip(days, numbers, strict=True)],
    )


@lru_cache(maxsize=4096)
def _ends(every: Every, first: str, count: int) -> Sequence[str]:
    """The last day of each of so many weeks or months. Ideas of one challenge share them."""
    begins = date.fromisoformat(first)
    if every == "week":
        return [(begins + timedelta(weeks=place, days=-1)).isoformat() for place in range(1, count + 1)]
    place = begins.year * 12 + begins.month
    return [(date((place + n) // 12, (place + n) % 12 + 1, 1) - timedelta(days=1)).isoformat() for n in range(count)]
