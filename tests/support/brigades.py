"""Simulated communities with planted brigades: how well flags find them, and whom they accuse wrongly.

What is assumed, since no real brigade comes with a label:

- A community of 2,000 honest accounts and 60 ideas in two challenges, four weeks of voting.
- Half of the honest come when they come, more in the first days and by day than by night; half come within hours of one
  of three letters that tell everybody of the vote (half-life two hours). Three in ten come back once or twice.
- A visit brings votes for four ideas on average, one every 25 seconds on average, popular ideas more often (log-normal
  popularity, σ = 1); one vote in ten is against.
- Authors of two ideas in three tell friends, six on average, who come within a day (eight hours on average), vote for
  that idea, and every third of them for others too.
- One honest account in two hundred is younger than 30 days.
- In each community three ideas came in one pull request, where a reaction is a vote for each of them; every fifth
  honest account reacts there.
- A brigade has 50 accounts, and its members do nothing else. `flash`: one idea within 45 minutes. `pair`, `trio` and
  `four`: two, three and four ideas of one challenge within 45 minutes. `slate`: the same four ideas, everybody within
  eight minutes. `waves`: five waves of ten, days apart, the same three ideas within five minutes. `fresh`: one idea
  within a week, all accounts but two younger than 30 days, which R7 sees by itself and R11 by their share.
- No promise is made about these: `mixed`, as `fresh`, but with every third account an old one; `patient`, old accounts
  that support one idea at random times within two weeks. Nothing in a vote tells them from people who like an idea.

Run it to see the figures: python tests/support/brigades.py
"""

import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from ideario.model.flags import Flags
from ideario.voting.integrity.search_flags import flags_among
from ideario.voting.integrity.vote_arrays import VoteArrays

DAY = 86_400
START = 1_772_323_200  # 2026-03-01T00:00:00Z
DAYS = 28
HONEST, IDEAS, BRIGADE = 2000, 60, 50
TOGETHER = (57, 58, 59)
"""The ideas that came in one pull request."""
KINDS = ("flash", "pair", "trio", "four", "slate", "waves", "fresh")
"""The kinds of brigades that the flags promise to find."""
HIDDEN = ("mixed", "patient")
"""Those that they cannot."""


@dataclass(slots=True, kw_only=True)
class Crowd:
    """A simulated community. `given` maps (voter, idea) to the moment and whether it is support."""

    draw: random.Random
    popularity: list[float]
    given: dict[tuple[int, int], tuple[int, bool]] = field(default_factory=dict)
    new: set[int] = field(default_factory=set)
    honest: set[int] = field(default_factory=set)
    brigade: set[int] = field(default_factory=set)

    def vote(self, voter: int, idea: int, moment: float, *, support: bool = True) -> None:
        """One vote, if it is in time and the voter's first on the idea."""
        if START <= moment < START + DAYS * DAY:
            self.given.setdefault((voter, idea), (int(moment), support))

    def react(self, voter: int, moment: float) -> None:
        """One reaction to the pull request that three ideas came in."""
        for idea in TOGETHER:
            self.vote(voter, idea, moment)

    def visit(self, voter: int, moment: float, mean: float) -> None:
        """A visit: votes for ideas by their popularity, one after the other."""
        ideas: list[int] = []
        while self.draw.random() > 1 / (mean + 1) and len(ideas) < IDEAS:
            (idea,) = self.draw.choices(range(IDEAS), self.popularity)
            ideas += [] if idea in ideas else [idea]
        for idea in ideas:
            moment += self.draw.expovariate(1 / 25)
            self.vote(voter, idea, moment, support=self.draw.random() > 0.1)


def simulated(kind: str, seed: int) -> Crowd:
    """A community with one brigade of a kind, "" for none."""
    draw = random.Random(seed)
    crowd = Crowd(draw=draw, popularity=[draw.lognormvariate(0, 1) for _ in range(IDEAS)])
    letters = [START + draw.uniform(0, DAYS - 1) * DAY for _ in range(3)]
    for voter in range(HONEST):
        crowd.honest.add(voter)
        if draw.random() < 0.005:
            crowd.new.add(voter)
        for _ in range(1 + (draw.random() < 0.3) + (draw.random() < 0.1)):
            by_letter = draw.random() < 0.5
            moment = draw.choice(letters) + draw.expovariate(1 / (2 * 3600 / 0.693)) if by_letter else _some_time(draw)
            crowd.visit(voter, moment, 4)
    _friends(crowd)
    for voter in range(0, HONEST, 5):
        crowd.react(voter, _some_time(draw))
    _plant(crowd, kind)
    return crowd


def _some_time(draw: random.Random) -> float:
    """A moment: more in the first days, and by day."""
    while True:
        day = min(int(draw.expovariate(1 / 8)), DAYS - 1) if draw.random() < 0.5 else draw.randrange(DAYS)
        hour = draw.uniform(0, 24)
        if 7 <= hour < 23 or draw.random() < 0.15:
            return START + day * DAY + hour * 3600


def _friends(crowd: Crowd) -> None:
    """Friends of authors, new faces all of them."""
    draw = crowd.draw
    for idea in range(IDEAS):
        if draw.random() < 2 / 3:
            told = _some_time(draw)
            for _ in range(1 + int(draw.expovariate(1 / 5.5))):
                voter = len(crowd.honest)
                crowd.honest.add(voter)
                moment = told + draw.expovariate(1 / (8 * 3600))
                crowd.vote(voter, idea, moment)
                if draw.random() < 1 / 3:
                    crowd.visit(voter, moment + 30, 3)


def _plant(crowd: Crowd, kind: str) -> None:
    """A brigade whose members' numbers follow those of the honest."""
    draw, begin = crowd.draw, START + crowd.draw.uniform(2, DAYS - 16) * DAY
    slate = draw.sample(range(IDEAS), 4)
    rivals = draw.sample(range(0, IDEAS, 2), 4)  # those with even numbers are in one challenge
    for member in range(BRIGADE if kind else 0):
        voter = len(crowd.honest) + member
        crowd.brigade.add(voter)
        match kind:
            case "flash":
                crowd.vote(voter, slate[0], begin + draw.uniform(0, 45 * 60))
            case "pair" | "trio" | "four":
                for idea in rivals[: {"pair": 2, "trio": 3, "four": 4}[kind]]:
                    crowd.vote(voter, idea, begin + draw.uniform(0, 45 * 60))
            case "slate":
                for place, idea in enumerate(draw.sample(slate, 4)):
                    crowd.vote(voter, idea, begin + draw.uniform(0, 300) + 45 * place)
            case "waves":
                wave = begin + (member // 10) * 2.7 * DAY
                for idea in slate[:3]:
                    crowd.vote(voter, idea, wave + draw.uniform(0, 300))
            case "fresh" | "mixed":
                crowd.vote(voter, slate[0], begin + draw.uniform(0, 7) * DAY)
                if member > 1 and (kind == "fresh" or member % 3):
                    crowd.new.add(voter)
            case "patient":
                crowd.vote(voter, slate[0], begin + draw.uniform(0, 14) * DAY)


def votes_of(crowd: Crowd) -> VoteArrays:
    """The votes of a community as integrity looks at them."""
    rows = sorted((idea, moment, voter, support) for (voter, idea), (moment, support) in crowd.given.items())
    idea, given, voter, support = (np.array(column, dtype=np.int64) for column in zip(*rows, strict=True))
    reactions = [(moment, voter, -1 if idea in TOGETHER else idea) for idea, moment, voter, _ in rows]
    lines = {reaction: line for line, reaction in enumerate(sorted(set(reactions)), 1)}
    seq = np.array([lines[reaction] for reaction in reactions], dtype=np.int64)
    return VoteArrays(
        idea=idea,
        voter=voter,
        given=given,
        seq=seq,
        support=support.astype(bool),
        new=np.isin(voter, sorted(crowd.new)),
        ideas=[f"idea-{number:02}" for number in range(IDEAS)],
        votable=np.full(IDEAS, START),
        group=np.array([number % 2 for number in range(IDEAS)]),
        groups=["one", "two"],
    )


def flagged(votes: VoteArrays, flags: Flags, of: set[int], rules: Sequence[str] = ()) -> float:
    """The share of accounts that gave any vote which a rule (one of `rules`, if given) flags."""
    lines = [line for line, found in flags.lines.items() if not rules or set(rules) & set(found)]
    caught = set(votes.voter[np.isin(votes.seq, lines)].tolist())
    acted = of & set(votes.voter.tolist())
    return len(caught & of) / max(1, len(acted))


def measured(kind: str, seeds: Sequence[int]) -> Iterator[tuple[float, float]]:
    """Per seed the shares of the brigade and of the honest that are flagged."""
    for seed in seeds:
        crowd = simulated(kind, seed)
        votes = votes_of(crowd)
        flags = flags_among(votes)
        yield flagged(votes, flags, crowd.brigade), flagged(votes, flags, crowd.honest)


def table(seeds: Sequence[int]) -> str:
    """The figures as a Markdown table: medians and worst of the communities."""
    lines = [
        "| brigade | found, median | found, least | honest flagged, median | honest flagged, most |",
        "| --- | --- | --- | --- | --- |",
    ]
    for kind in (*KINDS, *HIDDEN, ""):
        found, wrong = (sorted(column) for column in zip(*measured(kind, seeds), strict=True))
        middle = len(seeds) // 2
        caught = f"{found[middle]:.0%} | {found[0]:.0%}" if kind else "– | –"
        lines.append(f"| {kind or 'none'} | {caught} | {wrong[middle]:.2%} | {wrong[-1]:.2%} |")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.stdout.write(table(range(20)) + "\n")
