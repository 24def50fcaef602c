"""Reads a community's folder into a Community and the Problems found on the way. Writes nothing, counts nothing."""

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ideario.git.history import line_of, versions
from ideario.git.repository import git_at
from ideario.intake.assembly import contents_of, decides, without
from ideario.intake.content_files import ContentFile, walk_content
from ideario.intake.explaining.faults import Unreadable
from ideario.intake.explaining.findings import Finding, guessing
from ideario.intake.explaining.locate import problems_of_findings
from ideario.intake.gathering import SMALLEST_COMMUNITY, Gathering, gather, look_at, sound
from ideario.intake.history.frozen_rules import NO_PAST, Past
from ideario.intake.read_files import read_bytes, read_file, read_files
from ideario.intake.rules import CONTENT_RULES, FILE_RULES
from ideario.intake.rules.file_names import misplacement, name_in_kind
from ideario.intake.schemas import Kind, Schemas, load_schemas
from ideario.intake.settings import settings_of
from ideario.intake.status_labels import with_labels
from ideario.intake.yaml.strict import parse
from ideario.messages.said import ENGLISH, say
from ideario.model.community import SETTINGS_PATH, Community, Settings
from ideario.problems import Failure, Problem, ordered
from ideario.progress import Progress
from ideario.resources import FALLBACK, Resources, has_words, words_folders

if TYPE_CHECKING:
    from concurrent.futures import Executor

STAND_IN = settings_of({"name": "", "repository": "owner/name", "languages": [], "licence": ""})
"""What rules see as settings where there are none; those that ask for more than its being there are left out then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What was read. `community` is None where community.yml is missing or wrong; `texts` is the number of files read.

    The community holds what has no error: a record with one is left out, and so is what cannot stand without it.
    `deciding` are the errors for which an exclusion, a result or a decision that moves votes is left out: what is
    counted without them would be something else.
    """

    community: Community | None
    problems: tuple[Problem, ...]
    texts: int
    deciding: tuple[Problem, ...] = ()


def established_first(home: Path, entries: list[ContentFile]) -> list[ContentFile]:
    """The entries with newcomers behind what was there: of two files with one name the one that came first stays.

    The history of `home` is asked only where there are two. A file that it does not know is the newest.
    """
    files = [entry for entry in entries if entry.form == "file" and entry.kind not in (None, "community")]
    if len({(entry.kind, name_in_kind(entry)) for entry in files}) == len(files):
        return entries
    named: dict[tuple[Kind | None, str], list[ContentFile]] = {}
    for entry in files:
        named.setdefault((entry.kind, name_in_kind(entry)), []).append(entry)
    twice = [entry for same in named.values() if len(same) > 1 for entry in same]
    came: dict[str, int] = {}
    for number, version in enumerate(versions(line_of(git_at(home)), *(entry.path for entry in twice))):
        if version.after and not version.before:
            came[version.path] = number  # the last time: what was away in between is a newcomer
    late = {entry.path: came.get(entry.path, len(came) + len(entries) ** 2) for entry in twice}
    return sorted(entries, key=lambda entry: (late.get(entry.path, -1), entry.path))


def read_community(
    root: Path,
    *,
    resources: Resources,
    home: Path | None = None,
    arrivals: Callable[[], Mapping[str, datetime]] = dict,
    past: Past = NO_PAST,
    workers: int = 1,
    progress: Progress | None = None,
    pool: "Executor | None" = None,
) -> Reading:
    """Read everything below `root`/content and apply every rule.

    `home` is the folder with the history of these files, if not `root`.
    `arrivals` says when ideas first came in, by slug; it is called once, while other processes read if there are any,
    and may start threads. `past` says which rules were in force when voting opened: these are what the community's
    challenges say, and a later change is a Problem without effect. `progress` hears (files read, files in all).
    A `pool` are processes that were forked before. Problems are in order. Raises Failure when the tool's own schemas or
    a folder cannot be read or another process is stopped from outside, and whatever `arrivals` raises.
    """
    schemas = load_schemas(resources.schemas)
    entries = walk_content(root)
    entries = established_first(home or root, entries)
    gathering = Gathering(files={entry.path: entry for entry in entries})
    settings = gathering.settings = settings_from(root, entries, schemas, gathering, resources)
    wanted = []
    for entry in entries:
        fault = misplacement(entry, gathering.files)
        if fault is not None:
            gathering.findings.append(fault)
        elif entry.form == "picture":
            look_at(entry, gathering)
        elif entry.path != SETTINGS_PATH:
            wanted.append(entry)
    arrivals = functools.cache(arrivals)
    for file in read_files(
        wanted, resources.schemas, workers=workers, meanwhile=arrivals, progress=progress, pool=pool
    ):
        gather(file, schemas, gathering, arrivals())
    contents = contents_of(settings or STAND_IN, entries, gathering, past, has_schemas=(root / "schemas").is_dir())
    with guessing():
        for rule in CONTENT_RULES:
            if settings is not None or not rule.needs_settings:
                gathering.findings.extend(replace(finding, rule=rule.id) for finding in rule.find(contents))
    problems = ordered((*gathering.faults, *problems_of_findings(gathering.findings, gathering.files)))
    bad = {problem.path for problem in problems if problem.level == "error" and not FILE_RULES[problem.rule].left_in}
    community = None if settings is None or SETTINGS_PATH in bad else without(contents, bad)
    return Reading(
        community=community,
        problems=problems,
        texts=len(wanted) + (SETTINGS_PATH in gathering.files),
        deciding=tuple(p for p in problems if p.path in bad and p.level == "error" and decides(p.path, contents)),
    )


def read_settings(root: Path, *, resources: Resources) -> tuple[Settings | None, tuple[Problem, ...]]:
    """The settings alone, with the Problems of community.yml; quick. None where they are missing or wrong."""
    schemas = load_schemas(resources.schemas)
    gathering = Gathering()
    settings = settings_from(root, walk_content(root, only="community.yml"), schemas, gathering, resources)
    problems = ordered((*gathering.faults, *problems_of_findings(gathering.findings, gathering.files)))
    return settings, problems


def first_language(root: Path) -> str:
    """The first language that the community at `root` names, whatever else is wrong with its settings; else English."""
    try:
        entry = next((entry for entry in walk_content(root, only="community.yml") if entry.path == SETTINGS_PATH), None)
        content = None if entry is None else parse(read_bytes(entry))
    except (Failure, Unreadable):
        return ENGLISH
    named = content.get("languages") if isinstance(content, dict) else None
    first = named[0] if isinstance(named, list) and named else named
    return first if isinstance(first, str) else ENGLISH


def settings_from(
    root: Path, entries: list[ContentFile], schemas: Schemas, gathering: Gathering, resources: Resources
) -> Settings | None:
    """The settings; what is wrong with them goes to `gathering`."""
    entry = next((entry for entry in entries if entry.path in (SETTINGS_PATH, "content")), None)
    if entry is None:
        gathering.findings.append(
            Finding(
                path=SETTINGS_PATH,
                rule="missing-community",
                message=say("the file does not exist; without it nothing can be published"),
                hint=SMALLEST_COMMUNITY,
            )
        )
        return None
    gathering.files[entry.path] = entry
    fault = misplacement(entry)
    if fault is not None:
        gathering.findings.append(fault)
        return None
    file = read_file(entry, schemas)
    gathering.schema_named[entry.path] = file.schema_named
    if not sound(file, schemas, gathering):
        return None
    settings = with_labels(settings_of(file.checked), resources.shell / "words")
    folders = words_folders(root, resources)
    pages_in = tuple(language for language in settings.languages if has_words(folders, language))
    return replace(settings, site_languages=pages_in or (FALLBACK,))
