"""What the history of the branch tells about the rules of challenges, as values. Asks nobody."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import NamedTuple

from ideario.intake.history.sealed_reviews import ReviewVersion
from ideario.model.challenge import Challenge, Window
from ideario.model.community import Stance, Terms
from ideario.model.money import Money


class FormerText(NamedTuple):
    """What the file of an idea said since a moment, of all that decides."""

    since: datetime
    challenge: str | None
    cost: Money | None


class Meaning(NamedTuple):
    """What a version of community.yml says that reactions mean, and the day of `reactions_since` in it, "" if none."""

    since: datetime
    reactions: Mapping[str, Stance]
    named: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A challenge whose voting has opened: what its file and the community's said at that moment.

    `moment` is when voting opened, or when the challenge came in if that was later.
    """

    challenge: Challenge
    terms: Terms | None
    moment: datetime

    def applied(self, now: Challenge) -> Challenge:
        """A challenge as its file reads now, with all that decides as it was."""
        was = self.challenge
        same = weights(was) == weights(now)
        return replace(
            now,
            submission=Window(
                opens=was.submission.opens if was.new_accounts == "exclude" else now.submission.opens,
                closes=was.submission.closes,
            ),
            voting=was.voting,
            ranks=was.ranks,
            counts=was.counts,
            winners=was.winners,
            budget=was.budget,
            empty_ballots=was.empty_ballots,
            new_accounts=was.new_accounts,
            criteria=now.criteria if same else was.criteria,
            blend=was.blend,
            jury=was.jury,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What the history tells about rules. `now` is the latest moment that is known to have passed, None if none is.

    `opened` are the challenges whose voting has opened, by slug. `seeds` says by slug when each seed that ever stood in
    the file first did, for each challenge that the history knows. `said` is by slug what the files of ideas said that
    were changed after submission to some challenge had closed, oldest first. `meanings` are those of the versions of
    community.yml, oldest first, and `voted` is when the day was over on which the first vote was seen. `reviews` are
    the versions of reviews, oldest first, by challenge and login in small letters, as in `quiet/octocat`.
    """

    now: datetime | None = None
    opened: Mapping[str, Opened] = field(default_factory=dict)
    seeds: Mapping[str, Mapping[str, datetime]] = field(default_factory=dict)
    said: Mapping[str, tuple[FormerText, ...]] = field(default_factory=dict)
    meanings: tuple[Meaning, ...] = ()
    voted: datetime | None = None
    reviews: Mapping[str, tuple[ReviewVersion, ...]] = field(default_factory=dict)

    @property
    def agreed(self) -> Meaning | None:
        """By what reactions count outside challenges; None while nobody has voted, or where no history tells.

        It is what they meant when the day was over on which the first vote was seen (a day, since times in a ledger
        may be coarsened to days), or in the version since then that last named another day in `reactions_since`.
        """
        voted = self._first_day
        if voted is None or not self.meanings:
            return None
        before = [meaning for meaning in self.meanings if meaning.since < voted]
        agreed = before[-1] if before else self.meanings[0]
        for later in self.meanings[len(before) :]:
            if later.named not in ("", agreed.named):
                agreed = later
        return agreed

    @property
    def _first_day(self) -> datetime | None:
        """When the day of the first vote was over; None as long as it is not."""
        return self.voted if self.now is not None and self.voted is not None and self.now >= self.voted else None

    @property
    def unagreed(self) -> bool:
        """Whether there are votes, and no history tells what reactions meant when the first were given."""
        return self._first_day is not None and not self.meanings

    @property
    def running(self) -> tuple[Opened, ...]:
        """The challenges on which people can vote, as far as is known, in the order in which voting opened."""
        running = (at for at in self.opened.values() if self.now is not None and self.now <= at.challenge.voting.closes)
        return tuple(sorted(running, key=lambda at: (at.moment, at.challenge.slug)))

    @property
    def facts(self) -> str:
        """All that follows from the history, as text that changes when it does, and not with each commit."""
        running = [at.challenge.slug for at in self.running]
        return repr((self.opened, self.seeds, self.said, running, self.agreed, self.reviews))


NO_PAST = Past()


def weights(challenge: Challenge) -> dict[str, int]:
    """How much each criterion counts; their order and titles decide nothing."""
    return {criterion.id: criterion.weight for criterion in challenge.criteria}
