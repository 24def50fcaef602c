"""How fast a program may ask and write without being shut out: one budget for all that its account does. Asks nobody.

Source: GitHub's documentation, "Rate limits for the REST API": at least a second between writes, 80 a minute and 500 an
hour of what makes content, 1,000 requests an hour for the token of Actions. Kept a little below.

Several programs write as one account: those that answer people who write now, and the one that sends notices. Each asks
the forge before its first write what that account has written in the last hour, and counts it as its own. Two may write
at the same time, so each takes half of a minute's writes; and notices leave some of each hour's to answers.
"""

from collections import deque
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from ideario.forge.port import Exhausted
from ideario.messages.said import Said, say

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
WRITES_A_MINUTE = 80
WRITES_AN_HOUR = 450
KEPT_FOR_ANSWERS = 100
"""Writes of an hour that notices leave to those who answer."""
REQUESTS_AN_HOUR = 900
REQUESTS_LEFT = 10
"""The part of an hour's requests that is left to others, once the forge says how many there are: one in so many."""


class Pace:
    """Counts what a run asks and writes. `sleep` waits for seconds, `now` is the moment; both are the caller's.

    `kept` writes of each hour are left to others.
    """

    def __init__(self, *, sleep: Callable[[float], None], now: Callable[[], datetime], kept: int = 0) -> None:
        self._sleep = sleep
        self._now = now
        self._requests: deque[datetime] = deque(maxlen=REQUESTS_AN_HOUR)
        self._writes: deque[datetime] = deque(maxlen=WRITES_AN_HOUR - kept)
        self._look: Callable[[], Iterable[datetime]] | None = None
        self._given_back: datetime | None = None

    def look_first(self, look: Callable[[], Iterable[datetime]]) -> None:
        """Before the next write, `look` says when else something was written, of which this does not know yet."""
        self._look = look

    def known(self, moments: Iterable[datetime]) -> None:
        """Count that something was written at these moments."""
        since = self._now() - HOUR
        every = sorted([*self._writes, *(moment for moment in moments if moment > since)])
        self._writes = deque(every, maxlen=self._writes.maxlen)

    @property
    def written(self) -> tuple[datetime, ...]:
        """When something was written in the last hour, as far as that is known here; oldest first."""
        since = self._now() - HOUR
        return tuple(moment for moment in self._writes if moment > since)

    def told(self, *, limit: int, remaining: int, resets: datetime) -> None:
        """Take down what the forge says of the hour's requests, which all share who ask with the same token."""
        self._given_back = resets if remaining * REQUESTS_LEFT <= limit else None

    def ask(self) -> None:
        """Count a request. Exhausted where the hour has had all of its own."""
        now = self._now()
        if self._given_back is not None and now < self._given_back:
            raise _exhausted(
                say("what may be asked in this hour is nearly used up, and the rest is for others"), self._given_back
            )
        _hold_hour(self._requests, now, _asks)
        self._requests.append(now)

    def write(self) -> None:
        """Wait until something may be written, and count it. Exhausted where the hour has had all of its own."""
        if self._look is not None:
            self.known(self._look())
            self._look = None
        now = due = self._now()
        share = WRITES_A_MINUTE // 2
        if self._writes:
            due = max(due, self._writes[-1] + SECOND)
        if len(self._writes) >= share:
            due = max(due, self._writes[-share] + MINUTE)
        _hold_hour(self._writes, due, _writes)
        if due > now:
            self._sleep((due - now).total_seconds())
        self._writes.append(due)


def _asks(count: int | None) -> Said:
    return say("this account asks no more than {count} times an hour, so that it is not shut out", count=count)


def _writes(count: int | None) -> Said:
    return say("this account writes no more than {count} times an hour, so that it is not shut out", count=count)


def _hold_hour(done: deque[datetime], due: datetime, limit: Callable[[int | None], Said]) -> None:
    if len(done) == done.maxlen and due < done[0] + HOUR:
        raise _exhausted(limit(done.maxlen), done[0] + HOUR)


def _exhausted(said: Said, resets: datetime) -> Exhausted:
    return Exhausted(said, hint=say("run it again later; what is done is not done twice"), resets=resets)
