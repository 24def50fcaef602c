"""Problems as text for people, editors, GitHub and other programs. Pure: problems in, one string out.

Contributed text in a Problem is treated as hostile everywhere: it is one line, and becomes neither a workflow command
nor markup nor a mention.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from fractions import Fraction
from urllib.parse import quote

from ideario.fences import block, code, one_line
from ideario.messages.said import ENGLISH, Said, in_language, say, several
from ideario.model.file_rules import FileRule
from ideario.problems import Problem
from ideario.resources import SOURCE

MARKDOWN_LIMIT = 60_000  # GitHub refuses comments of more than 65,536 characters


def counted(problems: Sequence[Problem]) -> Said:
    """How many errors and warnings there are, in words."""
    number = sum(problem.level == "error" for problem in problems)
    errors = several("{count} error", "{count} errors", number)
    warnings = several("{count} warning", "{count} warnings", len(problems) - number)
    if not problems:
        return say("no problems")
    if 0 < number < len(problems):
        return say("{errors} and {warnings}", errors=errors, warnings=warnings)
    return errors if number else warnings


def inert(text: str) -> str:
    """A line that no runner of GitHub Actions takes for a command: these begin with `::`, or hold `##[` anywhere."""
    text = text.replace("##[", "#\\#[")
    return re.sub(r"\A(\s*)::", r"\1\\::", text)


def problem_lines(problem: Problem, language: str = ENGLISH) -> str:
    """`path:line:column: level: rule: message`, then the hint on lines of its own, indented."""
    place = f"{one_line(problem.path)}:{problem.line}:{problem.column}"
    message, hint = in_language(problem.message, language), in_language(problem.hint, language)
    lines = [f"{place}: {problem.level}: {problem.rule}: {one_line(message)}"]
    lines += [f"  {one_line(line)}" for line in hint.splitlines()]
    return "\n".join(map(inert, lines))


def report_text(problems: Sequence[Problem], *, command: str = "ideario", language: str = ENGLISH) -> str:
    """One problem after the other, then how many there are and what to run next. Without a line break at the end.

    `command` is how to call the program so that it finds the community again.
    """
    total = counted(problems)
    last = say("{total}. Next, run: {command}", total=total, command=f"{command} build")
    if any(problem.level == "error" for problem in problems):
        last = several(
            "{total}. Mend it, then run: {command}",
            "{total}. Mend them, then run: {command}",
            len(problems),
            total=total,
            command=f"{command} check",
        )
    text = last.in_language(language)
    lines = [problem_lines(problem, language) for problem in problems]
    return "\n".join([*lines, f"{text[0].upper()}{text[1:]}"])


def report_json(problems: Sequence[Problem], *, notes: Sequence[str] = (), language: str = ENGLISH) -> str:
    """`{"problems": […], "errors": n, "warnings": n, "notes": […]}`, each problem with its fields; what mends it only
    where that is known. `notes`, here and below, are sentences on what was not looked at.
    """
    errors = sum(problem.level == "error" for problem in problems)
    document = {
        "problems": [_fields(problem, language) for problem in problems],
        "errors": errors,
        "warnings": len(problems) - errors,
        "notes": [in_language(note, language) for note in notes],
    }
    return document_text(document)


def _fields(problem: Problem, language: str) -> dict[str, object]:
    fields = asdict(problem)
    fields |= {name: in_language(getattr(problem, name), language) for name in ("message", "hint")}
    return {name: value for name, value in fields.items() if value or name not in ("edits", "move_to")}


def in_one(problem: Problem, language: str) -> str:
    """The message of a problem, and its hint on a line of its own."""
    message, hint = in_language(problem.message, language), in_language(problem.hint, language)
    return f"{message}\n{hint}" if hint else message


def document_text(document: object) -> str:
    """A document of JSON in which no runner of GitHub Actions finds a command."""
    return json.dumps(document, ensure_ascii=False, indent=2).replace("##[", "#\\u0023[")


def report_github(
    problems: Iterable[Problem], *, prefix: str = "", notes: Iterable[str] = (), language: str = ENGLISH
) -> str:
    """Workflow commands, from which GitHub makes annotations. `prefix` leads from the repository to the community."""

    def escaped(text: str) -> str:
        return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")

    def as_property(text: str) -> str:
        return escaped(text).replace(":", "%3A").replace(",", "%2C")

    said = [f"::notice title=not-looked-at::{escaped(one_line(in_language(note, language)))}" for note in notes]
    lines = (
        f"::{problem.level} file={as_property(prefix + problem.path)},line={problem.line},col={problem.column},"
        f"title={as_property(problem.rule)}::{escaped(in_one(problem, language))}"
        for problem in problems
    )
    return "\n".join([*said, *lines])


def report_markdown(problems: Sequence[Problem], *, notes: Iterable[str] = (), language: str = ENGLISH) -> str:
    """A comment for a pull request. All that contributors wrote stands in one fenced block, where nothing is live."""
    heading = f"**ideario check: {counted(problems).in_language(language)}**"
    told = [code(in_language(note, language)) for note in notes]
    return "\n\n".join([heading, *told, *([_fenced(problems, language)] if problems else [])])


def report_others(problems: Sequence[Problem], proposer: str, *, language: str = ENGLISH) -> str:
    """What in a pull request is not the proposer's, which a maintainer has to see before anything else."""
    heading = say("For a maintainer to look at: what this changes that is of somebody’s own")
    if re.fullmatch(r"[A-Za-z0-9_-]+", proposer):
        heading = say("For a maintainer to look at: what this changes that is not {proposer}’s own", proposer=proposer)
    return f"**{heading.in_language(language)}**\n\n{_fenced(problems, language)}"


def _fenced(problems: Sequence[Problem], language: str) -> str:
    """The problems in a fenced block, and how many more there are."""
    blocks: list[str] = []
    length = 0
    for problem in problems:
        told = problem_lines(problem, language)
        length += len(told) + 1
        if length > MARKDOWN_LIMIT // 2:
            break
        blocks.append(told)
    left_out = len(problems) - len(blocks)
    more = say("and {count} more: run `ideario check` to see all.", count=left_out)
    end = f"\n\n{more.in_language(language)}" if left_out else ""
    return block("\n".join(blocks)) + end


def no_table(reason: str) -> Said:
    """That a pull request is not shown what a change of rules would move, in a sentence of Markdown."""
    return say(
        "There is no table of what a change of rules would move, since the ledger of votes cannot be read: {reason}.",
        reason=code(reason),
    )


def sarif_text(text: str) -> str:
    """A text in which SARIF finds no link: it would make one of `[these words](https://…)`."""
    return re.sub(r"([\\\[\]])", r"\\\1", text)


def report_sarif(
    problems: Iterable[Problem],
    *,
    rules: Iterable[FileRule],
    version: str,
    prefix: str = "",
    notes: Iterable[str] = (),
    language: str = ENGLISH,
) -> str:
    """SARIF 2.1.0 for code scanning. Columns are code points."""
    known = sorted(rules, key=lambda rule: rule.id)
    numbers = {rule.id: number for number, rule in enumerate(known)}
    results = [
        {
            "ruleId": problem.rule,
            **({"ruleIndex": numbers[problem.rule]} if problem.rule in numbers else {}),
            "level": problem.level,
            "message": {"text": sarif_text(in_one(problem, language))},
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": {"uri": quote(prefix + problem.path), "uriBaseId": "%SRCROOT%"},
                        "region": {"startLine": problem.line, "startColumn": problem.column},
                    }
                }
            ],
            "partialFingerprints": {
                "ideario/v1": hashlib.sha256("\0".join(problem.identity).encode()).hexdigest(),
            },
        }
        for problem in problems
    ]
    driver = {
        "name": "ideario",
        "version": version,
        "informationUri": SOURCE,
        "rules": [
            {
                "id": rule.id,
                "shortDescription": {"text": Said(rule.text).in_language(language)},
                "defaultConfiguration": {"level": rule.level},
            }
            for rule in known
        ],
    }
    said = [{"level": "note", "message": {"text": sarif_text(in_language(note, language))}} for note in notes]
    told = {"invocations": [{"executionSuccessful": True, "toolExecutionNotifications": said}]} if said else {}
    document = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, **told, "columnKind": "unicodeCodePoints", "results": results}],
    }
    return document_text(document)


def exact_fraction(number: Fraction) -> str:
    """A number as documents hold it that must lose nothing: two whole numbers in lowest terms, as in 15/2."""
    return f"{number.numerator}/{number.denominator}"


def exact_number(number: Fraction) -> str:
    """An exact number as files hold it and people see it: whole, or with four decimals, half to even."""
    if number.denominator == 1:
        return str(number.numerator)
    whole, part = divmod(round(number * 10_000), 10_000)  # Python rounds fractions exactly
    return f"{whole}.{part:04}"
