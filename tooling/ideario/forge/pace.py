"""How fast a program may ask and write without being shut out. One object for all that a run writes. Asks nobody.

Source: GitHub's documentation, "Rate limits for the REST API": at least a second between writes, 80 a minute and 500 an
hour of what makes content, 1,000 requests an hour for the token of Actions. Kept a little below.
"""

from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta

from ideario.forge.port import Exhausted

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
WRITES_A_MINUTE = 80
WRITES_AN_HOUR = 450
REQUESTS_AN_HOUR = 900


class Pace:
    """Counts what a run asks and writes. `sleep` waits for seconds, `now` is the moment; both are the caller's."""

    def __init__(self, *, sleep: Callable[[float], None], now: Callable[[], datetime]) -> None:
        self._sleep = sleep
        self._now = now
        self._requests: deque[datetime] = deque(maxlen=REQUESTS_AN_HOUR)
        self._writes: deque[datetime] = deque(maxlen=WRITES_AN_HOUR)

    def ask(self) -> None:
        """Count a request. Exhausted where the hour has had all of its own."""
        now = self._now()
        _hold_hour(self._requests, now, "asks")
        self._requests.append(now)

    def write(self) -> None:
        """Wait until something may be written, and count it. Exhausted where the hour has had all of its own."""
        now = due = self._now()
        if self._writes:
            due = max(due, self._writes[-1] + SECOND)
        if len(self._writes) >= WRITES_A_MINUTE:
            due = max(due, self._writes[-WRITES_A_MINUTE] + MINUTE)
        _hold_hour(self._writes, due, "writes")
        if due > now:
            self._sleep((due - now).total_seconds())
        self._writes.append(due)


def _hold_hour(done: deque[datetime], due: datetime, does: str) -> None:
    if len(done) == done.maxlen and due < done[0] + HOUR:
        resets = done[0] + HOUR
        raise Exhausted(
            f"this run {does} no more than {done.maxlen} times an hour, so that it is not shut out",
            hint="run it again later; what is done is not done twice",
            resets=resets,
        )
