"""Faults that GitHub is known for, to be switched on for certain requests. Says which are due; `answers.py` spoils."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

KINDS = {
    "500": "an HTML page instead of an answer",
    "502": "the same",
    "503": "the same",
    "504": "the same",
    "timeout": "GraphQL's own 502, in JSON",
    "hangup": "the connection closes without a byte",
    "drop": "the connection closes in mid-answer",
    "truncate": "a whole HTTP answer with half of the body",
    "304": "not modified, whatever was asked",
    "empty": "a page without rows",
    "partial": "GraphQL: some nodes null, and errors",
    "nothing": "GraphQL: data null, and errors",
    "null-users": "all users null",
    "stale": "counts too low by `count`",
    "collapse": "no reactions anywhere",
    "rate-limit": "the hour's limit is used up",
    "secondary": "the secondary limit, with Retry-After",
    "abuse": "the same without Retry-After",
    "bad-credentials": "401",
    "no-access": "403, FORBIDDEN in GraphQL",
    "gone": "404, NOT_FOUND in GraphQL",
    "latency": "an answer after `seconds`",
    "call": "`call()` before the request is read",
    "not-json": "200 with an HTML page",
    "lie": "whatever `lie(answer)` makes of the answer",
}


@dataclass(slots=True, kw_only=True)
class Fault:
    """One fault. `on`: at the n-th request that fits, from now on; `times`: so often in a row (None: for ever).

    `where`: "", "rest", "graphql" or a part of `GET /path`, or of the query's text. `key`: the response key
    ("reactions") of the connection that `empty` and `partial` strike (default: the outermost). `count`: how many nodes
    or votes. `status`: of the secondary limits (403, or 429).
    """

    kind: str
    on: int = 1
    times: int | None = 1
    where: str = ""
    key: str | None = None
    count: int = 1
    seconds: float = 0.0
    retry_after: int = 60
    status: int = 403
    call: Callable[[], Any] | None = None
    lie: Callable[[Any], Any] | None = None
    seen: int = 0

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"no such fault: {self.kind}; there are {', '.join(KINDS)}")


class Faults:
    """The faults that are switched on, and how often each has struck (`struck`: kind → times)."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self.struck: dict[str, int] = {}

    def add(self, kind: str, **settings: Any) -> Fault:
        """Switch one on: `add("502", on=3, where="graphql")`."""
        fault = Fault(kind=kind, **settings)
        self._faults.append(fault)
        return fault

    @property
    def on(self) -> bool:
        """Whether any is switched on."""
        return bool(self._faults)

    def clear(self) -> None:
        """Switch all off."""
        self._faults.clear()

    def due(self, interface: str, text: str) -> dict[str, Fault]:
        """The faults that strike this request, by kind. `interface` is "rest" or "graphql"."""
        striking: dict[str, Fault] = {}
        for fault in self._faults:
            named = fault.where in ("rest", "graphql")
            if fault.where == interface or (not named and fault.where in text):
                fault.seen += 1
                if fault.on <= fault.seen and (fault.times is None or fault.seen < fault.on + fault.times):
                    striking[fault.kind] = fault
                    self.struck[fault.kind] = self.struck.get(fault.kind, 0) + 1
        return striking
