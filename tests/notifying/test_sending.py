"""A thread is told of a decision once, whatever a run is cut off at, and nobody is shut out for it."""

import contextlib
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from functools import partial

import pytest
from direct_wire import SetClock, notifying
from github_standin import Limits, Server, State, serve
from ideario.forge.pace import KEPT_FOR_ANSWERS
from ideario.ledger.beside.outbox import Notice, Outbox
from ideario.notifying.notice_plan import Outgoing, is_final
from ideario.notifying.notice_text import NoticeText, marker
from ideario.notifying.send_notices import AT_ONCE, Sending
from ideario.notifying.write_down import after, merged
from some_points import ALL

pytestmark = pytest.mark.slow

TOKEN, BOT = "of-actions", "github-actions[bot]"
DECISIONS = 1_000


class Crash(BaseException):
    """The machine goes away: nothing catches it."""


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def town(clock: SetClock) -> Iterator[Server]:
    """A stand-in on a clock that is set, with the account of a workflow and the limits of one."""
    state = State(clock=clock)
    state.token(TOKEN, BOT, kind="installation", limit=1_000)
    with serve(state, checked=False, limits=Limits(writes_a_minute=80, writes_an_hour=500)) as server:
        yield server


def due(outbox: Outbox) -> list[Outgoing]:
    return [
        Outgoing(one, NoticeText(f"It is now **{one.status}**.", "0" * 16))
        for one in outbox.notices.values()
        if one.state == "due" or (one.state == "refused" and not is_final(one))
    ]


def begun(clock: SetClock, threads: Sequence[str]) -> Outbox:
    """An outbox in which all these threads are to be told of a decision each."""
    notices = [
        Notice(event=f"{place:016x}", idea=f"idea-{place}", status="planned", thread=thread, since=clock.now())
        for place, thread in enumerate(threads)
    ]
    empty = Outbox(begun=clock.now(), looked=clock.now() - timedelta(hours=1))
    return empty.with_notices(*notices)


class Campaign:
    """Runs, one after the other, that send what is due. Each knows the outbox alone, as the one before has left it.

    `crash` is asked at each request whether the machine goes away: what is asked, and whether it was answered already.
    """

    def __init__(self, github: Server, outbox: Outbox, clock: SetClock) -> None:
        self.github = github
        self.outbox = outbox
        self.clock = clock
        self.crash: Callable[[str, bool], bool] = lambda said, answered: False
        self.crashes = 0
        self.runs = 0

    def _passed(self, said: str, *, answered: bool) -> None:
        if self.crash(said, answered):
            self.crashes += 1
            raise Crash

    def run(self, at_once: int = AT_ONCE) -> bool:
        """One run, as the command does it; whether all is done."""
        self.runs += 1
        outbox = self.outbox
        forge = notifying(
            self.github, TOKEN, self.clock, kept=KEPT_FOR_ANSWERS,
            before=partial(self._passed, answered=False), after=partial(self._passed, answered=True),
        )  # fmt: skip
        left = due(outbox)
        sent = frozenset(one.comment for one in outbox.notices.values() if one.comment is not None)
        forge.recall(outbox.writes, looked=outbox.looked, ids=sent)
        for start in range(0, len(left), at_once):
            batch = Sending(forge=forge, now=self.clock.now()).send(left[start : start + at_once])
            outbox = after(outbox, batch.changed, forge.account_writes())
            self.outbox = merged(self.outbox, outbox)
            if batch.stopped is not None:
                resets = getattr(batch.stopped, "resets", None)
                assert resets is not None, batch.stopped
                self.clock.moment = max(self.clock.moment, resets)
                return False
            forge.recall(ids=frozenset(one.comment for one in outbox.notices.values() if one.comment is not None))
        return True


def told(github: Server, name: str) -> list[str]:
    return [row.body.partition("\n")[0] for row in github.state.thread(name).comments if row.author.login == BOT]


def test_a_thousand_decisions_are_told_within_all_limits(town, clock) -> None:
    names = [f"issue/{town.state.issue(author='ada').number}" for _ in range(DECISIONS)]
    begin = clock.now()
    campaign = Campaign(town, begun(clock, names), clock)
    while not campaign.run():
        assert campaign.runs < 10
    for place, name in enumerate(names):
        assert told(town, name) == [marker(f"{place:016x}")]
    assert town.counters.limits_hit == 0
    assert town.counters.writes == DECISIONS
    assert town.counters.requests < 1.2 * DECISIONS
    assert timedelta(hours=2) <= clock.now() - begin < timedelta(hours=3)


def test_a_crash_before_or_after_any_request_leaves_each_thread_with_one_notice(town, clock) -> None:
    """More decisions than an hour has room for, and the machine goes away before each notice is posted, and after it;
    now and then at any other request, too.
    """
    decisions = DECISIONS if ALL else 600
    names = [f"issue/{town.state.issue(author='ada').number}" for _ in range(decisions)]
    campaign, crashed, passed = Campaign(town, begun(clock, names), clock), set[tuple[str, bool]](), 0

    def crash(said: str, answered: bool) -> bool:
        nonlocal passed
        passed += 1
        elsewhere = campaign.runs % 20 == 0 and passed == campaign.runs // 20 % 10 + 1
        posts = said.startswith("POST /repos") and (said, answered) not in crashed
        if posts:
            crashed.add((said, answered))
        return posts or elsewhere

    campaign.crash = crash
    ended = False
    while not ended:
        passed = 0
        with contextlib.suppress(Crash):
            ended = campaign.run(at_once=4)
    assert len(crashed) == 2 * decisions
    assert campaign.crashes > len(crashed) + decisions // 12
    for place, name in enumerate(names):
        assert told(town, name) == [marker(f"{place:016x}")]
    assert (town.counters.limits_hit, town.counters.writes) == (0, decisions)
