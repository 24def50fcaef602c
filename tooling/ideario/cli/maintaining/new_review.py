"""`ideario new review`: an expert's scores of the ideas of a challenge."""

import secrets
import shlex
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import click

from ideario.actions.juries.judged_challenge import judged_challenge
from ideario.actions.juries.seal_review import seal_review
from ideario.cli.asking.given_options import ANSWERS
from ideario.cli.asking.questions import NOTHING_WRITTEN, Answers
from ideario.cli.shared.jurors_files import openings_folder, propose
from ideario.cli.shared.options import moment, program
from ideario.cli.shared.speaking import aloud, messages_option
from ideario.intake.plain import Plain
from ideario.messages.said import say
from ideario.model.moments import instant
from ideario.problems import has_errors
from ideario.reporters import problem_lines

MAX_SCORE = 10
SALT_BYTES = 16
"""128 bits, which nobody can try out."""


@click.command("review")
@click.option("--challenge", help="The challenge, by its slug.")
@click.option("--login", help="The name of the reviewer's account, without the @.")
@click.option("--score", "scores", multiple=True, metavar="IDEA:CRITERION=SCORE",
              help="From 0 (not at all) to 10 (fully); may be repeated.")  # fmt: skip
@click.option("--comment", "comments", multiple=True, metavar="IDEA=TEXT", help="What to say; may be repeated.")
@click.option("--conflict", "conflicts", multiple=True, metavar="IDEA",
              help="An idea that the reviewer has a stake in and does not score; may be repeated.")  # fmt: skip
@click.option("--seal", is_flag=True, help="As a juror: write down what nobody can read before all scores are in.")
@click.option(
    "--keep",
    type=click.Path(path_type=Path, dir_okay=False),
    help="With --seal, the file that you keep to show your scores later (default: one in a folder of yours).",
)
@ANSWERS
@messages_option
@click.pass_obj
def review(
    root: Path, /, *, scores: tuple[str, ...], comments: tuple[str, ...], seal: bool, keep: Path | None,
    answers: Path | None, messages: str | None, **given: Any,
) -> None:  # fmt: skip
    """Score the ideas of a challenge by its criteria. Any score may be left out.

    Jurors of a challenge seal their scores: the file then holds a hash, and the scores stay with the juror until
    `ideario reveal` shows them.

    Example: ideario new review --challenge quieter-streets --login ada-rossi --score bike-lanes:effect=7
    """
    asked = Answers(root, "review", moment(None), messages=messages)
    given["scores"] = given_scores(scores, comments)
    asked.begin(given, ("challenge", "login", "scores"), answers=answers)
    asked.want("challenge", asked.of(say("Challenge"), "challenge"))
    asked.want("login", say("Login, without the @"))
    asked.offer_list("conflicts", say("Ideas that you have a stake in, by their slugs"))
    if asked.asks or seal or asked.given.get("scores") or not asked.values.get("conflicts"):
        # Elsewhere a stake is all that somebody has to say yet.
        ask = partial(ask_scores, asked, seal=seal)
        asked.want("scores", say("Scores"), option="--score IDEA:CRITERION=SCORE", ask=ask)
    asked.refuse_missing()
    if seal:
        write_sealed(asked, keep)
        return
    asked.write(f"{asked.values.pop('challenge')}/{asked.values.pop('login')}")


def write_sealed(asked: Answers, keep: Path | None) -> None:
    """Write the seal, keep what opens it, and say loudly where that is."""
    conflicts, scores = asked.values.get("conflicts"), asked.values["scores"]
    assert isinstance(scores, Mapping), "asked for as such"
    name, login = str(asked.values["challenge"]), str(asked.values["login"])
    sealed = seal_review(
        asked.root,
        name,
        login,
        {idea: card for idea, card in scores.items() if isinstance(card, Mapping)},
        [str(slug) for slug in conflicts] if isinstance(conflicts, list) else [],
        salt=secrets.token_hex(SALT_BYTES),
        keep=keep,
        openings=openings_folder(),
        resources=asked.resources,
        now=asked.now,
    )
    for problem in sealed.problems:
        click.echo(problem_lines(problem, asked.spoken), err=True)
    if has_errors(sealed.problems):
        click.echo(aloud(NOTHING_WRITTEN), err=True)
        asked.tell_kept()
        raise SystemExit(1)
    asked.drop_kept()
    click.echo(aloud(say("Wrote {file}", file=asked.root / sealed.path)))
    again = f"{program(asked.root)} reveal {name} --login {login}"
    kept = say(
        "KEEP THIS FILE, AND SHOW IT TO NOBODY: {file}\nWithout it your scores are lost. They are shown after {due} "
        "and until {until}, with: {command}",
        file=sealed.opening,
        due=instant(sealed.scores_by),
        until=instant(sealed.reveal_by),
        command=f"{again} --keep {shlex.quote(str(keep))}" if keep else again,
    )
    click.echo(f"\n{aloud(kept)}\n")
    propose(asked.root, sealed.path, sealed.scores_by)


def given_scores(scores: tuple[str, ...], comments: tuple[str, ...]) -> dict[str, dict[str, Plain]]:
    """What stands under `scores`, from options such as `bike-lanes:effect=7` and `bike-lanes=Well thought through.`"""
    found: dict[str, dict[str, Plain]] = {}
    for text in scores:
        place, mark, score = text.rpartition("=")
        idea, colon, criterion = place.partition(":")
        if not (mark and colon and score.strip().isdecimal()):
            raise click.BadParameter(
                aloud(say("{text} is no score: write bike-lanes:effect=7", text=f"{text!r}")), param_hint="--score"
            )
        criteria = found.setdefault(idea.strip(), {"criteria": {}})["criteria"]
        assert isinstance(criteria, dict)
        criteria[criterion.strip()] = int(score)
    for text in comments:
        idea, _, comment = text.partition("=")
        found.setdefault(idea.strip(), {})["comment"] = comment.strip()
    return found


def ask_scores(asked: Answers, *, seal: bool) -> dict[str, dict[str, Plain]]:
    """Ask for the scores of each idea of the challenge but those in which the reviewer has a stake.

    A juror who seals scores is asked for those that are theirs to judge.
    """
    challenge, conflicts = str(asked.values["challenge"]), asked.values.get("conflicts")
    stakes = conflicts if isinstance(conflicts, list) else []
    found: dict[str, dict[str, Plain]] = {}
    click.echo(aloud(say("Scores from 0 (not at all) to 10 (fully); Enter leaves one out.")))
    ideas = asked.choices.ideas.get(challenge, ())
    if seal:
        judged = judged_challenge(asked.root, challenge, resources=asked.resources, now=asked.now)
        ideas = judged.juror(str(asked.values["login"])).ideas
    for idea in ideas:
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
