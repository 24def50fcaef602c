"""Options and environment of the commands that ask the forge. Knows no command."""

import os
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from ideario.actions.forges import Access
from ideario.problems import Failure

KEY = "IDEARIO_LEDGER_KEY"
_OPTIONS = (
    click.option("--repository", metavar="OWNER/NAME", help="Default: $GITHUB_REPOSITORY, or the community's own."),
    click.option("--api-url", metavar="URL", help="Its REST address. Default: $GITHUB_API_URL, or the host's."),
    click.option("--graphql-url", metavar="URL", help="Default: $GITHUB_GRAPHQL_URL, or the one beside REST."),
    click.option("--budget", metavar="POINTS", type=click.IntRange(min=1), help="The most GraphQL points to spend."),
    click.option(
        "--from", "recording", type=click.Path(path_type=Path, dir_okay=False, exists=True),
        help="A recording to read instead of asking the forge.",
    ),
)  # fmt: skip


def forge_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options that say which forge to ask, and how much."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def access(given: Mapping[str, Any]) -> Access:
    """How to get at the forge, from the options of a command, then from the environment as Actions sets it."""
    number = os.environ.get("IDEARIO_APP_INSTALLATION", "")
    app_id, app_key = os.environ.get("IDEARIO_APP_ID"), os.environ.get("IDEARIO_APP_KEY")
    if number and not number.isdigit():
        raise Failure(f"IDEARIO_APP_INSTALLATION is {number!r}, and no number", hint="give the installation's number")
    return Access(
        repository=given["repository"] or os.environ.get("GITHUB_REPOSITORY") or None,
        api_url=given["api_url"] or os.environ.get("GITHUB_API_URL", ""),
        graphql_url=given["graphql_url"] or os.environ.get("GITHUB_GRAPHQL_URL", ""),
        token=os.environ.get("GITHUB_TOKEN") or None,
        app=(app_id, app_key, int(number) if number else None) if app_id and app_key else None,
        recording=given["recording"],
        budget=given["budget"],
    )


def ledger_key() -> bytes | None:
    """The key of the pseudonyms, or None where there is none."""
    key = os.environ.get(KEY, "").strip()
    return key.encode() or None


def now() -> datetime:
    """The moment."""
    return datetime.now(UTC)
