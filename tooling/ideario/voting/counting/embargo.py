"""Says which numbers a site does not show before the close, and takes them out of a tally. Counts nothing."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from ideario.model.community import Community
from ideario.model.ledger_state import Thread
from ideario.model.votes import Tally


def shown(tally: Tally, community: Community, threads: Sequence[Thread]) -> Tally:
    """The tally without the standings and turnouts of which the site shows nothing yet.

    A turnout goes with any standing that is part of it. Of an idea in an open pull request nobody knows which challenge
    it is for, so while any challenge withholds its counts, that idea has none either.
    """
    withholding = _withholding(tally, community)
    if not withholding:
        return tally
    held = withheld(tally, community, threads)
    parts = {community.ideas[slug].challenge for slug in held if community.target(slug) == slug}
    return replace(
        tally,
        standings={slug: standing for slug, standing in tally.standings.items() if slug not in held},
        turnouts={slug: turnout for slug, turnout in tally.turnouts.items() if slug not in withholding | parts},
        pending=tuple(replace(pending, standing=None) for pending in tally.pending),
    )


def withheld(tally: Tally, community: Community, threads: Iterable[Thread]) -> frozenset[str]:
    """The ideas whose numbers would tell votes for an idea of a challenge that withholds counts.

    These are its own ideas and what was merged into them, and besides what any of these was merged into, for there
    their votes are counted, and what has a thread in common with them, for there the same reactions count. But where
    another challenge has closed, its numbers are shown whatever they tell: what is decided can be counted again.
    """
    withholding = _withholding(tally, community)
    if not withholding:
        return frozenset()
    own = {slug for slug, idea in community.ideas.items() if idea.challenge in withholding}
    own |= {slug for slug in community.ideas if community.target(slug) in own}
    tied = {community.target(slug) for slug in own}
    for together in _sharing(community, threads):
        if not own.isdisjoint(together):
            tied |= together
    closed = {slug for slug, challenge in community.challenges.items() if tally.phase(challenge) == "closed"}
    return frozenset(own | {slug for slug in tied if community.ideas[slug].challenge not in closed})


def _withholding(tally: Tally, community: Community) -> set[str | None]:
    """The challenges whose counts are not shown: until voting has closed and the last votes were read."""
    return {
        slug for slug, challenge in community.challenges.items() if challenge.withholds_counts(tally.phase(challenge))
    }


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
