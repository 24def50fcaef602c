"""Tells a community when its ideas were last edited while people could vote on them. Counts nothing."""

from collections.abc import Iterable
from dataclasses import replace

from ideario.git import Git, Version
from ideario.intake import material_edits
from ideario.model import Community


def with_edits(git: Git, community: Community, versions: Iterable[Version]) -> Community:
    """The community that knows of each idea when its text last changed in the vote; `versions` are of that time.

    The window is that of the challenge at which votes for the idea count; an idea outside any challenge has none.
    """
    names = {
        name: slug
        for slug in community.ideas
        for name in (slug, *(community.decisions[slug].former if slug in community.decisions else ()))
    }
    edited = {}
    for slug, moments in material_edits(git, versions, names).items():
        challenge = community.challenges.get(community.ideas[community.target(slug)].challenge or "")
        if challenge is not None:
            within = [moment for moment in moments if challenge.voting.opens <= moment <= challenge.voting.closes]
            if within:
                edited[slug] = within[-1]
    return replace(community, edited=edited)
