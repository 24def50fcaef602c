"""How many people voted in each week and month, as the count leaves them. Counts nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class VotersOverTime:
    """People with a counted vote at ideas whose numbers are shown: `people` in all, imported ones among them.

    `weeks` and `months` say how many of them gave one in it, by its first day (`2026-03-02`, UTC; weeks begin on
    Monday); `new_weeks` and `new_months` how many gave their first in it. Imported votes have no time and are in none;
    `timed` is how many votes have one.
    """

    people: int = 0
    timed: int = 0
    weeks: Mapping[str, int] = field(default_factory=dict)
    months: Mapping[str, int] = field(default_factory=dict)
    new_weeks: Mapping[str, int] = field(default_factory=dict)
    new_months: Mapping[str, int] = field(default_factory=dict)
