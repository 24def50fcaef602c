"""`ideario doctor`: what is missing or risky in a community's files and in its repository's settings."""

import json
import time
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import click

from ideario.actions.founding.doctor import FIRST_FILES, Diagnosis, diagnose, make
from ideario.cli.shared.forge_options import access, forge_options
from ideario.cli.shared.forge_options import now as clock
from ideario.cli.shared.open_forge import settings_opener
from ideario.cli.shared.options import format_option, moment, now_option, program
from ideario.cli.shared.speaking import aloud, messages_option, speak
from ideario.fences import one_line
from ideario.forge.settings_port import Makeable, Symptom
from ideario.messages.said import Said, say, several
from ideario.reporters import inert
from ideario.resources import tool_resources


@click.command("doctor")
@click.option("--local", is_flag=True, help="Look at the files here alone, and ask nobody.")
@click.option("--fix", is_flag=True, help="Make what can be made: labels, the ledger's environment and branch.")
@click.option("--yes", is_flag=True, help="With --fix: do not ask before.")
@messages_option
@forge_options
@now_option
@format_option
@click.pass_obj
def command(
    root: Path,
    /,
    *,
    local: bool,
    fix: bool,
    yes: bool,
    messages: str | None,
    now: datetime | None,
    form: str,
    **given: Any,
) -> None:
    """Say what is missing or risky in a community's files and in its repository's settings.

    Each symptom comes with the reason and, where it is a setting, the link to the page on which it is mended. Before
    the files are pushed, or with --local, they alone are looked at. The token is read from GITHUB_TOKEN; an owner's
    sees everything, and what another one may not see is named as not looked at. Nothing is changed but with --fix,
    which asks first. The exit code is 0 where all was looked at and is well, 1 where something was found, and 2 where
    something, or the repository as a whole, could not be looked at.

    Example: ideario doctor
    """
    if local and fix:
        raise click.UsageError(
            aloud(say("--fix makes things at the forge, and --local asks nobody: leave one of them out"))
        )
    speak(root, messages)
    connect = None if local else settings_opener(access(given), first_files=FIRST_FILES, sleep=time.sleep)
    look = partial(diagnose, root, resources=tool_resources(), connect=connect, clock=clock, now=moment(now))
    diagnosis, made = look(), list[Makeable]()
    if fix and connect is not None and diagnosis.makes and (yes or _agreed(diagnosis)):
        made = list(diagnosis.makes)
        make(root, made, resources=tool_resources(), connect=connect, clock=clock)
        diagnosis = look()
    if form == "json":
        click.echo(json.dumps(_document(diagnosis, made), ensure_ascii=False))
    else:
        click.echo("\n".join(_lines(root, diagnosis, made)))
    failed = diagnosis.failed
    if failed is not None:
        raise SystemExit(2)
    raise SystemExit(1 if diagnosis.symptoms else 2 if diagnosis.unseen else 0)


def _agreed(diagnosis: Diagnosis) -> bool:
    """Whether somebody says yes to what would be made."""
    for makeable in diagnosis.makes:
        click.echo(aloud(_said(makeable)), err=True)
    return click.confirm(aloud(say("Make these?")), err=True)


def _said(makeable: Makeable) -> Said:
    match makeable.what:
        case "label":
            return say("the label `{name}`", name=makeable.name)
        case "environment":
            return say("the environment `{name}`, for the default branch alone", name=makeable.name)
        case "branch of the environment":
            return say("the right of the branch `{name}` to use the environment of the ledger", name=makeable.name)
        case "ledger branch":
            return say("the branch `{name}`, which begins empty", name=makeable.name)


def _lines(root: Path, diagnosis: Diagnosis, made: list[Makeable]) -> Iterator[str]:
    """The diagnosis for people."""
    for makeable in made:
        yield aloud(say("Made: {what}", what=_said(makeable)))
    for symptom in diagnosis.symptoms:
        yield from _block(symptom)
    for what, needs in diagnosis.unseen:
        yield inert(one_line(aloud(say("not looked at: {what} (needs {needs})", what=what, needs=needs))))
    failed = diagnosis.failed
    if failed is not None:
        yield inert(one_line(aloud(say("not looked at: anything at the forge: {reason}", reason=failed.message))))
        if failed.hint:
            yield f"  {inert(one_line(aloud(failed.hint)))}"
        yield aloud(
            say(
                "The files here were looked at. Alone they are with: {command}",
                command=f"{program(root)} doctor --local",
            )
        )
    if diagnosis.makes:
        yield aloud(say("Some of it can be made for you: {command}", command=f"{program(root)} doctor --fix"))
    yield aloud(_summary(diagnosis))


def _block(symptom: Symptom) -> Iterator[str]:
    kind = symptom.kind
    level = say("missing") if kind.level == "fault" else say("risky")
    yield inert(one_line(f"{aloud(level)}: {kind.id}: {aloud(symptom.what)}"))
    yield f"  {aloud(kind.why)}"
    yield f"  {aloud(kind.mend)}"
    if symptom.link:
        yield f"  {symptom.link}"


def _summary(diagnosis: Diagnosis) -> Said:
    found = len(diagnosis.symptoms)
    if found:
        return several("{count} thing to mend.", "{count} things to mend.", found)
    if diagnosis.failed is not None or diagnosis.unseen:
        return say("Nothing to mend in what was looked at. Of the rest nothing is known.")
    return say("Nothing to mend.")


def _document(diagnosis: Diagnosis, made: list[Makeable]) -> dict[str, object]:
    failed = diagnosis.failed
    return {
        "repository": diagnosis.repository,
        "symptoms": [
            {
                "id": symptom.kind.id,
                "level": symptom.kind.level,
                "what": aloud(symptom.what),
                "why": aloud(symptom.kind.why),
                "mend": aloud(symptom.kind.mend),
                "link": symptom.link or None,
                "makes": [aloud(_said(makeable)) for makeable in symptom.makes],
            }
            for symptom in diagnosis.symptoms
        ],
        "not_looked_at": [{"what": aloud(what), "needs": aloud(needs)} for what, needs in diagnosis.unseen],
        "failed": None if failed is None else {"message": aloud(failed.message), "hint": aloud(failed.hint)},
        "made": [aloud(_said(makeable)) for makeable in made],
        "requests": diagnosis.requests,
    }
