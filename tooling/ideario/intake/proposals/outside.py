"""Finds files beside content/ that were to be content and are never read. Looks at few files, and at none large."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from ideario.intake.content_files import FOLDERS, printable
from ideario.intake.explaining.faults import MAX_BYTES, Unreadable
from ideario.intake.leftovers import FOLDER_WORDS
from ideario.intake.rules.file_names import ENDING, FOLDER_OF, moved, stem_of
from ideario.intake.schemas import Kind
from ideario.intake.yaml.strict import parse
from ideario.messages.said import say
from ideario.model.community import SETTINGS_PATH
from ideario.problems import Failure, Problem

MAX_CHANGED = 500
"""So many files beside content/ are looked at; it is a mistake of few files that is looked for."""
MAX_DEPTH = 3
"""Folders in one another that are looked into."""
NEAR = ("content", "contents", "contenuti", "contenuto")
"""What the folder of all content is called by mistake, "Content" among them."""
TELLTALE: Mapping[Kind, tuple[frozenset[str], ...]] = {
    "community": (frozenset({"repository", "languages"}),),
    "challenge": (frozenset({"question", "voting"}), frozenset({"submission", "voting"})),
    "idea": (frozenset({"title", "summary"}), frozenset({"title", "body", "authors"}), frozenset({"title", "consent"})),
    "decision": (frozenset({"history"}),),
    "review": (frozenset({"scores"}),),
    "exclusion": (frozenset({"reason", "voters"}),),
}
"""Keys that stand together in files of a kind and hardly elsewhere."""


def outside(root: Path) -> Iterator[Problem]:
    """An error for each file of a community's folder, or of a folder in it that is called like one of content's, that
    holds what a content file holds.
    """
    seen = 0
    for file in candidates(root):
        seen += 1
        if seen > MAX_CHANGED:
            return
        kind = kind_in(file)
        if kind is None:
            continue
        name = stem_of(printable(file.name))
        right = SETTINGS_PATH if kind == "community" else f"content/{FOLDER_OF[kind]}/{name}.yml"
        if kind == "review":
            right = f"content/reviews/<challenge>/{name}.yml"
        taken = {right} if os.path.lexists(root / right) else set()
        hint, move_to = moved(right, taken)
        yield Problem(
            path="/".join(printable(part) for part in file.relative_to(root).parts),
            line=1,
            column=1,
            level="error",
            rule="misplaced-file",
            message=say("this file will never be read: content stands below content/"),
            hint=hint,
            move_to=move_to,
        )


def may_be_content(path: str) -> bool:
    """Whether a path beside content/ is one of those that `outside` looks at."""
    *folders, name = path.split("/")
    known = {*FOLDERS, *FOLDER_WORDS, *NEAR}
    return (
        ENDING.search(name) is not None
        and not any(part.startswith(".") for part in (*folders, name))
        and len(folders) <= MAX_DEPTH
        and (not folders or (folders[0] != "content" and folders[0].casefold() in known))
    )


def candidates(root: Path) -> Iterator[Path]:
    """The files beside content/ whose name is one of content's files; links are not followed."""
    known = {*FOLDERS, *FOLDER_WORDS, *NEAR}
    folders = [(root, 0)]
    while folders:
        folder, depth = folders.pop()
        try:
            with os.scandir(folder) as found:
                entries = sorted(found, key=lambda entry: entry.name)
        except OSError as error:
            raise Failure(
                say("cannot look into {folder}: {reason}", folder=folder, reason=error.strerror),
                hint=say("check who may read the folder"),
            ) from error
        for entry in entries:
            if entry.name.startswith(".") or entry.is_symlink():
                continue
            if entry.is_file() and ENDING.search(entry.name):
                yield Path(entry.path)
            elif (
                entry.is_dir()
                and depth < MAX_DEPTH
                and (depth or (entry.name != "content" and entry.name.casefold() in known))
            ):
                folders.append((Path(entry.path), depth + 1))


def kind_in(file: Path) -> Kind | None:
    """What a file was to be, by its keys; None for what cannot be read or is something else."""
    try:
        with file.open("rb") as opened:
            content = parse(opened.read(MAX_BYTES + 1))
    except (OSError, Unreadable):
        return None
    if not isinstance(content, dict):
        return None
    return next((kind for kind, sets in TELLTALE.items() if any(keys <= content.keys() for keys in sets)), None)
