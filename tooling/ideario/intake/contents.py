"""What the rules look at: all readable records with the names of all files. Holds no rule and does no I/O."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ideario.intake.past import NO_PAST, Opened, Past
from ideario.intake.places import Place
from ideario.intake.schemas import Kind
from ideario.model import Challenge, Decision, Exclusion, Idea, Person, Result, Review, Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """The records whose files could be read, by slug or login. Of two with one name the first by path stands here.

    `names` has for each kind the names of all its files, unreadable ones too, so that a broken file is told once and
    not again by all that refer to it. `schema_named` maps a path to the schema that its editor line names.
    `past` is what the history tells.
    """

    settings: Settings
    places: tuple[Place, ...]
    challenges: Mapping[str, Challenge] = field(default_factory=dict)
    ideas: Mapping[str, Idea] = field(default_factory=dict)
    people: Mapping[str, Person] = field(default_factory=dict)
    decisions: Mapping[str, Decision] = field(default_factory=dict)
    reviews: tuple[Review, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()
    results: Mapping[str, Result] = field(default_factory=dict)
    names: Mapping[Kind, frozenset[str]] = field(default_factory=dict)
    schema_named: Mapping[str, str] = field(default_factory=dict)
    past: Past = NO_PAST
    has_schemas: bool = False

    def opened(self, slug: str) -> Opened | None:
        """The version of a challenge in which its voting opened, under this name or a former one; the first of them."""
        challenge = self.challenges.get(slug)
        names = (slug, *(challenge.former if challenge else ()))
        found = [self.past.opened[name] for name in names if name in self.past.opened]
        return min(found, key=lambda opened: opened.moment, default=None)

    def in_force(self, slug: str) -> Challenge | None:
        """A challenge with all that decides as it was when its voting opened."""
        challenge, opened = self.challenges.get(slug), self.opened(slug)
        return challenge if challenge is None or opened is None else opened.applied(challenge)

    def named(self, kind: Kind) -> frozenset[str]:
        """The names of all files of a kind."""
        return self.names.get(kind, frozenset())
