"""Rules about reviews: criteria, conflicts of interest."""

from collections.abc import Iterator

from ideario.intake.contents import Contents
from ideario.intake.explaining.findings import Finding, Mend, listed, nearest


def unknown_criterion(contents: Contents) -> Iterator[Finding]:
    """A review scores ideas by the criteria of its challenge."""
    for review in contents.reviews:
        challenge = contents.challenges.get(review.challenge)
        if challenge is None:
            continue
        known = [criterion.id for criterion in challenge.criteria]
        for card in review.scores:
            for criterion in card.criteria:
                if criterion not in known:
                    near = nearest(criterion, known)
                    hint = f"use one of {listed(known)}" if known else "the challenge has no criteria; add some there"
                    yield Finding(
                        path=review.path,
                        message=f"`{review.challenge}` has no criterion `{criterion}`",
                        hint=f"call it `{near}`" if near else hint,
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
        for card in review.scores:
            idea = contents.ideas.get(card.idea)
            if idea is not None and review.login.lower() in {author.lower() for author in idea.authors}:
                why = " by one of its authors"
            elif card.idea in review.conflicts:
                why = ", and stands among the conflicts of interest"
            else:
                continue
            yield Finding(
                path=review.path,
                pointer=("scores", card.idea),
                on_key=True,
                value=card.idea,
                message=f"`{card.idea}` is scored{why}",
                hint="take its scores out",
            )
