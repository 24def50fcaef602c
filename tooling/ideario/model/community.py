"""A community: its settings, what reactions mean there, and all its content together. No I/O, no rules."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from ideario.model.challenge import Challenge
from ideario.model.content import Decision, Exclusion, Idea, Logo, Person, PictureFile, Result, Review, StatusKind
from ideario.model.moments import day_start
from ideario.model.text import Text

SETTINGS_PATH = "content/community.yml"
"""Where the settings stand, by which a folder is a community's."""
NO_LICENCE = "NOASSERTION"
"""SPDX's word for a licence that nobody has named, as where contributions are for the community alone."""
Stance = Literal["support", "oppose", "watch"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """One of the community's statuses; `kind` is what the program goes by, `label` what readers see."""

    slug: str
    kind: StatusKind
    colour: str
    label: Text = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What the community as a whole says about votes: what reactions mean, and what becomes of votes given before the
    last edit of an idea.
    """

    reactions: Mapping[str, Stance]
    votes_before_edit: Literal["count", "void"] = "count"


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadChoice:
    """Which issues and discussions become ideas, and how.

    Issues that bear `label`, and with `discussions` discussions that do; discussions of `category`. In `repository`,
    `owner/name`; "" is the community's own. The ideas answer `challenge`, if it names one, and are in `language`, the
    community's first if it is "". `statuses` and `tags` say what a thread's state, and a label, becomes, where that is
    not the usual; "" as a tag is none.
    """

    label: str = ""
    category: str = ""
    discussions: bool = False
    repository: str = ""
    challenge: str = ""
    language: str = ""
    statuses: Mapping[str, str] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """content/community.yml with its defaults filled in. `host` is the forge's, `url` ends in a slash.

    `brings_in` says which threads become ideas by themselves; None where none do. `answer_within` is in how many days
    every proposal is promised a first answer; None where nothing is promised. `name` is the one in the first language
    and `names` are all. `site_languages` are those of `languages` in which the site has pages, since there are words
    for them; English alone where there are none.
    """

    name: str
    repository: str
    host: str
    url: str
    licence: str
    languages: tuple[str, ...]
    site_languages: tuple[str, ...]
    names: Text
    tagline: Text
    tags: Mapping[str, Text]
    statuses: Mapping[str, Status]
    transitions: Mapping[str, tuple[str, ...]]
    reactions: Mapping[str, Stance]
    require_people: bool = False
    contact: str = ""
    code_of_conduct: str = ""
    votes_before_edit: Literal["count", "void"] = "count"
    reactions_since: str = ""
    brings_in: ThreadChoice | None = None
    answer_within: int | None = None
    logo: Logo | None = None

    @property
    def terms(self) -> Terms:
        """What the settings say about votes."""
        return Terms(reactions=self.reactions, votes_before_edit=self.votes_before_edit)


@dataclass(frozen=True, slots=True, kw_only=True)
class Community:
    """Everything published together, already checked. Mappings are keyed by slug or login and sorted by it.

    What decides in `challenges` is what was in force when voting opened, as far as the history tells; `frozen` holds
    the terms of that moment, by challenge, and by "" those that votes outside challenges keep. `edited` says when the
    text of an idea last changed while people could vote on it, by slug, for ideas whose text did. `joined` says when
    authors were named who were not named at first, by slug and login in small letters. `named` says who was ever named
    as an author of an idea that a jury judges, by the time that scores were due, in small letters. `pictures` are those
    that can be shown, by their path.
    """

    settings: Settings
    challenges: Mapping[str, Challenge]
    ideas: Mapping[str, Idea]
    people: Mapping[str, Person]
    decisions: Mapping[str, Decision]
    reviews: tuple[Review, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()
    results: Mapping[str, Result] = field(default_factory=dict)
    frozen: Mapping[str, Terms] = field(default_factory=dict)
    edited: Mapping[str, datetime] = field(default_factory=dict)
    joined: Mapping[str, Mapping[str, datetime]] = field(default_factory=dict)
    named: Mapping[str, frozenset[str]] = field(default_factory=dict)
    pictures: Mapping[str, PictureFile] = field(default_factory=dict)

    def picture_of(self, record: Idea | Challenge | Settings) -> PictureFile | None:
        """The file of a record's picture, or of the logo; None without one, and where it cannot be shown."""
        named = record.logo if isinstance(record, Settings) else record.picture
        return None if named is None else self.pictures.get(named.file)

    def has_stake(self, login: str, idea: str) -> bool:
        """Whether somebody, login in small letters, was an author of an idea by when its jury's scores were due."""
        authors = self.named.get(idea)
        return login in ({author.lower() for author in self.ideas[idea].authors} if authors is None else authors)

    def terms(self, challenge: str | None) -> Terms:
        """The terms by which votes at the ideas of a challenge count; None: at ideas outside any challenge."""
        return self.frozen.get(challenge or "") or self.settings.terms

    def status(self, idea: str, at: datetime | None = None) -> Status:
        """The status of an idea: its decision's last (at a moment: until then), else the first status of kind open."""
        decision = self.decisions.get(idea)
        statuses = self.settings.statuses
        changes = decision.history if decision is not None else ()
        if at is not None:
            changes = tuple(change for change in changes if day_start(change.date) <= at)
        if changes:
            return statuses[changes[-1].status]
        for status in statuses.values():  # asked for every idea some times over: a generator would take twice as long
            if status.kind == "open":
                return status
        return next(iter(statuses.values()))

    @property
    def originals(self) -> tuple[Idea, ...]:
        """The ideas that no decision calls duplicates of others."""
        return tuple(idea for slug, idea in self.ideas.items() if self.target(slug) == slug)

    def target(self, idea: str) -> str:
        """The idea at which votes for `idea` are counted: itself, or what it is a duplicate of (one level)."""
        decision = self.decisions.get(idea)
        other = decision.duplicate_of if decision is not None else None
        return other if other in self.ideas and other is not None else idea


class Credits:
    """Who is credited for ideas, and under which name: as the people of a community ask for in their own files."""

    def __init__(self, people: Mapping[str, Person]) -> None:
        self._people = {login.lower(): person for login, person in people.items()}
        self._hidden = frozenset(login for login, person in self._people.items() if person.credit == "none")

    def person(self, login: str) -> Person | None:
        """The person with that login, however it is spelt."""
        return self._people.get(login.lower())

    def authors(self, idea: Idea) -> tuple[str, ...]:
        """The authors of an idea but for those who ask in their own file not to be credited."""
        hidden = self._hidden
        return tuple(one for one in idea.authors if one.lower() not in hidden) if hidden else idea.authors

    def login(self, login: str) -> str | None:
        """A login, None where the person asks in their own file not to be credited."""
        return None if login.lower() in self._hidden else login

    def name(self, login: str) -> str:
        """The name that somebody is shown under, by their own wish; the login of who has no file."""
        person = self.person(login)
        return login if person is None else person.shown_name
