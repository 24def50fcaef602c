"""Why a text is no YAML: where the mistake probably is, and what libyaml's terse words mean. Parses nothing itself."""

import re

import yaml

from ideario.intake.explaining.faults import BREAK, Fault, line_edit, shortened, tab_indentation
from ideario.intake.yaml.write_yaml import quoted
from ideario.problems import Edit

GLUED = re.compile(r"(\s*(?:- )?)([a-z_]+):([^\s:/].*)$")
PLAIN_TEXT = re.compile(r"([ \t]*(?:- )?)([A-Za-z_][\w-]*): +([^\"'\[{|>#].*)\Z")
MAX_HINT = 400
"""A longer line is not repeated in a hint."""
MAX_LINE = 2000
COMMENT = re.compile(r"[^ \t][ \t]+#")
HASH_IN_LIST = re.compile(r"[ \t\[{,]#")
HASHED_KEY = re.compile(r"\s*[A-Za-z_][\w-]*:(\s|\Z)")
TEXT_BEGINS = re.compile(r"([A-Za-z_][\w-]*):[ \t]+[|>][-+0-9]*[ \t]*(?:#.*)?\Z")
AT_MARGIN = re.compile(r"[\"']?[A-Za-z_][\w-]*[\"']?[ \t]*:(?:\s|\Z)|---|\.\.\.|%")
"""What may follow a text at the margin: a key, or a sign that concerns the file as a whole."""


def syntax(error: yaml.YAMLError, text: str) -> Fault:
    """The fault of a text that is no YAML: where the mistake probably is, and what libyaml's terse words mean."""
    problem = str(getattr(error, "problem", None) or "")
    context = str(getattr(error, "context", None) or "")
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if mark is None:
        return Fault(rule="not-yaml", message="this is not YAML")
    start = getattr(error, "context_mark", None) or mark
    lines = BREAK.split(text)
    last = min(max(mark.line, start.line), len(lines) - 1)
    outside = outside_its_text(lines[: last + 1]) or behind_a_hash(lines, min(start.line, max(0, last - 1)), last)
    if outside is not None:
        return outside
    line = line_at(lines, mark.line)
    indentation = line[: len(line) - len(line.lstrip())]
    if "\t" in indentation and (mark.column <= len(indentation) or "tab character" in problem):
        return tab_indentation(mark.line + 1, indentation.index("\t") + 1)
    if begins_earlier(problem, context, start.line, mark.line):
        mark, line = start, line_at(lines, start.line)
    message, hint = meaning(problem, context, line[mark.column : mark.column + 1])
    edits: tuple[Edit, ...] = ()
    if "mapping values" in problem:
        before = GLUED.match(line_at(lines, mark.line - 1)) if mark.line else None
        if before:
            right = f"{before[2]}: {before[3]}"
            return Fault(
                rule="not-yaml",
                message="a space is missing after the colon",
                hint=f"write it as {right}" if len(right) <= MAX_HINT else "type a space there",
                line=mark.line,
                column=len(before[1]) + len(before[2]) + 2,
                edits=(line_edit(mark.line, line_at(lines, mark.line - 1), f"{before[1]}{right}"),),
            )
        whole = in_quotes(lines, mark.line)
        if whole:
            hint, edits = whole
    return Fault(
        rule="not-yaml",
        message=message,
        hint=hint,
        line=mark.line + 1,
        column=min(mark.column, len(line)) + 1,
        edits=edits,
    )


def in_quotes(lines: list[str], number: int) -> tuple[str, tuple[Edit, ...]] | None:
    """How to quote a text that holds a colon, over all lines that it has; None where there is no such text."""
    first = number
    while first and lines[first].startswith(" ") and not PLAIN_TEXT.match(lines[first]):
        first -= 1
    while first and lines[first].startswith(" ") and (found := PLAIN_TEXT.match(lines[first - 1])):
        if len(found[1]) >= len(lines[first]) - len(lines[first].lstrip()):
            break
        first -= 1
    text = PLAIN_TEXT.match(line_at(lines, first))
    if text is None:
        return None
    last = first
    while last + 1 < len(lines) and lines[last + 1].strip() and lines[last + 1].startswith(text[1] + " "):
        last += 1
    whole = " ".join(" ".join([text[3], *lines[first + 1 : last + 1]]).split())
    right = f"{text[2]}: {quoted(whole)}"
    if len(right) > MAX_HINT:
        return None
    edit = line_edit(first + 1, lines[first], f"{text[1]}{right}", until=last + 1, end=lines[last])
    return f"put the text in quotes: {right}", (edit,)


def outside_its_text(lines: list[str]) -> Fault | None:
    """The fault of the first line that stands at the margin and belongs, it seems, to the text of the key above it."""
    key = ""
    for number, line in enumerate(lines, 1):
        opened = TEXT_BEGINS.match(line)
        if opened:
            key = opened[1]
        elif key and line.startswith("#") and next((other for other in lines[number:] if other), "").startswith(" "):
            return Fault(
                rule="not-yaml",
                message=f"this line belongs to `{key}`, it seems, and is not indented",
                hint=f"put two spaces before it, and before every line of `{key}`",
                line=number,
                edits=(line_edit(number, line, f"  {line}"),),
            )
        elif key and line[:1] not in ("", " ", "\t", "#"):
            if not AT_MARGIN.match(line):
                return Fault(
                    rule="not-yaml",
                    message=f"this line belongs to `{key}`, it seems, and is not indented",
                    hint=f"put two spaces before it, and before every line of `{key}`",
                    line=number,
                    edits=(line_edit(number, line, f"  {line}"),),
                )
            key = ""
    return None


def hash_in_list(line: str) -> int:
    """The column of a hash that begins a comment inside brackets or braces, none of it in quotes; 0 for none."""
    begins = re.search(r"[\[{]", line)
    found = HASH_IN_LIST.search(line, begins.start()) if begins else None
    inside = line[begins.end() : found.end() - 1] if begins and found else '"'
    return found.end() if found and not any(sign in inside for sign in "\"']}") else 0


def behind_a_hash(lines: list[str], start: int, last: int) -> Fault | None:
    """The fault of a comment that ended a list, or a text that goes on in the next line, before its time.

    It is looked for where libyaml began to read something, and in the lines before `last`, where it gave up.
    """
    for number in range(start, last + 1):
        column = hash_in_list(lines[number])
        if column:
            return Fault(
                rule="not-yaml",
                message="what follows the # is a comment to YAML, so that the list or mapping is not closed",
                hint="put the text that holds the # in quotes",
                line=number + 1,
                column=column,
            )
    for number in range(max(0, last - 2), last):
        line, following = lines[number], lines[number + 1]
        found = COMMENT.search(line) if len(line) <= MAX_LINE else None
        if found is None or not following.startswith(" ") or HASHED_KEY.match(following):
            continue
        whole = in_quotes(lines, number)
        if whole and whole[1][0].end_line > number + 1:
            return Fault(
                rule="not-yaml",
                message="what follows the # is a comment to YAML, and yet the text goes on in the next line",
                hint=whole[0].replace("put the text", "put all of the text", 1),
                line=number + 1,
                column=found.end(),
                edits=whole[1],
            )
    return None


def line_at(lines: list[str], number: int) -> str:
    """A line by its number from 0; libyaml may name the one after the last."""
    return lines[min(number, len(lines) - 1)]


def begins_earlier(problem: str, context: str, start: int, stop: int) -> bool:
    """Whether the mistake is where libyaml began to read something, and not where it gave up."""
    if "quoted scalar" in context:
        return "end of stream" in problem
    if "flow sequence" in context or "flow mapping" in context:
        return start < stop
    return any(word in context for word in ("simple key", "alias", "anchor", "directive", "tag"))


def meaning(problem: str, context: str, sign: str) -> tuple[str, str]:
    """What libyaml's message means to an author: a sentence and a hint."""
    if "mapping values are not allowed" in problem:
        return (
            "a colon with a space after it begins a new value here, inside another one",
            'put a text that holds ": " in quotes, and begin keys of one level in the same column',
        )
    if "cannot start any token" in problem or any(word in context for word in ("alias", "anchor", "directive", "tag")):
        name = "a backquote" if sign == "`" else f"`{sign}`"
        login = "write a login without the @; " if sign == "@" else ""
        return f"no text can begin with {name} unless it stands in quotes", f"{login}put a text in double quotes"
    if "quoted scalar" in context and "end of stream" in problem:
        return "the quotation mark that opens here is never closed", "close it at the end of the text"
    if "quoted scalar" in context:
        return "after a backslash in double quotes stands something that has no meaning", "write the backslash twice"
    if "block scalar" in context:
        return (
            "nothing else can stand on the line on which `|` or `>` begins a text",
            "begin the text on the next line, with two spaces before it; or put it in quotes, without the sign",
        )
    if "flow sequence" in context:
        return (
            "a list that began with `[` is not closed, or a comma is missing",
            "close the list with ], and put a comma between its entries",
        )
    if "flow mapping" in context:
        return (
            "a mapping that began with `{` is not closed, or a comma is missing",
            "close the mapping with }, and put a comma between its entries",
        )
    if "expected key" in problem or "expected '-'" in problem:
        return (
            "this does not fit to the lines above it",
            "begin keys of one level in the same column; close quotes only where the text ends ('it''s' is it's)",
        )
    if "sequence entries are not allowed" in problem:
        return "a list cannot begin here", "begin each `- ` on a line of its own, below its key"
    if "could not find expected ':'" in problem or "simple key" in context:
        return (
            "this line is no `key: value`",
            "write a colon and a space after the key, or indent the line if it belongs to the text above",
        )
    if "document" in problem:
        return "here the file ends for YAML, and yet text follows", "delete the line `---`, `...` or `%…`"
    return "this is not YAML" + (
        f" ({shortened(problem, 80)})" if problem else ""
    ), "put text with unusual signs in quotes"
