"""Seals a juror's scores: the seal goes into the community's files, what opens it into a file of the juror's own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath

from ideario.actions.check import check
from ideario.actions.juries.judged_challenge import JudgedChallenge, judged_challenge
from ideario.actions.juries.openings import Card, Opening, keep_opening, numbers_in
from ideario.actions.new import refuse_detours
from ideario.files import write_whole
from ideario.git.repository import git_at
from ideario.intake.drafts import bare_text, content_path
from ideario.intake.plain import Plain
from ideario.intake.schema_line import editor_line
from ideario.messages.said import say
from ideario.model.expert_panel import Juror
from ideario.model.moments import instant
from ideario.problems import Failure, Problem, has_errors
from ideario.resources import Resources


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedReview:
    """What was written: the review at `path` relative to the community, and the `opening`, if there is no problem."""

    path: str
    opening: Path
    scores_by: datetime
    reveal_by: datetime
    problems: tuple[Problem, ...]


def seal_review(
    root: Path,
    name: str,
    login: str,
    scores: Mapping[str, Card],
    conflicts: Sequence[str],
    *,
    salt: str,
    keep: Path | None,
    openings: Path,
    resources: Resources,
    now: datetime,
) -> SealedReview:
    """Write the sealed review of a juror of the challenge called `name`, in place of an earlier one.

    `salt` are 32 random hexadecimal digits that nobody else knows. What opens the seal goes into the file `keep`, or
    one of its own in the folder `openings`: first, so that nothing is ever sealed that nobody can open. A Failure
    where it is too early or too late, or scores are not this juror's to give. With an error in the file both are as
    they were before.
    """
    judged = judged_challenge(root, name, resources=resources, now=now)
    juror = judged.juror(login)
    conflicts = list(dict.fromkeys([*(juror.review.conflicts if juror.review else ()), *conflicts]))
    _refuse(judged, juror, scores, conflicts, now)
    opening = Opening(challenge=name, juror=juror.login, salt=salt, scores=scores)
    path = content_path("review", f"{name}/{juror.login}")
    file = root / path
    refuse_detours(file.parent, root)
    values: dict[str, Plain] = {"conflicts": conflicts} if conflicts else {}
    text = bare_text(
        {**values, "seal": opening.seal}, line=editor_line("review", path, judged.community.settings, root)
    )
    place = keep or openings / opening.file_name
    keep_opening(opening, place, away_from=_repository_of(root))
    before = file.read_bytes() if file.is_file() else None
    write_whole(file, text.encode())
    problems = check(root, resources=resources, only=[path], now=now)
    if has_errors(problems):
        place.unlink()
        file.unlink() if before is None else write_whole(file, before)
    return SealedReview(
        path=path,
        opening=place,
        scores_by=judged.jury.scores_by,
        reveal_by=judged.jury.reveal_by,
        problems=problems,
    )


def _repository_of(root: Path) -> tuple[Path, ...]:
    """The folder of the community, and that of the repository that it is in."""
    git = git_at(root)
    if git.history == "none":
        return (root,)
    above = len(PurePosixPath(git.prefix).parts)
    return (root, [root.resolve(), *root.resolve().parents][above])


def _refuse(
    judged: JudgedChallenge, juror: Juror, scores: Mapping[str, Card], conflicts: Sequence[str], now: datetime
) -> None:
    """A Failure where these scores cannot be sealed now."""
    challenge, jury = judged.challenge, judged.jury
    if now > jury.scores_by:
        raise Failure(
            say("scores of `{name}` were due by {until}", name=challenge.slug, until=instant(jury.scores_by)),
            hint=say("a seal that comes in later has no effect"),
        )
    if not judged.drawn:
        raise Failure(
            say("it is not settled yet who judges which ideas of `{name}`", name=challenge.slug),
            hint=say("it is once submission has closed, on {closes}", closes=instant(challenge.submission.closes))
            if now <= challenge.submission.closes
            else say("it is once the seed for the lot stands in the challenge's file"),
        )
    criteria = {criterion.id for criterion in challenge.criteria}
    for idea, by_criterion in numbers_in(scores).items():
        if idea in conflicts or idea in juror.aside:
            raise Failure(
                say("`{idea}` is scored, and `{login}` has a stake in it", idea=idea, login=juror.login),
                hint=say("take its scores out"),
            )
        if idea not in juror.ideas:
            raise Failure(
                say("`{idea}` is not for `{login}` to judge", idea=idea, login=juror.login),
                hint=say("these are: {ideas}", ideas=", ".join(juror.ideas)),
            )
        for criterion in by_criterion.keys() - criteria:
            raise Failure(
                say("`{challenge}` has no criterion `{criterion}`", challenge=challenge.slug, criterion=criterion),
                hint=say("use one of {words}", words=", ".join(sorted(criteria))),
            )
        if any(not 0 <= score <= 10 for score in by_criterion.values()):
            raise Failure(
                say("a score of `{idea}` is not from 0 to 10", idea=idea), hint=say("write a whole number from 0 to 10")
            )
