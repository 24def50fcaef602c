"""Makes edits of a file's text out of what mends a finding: where it begins and ends, and what to put there."""

from yaml import Mark
from yaml.nodes import CollectionNode, MappingNode, Node, ScalarNode

from ideario.intake.explaining.faults import BREAK
from ideario.intake.explaining.findings import Mend, key_text, pasted
from ideario.intake.read_files import ANY_SCHEMA
from ideario.intake.yaml.positions import Positions
from ideario.intake.yaml.write_yaml import flow
from ideario.problems import Edit


def edits_of(positions: Positions, text: str, mend: Mend) -> tuple[Edit, ...]:
    """The edits that do what a mend says; none where the place is not there any more.

    Of no place in particular is the editor's line.
    """
    if not mend.pointer:
        return editor_lines(text, str(mend.value))
    parent = node_at(positions, mend.pointer[:-1])
    found = positions.child(parent, mend.pointer[-1]) if mend.pointer else None
    if found is None:
        return added(parent, mend)
    key, value = found
    edits = []
    if mend.key and key is not value:
        edits.append(replaced(key, key_text(mend.key), text))
    if not mend.keeps:
        edits.append(replaced(value, flow(mend.value), text))
    return tuple(edits)


def editor_lines(text: str, right: str) -> tuple[Edit, ...]:
    """The right line in place of each that names a schema, or before all others.

    What stands behind something else on its line is left to a person, since it may be a part of a text.
    """
    found = tuple(
        Edit(line=number, column=1, end_line=number, end_column=len(line) + 1, text=right)
        for number, line in enumerate(BREAK.split(text), 1)
        if line.lstrip().startswith("#") and ANY_SCHEMA.search(line.encode())
    )
    return found or (Edit(line=1, column=1, end_line=1, end_column=1, text=f"{right}\n"),)


def node_at(positions: Positions, pointer: tuple[str | int, ...]) -> Node | None:
    """The node at a pointer."""
    node = positions.root
    for step in pointer:
        found = positions.child(node, step)
        if found is None:
            return None
        node = found[1]
    return node


def replaced(node: Node, by: str, text: str) -> Edit:
    """A node replaced by a text on one line."""
    start, end = node.start_mark, end_of(node)
    empty = isinstance(node, ScalarNode) and start.index == end.index
    return Edit(
        line=start.line + 1,
        column=start.column + 1,
        end_line=end.line + 1,
        end_column=end.column + 1,
        text=f"{' ' if empty and not text[: start.index].endswith(' ') else ''}{by}"
        + ("\n" if end.line > start.line and end.column == 0 else ""),
    )


def end_of(node: Node) -> Mark:
    """Where a node ends. To libyaml a list or mapping without brackets ends where the next thing begins."""
    if isinstance(node, CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return end_of(last[1] if isinstance(node, MappingNode) else last)
    mark: Mark = node.end_mark
    return mark


def added(parent: Node | None, mend: Mend) -> tuple[Edit, ...]:
    """A key put before the first of a mapping."""
    if not isinstance(parent, MappingNode) or not parent.value:
        return ()
    mark = parent.value[0][0].start_mark
    pair = pasted(mend)
    after = ", " if parent.flow_style else f"\n{' ' * mark.column}"
    line, column = mark.line + 1, mark.column + 1
    return (Edit(line=line, column=column, end_line=line, end_column=column, text=f"{pair}{after}"),)
