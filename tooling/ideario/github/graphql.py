"""Asks GraphQL through the session: reads its errors, keeps to a budget of points, finds a size that GitHub manages.

Knows no thread and no vote. What a question costs at most is its caller's to say, by the number of its connections.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from ideario.forge.port import Exhausted, Lost, NotFound, Unreachable
from ideario.github.answer_shapes import Row, Shape, Unsound, fields, maybe, moment, text, whole
from ideario.github.refusals import Answer, Limited, no_access, secondary, used_up
from ideario.github.session import AGAIN, Session, TooHeavy
from ideario.github.transport import Broken
from ideario.messages.said import say

Key = TypeVar("Key")
Read = TypeVar("Read")
SIZES = (100, 50, 25, 10)
REFUSED = ("FORBIDDEN", "INSUFFICIENT_SCOPES", "UNAUTHORIZED")
TOO_MUCH = ("MAX_NODE_LIMIT_EXCEEDED", "RESOURCE_LIMITS_EXCEEDED")
RATE = fields(rateLimit=fields(cost=whole, remaining=whole, resetAt=moment))
ERROR = fields("type", type=maybe(text))
SEARCHING = say(
    "compare GITHUB_REPOSITORY with the repository; a private one is not there for a token that may not see it"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Queried:
    """What a query gave. `absent`: paths in `data` at which GitHub knows nothing, and nothing is there."""

    data: Row
    absent: frozenset[tuple[str | int, ...]]


def points(connections: int) -> int:
    """What GitHub takes for a query: its connections, each as often as it is asked for, by 100, rounded, at least 1.

    Source: GitHub's documentation, "Rate limits and query limits for the GraphQL API".
    """
    return max(1, (connections + 50) // 100)


class GraphQL:
    """Queries within a budget of points (None: any number); remembers which sizes GitHub managed, by name."""

    def __init__(self, session: Session, *, budget: int | None) -> None:
        self._session = session
        self._budget = budget
        self._sizes: dict[str, int] = {}

    def ask(
        self,
        query: str,
        variables: Mapping[str, object],
        *,
        shape: Shape,
        connections: int,
        shrinkable: bool = False,
    ) -> Queried:
        """The whole answer to a query, of this shape. Errors never pass for data; what is not there is in `absent`."""
        cost, meter = points(connections), self._session.meter
        self._afford(cost)

        def lost() -> None:
            meter.points += cost  # GitHub may have charged for it; nobody says
            self._afford(cost)

        return self._session.ask(
            "POST", self._session.connection.graphql_url, payload={"query": query, "variables": variables},
            read=lambda answer: self._read(answer, shape), shrinkable=shrinkable, lost=lost,
        )  # fmt: skip

    def change(self, query: str, variables: Mapping[str, object], *, shape: Shape) -> Row:
        """The data that a mutation gives, sent once, at the pace of a write: Unsure where no whole answer came.

        NoAccess where GitHub refuses it, NotFound where it knows nothing of what is named.
        """

        def read(answer: Answer) -> Row:
            body = answer.body
            if answer.status != 200 or not isinstance(body, dict):
                raise Broken(f"status {answer.status} from GraphQL")
            if self._absent(body.get("errors") or [], answer):
                raise NotFound(say("GitHub knows nothing of what was to be changed"), hint=SEARCHING)
            data = body.get("data")
            if not isinstance(data, dict):
                raise Broken("GraphQL answered without data")
            shape(data, "")
            return data

        self._afford(1)
        self._session.meter.points += 1
        if self._session.pace is not None:
            self._session.pace.write()
        url, payload = self._session.connection.graphql_url, {"query": query, "variables": variables}
        return self._session.ask("POST", url, payload=payload, read=read, once=True)

    def sized(self, name: str, ask: Callable[[int, bool], Read]) -> Read:
        """What `ask` gives for (size, whether a smaller one is left), with the largest size that GitHub manages."""
        while True:
            place = self._sizes.get(name, 0)
            try:
                return ask(SIZES[place], place + 1 < len(SIZES))
            except TooHeavy:
                self._sizes[name] = place + 1

    def batched(self, name: str, rows: Sequence[Key], ask: Callable[[Sequence[Key], bool], None]) -> None:
        """Have `ask` deal with all rows, in parts as large as GitHub manages."""
        done = 0

        def part(size: int, shrinkable: bool) -> int:  # noqa: FBT001 - as `sized` calls it
            chosen = rows[done : done + size]
            ask(chosen, shrinkable and len(chosen) > SIZES[-1])
            return len(chosen)

        while done < len(rows):
            done += self.sized(name, part)

    def _afford(self, cost: int) -> None:
        spent = self._session.meter.points
        if self._budget is not None and spent + cost > self._budget:
            raise Exhausted(
                say(
                    "the next request costs {cost} points, and {spent} of the budget of {budget} are spent",
                    cost=cost,
                    spent=spent,
                    budget=self._budget,
                ),
                hint=say("run again to go on, or give a larger --budget"),
            )

    def _read(self, answer: Answer, shape: Shape) -> Queried:
        body = answer.body
        if answer.status in (404, 410):
            raise NotFound(
                say("there is no GraphQL at {graphql_url}", graphql_url=self._session.connection.graphql_url),
                hint=say("mend GITHUB_GRAPHQL_URL; beside …/api/v3 it is …/api/graphql"),
            )
        if answer.status != 200 or not isinstance(body, dict):
            raise Broken(f"status {answer.status} from GraphQL")
        absent = self._absent(body.get("errors") or [], answer)
        data = body.get("data")
        if not isinstance(data, dict):
            raise Broken("GraphQL answered without data")
        RATE(data, "")
        rate, meter = data["rateLimit"], self._session.meter
        meter.points += rate["cost"]
        meter.remaining, meter.resets = rate["remaining"], datetime.fromisoformat(rate["resetAt"])
        shape(data, "")
        return Queried(data=data, absent=absent)

    def _absent(self, errors: object, answer: Answer) -> frozenset[tuple[str | int, ...]]:
        """Where nothing is; raises whatever else the errors say."""
        absent: set[tuple[str | int, ...]] = set()
        if not isinstance(errors, list):
            raise Unsound("errors is not a list")
        for error in errors:
            ERROR(error, "errors")
            kind, said = error.get("type") or "", self._session.said(error.get("message"))
            path = _path(error.get("path"))
            if kind == "RATE_LIMITED" or "rate limit" in said.lower():
                raise self._limit(said, answer)
            if kind in REFUSED:
                raise no_access(said)
            if kind == "NOT_FOUND" and path in ((), ("repository",)):
                raise NotFound(
                    say("GitHub knows no repository {repository}", repository=self._session.connection.repository),
                    hint=SEARCHING,
                )
            if kind == "INVALID_CURSOR_ARGUMENTS":
                raise Lost(say("GitHub no longer knows the place to go on from"), hint=say("run it again"))
            if kind != "NOT_FOUND":
                heavy = kind in TOO_MUCH or "timeout" in said.lower() or "timed out" in said.lower()
                raise Broken(f"GraphQL answered in part: {said}", heavy=heavy)
            absent.add(path)
        return frozenset(absent)

    def _limit(self, said: str, answer: Answer) -> Limited:
        if "secondary" in said.lower() or answer.headers.get("Retry-After"):
            return secondary(answer)
        return used_up(answer, self._session.now())


def _path(path: object) -> tuple[str | int, ...]:
    if path is None:
        return ()
    if not isinstance(path, list) or not all(type(part) in (str, int) for part in path):
        raise Unsound("errors.path is no path")
    return tuple(path)


def moved(what: str) -> Unreachable:
    """A list that never came out whole."""
    return Unreachable(say("{what} did not come out whole, however often it was read", what=what), hint=AGAIN)
