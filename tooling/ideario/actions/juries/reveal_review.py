"""Shows what a juror sealed, once all scores are in: the scores and the salt come into the juror's file."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ideario.actions.check import check
from ideario.actions.juries.judged_challenge import judged_challenge
from ideario.actions.juries.openings import openings_at
from ideario.actions.new import refuse_detours
from ideario.files import write_whole
from ideario.intake.drafts import bare_text, content_path
from ideario.intake.plain import Plain
from ideario.intake.schema_line import editor_line
from ideario.messages.said import say
from ideario.model.moments import instant
from ideario.problems import Failure, Problem
from ideario.resources import Resources


@dataclass(frozen=True, slots=True, kw_only=True)
class RevealedReview:
    """The file that shows the scores, relative to the community, and until when it has to come in."""

    path: str
    reveal_by: datetime
    problems: tuple[Problem, ...]


def reveal_review(
    root: Path, name: str, login: str, *, openings: Path, resources: Resources, now: datetime
) -> RevealedReview:
    """Write the scores and the salt of a juror into their review of the challenge called `name`.

    `openings` is the file that was kept, or a folder in which it is looked for. A Failure where it is too early or too
    late, nothing was sealed in time, or nothing there opens the seal; nothing is written then.
    """
    judged = judged_challenge(root, name, resources=resources, now=now)
    juror, jury = judged.juror(login), judged.jury
    if now <= jury.scores_by:
        raise Failure(
            say("scores of `{name}` are still coming in until {until}", name=name, until=instant(jury.scores_by)),
            hint=say("show yours after that, and until {until}", until=instant(jury.reveal_by)),
        )
    if now > jury.reveal_by:
        raise Failure(
            say("scores of `{name}` were to be shown by {until}", name=name, until=instant(jury.reveal_by)),
            hint=say("what is shown later has no effect"),
        )
    if juror.review is None or not juror.review.seal:
        raise Failure(
            say("`{login}` sealed nothing in time", login=juror.login),
            hint=say("fetch what has come in, and run this again: git pull"),
        )
    found = next((one for one in openings_at(openings) if one.seal == juror.review.seal), None)
    if found is None:
        raise Failure(
            say("nothing in {place} opens the seal of `{login}`", place=openings, login=juror.login),
            hint=say("name the file that was kept when the scores were sealed, with --keep"),
        )
    path = content_path("review", f"{name}/{juror.login}")
    refuse_detours((root / path).parent, root)
    values: dict[str, Plain] = {"conflicts": list(juror.review.conflicts)} if juror.review.conflicts else {}
    shown: dict[str, Plain] = {"seal": found.seal, "salt": found.salt, "scores": found.scores}
    line = editor_line("review", path, judged.community.settings, root)
    write_whole(root / path, bare_text({**values, **shown}, line=line).encode())
    return RevealedReview(
        path=path, reveal_by=jury.reveal_by, problems=check(root, resources=resources, only=[path], now=now)
    )
