"""Each fault of the stand-in strikes when and where it is told to, and is over afterwards; it runs apart, too."""

import http.client
import json
import subprocess
import urllib.error

import pytest
from github_standin import Faults, apart, bulk
from github_standin.asking import ask, query
from github_standin.faults import KINDS

pytestmark = pytest.mark.slow

PAGE = """{ repository(owner: "riverton", name: "ideas") { pullRequests(first: 10) { totalCount
    pageInfo { hasNextPage endCursor }
    nodes { number reactions(first: 5) { totalCount nodes { user { login } } } } } } }"""


@pytest.fixture
def here(github) -> str:
    """The address of a repository with three pull requests and four votes on each."""
    bulk.fill(github.state, pulls=3, votes=4)
    return f"{github.url}/repos/riverton/ideas"


def test_a_fault_strikes_the_request_it_is_meant_for(github, here) -> None:
    github.faults.add("502", on=2, times=2)
    assert [ask(here).status for _ in range(5)] == [200, 502, 502, 200, 200]
    github.faults.add("503", where="graphql", times=None)
    assert ask(here).status == 200
    assert [query(github.graphql_url, PAGE).status for _ in range(2)] == [503, 503]
    github.faults.clear()
    assert query(github.graphql_url, PAGE).status == 200
    assert github.faults.struck == {"502": 2, "503": 2}


def test_a_fault_may_be_meant_for_a_path_or_a_query(github, here) -> None:
    github.faults.add("500", where="/labels")
    github.faults.add("504", where="pullRequests")
    assert (ask(f"{here}/issues").status, ask(f"{here}/labels").status) == (200, 500)
    assert query(github.graphql_url, "{ viewer { login } }").status == 200
    assert query(github.graphql_url, PAGE).status == 504


def test_githubs_own_trouble_comes_as_a_page_in_html(github, here) -> None:
    github.faults.add("502")
    reply = ask(here)
    assert reply.headers["Content-Type"] == "text/html; charset=utf-8"
    assert b"Unicorn" in reply.body
    github.faults.add("not-json")
    assert (ask(here).status, github.faults.struck["not-json"]) == (200, 1)


@pytest.mark.parametrize("kind", ["hangup", "drop"])
def test_a_connection_can_break(github, here, kind) -> None:
    github.faults.add(kind)
    with pytest.raises(
        (http.client.IncompleteRead, http.client.RemoteDisconnected, urllib.error.URLError, ConnectionError)
    ):
        ask(here)
    assert ask(here).status == 200


def test_half_a_body_is_no_json(github, here) -> None:
    github.faults.add("truncate")
    with pytest.raises(json.JSONDecodeError):
        ask(here)


def test_an_empty_page_looks_like_the_end(github, here) -> None:
    github.faults.add("empty", times=2)
    assert (ask(f"{here}/issues?state=all").body, ask(f"{here}/issues?state=all&per_page=1").link("next")) == ([], None)
    github.faults.add("empty")
    page = query(github.graphql_url, PAGE).body["data"]["repository"]["pullRequests"]
    assert (page["nodes"], page["totalCount"], page["pageInfo"]["hasNextPage"]) == ([], 3, False)
    github.faults.add("empty", key="reactions")
    page = query(github.graphql_url, PAGE).body["data"]["repository"]["pullRequests"]
    assert [(row["reactions"]["nodes"], row["reactions"]["totalCount"]) for row in page["nodes"]] == [([], 4)] * 3


def test_partial_errors_leave_some_nodes_null(github, here) -> None:
    github.faults.add("partial", count=2)
    body = query(github.graphql_url, PAGE).body
    assert [node is None for node in body["data"]["repository"]["pullRequests"]["nodes"]] == [True, True, False]
    assert [error["path"][-2:] for error in body["errors"]] == [["nodes", 0], ["nodes", 1]]
    github.faults.add("nothing")
    assert query(github.graphql_url, PAGE).body["data"] is None
    github.faults.add("timeout")
    assert query(github.graphql_url, PAGE).status == 502


def test_users_can_be_null_and_counts_stale_or_gone(github, here) -> None:
    github.faults.add("null-users")
    votes = query(github.graphql_url, PAGE).body["data"]["repository"]["pullRequests"]["nodes"][0]["reactions"]["nodes"]
    assert [vote["user"] for vote in votes] == [None] * 4
    github.faults.add("stale", count=3)
    assert {row["reactions"]["total_count"] for row in ask(f"{here}/issues?state=all").body} == {1}
    github.faults.add("collapse", times=3)
    assert {row["reactions"]["total_count"] for row in ask(f"{here}/issues?state=all").body} == {0}
    assert ask(f"{here}/issues/1/reactions").body == []
    page = query(github.graphql_url, PAGE).body["data"]["repository"]["pullRequests"]
    assert [(row["reactions"]["totalCount"], row["reactions"]["nodes"]) for row in page["nodes"]] == [(0, [])] * 3


def test_not_modified_can_be_a_lie(github, here) -> None:
    github.faults.add("304")
    assert (reply := ask(f"{here}/issues")).status == 304
    assert reply.body == b""


def test_limits_can_be_met_at_any_moment(github, here) -> None:
    github.faults.add("secondary", retry_after=7, status=429)
    reply = ask(here)
    assert (reply.status, reply.headers["Retry-After"]) == (429, "7")
    github.faults.add("abuse")
    assert ask(here).headers["Retry-After"] is None
    github.faults.add("rate-limit", where="graphql")
    assert query(github.graphql_url, PAGE).body["errors"][0]["type"] == "RATE_LIMITED"
    github.faults.add("rate-limit", where="rest")
    assert (reply := ask(here)).status == 403
    assert reply.headers["X-RateLimit-Remaining"] == "0"
    github.refill()
    assert ask(here).headers["X-RateLimit-Remaining"] == "4999"


def test_access_can_be_lost_at_any_moment(github, here) -> None:
    github.faults.add("bad-credentials")
    assert ask(here).status == 401
    github.faults.add("no-access", times=2)
    assert (ask(here).status, query(github.graphql_url, PAGE).body["errors"][0]["type"]) == (403, "FORBIDDEN")
    github.faults.add("gone", times=2)
    assert (ask(here).status, query(github.graphql_url, PAGE).body["errors"][0]["type"]) == (404, "NOT_FOUND")


def test_a_heavy_query_takes_github_too_long(github, here) -> None:
    github.limits.heavy_nodes = 50
    assert query(github.graphql_url, PAGE).status == 502
    assert query(github.graphql_url, PAGE.replace("first: 10", "first: 2")).status == 200


def test_the_state_can_change_between_two_requests(github, here) -> None:
    github.faults.add("call", on=2, call=lambda: github.state.react("pull/1", "late"))
    counts = [ask(f"{here}/issues/1").body["reactions"]["total_count"] for _ in range(3)]
    assert counts == [4, 5, 5]


def test_a_late_answer_is_still_an_answer(github, here) -> None:
    github.faults.add("latency", seconds=0.01)
    assert ask(here).status == 200


def test_an_unknown_fault_is_refused_with_the_list_of_known_ones() -> None:
    with pytest.raises(ValueError, match=r"no such fault: 418; there are .*collapse"):
        Faults().add("418")
    assert all(KINDS.values())


def test_counters_tell_what_was_spent(github, here) -> None:
    ask(here)
    query(github.graphql_url, PAGE)
    found = github.report()
    assert (found["requests"], found["rest"], found["graphql"], found["points"], found["nodes"]) == (2, 1, 1, 1, 60)
    assert len(github.voters) == len(github.state.voters)


def test_the_stand_in_runs_apart_and_is_changed_from_outside() -> None:
    with apart([{"do": "fill", "pulls": 2, "votes": 3}]) as github:
        github.change([{"do": "react", "thread": "pull/1", "login": "zoe", "kind": "heart", "at": "2026-03-01"}])
        page = query(github.graphql_url, PAGE).body["data"]["repository"]["pullRequests"]
        assert [row["reactions"]["totalCount"] for row in page["nodes"]] == [4, 3]
        github.fault("502")
        github.fault("503", on=3)
        assert [query(github.graphql_url, PAGE).status for _ in range(2)] == [502, 200]
        github.clear()
        github.limit(heavy_nodes=1)
        assert query(github.graphql_url, PAGE).status == 502
        counted = github.counters()
        assert (counted["graphql"], counted["violations"]) == (4, [])
        assert counted["cpu_seconds"] > 0 < counted["memory_mib"]
        assert "zoe" in dict(github.voters()).values()
        with pytest.raises(urllib.error.HTTPError, match="422"):
            github.change([{"do": "explode"}])
        pid = github.pid
    assert subprocess.run(["kill", "-0", str(pid)], check=False, capture_output=True).returncode != 0
