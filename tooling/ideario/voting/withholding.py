"""Says which numbers a site does not show before the close, and takes them out of a tally. Counts nothing."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from ideario.model import Community, Tally, Thread


def shown(tally: Tally, community: Community, threads: Sequence[Thread]) -> Tally:
    """The tally without the standings and turnouts of which the site shows nothing at its `as_of`.

    A turnout goes with any standing that is part of it. Of an idea in an open pull request nobody knows which challenge
    it is for, so while any challenge withholds its counts, that idea has none either.
    """
    concealing = _concealing(community, tally.as_of)
    if not concealing:
        return tally
    hidden = withheld(community, threads, tally.as_of)
    parts = {community.ideas[slug].challenge for slug in hidden if community.target(slug) == slug}
    return replace(
        tally,
        standings={slug: standing for slug, standing in tally.standings.items() if slug not in hidden},
        turnouts={slug: turnout for slug, turnout in tally.turnouts.items() if slug not in concealing | parts},
        proposed=tuple(replace(proposal, standing=None) for proposal in tally.proposed),
    )


def withheld(community: Community, threads: Iterable[Thread], as_of: datetime) -> frozenset[str]:
    """The ideas whose numbers would tell votes for an idea of a challenge that shows counts after the close.

    These are its own ideas and what was merged into them, and besides what any of these was merged into, for there
    their votes are counted, and what has a thread in common with them, for there the same reactions count. But where
    another challenge has closed, its numbers are shown whatever they tell: what is decided can be counted again.
    """
    concealing = _concealing(community, as_of)
    if not concealing:
        return frozenset()
    own = {slug for slug, idea in community.ideas.items() if idea.challenge in concealing}
    own |= {slug for slug in community.ideas if community.target(slug) in own}
    tied = {community.target(slug) for slug in own}
    for together in _sharing(community, threads):
        if not own.isdisjoint(together):
            tied |= together
    closed = {slug for slug, challenge in community.challenges.items() if challenge.phase(as_of) == "closed"}
    return frozenset(own | {slug for slug in tied if community.ideas[slug].challenge not in closed})


def _concealing(community: Community, as_of: datetime) -> set[str | None]:
    return {slug for slug, challenge in community.challenges.items() if challenge.conceals_counts(as_of)}


def _sharing(community: Community, threads: Iterable[Thread]) -> Iterable[set[str]]:
    """The ideas of each thread, those whose decision names it too, by the slugs that they have now."""
    former = {old: decision.idea for decision in community.decisions.values() for old in decision.former}
    found: dict[str, set[str]] = defaultdict(set)
    for thread in threads:
        found[thread.name].update(former.get(slug, slug) for slug in thread.ideas)
    for decision in community.decisions.values():
        for name in decision.threads:
            found[name].add(decision.idea)
    return [ideas & community.ideas.keys() for ideas in found.values()]
