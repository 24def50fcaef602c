"""The stand-in for GitHub does not just agree with itself: it is compared with recorded real answers of GitHub."""

import re
from typing import Any

import descriptions
import pytest
from github_standin import Server, State, contract, routes, serve
from github_standin.asking import Reply, ask

OWNER = "octokit-fixture-org"
TOKEN = "0000000000000000000000000000000000000001"
SINCE_RECORDED = {".has_discussions", ".status", ".commit.verification.verified_at"}
"""What GitHub's answers have today and had not when they were recorded, by GitHub's own description of today."""


def name_of(row: dict[str, Any]) -> str:
    """The repository's name at the time of a recorded request."""
    return "hello-world" if row["scenario"].startswith("get-") else row["scenario"]


def set_up(row: dict[str, Any]) -> State:
    """A state in which the recorded request makes sense."""
    state = State(f"{OWNER}/{name_of(row)}")
    state.token(TOKEN, "octokit-fixture-user-a")
    git = state.home.git
    if row["scenario"] == "paginate-issues":
        for _ in range(13):
            state.issue(author="octokit-fixture-user-a")
    elif row["scenario"] == "add-labels-to-issue":
        if row["path"].endswith("/labels"):
            state.issue()
    elif row["scenario"] == "rename-repository":
        state.move(f"{OWNER}/rename-repository-newname")
    elif row["scenario"] == "git-refs":
        head = git.refs["refs/heads/main"]
        if row["method"] != "post":
            git.create_ref("refs/heads/test", head)
    elif row["scenario"] == "labels" and row["method"] == "get":
        state.home.labels.update((f"label-{number}", number) for number in range(1, 10))
    return state


def sent(row: dict[str, Any], github: Server) -> Reply:
    """The recorded request, asked of the stand-in."""
    path = re.sub(r"/repositories/\d+", f"/repositories/{github.state.home.id}", row["path"])
    body = row["body"] or None
    if isinstance(body, dict) and "sha" in body:
        body = {**body, "sha": github.state.home.git.refs["refs/heads/main"]}
    accept = row["reqheaders"]["accept"]
    return ask(github.url + path, row["method"].upper(), body, token=TOKEN, Accept=accept)


def recordings() -> list[Any]:
    """The recordings of operations that the stand-in serves, with the template of each."""
    rows = []
    for number, row in enumerate(descriptions.recorded()):
        found = routes.find(row["method"].upper(), row["path"].partition("?")[0])
        if found is not None:
            rows.append(pytest.param(row, found[1], id=f"{number}-{row['scenario']}-{row['method']}"))
    return rows


RECORDINGS = recordings()


def answered(row: dict[str, Any]) -> Any:
    """A recorded body: JSON, the bytes of a file, or None."""
    body = row["response"]
    return body.encode() if isinstance(body, str) and body else body or None


def keys(body: Any, path: str = "") -> set[str]:
    """The paths of all keys in an answer; rows of a list are taken together, the inside of null is unknown."""
    if isinstance(body, list):
        return {key for row in body for key in keys(row, f"{path}[]")}
    if isinstance(body, dict):
        return {f"{path}.{name}" for name in body} | {
            key for name, row in body.items() for key in keys(row, f"{path}.{name}")
        }
    return set()


def kinds(body: Any) -> Any:
    """What an answer is at the top: an object, or a list of what."""
    return [kinds(row) for row in body] if isinstance(body, list) else type(body)


def nulls(body: Any, path: str = "") -> set[str]:
    """The paths at which an answer has null, an empty list or an empty object."""
    if isinstance(body, list) and body:
        return {key for row in body for key in nulls(row, f"{path}[]")}
    if isinstance(body, dict) and body:
        return {key for name, row in body.items() for key in nulls(row, f"{path}.{name}")}
    return {path} if body in (None, [], {}) else set()


def beyond(ours: Any, theirs: Any) -> set[str]:
    """The keys of `ours` that `theirs` has not, except below a null of theirs."""
    unknown = nulls(theirs)
    return {
        key
        for key in keys(ours) - keys(theirs)
        if not any(key.startswith(path + end) for path in unknown for end in ".[")
    }


@pytest.mark.parametrize(("row", "template"), RECORDINGS)
def test_the_contract_takes_githubs_own_answers(row, template) -> None:
    wrong = contract.answer_complaints(
        row["method"].upper(), template, row["status"], answered(row), row["headers"].get("content-type", "")
    )
    assert [what for what in wrong if '"has_discussions" is a required property' not in what] == []


@pytest.mark.parametrize(("row", "template"), RECORDINGS)
def test_the_stand_in_answers_as_github_did(row, template) -> None:
    with serve(set_up(row)) as github:
        reply = sent(row, github)
        assert github.violations == []
    assert beyond(row["response"], reply.body) == set()
    assert beyond(reply.body, row["response"]) <= SINCE_RECORDED
    assert reply.status == row["status"]
    assert isinstance(reply.body, bytes) or kinds(reply.body) == kinds(row["response"])
    assert reply.headers["Content-Type"] == row["headers"].get("content-type")
    theirs = {name for name in row["headers"] if name.startswith("x-ratelimit")}
    assert theirs <= {name.lower() for name in reply.headers}
    assert ("etag" in row["headers"]) <= ("ETag" in reply.headers)
    here = f"{github.url}/repositories/{github.state.home.id}"
    for name in ("link", "location"):
        theirs_here = row["headers"].get(name, "").replace("https://api.github.com/repositories/1000", here)
        assert (reply.headers[name] or "") == theirs_here.replace("https://api.github.com", github.url)


def test_enough_recordings_are_compared_to_mean_something() -> None:
    assert len(RECORDINGS) >= 19
    assert {row.values[1] for row in RECORDINGS} >= {
        "/repos/{owner}/{repo}",
        "/repos/{owner}/{repo}/issues",
        "/repos/{owner}/{repo}/git/refs/{ref}",
        "/repos/{owner}/{repo}/contents/{path}",
    }


def test_a_wrong_answer_would_be_noticed() -> None:
    (row,) = (row.values[0] for row in RECORDINGS if row.id.endswith("23-get-repository-get"))
    broken = {**row["response"], "id": "1000", "has_discussions": True}
    assert contract.answer_complaints("GET", "/repos/{owner}/{repo}", 200, broken, "application/json") != []
    less = {name: part for name, part in row["response"].items() if name != "owner"}
    assert ".owner.login" in beyond(row["response"], less)
