"""The file of an idea that somebody proposed in another way than by a file: path, text, what is wrong, what is near."""

import tempfile
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ideario.actions.basis import ground_of
from ideario.actions.proposals.near_ideas import NearIdea, neighbourhoods
from ideario.intake.drafts import bare_text, content_path
from ideario.intake.plain import Plain
from ideario.intake.proposals.overlay import copied
from ideario.intake.read_community import read_community
from ideario.intake.schema_line import line_for
from ideario.model.community import Community
from ideario.model.text import MAX_SLUG
from ideario.problems import Problem
from ideario.resources import Resources
from ideario.slugs import slug_of

IDEAS = "content/ideas"


@dataclass(frozen=True, slots=True, kw_only=True)
class IdeaFile:
    """A file as it would stand in the content, the Problems that it would have there, and the ideas that it is like."""

    path: str
    content: bytes
    problems: tuple[Problem, ...]
    near: tuple[NearIdea, ...]


def names_taken(root: Path, community: Community) -> frozenset[str]:
    """The slugs that a new idea cannot have: those of files, sound or not, and those that ideas once had."""
    files = {file.stem.lower() for file in (root / IDEAS).rglob("*.yml")}
    return frozenset(files | {old for decision in community.decisions.values() for old in decision.former})


def free_path(title: str, *, otherwise: str, taken: Collection[str]) -> str:
    """The path of a new idea, with a number where its name is taken. `otherwise` is for a title that makes no slug."""
    slug = slug_of(title, longest=MAX_SLUG - len("-9999")) or otherwise
    number, name = 1, slug
    while name in taken:
        number += 1
        name = f"{slug}-{number}"
    return content_path("idea", name)


def idea_file(
    root: Path,
    path: str,
    values: Mapping[str, Plain],
    *,
    community: Community,
    arrived: datetime,
    resources: Resources,
    now: datetime,
) -> IdeaFile:
    """The file of these values at `path`, checked like any other, as if it came in at `arrived`."""
    has_schemas = (root / "schemas").is_dir()
    line = line_for("idea", path, community.settings, has_schemas=has_schemas)
    content = bare_text(values, line=line).encode()
    slug = Path(path).stem
    with tempfile.TemporaryDirectory(prefix="ideario-") as name, copied(root, Path(name)).laid({path: content}, ()):
        ground = ground_of(root, resources=resources, ledger=None, now=now)
        reading = read_community(
            Path(name),
            home=root,
            resources=resources,
            arrivals=lambda: {**ground.arrivals, slug: arrived},
            past=ground.past,
        )
    found = reading.community
    near = neighbourhoods(found, {slug}) if found is not None and slug in found.ideas else ()
    return IdeaFile(
        path=path,
        content=content,
        problems=tuple(p for p in reading.problems if p.path == path),
        near=near[0].near if near else (),
    )
