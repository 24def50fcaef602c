"""A command that is stopped at any request is made up for by the next run, and nothing is done twice."""

import pytest
from commanding import CommandedTown, commanded_town
from direct_wire import in_place
from forms import between_requests
from github_standin import State, serve

pytestmark = pytest.mark.slow

MOST = 45
"""No run takes more requests; those that take fewer are not stopped by the rest."""


class Stopped(BaseException):
    """As when a machine is taken away: nothing catches it."""


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    """One for all points. The contract is looked at elsewhere, by the same requests."""
    with serve(State(), checked=False) as server, in_place(server):
        yield commanded_town(server, tmp_path_factory.mktemp("town"))


@pytest.mark.parametrize("guarded", [False, True], ids=["open", "guarded"])
def test_wherever_it_is_stopped_the_next_run_makes_up_for_it_and_a_third_changes_nothing(town, guarded) -> None:
    """Before each request, which is after the one before it: all that GitHub keeps of a run is what it was sent."""
    github, points = town.github, 0
    for place in range(1, MOST):
        github.state.home.protected = guarded
        github.state.thread("pull/1").comments.clear()
        comment = town.say("pull/1", f"/status planned Reason {guarded} {place}.")

        def stop(request: int, place: int = place) -> None:
            if request == place:
                raise Stopped

        try:
            with between_requests(before=stop, after=lambda _: None):
                town.obey(comment)
        except Stopped:
            points += 1
        else:
            break
        town.obey(comment)
        look(town, comment.id, f"Reason {guarded} {place}.", guarded=guarded)
        if place % 5 == 0:
            once = (github.counters.writes, dict(github.state.home.git.refs))
            assert town.obey(comment).ending == "done already"
            assert (github.counters.writes, dict(github.state.home.git.refs)) == once
        if guarded:
            github.state.close(github.state.home.pulls[-1])
    assert 10 <= points < MOST - 1


def look(town: CommandedTown, comment: int, reason: str, *, guarded: bool) -> None:
    """One step, or one pull request with it; one answer, one sign of each kind."""
    steps = [change["reason"] for change in (town.decision() or {}).get("history", [])]
    assert steps.count(reason) == (0 if guarded else 1)
    pulls = [pull for pull in town.github.state.home.pulls if pull.head == f"ideario/command-{comment}"]
    assert len(pulls) == (1 if guarded else 0)
    assert sum(f"command {comment}: done" in text for text in town.answers("pull/1")) == 1
    assert sorted(town.signs(comment)) == ["eyes", "rocket"]
