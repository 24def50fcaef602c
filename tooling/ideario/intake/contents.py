"""What the rules look at: all readable records with the names of all files. Holds no rule and does no I/O."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from ideario.intake.content_files import ContentFile
from ideario.intake.history.frozen_rules import NO_PAST, FormerText, Meaning, Opened, Past
from ideario.intake.history.sealed_reviews import JurorReview, counted, versions_of
from ideario.intake.schemas import Kind
from ideario.model.challenge import Challenge
from ideario.model.community import Settings
from ideario.model.content import Decision, Exclusion, Idea, Person, PictureFile, Result, Review


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """The records whose files could be read, by slug or login. Of two with one name the first by path stands here.

    `names` has for each kind the names of all its files, unreadable ones too, so that a broken file is told once and
    not again by all that refer to it. `schema_named` maps a path to the schema that its editor line names.
    `pictures` are those that can be shown, by path. `past` is what the history tells.
    """

    settings: Settings
    files: tuple[ContentFile, ...]
    challenges: Mapping[str, Challenge] = field(default_factory=dict)
    ideas: Mapping[str, Idea] = field(default_factory=dict)
    people: Mapping[str, Person] = field(default_factory=dict)
    decisions: Mapping[str, Decision] = field(default_factory=dict)
    reviews: tuple[Review, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()
    results: Mapping[str, Result] = field(default_factory=dict)
    names: Mapping[Kind, frozenset[str]] = field(default_factory=dict)
    schema_named: Mapping[str, str] = field(default_factory=dict)
    pictures: Mapping[str, PictureFile] = field(default_factory=dict)
    past: Past = NO_PAST
    has_schemas: bool = False
    _in_force: dict[str, Challenge | None] = field(default_factory=dict, compare=False, repr=False)
    _fixed: dict[str, datetime | None] = field(default_factory=dict, compare=False, repr=False)
    _judged: dict[str, Mapping[str, JurorReview]] = field(default_factory=dict, compare=False, repr=False)

    def opened(self, slug: str) -> Opened | None:
        """The version of a challenge in which its voting opened, under this name or a former one; the first of them."""
        challenge = self.challenges.get(slug)
        names = (slug, *(challenge.former if challenge else ()))
        found = [self.past.opened[name] for name in names if name in self.past.opened]
        return min(found, key=lambda opened: opened.moment, default=None)

    def in_force(self, slug: str) -> Challenge | None:
        """A challenge with all that decides as it was when its voting opened."""
        if slug not in self._in_force:  # asked for each idea, and there are few challenges
            challenge, opened = self.challenges.get(slug), self.opened(slug)
            self._in_force[slug] = opened.applied(challenge) if challenge and opened else challenge
        return self._in_force[slug]

    @property
    def agreed(self) -> Meaning | None:
        """What reactions go on meaning outside challenges; None where it is what the settings say."""
        agreed = self.past.agreed
        return None if agreed and self.settings.reactions_since not in ("", agreed.named) else agreed

    def said(self, slug: str, moment: datetime) -> FormerText | None:
        """What an idea's file said at a moment, under this name or a former one, or else when it came in.

        None where it says today what it has said since then.
        """
        if not self.past.said:
            return None
        decision = self.decisions.get(slug)
        names = (slug, *(decision.former if decision else ()))
        found = sorted((said for name in names for said in self.past.said.get(name, ())), key=lambda said: said.since)
        return next((said for said in reversed(found) if said.since <= moment), found[0] if found else None)

    def fixed(self, slug: str) -> datetime | None:
        """From when on the ideas of a challenge cost what they cost, where that decides: once submissions are closed
        and voting has opened.
        """
        if slug not in self._fixed:
            challenge, opened = self.in_force(slug), self.opened(slug)
            if challenge is None or opened is None or not challenge.winners.spends:
                self._fixed[slug] = None
            else:
                self._fixed[slug] = max(opened.moment, challenge.submission.closes)
        return self._fixed[slug]

    def as_counted(self, idea: Idea) -> Idea:
        """An idea with the cost that it had when costs were fixed."""
        moment = self.fixed(idea.challenge or "")
        said = None if moment is None else self.said(idea.slug, moment)
        return idea if said is None or said.cost == idea.cost else replace(idea, cost=said.cost)

    def judged(self, slug: str) -> Mapping[str, JurorReview]:
        """What counts of the files of a challenge's jurors, by login in small letters; nothing without a jury.

        A juror without a file that counts is not in it. Where no history knows the challenge, files count as they are.
        """
        if slug not in self._judged:  # asked for each review
            self._judged[slug] = self._judged_in(slug)
        return self._judged[slug]

    def _judged_in(self, slug: str) -> Mapping[str, JurorReview]:
        challenge = self.in_force(slug)
        if challenge is None or challenge.jury is None:
            return {}
        names = (slug, *challenge.former)
        whole = any(name in self.past.seeds for name in names)
        present = {review.login.lower(): review for review in self.reviews if review.challenge == slug}
        found = {}
        for juror in sorted({juror.lower() for juror in challenge.jury.jurors}):
            known = [version for name in names for version in self.past.reviews.get(f"{name}/{juror}", ())]
            dated = versions_of(known, present.get(juror), whole=whole, now=self.past.now)
            counts = counted(dated, challenge.jury, names, self.past.now)
            if counts is not None:
                found[juror] = counts
        return found

    def named(self, kind: Kind) -> frozenset[str]:
        """The names of all files of a kind."""
        return self.names.get(kind, frozenset())
