"""Takes the text of an issue apart into the answers of the form for ideas. Knows no community, judges nothing.

People write headings, too. The one answer of many lines is the idea's text: the fields before it are looked for from
above, those after it from below, so that a heading within the text is text, whatever it says.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ideario.forge.issue_forms import FIELD_IDS, HEADING, TICKED, UNANSWERED
from ideario.intake.forms.form_words import labels_of
from ideario.intake.yaml.yaml_events import FORBIDDEN

BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
"""What ends a line where people write; pasted texts bring them along."""
LONG = "body"
"""The field whose answer has many lines."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormAnswers:
    """What was answered, by key of an idea; an answer that was left empty is missing. `consent` says whether the box
    is ticked.
    """

    answers: Mapping[str, str]
    consent: bool


def read_form(text: str) -> FormAnswers | None:
    """The answers in an issue's text; None for a text that is not of this form.

    It is one where it begins with the first field, and has the one for the idea's text.
    """
    lines = without_forbidden(text).split("\n")
    keys = list(FIELD_IDS)
    place = keys.index(LONG)
    before, after = keys[:place], keys[place + 1 :]
    starts = dict[str, int]()
    at = 0
    for key in [*before, LONG]:
        found = _next(lines, key, at)
        if found is None:
            return None
        if key == before[0] and any(line.strip() for line in lines[:found]):
            return None
        starts[key], at = found, found + 1
    end = len(lines)
    for key in reversed(after):
        last = _last(lines, key, starts[LONG] + 1, end)
        if last is not None:
            starts[key] = end = last
    ordered = sorted(starts.items(), key=lambda pair: pair[1])
    ends = [start for _, start in ordered[1:]] + [len(lines)]
    sections = {key: lines[start + 1 : stop] for (key, start), stop in zip(ordered, ends, strict=True)}
    answers = {key: answer for key, rows in sections.items() if key != "consent" and (answer := _answer(rows))}
    return FormAnswers(answers=answers, consent=any(row.startswith(TICKED) for row in sections.get("consent", ())))


def without_forbidden(text: str) -> str:
    """A text as a file can hold it: lines end in one way, and signs that nobody sees and no file may have are gone."""
    return FORBIDDEN.sub("", BREAKS.sub("\n", text))


def _is_heading(lines: Sequence[str], at: int, labels: frozenset[str]) -> bool:
    """Whether a field begins here: a heading by itself, with its label and no more."""
    line = lines[at].rstrip()
    alone = at + 1 >= len(lines) or not lines[at + 1].strip()
    return line.startswith(HEADING) and alone and line.removeprefix(HEADING).strip() in labels


def _next(lines: Sequence[str], key: str, start: int) -> int | None:
    labels = labels_of(key)
    return next((at for at in range(start, len(lines)) if _is_heading(lines, at, labels)), None)


def _last(lines: Sequence[str], key: str, start: int, end: int) -> int | None:
    labels = labels_of(key)
    return next((at for at in range(end - 1, start - 1, -1) if _is_heading(lines, at, labels)), None)


def _answer(rows: Sequence[str]) -> str:
    """An answer without the empty lines around it, "" for none."""
    there = [at for at, row in enumerate(rows) if row.strip()]
    answer = "\n".join(rows[there[0] : there[-1] + 1]).rstrip() if there else ""
    return "" if answer.strip() == UNANSWERED else answer
