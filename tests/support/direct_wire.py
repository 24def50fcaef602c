"""GitHub's client on the stand-in without a network: what it would send is answered in place, on a clock that is set.

All else is as it is: the real client, the stand-in's own answers, permissions and limits. A request takes a fraction
of the time that it takes through a socket, which matters where thousands are made.
"""

import contextlib
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from github_standin import Server
from github_standin.door import Request
from ideario.forge.pace import Pace
from ideario.forge.port import Meter
from ideario.github.session import Session
from ideario.github.transport import Received, Wire
from ideario.github.writing.notice_writer import NoticeGitHub
from lives import connection
from requests import Request as Prepared
from requests.structures import CaseInsensitiveDict
from requests.utils import parse_header_links


class SetClock:
    """A clock that waiting moves, and each request by a fifth of a second."""

    def __init__(self, moment: datetime = datetime(2026, 11, 23, 18, tzinfo=UTC)) -> None:
        self.moment = moment

    def sleep(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)

    def now(self) -> datetime:
        return self.moment

    def __call__(self) -> float:
        return self.moment.timestamp()


def nothing(_: str) -> None:
    pass


class DirectWire:
    """Stands in for `Wire`. `before` and `after` are called with what is asked, such as `POST /repos/…`."""

    def __init__(
        self,
        github: Server,
        token: str,
        clock: SetClock,
        *,
        before: Callable[[str], None] = nothing,
        after: Callable[[str], None] = nothing,
    ) -> None:
        self.github = github
        self.token = token
        self.clock = clock
        self.before = before
        self.after = after

    def send(self, method: str, url: str, *, params: Mapping[str, str] | None, content: bytes | None) -> Received:
        headers = {"authorization": f"token {self.token}", "user-agent": "tests", "accept": "application/json"}
        said = f"{method} {urlsplit(url).path}"
        self.before(said)
        self.clock.sleep(0.2)
        whole = f"{url}?{urlencode(params)}" if params else url
        received = _answered(self.github, method, whole, headers=headers, content=content, now=self.clock.now())
        self.after(said)
        return received


def _answered(
    github: Server, method: str, url: str, *, headers: Mapping[str, str], content: bytes | None, now: datetime
) -> Received:
    """What the stand-in says to a request, as if it had come through a socket."""
    parts = urlsplit(url)
    answer, _ = github.answer(
        Request(
            method=method, path=parts.path, query=dict(parse_qsl(parts.query, keep_blank_values=True)),
            headers={name.lower(): value for name, value in headers.items()}, content=content or b"",
            base=f"{parts.scheme}://{parts.netloc}",
        )
    )  # fmt: skip
    links = {link["rel"]: link["url"] for link in parse_header_links(answer.headers.get("Link", "")) if "rel" in link}
    return Received(
        status=answer.status,
        headers=CaseInsensitiveDict({"Date": format_datetime(now, usegmt=True), **answer.headers}),
        links=links,
        body=answer.encoded(),
    )


@contextlib.contextmanager
def in_place(github: Server) -> Iterator[None]:
    """Answer what this process asks the stand-in in place, while no fault is switched on: that may break connections.

    What is asked elsewhere, or as of GitHub Enterprise, goes through a socket.
    """
    through_a_socket = Wire.send

    def send(self: Wire, method: str, url: str, *, params: Mapping[str, str] | None, content: bytes | None) -> Received:
        if github.faults.on or not url.startswith(f"{github.url}/") or url.startswith(f"{github.url}/api/"):
            return through_a_socket(self, method, url, params=params, content=content)
        asked = self._session.prepare_request(Prepared(method, url, params=params, data=content))
        return _answered(github, method, str(asked.url), headers=asked.headers, content=content,
                         now=datetime.now(UTC) + timedelta(seconds=github.skew))  # fmt: skip

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Wire, "send", send)
        yield


def notifying(
    github: Server,
    token: str,
    clock: SetClock,
    *,
    kept: int = 0,
    before: Callable[[str], None] = nothing,
    after: Callable[[str], None] = nothing,
) -> NoticeGitHub:
    """A forge for one run that sends notices, without a network."""
    pace = Pace(sleep=clock.sleep, now=clock.now, kept=kept)
    session = Session(connection(github, token), Meter(), sleep=clock.sleep, now=clock.now, pace=pace)
    session._wire = DirectWire(github, token, clock, before=before, after=after)  # type: ignore[assignment] # as it is asked
    return NoticeGitHub(session, budget=None)
