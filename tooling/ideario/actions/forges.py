"""Opens the forge that a community's votes come from: GitHub, or a recording of it. Reads no environment."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from ideario.github.connection import PUBLIC_API, App, Connection
from ideario.github.forge import Forge
from ideario.model import Community

PUBLIC_HOST = "github.com"


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """How to get at the forge. What is None or empty follows from the community: its repository, its host's addresses.

    `recording` is a file to read instead of asking a forge. `app` is (id, private key, installation or None).
    """

    repository: str | None = None
    api_url: str = ""
    graphql_url: str = ""
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
            from ideario.github.recorded import load

            return load(access.recording)
        from ideario.github.live import connect as to_github

        settings = community.settings
        public = settings.host == PUBLIC_HOST
        app = (
            None if access.app is None else App(id=access.app[0], private_key=access.app[1], installation=access.app[2])
        )
        connection = Connection(
            repository=access.repository or settings.repository,
            api_url=access.api_url or (PUBLIC_API if public else f"https://{settings.host}/api/v3"),
            graphql_url=access.graphql_url,
            token=access.token,
            app=app,
        )
        return to_github(connection, budget=access.budget, sleep=sleep, now=now)

    return connect
