"""What becomes of ideas and of the people who bring and judge them, as published. Counts nothing."""

from typing import Literal, TypedDict

from ideario.model.insight.support_trend import Every


class PeriodEntry(TypedDict):
    """A whole week or month from `begins` on: how many people voted, how many wrote, and how many ideas were proposed.

    Of these people so many did it for the first time ever, the others again. None stands for fewer people than five, or
    where that is not known; the two parts are told both or not at all, since one and the whole give the other away.
    """

    begins: str
    voted: int | None
    voted_first: int | None
    voted_again: int | None
    wrote: int | None
    wrote_first: int | None
    wrote_again: int | None
    submitted: int


class Participation(TypedDict):
    """Weeks or months that follow each other; of `unread` threads nobody knows who wrote there."""

    every: Every
    votes_known: bool
    talk_known: bool
    unread: int
    periods: list[PeriodEntry]


class StageEntry(TypedDict):
    """How many of all ideas ever reached a stage, which share of those submitted that is, and after how many days."""

    stage: str
    ideas: int
    share: float | None
    median_days: float | None


class WaitedEntry(TypedDict):
    """How many proposals were answered within so many days and no fewer; None for those that waited longer."""

    days: int | None
    proposals: int


class WaitingEntry(TypedDict):
    """A proposal that nobody has answered: the first of its threads, and its ideas as far as these are published."""

    thread: str
    ideas: list[str]
    opened: str
    days: int


class FirstAnswersEntry(TypedDict):
    """How long proposals waited for the first answer by somebody else; `longest` are those that wait longest."""

    proposals: int
    answered: int
    median_days: float | None
    p90_days: float | None
    waiting: int
    unknown: int
    waited: list[WaitedEntry]
    longest: list[WaitingEntry]


class CurvePoint(TypedDict):
    """Which share of all support the least supported share of ideas have together."""

    ideas: float
    support: float


class Concentration(TypedDict):
    """How unevenly support is spread over the ideas whose numbers are shown."""

    ideas: int
    support: int
    gini: float
    top_five: float
    curve: list[CurvePoint]


class LanguageEntry(TypedDict):
    """How many ideas are written in a language; None stands for all languages of fewer than five ideas."""

    language: str | None
    ideas: int
    share: float


class ThemeEntry(TypedDict):
    """How many ideas with a tag were proposed in the last days, and in as many before."""

    tag: str
    before: int
    lately: int


class Themes(TypedDict):
    """Tags that rose or fell most between two times of so many `days`."""

    days: int
    tags: list[ThemeEntry]


class InsightsDocument(TypedDict):
    """api/v1/insights.json. `concentration` is None without a ledger, and where fewer than five people voted.

    `complete` says that no challenge withholds its counts.
    """

    schema: Literal[1]
    sample: bool
    as_of: str
    complete: bool
    participation: Participation
    funnel: list[StageEntry]
    first_answers: FirstAnswersEntry
    concentration: Concentration | None
    languages: list[LanguageEntry]
    themes: Themes
