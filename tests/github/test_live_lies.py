"""Whatever a server says, and however slowly: a Failure, or the truth. No traceback, and every run has an end."""

import gzip
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from communities import IDEA, put
from conftest import Outcome
from github_standin import Server
from github_standin.answers import Answer
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis_examples import examples
from ideario.forge.port import ForgeFailure, Unreachable, WrongClock
from ideario.github import bounds, transport
from ideario.github.refusals import said
from lives import live, surveyed
from sync_places import Place

pytestmark = pytest.mark.slow

Path_ = tuple[str | int, ...]


def leaves(value: Any, at: Path_ = ()) -> Iterator[Path_]:
    """Every place in a document."""
    yield at
    rows = value.items() if isinstance(value, dict) else enumerate(value[:2]) if isinstance(value, list) else ()
    for key, inner in rows:
        yield from leaves(inner, (*at, key))


def replaced(value: Any, at: Path_, by: Callable[[Any, Any], None]) -> None:
    """Let `by` change the container of a place, if there is such a place."""
    for key in at[:-1]:
        try:
            value = value[key]
        except (KeyError, IndexError, TypeError):
            return
    if isinstance(value, dict | list) and at:
        by(value, at[-1])


def _missing(where: Any, key: Any) -> None:
    if isinstance(where, dict):
        where.pop(key, None)


def _being(lie: Any) -> Callable[[Any, Any], None]:
    def become(where: Any, key: Any) -> None:
        if (isinstance(where, dict) and key in where) or (
            isinstance(where, list) and isinstance(key, int) and key < len(where)
        ):
            where[key] = lie

    return become


def _twice(where: Any, key: Any) -> None:
    found = where.get(key) if isinstance(where, dict) else None
    if isinstance(found, list):
        where[key] = found + found


VALUES: list[Any] = [
    None, True, -1, 0, 2**80, 1.5, "", "x", "\x1b[2J\n::error::x", "\ud800", [], [None], [[]], {}, {"a": 1},
    "2026-13-45T99:99:99Z", "2026-01-05T10:00:00", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00",
]  # fmt: skip
LIES: dict[str, Callable[[Any, Any], None]] = {
    "missing": _missing,
    "twice": _twice,
    **{repr(lie)[:30]: _being(lie) for lie in VALUES},
}


@pytest.fixture
def busy(ideario: Callable[..., Outcome], github: Server, tmp_path: Path) -> tuple[Place, list[Path_]]:
    """A place whose sync asks every question that there is; and every place in the answers to them."""
    github.checked = 0
    place = Place(ideario, github, tmp_path)
    for name in ("robot", "leaver"):
        place.state.account(name, kind="Bot" if name == "robot" else "User")
        place.vote(name)
    place.state.delete_account("leaver")
    place.state.comment(place.pulls["night-trams"], "zoe")
    place.state.issue(author="zoe")
    renamed = {"path": "content/ideas/seats.yml", "change": "RENAMED", "previous": "content/ideas/benches.yml"}
    place.state.merge(place.state.pull(author="ada", files=[renamed]))
    committed = place.state.pull(author="ada", files={"README.md": "x"})
    place.state.home.git.commit("main", {"content/ideas/shade.yml": "title: Shade\n"})
    place.state.merge(committed)
    for slug in ("seats", "shade"):
        put(place.root, f"ideas/{slug}", {**IDEA, "title": slug})
    history = [{"date": "2026-01-25", "status": "planned", "reason": "We will try."}]
    put(place.root, "decisions/night-trams", {"history": history, "threads": ["issue/3", "discussion/9", "pull/77"]})
    found: dict[Path_, None] = {}
    github.faults.add("lie", times=None, lie=lambda answer: found.update(dict.fromkeys(leaves(answer.body))))
    assert place.run().exit_code == 0
    github.faults.clear()
    places = [at for at in found if at]
    assert len(places) > 150
    return place, places


def held(place: Place, at: Path_, lie: str, *arguments: str) -> None:
    """A sync against this lie ends as promised."""
    place.github.refill()
    before = place.files()
    place.github.faults.add("lie", times=None, lie=lambda answer: replaced(answer.body, at, LIES[lie]))
    done = place.run(*arguments)
    place.github.faults.clear()
    assert done.exit_code in (0, 2), (at, lie, done.stderr)
    assert "Traceback" not in done.stderr
    told = done.stdout + done.stderr
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f]|^::|##\[", told, re.MULTILINE), (at, lie, told)
    if done.exit_code == 2:
        assert done.stderr.startswith("ideario: ")
        after = place.files()
        assert {n: t for n, t in after.items() if "staged" not in n} == {
            n: t for n, t in before.items() if "staged" not in n
        }


@settings(max_examples=examples(75), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_lie_anywhere_in_an_answer_is_a_failure_or_changes_nothing(busy, data) -> None:
    place, places = busy
    at, lie = data.draw(st.sampled_from(places)), data.draw(st.sampled_from(sorted(LIES)))
    held(place, at, lie, "--full", "--confirm-fall")


HEADERS = [
    {"Retry-After": value, "X-RateLimit-Reset": value}
    for value in ("1000000000000", "²", "-5", "1e400", "", "9" * 300, "nan", "Wed, 21 Oct 2015 07:28:00 GMT")
]


@pytest.mark.parametrize("headers", HEADERS, ids=str)
@pytest.mark.parametrize("status", [403, 429])
def test_absurd_times_of_a_limit_are_a_failure_with_a_time(github, headers, status) -> None:
    def lie(answer: Answer) -> None:
        answer.status, answer.body = status, {"message": "You have exceeded a secondary rate limit"}
        answer.headers |= headers

    github.checked = 0
    github.faults.add("lie", times=None, lie=lie)
    waits: list[float] = []
    with pytest.raises(ForgeFailure):
        live(github, waits=waits).repository()
    assert sum(waits) <= bounds.PATIENCE_SECONDS


@pytest.mark.parametrize(
    "location",
    [
        "http://127.0.0.1:99999/x", "http://[::1/x", "//", "http://127.0.0.1:1/x", "\x1b[2J", "https://evil.example/x",
        "x" * 9_000,
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", ["Location", "Link"])
def test_addresses_that_lead_nowhere_are_a_failure(github, location, name) -> None:
    def lie(answer: Answer) -> None:
        answer.headers[name] = location if name == "Location" else f'<{location}>; rel="next", <{location}>; rel="last"'
        answer.status = 301 if name == "Location" else 200

    github.checked = 0
    github.faults.add("lie", where="rest", times=None, lie=lie)
    with pytest.raises(ForgeFailure):
        live(github).pull_of("content/ideas/x.yml")
    github.violations.clear()  # of where it was sent


def _next(link: str) -> Callable[[Answer], None]:
    return lambda answer: answer.headers.update({"Link": f'<{link}>; rel="next"'})


def test_a_list_that_goes_on_with_itself_ends_at_once(github) -> None:
    github.state.merge(github.state.pull(files={"content/ideas/x.yml": "title: x\n"}))
    github.checked = 0
    github.faults.add(
        "lie", where="/commits", times=None, lie=_next(f"{github.url}/repos/riverton/ideas/commits?path=x&page=2")
    )
    with pytest.raises(Unreachable):
        live(github).pull_of("content/ideas/x.yml")
    assert github.counters.requests < 12


def _paged(cursors: Iterator[str]) -> Callable[[Answer], None]:
    """Every connection goes on, at the next of these cursors."""

    def go_on(value: Any) -> None:
        if isinstance(value, dict):
            if "hasNextPage" in value:
                value |= {"hasNextPage": True, "endCursor": next(cursors)}
            for inner in value.values():
                go_on(inner)
        elif isinstance(value, list):
            for inner in value:
                go_on(inner)

    return lambda answer: go_on(answer.body)


def _alternating() -> Iterator[str]:
    while True:
        yield "A"
        yield "B"


@pytest.mark.parametrize("question", ["pulls", "reactions", "files", "talks"])
def test_cursors_that_lead_in_circles_end_at_once(github, question) -> None:
    state = github.state
    for number in range(3):
        pull = state.pull(files=[f"content/ideas/idea-{number}.yml"])
        state.react(pull, "bob")
        state.comment(pull, pull.author.login)
    forge = live(github)
    rollups = list(surveyed(forge)[0].values())
    github.checked = 0
    github.faults.add("lie", times=None, where="graphql", lie=_paged(_alternating()))
    asked = github.counters.requests
    with pytest.raises(Unreachable):
        surveyed(forge) if question == "pulls" else getattr(forge, question)(rollups)
    assert github.counters.requests - asked < 25


def test_new_pages_for_ever_end_where_there_were_never_so_many(github) -> None:
    """A server that always finds a hundred more pull requests, each of them new."""
    made = iter(range(1, 10**9))

    def row() -> dict[str, Any]:
        number = next(made)
        return {
            "__typename": "PullRequest", "id": f"PR_{number}", "number": number, "state": "OPEN", "author": None,
            "createdAt": "2026-01-05T10:00:00Z", "updatedAt": "2026-01-05T10:00:00Z", "mergedAt": None,
            "headRefOid": "a" * 40, "totalCommentsCount": 0, "locked": False,
            "baseRefName": "main", "baseRef": {"name": "main"}, "headRefName": "patch", "isCrossRepository": True,
            "reactions": {"totalCount": 0, "nodes": []},
        }  # fmt: skip

    def lie(answer: Answer) -> None:
        found = {
            "nodes": [row() for _ in range(100)],
            "totalCount": 10**9,
            "pageInfo": {"hasNextPage": True, "endCursor": str(next(made))},
        }
        rate = {"cost": 1, "remaining": 4_000, "resetAt": "2026-12-01T00:00:00Z"}
        repository = {"databaseId": 1001, "defaultBranchRef": {"name": "main"}, "pullRequests": found}
        answer.body = {"data": {"repository": repository, "rateLimit": rate}}

    github.state.pull()
    github.checked = 0
    forge = live(github)
    forge.repository()
    github.faults.add("lie", times=None, where="graphql", lie=lie)
    with pytest.raises(Unreachable, match="no end"):
        surveyed(forge, voters=False)
    assert github.counters.graphql < 20


def test_a_pull_request_that_is_listed_twice_is_no_list(github) -> None:
    """Else the votes of one would be taken for those of the other."""
    for who in ("ada", "bob"):
        github.state.react(github.state.pull(author=who), "zoe")

    def lie(answer: Answer) -> None:
        rows = answer.body["data"]["repository"]["pullRequests"]["nodes"]
        rows[1]["number"] = rows[0]["number"]

    github.faults.add("lie", times=None, where="pullRequests(", lie=lie)
    github.checked = 0
    with pytest.raises(Unreachable, match="there twice"):
        surveyed(live(github))


def _somebody(change: Callable[[dict[str, Any]], object]) -> Callable[[Answer], None]:
    """Every account that an answer names is changed."""

    def walk(value: Any) -> None:
        if isinstance(value, dict):
            if "__typename" in value and "login" in value:
                change(value)
            for inner in value.values():
                walk(inner)
        elif isinstance(value, list):
            for inner in value:
                walk(inner)

    return lambda answer: walk(answer.body)


@pytest.fixture
def met(github: Server) -> Server:
    """A thread that asks for accounts in every way: author, reactors, comments, reviews."""
    pull = github.state.pull(author="ada", files=["content/ideas/x.yml"])
    github.state.account("robot", kind="Bot")
    github.state.react(pull, "robot")
    github.state.comment(pull, "zoe")
    github.state.review(pull, "zoe")
    github.checked = 0
    return github


@pytest.mark.parametrize("question", ["pulls", "threads", "reactions", "talks"])
@pytest.mark.parametrize("lie", [{"login": None}, {"__typename": "Agent"}], ids=str)
def test_an_account_with_a_number_and_without_a_name_or_kind_is_a_failure(met, question, lie) -> None:
    forge = live(met)
    rollups = list(surveyed(forge)[0].values())
    met.faults.add("lie", times=None, where="graphql", lie=_somebody(lambda account: account.update(lie)))
    ask = {"pulls": lambda: surveyed(forge), "threads": lambda: forge.threads(["pull/1"])}
    with pytest.raises(Unreachable, match="a number and no name"):
        ask.get(question, lambda: getattr(forge, question)(rollups))()


def test_somebody_of_a_kind_that_github_has_tomorrow_stops_nothing_and_is_nobody(met) -> None:
    def another(account: dict[str, Any]) -> None:
        account.clear()
        account["__typename"] = "Agent"

    met.faults.add("lie", times=None, where="graphql", lie=_somebody(another))
    rollups, reactions = surveyed(live(met))
    assert rollups["pull/1"].author is None
    assert [one.account for one in reactions["pull/1"]] == [None]


def test_a_change_of_a_file_of_a_kind_that_github_has_tomorrow_stops_nothing_and_brings_no_idea(met) -> None:
    def another(answer: Answer) -> None:
        for node in (answer.body.get("data") or {}).get("nodes") or ():
            for row in (node.get("files") or {}).get("nodes") or ():
                row["changeType"] = "RETYPED"

    forge = live(met)
    rollups = list(surveyed(forge)[0].values())
    met.faults.add("lie", times=None, where="graphql", lie=another)
    assert [one.change for one in forge.files(rollups)["pull/1"]] == ["changed"]


def _swollen(answer: Answer) -> None:
    answer.headers["Content-Encoding"] = "gzip"
    answer.body = gzip.compress(b" " * (300 << 20), 9)


def _deep(answer: Answer) -> None:
    answer.body = b"[" * 200_000


@pytest.mark.parametrize("lie", [_swollen, _deep, lambda answer: answer.headers.update({"Content-Encoding": "br"})])
def test_answers_that_swell_or_have_no_bottom_are_a_failure(github, lie) -> None:
    github.checked = 0
    github.faults.add("lie", times=None, lie=lie)
    with pytest.raises(Unreachable):
        live(github).repository()


def _dripping(head: bytes) -> Callable[[Any], None]:
    def write(connection: Any) -> None:
        connection.sendall(head)
        for _ in range(200):
            connection.sendall(b"X")
            time.sleep(0.1)

    return write


@pytest.mark.parametrize(
    "head",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n", b"HTTP/1.1 200 OK\r\nDate: ",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"HT",
    ],
    ids=["body", "headers", "chunks", "status"],
)  # fmt: skip
def test_an_answer_that_drips_is_cut_off(github, monkeypatch, head) -> None:
    monkeypatch.setattr(transport, "ANSWER_SECONDS", 0.5)

    def lie(answer: Answer) -> None:
        answer.write = _dripping(head)

    github.faults.add("lie", times=None, lie=lie)
    github.checked = 0
    begun = time.monotonic()
    with pytest.raises(Unreachable, match="2 tries"):
        live(github).repository()
    assert time.monotonic() - begun < 6


@pytest.mark.parametrize("bound", ["REQUESTS", "RUN_BYTES", "RUN_SECONDS"])
def test_a_run_ends_at_its_bounds(github, monkeypatch, bound) -> None:
    github.state.pull()
    forge = live(github)
    forge.repository()
    monkeypatch.setattr(bounds, bound, 0)
    with pytest.raises(ForgeFailure, match="this run has asked 2 times"):
        surveyed(forge)


@pytest.mark.parametrize("seconds", [-3 * 86_400, 400, 34 * 365 * 86_400])
def test_a_clock_that_is_wrong_is_told_with_both_times(github, seconds) -> None:
    github.skew = seconds
    with pytest.raises(WrongClock, match=r"by the clock of this machine it is \d{4}-.* by GitHub's \d{4}-") as failed:
        live(github).repository()
    assert "set the clock" in failed.value.hint


def test_clocks_that_are_a_minute_apart_are_right(github) -> None:
    github.skew = 60
    assert live(github).repository().id == 1001


def test_what_a_server_says_is_one_short_line_without_commands_and_secrets() -> None:
    words = "\x1b[2Jgone\r\n::error::x ##[add-mask]\u202e y ghp_secret " + "z" * 10_000
    shown = said(words, without=("ghp_secret", None))
    assert shown.isprintable()
    assert len(shown) <= bounds.MESSAGE + 1
    assert not re.search(r"::|##\[|ghp_secret", shown)
    assert said({"message": "no text"}) == ""
    assert not re.search(r"::|##\[", said(":::::: ####[[ ##[##["))
