"""Options and words that several commands share."""

import shlex
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

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
            self.fail(f"{text!r} is no date: write 2026-11-23 or 2026-11-23T18:00:00Z", param, ctx)


AS_OF = Moment()


def program(root: Path) -> str:
    """How to call the program again so that it finds the community, to be pasted into a shell."""
    return "ideario" if root == Path() else f"ideario --root {shlex.quote(str(root))}"


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
        return root / "content" / "ledger"
    if not (named / "ledger.json").is_file():
        raise Failure(f"{named} holds no ledger: there is no ledger.json in it", hint="name the folder with --ledger")
    return named


def no_history(challenges: Sequence[str]) -> str:
    """That the rules of some challenges count as they stand, since no history tells what they were."""
    shown = ", ".join(challenges[:3]) + (f" and {len(challenges) - 3:,} more" if len(challenges) > 3 else "")
    return (
        f"Rules as they stand in the files now: {shown}. What they were when voting opened is in the "
        "git history, and there is none here, or only a part of it (git fetch --unshallow gets the rest)."
    )
