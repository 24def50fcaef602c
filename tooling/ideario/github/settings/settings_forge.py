"""The settings port's live adapter: looks at what is set on GitHub, and makes what can be made."""

import base64
import binascii
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import datetime
from urllib.parse import quote

from github3.session import GitHubSession

from ideario import __version__
from ideario.forge.pace import Pace
from ideario.forge.port import Meter, NoAccess, Unreachable
from ideario.forge.settings_port import Makeable, Needed, NotLookedAt, Symptom
from ideario.github.answer_shapes import Row, Shape, fields, matching, path, prose, rows, text
from ideario.github.connection import Connection, check_address
from ideario.github.graphql import GraphQL
from ideario.github.rest import Rest
from ideario.github.session import AGAIN, Session
from ideario.github.settings.actions_settings import judge_actions, judge_workflows
from ideario.github.settings.branch_settings import judge_branches
from ideario.github.settings.environment_settings import judge_environments
from ideario.github.settings.home_settings import is_open, judge_home
from ideario.github.settings.list_settings import judge_lists
from ideario.github.settings.making import Maker
from ideario.github.settings.settings_reader import ADMINISTRATION, SettingsReader
from ideario.github.settings.thread_locks import locked_of
from ideario.github.threads.repositories import Repositories
from ideario.github.transport import Broken, Wire
from ideario.github.writing.contents_at import OID
from ideario.messages.said import say

TREE = fields(tree=rows(fields(path=path, type=text, sha=OID), most=100_000))
BLOB = fields(content=prose, encoding=matching("base64"))


class SettingsGitHub:
    """GitHub, as the port `SettingsForge`. Made by `connect_to_settings`."""

    def __init__(self, session: Session, *, host: str, first_files: Mapping[str, bytes], budget: int | None) -> None:
        self._session = session
        self._rest = Rest(session)
        self._repositories = Repositories(GraphQL(session, budget=budget), self._rest)
        self._reader = SettingsReader(session, self._rest, host=host)
        self._maker = Maker(session, self._below, lambda: self._reader.branch)
        self._first_files = dict(first_files)

    @property
    def meter(self) -> Meter:
        """What has been asked so far."""
        return self._session.meter

    def repository(self) -> str:
        """The repository's name as it is now."""
        return str(self._reader.repository()["full_name"])

    def site_is_open(self) -> bool:
        """Whether everybody may see the site: Pages is on, and not for members alone."""
        return is_open(self._reader)

    def looked(self, needed: Needed) -> Iterator[Symptom | NotLookedAt]:
        """What is missing or risky, in the order of the register's parts."""
        yield from judge_home(self._reader, needed)
        yield from judge_environments(self._reader)
        yield from judge_actions(self._reader, needed)
        yield from judge_workflows(self._reader, needed)
        yield from judge_branches(self._reader, needed)
        yield from judge_lists(self._reader, needed)

    def files(self, branch: str, choose: Callable[[Collection[str]], Collection[str]]) -> Mapping[str, bytes] | None:
        """The files at a branch's root that are chosen, a request each."""
        answer = self._session.rest(f"{self._below()}/git/trees/{quote(branch, safe='')}", shape=TREE)
        if answer.status != 200:
            return None
        blobs = {row["path"]: row["sha"] for row in answer.body["tree"] if row["type"] == "blob"}
        return {name: self._blob(blobs[name]) for name in choose(blobs)}

    def locked(self, threads: Sequence[str]) -> Collection[str]:
        """Which of these are locked; a point for a hundred."""

        def ask(query: str, shape: Shape) -> Row:
            return self._repositories.ask(query, {}, shape=shape, connections=0)

        return locked_of(threads, ask)

    def published(self, url: str) -> bytes | None:
        """What stands at an address of a site, asked for by somebody without any token."""
        check_address("url", url)
        stranger = GitHubSession()
        stranger.headers.update({"User-Agent": f"ideario/{__version__}", "Accept-Encoding": "gzip"})
        try:
            received = Wire(stranger).send("GET", url, params=None, content=None)
        except Broken as broken:
            raise Unreachable(
                say("{url} gave no whole answer: {reason}", url=url, reason=broken.reason), hint=AGAIN
            ) from broken
        return received.body if received.status == 200 else None

    def make(self, makeable: Makeable) -> None:
        """Make this, if it is not there."""
        self._maker.make(makeable, self._first_files)

    def _below(self) -> str:
        return f"repos/{self._rest.home().name}"

    def _blob(self, sha: str) -> bytes:
        answer = self._session.rest(f"{self._below()}/git/blobs/{sha}", shape=BLOB)
        try:
            if answer.status == 200:
                return base64.b64decode(answer.body["content"])
        except binascii.Error:
            pass
        raise Unreachable(say("a file of the branch did not come whole"), hint=AGAIN)


def connect_to_settings(
    connection: Connection,
    *,
    host: str,
    first_files: Mapping[str, bytes],
    budget: int | None,
    sleep: Callable[[float], None],
    now: Callable[[], datetime],
) -> SettingsGitHub:
    """GitHub, for one look at settings. `host` is where its pages for people are, `first_files` what a new ledger's
    branch begins with. NoAccess without a token.
    """
    if not connection.token and connection.app is None:
        raise NoAccess(
            say("GitHub shows settings to nobody without a token"),
            hint=say("set GITHUB_TOKEN to {token}", token=ADMINISTRATION),
        )
    session = Session(connection, Meter(), sleep=sleep, now=now, pace=Pace(sleep=sleep, now=now))
    return SettingsGitHub(session, host=host, first_files=first_files, budget=budget)
