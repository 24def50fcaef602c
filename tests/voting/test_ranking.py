"""The order in which ideas are shown: the lot of the day while people vote, the rank after; ties are shared."""

import csv
import io
import json
from dataclasses import replace
from datetime import timedelta

from editions import AS_OF, CHALLENGE, COMMUNITY, edition, undecided, with_ideas
from hypothesis import given
from hypothesis import strategies as st
from ideario.model.community import Community
from ideario.model.content import Decision, StatusChange
from ideario.publishing.api.documents import documents
from ideario.voting.deciding.contests import contest_of
from ideario.voting.ranking.ranking import Moments, all_rankings, shuffles

MANY = undecided(with_ideas(6))


@given(st.permutations(sorted(MANY.ideas)))
def test_the_order_in_which_ideas_are_read_never_matters(slugs: list[str]) -> None:
    turned = replace(MANY, ideas={slug: MANY.ideas[slug] for slug in slugs})
    tally = edition(MANY).tally
    assert all_rankings(turned, tally, Moments()) == all_rankings(MANY, tally, Moments())
    assert shuffles(turned, AS_OF) == shuffles(MANY, AS_OF)


def test_equal_scores_share_a_rank_and_the_next_is_passed_over() -> None:
    ranks = [place.rank for place in all_rankings(MANY, edition(MANY).tally, Moments())[CHALLENGE.slug]["top"]]
    assert ranks == [1, 2, 2, 2, 2, 2, 2]


def test_ranks_stand_in_json_and_csv_with_ties_shared() -> None:
    tally = edition(MANY).tally
    whole = replace(edition(MANY), rankings=all_rankings(MANY, tally, Moments()))
    written = dict(documents(whole))
    in_json = {idea["slug"]: idea["rank"] for idea in json.loads(written["api/v1/ideas.json"])["ideas"]}
    assert sorted(rank for rank in in_json.values() if rank) == [1, 2, 2, 2, 2, 2, 2]
    assert in_json["cycle-path"] is None  # a duplicate
    rows = csv.DictReader(io.StringIO(written["api/v1/ideas.csv"].decode("utf-8-sig")))
    assert {row["slug"]: row["rank"] for row in rows} == {slug: str(rank or "") for slug, rank in in_json.items()}


def test_the_shuffle_changes_at_midnight_and_not_before() -> None:
    last = AS_OF.replace(hour=23, minute=59, second=59)
    assert shuffles(MANY, last) == shuffles(MANY, AS_OF) != shuffles(MANY, last + timedelta(seconds=1))


def test_ranks_of_a_challenge_that_conceals_them_come_after_the_close_everywhere() -> None:
    challenge = replace(CHALLENGE, ranks="after-close")
    community = replace(undecided(COMMUNITY), challenges={challenge.slug: challenge})
    tally = edition(community).tally
    before = all_rankings(community, tally, Moments())
    assert before[challenge.slug]["top"] == before[challenge.slug]["needs-eyes"] == ()
    assert "bike-lanes" not in {place.idea for place in before[""]["top"]}
    after = replace(tally, as_of=challenge.voting.closes + timedelta(seconds=1))
    assert all_rankings(community, after, Moments())[challenge.slug]["top"][0].idea == "bike-lanes"


def test_a_challenge_lists_by_lot_while_people_vote_and_by_rank_after() -> None:
    undecided = replace(MANY, results={})
    whole = edition(undecided, shuffles=shuffles(MANY, AS_OF))
    assert tuple(idea.slug for idea in whole.in_order[CHALLENGE.slug]) == shuffles(MANY, AS_OF)[CHALLENGE.slug]
    tally = replace(whole.tally, as_of=CHALLENGE.voting.closes + timedelta(seconds=1))
    closed = edition(undecided, tally=tally, rankings=all_rankings(MANY, tally, Moments()))
    assert closed.in_order[CHALLENGE.slug][0].slug == "bike-lanes"


def decided(**statuses: tuple[str, str]) -> Community:
    """The community with more ideas, some of which are decided: (day, status) by slug, `_` for a hyphen."""
    decisions = {
        slug.replace("_", "-"): Decision(
            idea=slug.replace("_", "-"), path="", history=(StatusChange(date=day, status=status, reason="So."),)
        )
        for slug, (day, status) in statuses.items()
    }
    return replace(MANY, decisions={**MANY.decisions, **decisions})


DECIDED = decided(
    idea_00000=("2026-02-02", "done"),
    idea_00001=("2026-02-02", "declined"),
    idea_00002=("2026-02-02", "planned"),
    idea_00003=("2026-02-05", "done"),
)


def test_rankings_are_of_ideas_that_can_still_be_chosen() -> None:
    found = all_rankings(DECIDED, edition(DECIDED).tally, Moments(), answered=("idea-00004",))
    for group in ("", CHALLENGE.slug):
        for name in ("top", "new", "needs-eyes"):
            ideas = {place.idea for place in found[group][name]}
            assert not ideas & {"idea-00000", "idea-00001", "idea-00003", "cycle-path"}, (group, name)
            assert ideas >= {"idea-00004", "idea-00005"}, (group, name)
        assert "idea-00002" in {place.idea for place in found[group]["top"]}


def test_a_closed_challenge_ranks_what_could_be_chosen_in_it_whatever_became_of_that() -> None:
    closes = CHALLENGE.voting.closes
    after = (closes + timedelta(days=1)).date().isoformat()
    later = decided(
        idea_00000=("2026-02-02", "done"),
        idea_00001=("2026-02-02", "declined"),
        idea_00002=(after, "declined"),
        idea_00003=(after, "done"),
    )
    tally = replace(edition(later).tally, as_of=closes + timedelta(days=2))
    found = all_rankings(later, tally, Moments())
    in_it = {place.idea for place in found[CHALLENGE.slug]["top"]}
    assert {"idea-00000", "idea-00002", "idea-00003"} <= in_it
    assert "idea-00001" not in in_it
    assert not {place.idea for place in found[""]["top"]} & {f"idea-0000{number}" for number in range(4)}


def test_what_ranks_in_a_closed_challenge_is_what_could_win_it() -> None:
    tally = replace(edition(DECIDED).tally, as_of=CHALLENGE.voting.closes + timedelta(days=2))
    ranked = {place.idea for place in all_rankings(DECIDED, tally, Moments())[CHALLENGE.slug]["top"]}
    contest = contest_of(DECIDED, CHALLENGE.slug, [])
    assert ranked == contest.supporters.keys() - contest.declined


def test_what_is_done_and_what_is_declined_stand_in_lists_of_their_own_the_last_first() -> None:
    whole = edition(DECIDED, rankings=all_rankings(DECIDED, edition(DECIDED).tally, Moments()))
    for group in json.loads(dict(documents(whole))["api/v1/rankings.json"])["rankings"]:
        assert group["done"] == [
            {"idea": "idea-00003", "date": "2026-02-05"},
            {"idea": "idea-00000", "date": "2026-02-02"},
        ]
        assert group["declined"] == [{"idea": "idea-00001", "date": "2026-02-02"}]
