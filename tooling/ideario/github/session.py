"""Speaks HTTP with GitHub through github3.py's session: authentication, time-outs, retries, waiting, limits.

Knows no query and no thread. Every answer is whole JSON with a status that may mean something, or a ForgeFailure.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from urllib.parse import urljoin

import github3
import jwt
from github3.exceptions import GitHubException
from github3.session import GitHubSession

from ideario import __version__
from ideario.github.connection import App, Connection
from ideario.github.forge import Exhausted, Meter, NoAccess, NotFound, Unreachable

Read = TypeVar("Read")
TRIES = 4
CONNECT_SECONDS, READ_SECONDS = 10, 30
CHUNK = 1 << 20
PATIENCE_SECONDS = 60
"""How long a run waits for GitHub's limits, all waits together."""
AGAIN = "nothing was counted from it; run again in a while (see githubstatus.com if it goes on)"
PERMISSIONS = "read access to contents, issues, pull requests and discussions"


class Broken(Exception):
    """One answer was not whole. `heavy`: because the question may have been too much for GitHub."""

    def __init__(self, reason: str, *, heavy: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.heavy = heavy


class TooHeavy(Exception):
    """GitHub did not manage a question that can be made smaller."""


class Limited(Exception):
    """GitHub gives no more for some seconds; `why` is its limit's name."""

    def __init__(self, seconds: float, why: str) -> None:
        super().__init__(why)
        self.seconds = seconds
        self.why = why


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A status that is no trouble of the transport's, the JSON, the addresses that Link names, that of a move."""

    status: int
    body: Any
    headers: Mapping[str, str]
    links: Mapping[str, str]
    moved_to: str | None


class Session:
    """Requests to one GitHub. `sleep` waits for seconds, `now` is the moment; both are the caller's."""

    def __init__(
        self, connection: Connection, meter: Meter, *, sleep: Callable[[float], None], now: Callable[[], datetime]
    ) -> None:
        if not connection.token and connection.app is None:
            raise NoAccess(
                "GitHub gives votes to nobody without a token",
                hint=f"set GITHUB_TOKEN to a token with {PERMISSIONS}",
            )
        self.connection = connection
        self.meter = meter
        self.now = now
        self._sleep = sleep
        self._waited = 0.0
        self._session = GitHubSession(default_connect_timeout=CONNECT_SECONDS, default_read_timeout=READ_SECONDS)
        self._session.base_url = connection.api_url
        self._session.headers.update(
            {
                "Accept": "application/vnd.github+json",
                "User-Agent": f"ideario/{__version__}",
                "X-GitHub-Api-Version": "2022-11-28",  # github3.py's objects know no later one
            }
        )
        if connection.app is None:
            self._session.token_auth(connection.token)

    def ask(
        self,
        method: str,
        url: str,
        *,
        read: Callable[[Answer], Read],
        params: Mapping[str, str] | None = None,
        payload: Any = None,
        shrinkable: bool = False,
        lost: Callable[[], None] = lambda: None,
    ) -> Read:
        """What `read` makes of a whole answer. `read` may raise Broken or Limited too, and the question is asked again.

        `lost` is told of each answer that did not come whole. A `shrinkable` question raises TooHeavy instead of being
        asked again and again.
        """
        failures = 0
        while True:
            try:
                return read(self._once(method, url, params, payload))
            except Limited as limited:
                self._wait(limited)
            except Broken as broken:
                failures += 1
                lost()
                if shrinkable and broken.heavy and failures > 1:
                    raise TooHeavy(broken.reason) from broken
                if failures == TRIES:
                    message = f"GitHub gave no whole answer in {TRIES} tries: {broken.reason}"
                    raise Unreachable(message, hint=AGAIN) from broken
                self.pause(failures - 1)

    def rest(self, path: str, *, params: Mapping[str, str] | None = None) -> Answer:
        """The answer to a GET of REST: 200, or a status that says where or that nothing is there (301, 404, 410, 422).

        `path` is below the API's address, or a whole address that GitHub gave, which must lie there too.
        """
        url = path if path.startswith(("http:", "https:")) else f"{self.connection.api_url}/{path}"
        return self.ask("GET", self._inside(url), read=lambda answer: answer, params=params)

    def pause(self, attempt: int) -> None:
        """Wait a little before something is read again."""
        self._sleep(float(2**attempt))

    def _inside(self, url: str) -> str:
        """The address itself; the token goes nowhere but to the API that it was given for."""
        if not url.startswith(f"{self.connection.api_url}/"):
            raise Unreachable(
                f"GitHub sent us to {url}, which is not below {self.connection.api_url}",
                hint="compare GITHUB_API_URL with the address that your server gives itself",
            )
        return url

    def _once(self, method: str, url: str, params: Mapping[str, str] | None, payload: Any) -> Answer:
        if self.connection.app is not None and self._session.auth is None:
            self._log_in(self.connection.app)
        answer = self._sent(method, url, params, payload)
        if answer.status == 401 and self.connection.app is not None:  # an installation's token lasts for an hour
            self._log_in(self.connection.app)
            answer = self._sent(method, url, params, payload)
        self._judge(answer)
        return answer

    def _sent(self, method: str, url: str, params: Mapping[str, str] | None, payload: Any) -> Answer:
        self.meter.requests += 1
        content = None if payload is None else json.dumps(payload).encode()
        try:
            found = self._session.request(method, url, params=params, data=content, allow_redirects=False, stream=True)
            received = b"".join(found.iter_content(CHUNK))  # by itself it would take what comes in bits of 10 KB
        except GitHubException:  # the installation's token has run out, by the clock of this machine
            return Answer(status=401, body=None, headers={}, links={}, moved_to=None)
        except OSError as error:  # what requests raises, all of it
            slow = "timeout" in type(error).__name__.lower()
            raise Broken(_told(error), heavy=slow) from error
        if found.status_code >= 500:
            raise Broken(f"status {found.status_code}", heavy=found.status_code in (502, 504))
        if found.status_code == 304:
            raise Broken("status 304, to a question that asked for everything")
        try:
            body = json.loads(received) if received else None
        except ValueError as error:
            raise Broken("an answer that is not JSON") from error
        location = found.headers.get("Location")
        return Answer(
            status=found.status_code, body=body, headers=found.headers,
            links={name: urljoin(url, link["url"]) for name, link in found.links.items()},
            moved_to=location and urljoin(url, location),
        )  # fmt: skip

    def _judge(self, answer: Answer) -> None:
        """Raise what a status means that is the same wherever it comes."""
        said = answer.body.get("message", "") if isinstance(answer.body, dict) else ""
        if answer.status in (403, 429):
            self._limits(answer, said)
        if answer.status == 401:
            hint = f"give GITHUB_TOKEN a token that is valid, with {PERMISSIONS}"
            if self.connection.app is not None:
                hint = "compare the App's id with its private key, and see whether the clock of this machine is right"
            raise NoAccess(f"GitHub does not take the token: {said or 'status 401'}", hint=hint)
        if answer.status == 403:
            raise no_access(said)
        if answer.status not in (200, 201, 301, 302, 307, 308, 404, 410, 422):
            raise Broken(f"status {answer.status}{said and ': '}{said}")

    def _limits(self, answer: Answer, said: str) -> None:
        after = answer.headers.get("Retry-After", "")
        wording = said.lower()
        if "secondary" in wording or "abuse" in wording or after:
            raise Limited(float(after) if after.isdigit() else PATIENCE_SECONDS, "secondary rate limit")
        if answer.headers.get("X-RateLimit-Remaining") == "0" or "rate limit" in wording or answer.status == 429:
            raise self.used_up(answer)

    def used_up(self, answer: Answer) -> Limited:
        """The hour's limit, met; with what the headers say of its end."""
        reset = answer.headers.get("X-RateLimit-Reset", "")
        left = float(reset) - self.now().timestamp() if reset.isdigit() else 3600.0
        return Limited(max(1.0, left), "rate limit of an hour")

    def _wait(self, limited: Limited) -> None:
        seconds = max(1.0, limited.seconds)
        if self._waited + seconds > PATIENCE_SECONDS:
            resets = (self.now() + timedelta(seconds=seconds)).astimezone(UTC).replace(microsecond=0)
            self.meter.resets = resets
            raise Exhausted(
                f"GitHub's {limited.why} is used up until {resets:%Y-%m-%d %H:%M:%S} UTC",
                hint="run again after that; what was fetched is kept where the command says so",
                resets=resets,
            )
        self._waited += seconds
        self._sleep(seconds)

    def _log_in(self, app: App) -> None:
        """Become the App, look its installation up unless it is known, and take a token of the installation."""
        login = github3.GitHub(session=self._session)
        try:
            login.login_as_app(app.private_key.encode(), str(app.id), 540)
        except (jwt.PyJWTError, ValueError, TypeError) as error:
            raise NoAccess(
                "the private key of the GitHub App cannot be read",
                hint="give the whole PEM file that GitHub made, with its first and last line",
            ) from error
        root = self.connection.api_url
        number = app.installation
        if number is None:
            answer = self._sent("GET", f"{root}/repos/{self.connection.repository}/installation", None, None)
            self._judge(answer)
            if answer.status != 200:
                raise NotFound(
                    f"the GitHub App {app.id} is not installed on {self.connection.repository}",
                    hint="install it on the repository, or mend GITHUB_REPOSITORY",
                )
            number = answer.body["id"]
        answer = self._sent("POST", f"{root}/app/installations/{number}/access_tokens", None, {})
        self._judge(answer)
        if answer.status != 201:
            raise NoAccess(
                f"GitHub gives no token for installation {number} of the App {app.id}",
                hint="see whether the installation belongs to this App, and is not suspended",
            )
        self._session.app_installation_token_auth(answer.body)


def no_access(said: str) -> NoAccess:
    """A refusal, with what the token lacks."""
    return NoAccess(f"GitHub refuses: {said or 'no access'}", hint=f"give the token {PERMISSIONS}")


def _told(error: BaseException) -> str:
    """What went wrong on the way, without addresses, which may be long."""
    names = {"ConnectTimeout": "no connection in time", "ReadTimeout": "no answer in time"}
    return names.get(type(error).__name__, f"the connection broke ({type(error).__name__})")
