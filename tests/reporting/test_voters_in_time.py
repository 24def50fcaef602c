"""How many people voted in a time agrees with the plain count, on random communities and ledgers."""

from collections.abc import Collection
from datetime import datetime, timedelta

import pytest
from ideario.model.community import Community
from ideario.model.talk.voting_people import VotingPeople
from ideario.voting.counting.encoded import Events
from ideario.voting.counting.tallies import tally
from ideario.voting.counting.voters_in_time import voters_in_time
from plain_count import Reaction, excluded_by, living, settle
from random_ledgers import BEGIN, IDEAS, LISTED, OBSERVED, Drawn, base, drawn

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def community(tmp_path_factory: pytest.TempPathFactory) -> Community:
    return base(tmp_path_factory.mktemp("town"))


def plain(story: Drawn, ideas: Collection[str], begins: datetime, ends: datetime) -> VotingPeople:
    """The same, one reaction at a time."""
    groups: dict[tuple[str, str], list[Reaction]] = {}
    for reaction in living(story.community, story.left, LISTED):
        reaction.outcome = excluded_by(reaction, story.community)
        if not reaction.outcome:
            groups.setdefault((reaction.target, reaction.event.voter), []).append(reaction)
    given: dict[str, list[datetime]] = {}
    for (target, voter), group in groups.items():
        settle(group)
        for reaction in group:
            if reaction.outcome == "counted" and reaction.stance != "watch" and target in ideas:
                given.setdefault(voter, []).append(datetime.fromisoformat(reaction.event.given or ""))
    within = {who: [at for at in moments if begins <= at < ends] for who, moments in given.items()}
    active = [who for who, moments in within.items() if moments]
    return VotingPeople(len(active), sum(min(given[who]) >= begins for who in active), sum(map(len, within.values())))


@pytest.mark.parametrize("seed", range(6))
def test_two_ways_to_the_people_of_a_time_agree(community, tmp_path, seed: int) -> None:
    story = drawn(community, seed)
    ledger = story.write(tmp_path / "ledger")
    with Events(ledger) as events:
        tally(story.community, ledger, as_of=OBSERVED, events=events, singles=True)
        for ideas in (list(IDEAS), ["bike-lanes"]):
            for days in range(0, 60, 5):
                begins = BEGIN + timedelta(days=days)
                ends = begins + timedelta(days=9)
                assert voters_in_time(events, ideas, begins, ends) == plain(story, ideas, begins, ends)
