"""`ideario upgrade`: bring the files that the program wrote into a community up to date."""

import difflib
import json
from collections.abc import Iterator
from pathlib import Path

import click

from ideario.actions.founding.upgrading import Upgraded, upgrade
from ideario.cli.shared.options import format_option, program
from ideario.cli.shared.speaking import aloud, messages_option, speak
from ideario.fences import one_line
from ideario.founding.program_pin import Pin
from ideario.founding.upgrades import Upgrade
from ideario.messages.said import Said, say, several
from ideario.reporters import inert
from ideario.resources import tool_resources


@click.command("upgrade")
@click.option("--write", is_flag=True, help="Change what is named, but for files that were changed by hand.")
@click.option("--take", multiple=True, metavar="PATH",
              help="Take the program's text of this file, which was changed by hand; may be repeated.")  # fmt: skip
@click.option("--leave", multiple=True, metavar="PATH",
              help="Keep this file as it was changed by hand, and say no more of it; may be repeated.")  # fmt: skip
@messages_option
@format_option
@click.pass_obj
def command(
    root: Path, /, *, write: bool, take: tuple[str, ...], leave: tuple[str, ...], messages: str | None, form: str
) -> None:
    """Say what this version of the program changes in a community's files, and with --write change it.

    Workflows and the commit that they name, the form for ideas, what GitHub and git read, and lines that name a schema.
    What the program wrote and nobody touched is changed; what was changed by hand is shown and left as it is.

    Example: ideario upgrade --write
    """
    if (take or leave) and not write:
        raise click.UsageError(aloud(say("--take and --leave say what to write: give --write too")))
    speak(root, messages)
    done = upgrade(root, resources=tool_resources(), write=write, take=take, leave=leave)
    if form == "json":
        click.echo(_document(done))
        return
    for one in done.upgrades:
        _show(one, done.pin)
    if not done.upgrades:
        click.echo(aloud(say("Nothing to do: no file is behind {version}.", version=done.pin.label)))
    elif write:
        count = len(done.written)
        click.echo(
            aloud(several("{count} file was brought up to date.", "{count} files were brought up to date.", count))
        )
        click.echo(aloud(say("Next: {command}", command="git diff, git commit")))
    else:
        again = f"{program(root)} upgrade --write"
        click.echo(aloud(say("Nothing was written. To change it: {command}", command=again)))


def _show(one: Upgrade, pin: Pin) -> None:
    click.echo(f"{inert(one_line(one.path))}: {aloud(_meaning(one, pin))}")
    for line in _difference(one):
        click.echo(f"  {inert(one_line(line))}")
    click.echo("")


def _meaning(one: Upgrade, pin: Pin) -> Said:
    if one.kind == "theirs":
        if one.after is None:
            return say("the program needs this file no more, and you have changed it; it stays")
        return say("you have changed this file, so it stays as it is; what the program would write:")
    return {
        "pin": say("names {version}, commit {commit}", version=pin.label, commit=pin.commit),
        "line": say("its first line names the schema of this community"),
        "new": say("new"),
        "ours": say("as this version writes it"),
        "gone": say("the program needs this file no more; it is removed"),
    }[one.kind]


def _difference(one: Upgrade) -> Iterator[str]:
    """The lines that come and go, as programmers know them."""
    before, after = (one.before or "").splitlines(), (one.after or "").splitlines()
    return (
        line for line in difflib.unified_diff([*before], [*after], n=1, lineterm="") if line[:3] not in ("---", "+++")
    )


def _document(done: Upgraded) -> str:
    return json.dumps(
        {
            "commit": done.pin.commit,
            "version": done.pin.label,
            "changes": [
                {"path": one.path, "kind": one.kind, "difference": [*_difference(one)]} for one in done.upgrades
            ],
            "written": [*done.written],
        },
        ensure_ascii=False,
    )
