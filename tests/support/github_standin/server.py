"""The stand-in itself: who asks, may they, how much is left to them, which faults strike, and the contract."""

import contextlib
import html
import threading
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from http.server import ThreadingHTTPServer
from typing import Any

from . import contract, control, graphql_api, rest, rest_actions, rest_git, rest_settings, rest_threads, routes
from .answers import Answer, error, graphql_error, no_access, not_found, spoil, unicorn
from .door import Door, Request
from .faults import Fault, Faults
from .limits import Accounts, Bucket, Limits, Window
from .routes import Call, Refused
from .state import State
from .things import Token

SERVED = (rest, rest_actions, rest_git, rest_settings, rest_threads)  # imported for the addresses that they register
VERSIONS = {"2022-11-28", "2026-03-10"}


@dataclass(slots=True)
class Counters:
    """What callers have asked and spent."""

    requests: int = 0
    rest: int = 0
    graphql: int = 0
    points: int = 0
    nodes: int = 0
    not_modified: int = 0
    writes: int = 0
    limits_hit: int = 0
    log: list[str] = field(default_factory=list)


class Server:
    """A running stand-in. `checked`: hold every request and answer against the contract (an int n: every n-th)."""

    def __init__(
        self, state: State, *, checked: bool | int = True, limits: Limits | None = None, port: int = 0
    ) -> None:
        self.state = state
        self.limits = limits or Limits()
        self.faults = Faults()
        self.counters = Counters()
        self.violations: list[str] = []
        self.checked = int(checked)
        self.accounts = Accounts()
        self.skew = 0
        """By how many seconds the clock of this server, which the header Date shows, is ahead."""
        self._writes: dict[int, deque[int]] = {}
        kind = type("Door", (Door,), {"standin": self})
        self._http = ThreadingHTTPServer(("127.0.0.1", port), kind)
        self._http.daemon_threads = True
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._http.server_port}"
        self.graphql_url = f"{self.url}/graphql"
        self.enterprise_url = f"{self.url}/api/v3"

    def close(self) -> None:
        """Stop serving."""
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    def refill(self) -> None:
        """Begin every token's hour anew."""
        self.accounts = Accounts()

    def environment(self, token: str = "maintainer-token", *, enterprise: bool = False) -> dict[str, str]:
        """What Actions set for a job, with this server in GitHub's place."""
        return {
            "GITHUB_TOKEN": token,
            "GITHUB_REPOSITORY": self.state.home.full_name,
            "GITHUB_API_URL": self.enterprise_url if enterprise else self.url,
            "GITHUB_GRAPHQL_URL": f"{self.url}/api/graphql" if enterprise else self.graphql_url,
        }

    @property
    def voters(self) -> list[tuple[int, str]]:
        """(id, login) of every account that ever reacted: what no committed file may name."""
        return [(number, self.state.accounts[number].login) for number in sorted(self.state.voters)]

    def report(self) -> dict[str, Any]:
        """The counters, what they cost this program, and the violations."""
        with self.state.lock:
            return {**asdict(self.counters), **control.measured(), "violations": list(self.violations)}

    def answer(self, request: Request) -> tuple[Answer, dict[str, Fault]]:
        """The answer to a request, and the faults that strike it."""
        if request.path.startswith("/_standin/"):
            return control.answer(self, request), {}
        with self.state.lock:
            interface: Bucket = "graphql" if request.path == "/graphql" else "core"
            self._count(request, interface)
            content = request.content.decode("utf-8", "replace") if interface == "graphql" else ""
            text = f"{request.method} {request.path} {content}"
            due = self.faults.due("graphql" if interface == "graphql" else "rest", text)
            if "call" in due and due["call"].call is not None:
                due["call"].call()
            token, answer = self._who(request, due)
            window = self._window(token, interface)
            if "rate-limit" in due:
                window.used = window.limit
            answer = answer or self._instead(request, interface, due, token)
            if answer is None:
                answer = (
                    self._graphql(request, token, window)
                    if interface == "graphql"
                    else self._rest(request, token, window)
                )
            spoil(answer, due)
            answer.headers |= window.headers(interface)
        if "latency" in due:
            time.sleep(due["latency"].seconds)
        return answer, due

    def _count(self, request: Request, interface: Bucket) -> None:
        self.counters.requests += 1
        if interface == "graphql":
            self.counters.graphql += 1
        else:
            self.counters.rest += 1
        if len(self.counters.log) < 10_000:
            self.counters.log.append(f"{request.method} {request.path}")

    def _checks(self) -> bool:
        return self.checked > 0 and self.counters.requests % self.checked == 0

    def _who(self, request: Request, due: dict[str, Fault]) -> tuple[Token | None, Answer | None]:
        """The token that the caller shows, or the refusal of it."""
        if "user-agent" not in request.headers:
            message = "Request forbidden by administrative rules. Please make sure your request has a User-Agent header"
            return None, error(403, message)
        version = request.headers.get("x-github-api-version")
        if version is not None and version not in VERSIONS:
            return None, error(400, f'"{version}" is not a supported API version.')
        scheme, _, secret = request.headers.get("authorization", "").partition(" ")
        if "bad-credentials" in due:
            return None, error(401, "Bad credentials")
        if not scheme or _is_app(secret):
            return None, None
        token = self.state.tokens.get(secret.strip())
        if scheme.lower() not in ("token", "bearer") or token is None:
            return None, error(401, "Bad credentials")
        return token, None

    def _window(self, token: Token | None, bucket: Bucket) -> Window:
        limit = self.limits.anonymous if token is None else getattr(token, f"limit_{bucket}")
        return self.accounts.window(token.secret if token else "", bucket, limit=limit, now=self.state.now())

    def _instead(
        self, request: Request, interface: Bucket, due: dict[str, Fault], token: Token | None
    ) -> Answer | None:
        """The answer of a fault that keeps a request from being looked at, or None."""
        for status in (500, 502, 503, 504):
            if str(status) in due:
                return unicorn(status)
        wordings = {"no-access": ("FORBIDDEN", "Resource not accessible by integration"), "gone": ("NOT_FOUND", f"Could not resolve to a Repository with the name '{self.state.home.full_name}'.")}  # fmt: skip  # noqa: E501 - the messages as they are
        for kind, (name, message) in wordings.items():
            if kind in due and interface == "graphql":
                errors = [graphql_error(name, message, ["repository"])]
                return Answer(body={"data": {"repository": None}, "errors": errors})
            if kind in due:
                return no_access() if kind == "no-access" else not_found()
        trouble = "Something went wrong while executing your query. This may be the result of a timeout."
        if "timeout" in due or "nothing" in due:
            body = {"data": None, "errors": [{"message": trouble}]}
            return Answer(status=502 if "timeout" in due else 200, body=body)
        for kind in ("secondary", "abuse"):
            if kind in due:
                return _secondary(due[kind], with_time=kind == "secondary")
        return self._too_many_writes(request, token)

    def _too_many_writes(self, request: Request, token: Token | None) -> Answer | None:
        """GitHub's published secondary limits: content made by one account in a minute, and in an hour."""
        asks = b'"mutation' not in request.content if request.path == "/graphql" else request.method == "GET"
        if asks or token is None:
            return None
        now, times = self.state.now(), self._writes.setdefault(token.account.id, deque())
        while times and times[0] <= now - 3600:
            times.popleft()
        for most, seconds in ((self.limits.writes_a_minute, 60), (self.limits.writes_an_hour, 3600)):
            if len(times) >= most and times[-most] > now - seconds:
                self.counters.limits_hit += 1
                return _secondary(Fault(kind="secondary", retry_after=times[-most] + seconds - now), with_time=True)
        times.append(now)
        self.counters.writes += 1
        return None

    def _graphql(self, request: Request, token: Token | None, window: Window) -> Answer:
        if request.method != "POST":
            return not_found()
        if token is None:
            return error(401, "This endpoint requires you to be authenticated.")
        outcome = graphql_api.answer(
            request.body, state=self.state, token=token, window=window, limits=self.limits, twice=self._checks()
        )
        if self._checks():
            self.violations += outcome.complaints
        if outcome.cost is not None:
            self.counters.points += outcome.cost.points
            self.counters.nodes += outcome.cost.nodes
            if self.limits.heavy_nodes is not None and outcome.cost.nodes > self.limits.heavy_nodes:
                return unicorn(502)
        return outcome.answer

    def _rest(self, request: Request, token: Token | None, window: Window) -> Answer:
        found = routes.find(request.method, request.path)
        if found is None:
            self.violations.append(f"request {request.method} {request.path}: the stand-in serves no such address")
            return not_found()
        function, template, names = found
        if window.remaining <= 0 and template != "/rate_limit":
            self.counters.limits_hit += 1
            whose = f"user ID {token.account.id}" if token else "127.0.0.1"
            return error(403, f"API rate limit exceeded for {whose}.")
        call = Call(
            state=self.state, limits=self.limits, method=request.method, path=request.path, query=request.query,
            headers=request.headers, body=request.body, base=request.base, token=token, names=names, template=template,
            app=_is_app(request.headers.get("authorization", "").partition(" ")[2]),
            windows={"core": self._window(token, "core"), "graphql": self._window(token, "graphql")},
        )  # fmt: skip
        try:
            answer = function(call)
        except Refused as refused:
            answer = refused.answer
        _render(answer.body, request.headers.get("accept", ""))
        if self._checks():
            self.violations += contract.request_complaints(request.method, template, request.query, names, request.body)
            self.violations += contract.answer_complaints(
                request.method, template, answer.status, answer.body, answer.media
            )
        return self._cached(request, answer, token, window, free=template == "/rate_limit")

    def _cached(self, request: Request, answer: Answer, token: Token | None, window: Window, *, free: bool) -> Answer:
        """The answer with its weak, token-bound ETag, or 304 for one that the caller has; a 304 costs nothing."""
        if answer.status in (200, 201):
            tag = control.tag(token.secret if token else "", answer.encoded())
            if request.method == "GET" and request.headers.get("if-none-match") == tag:
                self.counters.not_modified += 1
                return Answer(status=304, headers={"ETag": tag})
            answer.headers |= {"ETag": tag, "Cache-Control": "private, max-age=60, s-maxage=60"}
        window.used += 0 if free else 1
        return answer


def _render(body: Any, accept: str) -> None:
    """Add what the media type asks for to everything that has a body: `html`, `text`, or `full` for both."""
    for row in body if isinstance(body, list) else [body]:
        if isinstance(row, dict) and "body" in row:
            words = row["body"] or ""
            if ".html" in accept or ".full" in accept:
                row["body_html"] = f'<p dir="auto">{html.escape(words)}</p>' if words else ""
            if ".text" in accept or ".full" in accept:
                row["body_text"] = words


def _is_app(secret: str) -> bool:
    """Whether a secret looks like the signed token of an application; its signature is believed."""
    return secret.startswith("ey") and secret.count(".") == 2


def _secondary(fault: Fault, *, with_time: bool) -> Answer:
    message = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."
    return error(fault.status, message, headers={"Retry-After": str(fault.retry_after)} if with_time else {})


@contextlib.contextmanager
def serve(
    state: State | None = None, *, checked: bool | int = True, limits: Limits | None = None, port: int = 0
) -> Iterator[Server]:
    """A stand-in that serves until the block ends."""
    server = Server(state or State(), checked=checked, limits=limits, port=port)
    try:
        yield server
    finally:
        server.close()
