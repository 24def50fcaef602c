"""Says which ideas can still be chosen, which is what rankings are of and what winners are among. Counts nothing.

An idea can be chosen while its status is open or under way and its votes count at no other idea. What was a choice when
voting on a challenge closed stays in the rankings of that challenge, whatever became of it.
"""

from datetime import datetime

from ideario.model.community import Community

CHOICES = frozenset({"open", "active"})
"""The kinds of status of an idea that can still be chosen."""


def choosable(community: Community, slug: str) -> bool:
    """Whether an idea of the community can still be chosen."""
    return community.target(slug) == slug and community.status(slug).kind in CHOICES


def in_challenge(community: Community, slug: str, now: datetime) -> bool:
    """Whether an idea can be chosen in its challenge, and once voting has closed, whether it could be then."""
    challenge = community.challenges.get(community.ideas[slug].challenge or "")
    if challenge is None or now <= challenge.voting.closes:
        return choosable(community, slug)
    return community.target(slug) == slug and not declined(community, slug, challenge.voting.closes)


def declined(community: Community, slug: str, at: datetime) -> bool:
    """Whether maintainers had turned an idea down by that moment."""
    return community.status(slug, at).kind == "declined"
