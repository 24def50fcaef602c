"""Why a text is no YAML: where the mistake probably is, and what libyaml's terse words mean. Parses nothing itself."""

import re

import yaml

from ideario.intake.explaining.faults import BREAK, Fault, line_edit, shortened, tab_indentation
from ideario.intake.yaml.write_yaml import quoted
from ideario.messages.said import Said, as_is, say
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
        return Fault(rule="not-yaml", message=say("this is not YAML"))
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
                message=say("a space is missing after the colon"),
                hint=say("write it as {line}", line=right) if len(right) <= MAX_HINT else say("type a space there"),
                line=mark.line,
                column=len(before[1]) + len(before[2]) + 2,
                edits=(line_edit(mark.line, line_at(lines, mark.line - 1), f"{before[1]}{right}"),),
            )
        whole = in_quotes(lines, mark.line)
        if whole:
            hint, edits = say("put the text in quotes: {line}", line=whole[0]), whole[1]
    return Fault(
        rule="not-yaml",
        message=message,
        hint=hint,
        line=mark.line + 1,
        column=min(mark.column, len(line)) + 1,
        edits=edits,
    )


def in_quotes(lines: list[str], number: int) -> tuple[str, tuple[Edit, ...]] | None:
    """A text that holds a colon as one line in quotes, over all lines that it has; None where there is no such text."""
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
    return right, (edit,)


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
                message=say("this line belongs to `{key}`, it seems, and is not indented", key=key),
                hint=say("put two spaces before it, and before every line of `{key}`", key=key),
                line=number,
                edits=(line_edit(number, line, f"  {line}"),),
            )
        elif key and line[:1] not in ("", " ", "\t", "#"):
            if not AT_MARGIN.match(line):
                return Fault(
                    rule="not-yaml",
                    message=say("this line belongs to `{key}`, it seems, and is not indented", key=key),
                    hint=say("put two spaces before it, and before every line of `{key}`", key=key),
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
                message=say("what follows the # is a comment to YAML, so that the list or mapping is not closed"),
                hint=say("put the text that holds the # in quotes"),
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
                message=say("what follows the # is a comment to YAML, and yet the text goes on in the next line"),
                hint=say("put all of the text in quotes: {line}", line=whole[0]),
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


def meaning(problem: str, context: str, sign: str) -> tuple[Said, Said]:
    """What libyaml's message means to an author: a sentence and a hint."""
    if "mapping values are not allowed" in problem:
        return (
            say("a colon with a space after it begins a new value here, inside another one"),
            say('put a text that holds ": " in quotes, and begin keys of one level in the same column'),
        )
    if "cannot start any token" in problem or any(word in context for word in ("alias", "anchor", "directive", "tag")):
        return begins_with(sign)
    within = within_something(problem, context)
    if within is not None:
        return within
    if "expected key" in problem or "expected '-'" in problem:
        return (
            say("this does not fit to the lines above it"),
            say("begin keys of one level in the same column; close quotes only where the text ends ('it''s' is it's)"),
        )
    if "sequence entries are not allowed" in problem:
        return say("a list cannot begin here"), say("begin each `- ` on a line of its own, below its key")
    if "could not find expected ':'" in problem or "simple key" in context:
        return (
            say("this line is no `key: value`"),
            say("write a colon and a space after the key, or indent the line if it belongs to the text above"),
        )
    if "document" in problem:
        return say("here the file ends for YAML, and yet text follows"), say("delete the line `---`, `...` or `%…`")
    message = say("this is not YAML")
    if problem:
        message = say("this is not YAML ({reason})", reason=shortened(problem, 80))
    return message, say("put text with unusual signs in quotes")


def within_something(problem: str, context: str) -> tuple[Said, Said] | None:
    """What to say of a text in quotes or brackets, or of several lines, that libyaml could not read to its end."""
    if "quoted scalar" in context and "end of stream" in problem:
        return say("the quotation mark that opens here is never closed"), say("close it at the end of the text")
    if "quoted scalar" in context:
        return (
            say("after a backslash in double quotes stands something that has no meaning"),
            say("write the backslash twice"),
        )
    if "block scalar" in context:
        return (
            say("nothing else can stand on the line on which `|` or `>` begins a text"),
            say("begin the text on the next line, with two spaces before it; or put it in quotes, without the sign"),
        )
    if "flow sequence" in context:
        return (
            say("a list that began with `[` is not closed, or a comma is missing"),
            say("close the list with ], and put a comma between its entries"),
        )
    if "flow mapping" in context:
        return (
            say("a mapping that began with `{` is not closed, or a comma is missing"),
            say("close the mapping with }, and put a comma between its entries"),
        )
    return None


def begins_with(sign: str) -> tuple[Said, Said]:
    """What to say of a text that begins with a sign with which none can."""
    name = say("a backquote") if sign == "`" else as_is(f"`{sign}`")
    hint = say("put a text in double quotes")
    if sign == "@":
        hint = say("write a login without the @; put a text in double quotes")
    return say("no text can begin with {sign} unless it stands in quotes", sign=name), hint
