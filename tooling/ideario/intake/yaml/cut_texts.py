"""Finds texts that a hash cuts short: what stands behind ` #` is a comment to YAML, and nobody reads it.

A comment behind a word of a fixed form (a date, a slug, a number) cuts nothing and is not told.
"""

import re
from collections.abc import Iterator

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from ideario.intake.explaining.faults import BREAK, Fault, NodePath, line_edit
from ideario.intake.plain import Schema
from ideario.intake.schemas import Kind, Schemas, schema_at
from ideario.intake.yaml.strict import Composer
from ideario.intake.yaml.write_yaml import quoted
from ideario.messages.said import say
from ideario.problems import Edit

HEADING = re.compile(r"#{2,6} +\S")
MEANT = re.compile(r"[ \t]*#+(?:[ \t]|\Z)")
"""How comments are written that are meant to be some, behind two spaces: with one behind the hash."""
MAX_LENGTH = 400
"""The longest text that a line to paste repeats."""


def cut_texts(text: str, kind: Kind, schemas: Schemas) -> Iterator[Fault]:
    """A warning for each text that a comment follows on its line. The text must be readable."""
    lines = BREAK.split(text)
    for pointer, node in scalars(Composer(text).get_single_node(), ()):
        end = node.end_mark
        comment = lines[end.line][end.column :] if end is not None and end.line < len(lines) else ""
        hash_at = len(comment) - len(comment.lstrip(" \t"))
        if node.style in ("|", ">"):
            yield from behind_the_sign(lines, node, pointer)
            continue
        if (not hash_at and node.value) or not comment[hash_at:].startswith("#"):
            continue
        if MEANT.match(comment) and (hash_at > 1 or not node.value):
            continue
        part, _ = schema_at(schemas, f"{kind}.schema.json", pointer)
        if not free(part):
            word = comment.strip().lstrip("#").strip()
            if not node.value and not node.style and "pattern" in part and re.search(part["pattern"], word):
                yield Fault(
                    rule="cut-by-hash",
                    message=say("what follows the # is a comment to YAML"),
                    hint=say("write it without the #: {word}", word=word),
                    line=end.line + 1,
                    column=end.column + hash_at + 1,
                    pointer=pointer,
                )
            continue
        if node.style:
            if not MEANT.match(comment):
                yield behind_quotes(end.line + 1, end.column + hash_at + 1, pointer)
            continue
        whole = f"{' '.join(node.value.split())}{comment if node.value else comment.lstrip()}".rstrip()
        key = "" if isinstance(pointer[-1], int) else f"{pointer[-1]}: "
        yield Fault(
            rule="cut-by-hash",
            message=say("what follows the # is a comment to YAML, and no part of the text"),
            hint=say("if it belongs to the text, put all of it in quotes: {line}", line=f"{key}{quoted(whole)}")
            if len(whole) <= MAX_LENGTH
            else say("if it belongs to the text, put all of the text in quotes"),
            line=end.line + 1,
            column=end.column + hash_at + 1,
            pointer=pointer,
            edits=(
                Edit(
                    line=node.start_mark.line + 1,
                    column=node.start_mark.column + 1,
                    end_line=end.line + 1,
                    end_column=len(lines[end.line]) + 1,
                    text=f"{'' if node.value else ' '}{quoted(whole)}",
                ),
            ),
        )
    yield from headings(lines)


def behind_the_sign(lines: list[str], node: ScalarNode, pointer: NodePath) -> Iterator[Fault]:
    """A warning of a comment behind the `|` of a text that looks like its beginning."""
    start = node.start_mark
    comment = re.match(r"[|>][-+0-9]*([ \t]+#.*)", lines[start.line][start.column :])
    if comment and not MEANT.match(comment[1]):
        yield Fault(
            rule="cut-by-hash",
            message=say("what follows the # is a comment to YAML, and no part of the text below it"),
            hint=say("if it belongs to the text, let it begin on the next line, with two spaces before it"),
            line=start.line + 1,
            column=start.column + comment[0].index("#") + 1,
            pointer=pointer,
        )


def behind_quotes(line: int, column: int, pointer: NodePath) -> Fault:
    """A warning of a comment behind a quoted text that looks like a part of it."""
    return Fault(
        rule="cut-by-hash",
        message=say("what follows the # is a comment to YAML, and no part of the text in quotes"),
        hint=say("if it belongs to the text, move the closing quotation mark behind it"),
        line=line,
        column=column,
        pointer=pointer,
    )


def headings(lines: list[str]) -> Iterator[Fault]:
    """Headings of Markdown at the margin, below a text of several lines that is over for YAML."""
    inside = False
    for number, line in enumerate(lines, 1):
        if re.match(r"[A-Za-z_]\w*:", line):
            inside = re.search(r":[ \t]+[|>][-+0-9]*[ \t]*$", line) is not None
        elif inside and HEADING.match(line):
            yield Fault(
                rule="cut-by-hash",
                message=say("a heading at the margin is a comment to YAML, and no part of the text above it"),
                hint=say("put two spaces before it, and before every line that follows in the text"),
                line=number,
                edits=(line_edit(number, line, f"  {line}"),),
            )


def free(part: Schema) -> bool:
    """Whether a schema takes any text."""
    if "anyOf" in part:
        return any(free(branch) for branch in part["anyOf"])
    return part.get("type") == "string" and not any(word in part for word in ("pattern", "enum", "const", "format"))


def scalars(node: Node | None, pointer: NodePath) -> Iterator[tuple[NodePath, ScalarNode]]:
    """All values of a text that are scalars, with where they stand."""
    if isinstance(node, MappingNode):
        for key, value in node.value:
            yield from scalars(value, (*pointer, str(key.value)))
    elif isinstance(node, SequenceNode):
        for number, value in enumerate(node.value):
            yield from scalars(value, (*pointer, number))
    elif isinstance(node, ScalarNode) and pointer:
        yield pointer, node
