"""What a new community is to be: its kind, its words, and the dates of its first challenge. Reads kinds.toml alone."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

KIT = Path(__file__).parent / "kit"
"""The texts of the kit: a folder for each language, and beside them what is the same in all."""
FALLBACK = "en"
"""The language of texts for a community whose first language the kit does not speak."""
MONDAY = 7
"""So many days ahead, or up to six more, the first challenge opens: on a Monday, with time to make it known."""

Words = Mapping[str, str]
"""A text by language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KindOfCommunity:
    """What communities of a kind begin with. `challenge` is the title of the first one, empty where there is none;
    `repository` a usual name for theirs, `terms` say what becomes of what people contribute, and `private` whether it
    is for themselves alone.
    """

    slug: str
    word: Words
    name: Words
    question: Words
    repository: Words
    private: bool
    licence: str
    terms: Words
    tags: Sequence[Words]
    challenge: Words


class KitStatus(NamedTuple):
    """A status of an idea that every new community has."""

    slug: str
    label: Words
    kind: str
    colour: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CommunityPlan:
    """What somebody wants to found. `repository` is `owner/name`, `budget` an amount such as `20000 EUR`, `jurors` are
    logins, `today` is the day from which the dates of the first challenge are reckoned.
    """

    name: str
    repository: str
    languages: tuple[str, ...]
    kind: KindOfCommunity
    question: str
    budget: str
    jurors: tuple[str, ...]
    today: date

    @property
    def texts(self) -> str:
        """The language of the kit's texts: that of the first language, else English."""
        return kit_language(self.languages[0])

    @property
    def written_in(self) -> str:
        """The one of the community's languages that the kit's texts are said to be in."""
        fitting = (tag for tag in self.languages if tag.partition("-")[0] == self.texts)
        return next(fitting, self.languages[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class ChallengeDates:
    """The days of a challenge, all included; a jury seals its scores while people vote, and then shows them."""

    submission_opens: date
    submission_closes: date
    voting_opens: date
    voting_closes: date
    reveal_by: date


def kit_language(language: str) -> str:
    """The language of the kit's texts for readers of a language: it, or for `it-CH` `it`, else English."""
    base = language.partition("-")[0]
    return base if (KIT / base).is_dir() else FALLBACK


@lru_cache(maxsize=1)
def _kit() -> tuple[Mapping[str, KindOfCommunity], tuple[KitStatus, ...]]:
    found = tomllib.loads((KIT / "kinds.toml").read_text("utf-8"))
    statuses = found.pop("statuses")
    kinds = {slug: KindOfCommunity(slug=slug, **{"challenge": {}, **parts}) for slug, parts in found.items()}
    return kinds, tuple(KitStatus(slug=slug, **parts) for slug, parts in statuses.items())


def kinds() -> Mapping[str, KindOfCommunity]:
    """The kinds of communities by slug, in the order in which they are offered."""
    return _kit()[0]


def statuses() -> tuple[KitStatus, ...]:
    """The statuses that every new community has, in their order."""
    return _kit()[1]


def dates_from(today: date) -> ChallengeDates:
    """The dates of a first challenge: four weeks for ideas, a week to look at them, two weeks of voting."""
    soon = today + timedelta(days=MONDAY)
    opens = soon + timedelta(days=-soon.weekday() % 7)
    closes = opens + timedelta(days=27)
    voting = closes + timedelta(days=8)
    return ChallengeDates(
        submission_opens=opens,
        submission_closes=closes,
        voting_opens=voting,
        voting_closes=voting + timedelta(days=13),
        reveal_by=voting + timedelta(days=20),
    )
