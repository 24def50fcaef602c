"""Each fault that GitHub is known for ends in the exact truth, or in a failure that says what to do."""

from datetime import UTC, datetime

import pytest
from github_standin import bulk
from ideario.forge.port import Exhausted, ForgeFailure, NoAccess, NotFound, Unreachable
from lives import live, surveyed

pytestmark = pytest.mark.slow

PASSING = ["500", "502", "503", "504", "timeout", "hangup", "drop", "truncate", "304", "not-json"]


@pytest.fixture
def votes(github):
    """Three pages of pull requests, one of which has three pages of votes, and the truth about them."""
    state = github.state
    bulk.fill(state, pulls=250, votes=3)
    state.react_many("pull/120", (f"fan-{n}" for n in range(250)), at="2026-03-01")
    return truth(state)


def truth(state):
    return {
        f"pull/{thread.number}": list(thread.reactions.ids)
        for thread in state.home.pulls
        if thread.state != "CLOSED"
    }  # fmt: skip


def counted(forge):
    _, reactions = surveyed(forge)
    return {name: [row.id for row in rows] for name, rows in reactions.items()}


@pytest.mark.parametrize("on", [1, 2, 3, 4])
@pytest.mark.parametrize("kind", [*PASSING, "nothing"])
def test_a_passing_fault_in_a_survey_changes_no_number(github, votes, kind, on) -> None:
    github.faults.add(kind, on=on, where="graphql")
    waits: list[float] = []
    assert counted(live(github, waits=waits)) == votes
    assert (github.faults.struck, waits) == ({kind: 1}, [1.0])


@pytest.mark.parametrize("kind", [*PASSING, "empty", "stale"])
def test_a_passing_fault_of_rest_changes_no_total(github, kind) -> None:
    bulk.fill(github.state, pulls=250, votes=2)
    github.limits.cursor_above = 100
    github.faults.add(kind, on=2, where="/issues", count=0)
    names = [f"pull/{number}" for number in range(1, 251)]
    assert live(github).totals(names) == dict.fromkeys(names, 2)
    assert github.faults.struck == {kind: 1}


@pytest.mark.parametrize("kind", [*PASSING, "nothing"])
def test_a_lasting_fault_is_a_failure_after_a_few_tries(github, votes, kind) -> None:
    github.faults.add(kind, where="graphql", times=None)
    waits: list[float] = []
    with pytest.raises(Unreachable, match="no whole answer in 4 tries") as failed:
        surveyed(live(github, waits=waits))
    assert "run again" in failed.value.hint
    assert len(waits) <= 8
    assert sum(waits) < 60


@pytest.mark.parametrize("kind", PASSING)
def test_a_lasting_fault_of_rest_is_a_failure_too(github, kind) -> None:
    github.faults.add(kind, where="rest", times=None)
    with pytest.raises(Unreachable, match="no whole answer in 4 tries"):
        live(github).repository()


@pytest.mark.parametrize("on", [1, 2, 3, 4])
@pytest.mark.parametrize("key", [None, "reactions"])
@pytest.mark.parametrize("kind", ["empty", "partial"])
def test_an_empty_or_partial_page_is_never_no_votes(github, votes, kind, key, on) -> None:
    github.faults.add(kind, on=on, key=key, where="graphql")
    assert counted(live(github)) == votes
    assert github.faults.struck == {kind: 1}


@pytest.mark.parametrize("key", [None, "reactions"])
@pytest.mark.parametrize("kind", ["empty", "partial"])
@pytest.mark.parametrize("on", [1, 2, 4])
def test_pages_that_stay_empty_or_partial_are_a_failure(github, votes, kind, key, on) -> None:
    github.faults.add(kind, on=on, key=key, where="graphql", times=None)
    with pytest.raises(Unreachable):
        surveyed(live(github))


@pytest.mark.parametrize("kind", ["empty", "partial"])
def test_roll_ups_alone_are_checked_as_well(github, votes, kind) -> None:
    github.faults.add(kind, on=2, where="graphql")
    github.faults.add(kind, on=4, key="reactions", where="graphql")
    rollups, _ = surveyed(live(github), voters=False)
    assert {name: one.total for name, one in rollups.items()} == {name: len(ids) for name, ids in votes.items()}
    github.faults.add(kind, key="reactions", where="graphql")
    assert live(github).threads(["pull/120"])["pull/120"].total == 253


def test_a_total_that_lags_behind_is_read_again(github, votes) -> None:
    github.faults.add("stale", on=2, where="graphql", count=2)
    assert counted(live(github)) == votes
    github.faults.add("stale", where="graphql", count=2, times=None)
    with pytest.raises(Unreachable, match="reactions"):
        surveyed(live(github))


@pytest.mark.parametrize("kind", ["empty", "partial"])
@pytest.mark.parametrize("key", ["files", None])
def test_lists_of_files_are_never_part_of_the_truth(github, kind, key) -> None:
    github.state.pull(files=[f"content/ideas/idea-{n}.yml" for n in range(120)])
    forge = live(github)
    rollups = list(surveyed(forge)[0].values())
    for on in (1, 2):
        github.faults.clear()
        github.faults.add(kind, on=on, key=key, where="changeType")
        assert len(live(github).files(rollups)["pull/1"]) == 120
    github.faults.add(kind, key=key, where="changeType", times=None)
    with pytest.raises(Unreachable):
        live(github).files(rollups)


def test_an_empty_list_of_comments_is_not_the_lack_of_an_answer(github) -> None:
    state = github.state
    state.pull(author="ada")
    state.comment("pull/1", "zoe", at="2026-02-20")
    forge = live(github)
    rollups = list(surveyed(forge)[0].values())
    github.faults.add("empty", key="comments", where="graphql")
    assert forge.talks(rollups)["pull/1"].answered == datetime(2026, 2, 20, tzinfo=UTC)
    github.faults.add("empty", key="comments", where="graphql", times=None)
    with pytest.raises(Unreachable):
        forge.talks(rollups)


def test_null_users_who_are_there_are_found_among_the_reactors(github, votes) -> None:
    github.faults.add("null-users", where="graphql", on=2)
    _, reactions = surveyed(live(github))
    assert all(row.account is not None for rows in reactions.values() for row in rows)
    state = github.state
    assert [row.account.id for row in reactions["pull/120"]] == list(state.thread("pull/120").reactions.accounts)


@pytest.mark.parametrize("on", [1, 2])
def test_an_empty_list_of_reactors_does_not_make_a_bot_a_deleted_account(github, on) -> None:
    state = github.state
    state.pull()
    state.account("bot", kind="Bot")
    state.react("pull/1", "bot", "heart")
    github.faults.add("empty", key="reactors", where="reactionGroups", on=on, times=1)
    ((vote,),) = surveyed(live(github))[1].values()
    assert vote.account.kind == "bot"


def test_a_vote_withdrawn_between_two_pages_is_not_counted(github, votes) -> None:
    state = github.state
    github.faults.add(
        "call", on=4, where="graphql", call=lambda: state.withdraw("pull/120", "fan-7")
    )  # fmt: skip
    assert counted(live(github)) == truth(state)
    assert len(truth(state)["pull/120"]) == 252


def test_a_vote_cast_between_two_pages_is_counted(github, votes) -> None:
    state = github.state
    github.faults.add("call", on=4, where="graphql", call=lambda: state.react("pull/120", "late"))
    assert counted(live(github)) == truth(state) != votes


def test_a_list_that_never_stands_still_is_a_failure(github, votes) -> None:
    state, fans = github.state, iter(range(250))
    github.faults.add(
        "call", on=3, where="after:", times=None, call=lambda: state.withdraw("pull/120", f"fan-{next(fans)}")
    )
    with pytest.raises(Unreachable, match="reactions of pull/120 did not come out whole"):
        surveyed(live(github))


def test_pull_requests_that_come_and_go_during_a_survey_do_not_break_it(github, votes) -> None:
    state = github.state

    def change() -> None:
        state.pull(author="new")
        state.vanish("pull/3")
        state.close("pull/4")

    github.faults.add("call", on=2, where="graphql", call=change)
    found = counted(live(github))
    assert found.keys() - truth(state).keys() == {"pull/3"}  # it was there when it was read
    assert truth(state).keys() <= found.keys()


def test_a_rate_limit_stops_with_the_time_to_come_back(github, votes) -> None:
    forge = live(github)
    page = forge.pulls(None, voters=True)
    github.faults.add("rate-limit", where="graphql")
    waits: list[float] = []
    with pytest.raises(Exhausted, match=r"rate limit of an hour is used up until \d{4}-\d\d-\d\d ") as stopped:
        live(github, waits=waits).pulls(page.next, voters=True)
    assert stopped.value.resets is not None
    assert 3_500 < (stopped.value.resets - datetime.now(UTC)).total_seconds() <= 3_601
    assert waits == []
    github.faults.add("rate-limit", where="rest")
    with pytest.raises(Exhausted) as stopped:
        live(github).repository()
    assert stopped.value.resets is not None
    assert stopped.value.resets > datetime.now(UTC)


@pytest.mark.parametrize("status", [403, 429])
@pytest.mark.parametrize("where", ["graphql", "rest"])
def test_a_secondary_limit_is_waited_for_up_to_a_minute(github, votes, where, status) -> None:
    github.faults.add("secondary", where=where, retry_after=20, status=status, times=2)
    waits: list[float] = []
    assert counted(live(github, waits=waits)) == votes
    assert waits == [20.0, 20.0]
    github.faults.add("secondary", where=where, retry_after=20, status=status, times=None)
    waits.clear()
    with pytest.raises(Exhausted, match="secondary rate limit") as stopped:
        surveyed(live(github, waits=waits))
    assert waits == [20.0] * 3
    assert stopped.value.resets is not None


def test_a_secondary_limit_that_names_no_time_is_waited_for_once(github, votes) -> None:
    github.faults.add("abuse", where="graphql")
    waits: list[float] = []
    assert counted(live(github, waits=waits)) == votes
    assert waits == [60.0]


def test_a_token_that_is_wrong_is_named(github, votes) -> None:
    with pytest.raises(NoAccess, match="does not take the token: Bad credentials") as failed:
        live(github, token="wrong").repository()
    assert "GITHUB_TOKEN" in failed.value.hint
    github.faults.add("bad-credentials", where="graphql")
    with pytest.raises(NoAccess):
        surveyed(live(github))


@pytest.mark.parametrize("where", ["graphql", "rest"])
def test_a_token_without_access_is_told_what_it_lacks(github, votes, where) -> None:
    github.faults.add("no-access", where=where)
    with pytest.raises(NoAccess, match="not accessible") as failed:
        surveyed(live(github))
    assert "read access to contents, issues, pull requests and discussions" in failed.value.hint


@pytest.mark.parametrize("where", ["graphql", "rest"])
def test_a_repository_that_is_not_there_is_named(github, votes, where) -> None:
    github.faults.add("gone", where=where)
    with pytest.raises(NotFound, match="no repository riverton/ideas") as failed:
        surveyed(live(github))
    assert "GITHUB_REPOSITORY" in failed.value.hint


def test_a_token_that_loses_its_access_in_mid_survey_ends_it(github, votes) -> None:
    github.faults.add("call", on=3, where="graphql", call=lambda: github.state.block_token("maintainer-token"))
    with pytest.raises(NoAccess):
        surveyed(live(github))


def test_queries_become_smaller_until_github_manages_them_and_stay_so(github, votes) -> None:
    github.limits.heavy_nodes = 3_000
    forge = live(github)
    assert counted(forge) == votes
    before = github.counters.graphql
    assert counted(forge) == votes
    assert github.counters.graphql - before == 10 + 2  # 25 at a time, and the long list
    assert forge.meter.points >= github.counters.points


def test_a_query_that_is_too_heavy_at_any_size_is_a_failure(github, votes) -> None:
    github.limits.heavy_nodes = 100
    with pytest.raises(Unreachable, match="status 502"):
        surveyed(live(github))


def test_failed_queries_count_against_the_budget(github, votes) -> None:
    github.faults.add("502", where="graphql", times=None)
    with pytest.raises(Exhausted):
        surveyed(live(github, budget=2))


@pytest.mark.parametrize("place", ["nonsense", "7 2026-01-01T00:00:00Z bm8="])
def test_a_place_that_github_does_not_know_is_a_failure(github, votes, place) -> None:
    with pytest.raises(Unreachable) as failed:
        live(github).pulls(place, voters=True)
    assert failed.value.hint == "run it again"


def test_the_token_goes_nowhere_else(github, votes) -> None:
    forge = live(github)
    with pytest.raises(ForgeFailure, match="not below"):
        forge._session.rest("http://127.0.0.1:9/repos/riverton/ideas")
