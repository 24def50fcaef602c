"""A program that is stopped before any of its requests leaves nothing that the next run makes twice.

After a request is before the next one: all that GitHub keeps of a run is what it was sent.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from communities import riverton
from direct_wire import in_place
from forms import between_requests, filled_in
from github_standin import Server, State, serve
from ideario.actions.proposals.receiving import receive
from ideario.forge.issue_forms import branch_of_issue
from ideario.resources import tool_resources
from lives import alone, writing
from some_points import some

pytestmark = pytest.mark.slow

TOKEN, BOT = "of-actions", "github-actions[bot]"
MORE = filled_in(body="Five benches.")
WRONG = filled_in(consent=False)


class Stopped(BaseException):
    """As when a machine is taken away: nothing catches it."""


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    return riverton(tmp_path_factory.mktemp("town"))


@pytest.fixture(scope="module")
def github():
    """One for all points: each has an issue of its own. The contract is looked at elsewhere, by the same requests."""
    with alone(), serve(State(), checked=False) as server, in_place(server):
        server.state.token(TOKEN, BOT, kind="installation", limit=1_000_000)
        server.limits.writes_a_minute = server.limits.writes_an_hour = 1_000_000
        yield server


def received(github: Server, root: Path, number: int) -> None:
    receive(
        root, number, resources=tool_resources(), connect=lambda _: writing(github, token=TOKEN), language="en",
        now=datetime.now(UTC),
    )  # fmt: skip


Before = Callable[[Server, str, Callable[[], None]], None]


def fresh(_: Server, _name: str, _run: Callable[[], None]) -> None:
    """Nobody has looked at the issue yet."""


def edited(github: Server, name: str, run: Callable[[], None]) -> None:
    """It was proposed, and is another text now."""
    run()
    github.state.edit(name, body=MORE)


def mended(github: Server, name: str, run: Callable[[], None]) -> None:
    """It had to be mended, and was."""
    github.state.edit(name, body=WRONG)
    run()
    github.state.edit(name, body=MORE)


def broken(github: Server, name: str, run: Callable[[], None]) -> None:
    """It was proposed, and has to be mended now."""
    run()
    github.state.edit(name, body=WRONG)


def not_allowed(github: Server, _: str, run: Callable[[], None]) -> None:
    """No program might open pull requests, and now one may."""
    github.state.home.settings.may_open_pulls = False
    run()
    github.state.home.settings.may_open_pulls = True


def merged(github: Server, name: str, run: Callable[[], None]) -> None:
    """It was merged, and is another text now."""
    run()
    number = int(name.partition("/")[2])
    github.state.merge(next(pull for pull in github.state.home.pulls if pull.head == branch_of_issue(number)))
    github.state.edit(name, body=MORE)


def stopped_twice(github: Server, name: str, run: Callable[[], None]) -> None:
    """The run before was stopped when it had made the branch, and nothing else."""

    def stop(_: int) -> None:
        if f"refs/heads/{branch_of_issue(int(name.partition('/')[2]))}" in github.state.home.git.refs:
            raise Stopped

    with pytest.raises(Stopped), between_requests(before=stop, after=lambda _: None):
        run()


BEGINNINGS = (fresh, edited, mended, broken, not_allowed, merged, stopped_twice)
MOST = 40
"""No run takes more requests; those that take fewer are not stopped by the rest."""


@pytest.mark.parametrize("begin", BEGINNINGS, ids=lambda begin: begin.__name__)
def test_whatever_request_it_is_stopped_at_the_next_run_makes_nothing_twice(github, root, begin) -> None:
    points = 0
    for place in range(1, MOST):
        issue = github.state.issue(author="ada", title=f"Benches {begin.__name__} {place}", body=filled_in())
        name = f"issue/{issue.number}"

        def run(number: int = issue.number) -> None:
            received(github, root, number)

        def stop(request: int, place: int = place) -> None:
            if request == place:
                raise Stopped

        begin(github, name, run)
        try:
            with between_requests(before=stop, after=lambda _: None):
                run()
        except Stopped:
            points += 1
        else:
            break
        run()
        look(github, issue.number, begin)
        once = (github.counters.writes, dict(github.state.home.git.refs))
        run()
        assert (github.counters.writes, dict(github.state.home.git.refs)) == once
    assert 10 <= points < MOST - 1


def look(github: Server, number: int, begin: Before) -> None:
    """One branch, one pull request, no answer twice, no commit twice."""
    state, branch = github.state, branch_of_issue(number)
    pulls = [pull for pull in state.home.pulls if pull.head == branch]
    assert len(pulls) == 1
    answers = [row.body.partition("\n")[0] for row in state.thread(f"issue/{number}").comments]
    turns = [answer.partition(":")[0] for answer in answers]
    assert len(set(turns)) == len(turns) == (1 if begin in (fresh, edited, stopped_twice) else 2)
    git, sha, commits = state.home.git, state.home.git.refs[f"refs/heads/{branch}"], list[str]()
    while git.commits[sha].message.startswith("Propose"):
        commits.append(git.commits[sha].tree)
        sha = git.commits[sha].parents[0]
    assert len(set(commits)) == len(commits) == (2 if begin is edited else 1)


def test_a_run_that_is_stopped_twice_at_any_two_requests_leaves_one_of_each(github, root) -> None:
    points = 0
    for first in some(range(1, MOST), every=3):
        for second in range(1, MOST):
            issue = github.state.issue(author="ada", title=f"Benches {first} {second}", body=filled_in())
            ended = 0
            for place in (first, second):

                def stop(request: int, place: int = place) -> None:
                    if request == place:
                        raise Stopped

                try:
                    with between_requests(before=stop, after=lambda _: None):
                        received(github, root, issue.number)
                    ended += 1
                except Stopped:
                    points += 1
            if ended:
                break
            received(github, root, issue.number)
            look(github, issue.number, fresh)
        if second == 1:
            break
    assert points >= 180
