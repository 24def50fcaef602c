"""Rules about reviews: criteria, conflicts of interest."""

from collections.abc import Iterator

from ideario.intake.contents import Contents
from ideario.intake.explaining.findings import Finding, Mend, listed, nearest
from ideario.messages.said import say
from ideario.model.content import Review, Scorecard


def unknown_criterion(contents: Contents) -> Iterator[Finding]:
    """A review scores ideas by the criteria of its challenge."""
    for review in contents.reviews:
        challenge = contents.challenges.get(review.challenge)
        if challenge is None:
            continue
        known = [criterion.id for criterion in challenge.criteria]
        for card in _unsealed(review):
            for criterion in card.criteria:
                if criterion not in known:
                    near = nearest(criterion, known)
                    hint = (
                        say("use one of {words}", words=listed(known))
                        if known
                        else say("the challenge has no criteria; add some there")
                    )
                    yield Finding(
                        path=review.path,
                        message=say(
                            "`{challenge}` has no criterion `{criterion}`",
                            challenge=review.challenge,
                            criterion=criterion,
                        ),
                        hint=say("call it `{near}`", near=near) if near else hint,
                        mend=Mend(pointer=("scores", card.idea, "criteria", criterion), key=near, keeps=True)
                        if near
                        else None,
                        on_key=True,
                        value=criterion,
                        pointer=("scores", card.idea, "criteria", criterion),
                    )


def scored_in_conflict(contents: Contents) -> Iterator[Finding]:
    """A reviewer gives no scores to an idea in which they declare a conflict of interest, nor to one of their own."""
    for review in contents.reviews:
        for card in _unsealed(review):
            idea = contents.ideas.get(card.idea)
            if idea is not None and review.login.lower() in {author.lower() for author in idea.authors}:
                message = say("`{idea}` is scored by one of its authors", idea=card.idea)
            elif card.idea in review.conflicts:
                message = say("`{idea}` is scored, and stands among the conflicts of interest", idea=card.idea)
            else:
                continue
            yield Finding(
                path=review.path,
                pointer=("scores", card.idea),
                on_key=True,
                value=card.idea,
                message=message,
                hint=say("take its scores out"),
            )


def _unsealed(review: Review) -> tuple[Scorecard, ...]:
    """The scores that can be mended: what was sealed and does not count has no effect, and a change breaks the seal."""
    return () if review.seal else review.scores
