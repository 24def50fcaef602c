"""A ledger on a branch, for the commands that read one: the options, and git's way to the repository."""

import base64
import contextlib
import os
import shlex
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from ideario.cli.shared.options import ledger_folder
from ideario.cli.shared.speaking import aloud
from ideario.messages.said import say
from ideario.model.ledger_state import USUAL_PLACE


def ledger_options(command: Callable[..., Any], *, which: str = "") -> Callable[..., Any]:
    """`--ledger` and `--branch`, which say where the ledger is: see `ledger_at`. `which` tells more of the folder."""
    folder = click.option(
        "--ledger",
        type=click.Path(path_type=Path, file_okay=False),
        help=f"The folder of the ledger{which} (default: {USUAL_PLACE} in the community).",
    )
    branch = click.option(
        "--branch",
        metavar="NAME",
        help="The branch of `origin` that holds the ledger, as in CI; instead of a folder.",
    )
    return folder(branch(command))


def one_place(folder: Path | None, branch: str | None) -> None:
    """Refuse `--ledger` beside `--branch`."""
    if branch is not None and folder is not None:
        raise click.UsageError(aloud(say("--ledger and --branch exclude one another: a ledger has one place")))


def options_again(folder: Path | None, branch: str | None) -> str:
    """The options that name the same ledger to the next command, to be pasted into a shell."""
    if branch is not None:
        return f" --branch {shlex.quote(branch)}"
    return f" --ledger {shlex.quote(str(folder))}" if folder is not None else ""


@contextlib.contextmanager
def ledger_at(root: Path, folder: Path | None, branch: str | None, *, at: datetime | None = None) -> Iterator[Path]:
    """The ledger that the options name: on a branch (which need not be there yet), in a folder, or the community's.

    `at` asks for the one on a branch as it was at that moment.
    """
    one_place(folder, branch)
    if branch is None:
        yield ledger_folder(root, folder)
    else:
        from ideario.git.ledger_branch import ledger_of  # loads what pushes and fetches

        with ledger_of(root, branch, environment=git_environment(), at=at) as ledger:
            yield ledger


def git_environment() -> Mapping[str, str]:
    """What git is run with: as here, with the rights of GITHUB_TOKEN on that server alone, without any key of ours."""
    from ideario.cli.shared.forge_options import secret
    from ideario.cli.shared.open_forge import server_address  # loads what talks with forges
    from ideario.git.run import OWN, configured

    environment = {
        name: value for name, value in os.environ.items() if name != "GITHUB_TOKEN" and not name.startswith(OWN)
    }
    token = secret("GITHUB_TOKEN")
    if token is None:
        return environment
    server = server_address(environment.get("GITHUB_SERVER_URL", "").strip())
    basic = base64.b64encode(f"x-access-token:{token}".encode()).decode()
    settings = {
        f"http.{server}/.extraheader": f"AUTHORIZATION: basic {basic}",
        f"http.{server}/.followRedirects": "false",  # git would post the header to whatever host it is sent to
    }
    return configured(environment, settings)
