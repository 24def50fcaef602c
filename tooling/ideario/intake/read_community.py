"""Reads a community's folder into a Community and the Problems found on the way. Writes nothing, counts nothing."""

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from ideario.gc_pause import uncollected
from ideario.git.history import line_of, versions
from ideario.git.repository import git_at
from ideario.intake import records
from ideario.intake.content_files import ContentFile, kind_of, walk_content
from ideario.intake.contents import Contents
from ideario.intake.explaining.findings import Finding, guessing
from ideario.intake.explaining.locate import problem_of_fault, problems_of_findings
from ideario.intake.explaining.suggestions import by_former_form, by_label
from ideario.intake.history.frozen_rules import NO_PAST, Past
from ideario.intake.plain import Checked
from ideario.intake.read_files import ReadFile, read_page, read_pages
from ideario.intake.rules import CONTENT_RULES, FILE_RULES
from ideario.intake.rules.challenges import impossible_moments
from ideario.intake.rules.naming import misplacement, name_in_kind
from ideario.intake.schemas import Kind, Schemas, load_schemas
from ideario.intake.settings import settings_of
from ideario.intake.status_labels import with_labels
from ideario.model.challenge import Challenge
from ideario.model.community import Community, Settings
from ideario.model.content import Decision, Exclusion, Idea, Person, Result, Review
from ideario.problems import Problem, ordered
from ideario.resources import Resources

Record = Challenge | Decision | Exclusion | Idea | Person | Result | Review
Named = TypeVar("Named", bound=Record)
SETTINGS_PATH = "content/community.yml"
SMALLEST_COMMUNITY = """write content/community.yml, for instance:
schema: 1
name: Ideas for Riverton
repository: riverton/ideas
languages: [en]
licence: CC-BY-4.0"""
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


@dataclass(slots=True, kw_only=True)
class Gathering:
    """What has been read so far, before rules across files were applied."""

    faults: list[Problem] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    files: dict[str, ContentFile] = field(default_factory=dict)
    records: dict[Kind, dict[str, Record]] = field(default_factory=dict)
    schema_named: dict[str, str] = field(default_factory=dict)
    settings: Settings | None = None


def established_first(root: Path, places: list[ContentFile]) -> list[ContentFile]:
    """The places with newcomers behind what was there: of two files with one name the one that came first stays.

    The history is asked only where there are two. A file that it does not know is the newest.
    """
    files = [place for place in places if place.form == "file" and place.kind not in (None, "community")]
    if len({(place.kind, name_in_kind(place)) for place in files}) == len(files):
        return places
    named: dict[tuple[Kind | None, str], list[ContentFile]] = {}
    for place in files:
        named.setdefault((place.kind, name_in_kind(place)), []).append(place)
    twice = [place for same in named.values() if len(same) > 1 for place in same]
    came: dict[str, int] = {}
    for number, version in enumerate(versions(line_of(git_at(root)), *(place.path for place in twice))):
        if version.after and not version.before:
            came[version.path] = number  # the last time: what was away in between is a newcomer
    late = {place.path: came.get(place.path, len(came) + len(places) ** 2) for place in twice}
    return sorted(places, key=lambda place: (late.get(place.path, -1), place.path))


@uncollected()
def read_community(
    root: Path,
    *,
    resources: Resources,
    arrivals: Callable[[], Mapping[str, datetime]] = dict,
    past: Past = NO_PAST,
    workers: int = 1,
    progress: Callable[[int, int], None] | None = None,
) -> Reading:
    """Read everything below `root`/content and apply every rule.

    `arrivals` says when ideas first came in, by slug; it is called once, while other processes read if there are any,
    and may start threads. `past` says which rules were in force when voting opened: these are what the community's
    challenges say, and a later change is a Problem without effect. `progress` hears (files read, files in all).
    Problems are in order. Raises Failure when the tool's own schemas or a folder cannot be read or another process is
    stopped from outside, and whatever `arrivals` raises.
    """
    schemas = load_schemas(resources.schemas)
    places = walk_content(root)
    places = established_first(root, places)
    gathering = Gathering(files={place.path: place for place in places})
    settings = gathering.settings = settings_from(places, schemas, gathering, resources)
    wanted = []
    for place in places:
        fault = misplacement(place, gathering.files)
        if fault is not None:
            gathering.findings.append(fault)
        elif place.path != SETTINGS_PATH:
            wanted.append(place)
    arrivals = functools.cache(arrivals)
    for page in read_pages(wanted, resources.schemas, workers=workers, meanwhile=arrivals, progress=progress):
        gather(page, schemas, gathering, arrivals())
    contents = contents_of(settings or STAND_IN, places, gathering, past, has_schemas=(root / "schemas").is_dir())
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
    settings = settings_from(walk_content(root, only="community.yml"), schemas, gathering, resources)
    problems = ordered((*gathering.faults, *problems_of_findings(gathering.findings, gathering.files)))
    return settings, problems


def settings_from(
    places: list[ContentFile], schemas: Schemas, gathering: Gathering, resources: Resources
) -> Settings | None:
    """The settings; what is wrong with them goes to `gathering`."""
    place = next((place for place in places if place.path in (SETTINGS_PATH, "content")), None)
    if place is None:
        gathering.findings.append(
            Finding(
                path=SETTINGS_PATH,
                rule="missing-community",
                message="the file does not exist; without it nothing can be published",
                hint=SMALLEST_COMMUNITY,
            )
        )
        return None
    gathering.files[place.path] = place
    fault = misplacement(place)
    if fault is not None:
        gathering.findings.append(fault)
        return None
    page = read_page(place, schemas)
    gathering.schema_named[place.path] = page.schema_named
    if not sound(page, schemas, gathering):
        return None
    return with_labels(settings_of(page.checked), resources.shell / "words")


def sound(page: ReadFile, schemas: Schemas, gathering: Gathering) -> bool:
    """Whether a page can become a record; what is wrong with it goes to `gathering`."""
    kind = kind_of(page.place)
    if page.faults:
        faults = (replace(f, hint=hint_for_empty(kind)) if f.rule == "empty-file" else f for f in page.faults)
        gathering.faults.extend(problem_of_fault(fault, page.place.path) for fault in faults)
        return False
    if page.valid and not page.warnings and kind != "challenge":
        return True
    findings: list[Finding] = []
    cut = {warning.pointer: warning for warning in page.warnings if warning.pointer}
    if not page.valid:
        from ideario.intake.explaining.explain import findings_of  # takes longer than checking a thousand files

        findings = findings_of(kind, page.place.path, page.content, schemas)
        if not findings:
            raise AssertionError(f"two validators disagree about {page.place.path}")
        findings = [
            by_former_form(by_label(finding, page.content, gathering.settings), page.content, kind)
            for finding in findings
        ]
    empty = {found.pointer: found for found in findings if found.rule == "empty-value" and found.pointer in cut}
    findings = [found for found in findings if found.pointer not in empty]
    for warning in page.warnings:
        lost = empty.get(warning.pointer)
        fault = replace(warning, rule="empty-value", message=lost.message) if lost else warning
        gathering.faults.append(problem_of_fault(fault, page.place.path))
    if kind == "challenge":
        told = {finding.pointer for finding in findings}
        findings += [f for f in impossible_moments(page.place.path, page.content) if f.pointer not in told]
    gathering.findings.extend(findings)
    return not findings and not empty


def hint_for_empty(kind: Kind) -> str:
    """What to do about a file without content."""
    if kind == "community":
        return SMALLEST_COMMUNITY
    if kind in ("idea", "challenge", "person"):
        return f"write one with `ideario new {kind}`, or delete the file"
    return f"delete the file, or write the {kind} into it"


def gather(page: ReadFile, schemas: Schemas, gathering: Gathering, arrivals: Mapping[str, datetime]) -> None:
    """Add the record of a page, or what is wrong with it. Of two records with one name the first stays."""
    place = page.place
    if not page.faults:
        gathering.schema_named[place.path] = page.schema_named
    if not sound(page, schemas, gathering):
        return
    kind = kind_of(place)
    if kind == "idea":
        record: Record = records.idea_of(place, page.checked, arrivals.get(place.name))
    else:
        record = RECORDS[kind](place, page.checked)
    key = place.path if kind in ("review", "exclusion") else place.name
    gathering.records.setdefault(kind, {}).setdefault(key, record)


RECORDS: Mapping[Kind, Callable[[ContentFile, Checked], Record]] = {
    "challenge": records.challenge_of,
    "person": records.person_of,
    "decision": records.decision_of,
    "review": records.review_of,
    "exclusion": records.exclusion_of,
    "result": records.result_of,
}


def contents_of(
    settings: Settings, places: list[ContentFile], gathering: Gathering, past: Past, *, has_schemas: bool
) -> Contents:
    """All that was read, as the rules want it: sorted by name."""

    def sorted_records(kind: Kind, record_type: type[Named]) -> dict[str, Named]:
        found = sorted(gathering.records.get(kind, {}).items())
        return {name: record for name, record in found if isinstance(record, record_type)}

    challenges = sorted_records("challenge", Challenge)
    # An idea may go on naming a challenge as it was called before: nobody has to edit it while people vote on it.
    now = {old: slug for slug, one in challenges.items() for old in one.former if old not in challenges}
    ideas = {
        slug: replace(idea, challenge=now[idea.challenge]) if idea.challenge in now else idea
        for slug, idea in sorted_records("idea", Idea).items()
    }
    reviews = tuple(
        replace(review, challenge=now[review.challenge]) if review.challenge in now else review
        for review in sorted_records("review", Review).values()
    )
    names: dict[Kind, set[str]] = {}
    for place in places:
        if place.kind is not None and misplacement(place) is None:
            names.setdefault(place.kind, set()).add(place.name)
    return Contents(
        settings=settings,
        places=tuple(places),
        challenges=challenges,
        ideas=ideas,
        people=sorted_records("person", Person),
        decisions=sorted_records("decision", Decision),
        reviews=reviews,
        exclusions=tuple(sorted_records("exclusion", Exclusion).values()),
        results=sorted_records("result", Result),
        names={kind: frozenset(found) for kind, found in names.items()},
        schema_named=gathering.schema_named,
        past=past,
        has_schemas=has_schemas,
    )


def decides(path: str, contents: Contents) -> bool:
    """Whether the file at `path`, or the folder, says which votes count and where, or might: a decision moves votes by
    being one of a duplicate, and by the threads and former names that it gives an idea.
    """
    folder, name = f"{path}//".split("/")[1:3]
    if folder not in {"exclusions", "results", "decisions"} or (name and not name.endswith((".yml", ".yaml"))):
        return False
    if name.startswith("."):
        return False  # which nobody would take for one
    if folder != "decisions":
        return True
    decision = contents.decisions.get(name.removesuffix(".yml"))
    if decision is None or decision.path != path:
        return True
    return bool(decision.duplicate_of or decision.threads or decision.former)


def without(contents: Contents, bad: set[str]) -> Community:
    """The community without the records in `bad` files, and without what cannot stand without them.

    An idea whose challenge is left out is left out too: its votes could not be counted by the challenge's rules.
    """

    def good(found: Mapping[str, Named]) -> dict[str, Named]:
        return {name: record for name, record in found.items() if record.path not in bad}

    challenges: dict[str, Challenge] = {
        slug: contents.in_force(slug) or challenge for slug, challenge in good(contents.challenges).items()
    }
    opened = {slug: at for slug in challenges if (at := contents.opened(slug)) is not None}
    frozen = {slug: at.terms for slug, at in opened.items() if at.terms is not None}
    if contents.agreed is not None:
        frozen[""] = replace(contents.settings.terms, reactions=contents.agreed.reactions)
    ideas = {
        slug: contents.as_counted(idea)
        for slug, idea in good(contents.ideas).items()
        if idea.challenge is None or idea.challenge in challenges
    }
    return Community(
        settings=contents.settings,
        challenges=challenges,
        ideas=ideas,
        people=good(contents.people),
        decisions={slug: decision for slug, decision in good(contents.decisions).items() if slug in ideas},
        reviews=tuple(r for r in contents.reviews if r.path not in bad and r.challenge in challenges),
        exclusions=tuple(e for e in contents.exclusions if e.path not in bad),
        results={slug: result for slug, result in good(contents.results).items() if slug in challenges},
        frozen=frozen,
    )
