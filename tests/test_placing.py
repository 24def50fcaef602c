"""The order in which ideas are shown: the lot of the day while people vote, the rank after; ties are shared."""

import csv
import io
import json
from dataclasses import replace
from datetime import timedelta

from editions import AS_OF, CHALLENGE, COMMUNITY, edition, with_ideas
from hypothesis import given
from hypothesis import strategies as st
from ideario.publishing.documents import documents
from ideario.voting.placing import Moments, all_rankings, shuffles

MANY = with_ideas(6)


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
    community = replace(COMMUNITY, challenges={challenge.slug: challenge})
    tally = edition(community).tally
    before = all_rankings(community, tally, Moments())
    assert before[challenge.slug]["top"] == before[challenge.slug]["needs-eyes"] == ()
    assert "bike-lanes" not in {place.idea for place in before[""]["top"]}
    after = replace(tally, as_of=challenge.voting.closes + timedelta(seconds=1))
    assert all_rankings(community, after, Moments())[challenge.slug]["top"][0].idea == "bike-lanes"


def test_a_challenge_lists_by_lot_while_people_vote_and_by_rank_after() -> None:
    whole = edition(MANY, shuffles=shuffles(MANY, AS_OF))
    assert tuple(idea.slug for idea in whole.in_order[CHALLENGE.slug]) == shuffles(MANY, AS_OF)[CHALLENGE.slug]
    tally = replace(whole.tally, as_of=CHALLENGE.voting.closes + timedelta(seconds=1))
    closed = edition(MANY, tally=tally, rankings=all_rankings(MANY, tally, Moments()))
    assert closed.in_order[CHALLENGE.slug][0].slug == "bike-lanes"
