"""Remembers the plain content of files that were read and found valid, by the SHA-256 of their bytes. Reads no YAML.

Parsing takes four fifths of the time that reading a large community takes. The bytes are read and hashed each time;
only what follows from them alone is remembered: rules that look at other files, at names or at the history are applied
anew. A file with any fault is never remembered, so all Problems come from a fresh look.

The cache is JSON, which runs no code whoever wrote it. It lies in the user's own folder (see `caches`), is named after
the community's place and after everything that its content depends on (schemas, this program's text, libraries,
Python), and counts only if it is, to the byte, what was written.
"""

import contextlib
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

from ideario.caches import is_whole, keep, kept, own_folder, version_of
from ideario.intake.places import Place, kind_of
from ideario.intake.schemas import Kind

FEW_NEW = 20
"""The cache is written again when more than one file in so many is new: it costs as much as parsing that many."""
Entry = tuple[Any, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """What is remembered: by kind and hash, the content and the schema that the editor's line names.

    `folder` None remembers nothing. `name` is what the cache is called.
    """

    folder: Path | None = None
    name: str = ""
    entries: Mapping[str, Mapping[str, Sequence[Any]]] = field(default_factory=dict)

    def find(self, kind: Kind, digest: str) -> Entry | None:
        """The content of a valid file of this kind with this hash, and the schema that it names."""
        found = self.entries.get(kind, {}).get(digest)
        return None if found is None else (found[0], found[1])


NOTHING = Parsed()


def recall(root: Path, schemas: Path, caches: Path | None) -> Parsed:
    """What is remembered of the community at `root` as read by the schemas in `schemas`."""
    folder = own_folder(caches)
    if folder is None:
        return NOTHING
    name = f"content-{_version(root, schemas)}"
    for path in kept(folder, name):
        if is_whole(path):
            with contextlib.suppress(OSError, ValueError):
                entries = json.loads(path.read_bytes())
                if isinstance(entries, dict) and all(isinstance(found, dict) for found in entries.values()):
                    return Parsed(folder=folder, name=name, entries=entries)
    return Parsed(folder=folder, name=name)


def remember(parsed: Parsed, pages: Sequence[tuple[Place, str, Entry]], new: int) -> None:
    """Remember all `pages` (place, hash, entry) and nothing else, `new` of which are not remembered yet."""
    if parsed.folder is None or new * FEW_NEW <= len(pages):
        return
    entries: dict[str, dict[str, Entry]] = {}
    for place, digest, entry in pages:
        entries.setdefault(kind_of(place), {})[digest] = entry
    content = json.dumps(entries).encode()
    keep(parsed.folder, parsed.name, lambda path: path.write_bytes(content) > 0)


def _version(root: Path, schemas: Path) -> str:
    libraries = [f"{name} {version(name)}" for name in ("pyyaml", "jsonschema-rs")]
    read_by = version_of(folder=schemas)
    facts = (str(root.resolve()), sys.version, *libraries, read_by)
    return version_of(*facts, folder=Path(__file__).parent)
