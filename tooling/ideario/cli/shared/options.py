"""Options and words that several commands share."""

import os
import shlex
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from ideario.cli.shared.speaking import aloud
from ideario.messages.said import Said, as_is, say
from ideario.model.ledger_state import USUAL_PLACE
from ideario.problems import Failure


class Moment(click.ParamType[datetime]):
    """A date (the last second of that UTC day) or a moment in UTC."""

    name = "date"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        if isinstance(value, datetime):
            return value
        text = str(value)
        try:
            moment = datetime.fromisoformat(text)
            if len(text) == len("2026-11-23"):
                moment = moment.replace(hour=23, minute=59, second=59)
            return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
        except (ValueError, OverflowError):
            self.fail(
                aloud(say("{text} is no date: write 2026-11-23 or 2026-11-23T18:00:00Z", text=f"{text!r}")), param, ctx
            )


AS_OF = Moment()


def program(root: Path) -> str:
    """How to call the program again so that it finds the community, to be pasted into a shell."""
    return "ideario" if root == Path() else f"ideario --root {shlex.quote(root.as_posix())}"


def now_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--now`: see `moment`."""
    return click.option(
        "--now",
        type=AS_OF,
        help="The moment by which challenges are open or closed (default: SOURCE_DATE_EPOCH, else the clock).",
    )(command)


def moment(given: datetime | None, as_of: datetime | None = None) -> datetime:
    """The moment of this run: the one given, else SOURCE_DATE_EPOCH, else the clock's, which nobody else asks.

    Who looks back, with `as_of` and nothing else, sees challenges as they stood then.
    """
    if given is not None or as_of is not None:
        return given or as_of or datetime.now(UTC)
    said = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not said:
        return datetime.now(UTC).replace(microsecond=0)
    try:
        return datetime.fromtimestamp(int(said), UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise Failure(
            say("SOURCE_DATE_EPOCH is {said}, and no number of seconds since 1970", said=repr(said)),
            hint=say("unset it, or give --now"),
        ) from error


def moment_told(given: datetime | None, as_of: datetime | None = None) -> bool:
    """Whether somebody has said which moment it is, so that nobody asks the clock."""
    return given is not None or as_of is not None or bool(os.environ.get("SOURCE_DATE_EPOCH"))


def format_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--format`: for people or for programs."""
    return click.option(
        "--format",
        "form",
        type=click.Choice(["text", "json"]),
        default="text",
        show_default=True,
        help="For people or for programs.",
    )(command)


def ledger_folder(root: Path, named: Path | None) -> Path:
    """The folder of the ledger: the one that was named, which must hold one, else content/ledger, which need not."""
    if named is None:
        return root / USUAL_PLACE
    if not (named / "ledger.json").is_file():
        raise Failure(
            say("{named} holds no ledger: there is no ledger.json in it", named=named),
            hint=say("name the folder with --ledger"),
        )
    return named


NO_HISTORY = say(
    "is in the git history, and there is none here, or only a part of it (git fetch --unshallow gets the rest)."
)


def some(names: Sequence[str], most: int) -> Said:
    """The first of several names, and how many more there are."""
    shown = ", ".join(names[:most])
    more = len(names) - most
    return say("{shown} and {more} more", shown=shown, more=f"{more:,}") if more > 0 else as_is(shown)


def no_history(challenges: Sequence[str]) -> Said:
    """That the rules of some challenges count as they stand, since no history tells what they were."""
    return say(
        "Rules in force as the files are now: {shown}. What they were when voting opened {nobody_knows}",
        shown=some(challenges, 3), nobody_knows=NO_HISTORY,
    )  # fmt: skip


def not_proven(challenges: Sequence[str], *, reactions: bool) -> list[Said]:
    """What counts as the files say now, since no history tells what it was: rules of challenges, what reactions mean
    outside challenges.
    """
    said = [no_history(challenges)] if challenges else []
    if reactions:
        said.append(
            say(
                "Reactions outside challenges count by what content/community.yml says of them now. What they meant "
                "when people first voted {nobody_knows}",
                nobody_knows=NO_HISTORY,
            )
        )
    return said
