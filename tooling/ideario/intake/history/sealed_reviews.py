"""What jurors sealed, and what of it counts: a hash over scores first, the scores and a salt once nobody can follow.

A seal binds the challenge, the juror and every score, so that a copied one opens for nobody, and an opened one is what
was sealed. Nobody can try out scores on it who does not know the salt of 128 bits. Reads no files.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import NamedTuple

from ideario.model.challenge import Jury
from ideario.model.content import Review

BEFORE_ALL = datetime.min.replace(tzinfo=UTC)


class ReviewVersion(NamedTuple):
    """What the file of a review said since a moment; None where it was taken away, or could not be read."""

    since: datetime
    review: Review | None


@dataclass(frozen=True, slots=True, kw_only=True)
class JurorReview:
    """What counts of a juror's file: `review` has the seal that came in in time, and scores once they may be seen.

    `late` is when the first other seal came in after the deadline, `opened_late` when the scores first were shown
    after theirs; None where neither happened.
    """

    review: Review
    late: datetime | None = None
    opened_late: datetime | None = None


def seal_of(challenge: str, juror: str, salt: str, scores: Mapping[str, Mapping[str, int]]) -> str:
    """The seal over the scores by idea and criterion: the SHA-256 of canonical JSON. Comments are no part of it."""
    text = json.dumps(
        {"challenge": challenge, "juror": juror.lower(), "salt": salt, "scores": scores},
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
    )
    return sha256(text.encode()).hexdigest()


def sealed_for(review: Review, seal: str, names: Iterable[str]) -> str | None:
    """The name among a challenge's names under which a review's scores and salt make that seal; None where under none.

    A challenge may have been renamed since.
    """
    scores = {card.idea: card.criteria for card in review.scores}
    if not review.salt or not seal:
        return None
    return next((name for name in names if seal_of(name, review.login, review.salt, scores) == seal), None)


def versions_of(
    known: Iterable[ReviewVersion], present: Review | None, *, whole: bool, now: datetime | None
) -> list[ReviewVersion]:
    """What a juror's file said since when, oldest first: what the history knows, then what stands there `now`.

    Where no history is known that is `whole`, what stands there has always stood there.
    """
    found = sorted(known, key=lambda version: version.since)
    if not whole or now is None:
        return [ReviewVersion(BEFORE_ALL, present)]
    said = found[-1].review if found else None
    if _said(said) != _said(present):
        found.append(ReviewVersion(now, present))
    return found


def counted(
    versions: Sequence[ReviewVersion], jury: Jury, names: Sequence[str], now: datetime | None
) -> JurorReview | None:
    """What counts of a juror's file; None where nothing does. `names` are those of the challenge, the present first.

    The seal in force is the one that stood in the file when scores_by was over. The scores are those that it opens to,
    where they came in until reveal_by, whatever became of the file afterwards; none as long as others can still seal.
    """
    sealed = [version.review for version in versions if version.since <= jury.scores_by]
    review = sealed[-1] if sealed else None
    late = next(
        (
            version.since
            for version in versions
            if version.since > jury.scores_by
            and version.review is not None
            and version.review.seal
            and version.review.seal != (review.seal if review else "")
        ),
        None,
    )
    if review is None:
        present = versions[-1].review if versions else None
        if present is None:
            return None
        bare = replace(present, challenge=names[0], conflicts=(), seal="", salt="", scores=())
        return JurorReview(review=bare, late=late)
    hidden = replace(review, challenge=names[0], salt="", scores=())
    if now is not None and now <= jury.scores_by:
        return JurorReview(review=hidden, late=late)
    opened = [
        (version.since, replace(hidden, salt=shown.salt, scores=shown.scores, sealed_for=name))
        for version in versions
        if (shown := version.review) and (name := sealed_for(shown, review.seal, names))
    ]
    in_time = [shown for since, shown in opened if since <= jury.reveal_by]
    if not in_time:
        return JurorReview(review=hidden, late=late, opened_late=opened[0][0] if opened else None)
    return JurorReview(review=in_time[-1], late=late)


def _said(review: Review | None) -> Review | None:
    """What a review says, wherever its file stands."""
    return None if review is None else replace(review, path="", challenge="", login="")
