"""Writes a new record as a commented file that `check` finds nothing wrong with. Asks nothing."""

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
from ideario.messages.said import ENGLISH, NOTHING, Said, say
from ideario.model.challenge import Window
from ideario.model.community import Settings
from ideario.model.moments import instant
from ideario.problems import Failure, Problem, has_errors
from ideario.resources import Resources

MAX_NAMED = 60
"""So many words to choose from are told to whoever chose another one."""
NewKind = Literal["idea", "challenge", "person", "decision", "review", "exclusion"]


def settings_for(root: Path, *, resources: Resources) -> Settings:
    """The settings of the community that something new is for. Raises Failure where they are missing or wrong."""
    settings, _ = read_settings(root, resources=resources)
    if settings is None:
        raise Failure(
            say("{file} is missing or wrong", file=root / "content" / "community.yml"),
            hint=say("run `ideario check` to see what it needs; give the community's folder with --root"),
        )
    return settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What a new file can name. `words` holds by key those that exist, and no key where all words are welcome.

    `shut` says of some challenges why they take no ideas now, `budgets` gives the currency of those with a budget.
    `criteria` are those of the challenges that experts judge, and `ideas` the ideas in each of these.
    """

    words: Mapping[str, Sequence[str]]
    shut: Mapping[str, Said]
    budgets: Mapping[str, str]
    criteria: Mapping[str, Sequence[str]]
    ideas: Mapping[str, Sequence[str]]


def choices_for(kind: NewKind, root: Path, settings: Settings, *, resources: Resources, now: datetime) -> Choices:
    """What a new file of the community at `root` can name; an idea, a challenge as long as it takes ideas."""
    community = read_community(root, resources=resources).community
    challenges = {} if community is None else community.challenges
    ideas = {} if community is None else community.ideas
    criteria = {slug: tuple(c.id for c in challenge.criteria) for slug, challenge in challenges.items()}
    shut = {
        slug: reason for slug, challenge in challenges.items() if (reason := _shut(slug, challenge.submission, now))
    }
    words: dict[str, Sequence[str]] = {
        "language": settings.languages,
        "challenge": tuple(slug for slug in challenges if (criteria[slug] if kind == "review" else slug not in shut)),
        "status": tuple(settings.statuses),
        **dict.fromkeys(("idea", "duplicate_of", "ideas", "conflicts"), tuple(ideas)),
    }
    if settings.tags:
        words["tags"] = tuple(settings.tags)
    budgets = {slug: c.budget.currency for slug, c in challenges.items() if c.budget is not None}
    within = {slug: [idea.slug for idea in ideas.values() if idea.challenge == slug] for slug in challenges}
    shut = {} if kind == "review" else shut
    return Choices(words=words, shut=shut, budgets=budgets, criteria=criteria, ideas=within)


def _shut(slug: str, submission: Window, now: datetime) -> Said:
    """Why no ideas can come in to a challenge now; nothing where they can."""
    if now > submission.closes:
        return say("`{slug}` takes no ideas any more, since {moment}", slug=slug, moment=instant(submission.closes))
    if now < submission.opens:
        return say("`{slug}` takes no ideas before {moment}", slug=slug, moment=instant(submission.opens))
    return NOTHING


def objection(
    kind: NewKind, key: str, value: Any, *, resources: Resources, choices: Choices, values: Mapping[str, Any]
) -> Said:
    """What speaks against one value, if anything: the schema, what the community has, and the other `values`."""
    if key == "login":
        no_login = say("`{login}` is no login: letters a to z, digits, single hyphens", login=value)
        return NOTHING if is_name("person", value) else no_login
    if key == "challenge" and value in choices.shut:
        return choices.shut[value]
    words = [value] if isinstance(value, str) else value
    strange = [word for word in words if word not in choices.words[key]] if key in choices.words else []
    if strange and len(choices.words[key]) > MAX_NAMED:
        return say("there is no `{word}`", word=strange[0])
    if strange and choices.words[key]:
        return say("`{word}` is none of {words}", word=strange[0], words=", ".join(choices.words[key]))
    if strange and key == "challenge":
        return say("`{word}` cannot be named: no challenge takes ideas now", word=strange[0])
    if strange:
        return say("`{word}` cannot be named: the community has none yet", word=strange[0])
    if kind == "decision" and key in ("idea", "status"):
        return NOTHING
    if kind == "decision" and key == "reason":
        key, value = "history", [{"date": "2000-01-01", "status": "open", "reason": value}]
    if kind == "review" and key == "challenge":
        return NOTHING
    return complaint(kind, key, value, resources=resources) or _disorder(key, value, values)


def _disorder(key: str, value: Any, values: Mapping[str, Any]) -> Said:
    """What is wrong with the order of a challenge's dates, as far as they are known."""
    if key not in ("submission", "voting") or "closes" not in value or "opens" not in value:
        return NOTHING
    if value["closes"] < value["opens"]:
        return say("it closes on {closes}, before it opens on {opens}", closes=value["closes"], opens=value["opens"])
    submission = values.get("submission")
    if key == "voting" and submission and value["closes"] < submission["closes"]:
        return say("voting would close before submission does, on {day}", day=submission["closes"])
    return NOTHING


def name_objection(root: Path, kind: NewKind, name: str) -> Said:
    """Why a new record cannot have this name; nothing where it can."""
    if not is_name(kind, name):
        return say(
            "{name} cannot be the name of a file: use letters a to z, digits and single hyphens", name=repr(name)
        )
    path = content_path(kind, name)
    taken = say("{path} is there already: choose another name", path=path)
    return taken if (root / path).exists() else NOTHING


def refuse_detours(folder: Path, root: Path) -> None:
    """Raise Failure where `folder`, or the one above it, is a link or no folder: nothing is written past it."""
    for part in (folder.parent, folder):
        name = part.relative_to(root).as_posix()
        if part.is_symlink():
            raise Failure(
                say("{name} is a symbolic link, and links are not followed", name=name),
                hint=say("put the folder itself there"),
            )
        if part.exists() and not part.is_dir():
            raise Failure(
                say("{name} is there and is no folder", name=name), hint=say("move it away, and run this again")
            )


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
                say("{key} is not written in UTF-8: {text}", key=key, text=shown),
                hint=say("your terminal, or the list it came from, uses another encoding, such as Latin-1: convert it"),
            )


def new(
    root: Path,
    kind: NewKind,
    name: str,
    values: Mapping[str, Any],
    *,
    resources: Resources,
    now: datetime,
    language: str = ENGLISH,
) -> tuple[str, tuple[Problem, ...]]:
    """Write the file of a new record; return its path, relative to `root`, and the Problems it would have.

    `language` is that of the file's comments. With an error among these, nothing stays written. Raises
    Failure where the name is none or is taken.
    """
    settings = settings_for(root, resources=resources)
    if not is_name(kind, name):
        raise Failure(
            say("{name} cannot be the name of a file", name=repr(name)),
            hint=say("use letters a to z, digits and single hyphens")
            if kind in ("person", "review")
            else say("use letters a to z, digits and single hyphens, as in --slug bike-lanes"),
        )
    path = content_path(kind, name)
    file = root / path
    refuse_detours(file.parent, root)
    refuse_broken_text(values)
    text = draft(kind, values, line=editor_line(kind, path, settings, root), resources=resources, language=language)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("xb") as out:
            out.write(text.encode())
    except FileExistsError as error:
        raise Failure(
            say("{path} is there already", path=path), hint=say("edit that file, or choose another name")
        ) from error
    except OSError as error:
        raise Failure(
            say("cannot write {path}: {reason}", path=path, reason=error.strerror),
            hint=say("check who may write there"),
        ) from error
    problems: tuple[Problem, ...] = ()
    try:
        problems = check(root, resources=resources, only=[path], now=now)
    finally:
        if has_errors(problems):
            file.unlink()
    return path, problems
