"""Says which ideas each juror of a challenge judges: all of them, or as many as the challenge says, by a published lot.

Anybody can draw the lot again: it is made of the seed, which comes in when no idea can any more, and of names.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from hashlib import sha256

from ideario.model.challenge import Challenge
from ideario.model.community import Community


def assignments(community: Community, challenge: Challenge) -> dict[str, tuple[str, ...]]:
    """The ideas that each juror judges, by login in small letters; nothing without a jury.

    Ideas are those of the challenge that were neither declined nor duplicates when submission closed. Nobody judges an
    idea of their own, nor one in which they declared a conflict of interest.

    Where jurors have a number of ideas each, they take one each in turn, in the order of their logins: of the ideas
    that the fewest have, the one with the smallest lot. What somebody declares a conflict in goes to the juror with the
    smallest lot for it who does not have it: so nobody else loses or changes an idea by that.
    """
    jury = challenge.jury
    if jury is None:
        return {}
    jurors = sorted({juror.lower() for juror in jury.jurors})
    ideas = [
        idea
        for idea in community.ideas.values()
        if idea.challenge == challenge.slug and _judged(community, challenge, idea.slug)
    ]
    own = {juror: {idea.slug for idea in ideas if juror in map(str.lower, idea.authors)} for juror in jurors}
    declared: dict[str, set[str]] = {juror: set() for juror in jurors}
    for review in community.reviews:
        if review.challenge == challenge.slug and review.login.lower() in declared:
            declared[review.login.lower()] |= set(review.conflicts)
    slugs = sorted(idea.slug for idea in ideas)
    if jury.each is None or jury.each >= len(slugs):
        return {juror: tuple(slug for slug in slugs if slug not in own[juror] | declared[juror]) for juror in jurors}
    seed = challenge.winners.seed or ""
    lots = {juror: {slug: lot(seed, juror, slug) for slug in slugs if slug not in own[juror]} for juror in jurors}
    return _without_conflicts(_drawn(lots, jury.each), lots, declared)


def lot(seed: str, juror: str, idea: str) -> str:
    """The lot of a juror, whose login is in small letters, for an idea: the smallest is drawn."""
    return sha256(f"{seed}|{juror}|{idea}".encode()).hexdigest()


def _judged(community: Community, challenge: Challenge, slug: str) -> bool:
    return community.status(slug, challenge.submission.closes).kind not in {"declined", "duplicate"}


def _drawn(lots: Mapping[str, Mapping[str, str]], each: int) -> dict[str, set[str]]:
    """The ideas of each juror, `each` of them where there are as many; `lots` are by juror and idea."""
    drawn: dict[str, set[str]] = {juror: set() for juror in lots}
    jurors: Counter[str] = Counter()
    for _ in range(each):
        for juror, chances in lots.items():
            left = [slug for slug in chances if slug not in drawn[juror]]
            if left:
                taken = min(left, key=lambda slug: (jurors[slug], chances[slug]))
                drawn[juror].add(taken)
                jurors[taken] += 1
    return drawn


def _without_conflicts(
    drawn: Mapping[str, Collection[str]], lots: Mapping[str, Mapping[str, str]], declared: Mapping[str, Collection[str]]
) -> dict[str, tuple[str, ...]]:
    """The same, where each idea that a juror declared a conflict in is with another one who has not got it."""
    found = {juror: set(ideas) - set(declared[juror]) for juror, ideas in drawn.items()}
    for idea in sorted({slug for juror, ideas in drawn.items() for slug in ideas if slug in declared[juror]}):
        gone = sum(idea in ideas and idea in declared[juror] for juror, ideas in drawn.items())
        others = [juror for juror, ideas in drawn.items() if idea in lots[juror] and idea not in ideas]
        free = sorted((lots[juror][idea], juror) for juror in others if idea not in declared[juror])
        for _, juror in free[:gone]:
            found[juror].add(idea)
    return {juror: tuple(sorted(ideas)) for juror, ideas in found.items()}
