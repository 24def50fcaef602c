"""Speaks HTTP with GitHub through github3.py's session: authentication, retries, waiting, limits, the end of a run.

Knows no query and no thread. Every answer is whole JSON with a status that may mean something, or a ForgeFailure.
"""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TypeVar
from urllib.parse import urljoin

import github3
import jwt
from github3.exceptions import GitHubException
from github3.session import GitHubSession

from ideario import __version__
from ideario.forge.pace import Pace
from ideario.forge.port import Exhausted, Meter, NoAccess, NotFound, Unreachable, WrongClock
from ideario.forge.writing_port import Unsure
from ideario.github import answer_shapes, bounds
from ideario.github.answer_shapes import Unsound
from ideario.github.connection import App, Connection
from ideario.github.refusals import PERMISSIONS, Answer, Limited, hour_of, judge, said
from ideario.github.transport import Broken, Received, Wire
from ideario.messages.said import as_is, joined, say

Read = TypeVar("Read")
LOOKING = say("run it again: it looks first whether that was written")
AGAIN = say("nothing was counted from it; run again in a while (see githubstatus.com if it goes on)")
INSTALLATION = answer_shapes.fields(id=answer_shapes.positive)
INSTALLATION_TOKEN = answer_shapes.fields(token=answer_shapes.word, expires_at=answer_shapes.moment)


class TooHeavy(Exception):
    """GitHub did not manage a question that can be made smaller."""


class Session:
    """Requests to one GitHub. `sleep` waits for seconds, `now` is the moment; both are the caller's.

    `pace` is for whoever writes: it holds all requests to what a writer may do.
    """

    def __init__(
        self,
        connection: Connection,
        meter: Meter,
        *,
        sleep: Callable[[float], None],
        now: Callable[[], datetime],
        pace: Pace | None = None,
    ) -> None:
        if not connection.token and connection.app is None:
            raise NoAccess(
                say("GitHub gives votes to nobody without a token"),
                hint=say("set GITHUB_TOKEN to a token with {permissions}", permissions=PERMISSIONS),
            )
        self.connection = connection
        self.meter = meter
        self.now = now
        self._sleep = sleep
        self.pace = pace
        self._begun: datetime | None = None
        self._secrets = [connection.token, None if connection.app is None else connection.app.private_key]
        self._bytes = 0
        self._waited = self._troubled = 0.0
        self._session = GitHubSession()
        self._session.base_url = connection.api_url
        self._session.headers.update(
            {
                "Accept": "application/vnd.github+json",
                "Accept-Encoding": "gzip",
                "User-Agent": f"ideario/{__version__}",
                "X-GitHub-Api-Version": "2022-11-28",  # github3.py's objects know no later one
            }
        )
        self._wire = Wire(self._session)
        if connection.app is None:
            self._session.token_auth(connection.token)

    def ask(
        self,
        method: str,
        url: str,
        *,
        read: Callable[[Answer], Read],
        params: Mapping[str, str] | None = None,
        payload: object = None,
        shrinkable: bool = False,
        once: bool = False,
        lost: Callable[[], None] = lambda: None,
    ) -> Read:
        """What `read` makes of a whole answer. It may raise Broken, Unsound or Limited; then the question is repeated.

        `lost` is told of each answer that did not come whole. A `shrinkable` question raises TooHeavy instead of being
        asked again and again. What would do harm when repeated is asked `once`: Unsure where no whole answer came.
        """
        failures = 0
        while True:
            sent = self.now()
            try:
                return read(self._once(method, url, params, payload))
            except Limited as limited:
                self._wait(limited)
            except (Broken, Unsound) as error:
                broken = error if isinstance(error, Broken) else Broken(f"an answer in which {error}")
                failures += 1
                lost()
                self._troubled += max(0.0, (self.now() - sent).total_seconds())
                if once:
                    told = say("GitHub gave no whole answer to a write: {reason}", reason=broken.reason)
                    raise Unsure(told, hint=LOOKING) from broken
                if shrinkable and broken.heavy and failures > 1:
                    raise TooHeavy(broken.reason) from broken
                enough = bounds.SLOW_TRIES if broken.slow else bounds.TRIES
                if failures >= enough or self._troubled > bounds.TROUBLE_SECONDS:
                    tries = say("GitHub gave no whole answer in {tries} tries", tries=failures)
                    raise Unreachable(joined([tries, as_is(broken.reason)], ": "), hint=AGAIN) from broken
                self.pause(failures - 1)

    def rest(
        self, path: str, *, params: Mapping[str, str] | None = None, shape: answer_shapes.Shape | None = None
    ) -> Answer:
        """The answer to a GET of REST: 200, or a status that says where or that nothing is there (301, 404, 410, 422).

        `path` is below the API's address, or a whole address that GitHub gave, which must lie there too. The body of a
        200 has the `shape`.
        """
        url = path if path.startswith(("http:", "https:")) else f"{self.connection.api_url}/{path}"

        def read(answer: Answer) -> Answer:
            if shape is not None and answer.status == 200:
                shape(answer.body, "")
            return answer

        return self.ask("GET", self._inside(url), read=read, params=params)

    def pause(self, attempt: int) -> None:
        """Wait a little before something is read again."""
        self._sleep(float(2**attempt))

    def said(self, words: object) -> str:
        """What the server says, fit to be shown."""
        return said(words, without=self._secrets)

    def _inside(self, url: str) -> str:
        """The address itself; the token goes nowhere but to the API that it was given for."""
        if not url.startswith(f"{self.connection.api_url}/"):
            raise Unreachable(
                say("GitHub sent us to {url}, not below {api}", url=self.said(url), api=self.connection.api_url),
                hint=say("compare GITHUB_API_URL with the address that your server gives itself"),
            )
        return url

    def _once(self, method: str, url: str, params: Mapping[str, str] | None, payload: object) -> Answer:
        if self.connection.app is not None and self._session.auth is None:
            self._log_in(self.connection.app)
        answer = self._sent(method, url, params, payload)
        if answer.status == 401 and self.connection.app is not None:  # an installation's token lasts for an hour
            self._log_in(self.connection.app)
            answer = self._sent(method, url, params, payload)
        self._judge(answer)
        return answer

    def _sent(self, method: str, url: str, params: Mapping[str, str] | None, payload: object) -> Answer:
        content = None if payload is None else json.dumps(payload).encode()
        sent = self._allowed()
        if self.pace is not None:
            self.pace.ask()
            if method != "GET" and url != self.connection.graphql_url:
                self.pace.write()
                sent = self.now()
        try:
            found = self._wire.send(method, url, params=params, content=content)
        except GitHubException:  # the installation's token has run out, by the clock of this machine
            return Answer(status=401, body=None, headers={}, links={}, moved_to=None)
        self._bytes += len(found.body)
        self._compare_clocks(found, sent)
        if self.pace is not None and url != self.connection.graphql_url:
            hour = hour_of(found.headers)
            if hour is not None:
                self.pace.told(limit=hour.limit, remaining=hour.remaining, resets=hour.resets)
        if found.status >= 500:
            raise Broken(f"status {found.status}", heavy=found.status in (502, 504))
        if found.status == 304:
            raise Broken("status 304, to a question that asked for everything")
        try:
            body = json.loads(found.body) if found.body else None
            location = found.headers.get("Location")
            return Answer(
                status=found.status, body=body, headers=found.headers,
                links={name: urljoin(url, link) for name, link in found.links.items()},
                moved_to=location and urljoin(url, location),
            )  # fmt: skip
        except (ValueError, RecursionError) as error:
            raise Broken("an answer that is not JSON, or leads nowhere") from error

    def _allowed(self) -> datetime:
        """The moment, if this run may ask once more."""
        now = self.now()
        self._begun = self._begun or now
        if (
            self.meter.requests >= bounds.REQUESTS
            or self._bytes >= bounds.RUN_BYTES
            or (now - self._begun).total_seconds() > bounds.RUN_SECONDS
        ):
            raise Exhausted(
                say(
                    "this run has asked {asked} times, and one run may take {requests} requests, {size} GB and {hours} "
                    "hours",
                    asked=f"{self.meter.requests:,}", requests=f"{bounds.REQUESTS:,}",
                    size=bounds.RUN_BYTES >> 30, hours=bounds.RUN_SECONDS // 3600,
                ),
                hint=say("see whether the repository is as large as that; if it is, run this again"),
            )  # fmt: skip
        self.meter.requests += 1
        return now

    def _compare_clocks(self, found: Received, sent: datetime) -> None:
        """Take down GitHub's time. WrongClock where ours is another one: closes and deadlines would go by it."""
        try:
            theirs = parsedate_to_datetime(found.headers.get("Date", "")).replace(tzinfo=UTC)  # it is GMT always
        except (ValueError, TypeError, OverflowError) as error:
            raise Broken("an answer that does not say when it was given") from error
        ours, apart = self.now(), timedelta(seconds=bounds.CLOCK_SECONDS)
        if not sent - apart <= theirs <= ours + apart:
            raise WrongClock(
                say(
                    "by the clock of this machine it is {utc} UTC, by GitHub's {theirs} UTC",
                    utc=f"{ours.astimezone(UTC):%Y-%m-%d %H:%M:%S}",
                    theirs=f"{theirs:%Y-%m-%d %H:%M:%S}",
                ),
                hint=say("set the clock (and let it be set by the network), then run this again"),
                ours=ours,
                theirs=theirs,
            )
        self.meter.first = self.meter.first or theirs
        self.meter.last = theirs

    def _judge(self, answer: Answer) -> None:
        told = self.said(answer.body.get("message")) if isinstance(answer.body, dict) else ""
        judge(answer, told, as_app=self.connection.app is not None, now=self.now())

    def _wait(self, limited: Limited) -> None:
        seconds = min(max(1.0, limited.seconds), float(bounds.RESET_SECONDS))
        if self._waited + seconds > bounds.PATIENCE_SECONDS:
            resets = (self.now() + timedelta(seconds=seconds)).astimezone(UTC).replace(microsecond=0)
            self.meter.resets = resets
            raise Exhausted(
                say("GitHub's {limit} is used up until {until} UTC", limit=limited.why, until=f"{resets:%F %T}"),
                hint=say("run again after that; what was fetched is kept where the command says so"),
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
                say("the private key of the GitHub App cannot be read"),
                hint=say("give the whole PEM file that GitHub made, with its first and last line"),
            ) from error
        root = self.connection.api_url
        number = app.installation
        if number is None:
            answer = self._sent("GET", f"{root}/repos/{self.connection.repository}/installation", None, None)
            self._judge(answer)
            if answer.status != 200:
                raise NotFound(
                    say(
                        "the GitHub App {app} is not installed on {repository}",
                        app=app.id,
                        repository=self.connection.repository,
                    ),
                    hint=say("install it on the repository, or mend GITHUB_REPOSITORY"),
                )
            INSTALLATION(answer.body, "")
            number = answer.body["id"]
        answer = self._sent("POST", f"{root}/app/installations/{number}/access_tokens", None, {})
        self._judge(answer)
        if answer.status != 201:
            raise NoAccess(
                say("GitHub gives no token for installation {number} of the App {app}", number=number, app=app.id),
                hint=say("see whether the installation belongs to this App, and is not suspended"),
            )
        INSTALLATION_TOKEN(answer.body, "")
        self._secrets.append(answer.body["token"])
        self._session.app_installation_token_auth(answer.body)
