"""Looks at a YAML text event by event and names all that strict reading forbids in it. Builds no content.

libyaml's events come without recursion, so the walk ends at the first bracket too many, before anything is composed.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import cast

import yaml
from yaml import Mark
from yaml.cyaml import CParser  # type: ignore[attr-defined]  # its stub forgets to name it

from ideario.intake.explaining.faults import (
    MAX_DEPTH,
    Fault,
    NodePath,
    Unreadable,
    control,
    empty_file,
    line_and_column,
    shortened,
    tab_indentation,
)
from ideario.intake.explaining.findings import MAX_TOLD
from ideario.messages.said import Said, say

STANDARD_TAG = "tag:yaml.org,2002:"
# Controls (tab and line breaks are fine), line and paragraph separators, bidi overrides and isolates, stray byte
# order marks and what is no character at all.
FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]",
)
TABBED_LINE = re.compile(r"(?:\A|(?<=[\r\n])) *\t[ \t]*(?=[^\s#])")


@dataclass(slots=True, kw_only=True)
class Frame:
    """One open list or mapping during the walk; `key` is the key whose value comes next."""

    mapping: bool
    pointer: NodePath
    keys: dict[str, int] = field(default_factory=dict)
    key: str | None = None
    count: int = 0

    def next_pointer(self) -> NodePath:
        """Where the next node stands; a key stands where its mapping does."""
        if not self.mapping:
            return (*self.pointer, self.count)
        return self.pointer if self.key is None else (*self.pointer, self.key)


def inspect(text: str) -> None:
    """Raise Unreadable with all that strict reading forbids in `text`; return when it is fine.

    Of each rule only the first fault is told, but every key that stands twice. A text that is no YAML is one fault.
    """
    faults: dict[tuple[str, NodePath], Fault] = {}
    blocks: list[tuple[int, int]] = []
    try:
        for fault in walk(text, blocks):
            faults.setdefault((fault.rule, fault.pointer if fault.rule == "duplicate-key" else ()), fault)
            if len(faults) > MAX_TOLD:
                break
    except yaml.YAMLError as error:
        from ideario.intake.explaining.not_yaml import syntax  # these load patterns that nearly no file needs
        from ideario.intake.yaml.oddities import odd_spaces

        raise Unreadable(next(odd_spaces(text, texts_of(text)), None) or syntax(error, text)) from error
    tab = first_tab(text, blocks)
    if tab is not None:
        faults["tab-indentation", ()] = tab
    if faults:
        raise Unreadable(*faults.values())


def texts_of(text: str) -> list[tuple[int, int]]:
    """Where quoted texts and those of several lines stand, as far as the text can be read."""
    found = []
    parser = CParser(text)
    try:
        while parser.check_event():
            event = parser.get_event()
            if isinstance(event, yaml.ScalarEvent) and event.style:
                found.append((mark_of(event).index, cast("Mark", event.end_mark).index))
    except yaml.YAMLError:
        pass
    return found


def walk(text: str, blocks: list[tuple[int, int]]) -> Iterator[Fault]:
    """All faults that events show, in order; `blocks` receives where block texts stand, in which tabs are content."""
    parser = CParser(text)
    stack: list[Frame] = []
    documents = 0
    while parser.check_event():
        event = parser.get_event()
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents == 2:
                yield at(
                    event,
                    "several-documents",
                    say("a second document begins here, and a file holds one"),
                    say("delete the line `---`, or move what follows to a file of its own"),
                )
                return
        elif isinstance(event, (yaml.SequenceEndEvent, yaml.MappingEndEvent)):
            stack.pop()
        elif isinstance(event, yaml.NodeEvent):
            top = stack[-1] if stack else None
            pointer = () if top is None else top.next_pointer()
            yield from signs(event)
            if isinstance(event, yaml.ScalarEvent) and event.style in ("|", ">"):
                blocks.append((mark_of(event).index, cast("Mark", event.end_mark).index))
            if top is not None:
                yield from advance(top, event)
            if isinstance(event, yaml.CollectionStartEvent):
                if len(stack) == MAX_DEPTH:
                    yield at(
                        event,
                        "too-deep",
                        say("lists and mappings are nested more than {most} deep", most=MAX_DEPTH),
                        say("take some levels out, or put the text in quotes if the brackets belong to it"),
                    )
                    return
                stack.append(Frame(mapping=isinstance(event, yaml.MappingStartEvent), pointer=pointer))
    if documents == 0:
        yield empty_file()


def signs(event: yaml.NodeEvent) -> Iterator[Fault]:
    """What a node itself must not carry: anchors, aliases, tags, and forbidden characters spelled out in quotes."""
    if event.anchor is not None:
        sign = "*" if isinstance(event, yaml.AliasEvent) else "&"
        yield at(
            event,
            "no-anchors",
            say(
                "`{anchor}` is a YAML anchor or alias, which content files cannot use",
                anchor=f"{sign}{shortened(event.anchor)}",
            ),
            say("write the text out, or put it in quotes if you meant the sign itself"),
        )
    tag = getattr(event, "tag", None)
    if tag is not None:
        yield at(
            event,
            "no-tags",
            say(
                "`{tag}` is a YAML tag, which content files cannot use", tag=shortened(tag.replace(STANDARD_TAG, "!!"))
            ),
            say("leave the tag out, or put the text in quotes if you meant the sign itself"),
        )
    if isinstance(event, yaml.ScalarEvent) and event.style == '"':
        found = FORBIDDEN.search(event.value) or re.search("\r", event.value)
        if found:
            yield control(found[0], mark_of(event).line + 1, mark_of(event).column + 1, spelled=True)


def advance(top: Frame, event: yaml.NodeEvent) -> Iterator[Fault]:
    """Note that `event` came below `top`; tell keys that are no text or stand there already."""
    if not top.mapping:
        top.count += 1
    elif top.key is not None:
        top.key = None
    elif not isinstance(event, yaml.ScalarEvent):
        top.key = ""
        yield at(
            event,
            "not-yaml",
            say("a key must be text, and here stands a list, a mapping or an alias"),
            say("put a text that begins with [, { or * in quotes"),
        )
    else:
        top.key = event.value
        line = mark_of(event).line + 1
        if event.value in top.keys:
            yield at(
                event,
                "duplicate-key",
                say(
                    "`{key}` stands here again; it stands in line {line} already",
                    key=shortened(event.value),
                    line=top.keys[event.value],
                ),
                say("keep one of the two"),
                (*top.pointer, event.value),
            )
        top.keys.setdefault(event.value, line)


def at(event: yaml.Event, rule: str, message: Said, hint: Said, pointer: NodePath = ()) -> Fault:
    """A fault at the place of an event."""
    mark = mark_of(event)
    return Fault(rule=rule, message=message, hint=hint, line=mark.line + 1, column=mark.column + 1, pointer=pointer)


def mark_of(event: yaml.Event) -> Mark:
    """Where an event begins; libyaml always says so."""
    return cast("Mark", event.start_mark)


def first_tab(text: str, blocks: list[tuple[int, int]]) -> Fault | None:
    """The first line indented with a tab, block texts left out: there libyaml has seen to their indentation."""
    starts = [start for start, _ in blocks]
    for found in TABBED_LINE.finditer(text):
        tab = text.index("\t", found.start())
        block = bisect_right(starts, tab) - 1
        if block < 0 or tab >= blocks[block][1]:
            return tab_indentation(*line_and_column(text, tab))
    return None
