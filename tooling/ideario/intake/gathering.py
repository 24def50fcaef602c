"""Gathers the records of files that were read one by one, and what is wrong with each. Reads nothing itself."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from ideario.intake import records
from ideario.intake.content_files import ContentFile, kind_of
from ideario.intake.explaining.findings import Finding
from ideario.intake.explaining.locate import problem_of_fault
from ideario.intake.explaining.suggestions import by_former_form, by_label
from ideario.intake.plain import Checked
from ideario.intake.read_files import ReadFile
from ideario.intake.rules.challenges import impossible_moments
from ideario.intake.schemas import Kind, Schemas
from ideario.messages.said import Said, say
from ideario.model.challenge import Challenge
from ideario.model.community import Settings
from ideario.model.content import Decision, Exclusion, Idea, Person, PictureFile, Result, Review
from ideario.problems import Problem

Record = Challenge | Decision | Exclusion | Idea | Person | Result | Review
SMALLEST_COMMUNITY = say(
    "write content/community.yml, for instance:\n{lines}",
    lines="""schema: 1
name: Ideas for Riverton
repository: riverton/ideas
languages: [en]
licence: CC-BY-4.0""",
)


@dataclass(slots=True, kw_only=True)
class Gathering:
    """What has been read so far, before rules across files were applied."""

    faults: list[Problem] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    files: dict[str, ContentFile] = field(default_factory=dict)
    records: dict[Kind, dict[str, Record]] = field(default_factory=dict)
    schema_named: dict[str, str] = field(default_factory=dict)
    pictures: dict[str, PictureFile] = field(default_factory=dict)
    settings: Settings | None = None


def sound(file: ReadFile, schemas: Schemas, gathering: Gathering) -> bool:
    """Whether a file can become a record; what is wrong with it goes to `gathering`."""
    kind = kind_of(file.entry)
    if file.faults:
        faults = (replace(f, hint=hint_for_empty(kind)) if f.rule == "empty-file" else f for f in file.faults)
        gathering.faults.extend(problem_of_fault(fault, file.entry.path) for fault in faults)
        return False
    if file.valid and not file.warnings and kind != "challenge":
        return True
    findings: list[Finding] = []
    cut = {warning.pointer: warning for warning in file.warnings if warning.pointer}
    if not file.valid:
        from ideario.intake.explaining.explain import findings_of  # takes longer than checking a thousand files

        findings = findings_of(kind, file.entry.path, file.content, schemas)
        if not findings:
            raise AssertionError(f"two validators disagree about {file.entry.path}")
        findings = [
            by_former_form(by_label(finding, file.content, gathering.settings), file.content, kind)
            for finding in findings
        ]
    empty = {found.pointer: found for found in findings if found.rule == "empty-value" and found.pointer in cut}
    findings = [found for found in findings if found.pointer not in empty]
    for warning in file.warnings:
        lost = empty.get(warning.pointer)
        fault = replace(warning, rule="empty-value", message=lost.message) if lost else warning
        gathering.faults.append(problem_of_fault(fault, file.entry.path))
    if kind == "challenge":
        told = {finding.pointer for finding in findings}
        findings += [f for f in impossible_moments(file.entry.path, file.content) if f.pointer not in told]
    gathering.findings.extend(findings)
    return not findings and not empty


def look_at(entry: ContentFile, gathering: Gathering) -> None:
    """Add a picture, or why it cannot be shown."""
    from ideario.intake.picture_files import NoPicture, look_at_picture  # loads what few communities need

    try:
        gathering.pictures[entry.path] = look_at_picture(entry)
    except NoPicture as wrong:
        gathering.findings.append(Finding(path=entry.path, rule="bad-picture", message=wrong.message, hint=wrong.hint))


def hint_for_empty(kind: Kind) -> Said:
    """What to do about a file without content."""
    if kind == "community":
        return SMALLEST_COMMUNITY
    if kind in ("idea", "challenge", "person"):
        return say("write one with `ideario new {kind}`, or delete the file", kind=kind)
    return say("delete the file, or write the {kind} into it", kind=kind)


def gather(file: ReadFile, schemas: Schemas, gathering: Gathering, arrivals: Mapping[str, datetime]) -> None:
    """Add the record of a file, or what is wrong with it. Of two records with one name the first stays."""
    entry = file.entry
    if not file.faults:
        gathering.schema_named[entry.path] = file.schema_named
    if not sound(file, schemas, gathering):
        return
    kind = kind_of(entry)
    if kind == "idea":
        record: Record = records.idea_of(entry, file.checked, arrivals.get(entry.name))
    else:
        record = RECORDS[kind](entry, file.checked)
    key = entry.path if kind in ("review", "exclusion") else entry.name
    gathering.records.setdefault(kind, {}).setdefault(key, record)


RECORDS: Mapping[Kind, Callable[[ContentFile, Checked], Record]] = {
    "challenge": records.challenge_of,
    "person": records.person_of,
    "decision": records.decision_of,
    "review": records.review_of,
    "exclusion": records.exclusion_of,
    "result": records.result_of,
}
