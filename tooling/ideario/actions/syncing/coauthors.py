"""Tells a community since when its ideas' authors are named: authors do not vote on their own ideas. Judges no vote."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from ideario.git import git_at, line_of
from ideario.intake.coauthors import joined
from ideario.intake.schemas import load_schemas
from ideario.model import Community
from ideario.resources import Resources


def with_coauthors(root: Path, community: Community, *, resources: Resources, now: datetime) -> Community:
    """The community that knows which of its ideas' authors were named after the idea came in, and when.

    Without a whole history all of them count as authors from the beginning.
    """
    schemas = load_schemas(resources.schemas)
    return replace(community, joined=joined(line_of(git_at(root), now=now), community.ideas.values(), schemas))
