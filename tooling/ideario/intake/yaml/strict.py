"""Reads one YAML file strictly into plain dictionaries, lists and text. Knows no schema's rules and opens no file.

Most ideas are simple enough for one pattern (`simple`). For other files the quick way composes libyaml's nodes and
walks them once. It only ever suspects: a file with a sign of something that strict reading forbids is looked at event
by event (`yaml_events.inspect`), which decides and names the place.
"""

import re

import yaml
from yaml.cyaml import CParser  # type: ignore[attr-defined]  # its stub forgets to name it
from yaml.nodes import Node, ScalarNode, SequenceNode
from yaml.resolver import BaseResolver

from ideario.intake.explaining.faults import (
    BREAK,
    MAX_BYTES,
    MAX_DEPTH,
    Unreadable,
    control,
    empty_file,
    line_and_column,
    not_utf8,
    too_large,
)
from ideario.intake.plain import Plain
from ideario.intake.yaml.scalar_shapes import ScalarShape, convert
from ideario.intake.yaml.simple import simple
from ideario.intake.yaml.yaml_events import FORBIDDEN, inspect
from ideario.messages.said import say


class Suspicion(Exception):
    """The quick way met something that only the slow way can name."""


class Composer(CParser, BaseResolver):
    """libyaml's composer without PyYAML's guesses about types: every node without a tag of its own is PLAIN."""

    def __init__(self, text: str) -> None:
        CParser.__init__(self, text)
        BaseResolver.__init__(self)

    def resolve(self, kind: object, value: object, implicit: object) -> str:  # noqa: ARG002  # PyYAML calls it so
        return PLAIN

    def descend_resolver(self, current_node: object, current_index: object) -> None:
        pass

    def ascend_resolver(self) -> None:
        pass


PLAIN = "plain"
CONTROLS = bytes([*range(9), 11, 12, *range(14, 32), 127])
# Six columns of indentation or list marks hold at most six levels twice (a list may stand in its key's column).
INDENTED = re.compile(rb"\n[ ?:-]{6}")
FLOW_ALLOWANCE = MAX_DEPTH - 2 * 6
ANCHOR = re.compile(rb"(?:\A|[\s\[{,:-])&")
BARE_TAG = re.compile(rb"(?:\A|[\s\[{,:-])!(?:\s|\Z)")
LONE_RETURN = re.compile(r"\r(?!\n)")
TAB_INDENT = re.compile(rb"(?:\A|[\r\n]) *\t")


def parse(raw: bytes, shape: ScalarShape | None = None) -> Plain:
    """The content of a file: dictionaries, lists, text, None where nothing stands, numbers and booleans by `shape`.

    Raises Unreadable with every reason when the file is anything but plain, single-document UTF-8 YAML.
    """
    text = decode(raw)
    content: Plain = simple(text, shape)
    return composed(raw, text, shape) if content is None else content


def composed(raw: bytes, text: str, shape: ScalarShape | None) -> Plain:
    """The same, by libyaml. Marks of a merge stand at the margin, where no simple file has any sign."""
    marked = b"<<<<<<<" in raw or b">>>>>>>" in raw or b"=======" in raw or b"|||||||" in raw
    if marked:
        from ideario.intake.yaml.oddities import conflict  # loads patterns that nearly no file needs

        unfinished = conflict(text)
        if unfinished is not None:
            raise Unreadable(unfinished)
    if suspicious(raw):
        inspect(text)
    try:
        node = Composer(text).get_single_node()
        content = None if node is None else build(node, shape)
    except (yaml.YAMLError, Suspicion) as reason:
        inspect(text)
        raise AssertionError(f"the slow way missed what the quick way saw: {reason}") from reason
    if content is None:
        raise Unreadable(empty_file())
    return content


def decode(raw: bytes) -> str:
    """The bytes as text without a byte order mark. Raises Unreadable for anything but clean UTF-8 of a fair size."""
    if len(raw) > MAX_BYTES:
        raise Unreadable(too_large())
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Unreadable(not_utf8(say("the file is written in UTF-16, which Ideario does not read")))
    if b"\0" in raw and max(raw[::2].count(0), raw[1::2].count(0)) > len(raw) // 4:
        message = say("the file is written in UTF-16 or UTF-32, it seems, which Ideario does not read")
        raise Unreadable(not_utf8(message))
    try:
        text = raw.decode().removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        byte = raw[error.start] if error.start < len(raw) else 0
        line = len(BREAK.findall(raw[: error.start].decode("utf-8", "replace"))) + 1
        message = say(
            "the file is not UTF-8: the byte 0x{byte} in line {line} belongs to another encoding",
            byte=f"{byte:02X}",
            line=line,
        )
        raise Unreadable(not_utf8(message)) from error
    if b"\r" in raw and b"\n" in raw:
        alone = LONE_RETURN.search(text)  # a file whose only line ends are these is an old one, and hides nothing
        if alone:
            raise Unreadable(control("\r", *line_and_column(text, alone.start())))
    if len(raw.translate(None, CONTROLS)) != len(raw) or not raw.isascii():
        found = FORBIDDEN.search(text)
        if found:
            raise Unreadable(control(found[0], *line_and_column(text, found.start())))
    return text


def suspicious(raw: bytes) -> bool:
    """Whether the file needs the slow way: signs of anchors, tags, tabs, depth or escapes. Errs towards suspicion."""
    return (
        (b"&" in raw and ANCHOR.search(raw) is not None)
        or (b"!" in raw and BARE_TAG.search(raw) is not None)
        or (b"\t" in raw and TAB_INDENT.search(raw) is not None)
        or raw.count(b"[") + raw.count(b"{") > FLOW_ALLOWANCE
        or INDENTED.search(raw) is not None
        or (b"\\" in raw and b'"' in raw)
        or (b"\r" in raw and raw.count(b"\r") != raw.count(b"\r\n"))
        or raw.startswith((b" ", b"- ", b"? "))
    )


def build(node: Node, shape: ScalarShape | None) -> Plain:
    """Plain content of a node; raises Suspicion for tags, keys that are no text, and keys that come twice."""
    if node.tag is not PLAIN:
        raise Suspicion(node.tag)
    if node.__class__ is ScalarNode:
        text: str = node.value
        if node.style:
            return text
        if not text:
            return None
        return convert(text, shape.leaf) if shape is not None and shape.leaf else text
    if node.__class__ is SequenceNode:
        entries = shape.entries if shape is not None else None
        return [build(entry, entries) for entry in node.value]
    mapping: dict[str, Plain] = {}
    for key, value in node.value:
        if key.__class__ is not ScalarNode or key.tag is not PLAIN or key.value in mapping:
            raise Suspicion(key.tag)
        inner = None if shape is None else shape.properties.get(key.value, shape.others)
        mapping[key.value] = build(value, inner)
    return mapping
