"""This repository as it would be on GitHub, with a machine that runs its workflows: see `acting.py`."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from acting import Runner, git, permissions, published_copy
from git_server import git_server
from github_standin import Server, State, serve

TOKEN, BOT = "ghs-of-this-run", "github-actions[bot]"


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnRepository:
    """`origin` is the bare repository that is served at `url`; `clone` one that a run may have checked out."""

    github: Server
    origin: Path
    clone: Path
    url: str
    runner: Runner


@contextmanager
def own_repository(checkout: Path, room: Path, workflow: str, job: str, *, pushes: bool) -> Iterator[OwnRepository]:
    """Serve it while a test runs `reusable-<workflow>.yml`, whose `job` says what the token may.

    Without `pushes` git gives that token no more than to read. Nothing may violate what GitHub says of itself, or touch
    a file at `$CANARY…`, as hostile texts try to.
    """
    origin, clone, state = room / "served" / "ideario" / "ideario", room / "clone", State("ideario/ideario")
    origin.parent.mkdir(parents=True)
    published_copy(checkout, origin)
    git(room, "clone", "--quiet", str(origin), str(clone))
    rights = permissions(clone / ".github" / "workflows" / f"reusable-{workflow}.yml", job)
    state.token(TOKEN, BOT, kind="installation", limit=1_000, permissions={"metadata": "read", **rights})
    may = rights["contents"] if pushes else "read"
    with serve(state) as github, git_server(room / "served", {TOKEN: may}) as server:
        environment = {**github.environment(TOKEN), "GITHUB_SERVER_URL": server.url, "CANARY": str(room / "canary")}
        del environment["GITHUB_TOKEN"]
        runner = Runner(room=room, environment=environment, secrets={"GITHUB_TOKEN": TOKEN})
        url = f"{server.url}/ideario/ideario"
        yield OwnRepository(github=github, origin=origin, clone=clone, url=url, runner=runner)
    assert github.violations == []
    assert list(room.glob("canary*")) == []
