"""The stand-in's REST: pages, permissions, limits, git, and the contract that it and its callers are held to."""

import base64
import contextlib
import http.client
import os
import subprocess
import sys

import descriptions
import pytest
from github_standin import Limits, bulk, contract, deviations, routes, serve
from github_standin.asking import ask
from github_standin.state import Locked


@pytest.fixture
def here(github) -> str:
    """The address of the home repository."""
    return f"{github.url}/repos/riverton/ideas"


def test_every_address_that_is_served_is_described_by_github() -> None:
    described = {
        (method.upper(), path) for path, methods in descriptions.OPERATIONS.items() for method in methods.split()
    }
    assert set(routes.served()) == described


def test_each_deviation_has_its_reason() -> None:
    for listed in (deviations.NULL, deviations.QUERY, deviations.BODY, deviations.UNDESCRIBED):
        assert all(len(reason.split()) > 1 for reason in listed.values())


def test_every_answer_about_a_lively_repository_is_as_github_describes_it(github, here) -> None:
    state = github.state
    pull = state.pull(author="ada", files={"content/ideas/x.yml": "title: x\n"}, body="Please.")
    state.merge(pull)
    gone = state.pull(author="gone")
    state.account("bot", kind="Bot")
    for login in ("bob", "gone", "bot"):
        state.react(pull, login, "heart")
        state.comment(pull, login)
        state.review(pull, login)
    state.issue(author="gone")
    state.rename_file("content/ideas/x.yml", "content/ideas/y.yml")
    state.delete_account("gone")
    ask(f"{here}/issues/1/labels", "POST", {"labels": ["idea"]})
    head = state.home.git.refs["refs/heads/main"]
    for path in (
        "", "/issues?state=all", "/issues/1", "/issues/3", "/issues/1/comments", "/issues/comments", "/issues/1/labels",
        "/issues/1/reactions", "/issues/1/reactions?content=heart", "/labels", "/pulls?state=all", "/pulls/1",
        "/pulls/2",
        "/pulls/1/files", "/pulls/4/files", "/pulls/1/commits", "/pulls/1/reviews", "/pulls/1/comments", "/commits",
        "/commits?path=README.md", f"/commits/{pull.merge_commit}/pulls", "/contents/", "/contents/content/ideas/y.yml",
        "/commits/main",
        "/git/ref/heads/main", "/git/matching-refs/heads", f"/git/commits/{head}", "/git/trees/main?recursive=1",
    ):  # fmt: skip
        assert ask(here + path).status == 200, path
    assert ask(f"{github.url}/users/bob").status == ask(f"{github.url}/user").status == 200
    assert ask(f"{github.url}/rate_limit").body["rate"]["limit"] == 5_000
    assert ask(f"{here}/issues/999").status == ask(f"{github.url}/repos/no/where").status == 404
    assert gone.state == "OPEN"


def test_a_request_that_github_does_not_describe_is_a_violation(github, here) -> None:
    ask(f"{here}/issues?status=all")
    ask(f"{here}/issues?state=merged")
    ask(f"{here}/issues?per_page=500")
    ask(f"{here}/votes")
    ask(f"{here}/git/refs", "POST", {"ref": "refs/heads/x", "sha": 7})
    words = [
        "no parameter status",
        "state=merged",
        "per_page is more than 100",
        "serves no such address",
        "is not of type",
    ]
    assert [word in what for word, what in zip(words, github.violations, strict=True)] == [True] * 5
    github.violations.clear()


def test_an_answer_that_github_does_not_describe_would_be_noticed() -> None:
    wrong = contract.answer_complaints("GET", "/rate_limit", 200, {"rate": {}}, "application/json")
    assert wrong != []
    assert contract.answer_complaints("GET", "/rate_limit", 299, {}, "application/json") != []
    assert contract.answer_complaints("GET", "/rate_limit", 200, None, "application/json") != []


def test_lists_of_issues_carry_the_counts_of_reactions_and_lists_of_pulls_do_not(github, here) -> None:
    pull = github.state.pull()
    github.state.react(pull, "bob")
    github.state.react(pull, "cy", "-1")
    (row,) = ask(f"{here}/issues?state=all").body
    assert (row["reactions"]["total_count"], row["reactions"]["+1"], row["reactions"]["-1"]) == (2, 1, 1)
    assert "reactions" not in ask(f"{here}/pulls?state=all").body[0]


def test_links_lead_through_all_pages(github, here) -> None:
    bulk.fill(github.state, pulls=25, votes=1)
    url, numbers = f"{here}/issues?state=all&per_page=10", []
    while url:
        reply = ask(url)
        numbers += [row["number"] for row in reply.body]
        url = reply.link("next") or ""
    assert numbers == list(range(25, 0, -1))


def test_large_repositories_refuse_page_numbers_and_lead_by_cursors(github, here) -> None:
    github.limits.cursor_above = 20
    bulk.fill(github.state, pulls=25, votes=1)
    assert ask(f"{here}/issues?state=all&per_page=10&page=2").status == 422
    url, numbers = f"{here}/issues?state=all&per_page=10", []
    while url:
        reply = ask(url)
        numbers += [row["number"] for row in reply.body]
        url = reply.link("next") or ""
        assert not url or "after=" in url
        assert reply.link("last") is None
    assert numbers == list(range(25, 0, -1))


def test_a_tag_belongs_to_one_token_and_an_unchanged_answer_costs_nothing(github, here) -> None:
    github.state.token("another", "maintainer")
    first = ask(f"{here}/issues")
    tag = first.headers["ETag"]
    assert tag.startswith('W/"')
    again = ask(f"{here}/issues", If_None_Match=tag)
    assert (again.status, again.body) == (304, b"")
    assert again.headers["X-RateLimit-Remaining"] == first.headers["X-RateLimit-Remaining"]
    assert ask(f"{here}/issues", token="another", If_None_Match=tag).status == 200
    github.state.issue()
    assert ask(f"{here}/issues", If_None_Match=tag).status == 200


def test_a_moved_repository_redirects_by_number(github, here) -> None:
    github.state.pull()
    github.state.move("lakeside/proposals")
    reply = ask(f"{here}/issues?state=all")
    assert reply.status == 301
    there = f"{github.url}/repositories/{github.state.home.id}/issues?state=all"
    assert reply.headers["Location"] == there
    assert ask(there).body[0]["number"] == 1
    assert ask(f"{here}/labels", "POST", {"name": "x"}).status == 307


def test_the_hour_of_a_token_ends_and_begins_anew(github, here) -> None:
    now = [1_800_000_000.0]
    github.state.clock = lambda: now[0]
    github.state.token("poor", "maintainer", limit=2)
    assert [ask(here, token="poor").status for _ in range(3)] == [200, 200, 403]
    assert ask(f"{github.url}/rate_limit", token="poor").body["rate"] == {
        "limit": 2, "remaining": 0, "reset": 1_800_003_600, "used": 2,
    }  # fmt: skip
    assert ask(here, token=None).headers["X-RateLimit-Limit"] == "60"
    now[0] += 3600
    assert ask(here, token="poor").status == 200


def test_too_many_writes_in_a_minute_meet_the_secondary_limit(github, here) -> None:
    now = [1_800_000_000.0]
    github.state.clock = lambda: now[0]
    github.limits.writes_a_minute = 3
    github.state.issue()
    replies = [ask(f"{here}/issues/1/comments", "POST", {"body": "Hello"}) for _ in range(4)]
    assert [reply.status for reply in replies] == [201, 201, 201, 403]
    assert replies[-1].headers["Retry-After"] == "60"
    now[0] += 60
    assert ask(f"{here}/issues/1/comments", "POST", {"body": "Hello"}).status == 201


def test_who_may_not_is_told_so(github, here) -> None:
    github.state.token("reader", "ada", kind="installation", permissions={"contents": "read"})
    github.state.token("stranger", "ada", kind="installation")
    github.state.block_token("stranger")
    assert ask(here, token="wrong").status == 401
    assert ask(here, token="stranger").body["message"] == "Resource not accessible by integration"
    assert ask(here, token="reader").status == ask(here, token=None).status == 200
    sha = github.state.home.git.refs["refs/heads/main"]
    wanted = {"ref": "refs/heads/ledger", "sha": sha}
    assert ask(f"{here}/git/refs", "POST", wanted, token="reader").status == 403
    assert ask(f"{here}/git/refs", "POST", wanted, token=None).status == 401
    github.state.home.private = True
    assert ask(here, token=None).status == ask(here, token="stranger").status == 404


def test_an_application_gets_a_token_for_its_installation(github, here) -> None:
    signed = "eyJh.eyJp.c2ln"
    found = ask(f"{here}/installation", token=signed).body
    made = ask(found["access_tokens_url"], "POST", token=signed)
    assert made.status == 201
    assert ask(here, token=made.body["token"]).status == 200
    assert ask(f"{github.url}/user", token=made.body["token"]).status == 403
    assert ask(f"{here}/installation").status == 401


def test_a_branch_is_made_and_moved_forward_only(github, here) -> None:
    def commit(text: str, parents: list[str]) -> str:
        blob = ask(
            f"{here}/git/blobs", "POST", {"content": base64.b64encode(text.encode()).decode(), "encoding": "base64"}
        )
        row = {"path": "content/ledger/a.jsonl", "mode": "100644", "type": "blob", "sha": blob.body["sha"]}
        tree = ask(f"{here}/git/trees", "POST", {"tree": [row]}).body["sha"]
        reply = ask(f"{here}/git/commits", "POST", {"message": "Count", "tree": tree, "parents": parents})
        assert (blob.status, reply.status) == (201, 201)
        return str(reply.body["sha"])

    assert ask(f"{here}/git/ref/heads/ledger").status == 404
    first = commit("1\n", [])
    assert ask(f"{here}/git/refs", "POST", {"ref": "refs/heads/ledger", "sha": first}).status == 201
    assert ask(f"{here}/git/refs", "POST", {"ref": "refs/heads/ledger", "sha": first}).status == 422
    second, rival = commit("2\n", [first]), commit("3\n", [first])
    assert ask(f"{here}/git/refs/heads/ledger", "PATCH", {"sha": second, "force": False}).status == 200
    late = ask(f"{here}/git/refs/heads/ledger", "PATCH", {"sha": rival, "force": False})
    assert (late.status, late.body["message"]) == (422, "Update is not a fast forward")
    assert github.state.home.git.read("ledger", "content/ledger/a.jsonl") == b"2\n"
    raw = ask(f"{here}/contents/content/ledger/a.jsonl?ref=ledger", Accept="application/vnd.github.raw+json")
    assert raw.body == b"2\n"
    assert ask(f"{here}/git/refs/heads/ledger", "PATCH", {"sha": rival, "force": True}).status == 200


def test_objects_have_the_hashes_that_git_gives_them(github) -> None:
    git = github.state.home.git
    assert git.blob(b"hello\n") == "ce013625030ba8dba906f756967f9e9ca394464a"
    tree = git.tree_of({"a.txt": ("100644", git.blob(b"hello\n"))})
    assert tree == "2e81171448eb9f2ee3821e3d447aa6b2fe3ddba1"


def test_a_thread_can_vanish_and_its_number_is_not_given_again(github, here) -> None:
    github.state.pull()
    github.state.vanish("pull/1")
    assert ask(f"{here}/issues/1").status == 404
    assert ask(f"{here}/issues?state=all").body == []
    assert github.state.pull().number == 2


def test_a_locked_thread_stops_outsiders(github, here) -> None:
    issue = github.state.issue()
    github.state.lock_thread(issue)
    with pytest.raises(Locked):
        github.state.react(issue, "bob")
    github.state.token("outsider", "bob")
    assert ask(f"{here}/issues/1/comments", "POST", {"body": "But"}, token="outsider").status == 403
    assert ask(f"{here}/issues/1/reactions", "POST", {"content": "+1"}).status == 201
    assert ask(f"{here}/issues/1/reactions", "POST", {"content": "+1"}).status == 200


def test_bodies_come_rendered_where_the_media_type_asks_for_it(github, here) -> None:
    github.state.comment(github.state.issue(), "ada", "1 < 2")
    (row,) = ask(f"{here}/issues/1/comments", Accept="application/vnd.github.v3.full+json").body
    assert (row["body"], row["body_text"], row["body_html"]) == ("1 < 2", "1 < 2", '<p dir="auto">1 &lt; 2</p>')
    assert "body_html" not in ask(f"{here}/issues/1/comments").body[0]


def test_a_comment_is_written_changed_and_taken_away(github, here) -> None:
    github.state.pull()
    made = ask(f"{here}/issues/1/comments", "POST", {"body": "First"}).body
    changed = ask(f"{here}/issues/comments/{made['id']}", "PATCH", {"body": "Second"})
    assert (changed.status, changed.body["body"]) == (200, "Second")
    assert ask(f"{here}/issues/comments/{made['id']}", "DELETE").status == 204
    assert ask(f"{here}/issues/1/comments").body == []


def test_an_enterprise_server_answers_below_api_v3(github) -> None:
    github.state.pull()
    settings = github.environment(enterprise=True)
    reply = ask(f"{settings['GITHUB_API_URL']}/repos/riverton/ideas/issues?state=all&per_page=1")
    assert reply.body[0]["url"].startswith(f"{github.url}/api/v3/repos/")
    asked = ask(settings["GITHUB_GRAPHQL_URL"], "POST", {"query": "{ viewer { login } }"})
    assert asked.body == {"data": {"viewer": {"login": "maintainer"}}}


def test_a_request_without_a_name_or_of_an_unknown_version_is_refused(github, here) -> None:
    assert ask(here, X_GitHub_Api_Version="2022-11-28").status == 200
    assert ask(here, X_GitHub_Api_Version="1999-01-01").status == 400
    connection = http.client.HTTPConnection(github.url.removeprefix("http://"))
    with contextlib.closing(connection):
        connection.request("GET", "/repos/riverton/ideas")
        assert connection.getresponse().status == 403


def test_the_commit_of_a_merge_leads_to_its_pull_request(github, here) -> None:
    pull = github.state.merge(github.state.pull(files=["content/ideas/x.yml"]))
    assert [row["number"] for row in ask(f"{here}/commits/{pull.merge_commit}/pulls").body] == [1]
    assert ask(f"{here}/commits/{'0' * 40}/pulls").status == 422


@pytest.mark.slow
def test_a_violation_fails_the_test_that_uses_the_fixture(checkout, tmp_path) -> None:
    asking = "from github_standin.asking import ask\ndef test_it(github):\n    ask(github.url + '/PATH')\n"
    for name, path in (("good", "rate_limit"), ("bad", "rate_limits")):
        (tmp_path / f"test_{name}.py").write_text(asking.replace("PATH", path))
    command = [sys.executable, "-m", "pytest", "-q", "-p", "conftest", "-p", "no:cacheprovider", "-c", os.devnull]
    tests = checkout / "tests"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(tests), str(tests / "support")])}
    done = subprocess.run(
        [*command, "--rootdir", tmp_path, tmp_path], env=environment, check=False, capture_output=True, text=True
    )
    assert "2 passed, 1 error" in done.stdout
    assert "serves no such address" in done.stdout


def test_limits_can_be_given_from_the_start() -> None:
    with serve(limits=Limits(cursor_above=1), checked=False) as github:
        assert github.limits.cursor_above == 1
