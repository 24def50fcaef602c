"""Adds to a YAML text and leaves all else in it as it was, comments and spelling too. Puts nothing on disk.

An edit is believed only where reading it back gives what was meant: there are ways to write YAML into which nothing is
put so easily, and then a person has to.
"""

from collections.abc import Iterator, Mapping

from yaml.nodes import MappingNode, Node, SequenceNode

from ideario.intake.explaining.faults import Unreadable
from ideario.intake.plain import Plain
from ideario.intake.yaml.positions import Positions
from ideario.intake.yaml.strict import parse
from ideario.intake.yaml.write_yaml import entry, flow, in_list


class CannotEdit(Exception):
    """A text that is written in a way into which nothing can be put; what was meant is right all the same."""


def with_entry(text: str, key: str, record: Mapping[str, Plain]) -> str:
    """A text with one more record at the end of the list `key`. Raises CannotEdit."""
    before = _content(text)
    rows = before.get(key)
    if not isinstance(rows, list):
        raise CannotEdit(key)
    return _first_right({**before, key: [*rows, record]}, _with_entry(text, key, record))


def with_value(text: str, key: str, value: str | None) -> str:
    """A text in which the top-level `key` has a value on one line; None takes the key out. Raises CannotEdit."""
    before = _content(text)
    if before.get(key) == value:
        return text
    after = {name: part for name, part in before.items() if name != key}
    return _first_right(after if value is None else {**after, key: value}, _with_value(text, key, value))


def _with_entry(text: str, key: str, record: Mapping[str, Plain]) -> Iterator[str]:
    rows = _node(text, key)
    if not isinstance(rows, SequenceNode) or not rows.value:
        return
    if rows.flow_style:
        place = rows.end_mark.index - 1
        yield f"{text[:place]}, {flow(record)}{text[place:]}"
        return
    new = in_list(record, margin=rows.start_mark.column)
    after = _line_after(rows)
    yield _with_lines(text, _without_blank(text, after), new)
    yield _with_lines(text, after, new)  # where blank lines are a part of the last text


def _with_value(text: str, key: str, value: str | None) -> Iterator[str]:
    there = _node(text, key)
    new = [] if value is None else [entry(key, value)]
    if there is None:
        end = len(text.splitlines())
        yield _with_lines(text, _without_blank(text, end), new)
        yield _with_lines(text, end, new)
    elif there.start_mark.line == there.end_mark.line:
        lines = text.splitlines(keepends=True)
        del lines[there.start_mark.line]
        yield _with_lines("".join(lines), there.start_mark.line, new)


def _with_lines(text: str, place: int, new: list[str]) -> str:
    """A text with more lines before the line of a number, ended as its others are."""
    lines = text.splitlines(keepends=True)
    end = "\r\n" if lines and lines[0].endswith("\r\n") else "\n"
    if new and lines and not lines[-1].endswith(("\n", "\r")):
        lines[-1] += end
    return "".join([*lines[:place], *(f"{line}{end}" for part in new for line in part.split("\n")), *lines[place:]])


def _without_blank(text: str, place: int) -> int:
    """The line after the last one before `place` that is not blank."""
    lines = text.splitlines()
    while place and not lines[place - 1].strip():
        place -= 1
    return place


def _line_after(node: Node) -> int:
    """The number of the line after a node. To libyaml a list ends where the next thing begins."""
    while isinstance(node, SequenceNode | MappingNode) and not node.flow_style and node.value:
        last = node.value[-1]
        node = last[1] if isinstance(node, MappingNode) else last
    end = node.end_mark
    return int(end.line if end.column == 0 and end.line > node.start_mark.line else end.line + 1)


def _node(text: str, key: str) -> Node | None:
    positions = Positions(text.removeprefix("\ufeff"))
    found = positions.child(positions.root, key)
    return None if found is None else found[1]


def _content(text: str) -> Mapping[str, Plain]:
    content = parse(text.encode())
    if not isinstance(content, Mapping):
        raise CannotEdit("no mapping")
    return content


def _first_right(meant: Mapping[str, Plain], tried: Iterator[str]) -> str:
    """The first of some texts that says what was meant."""
    for text in tried:
        try:
            if parse(text.encode()) == meant:
                return text
        except Unreadable:
            continue
    raise CannotEdit("another spelling")
