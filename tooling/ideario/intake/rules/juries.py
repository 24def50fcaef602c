"""Rules about juries: whom a challenge names and until when, and what jurors seal and show."""

from collections.abc import Iterator

from ideario.intake.contents import Contents
from ideario.intake.explaining.faults import NodePath
from ideario.intake.explaining.findings import Finding
from ideario.intake.history.sealed_reviews import sealed_for
from ideario.messages.said import Said, say
from ideario.model.challenge import Challenge, Jury
from ideario.model.content import Review
from ideario.model.moments import instant


def jury_missing(contents: Contents) -> Iterator[Finding]:
    """A challenge whose winners a jury chooses (the rules jury and blend) names the jury and the criteria that it goes
    by, and under the rule blend how crowd and jury count.
    """
    for challenge in contents.challenges.values():
        rule = challenge.winners.rule
        there = {"jury": challenge.jury, "criteria": challenge.criteria, "blend": challenge.blend or rule == "jury"}
        for name, value in there.items():
            if challenge.winners.judged and not value:
                yield Finding(
                    path=challenge.path,
                    pointer=("winners", "rule"),
                    value=f"{rule} {name}",
                    message=say("the winner rule `{rule}` needs `{name}`", rule=rule, name=name),
                    hint=say("add lines for `{name}`; the page about formats shows how", name=name),
                )


def jury_in_order(contents: Contents) -> Iterator[Finding]:
    """A jury names nobody twice and asks for no more scores of an idea than it has jurors. Scores come in once
    submission has closed and voting has opened, and are shown after that.
    """
    for challenge in contents.challenges.values():
        if challenge.jury is not None:
            for pointer, message, hint, value in _disorder(challenge, challenge.jury):
                yield Finding(
                    path=challenge.path, pointer=("jury", *pointer), message=message, hint=hint, value=str(value)
                )


def _disorder(challenge: Challenge, jury: Jury) -> Iterator[tuple[NodePath, Said, Said, object]]:
    seen: set[str] = set()
    for number, juror in enumerate(jury.jurors):
        if juror.lower() in seen:
            message = say("`{login}` stands here twice", login=juror)
            yield ("jurors", number), message, say("take one of the two out"), juror
        seen.add(juror.lower())
    if jury.minimum > len(seen):
        message = say("no idea can have {minimum} scores from {count} jurors", minimum=jury.minimum, count=len(seen))
        yield ("minimum",), message, say("name more jurors, or ask for fewer scores"), jury.minimum
    earliest = max(challenge.submission.closes, challenge.voting.opens)
    if jury.scores_by <= earliest:
        message = say("the jury's scores are due before all ideas are in and the rules are fixed")
        hint = say(
            "name a day after {moment}, when submission has closed and voting has opened", moment=instant(earliest)
        )
        yield ("scores_by",), message, hint, instant(jury.scores_by)
    if jury.reveal_by <= jury.scores_by:
        message = say("scores would have to be shown while others can still be sealed")
        yield ("reveal_by",), message, say("let reveal_by be after scores_by"), instant(jury.reveal_by)


def not_a_juror(contents: Contents) -> Iterator[Finding]:
    """Where a challenge names a jury, nobody else reviews its ideas."""
    for challenge, jury, review in _reviews(contents):
        if not jury.has(review.login):
            yield Finding(
                path=review.path,
                value=review.login,
                message=say("`{login}` is no juror of `{challenge}`", login=review.login, challenge=challenge.slug),
                hint=say("take the file out; the jurors are {logins}", logins=", ".join(jury.jurors)),
            )


def scores_unsealed(contents: Contents) -> Iterator[Finding]:
    """Jurors seal their scores before they show them: no scores stand in a juror's file without a seal and its salt."""
    for challenge, jury, review in _reviews(contents):
        if review.scores and jury.has(review.login) and not (review.seal and review.salt):
            yield Finding(
                path=review.path,
                pointer=("scores",),
                on_key=True,
                value=review.login,
                message=say("these scores are not sealed, and scores of `{challenge}` are", challenge=challenge.slug),
                hint=say(
                    "take them out, and write the file with: {command}",
                    command=f"ideario new review --challenge {challenge.slug} --login {review.login} --seal",
                ),
            )


def seal_broken(contents: Contents) -> Iterator[Finding]:
    """The scores that a juror shows are those that were sealed: with the salt they make the seal again. Others have no
    effect.
    """
    for challenge, jury, review in _reviews(contents):
        names = (challenge.slug, *challenge.former)
        shown = review.seal and review.salt and jury.has(review.login)
        if shown and sealed_for(review, review.seal, names) is None:
            yield Finding(
                path=review.path,
                pointer=("seal",),
                value=review.seal,
                message=say("`{login}` sealed other scores than these, or with another salt", login=review.login),
                hint=say(
                    "put back what was sealed: {command}",
                    command=f"ideario reveal {challenge.slug} --login {review.login}",
                ),
            )


def sealed_late(contents: Contents) -> Iterator[Finding]:
    """A seal comes in until the moment that the challenge names. A later one, or a change of one, has no effect."""
    for challenge, jury, review in _reviews(contents):
        counts = contents.judged(challenge.slug).get(review.login.lower())
        in_force = "" if counts is None else counts.review.seal
        late = None if counts is None else counts.late
        if late is not None and review.seal and review.seal != in_force:
            yield Finding(
                path=review.path,
                pointer=("seal",),
                value=review.seal,
                message=say(
                    "this seal came in on {came}, and the jury's scores were due by {until}: it has no effect",
                    came=instant(late),
                    until=instant(jury.scores_by),
                ),
                hint=say("put the former seal back: {line}", line=f"seal: {in_force}")
                if in_force
                else say("take the file out: it is too late for this round"),
            )


def revealed_early(contents: Contents) -> Iterator[Finding]:
    """Nobody's scores can be read while other jurors can still give theirs."""
    now = contents.past.now
    for _, jury, review in _reviews(contents):
        if now is not None and now <= jury.scores_by and review.salt and jury.has(review.login):
            yield Finding(
                path=review.path,
                pointer=("salt",),
                value=review.login,
                message=say("these scores can be read before {until}, when all are in", until=instant(jury.scores_by)),
                hint=say("take `scores` and `salt` out until then; who has read them has read them"),
            )


def revealed_late(contents: Contents) -> Iterator[Finding]:
    """Scores are shown until the moment that the challenge names. Later ones are missing scores."""
    for challenge, jury, review in _reviews(contents):
        counts = contents.judged(challenge.slug).get(review.login.lower())
        if counts is not None and counts.opened_late is not None and review.salt:
            yield Finding(
                path=review.path,
                pointer=("salt",),
                value=review.login,
                message=say(
                    "these scores came in on {came}, and were to be shown by {until}: they have no effect",
                    came=instant(counts.opened_late),
                    until=instant(jury.reveal_by),
                ),
                hint=say("it is too late for this round; take `scores` and `salt` out"),
            )


def _reviews(contents: Contents) -> Iterator[tuple[Challenge, Jury, Review]]:
    """The reviews of challenges with a jury, each with the challenge by the rules in force."""
    for review in contents.reviews:
        challenge = contents.in_force(review.challenge)
        if challenge is not None and challenge.jury is not None:
            yield challenge, challenge.jury, review
