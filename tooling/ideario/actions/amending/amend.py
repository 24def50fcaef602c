"""Publishes the edit of an idea's text without reading anything else: what shows the text is made of what stands there.

It says nothing where more has changed, or might have: then all is built, as if there were no shorter way. Where it does
say something, the site is byte for byte what a whole build would have made.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path

from ideario.actions.amending.kept_ideas import keep_ideas, kept_ideas
from ideario.files import remove
from ideario.intake.content_files import ContentFile
from ideario.intake.history.body_edit import text_edit
from ideario.intake.schemas import load_schemas
from ideario.model.community import Settings
from ideario.model.content import TextEdit
from ideario.publishing.amending.amended_site import amended_site
from ideario.publishing.finding.amended_index import NotAmendable
from ideario.publishing.manifest import Built, Fingerprint, LastBuild, write_manifest
from ideario.publishing.outputs.site_change import change, staging_of
from ideario.publishing.outputs.site_record import Look, SiteRecord
from ideario.publishing.outputs.stage import Stage

UNKNOWN = b""
"""The digest of a file of which nobody says what it was made of: the next whole build makes it again."""
COPY = "copied-idea"


def amend(
    site: Path,
    cache: Path,
    last: LastBuild,
    found: Fingerprint,
    looks: Mapping[str, Look],
    *,
    settings: Settings,
    schemas: Path,
    own_templates: Path,
) -> Built | None:
    """Put the edit of one idea's text into the site of the `last` build, whose files look so, and remember that.

    `found` is what there is to build now. None where something else has changed too, or cannot be told. Raises OSError
    where the disk refuses.
    """
    if own_templates.is_dir():
        return None  # in which a text can be anything
    if any(problem.level == "error" or problem.rule == COPY for problem in last.built.problems):
        return None  # ideas that are left out of the site could say the same as this one
    before = kept_ideas(cache, last, found)
    if before is None or before.keys() != found.ideas.keys():
        return None
    changed = [path for path, content in found.ideas.items() if before[path] != content]
    edit = _edit(changed[0], before, found.ideas, schemas) if len(changed) == 1 else None
    if edit is None:
        return None
    try:
        files, gone = amended_site(settings, edit, looks.keys(), lambda path: (site / path).read_bytes())
    except (NotAmendable, OSError, ValueError):
        return None
    (cache / "manifest.json").unlink(missing_ok=True)
    now = _put(site, files, gone, looks)
    built = replace(
        last.built,
        unchanged=False,
        new=sum(1 for path, look in now.items() if looks.get(path) != look),
        kept=sum(1 for path, look in now.items() if looks.get(path) == look),
        size=sum(look.size for look in now.values()),
    )
    keep_ideas(cache, write_manifest(cache, found.inputs, built, now, last.holds), found)
    return built


def _edit(name: str, before: Mapping[str, bytes], after: Mapping[str, bytes], schemas: Path) -> TextEdit | None:
    path = f"content/ideas/{name}"
    parent, _, last = path.rpartition("/")
    entry = ContentFile(path, "", "idea", last.removesuffix(".yml"), parent.rpartition("/")[2], "file")
    return text_edit(entry, before[name], after[name], load_schemas(schemas)) if last.endswith(".yml") else None


def _put(site: Path, files: Mapping[str, bytes], gone: Collection[str], looks: Mapping[str, Look]) -> dict[str, Look]:
    """Put files in their places, and tell how all of the site look then."""
    staging = staging_of(site)
    remove(staging)
    staging.mkdir()
    stage = Stage(site, SiteRecord(looks=looks))
    try:
        for path, content in files.items():
            stage.add(path, UNKNOWN, content)
    except BaseException:
        remove(staging)
        raise
    change(site, stage.changed, gone)
    left = {path: look for path, look in looks.items() if path not in gone}
    return left | {output.path: output.look for output in stage.outputs}
