"""Options and environment of the commands that ask the forge. Knows no command."""

import os
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from ideario.cli.shared.open_forge import Access
from ideario.forge.hosting import KEY_NAME
from ideario.messages.said import say
from ideario.problems import Failure

_REPOSITORY = click.option(
    "--repository", metavar="OWNER/NAME", help="Default: $GITHUB_REPOSITORY, or the community's own."
)
_OPTIONS = (
    click.option("--api-url", metavar="URL", help="Its REST address. Default: $GITHUB_API_URL, or the host's."),
    click.option("--graphql-url", metavar="URL", help="Default: $GITHUB_GRAPHQL_URL, or the one beside REST."),
    click.option("--budget", metavar="POINTS", type=click.IntRange(min=1), help="The most GraphQL points to spend."),
    click.option(
        "--from", "recording", type=click.Path(path_type=Path, dir_okay=False, exists=True),
        help="A recording to read instead of asking the forge.",
    ),
)  # fmt: skip


def forge_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options that say which repository of which forge to ask, and how much."""
    return _REPOSITORY(forge_asked(command))


def forge_asked(command: Callable[..., Any]) -> Callable[..., Any]:
    """The same for a command that asks about the community's repository alone."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def secret(name: str) -> str | None:
    """A secret from the environment, without the line end that a file or a pasted text leaves; None without one.

    A Failure, in which it does not stand, where it holds what would end a line of HTTP or is no ASCII.
    """
    value = os.environ.get(name, "").strip()
    if not value.isascii() or not value.isprintable() or " " in value:
        raise Failure(
            say(
                "{name} has signs in it that no such secret has: a blank, a line end, or others than ASCII's", name=name
            ),
            hint=say("set {name} anew from where you keep it, or unset it", name=name),
        )
    return value or None


def access(given: Mapping[str, Any]) -> Access:
    """How to get at the forge, from the options of a command, then from the environment as Actions sets it."""
    number = secret("IDEARIO_APP_INSTALLATION") or ""
    app_id, app_key = secret("IDEARIO_APP_ID"), os.environ.get("IDEARIO_APP_KEY", "").strip()
    if number and not number.isdigit():
        raise Failure(say("IDEARIO_APP_INSTALLATION is no number"), hint=say("give the installation's number"))
    if not app_key.isascii():
        raise Failure(say("IDEARIO_APP_KEY is no PEM file: it has other signs than ASCII's"), hint=say("set it anew"))
    own_api = given["api_url"] or ""
    return Access(
        repository=given["repository"] or os.environ.get("GITHUB_REPOSITORY") or None,
        api_url=own_api or os.environ.get("GITHUB_API_URL", "").strip(),
        # an address of one server beside that of another would send the token to both
        graphql_url=given["graphql_url"] or ("" if own_api else os.environ.get("GITHUB_GRAPHQL_URL", "").strip()),
        server=os.environ.get("GITHUB_SERVER_URL", "").strip(),
        token=secret("GITHUB_TOKEN"),
        app=(app_id, app_key, int(number) if number else None) if app_id and app_key else None,
        recording=given["recording"],
        budget=given["budget"],
    )


def ledger_key(name: str = KEY_NAME) -> bytes | None:
    """The key of the pseudonyms as its bytes are, without blanks around it, or None where there is none."""
    value = os.environ.get(name, "")
    try:
        return value.strip().encode() or None
    except UnicodeEncodeError:  # bytes that are no UTF-8: a key may be anything
        return os.fsencode(value).strip() or None


def now() -> datetime:
    """The moment."""
    return datetime.now(UTC)
