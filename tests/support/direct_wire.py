"""GitHub's client on the stand-in without a network: what it would send is answered in place, on a clock that is set.

All else is as it is: the real client, the stand-in's own answers, permissions and limits.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from urllib.parse import parse_qsl, urlsplit

from github_standin import Server
from github_standin.door import Request
from ideario.forge.pace import Pace
from ideario.forge.port import Meter
from ideario.github.session import Session
from ideario.github.transport import Received
from ideario.github.writing.notice_writer import NoticeGitHub
from lives import connection
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
        parts = urlsplit(url)
        query = dict(parse_qsl(parts.query)) | dict(params or {})
        headers = {"authorization": f"token {self.token}", "user-agent": "tests", "accept": "application/json"}
        said = f"{method} {parts.path}"
        self.before(said)
        self.clock.sleep(0.2)
        answer, _ = self.github.answer(
            Request(
                method=method, path=parts.path, query=query, headers=headers, content=content or b"",
                base=f"{parts.scheme}://{parts.netloc}",
            )
        )  # fmt: skip
        links = {
            link["rel"]: link["url"] for link in parse_header_links(answer.headers.get("Link", "")) if "rel" in link
        }
        received = Received(
            status=answer.status,
            headers={**answer.headers, "Date": format_datetime(self.clock.now(), usegmt=True)},
            links=links,
            body=answer.encoded(),
        )
        self.after(said)
        return received


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
