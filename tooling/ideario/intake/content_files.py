"""Walks content/ and says what each file is meant to be. Reads no file, follows no symbolic link."""

import os
import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Literal, NamedTuple

from ideario.intake.explaining.faults import MAX_DEPTH
from ideario.intake.leftovers import KEPT, is_leftover
from ideario.intake.schemas import Kind
from ideario.messages.said import say
from ideario.problems import Failure

Form = Literal[
    "file", "settings", "link", "folder", "device", "misplaced", "stray", "deep", "hidden", "leftover", "inside",
    "picture", "",
]  # fmt: skip

FOLDERS: dict[str, Kind] = {
    "challenges": "challenge",
    "decisions": "decision",
    "exclusions": "exclusion",
    "ideas": "idea",
    "people": "person",
    "results": "result",
    "reviews": "review",
}
BESIDE = ("ledger", "replies")
"""Folders of content/ that hold no content files: votes, and what people are answered."""
PICTURES = "content/pictures"
"""The folder of the pictures that content files name; it has no folders in it."""
PICTURE_BYTES = 300_000
"""So large a picture may be: a phone loads it in a second or two."""
PICTURE_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\.(?:png|jpe?g|webp)")


class ContentFile(NamedTuple):
    """One entry below content/. `path` is for showing, `file` for opening; `kind` None means it is not read.

    `name` is the file's name without its ending .yml, `parent` the name of the folder it stands in. A tuple, and no
    dataclass, which takes several times as long to make: there is one for each file.
    """

    path: str
    file: str
    kind: Kind | None
    name: str
    parent: str
    form: Form


def walk_content(root: Path, only: str = "") -> list[ContentFile]:
    """Every entry below content/ that has a meaning or ought to, by path; the ledger is left out.

    `only` is the one entry of content/ that is wanted, if not all are. Raises Failure where a folder cannot be looked
    into.
    """
    content = root / "content"
    if content.is_symlink():
        return [ContentFile(path="content", file=str(content), kind=None, name="content", parent="", form="link")]
    if not content.is_dir():
        return []
    return sorted(walk(str(content), "content", None, 0, only=only), key=lambda one: one.path)


def walk(folder: str, shown: str, kind: Kind | None, depth: int, only: str = "") -> Iterator[ContentFile]:
    """The entries below `folder`; `depth` counts the folders below content/."""
    try:
        with os.scandir(folder) as found:
            entries = [entry for entry in found if not only or entry.name == only]
    except OSError as error:
        raise Failure(
            say("cannot look into {folder}: {reason}", folder=shown, reason=error.strerror),
            hint=say("check who may read the folder"),
        ) from error
    for entry in entries:
        path = f"{shown}/{printable(entry.name)}"
        form = form_of(entry, kind, depth)
        if form == "stray" and shown == PICTURES and PICTURE_NAME.fullmatch(entry.name):
            form = "picture"
        if form == "inside":
            yield from walk(entry.path, path, FOLDERS.get(entry.name) if depth == 0 else kind, depth + 1)
        elif form:
            yield content_file(entry, path, shown, "community" if form == "settings" else kind, form)


def folders_and_hidden(root: Path) -> list[str]:
    """What stands below content/ besides files that are seen, and may be told of: folders, be they links, and what is
    hidden, each by its path there, and a link with an @ behind it.
    """
    content, found = str(root / "content"), []
    for place, folders, names in os.walk(content):
        if place == content:
            folders[:] = [name for name in folders if name not in BESIDE]
        links = {name for name in folders if os.path.islink(f"{place}/{name}")}
        hidden = (name for name in names if name.startswith(".") and name not in KEPT)
        told = (name for name in chain(folders, hidden) if not is_leftover(name))
        found += [f"{place[len(content) :]}/{name}{'@' * (name in links)}" for name in told]
        folders[:] = [name for name in folders if not name.startswith(".")]
    return sorted(found)


def form_of(entry: "os.DirEntry[str]", kind: Kind | None, depth: int) -> Form:
    """What an entry is to Ideario; "inside" for a folder to walk on in, "" for what is left alone."""
    name = entry.name
    if is_leftover(name):
        return "" if name.startswith(".") else "leftover"
    if name.startswith("."):
        return "" if name in KEPT and entry.is_file(follow_symlinks=False) else "hidden"
    if entry.is_symlink():
        return "link"
    if entry.is_dir():
        if depth == 0 and name in BESIDE:
            return ""
        if depth == MAX_DEPTH:
            return "deep"
        return "folder" if name.endswith((".yml", ".yaml")) else "inside"
    if not entry.is_file():
        return "device"
    if depth == 0 and name == "community.yml":
        return "settings"
    if name == "README.md":
        return ""
    if kind is None:
        return "stray"
    return "file" if name.endswith(".yml") and allowed_depth(kind, depth) else "misplaced"


def content_file(entry: "os.DirEntry[str]", path: str, shown: str, kind: Kind | None, form: Form) -> ContentFile:
    """One entry as a ContentFile."""
    if form == "settings":
        form = "file"
    stem = printable(entry.name).removesuffix(".yml")
    parent = shown.rpartition("/")[2]
    return ContentFile(path=path, file=entry.path, kind=kind, name=stem, parent=parent, form=form)


def allowed_depth(kind: Kind, depth: int) -> bool:
    """Ideas stand at any depth, reviews in a folder per challenge, all else directly in its folder."""
    return kind == "idea" or depth == (2 if kind == "review" else 1)


def printable(name: str) -> str:
    """A file name that can be shown: what is no UTF-8 or no printable character becomes U+FFFD."""
    if name.isascii() and name.isprintable():
        return name
    text = name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return "".join(character if character.isprintable() else "\ufffd" for character in text)


def kind_of(entry: ContentFile) -> Kind:
    """The kind of an entry that is read. Raises ValueError for one that is not."""
    if entry.kind is None:
        raise ValueError(entry.path)
    return entry.kind
