"""Says which ideas are near others: near those that a change brings in, near one, and of all near each other."""

from collections.abc import Collection
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from ideario.actions.basis import ground_of
from ideario.git.changes import commit_named, files
from ideario.git.repository import git_at
from ideario.intake.read_community import read_community
from ideario.model.community import Community
from ideario.model.content import Idea
from ideario.model.likeness.similar_ideas import pairs_of
from ideario.resources import Resources
from ideario.user_cache import beside


class NearIdea(NamedTuple):
    """An idea that is near another one: where its page is, "" where nobody knows, and how near in hundredths."""

    idea: Idea
    url: str
    score: int


class Neighbourhood(NamedTuple):
    """An idea and those that are near it, the nearest first; there is one at least."""

    idea: Idea
    near: tuple[NearIdea, ...]


def neighbourhoods(community: Community, slugs: Collection[str]) -> tuple[Neighbourhood, ...]:
    """The ideas of `slugs` that others are near; what is declared to be a duplicate is near nothing."""
    if not slugs:
        return ()
    from ideario.similarity.nearest import nearest_to  # loads numpy, which most checks do without

    found = nearest_to(slugs, community.originals, beside("meanings.npz"))
    return tuple(
        Neighbourhood(
            idea=community.ideas[slug],
            near=tuple(
                NearIdea(community.ideas[one.slug], _url(community, one.slug), one.score) for one in found[slug]
            ),
        )
        for slug in sorted(found)
        if found[slug]
    )


def near_new_ideas(root: Path, since: str, *, resources: Resources, now: datetime) -> tuple[Neighbourhood, ...]:
    """Those of the ideas that came in after a git revision, with what was there or came with them."""
    git = git_at(root)
    there = {PurePosixPath(entry.path).stem for entry in files(git, commit_named(git, since), "content/ideas")}
    new = {file.stem for file in (root / "content" / "ideas").rglob("*.yml")} - there
    community = _community(root, resources=resources, now=now) if new else None
    return () if community is None else neighbourhoods(community, community.ideas.keys() & new)


def near_one_idea(root: Path, slug: str, *, resources: Resources, now: datetime) -> tuple[Neighbourhood, ...]:
    """That of one idea; nothing where there is none, or no such idea."""
    community = _community(root, resources=resources, now=now)
    return neighbourhoods(community, {slug}) if community is not None and slug in community.ideas else ()


def likely_duplicates(root: Path, *, resources: Resources, now: datetime) -> tuple[tuple[Idea, NearIdea], ...]:
    """Each two ideas of a community that are near each other, once, the nearest first."""
    from ideario.similarity.nearest import among

    community = _community(root, resources=resources, now=now)
    if community is None:
        return ()
    nearest = among(community.originals, beside("meanings.npz")).nearest
    return tuple(
        (community.ideas[one], NearIdea(community.ideas[other], _url(community, other), score))
        for one, other, score in pairs_of(nearest)
    )


def _community(root: Path, *, resources: Resources, now: datetime) -> Community | None:
    ground = ground_of(root, resources=resources, ledger=None, now=now)
    return read_community(root, resources=resources, arrivals=lambda: ground.arrivals, past=ground.past).community


def _url(community: Community, slug: str) -> str:
    return f"{community.settings.url}ideas/{slug}/" if community.settings.url else ""
