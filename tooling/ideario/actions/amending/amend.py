"""Publishes the edit of an idea's text without reading anything else: what shows the text is made of what stands there.

It says nothing where more has changed, or might have: then all is built, as if there were no shorter way. Where it does
say something, the site is byte for byte what a whole build would have made.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from functools import cache, partial
from pathlib import Path

from ideario.actions.amending.kept_ideas import KeptIdeas
from ideario.intake.content_files import ContentFile
from ideario.intake.history.body_edit import text_edit
from ideario.intake.rules.copies import is_copied
from ideario.intake.schemas import load_schemas
from ideario.model.community import Settings
from ideario.model.content import TextEdit
from ideario.publishing.amending.amended_index import NotAmendable
from ideario.publishing.amending.amended_site import amended_site
from ideario.publishing.amending.text_pieces import bodies_like
from ideario.publishing.api.register import DOCUMENTS
from ideario.publishing.manifest import Built, Fingerprint, LastBuild, write_manifest
from ideario.publishing.outputs.site_change import change, staged
from ideario.publishing.outputs.site_record import LeftSite, Look, SiteRecord, folder_looks
from ideario.publishing.outputs.stage import Stage

UNKNOWN = b""
"""The digest of a file of which nobody says what it was made of: the next whole build makes it again."""


def edit_of(
    root: Path,
    last: LastBuild,
    before: KeptIdeas,
    found: Fingerprint,
    *,
    settings: Settings,
    schemas: Path,
    began: int,
) -> Callable[[Mapping[str, Look]], Built] | None:
    """What puts the edit of one idea's text into the site of the `last` build whose files look so, if that stands as it
    was left, and remembers that; it raises Failure where the disk refuses.

    `before` is what was kept of the files of ideas, and `found` what there is to build now; `began` is a moment before
    all was looked at, in nanoseconds by the clock of the disk. None where something else has changed too, or cannot be
    told.
    """
    site = last.built.site
    if (root / "site" / "overrides" / "templates").is_dir():
        return None  # in which a text can be anything
    made_of_these = before.inputs == last.inputs and before.beside == found.beside
    edit = _edit(before, found, schemas) if made_of_these else None
    if edit is None:
        return None
    if any(problem.level == "error" or problem.path == edit.path for problem in last.built.problems):
        return None  # an idea that is left out could say the same; and lines below a text are others once it is edited
    read = cache(lambda path: (site / path).read_bytes())
    try:
        if _is_copied(edit, read(DOCUMENTS["ideas"])):
            return None  # of which people are told
        files, gone = amended_site(settings, edit, read)
    except (NotAmendable, OSError, ValueError, LookupError):
        return None
    return partial(_amend, files=files, gone=gone, last=last, before=before, found=found, began=began)


def _amend(
    looks: Mapping[str, Look],
    *,
    files: Mapping[str, bytes],
    gone: Collection[str],
    last: LastBuild,
    before: KeptIdeas,
    found: Fingerprint,
    began: int,
) -> Built:
    site = last.built.site
    now = _put(site, files, gone, looks)
    written = [path for path, look in now.items() if looks.get(path) != look]
    built = replace(
        last.built,
        unchanged=False,
        new=len(written),
        kept=len(now) - len(written),
        size=sum(look.size for look in now.values()),
    )
    before.keep_anew(found)
    touched = {path: now.get(path, Look(0, 0)) for path in (*written, *(looks.keys() - now.keys()))}
    left = LeftSite(now, {**last.folders, **folder_looks(site, touched, began)})
    write_manifest(before.cache, found.inputs, built, left, last.holds)
    return built


def _edit(before: KeptIdeas, found: Fingerprint, schemas: Path) -> TextEdit | None:
    """The edit that made the files of ideas of those before, where it is one of a text and nothing else."""
    if before.files.keys() != found.ideas.keys():
        return None
    changed = [path for path, idea in found.ideas.items() if before.files[path].digest != idea.digest]
    if len(changed) != 1:
        return None
    path = f"content/ideas/{changed[0]}"
    folder, _, name = path.rpartition("/")
    if not name.endswith(".yml") or sum(1 for one in found.ideas if one.rpartition("/")[2] == name) > 1:
        return None  # no idea, or one of two with its name, of which the other may be what counts
    entry = ContentFile(path, "", "idea", name.removesuffix(".yml"), folder.rpartition("/")[2], "file")
    was, now = before.content(changed[0]), found.ideas[changed[0]].content
    return None if was is None or now is None else text_edit(entry, was, now, load_schemas(schemas))


def _is_copied(edit: TextEdit, ideas: bytes) -> bool:
    """Whether another one in the document of ideas says the same as this one did, or as it does now."""
    texts = (edit.before, edit.after)
    return is_copied(texts, (body for slug, body in bodies_like(ideas, texts) if slug != edit.slug))


def _put(site: Path, files: Mapping[str, bytes], gone: Collection[str], looks: Mapping[str, Look]) -> dict[str, Look]:
    """Put files in their places, and tell how all of the site look then."""
    stage = Stage(site, SiteRecord(looks=looks))
    with staged(site):
        for path, content in files.items():
            stage.add(path, UNKNOWN, content)
    change(site, stage.changed, gone)
    left = {path: look for path, look in looks.items() if path not in gone}
    return left | {output.path: output.look for output in stage.outputs}
