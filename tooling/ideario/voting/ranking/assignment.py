"""Says which ideas each juror of a challenge judges: all of them, or as many as the challenge says, by a published lot.

Anybody can draw the lot again: it is made of the seed, which comes in when no idea can any more, and of names.
"""

from collections import Counter
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from hashlib import sha256

from ideario.model.challenge import Challenge
from ideario.model.community import Community
from ideario.model.expert_panel import Juror


def jurors_of(community: Community, challenge: Challenge) -> tuple[Juror, ...]:
    """The jurors of a challenge by login, with what they judge; nothing without a jury.

    Ideas are those of the challenge that were neither declined nor duplicates when submission closed. Nobody judges an
    idea of their own, nor one in which they declared a conflict of interest.

    Where jurors have a number of ideas each, they draw one after the other, in the order of their logins in small
    letters: that many of the ideas that the fewest have until then, those with the smallest lots among equals. So no
    idea has two jurors more than another. What somebody drew and has a stake in goes to the juror with the smallest lot
    for it who has neither; so nobody else loses or changes an idea by that.
    """
    if challenge.jury is None:
        return ()
    spelt = {juror.lower(): juror for juror in challenge.jury.jurors}
    ideas = sorted(
        slug
        for slug, idea in community.ideas.items()
        if idea.challenge == challenge.slug
        and community.status(slug, challenge.submission.closes).kind not in {"declined", "duplicate"}
    )
    reviews = {one.login.lower(): one for one in community.reviews if one.challenge == challenge.slug}
    aside: dict[str, set[str]] = {juror: set() for juror in sorted(spelt)}
    for juror, stakes in aside.items():
        conflicts = reviews[juror].conflicts if juror in reviews else ()
        stakes |= {slug for slug in ideas if slug in conflicts or community.has_stake(juror, slug)}
    if challenge.jury.each is None or challenge.jury.each >= len(ideas):
        judged = {juror: set(ideas) - stakes for juror, stakes in aside.items()}
    else:
        seed = challenge.winners.seed or ""
        lots = {juror: {slug: lot(seed, juror, slug) for slug in ideas} for juror in aside}
        judged = _passed_on(_drawn(lots, challenge.jury.each), lots, aside)
    return tuple(
        Juror(
            login=spelt[juror],
            ideas=tuple(sorted(judged[juror])),
            aside=tuple(sorted(stakes)),
            review=reviews.get(juror),
        )
        for juror, stakes in aside.items()
    )


def lot(seed: str, juror: str, idea: str) -> str:
    """The lot of a juror, whose login is in small letters, for an idea: the smallest is drawn."""
    return sha256(f"{seed}|{juror}|{idea}".encode()).hexdigest()


def _drawn(lots: Mapping[str, Mapping[str, str]], each: int) -> dict[str, set[str]]:
    """`each` ideas for every juror, of which there are more; `lots` are by juror and idea."""
    drawn: dict[str, set[str]] = {}
    jurors: Counter[str] = Counter()
    for juror, chances in lots.items():
        order = sorted(chances, key=lambda slug: (jurors[slug], chances[slug]))
        drawn[juror] = set(order[:each])
        jurors.update(drawn[juror])
    return drawn


def _passed_on(
    drawn: Mapping[str, AbstractSet[str]],
    lots: Mapping[str, Mapping[str, str]],
    aside: Mapping[str, AbstractSet[str]],
) -> dict[str, set[str]]:
    """The same, where each idea in which a juror has a stake is with another one who has not got it."""
    judged = {juror: set(ideas - aside[juror]) for juror, ideas in drawn.items()}
    for idea in sorted({slug for juror, ideas in drawn.items() for slug in ideas & aside[juror]}):
        gone = sum(idea in ideas & aside[juror] for juror, ideas in drawn.items())
        free = sorted((lots[juror][idea], juror) for juror in drawn if idea not in drawn[juror] | aside[juror])
        for _, juror in free[:gone]:
            judged[juror].add(idea)
    return judged
