"""Says of which challenges nobody can tell whether their rules are those of the beginning. Reads nothing."""

from ideario.intake import Past
from ideario.model import Community


def unproven(community: Community, past: Past) -> tuple[str, ...]:
    """The challenges whose voting has opened, where no history tells what their rules were then, by slug."""
    if past.now is None:
        return ()
    unknown = {slug: challenge for slug, challenge in community.challenges.items() if slug not in past.seeds}
    return tuple(slug for slug, challenge in unknown.items() if challenge.voting.opens <= past.now)
