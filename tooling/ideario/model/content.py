"""What people bring into content/: ideas, pictures, persons, decisions and so on. No I/O, no rules."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from ideario.model.money import Money
from ideario.model.results import ResultDocument
from ideario.model.text import Text

PictureType = Literal["png", "jpeg", "webp"]
StatusKind = Literal["open", "active", "done", "declined", "duplicate"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A titled address elsewhere."""

    title: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """The picture of a record, by its path: `content/pictures/river.jpg`. `alt` says what it shows, to whoever does not
    see it, in the record's language; `credit` who made it.
    """

    file: str
    alt: str
    credit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Logo:
    """The picture that stands for the community at the head of every page, as Picture; `alt` in several languages."""

    file: str
    alt: Text = field(default_factory=dict)


SMALL_WIDTH = 720
"""Pixels: as wide as the column of a text, and twice a phone."""
SMALL_SIZE = 40_000
"""Bytes from which on a picture is worth a smaller copy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureFile:
    """A file of content/pictures/ that can be shown. `place` is where it is on the disk, `digest` its SHA-256.

    `width` and `height` are in pixels, as a browser shows them, and `size` is in bytes.
    """

    path: str
    place: str
    type: PictureType
    width: int
    height: int
    size: int
    digest: str

    @property
    def address(self) -> str:
        """Where in the site it stands: the same picture at the same place, whatever it was called."""
        return f"pictures/{self.digest[:20]}.{self._ending}"

    @property
    def small(self) -> str:
        """Where in the site it stands once more, SMALL_WIDTH pixels wide; "" for one that no phone has to wait for."""
        if self.width < SMALL_WIDTH * 4 // 3 or self.size < SMALL_SIZE:
            return ""
        return f"pictures/{self.digest[:20]}-{SMALL_WIDTH}.{self._ending}"

    @property
    def _ending(self) -> str:
        return "jpg" if self.type == "jpeg" else self.type


@dataclass(frozen=True, slots=True, kw_only=True)
class Idea:
    """One proposal: content/ideas/**/<slug>.yml. Imported ideas have `source` and `source_id` and no authors;
    when they were proposed there, `source_date` (`YYYY-MM-DD`), is the source's word.

    `arrived` is when it first came in, as the ledger or the git history knows it, never a date its author can edit.
    """

    slug: str
    path: str
    title: str
    language: str
    summary: str = ""
    body: str = ""
    challenge: str | None = None
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    cost: Money | None = None
    picture: Picture | None = None
    links: tuple[Link, ...] = ()
    source: str | None = None
    source_id: str | None = None
    source_date: str | None = None
    arrived: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TextEdit:
    """The edit of an idea that changed nothing but its text, which is Markdown, and never empty."""

    slug: str
    path: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who takes part: content/people/<login>.yml. `login` is the file's name."""

    login: str
    path: str
    name: str
    about: str = ""
    skills: tuple[str, ...] = ()
    availability: Literal["volunteer", "paid", "both", "none"] = "none"
    languages: tuple[str, ...] = ()
    supports: tuple[str, ...] = ()
    credit: Literal["name", "login", "none"] = "name"
    links: tuple[Link, ...] = ()

    @property
    def shown_name(self) -> str:
        """The name that they are shown under, by their own wish."""
        return self.name if self.credit == "name" else self.login


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusChange:
    """One dated step of a decision; `date` is `YYYY-MM-DD`."""

    date: str
    status: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Award:
    """What an idea was awarded."""

    title: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What maintainers decided about one idea: content/decisions/<idea>.yml. `history` is oldest first, never empty."""

    idea: str
    path: str
    history: tuple[StatusChange, ...]
    duplicate_of: str | None = None
    former: tuple[str, ...] = ()
    threads: tuple[str, ...] = ()
    award: Award | None = None
    shipped: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scorecard:
    """One reviewer's scores of one idea, from 0 to 10 by criterion; a criterion may be missing."""

    idea: str
    criteria: Mapping[str, int]
    comment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """One expert's scorecards for one challenge: content/reviews/<challenge>/<login>.yml.

    `seal` and `salt` are hexadecimal digits, "" where there are none: a juror's file holds the seal alone at first.
    `sealed_for` is the name that the challenge had when the seal was made, "" where nobody knows yet.
    """

    challenge: str
    login: str
    path: str
    conflicts: tuple[str, ...] = ()
    scores: tuple[Scorecard, ...] = ()
    seal: str = ""
    salt: str = ""
    sealed_for: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclusion:
    """A maintainer's public removal of ballots: content/exclusions/<name>.yml. No `ideas` means everywhere."""

    name: str
    path: str
    date: str
    reason: str
    voters: tuple[str, ...]
    ideas: tuple[str, ...] = ()
    appeal: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """Who won a challenge: content/results/<challenge>.yml. `document` is by schemas/result.schema.json."""

    challenge: str
    path: str
    document: ResultDocument

    @property
    def winners(self) -> tuple[str, ...]:
        """The slugs of the winning ideas, in the order in which they won."""
        return tuple(winner["idea"] for winner in self.document["winners"])
