"""Finds a challenge with its jury, and the juror in it, for whoever seals scores, shows them or looks at both."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ideario.actions.basis import readable
from ideario.messages.said import say
from ideario.model.challenge import Challenge, Jury
from ideario.model.community import Community
from ideario.model.expert_panel import Juror
from ideario.problems import Failure
from ideario.resources import Resources
from ideario.voting.ranking.assignment import jurors_of


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedChallenge:
    """A challenge that a jury judges, by the rules in force. `drawn` says that it is settled who judges what."""

    community: Community
    challenge: Challenge
    jury: Jury
    jurors: tuple[Juror, ...]
    drawn: bool

    def juror(self, login: str) -> Juror:
        """The juror with that login, however it is spelt. A Failure where there is none."""
        found = next((juror for juror in self.jurors if juror.login.lower() == login.lower()), None)
        if found is None:
            raise Failure(
                say("`{login}` is no juror of `{challenge}`", login=login, challenge=self.challenge.slug),
                hint=say("the jurors are {logins}", logins=", ".join(self.jury.jurors)),
            )
        return found


def judged_challenge(root: Path, name: str, *, resources: Resources, now: datetime) -> JudgedChallenge:
    """The challenge called `name` of the community at `root`. A Failure where it has no jury, or git refuses."""
    community, _ = readable(root, resources, 1, now=now)
    challenge = community.challenges.get(name)
    if challenge is None or challenge.jury is None:
        with_jury = [slug for slug, one in community.challenges.items() if one.jury]
        raise Failure(
            say("there is no challenge `{name}` that a jury judges", name=name),
            hint=say("there are: {names}", names=", ".join(with_jury))
            if with_jury
            else say("name a jury in the challenge's file"),
        )
    return JudgedChallenge(
        community=community,
        challenge=challenge,
        jury=challenge.jury,
        jurors=jurors_of(community, challenge),
        drawn=challenge.lot_drawn(now),
    )
