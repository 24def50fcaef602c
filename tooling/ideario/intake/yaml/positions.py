"""Finds the line and column of a place in a YAML text that is known to be readable."""

from collections.abc import Mapping

from yaml.nodes import MappingNode, Node, SequenceNode

from ideario.intake.explaining.faults import NodePath
from ideario.intake.plain import Plain
from ideario.intake.yaml.strict import Composer

Position = tuple[int, int]


class Positions:
    """The places of one text, by pointer. Lines and columns count from 1, in code points."""

    __slots__ = ("known", "root")

    def __init__(self, text: str) -> None:
        self.root: Node | None = Composer(text).get_single_node()
        self.known: dict[int, dict[str, tuple[Node, Node]]] = {}

    def value(self, pointer: NodePath) -> Position:
        """Where a value begins; where it does not exist, where its nearest parent's first key does."""
        node = self.root
        for step in pointer:
            found = self.child(node, step)
            if found is None:
                return first(node)
            node = found[1]
        return begin(node)

    def key(self, pointer: NodePath) -> Position:
        """Where the key of a value begins; of an entry of a list, where the entry does."""
        node = self.root
        for step in pointer[:-1]:
            found = self.child(node, step)
            if found is None:
                return first(node)
            node = found[1]
        last = self.child(node, pointer[-1]) if pointer else None
        return first(node) if last is None else begin(last[0])

    def child(self, node: Node | None, step: str | int) -> tuple[Node, Node] | None:
        """The key and value nodes one step below `node`; an entry of a list is its own key."""
        if isinstance(node, MappingNode):
            keys = self.known.get(id(node))
            if keys is None:
                keys = self.known[id(node)] = {key.value: (key, value) for key, value in node.value}
            return keys.get(str(step))
        if isinstance(node, SequenceNode) and isinstance(step, int) and step < len(node.value):
            return node.value[step], node.value[step]
        return None


def begin(node: Node | None) -> Position:
    """Where a node begins."""
    if node is None or node.start_mark is None:
        return 1, 1
    return node.start_mark.line + 1, node.start_mark.column + 1


def first(node: Node | None) -> Position:
    """Where the first key of a mapping begins, else the node itself."""
    return begin(node.value[0][0] if isinstance(node, MappingNode) and node.value else node)


def look_up(content: Plain, pointer: NodePath) -> Plain:
    """What stands at `pointer` in plain content, or None."""
    for step in pointer:
        if isinstance(content, Mapping):
            content = content.get(step) if isinstance(step, str) else None
        elif isinstance(content, list) and isinstance(step, int) and step < len(content):
            content = content[step]
        else:
            return None
    return content
