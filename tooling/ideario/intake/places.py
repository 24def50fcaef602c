"""Walks content/ and says what each file is meant to be. Reads no file, follows no symbolic link."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ideario.intake.schemas import Kind

FOLDERS: dict[str, Kind] = {
    "challenges": "challenge",
    "decisions": "decision",
    "exclusions": "exclusion",
    "ideas": "idea",
    "people": "person",
    "reviews": "review",
}
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
LOGIN = re.compile(r"[A-Za-z0-9](-?[A-Za-z0-9])*(_[A-Za-z0-9]+)?\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One entry below content/. `path` is for showing, `file` for opening; `kind` None means it is not read.

    `name` is the file's name without its ending, `parent` the name of the folder it stands in. `size` is in bytes.
    """

    path: str
    file: str
    kind: Kind | None
    name: str
    parent: str
    form: str
    size: int = 0


def walk_content(root: Path) -> list[Place]:
    """Every entry below content/ that has a meaning or ought to, sorted by path; hidden ones and the ledger left out."""
    content = root / "content"
    if content.is_symlink() or not content.is_dir():
        return []
    return sorted(walk(str(content), "content", None, 0), key=lambda place: place.path)


def walk(folder: str, shown: str, kind: Kind | None, depth: int) -> Iterator[Place]:
    """The places below `folder`; `depth` counts the folders below content/."""
    with os.scandir(folder) as entries:
        for entry in entries:
            name = entry.name
            if name.startswith("."):
                continue
            path = f"{shown}/{printable(name)}"
            if entry.is_symlink():
                yield place(entry, path, shown, kind or FOLDERS.get(name), "link")
            elif entry.is_dir():
                if depth == 0 and name == "ledger":
                    continue
                if name.endswith((".yml", ".yaml")):
                    yield place(entry, path, shown, kind, "folder")
                elif depth == 0:
                    yield from walk(entry.path, path, FOLDERS.get(name), 1)
                else:
                    yield from walk(entry.path, path, kind, depth + 1)
            elif not entry.is_file():
                yield place(entry, path, shown, kind, "device")
            elif depth == 0 and name == "community.yml":
                yield place(entry, path, shown, "community", "file")
            elif name == "README.md":
                continue
            elif kind is None:
                yield place(entry, path, shown, None, "stray")
            elif not name.endswith(".yml") or not allowed_depth(kind, depth):
                yield place(entry, path, shown, kind, "misplaced")
            else:
                yield place(entry, path, shown, kind, "file")


def place(entry: "os.DirEntry[str]", path: str, shown: str, kind: Kind | None, form: str) -> Place:
    """The place of one entry, with its size where it is a file to be read."""
    stem = printable(entry.name).removesuffix(".yml")
    size = entry.stat(follow_symlinks=False).st_size if form == "file" else 0
    parent = shown.rpartition("/")[2]
    return Place(path=path, file=entry.path, kind=kind, name=stem, parent=parent, form=form, size=size)


def allowed_depth(kind: Kind, depth: int) -> bool:
    """Ideas stand at any depth, reviews in a folder per challenge, all else directly in its folder."""
    return kind == "idea" or depth == (2 if kind == "review" else 1)


def printable(name: str) -> str:
    """A file name that can be shown: what is no UTF-8 or no printable character becomes U+FFFD."""
    if name.isascii() and name.isprintable():
        return name
    text = name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return "".join(character if character.isprintable() else "\ufffd" for character in text)
