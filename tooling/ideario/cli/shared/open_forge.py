"""Opens the forge that a community's votes come from: GitHub, or a recording of it. Reads no environment.

The token goes to github.com, or where the person who runs the program says; never where content alone says. Content is
anybody's: a stranger's community that is recounted, the branch of a pull request that is tried.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from ideario.forge.addresses import PUBLIC_HOST
from ideario.forge.command_port import CommandForge
from ideario.forge.notice_port import NoticeForge
from ideario.forge.open_pulls import ProposalForge
from ideario.forge.port import Forge
from ideario.forge.settings_port import SettingsForge
from ideario.github.connection import PUBLIC_API, App, Connection, check_address
from ideario.messages.said import say
from ideario.model.community import Community
from ideario.problems import Failure


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """How to get at the forge. What is None or empty follows from the community: its repository, its host's addresses.

    `recording` is a file to read instead of asking a forge. `app` is (id, private key, installation or None). `server`
    is the address of a server that the environment names, as GITHUB_SERVER_URL in Actions.
    """

    repository: str | None = None
    api_url: str = ""
    graphql_url: str = ""
    server: str = ""
    token: str | None = field(default=None, repr=False)
    app: tuple[str, str, int | None] | None = field(default=None, repr=False)
    recording: Path | None = None
    budget: int | None = None


def opener(
    access: Access, *, sleep: Callable[[float], None], now: Callable[[], datetime]
) -> Callable[[Community], Forge]:
    """What opens the forge once the community is known. `sleep` waits for seconds, `now` asks the clock."""

    def connect(community: Community) -> Forge:
        if access.recording is not None:
            from ideario.forge.recorded import load

            return load(access.recording)
        from ideario.github.live import connect as to_github

        return to_github(_connection(access, community), budget=access.budget, sleep=sleep, now=now)

    return connect


def writing_opener(
    access: Access, *, sleep: Callable[[float], None], now: Callable[[], datetime]
) -> Callable[[Community], ProposalForge]:
    """The same for a forge that is written to. A Failure for a recording."""

    def connect(community: Community) -> ProposalForge:
        if access.recording is not None:
            raise Failure(say("a recording cannot be written to"), hint=say("leave --from out"))
        from ideario.github.writing.writer import connect_to_write

        return connect_to_write(_connection(access, community), budget=access.budget, sleep=sleep, now=now)

    return connect


def settings_opener(
    access: Access, *, first_files: Mapping[str, bytes], sleep: Callable[[float], None]
) -> Callable[[Community, Callable[[], datetime]], SettingsForge]:
    """What opens the settings of the repository, once the community is known, for a run by a clock of its own.

    `first_files` are what a new ledger's branch begins with. A Failure for a recording.
    """

    def connect(community: Community, now: Callable[[], datetime]) -> SettingsForge:
        if access.recording is not None:
            raise Failure(say("a recording has no settings"), hint=say("leave --from out"))
        from ideario.github.settings.settings_forge import connect_to_settings

        return connect_to_settings(
            _connection(access, community),
            host=community.settings.host,
            first_files=first_files,
            budget=access.budget,
            sleep=sleep,
            now=now,
        )

    return connect


def notice_opener(
    access: Access, *, sleep: Callable[[float], None], now: Callable[[], datetime]
) -> Callable[[Community], NoticeForge]:
    """The same for a forge on which notices are sent, at a pace that leaves room for answers."""

    def connect(community: Community) -> NoticeForge:
        if access.recording is not None:
            raise Failure(say("a recording cannot be written to"), hint=say("leave --from out"))
        from ideario.github.writing.notice_writer import connect_to_notify

        return connect_to_notify(_connection(access, community), budget=access.budget, sleep=sleep, now=now)

    return connect


def command_opener(
    access: Access, *, sleep: Callable[[float], None], now: Callable[[], datetime]
) -> Callable[[Community], CommandForge]:
    """The same for a forge on which commands are carried out."""

    def connect(community: Community) -> CommandForge:
        if access.recording is not None:
            raise Failure(say("a recording cannot be written to"), hint=say("leave --from out"))
        from ideario.github.writing.command_writer import connect_for_commands

        return connect_for_commands(_connection(access, community), budget=access.budget, sleep=sleep, now=now)

    return connect


def _connection(access: Access, community: Community) -> Connection:
    """Where the repository is and how to get in. A Failure where no repository is named."""
    settings = community.settings
    if not (access.repository or settings.repository):
        raise Failure(
            say("content/community.yml names no repository, so there is nowhere to fetch votes from"),
            hint=say("write it there:\n  repository: owner/name"),
        )
    app = None if access.app is None else App(id=access.app[0], private_key=access.app[1], installation=access.app[2])
    return Connection(
        repository=access.repository or settings.repository,
        api_url=access.api_url or _api_of(settings.host, access.server),
        graphql_url=access.graphql_url,
        token=access.token,
        app=app,
    )


def server_address(given: str) -> str:
    """The address of a GitHub server that the environment names, github.com without one. A Failure where it is none."""
    address = (given or f"https://{PUBLIC_HOST}").rstrip("/")
    check_address("GITHUB_SERVER_URL", address)
    return address


def _api_of(host: str, server: str) -> str:
    """The address of REST at the community's host. A Failure where that is named by the community alone."""
    if host.lower() == PUBLIC_HOST:
        return PUBLIC_API
    address = server_address(server)
    if host.lower() in {urlsplit(address).netloc.lower(), urlsplit(address).hostname}:
        return f"{address}/api/v3"
    raise Failure(
        say(
            "the community names the host {host}, and nothing else does: a token goes only where you send it", host=host
        ),
        hint=say(
            "if that server is the right one, name it: --api-url https://{host}/api/v3, or set GITHUB_API_URL",
            host=host,
        ),
    )
