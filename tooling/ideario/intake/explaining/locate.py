"""Turns faults and findings into Problems, looking up lines and columns in the files that have any. Judges nothing."""

from collections.abc import Iterable, Iterator, Mapping

import yaml

from ideario.intake.content_files import ContentFile
from ideario.intake.explaining.faults import Fault, Unreadable
from ideario.intake.explaining.findings import MAX_TOLD, Finding
from ideario.intake.read_files import read_bytes
from ideario.intake.rules import FILE_RULES
from ideario.intake.yaml.positions import Positions
from ideario.intake.yaml.strict import Composer, decode
from ideario.messages.said import say
from ideario.problems import Problem, json_pointer


def problem_of_fault(fault: Fault, path: str) -> Problem:
    """The Problem of a file that cannot be read."""
    return Problem(
        path=path,
        line=fault.line,
        column=fault.column,
        level=FILE_RULES[fault.rule].level,
        rule=fault.rule,
        message=fault.message,
        hint=fault.hint,
        pointer=json_pointer(fault.pointer),
        edits=fault.edits,
    )


def problems_of_findings(findings: Iterable[Finding], files: Mapping[str, ContentFile]) -> Iterator[Problem]:
    """The Problems of all findings; each file is read once more, and only if something was found in it."""
    by_path: dict[str, list[Finding]] = {}
    for finding in findings:
        by_path.setdefault(finding.path, []).append(finding)
    if by_path:
        from ideario.intake.explaining.edits import edits_of  # loads what only mistakes need
    for path, found in by_path.items():
        told = found if len(found) <= MAX_TOLD else [*found[:MAX_TOLD], more_in(path)]
        text = text_of(files.get(path)) if any(finding.pointer or finding.mend for finding in told) else ""
        positions = Positions(text) if text else None
        for finding in told:
            line, column = 1, 1
            if positions is not None and finding.pointer:
                look = positions.key if finding.on_key else positions.value
                line, column = look(finding.pointer)
            yield Problem(
                path=path,
                line=line,
                column=column,
                level=FILE_RULES[finding.rule].level,
                rule=finding.rule,
                message=finding.message,
                hint=finding.hint,
                pointer=json_pointer(finding.pointer),
                value=finding.value,
                edits=edits_of(positions, text, finding.mend) if positions is not None and finding.mend else (),
                move_to=finding.move_to,
            )


def more_in(path: str) -> Finding:
    """That a file has more mistakes than are told."""
    return Finding(
        path=path,
        rule="more-mistakes",
        message=say("of the mistakes in this file only the first {most} are told", most=MAX_TOLD),
        hint=say("mend these, and check again"),
    )


def text_of(entry: ContentFile | None) -> str:
    """The text of a file that can be read; "" where it is not there (any more)."""
    if entry is None or entry.form != "file":
        return ""
    try:
        text = decode(read_bytes(entry))
        Composer(text).get_single_node()
    except (Unreadable, yaml.YAMLError):
        return ""
    return text
