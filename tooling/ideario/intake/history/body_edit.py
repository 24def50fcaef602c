"""Says whether the edit of an idea's file changed nothing but the idea's text. Reads no file."""

from collections.abc import Mapping
from typing import Any

from ideario.intake.content_files import ContentFile
from ideario.intake.read_files import ReadFile, read_content
from ideario.intake.schemas import Schemas
from ideario.model.content import TextEdit

TEXT = "body"


def text_edit(entry: ContentFile, before: bytes, after: bytes, schemas: Schemas) -> TextEdit | None:
    """The edit that made the bytes of an idea's file others, None where it changed more than a text, or there was or is
    none, or a file with whose form something is wrong.
    """
    last, now = (read_content(entry, raw, schemas) for raw in (before, after))
    if not (_sound(last) and _sound(now) and last.schema_named == now.schema_named):
        return None
    was, text = (file.checked.get(TEXT, "") for file in (last, now))
    if _beside(last) != _beside(now) or not (was.strip() and text.strip()):
        return None
    return TextEdit(slug=entry.name, path=entry.path, before=was, after=text)


def _beside(file: ReadFile) -> Mapping[str, Any]:
    """What a file says besides the text."""
    return {key: value for key, value in file.checked.items() if key != TEXT}


def _sound(file: ReadFile) -> bool:
    return file.valid and not file.faults and not file.warnings
