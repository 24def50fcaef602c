"""Writes a new idea, challenge or person as a commented file that `check` finds nothing wrong with. Asks nothing."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from ideario.actions.check import check
from ideario.intake.drafts import complaint, content_path, draft, is_name
from ideario.intake.read_community import read_community, read_settings
from ideario.intake.schema_line import editor_line
from ideario.model.challenge import Window
from ideario.model.community import Settings
from ideario.model.moments import instant
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What a new file can name. `words` holds by key those that exist, and no key where all words are welcome.

    `shut` says of some challenges why they take no ideas now, `budgets` gives the currency of those with a budget.
    """

    words: Mapping[str, Sequence[str]]
    shut: Mapping[str, str]
    budgets: Mapping[str, str]


def choices_for(root: Path, settings: Settings, *, resources: Resources, now: datetime) -> Choices:
    """What a new file of the community at `root` can name; a challenge as long as it takes ideas."""
    community = read_community(root, resources=resources).community
    challenges = {} if community is None else community.challenges
    shut = {slug: reason for slug, challenge in challenges.items() if (reason := _shut(challenge.submission, now))}
    words: dict[str, Sequence[str]] = {
        "language": settings.languages,
        "challenge": tuple(slug for slug in challenges if slug not in shut),
    }
    if settings.tags:
        words["tags"] = tuple(settings.tags)
    budgets = {slug: c.budget.currency for slug, c in challenges.items() if c.budget is not None}
    return Choices(words=words, shut=shut, budgets=budgets)


def _shut(submission: Window, now: datetime) -> str:
    """Why no ideas can come in now, "" where they can."""
    if now > submission.closes:
        return f"takes no ideas any more, since {instant(submission.closes)}"
    return f"takes no ideas before {instant(submission.opens)}" if now < submission.opens else ""


def objection(
    kind: NewKind, key: str, value: Any, *, resources: Resources, choices: Choices, values: Mapping[str, Any]
) -> str:
    """What speaks against one value, "" for nothing: the schema, what the community has, and the other `values`."""
    if key == "login":
        return "" if is_name("person", value) else f"`{value}` is no login: letters a to z, digits, single hyphens"
    if key == "challenge" and value in choices.shut:
        return f"`{value}` {choices.shut[value]}"
    words = [value] if isinstance(value, str) else value
    strange = [word for word in words if word not in choices.words[key]] if key in choices.words else []
    if strange and choices.words[key]:
        return f"`{strange[0]}` is none of {', '.join(choices.words[key])}"
    if strange:
        what = "no challenge takes ideas now" if key == "challenge" else "the community has none yet"
        return f"`{strange[0]}` cannot be named: {what}"
    return complaint(kind, key, value, resources=resources) or _disorder(key, value, values)


def _disorder(key: str, value: Any, values: Mapping[str, Any]) -> str:
    """What is wrong with the order of a challenge's dates, as far as they are known."""
    if key not in ("submission", "voting") or "closes" not in value or "opens" not in value:
        return ""
    if value["closes"] < value["opens"]:
        return f"it closes on {value['closes']}, before it opens on {value['opens']}"
    submission = values.get("submission")
    if key == "voting" and submission and value["closes"] < submission["closes"]:
        return f"voting would close before submission does, on {submission['closes']}"
    return ""


def name_objection(root: Path, kind: NewKind, name: str) -> str:
    """Why a new record cannot have this name, "" where it can."""
    if not is_name(kind, name):
        return f"{name!r} cannot be the name of a file: use letters a to z, digits and single hyphens"
    path = content_path(kind, name)
    return f"{path} is there already: choose another name" if (root / path).exists() else ""


def refuse_detours(folder: Path, root: Path) -> None:
    """Raise Failure where `folder`, or the one above it, is a link or no folder: nothing is written past it."""
    for part in (folder.parent, folder):
        name = part.relative_to(root).as_posix()
        if part.is_symlink():
            raise Failure(f"{name} is a symbolic link, and links are not followed", hint="put the folder itself there")
        if part.exists() and not part.is_dir():
            raise Failure(f"{name} is there and is no folder", hint="move it away, and run this again")


def as_utf8(value: Any) -> Any:
    """What was given on the command line, read as UTF-8 where the system's own encoding could not read it."""
    if isinstance(value, str):
        try:
            return value.encode("utf-8", "surrogateescape").decode()
        except UnicodeError:
            return value
    return [as_utf8(part) for part in value] if isinstance(value, list) else value


def refuse_broken_text(values: Mapping[str, Any]) -> None:
    """Raise Failure where a value holds bytes that are no UTF-8: written down they would be lost letters."""
    for key, value in values.items():
        text = json.dumps(value, ensure_ascii=False)
        if any("\ud800" <= sign <= "\udfff" for sign in text):
            shown = text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")[:100]
            raise Failure(
                f"{key} is not written in UTF-8: {shown}",
                hint="your terminal, or the list it came from, uses another encoding, such as Latin-1: convert it",
            )


def new(
    root: Path, kind: NewKind, name: str, values: Mapping[str, Any], *, resources: Resources, now: datetime
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
    refuse_broken_text(values)
    text = draft(kind, values, line=editor_line(kind, path, settings, root), resources=resources)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("xb") as out:
            out.write(text.encode())
    except FileExistsError as error:
        raise Failure(f"{path} is there already", hint="edit that file, or choose another name") from error
    except OSError as error:
        raise Failure(f"cannot write {path}: {error.strerror}", hint="check who may write there") from error
    problems: tuple[Problem, ...] = ()
    try:
        problems = check(root, resources=resources, only=[path], now=now)
    finally:
        if has_errors(problems):
            file.unlink()
    return path, problems
