"""Founds a community in a folder: all files of the kit, looked at before they are put there, whole or not at all."""

import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ideario.actions.founding.tending import tended_texts
from ideario.files import refuse_links_out, write_whole
from ideario.founding.community_plan import CommunityPlan
from ideario.founding.kit_files import kit_files
from ideario.founding.program_pin import program_pin
from ideario.founding.written_record import RECORD, digest, record_text
from ideario.intake.drafts import complaint
from ideario.intake.read_community import read_community, read_settings
from ideario.intake.schema_line import line_for
from ideario.intake.schemas import Kind
from ideario.intake.settings import settings_of
from ideario.messages.said import NOTHING, Said, say
from ideario.model.community import SETTINGS_PATH
from ideario.model.text import is_login
from ideario.problems import CommunityAtFault, Failure, Problem, has_errors
from ideario.resources import Resources

MAX_NAMED = 5
"""So many files that are in the way are named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Founded:
    """What was done: the paths that were written and those that were left as they are, relative to the folder.

    `problems` are warnings about what stands there now.
    """

    written: tuple[str, ...]
    left: tuple[str, ...]
    problems: tuple[Problem, ...]


def objection_to(key: str, value: str | list[str], *, resources: Resources) -> Said:
    """What speaks against a value of the settings, a `login`, or a challenge's `question` or `budget`, if anything."""
    if not value:
        return say("`{key}` is missing", key=key)
    if key == "login":
        no_login = say("`{login}` is no login: letters a to z, digits, single hyphens", login=value)
        return NOTHING if is_login(str(value)) else no_login
    kind: Kind = "challenge" if key in ("question", "budget") else "community"
    return complaint(kind, key, value, resources=resources)


def init(plan: CommunityPlan, into: Path, *, resources: Resources, keep: bool = False) -> Founded:
    """Write the files of a new community into the folder `into`, which may exist.

    Nothing that is there is changed: a file in the way is a Failure that names it, or with `keep` stays as it is; one
    that holds the very text already is not in the way. Raises Failure too where the folder is a community already or
    cannot be written, and CommunityAtFault where the files would have an error.
    """
    place = into if into.is_dir() else _parent(into)
    try:
        room = Path(tempfile.mkdtemp(dir=place, prefix=".ideario-init."))
    except OSError as error:
        raise Failure(
            say("cannot write in {folder}: {reason}", folder=place, reason=error.strerror),
            hint=say("mend the permissions, or choose another folder"),
        ) from error
    try:
        paths, problems = _prepared(plan, room, into, resources)
        there = [path for path in paths if os.path.lexists(into / path)]
        other = [path for path in there if not _same(into / path, room / path)]
        if SETTINGS_PATH in other:
            raise Failure(
                say("{folder} is a community already", folder=into),
                hint=say("change its settings in {file}, or name another folder", file=into / SETTINGS_PATH),
            )
        if other and not keep:
            raise _in_the_way(other)
        if into.exists():
            refuse_links_out(into, paths)
            wanted = [path for path in paths if path not in there]
            _moved(wanted, room, into)
        else:
            wanted = paths
            room.rename(into)
    except OSError as error:
        raise Failure(
            say("cannot write in {folder}: {reason}", folder=into, reason=error.strerror),
            hint=say("mend the permissions, or choose another folder"),
        ) from error
    finally:
        shutil.rmtree(room, ignore_errors=True)
    return Founded(written=tuple(wanted), left=tuple(other), problems=problems)


def _parent(into: Path) -> Path:
    """The folder in which a new one is made. Raises Failure where that is a file, or cannot be made."""
    if os.path.lexists(into):
        raise Failure(say("{name} is there and is no folder", name=into), hint=say("move it away, and run this again"))
    try:
        into.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Failure(
            say("cannot write in {folder}: {reason}", folder=into.parent, reason=error.strerror),
            hint=say("mend the permissions, or choose another folder"),
        ) from error
    return into.parent


def _prepared(
    plan: CommunityPlan, room: Path, into: Path, resources: Resources
) -> tuple[list[str], tuple[Problem, ...]]:
    """Write all files into `room`; give their paths in order, and what `check` has to say of them."""
    settings = settings_of(
        {
            "name": plan.name,
            "repository": plan.repository,
            "languages": list(plan.languages),
            "licence": plan.kind.licence,
        }
    )
    has_schemas = (into / "schemas").is_dir()

    def line(kind: Literal["community", "challenge"], path: str) -> str:
        return line_for(kind, path, settings, has_schemas=has_schemas)

    room.chmod(0o755)  # made for its owner alone
    pin = program_pin()
    files = kit_files(plan, site=settings.url, package=pin.package, line=line)
    for path, text in files.items():
        write_whole(room / path, text.encode())
    written, problems = read_settings(room, resources=resources)
    if written is None:
        raise CommunityAtFault(problems)
    tended = tended_texts(written, pin, resources=resources)
    record = record_text({path: digest(text) for path, text in tended.items()})
    files |= {**tended, RECORD: record}
    for path in (*tended, RECORD):
        write_whole(room / path, files[path].encode())
    reading = read_community(room, resources=resources)
    if has_errors(reading.problems):
        raise CommunityAtFault(reading.problems)
    return sorted(files, key=_last_settings), reading.problems


def _last_settings(path: str) -> tuple[bool, str]:
    """Puts the settings behind all else: by them a folder is a community's, and so not before all is there."""
    return path == SETTINGS_PATH, path


def _same(one: Path, other: Path) -> bool:
    """Whether two files hold the same; a link or a folder is not the same as anything."""
    return not one.is_symlink() and one.is_file() and one.read_bytes() == other.read_bytes()


def _in_the_way(paths: list[str]) -> Failure:
    named = ", ".join(paths[:MAX_NAMED])
    more = len(paths) - MAX_NAMED
    told = say("{files} and {count} more are there already", files=named, count=more)
    return Failure(
        told if more > 0 else say("there already: {files}", files=named),
        hint=say("nothing was written; name another folder, or leave those as they are with --keep"),
    )


def _moved(paths: list[str], room: Path, into: Path) -> None:
    """Move files from `room` into a folder that exists; where that fails, take back those that were moved."""
    done: list[Path] = []
    made: list[Path] = []
    try:
        for path in paths:
            target = into / path
            made += [folder for folder in reversed(target.parents) if not folder.exists()]
            target.parent.mkdir(parents=True, exist_ok=True)
            (room / path).rename(target)
            done.append(target)
    except BaseException:
        for file in done:
            file.unlink(missing_ok=True)
        for folder in reversed(made):
            folder.rmdir()
        raise
