"""Draws communities and ledgers by a seed in which everything happens that the counting rule has a word for."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from communities import CHALLENGE, COMMUNITY, IDEA, put
from ideario.intake.read_community import read_community
from ideario.ledger.epochs import erase
from ideario.ledger.ledger_folder import write_ledger
from ideario.model.community import Community, Terms
from ideario.model.content import Decision, Exclusion, StatusChange
from ideario.model.ledger_state import Event, Thread
from ideario.model.moments import instant
from ideario.resources import tool_resources

BEGIN, OBSERVED = datetime(2026, 1, 25, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC)
EDGES = [
    datetime.fromisoformat(f"{text}+00:00")
    for text in ("2026-02-01T00:00:00", "2026-02-28T23:59:59", "2026-03-01T00:00:00", "2026-03-20T23:59:59")
]
KINDS = ["+1", "+1", "+1", "heart", "hooray", "-1", "-1", "eyes", "laugh"]
IDEAS: Mapping[str, str | None] = {
    "bike-lanes": "quieter-streets",
    "cycle-path": "quieter-streets",  # a duplicate of bike-lanes
    "trees": "quieter-streets",  # tree before
    "night-trams": "late-lights",
    "lamps": "late-lights",  # a duplicate of trees, which is in the other challenge
    "free-bus": None,
}
LISTED: Mapping[str, tuple[str, ...]] = {
    "pull/1": ("bike-lanes",),
    "pull/2": ("cycle-path",),
    "pull/3": ("free-bus",),
    "pull/4": ("bike-lanes", "trees", "cycle-path"),
    "pull/5": ("night-trams", "gone"),
    "pull/6": ("tree",),
    "pull/7": ("lamps",),
}
UNLISTED = ("issue/8", "discussion/9", "acme/library/issue/10")


def voter(name: str) -> str:
    """The pseudonym of somebody."""
    return sha256(name.encode()).hexdigest()


def base(root: Path) -> Community:
    """Two challenges that vote in February and in March 2026, with duplicates within one and across both."""
    put(root, "community", COMMUNITY)
    put(root, "challenges/quieter-streets", CHALLENGE)
    put(root, "challenges/late-lights", CHALLENGE | {"voting": {"opens": "2026-03-01", "closes": "2026-03-20"}})
    for slug, challenge in IDEAS.items():
        put(root, f"ideas/{slug}", IDEA | ({"challenge": challenge} if challenge else {}))
    for slug, target in (("cycle-path", "bike-lanes"), ("lamps", "trees")):
        history = [{"date": "2026-02-05", "status": "duplicate"}]
        put(root, f"decisions/{slug}", {"history": history, "duplicate_of": target})
    community = read_community(root, resources=tool_resources()).community
    assert community is not None
    return community


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A community, and what its ledger holds: the events, and whose were erased afterwards."""

    community: Community
    events: Sequence[Event]
    erased: str

    @property
    def left(self) -> list[Event]:
        """The events that were not erased."""
        return [event for event in self.events if event.voter != self.erased]

    def write(self, folder: Path) -> Path:
        """The ledger, in the folder."""
        threads = [Thread(name=name, ideas=ideas) for name, ideas in LISTED.items()]
        write_ledger(folder, self.events, threads, observed=OBSERVED)
        erase(folder, [self.erased])
        return folder


def drawn(community: Community, seed: int, events: int = 250) -> Drawn:
    """One of many communities and ledgers."""
    draw = random.Random(seed)
    voters = [voter(f"{seed} {number}") for number in range(draw.randint(6, 14))]
    history = (StatusChange(date="2026-02-05", status="open"),)
    trees = Decision(idea="trees", path="p", history=history, former=("tree", "wood"), threads=("issue/8", "pull/1"))
    excluded = [(draw.choice(voters), ()), (draw.choice(voters), (draw.choice([*IDEAS, "tree"]),))]
    odd = Terms(
        reactions={"+1": "support", "heart": "watch", "-1": "oppose", "laugh": "oppose"}, votes_before_edit="void"
    )
    return Drawn(
        community=replace(
            community,
            decisions={**community.decisions, "trees": trees},
            exclusions=tuple(
                Exclusion(name=f"n{n}", path="p", date="2026-02-20", reason="r", voters=(who,), ideas=ideas)
                for n, (who, ideas) in enumerate(excluded)
            ),
            frozen={"quieter-streets": replace(odd, reactions=community.settings.reactions), "late-lights": odd},
            edited={slug: _moment(draw) for slug in draw.sample(list(IDEAS), 3)},
        ),
        events=_events(draw, voters, events),
        erased=voters[-1],
    )


def _moment(draw: random.Random) -> datetime:
    """Any moment, and often one of those at which something begins or ends."""
    if draw.random() < 0.1:
        return draw.choice(EDGES)
    return BEGIN + timedelta(seconds=draw.randrange(65 * 24 * 3600))


def _events(draw: random.Random, voters: Sequence[str], number: int) -> list[Event]:
    """Reactions that come, go and come again, as syncs would see them; a few only a sync gone astray."""
    live: dict[tuple[str, str, str], Event] = {}
    found = []
    for seen in sorted(_moment(draw) for _ in range(number)):
        who, thread, kind = draw.choice(voters), draw.choice([*LISTED, *UNLISTED]), draw.choice(KINDS)
        there = live.get((thread, who, kind))
        if live and draw.random() < 0.2:
            there = draw.choice(list(live.values()))
        given = instant(seen - timedelta(hours=draw.choice([0, 0, 1, 30])))
        known = LISTED.get(thread, ("tree", "trees", "bike-lanes", "free-bus", "gone"))
        event = Event(
            type="cast",
            thread=thread,
            idea=draw.choice(known),
            voter=who,
            kind=kind,
            given=given,
            seen=instant(seen),
            rule=draw.choice([None] * 16 + ["R1", "R2", "R3", "R6"]),
            flags=draw.choice([(), (), ("R7",)]),
        )
        if there is not None and draw.random() < 0.95:
            event = replace(there, type="withdraw", given=None, seen=instant(seen), rule=None, flags=())
        found.append(event)
        live[event.thread, event.voter, event.kind] = event
        if event.type == "withdraw":
            del live[event.thread, event.voter, event.kind]
    return found
