"""Finds in the history what the files of ideas said before: which challenge they answered, and at which cost.

Looks only at commits from when it began to matter, and reads only the files that were changed since. Tells no Problem.
"""

from collections.abc import Mapping
from datetime import UTC, datetime

from ideario.git.changes import blobs
from ideario.git.history import Mainline, versions
from ideario.intake.explaining.faults import Unreadable
from ideario.intake.history.frozen_rules import FormerText
from ideario.intake.history.idea_dates import IDEAS, slug_in
from ideario.intake.history.old_formats import renewed
from ideario.intake.records import money_of
from ideario.intake.schemas import Schemas
from ideario.intake.yaml.strict import parse

BEGINNING = datetime.min.replace(tzinfo=UTC)


def said_by_ideas(line: Mainline, schemas: Schemas, since: datetime) -> Mapping[str, tuple[FormerText, ...]]:
    """What the file of each idea that was changed or taken away since a moment said, oldest first, by slug.

    A file that git sees renamed goes on under its new name. What cannot be read was never said.
    """
    chains: dict[str, list[tuple[datetime, str]]] = {}
    for version in versions(line, IDEAS, windows=[(since, datetime.max.replace(tzinfo=UTC))], renames=True):
        slug, former = slug_in(version.path), slug_in(version.former)
        if slug:
            before = chains.pop(former or slug, None) or ([(BEGINNING, version.before)] if version.before else [])
            chains[slug] = [*before, (version.moment, version.after)]
    chains = {slug: chain for slug, chain in chains.items() if len(chain) > 1}
    texts = blobs(line.git, (blob for chain in chains.values() for _, blob in chain))
    read = {blob: _read(text, schemas) for blob, text in texts.items()}
    return {
        slug: tuple(said._replace(since=moment) for moment, blob in chain if (said := read.get(blob)) is not None)
        for slug, chain in chains.items()
    }


def _read(text: bytes, schemas: Schemas) -> FormerText | None:
    try:
        content = parse(text, schemas.shapes["idea"])
    except Unreadable:
        return None
    if not schemas.valid(content, "idea"):
        content = renewed("idea", content)
    if not schemas.valid(content, "idea"):
        return None
    return FormerText(since=BEGINNING, challenge=content.get("challenge"), cost=money_of(content.get("cost")))
