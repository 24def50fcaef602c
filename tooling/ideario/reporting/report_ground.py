"""What a report is made of: what was read and counted, by those who may read and count. Counts nothing itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from ideario.model.community import Community
from ideario.model.flags import IntegrityDocument
from ideario.model.ledger_state import Thread
from ideario.model.talk.activity import Activity
from ideario.model.talk.voting_people import VotingPeople
from ideario.model.talk.wait import Wait
from ideario.model.votes import PendingTitle, Tally
from ideario.reporting.periods import Period


@dataclass(frozen=True, kw_only=True)
class Findings:
    """A community in a time. `tally` is the one that everybody may see, so no report tells what is withheld.

    Not slotted, since what was submitted is asked for several times.
    `voting` is None without a ledger. `titles` are the pending ideas that pass the check, by slug; `seen` the moment up
    to which votes and threads were read, after which nothing is known.
    """

    community: Community
    period: Period
    tally: Tally
    threads: tuple[Thread, ...]
    activity: Activity
    waits: tuple[Wait, ...]
    voting: VotingPeople | None
    titles: Mapping[str, PendingTitle]
    integrity: IntegrityDocument
    seen: datetime

    def concerns(self, idea: str) -> bool:
        """Whether the report speaks of an idea: in a challenge's, of the challenge's own."""
        if self.period.kind != "challenge":
            return True
        known = self.community.ideas.get(idea)
        challenge = known.challenge if known is not None else None
        if known is None and idea in self.titles:
            challenge = self.titles[idea].challenge
        return challenge == self.period.name

    @property
    def proposals(self) -> tuple[Wait, ...]:
        """The proposals that were opened in the time, and that the report speaks of."""
        return tuple(
            wait for wait in self.waits if self.period.has(wait.opened) and any(map(self.concerns, wait.ideas))
        )

    @property
    def supports(self) -> tuple[int, ...]:
        """How many people support each idea that the report speaks of; duplicates count at their target."""
        return tuple(
            standing.support
            for slug, standing in self.tally.standings.items()
            if self.concerns(slug) and standing.merged_into is None
        )

    @cached_property
    def submitted(self) -> Mapping[str, datetime]:
        """When each idea that the report speaks of was submitted, if in the time: its thread opened, else it came in.

        Ideas of closed pull requests that were not merged are in no list that a sync reads.
        """
        opened = {idea: wait.opened for wait in reversed(self.waits) for idea in wait.ideas}
        came = {slug: idea.arrived for slug, idea in self.community.ideas.items() if idea.arrived is not None}
        return {
            slug: moment
            for slug, moment in sorted({**came, **opened}.items())
            if self.period.has(moment) and self.concerns(slug)
        }
