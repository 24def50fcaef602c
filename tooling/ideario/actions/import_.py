"""Makes a community in a folder out of somebody else's data, whole or not at all."""

import json
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from ideario.exchange.importers import ContentDraft, Imported, ImportWishes, importer
from ideario.files import write_whole
from ideario.git.history import Mainline
from ideario.git.repository import Git
from ideario.intake.drafts import bare_text, content_path
from ideario.intake.history.idea_dates import arrivals
from ideario.intake.read_community import read_community, read_settings
from ideario.intake.schema_line import editor_line
from ideario.ledger.ledger_folder import write_ledger
from ideario.messages.said import say
from ideario.model.community import SETTINGS_PATH, Settings
from ideario.model.ledger_state import USUAL_PLACE, LedgerState
from ideario.problems import Failure, Problem, has_errors, ordered
from ideario.resources import Resources


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """What was made. `problems` are warnings; `notes` say what was assumed or read in another way than written."""

    ideas: int
    voters: int
    ledger: LedgerState
    notes: tuple[str, ...]
    problems: tuple[Problem, ...]


def import_from(
    source: str,
    file: Path,
    *,
    into: Path,
    resources: Resources,
    currency: str | None = None,
    language: str | None = None,
    repository: str = "",
) -> ImportReport | tuple[Problem, ...]:
    """Read `file` with the importer of this name in SOURCES and make the community `into`/content.

    Returns only the problems, and writes nothing, where the file has an error. A Failure when there is content in
    `into` already, and when something cannot be read or written. `currency`, `language` and `repository` are as in
    ImportWishes.
    """
    if (into / "content").exists() or (into.exists() and not into.is_dir()):
        raise Failure(
            say("{file} exists already", file=into / "content" if into.is_dir() else into),
            hint=say("An import makes a community of its own: name a folder that is new, or holds no content/."),
        )
    try:
        data = file.read_bytes()
    except OSError as error:
        raise Failure(say("{file} cannot be read: {reason}", file=file, reason=error.strerror)) from error
    known = json.loads((resources.schemas / "common.schema.json").read_bytes())["$defs"]["currency"]["enum"]
    wishes = ImportWishes(currencies=known, currency=currency, language=language, repository=repository)
    imported, problems = importer(source)(data, path=file.as_posix(), wishes=wishes)
    if imported is None:
        return problems
    try:
        return _settle_in(imported, into, resources, problems)
    except OSError as error:
        raise Failure(say("{into} cannot be written: {reason}", into=into, reason=error.strerror)) from error


def _settle_in(
    imported: Imported, into: Path, resources: Resources, problems: tuple[Problem, ...]
) -> ImportReport | tuple[Problem, ...]:
    """Write everything beside its place, look at it, and move it there in one step."""
    new = not into.exists()
    into.mkdir(parents=True, exist_ok=True)
    room = Path(tempfile.mkdtemp(dir=into, prefix=".import."))
    moved = False
    try:
        first, *others = imported.contents
        _write(room, first, None, home=into)
        settings = read_settings(room, resources=resources)[0]
        for content in others:
            _write(room, content, settings, home=into)
        ledger = room / USUAL_PLACE
        state = write_ledger(ledger, imported.events(), imported.threads, observed=imported.observed)
        new_here = Mainline(git=Git(root=room, history="none"))
        reading = read_community(room, resources=resources, arrivals=lambda: arrivals(new_here, imported.threads, room))
        problems = ordered((*problems, *reading.problems))
        if has_errors(problems):
            return problems
        (room / "content").rename(into / "content")
        moved = True
    finally:
        shutil.rmtree(room, ignore_errors=True)
        if new and not moved:
            into.rmdir()
    return ImportReport(
        ideas=sum(content.kind == "idea" for content in imported.contents),
        voters=imported.voters,
        ledger=state,
        notes=imported.notes,
        problems=problems,
    )


def _write(room: Path, content: ContentDraft, settings: Settings | None, *, home: Path) -> None:
    path = SETTINGS_PATH if content.kind == "community" else content_path(content.kind, content.name)
    line = editor_line(content.kind, path, settings, home)
    write_whole(room / path, bare_text(content.values, line=line).encode())
