"""Writes a new idea, challenge or person as a commented file that `check` finds nothing wrong with. Asks nothing."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from ideario.actions.check import check
from ideario.intake import editor_line, read_settings
from ideario.intake.drafts import choices, complaint, content_path, draft, is_name
from ideario.model import Settings
from ideario.problems import Failure, Problem, has_errors
from ideario.resources import Resources

NewKind = Literal["idea", "challenge", "person"]


def settings_for(root: Path, *, resources: Resources) -> Settings:
    """The settings of the community that something new is for. Raises Failure where they are missing or wrong."""
    settings, _ = read_settings(root, resources=resources)
    if settings is None:
        raise Failure(
            f"{root / 'content' / 'community.yml'} is missing or wrong",
            hint="run `ideario check` to see what it needs; give the community's folder with --root",
        )
    return settings


def objection(kind: NewKind, key: str, value: Any, *, resources: Resources, known: Mapping[str, Sequence[str]]) -> str:
    """What the schema says against one value, or the community, by what it knows for a key; "" for nothing."""
    words = [value] if isinstance(value, str) else value
    strange = [word for word in words if word not in known[key]] if key in known else []
    if strange and known[key]:
        return f"`{strange[0]}` is none of {', '.join(known[key])}"
    if strange:
        return f"`{strange[0]}` does not exist: the community has none yet"
    return complaint(kind, key, value, resources=resources)


def known_words(root: Path, settings: Settings) -> Mapping[str, Sequence[str]]:
    """The languages, challenges and tags that a new file can name, by key; no key where all words are welcome."""
    return choices(root, settings)


def refuse_detours(folder: Path, root: Path) -> None:
    """Raise Failure where `folder`, or the one above it, is a link or no folder: nothing is written past it."""
    for part in (folder.parent, folder):
        name = part.relative_to(root).as_posix()
        if part.is_symlink():
            raise Failure(f"{name} is a symbolic link, and links are not followed", hint="put the folder itself there")
        if part.exists() and not part.is_dir():
            raise Failure(f"{name} is there and is no folder", hint="move it away, and run this again")


def new(
    root: Path, kind: NewKind, name: str, values: Mapping[str, Any], *, resources: Resources
) -> tuple[str, tuple[Problem, ...]]:
    """Write the file of a new record; return its path, relative to `root`, and the Problems it would have.

    With an error among these, nothing stays written. Raises Failure where the name is none or is taken.
    """
    settings = settings_for(root, resources=resources)
    if not is_name(kind, name):
        raise Failure(
            f"{name!r} cannot be the name of a file",
            hint="use letters a to z, digits and single hyphens" + (", as in --slug bike-lanes" * (kind != "person")),
        )
    path = content_path(kind, name)
    file = root / path
    refuse_detours(file.parent, root)
    text = draft(kind, values, line=editor_line(kind, path, settings, root), resources=resources)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("xb") as out:
            out.write(text.encode("utf-8", "replace"))
    except FileExistsError as error:
        raise Failure(f"{path} is there already", hint="edit that file, or choose another name") from error
    except OSError as error:
        raise Failure(f"cannot write {path}: {error.strerror}", hint="check who may write there") from error
    problems: tuple[Problem, ...] = ()
    try:
        problems = check(root, resources=resources, only=[path])
    finally:
        if has_errors(problems):
            file.unlink()
    return path, problems
