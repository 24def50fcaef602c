"""`ideario jury`: who judges which ideas of a challenge, and who still owes what."""

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import click

from ideario.actions.juries.judged_challenge import JudgedChallenge, judged_challenge
from ideario.cli.shared.options import format_option, moment, now_option
from ideario.cli.shared.speaking import aloud, messages_option, speak
from ideario.messages.said import Said, joined, say
from ideario.model.moments import instant
from ideario.resources import tool_resources


@click.command("jury")
@click.argument("challenge")
@now_option
@format_option
@messages_option
@click.pass_obj
def command(root: Path, /, *, challenge: str, now: datetime | None, form: str, messages: str | None) -> None:
    """Say who judges which ideas of a challenge, and who has sealed and shown scores.

    Anybody can draw the lot again: the SHA-256 of seed, login in small letters and idea, with a bar between them.

    Example: ideario jury quieter-streets
    """
    speak(root, messages)
    judged = judged_challenge(root, challenge, resources=tool_resources(), now=moment(now))
    if form == "json":
        click.echo(json.dumps(document(judged), ensure_ascii=False))
        return
    for line in told(judged):
        click.echo(aloud(line))


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


def told(judged: JudgedChallenge) -> Iterator[Said]:
    """The jury for people."""
    jury = judged.jury
    yield say(
        "{challenge}: scores by {scores_by}, shown by {reveal_by}", challenge=judged.challenge.slug,
        scores_by=instant(jury.scores_by), reveal_by=instant(jury.reveal_by),
    )  # fmt: skip
    if not judged.drawn:
        yield say("It is not settled yet who judges what: submission is open, or there is no seed for the lot.")
    for juror in judged.jurors:
        yield joined([f"{juror.login}:", STATES[juror.state]])
        if judged.drawn:
            ideas = ", ".join(juror.ideas)
            yield _below(say("judges {ideas}", ideas=ideas) if ideas else say("judges nothing"))
        if juror.aside:
            yield _below(say("stands aside from {ideas}", ideas=", ".join(juror.aside)))


def _below(line: Said) -> Said:
    return joined(["  ", line], "")


STATES = {
    "missing": say("nothing is sealed"),
    "sealed": say("scores are sealed"),
    "shown": say("scores are shown and count"),
}
