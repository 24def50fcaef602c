"""Connections of the tests to the stand-in for GitHub, with waiting that takes no time."""

import contextlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from github_standin import Apart, Server
from ideario.forge.port import Batch, Forge, Reaction, Rollup
from ideario.github.connection import Connection
from ideario.github.live import LiveForge, connect
from ideario.github.writing.own_writes import OwnWrites
from ideario.github.writing.writer import WritingGitHub, connect_to_write


def connection(github: Server | Apart, token: str = "maintainer-token", repository: str = "") -> Connection:
    """How the stand-in is reached."""
    found = github.environment(token)
    return Connection(
        repository=repository or found["GITHUB_REPOSITORY"],
        api_url=found["GITHUB_API_URL"],
        graphql_url=found["GITHUB_GRAPHQL_URL"],
        token=found["GITHUB_TOKEN"],
    )


def live(
    github: Server | Apart,
    *,
    budget: int | None = None,
    waits: list[float] | None = None,
    token: str = "maintainer-token",
    repository: str = "",
) -> LiveForge:
    """The live adapter on the stand-in; `waits` takes down the seconds that it would have waited."""
    sleep: Callable[[float], None] = (lambda seconds: None) if waits is None else waits.append
    return connect(connection(github, token, repository), budget=budget, sleep=sleep, now=lambda: datetime.now(UTC))


def writing(
    github: Server | Apart, *, waits: list[float] | None = None, token: str = "maintainer-token", repository: str = ""
) -> WritingGitHub:
    """The live adapter that writes, likewise."""
    sleep: Callable[[float], None] = (lambda seconds: None) if waits is None else waits.append
    found = connection(github, token, repository)
    return connect_to_write(found, budget=None, sleep=sleep, now=lambda: datetime.now(UTC))


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Nobody looks what an account has written lately: for thousands of runs in a minute, which no hour would allow."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(OwnWrites, "lately", lambda self: [])
        yield


def surveyed(forge: Forge, *, voters: bool = True) -> tuple[dict[str, Rollup], dict[str, tuple[Reaction, ...]]]:
    """All pages of a survey."""
    rollups: dict[str, Rollup] = {}
    reactions: dict[str, tuple[Reaction, ...]] = {}
    page: Batch | None = None
    while page is None or page.next is not None:
        page = forge.pulls(None if page is None else page.next, voters=voters)
        assert not rollups.keys() & {one.name for one in page.rollups}
        rollups |= {one.name: one for one in page.rollups}
        reactions |= page.reactions
    return rollups, reactions
