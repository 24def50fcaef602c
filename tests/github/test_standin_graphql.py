"""The stand-in's GraphQL: GitHub's schema and formula, pages, nulls, and two executors that agree."""

import json
from typing import Any

import pytest
from github_standin import Limits, Server, State, bulk, graphql_api
from github_standin.asking import query
from github_standin.cost import Cost, cost
from github_standin.fields import RESOLVERS
from github_standin.things import AccountKind
from graphql import get_operation_ast, parse, validate

SURVEY = """
query($first: Int!, $after: String, $votes: Int!) {
  repository(owner: "riverton", name: "ideas") {
    pullRequests(first: $first, after: $after, orderBy: {field: CREATED_AT, direction: ASC}) {
      totalCount
      pageInfo { hasNextPage endCursor }
      nodes {
        id number state mergedAt createdAt
        author { __typename login ... on User { databaseId } }
        files(first: 10) { nodes { path changeType } }
        reactions(first: $votes) { totalCount pageInfo { hasNextPage endCursor } nodes { ...vote } }
        reactionGroups { content reactors(first: 5) {
          totalCount nodes { __typename ... on User { login } } edges { reactedAt } }  }
        comments(last: 1) { totalCount nodes { createdAt author { login } } }
        reviews(first: 1) { nodes { state } }
        mergeCommit { oid associatedPullRequests(first: 1) { nodes { number } } }
      }
    }
  }
  rateLimit { cost remaining limit used nodeCount resetAt }
}
fragment vote on Reaction { databaseId content createdAt user { databaseId createdAt } }
"""
NODES = """
query {
  viewer {
    repositories(first: 50) {
      edges {
        repository: node {
          name
          pullRequests(first: 20) {
            edges { pullRequest: node { title comments(first: 10) { edges { comment: node { bodyHTML } } } } }
          }
          issues(first: 20) {
            totalCount
            edges { issue: node { title bodyHTML comments(first: 10) { edges { comment: node { bodyHTML } } } } }
          }
        }
      }
    }
    followers(first: 10) { edges { follower: node { login } } }
  }
}
"""
POINTS = """
query {
  viewer {
    login
    repositories(first: 100) {
      edges { node { id issues(first: 50) { edges { node { id labels(first: 60) { edges { node { id name } } } } } } } }
    }
  }
}
"""


def of(text: str, **variables: Any) -> Cost:
    document = parse(text)
    assert validate(graphql_api.schema(), document) == []
    operation = get_operation_ast(document)
    assert operation is not None
    return cost(graphql_api.schema(), operation, {}, variables, Limits())


def test_the_documentations_worked_example_needs_22_060_nodes() -> None:
    assert of(NODES).nodes == 22_060


def test_the_documentations_worked_example_costs_51_points() -> None:
    example = of(POINTS)
    assert (example.requests, example.points) == (5_101, 51)


def test_fifty_pull_requests_with_a_hundred_reactions_each_cost_one_point() -> None:
    text = """query($n: Int!) { repository(owner: "a", name: "b") {
        pullRequests(first: $n) { nodes { reactions(first: 100) { nodes { id } } } } } }"""
    assert of(text, n=50) == Cost(requests=51, nodes=5_050, errors=())
    assert of(text, n=50).points == 1


def test_a_connection_that_is_skipped_costs_nothing() -> None:
    text = """query($n: Boolean!) { repository(owner: "a", name: "b") {
        pullRequests(first: 100) { nodes { number files(first: 100) @include(if: $n) { nodes { path } } } } } }"""
    assert (of(text, n=False).requests, of(text, n=True).requests) == (1, 101)


@pytest.mark.parametrize(
    ("arguments", "kind"),
    [
        ("", "MISSING_PAGINATION_BOUNDARIES"),
        ("(first: 101)", "EXCESSIVE_PAGINATION"),
        ("(first: 0)", "INVALID_PAGINATION"),
        ("(first: 1, last: 1)", "INVALID_PAGINATION"),
    ],
)
def test_pages_of_other_sizes_than_1_to_100_are_refused(github, arguments, kind) -> None:
    text = f'{{ repository(owner: "riverton", name: "ideas") {{ pullRequests{arguments} {{ nodes {{ id }} }} }} }}'
    reply = query(github.graphql_url, text)
    assert (reply.status, [error["type"] for error in reply.body["errors"]]) == (200, [kind])
    assert github.violations
    github.violations.clear()


def test_a_count_alone_needs_no_size(github) -> None:
    github.state.pull()
    text = '{ repository(owner: "riverton", name: "ideas") { pullRequests { totalCount } } }'
    assert query(github.graphql_url, text).body["data"]["repository"]["pullRequests"]["totalCount"] == 1


def test_more_than_500_000_nodes_are_refused(github) -> None:
    text = """{ repository(owner: "riverton", name: "ideas") { pullRequests(first: 100) { nodes {
        reactions(first: 100) { nodes { reactable { reactions(first: 100) { nodes { id } } } } } } } } }"""
    (error,) = query(github.graphql_url, text).body["errors"]
    assert error["type"] == "MAX_NODE_LIMIT_EXCEEDED"
    assert "1,010,100" in error["message"]
    github.violations.clear()


def test_a_query_that_githubs_schema_refuses_is_a_violation(github) -> None:
    reply = query(github.graphql_url, '{ repository(owner: "a", name: "b") { votes } }')
    assert (reply.status, "data" in reply.body) == (200, False)
    assert "Cannot query field 'votes'" in github.violations[0]
    github.violations.clear()


def test_a_deprecated_field_is_a_violation(github) -> None:
    pull = github.state.pull()
    text = (
        f'{{ repository(owner: "riverton", name: "ideas") {{ pullRequest(number: {pull.number}) {{ databaseId }} }} }}'
    )
    assert "errors" not in query(github.graphql_url, text).body
    assert "deprecated" in github.violations[0]
    github.violations.clear()


def test_a_field_that_is_not_served_says_so(github) -> None:
    query(github.graphql_url, '{ repository(owner: "riverton", name: "ideas") { forkCount } }')
    assert github.violations == ["graphql: the stand-in does not serve Repository.forkCount"]
    github.violations.clear()


def walk(github: Server, *, first: int, votes: int) -> list[dict[str, Any]]:
    """All pull requests, page by page."""
    rows: list[dict[str, Any]] = []
    after = None
    while True:
        body = query(github.graphql_url, SURVEY, first=first, votes=votes, after=after).body
        assert "errors" not in body
        page = body["data"]["repository"]["pullRequests"]
        rows += page["nodes"]
        if not page["pageInfo"]["hasNextPage"]:
            return rows
        after = page["pageInfo"]["endCursor"]


def test_pages_hold_every_pull_request_once_and_every_vote(github) -> None:
    bulk.fill(github.state, pulls=23, votes=7)
    rows = walk(github, first=5, votes=10)
    assert [row["number"] for row in rows] == list(range(1, 24))
    assert {row["reactions"]["totalCount"] for row in rows} == {7}
    thread = github.state.home.threads[3].reactions
    assert [vote["databaseId"] for vote in rows[2]["reactions"]["nodes"]] == list(thread.ids)
    assert [vote["user"]["databaseId"] for vote in rows[2]["reactions"]["nodes"]] == list(thread.accounts)


def test_the_points_of_a_survey_are_counted_for_its_token(github) -> None:
    bulk.fill(github.state, pulls=3, votes=1)
    first = query(github.graphql_url, SURVEY, first=2, votes=1).body["data"]["rateLimit"]
    second = query(github.graphql_url, SURVEY, first=2, votes=1).body["data"]["rateLimit"]
    assert (first["cost"], first["limit"], first["remaining"]) == (1, 5_000, 4_999)
    assert (second["remaining"], second["used"]) == (4_998, 2)
    github.state.token("another", "maintainer", limit=1_000)
    reply = query(github.graphql_url, SURVEY, first=2, votes=1, token="another")
    assert reply.body["data"]["rateLimit"]["remaining"] == 999
    assert reply.headers["X-RateLimit-Remaining"] == "999"
    assert reply.headers["X-RateLimit-Resource"] == "graphql"
    assert github.counters.points == 3


def test_a_used_up_limit_is_an_error_with_status_200_until_it_resets(github) -> None:
    now = [1_800_000_000.0]
    github.state.clock = lambda: now[0]
    github.state.token("poor", "maintainer", limit=1)
    replies = [query(github.graphql_url, "{ viewer { login } }", token="poor") for _ in range(2)]
    assert [reply.status for reply in replies] == [200, 200]
    assert replies[1].body["errors"][0]["type"] == "RATE_LIMITED"
    assert replies[1].headers["X-RateLimit-Remaining"] == "0"
    assert replies[1].headers["X-RateLimit-Reset"] == "1800003600"
    now[0] += 3600
    assert "errors" not in query(github.graphql_url, "{ viewer { login } }", token="poor").body


def test_an_idea_with_thousands_of_votes_is_read_to_the_last_one(github) -> None:
    pull = github.state.pull()
    github.state.react_many(pull, [f"voter-{n}" for n in range(1_234)], at=0)
    text = """query($after: String) { repository(owner: "riverton", name: "ideas") { pullRequest(number: 1) {
        reactions(first: 100, after: $after) {
          totalCount pageInfo { hasNextPage endCursor } nodes { databaseId } } } } }"""
    found, after = [], None
    while True:
        page = query(github.graphql_url, text, after=after).body["data"]["repository"]["pullRequest"]["reactions"]
        found += [node["databaseId"] for node in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert found == list(pull.reactions.ids)
    assert page["totalCount"] == 1_234


def test_a_vote_that_is_withdrawn_between_two_pages_moves_no_other(github) -> None:
    pull = github.state.pull()
    github.state.react_many(pull, [f"voter-{n}" for n in range(10)], at=0)
    text = """query($after: String) { repository(owner: "riverton", name: "ideas") { pullRequest(number: 1) {
        reactions(first: 5, after: $after) { pageInfo { endCursor } nodes { user { login } } } } } }"""

    def page(after: str | None) -> dict[str, Any]:
        body = query(github.graphql_url, text, after=after).body
        found: dict[str, Any] = body["data"]["repository"]["pullRequest"]["reactions"]
        return found

    first = page(None)
    github.state.withdraw(pull, "voter-2")
    assert [node["user"]["login"] for node in page(first["pageInfo"]["endCursor"])["nodes"]] == [
        f"voter-{n}" for n in range(5, 10)
    ]


def test_only_users_that_exist_are_named_as_a_reactions_user(github) -> None:
    state: State = github.state
    pull = state.pull()
    accounts: tuple[tuple[str, AccountKind], ...] = (
        ("bot", "Bot"),
        ("org", "Organization"),
        ("moved", "Mannequin"),
        ("gone", "User"),
        ("ada2", "User"),
    )
    for login, kind in accounts:
        state.account(login, kind=kind)
        state.react(pull, login)
    state.delete_account("gone")
    (row,) = walk(github, first=1, votes=10)
    assert [vote["user"] is not None for vote in row["reactions"]["nodes"]] == [False, False, False, False, True]
    (group, *_) = row["reactionGroups"]
    assert group["reactors"]["totalCount"] == 5
    assert [node and node["__typename"] for node in group["reactors"]["nodes"]] == [
        "Bot",
        "Organization",
        "Mannequin",
        None,
        "User",
    ]


def test_a_renamed_repository_is_followed_unless_renames_are_not(github) -> None:
    github.state.pull()
    github.state.move("lakeside/proposals")
    text = 'query($f: Boolean!) { repository(owner: "riverton", name: "ideas", followRenames: $f) { nameWithOwner } }'
    assert query(github.graphql_url, text, f=True).body["data"]["repository"]["nameWithOwner"] == "lakeside/proposals"
    (error,) = query(github.graphql_url, text, f=False).body["errors"]
    assert error == {
        "type": "NOT_FOUND",
        "path": ["repository"],
        "message": "Could not resolve to a Repository with the name 'riverton/ideas'.",
    }


def test_things_are_found_by_their_ids_and_what_is_not_there_is_null_with_an_error(github) -> None:
    state = github.state
    pull, issue, discussion = state.pull(), state.issue(), state.discussion()
    text = """query($ids: [ID!]!) { nodes(ids: $ids) { __typename id ... on Discussion { category { name } }
        ... on Reactable { reactions(first: 1) { totalCount } } } }"""
    asked = """{ repository(owner: "riverton", name: "ideas") { id pullRequest(number: 1) { id } issue(number: 2) { id }
        discussion(number: 3) { id }
        a: issueOrPullRequest(number: 1) { __typename } b: discussion(number: 1) { id } } }"""
    found = query(github.graphql_url, asked).body
    assert found["data"]["repository"]["b"] is None
    assert [error["path"] for error in found["errors"]] == [["repository", "b"]]
    ids = [found["data"]["repository"][name]["id"] for name in ("pullRequest", "issue", "discussion")]
    reply = query(github.graphql_url, text, ids=[*ids, "PR_unknown"]).body
    types = [node and node["__typename"] for node in reply["data"]["nodes"]]
    assert types == ["PullRequest", "Issue", "Discussion", None]
    assert [error["path"] for error in reply["errors"]] == [["nodes", 3]]
    assert [thread.number for thread in (pull, issue, discussion)] == [1, 2, 3]


def test_the_two_executors_are_compared_so_a_difference_would_be_noticed(github, monkeypatch) -> None:
    github.state.pull()
    table = dict(RESOLVERS)
    calls = iter(range(100))
    table["PullRequest", "title"] = lambda *_: f"title {next(calls)}"
    monkeypatch.setattr(graphql_api, "RESOLVERS", table)
    query(github.graphql_url, '{ repository(owner: "riverton", name: "ideas") { pullRequest(number: 1) { title } } }')
    assert "the two executors differ" in github.violations[0]
    github.violations.clear()


def test_files_on_branches_can_be_read(github) -> None:
    github.state.home.git.commit("ledger", {"2026-01-01.jsonl": "{}\n"}, message="Seen")
    text = """{ repository(owner: "riverton", name: "ideas") {
        ref(qualifiedName: "refs/heads/ledger") { name target { oid } }
        object(expression: "ledger:2026-01-01.jsonl") { ... on Blob { text byteSize } } } }"""
    found = query(github.graphql_url, text).body["data"]["repository"]
    assert found["object"] == {"text": "{}\n", "byteSize": 3}
    assert found["ref"] == {"name": "ledger", "target": {"oid": github.state.home.git.refs["refs/heads/ledger"]}}


def test_a_query_without_a_token_is_refused(github) -> None:
    reply = query(github.graphql_url, "{ viewer { login } }", token=None)
    assert reply.status == 401
    assert json.dumps(reply.body).count("authenticated") == 1
