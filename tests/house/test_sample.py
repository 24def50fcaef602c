"""The community that comes with Ideario: it is clean, it shows every stage, and its votes are plainly samples."""

import json
import sys
from dataclasses import replace

import pytest
from checkout import CHECKOUT
from ideario.git.history import line_of
from ideario.git.repository import git_at
from ideario.intake.history.idea_dates import arrivals
from ideario.intake.read_community import read_community
from ideario.ledger.ledger_folder import read_state, read_threads
from ideario.resources import tool_resources
from ledgers import event_lines

LEDGER = CHECKOUT / "content" / "ledger"


@pytest.fixture(scope="module")
def sample_ledger():
    sys.path.insert(0, str(CHECKOUT / "tooling"))
    try:
        import sample_ledger
    finally:
        sys.path.pop(0)
    return sample_ledger


@pytest.fixture(scope="module")
def community():
    reading = read_community(
        CHECKOUT,
        resources=tool_resources(),
        arrivals=lambda: arrivals(line_of(git_at(CHECKOUT)), read_threads(LEDGER), CHECKOUT),
    )
    assert reading.problems == ()
    return reading.community


def written():
    """The events of the sample ledger."""
    return [json.loads(line) for line in event_lines(LEDGER)]


def test_the_sample_has_a_challenge_in_every_stage_that_readers_can_act_in(community) -> None:
    observed = read_state(LEDGER).observed
    assert {"submission", "voting", "closed"} <= {c.phase(observed) for c in community.challenges.values()}
    assert any(c.budget is not None for c in community.challenges.values())


def test_the_sample_has_ideas_in_both_languages_and_in_every_status(community) -> None:
    assert {idea.language for idea in community.ideas.values()} == {"en", "it"}
    assert {community.status(slug).slug for slug in community.ideas} == set(community.settings.statuses)


def test_the_sample_ledger_says_that_it_is_one() -> None:
    assert read_state(LEDGER).sample


def test_every_idea_came_in_at_a_time_that_the_sample_ledger_knows(community) -> None:
    known = {idea.slug: idea.arrived for idea in community.ideas.values()}
    for idea in community.ideas.values():
        if idea.challenge is not None:
            assert known[idea.slug] <= community.challenges[idea.challenge].submission.closes


def test_the_sample_shows_what_the_counting_rules_are_for() -> None:
    events = written()
    assert {event["rule"] for event in events} == {None, "R1", "R2", "R3", "R6"}
    assert {event["type"] for event in events} == {"cast", "withdraw"}
    assert {"+1", "-1", "heart", "eyes", "laugh"} <= {event["kind"] for event in events}
    kinds: dict[tuple[str, str], set[str]] = {}
    for event in events:
        kinds.setdefault((event["thread"], event["voter"]), set()).add(event["kind"])
    assert any({"+1", "heart"} <= given for given in kinds.values())
    assert any({"+1", "-1"} <= given for given in kinds.values())
    voters: dict[str, set[str]] = {}
    for event in events:
        voters.setdefault(event["idea"], set()).add(event["voter"])
    assert voters["propose-from-the-browser"] & voters["web-form-for-new-ideas"]


def test_the_same_content_draws_the_same_sample(community, sample_ledger) -> None:
    assert sample_ledger.sample(community) == sample_ledger.sample(community)


def test_a_new_idea_leaves_the_votes_on_the_others_as_they_are(community, sample_ledger) -> None:
    new = replace(community.ideas["first-reply-clock"], slug="another-idea", challenge="first-five-minutes")
    larger = replace(community, ideas={**community.ideas, "another-idea": new})

    def votes(of):
        events, _ = sample_ledger.sample(of)
        return sorted((e.idea, e.voter, e.kind, e.given or "", e.seen) for e in events if e.idea != "another-idea")

    assert votes(larger) == votes(community)
