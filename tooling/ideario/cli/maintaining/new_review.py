"""`ideario new review`: an expert's scores of the ideas of a challenge."""

from pathlib import Path
from typing import Any

import click

from ideario.cli.asking.given_options import ANSWERS
from ideario.cli.asking.questions import Answers
from ideario.cli.shared.options import moment
from ideario.cli.shared.speaking import aloud, messages_option
from ideario.intake.plain import Plain
from ideario.messages.said import say

MAX_SCORE = 10


@click.command("review")
@click.option("--challenge", help="The challenge, by its slug.")
@click.option("--login", help="The name of the reviewer's account, without the @.")
@click.option("--score", "scores", multiple=True, metavar="IDEA:CRITERION=SCORE",
              help="From 0 (not at all) to 10 (fully); may be repeated.")  # fmt: skip
@click.option("--comment", "comments", multiple=True, metavar="IDEA=TEXT", help="What to say; may be repeated.")
@click.option("--conflict", "conflicts", multiple=True, metavar="IDEA",
              help="An idea that the reviewer has a stake in and does not score; may be repeated.")  # fmt: skip
@ANSWERS
@messages_option
@click.pass_obj
def review(
    root: Path, /, *, scores: tuple[str, ...], comments: tuple[str, ...], answers: Path | None, messages: str | None,
    **given: Any,
) -> None:  # fmt: skip
    """Score the ideas of a challenge by its criteria. Any score may be left out.

    Example: ideario new review --challenge quieter-streets --login ada-rossi --score bike-lanes:effect=7
    """
    asked = Answers(root, "review", moment(None), messages=messages)
    given["scores"] = given_scores(scores, comments)
    asked.begin(given, ("challenge", "login", "scores"), answers=answers)
    asked.want("challenge", asked.of(say("Challenge"), "challenge"))
    asked.want("login", say("Login, without the @"))
    asked.offer_list("conflicts", say("Ideas that you have a stake in, by their slugs"))
    asked.want("scores", say("Scores"), option="--score IDEA:CRITERION=SCORE", ask=lambda: ask_scores(asked))
    asked.refuse_missing()
    asked.write(f"{asked.values.pop('challenge')}/{asked.values.pop('login')}")


def given_scores(scores: tuple[str, ...], comments: tuple[str, ...]) -> dict[str, dict[str, Plain]]:
    """What stands under `scores`, from options such as `bike-lanes:effect=7` and `bike-lanes=Well thought through.`"""
    found: dict[str, dict[str, Plain]] = {}
    for text in scores:
        place, mark, score = text.rpartition("=")
        idea, colon, criterion = place.partition(":")
        if not (mark and colon and score.strip().isdecimal()):
            raise click.BadParameter(f"{text!r} is no score: write bike-lanes:effect=7", param_hint="--score")
        criteria = found.setdefault(idea.strip(), {"criteria": {}})["criteria"]
        assert isinstance(criteria, dict)
        criteria[criterion.strip()] = int(score)
    for text in comments:
        idea, _, comment = text.partition("=")
        found.setdefault(idea.strip(), {})["comment"] = comment.strip()
    return found


def ask_scores(asked: Answers) -> dict[str, dict[str, Plain]]:
    """Ask for the scores of each idea of the challenge but those in which the reviewer has a stake."""
    challenge, conflicts = str(asked.values["challenge"]), asked.values.get("conflicts")
    stakes = conflicts if isinstance(conflicts, list) else []
    found: dict[str, dict[str, Plain]] = {}
    click.echo(aloud(say("Scores from 0 (not at all) to 10 (fully); Enter leaves one out.")))
    for idea in asked.choices.ideas.get(challenge, ()):
        if idea in stakes:
            continue
        criteria: dict[str, Plain] = {}
        for criterion in asked.choices.criteria.get(challenge, ()):
            score = click.prompt(f"{idea}, {criterion}", default="", show_default=False, value_proc=_score)
            if score is not None:
                criteria[criterion] = score
        if criteria:
            found[idea] = {"criteria": criteria}
    return found


def _score(answer: str) -> int | None:
    """A score, None for none."""
    text = answer.strip()
    if not text:
        return None
    if not (text.isdecimal() and int(text) <= MAX_SCORE):
        raise click.BadParameter(aloud(say("write a whole number from 0 to 10")))
    return int(text)
