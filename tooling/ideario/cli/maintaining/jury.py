"""`ideario jury`: who judges which ideas of a challenge, and who still owes what."""

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import click

from ideario.actions.juries.judged_challenge import JudgedChallenge, judged_challenge
from ideario.cli.shared.options import format_option, moment, now_option
from ideario.model.moments import instant
from ideario.resources import tool_resources


@click.command("jury")
@click.argument("challenge")
@now_option
@format_option
@click.pass_obj
def command(root: Path, /, *, challenge: str, now: datetime | None, form: str) -> None:
    """Say who judges which ideas of a challenge, and who has sealed and shown scores.

    Anybody can draw the lot again: the SHA-256 of seed, login in small letters and idea, with a bar between them.

    Example: ideario jury quieter-streets
    """
    judged = judged_challenge(root, challenge, resources=tool_resources(), now=moment(now))
    if form == "json":
        click.echo(json.dumps(document(judged), ensure_ascii=False))
        return
    for line in told(judged):
        click.echo(line)


def document(judged: JudgedChallenge) -> dict[str, object]:
    """The jury for programs."""
    return {
        "schema": 1,
        "challenge": judged.challenge.slug,
        **judged.jury.document,
        "seed": judged.challenge.winners.seed,
        "drawn": judged.drawn,
        "jurors": [
            {"juror": juror.login, "ideas": list(juror.ideas), "aside": list(juror.aside), "state": juror.state}
            for juror in judged.jurors
        ],
    }


def told(judged: JudgedChallenge) -> Iterator[str]:
    """The jury for people."""
    jury = judged.jury
    yield f"{judged.challenge.slug}: scores by {instant(jury.scores_by)}, shown by {instant(jury.reveal_by)}"
    if not judged.drawn:
        yield "It is not settled yet who judges what: submission is open, or there is no seed for the lot."
    for juror in judged.jurors:
        yield f"{juror.login}: {STATES[juror.state]}"
        if judged.drawn:
            yield f"  judges {', '.join(juror.ideas) or 'nothing'}"
        if juror.aside:
            yield f"  stands aside from {', '.join(juror.aside)}"


STATES = {"missing": "nothing is sealed", "sealed": "scores are sealed", "shown": "scores are shown and count"}
