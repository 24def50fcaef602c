"""How many people voted in a time agrees with the plain count, on random communities and ledgers."""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta

import pytest
from ideario.ledger.ledger_folder import write_ledger
from ideario.model.community import Community
from ideario.model.insight.support_trend import SupportTrend
from ideario.model.ledger_state import Event, Thread
from ideario.model.talk.voting_people import VotingPeople
from ideario.voting.counting.encoded import Events
from ideario.voting.counting.tallies import tally
from ideario.voting.counting.voters_in_time import voters_in_time
from ideario.voting.counting.votes_over_time import support_trends, voters_over_time
from plain_count import Reaction, excluded_by, living, settle
from random_ledgers import BEGIN, IDEAS, LISTED, OBSERVED, Drawn, base, drawn

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def community(tmp_path_factory: pytest.TempPathFactory) -> Community:
    return base(tmp_path_factory.mktemp("town"))


def counted(story: Drawn, ideas: Collection[str]) -> Iterator[tuple[Reaction, datetime]]:
    """The votes that count at some ideas, one reaction at a time, and when each was given."""
    groups: dict[tuple[str, str], list[Reaction]] = {}
    for reaction in living(story.community, story.left, LISTED):
        reaction.outcome = excluded_by(reaction, story.community)
        if not reaction.outcome:
            groups.setdefault((reaction.target, reaction.event.voter), []).append(reaction)
    for group in groups.values():
        settle(group)
        for reaction in group:
            if reaction.outcome == "counted" and reaction.stance != "watch" and reaction.target in ideas:
                yield reaction, datetime.fromisoformat(reaction.event.given or "")


def plain(story: Drawn, ideas: Collection[str], begins: datetime, ends: datetime) -> VotingPeople:
    """The same, one vote at a time."""
    given: dict[str, list[datetime]] = {}
    for reaction, moment in counted(story, ideas):
        given.setdefault(reaction.event.voter, []).append(moment)
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


@pytest.mark.parametrize("seed", range(6))
def test_two_ways_to_the_weeks_and_months_of_votes_agree(community, tmp_path, seed: int) -> None:
    story = drawn(community, seed)
    ledger = story.write(tmp_path / "ledger")
    with Events(ledger) as events:
        tally(story.community, ledger, as_of=OBSERVED, events=events, singles=True)
        for ideas in (list(IDEAS), ["bike-lanes", "free-bus"]):
            votes = list(counted(story, ideas))
            found, trends = voters_over_time(events, ideas), support_trends(events, ideas)
            weeks: dict[str, set[str]] = {}
            months: dict[str, set[str]] = {}
            for reaction, moment in votes:
                weeks.setdefault(f"{moment - timedelta(days=moment.weekday()):%Y-%m-%d}", set()).add(
                    reaction.event.voter
                )
                months.setdefault(f"{moment:%Y-%m-01}", set()).add(reaction.event.voter)
            assert found.people == len({reaction.event.voter for reaction, _ in votes})
            assert found.timed == len(votes)
            for took, told, new in (
                (weeks, found.weeks, found.new_weeks), (months, found.months, found.new_months)
            ):  # fmt: skip
                assert told == {begins: len(people) for begins, people in took.items()}
                seen = set[str]()
                for begins in sorted(took):
                    assert new[begins] == len(took[begins] - seen), begins
                    seen |= took[begins]
            for idea in ideas:
                given = [at for reaction, at in votes if reaction.target == idea and reaction.stance == "support"]
                mondays = [
                    datetime.fromisoformat(f"{at - timedelta(days=at.weekday()):%Y-%m-%d}T00:00:00Z") for at in given
                ]
                assert (idea in trends) == (len(given) >= 5 and len(set(mondays)) > 1)
                if idea in trends and max(mondays) - min(mondays) < timedelta(weeks=16):
                    every, first, supporters = trends[idea]
                    ends = [min(mondays) + timedelta(weeks=week + 1) for week in range(len(supporters))]
                    assert (every, first) == ("week", f"{min(mondays):%Y-%m-%d}")
                    assert list(supporters) == [sum(at < end for at in given) for end in ends]
                    assert supporters[-1] == len(given)


def test_a_long_trend_goes_by_months_and_imported_votes_have_none(community, tmp_path) -> None:
    days = ["2023-11-30", "2023-12-01", "2024-01-05", "2025-01-06", "2026-01-06", "2026-01-07"]
    events = [
        Event(
            type="cast", thread=thread, idea=idea, voter=f"{number:064x}", kind="+1", given=f"{day}T10:00:00Z",
            seen=f"{day}T11:00:00Z",
        )
        for thread, idea in (("pull/3", "free-bus"), ("import/1", "trees"))
        for number, day in enumerate(days)
    ]  # fmt: skip
    ledger = tmp_path / "ledger"
    threads = [Thread("pull/3", ("free-bus",)), Thread("import/1", ("trees",))]
    write_ledger(ledger, sorted(events, key=lambda event: event.seen), threads, observed=OBSERVED)
    with Events(ledger) as read:
        tally(community, ledger, as_of=OBSERVED, events=read, singles=True)
        trends, found = support_trends(read, list(IDEAS)), voters_over_time(read, list(IDEAS))
    assert trends == {"free-bus": SupportTrend("month", "2024-02-01", (3,) * 11 + (4,) * 12 + (6,))}
    assert found.timed == 6
    assert (found.months["2023-11-01"], found.months["2026-01-01"], found.weeks["2026-01-05"]) == (1, 2, 2)
