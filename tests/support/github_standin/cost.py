"""What a GraphQL query costs by GitHub's published formula, and its limits on pages. Executes nothing.

Source: GitHub's documentation, "Rate limits and query limits for the GraphQL API": nodes are counted by the sizes that
the query asks for; points are the requests needed to fulfil each connection, assuming every size is reached, divided by
100 and rounded, at least 1.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    get_named_type,
    value_from_ast_untyped,
)

from .execution import wanted
from .limits import Limits


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What a query may need at most. `errors`: what GitHub says of sizes that it does not allow."""

    requests: int
    nodes: int
    errors: tuple[tuple[str, str], ...]

    @property
    def points(self) -> int:
        """What is taken off the hour's points."""
        return max(1, (self.requests + 50) // 100)


class _Count:
    def __init__(
        self,
        schema: GraphQLSchema,
        fragments: Mapping[str, FragmentDefinitionNode],
        variables: Mapping[str, Any],
        limits: Limits,
    ) -> None:
        self.schema = schema
        self.fragments = fragments
        self.variables = dict(variables)
        self.limits = limits
        self.requests = 0
        self.nodes = 0
        self.errors: list[tuple[str, str]] = []

    def fields(
        self, parent: GraphQLNamedType, selection: SelectionSetNode
    ) -> Iterable[tuple[GraphQLNamedType, FieldNode]]:
        for node in selection.selections:
            if not wanted(node, self.variables):
                continue
            if isinstance(node, FieldNode):
                yield parent, node
            elif isinstance(node, InlineFragmentNode):
                named = node.type_condition
                inner = self.schema.type_map[named.name.value] if named else parent
                yield from self.fields(inner, node.selection_set)
            elif isinstance(node, FragmentSpreadNode):
                fragment = self.fragments[node.name.value]
                inner = self.schema.type_map[fragment.type_condition.name.value]
                yield from self.fields(inner, fragment.selection_set)

    def walk(self, parent: GraphQLNamedType, selection: SelectionSetNode, times: int) -> None:
        seen: set[tuple[str, str]] = set()
        for own, node in self.fields(parent, selection):
            name = node.name.value
            if name.startswith("__") or node.selection_set is None:
                continue
            key = (own.name, node.alias.value if node.alias else name)
            assert isinstance(own, GraphQLObjectType | GraphQLInterfaceType)
            field_type = get_named_type(own.fields[name].type)
            inner = times
            if field_type.name.endswith("Connection"):
                inner = self.connection(node, times, again=key in seen)
            elif name == "nodes" and own.name == "Query":
                inner = times * max(1, len(self.argument(node, "ids") or ()))
            else:
                inner = times * self.limits.list_lengths.get(("", name), 1)
            seen.add(key)
            self.walk(field_type, node.selection_set, inner)

    def argument(self, node: FieldNode, name: str) -> Any:
        for argument in node.arguments or ():
            if argument.name.value == name:
                return value_from_ast_untyped(argument.value, self.variables)
        return None

    def connection(self, node: FieldNode, times: int, *, again: bool) -> int:
        """Count one connection that is asked for `times` times; gives how often what stands below is asked for."""
        name = node.name.value
        first, last = self.argument(node, "first"), self.argument(node, "last")
        assert node.selection_set is not None
        asked = {inner.name.value for inner in node.selection_set.selections if isinstance(inner, FieldNode)}
        if first is None and last is None and not asked <= {"totalCount", "__typename"}:
            message = f"You must provide a `first` or `last` value to properly paginate the `{name}` connection."
            self.errors.append(("MISSING_PAGINATION_BOUNDARIES", message))
        elif first is not None and last is not None:
            message = f"Passing both `first` and `last` values to paginate the `{name}` connection is not supported."
            self.errors.append(("INVALID_PAGINATION", message))
        for word, size in (("first", first), ("last", last)):
            if size is not None and size > self.limits.max_first:
                message = f"Requesting {size} records on the `{name}` connection exceeds the `{word}` limit of {self.limits.max_first} records."  # noqa: E501 - the message as it is
                self.errors.append(("EXCESSIVE_PAGINATION", message))
            elif size is not None and size < 1:
                message = f"`{word}` on the `{name}` connection cannot be less than 1."
                self.errors.append(("INVALID_PAGINATION", message))
        size = first if first is not None else last if last is not None else 0
        if not again:
            self.requests += times
            self.nodes += times * size
        return int(times * size)


def cost(
    schema: GraphQLSchema,
    operation: OperationDefinitionNode,
    fragments: Mapping[str, FragmentDefinitionNode],
    variables: Mapping[str, Any],
    limits: Limits,
) -> Cost:
    """The cost of a valid query with its variables."""
    count = _Count(schema, fragments, variables, limits)
    root = schema.get_root_type(operation.operation)
    assert root is not None
    count.walk(root, operation.selection_set, 1)
    if count.nodes > limits.max_nodes:
        most = f"which exceeds the maximum limit of {limits.max_nodes:,}."
        message = f"This query requests up to {count.nodes:,} possible nodes {most}"
        count.errors.append(("MAX_NODE_LIMIT_EXCEEDED", message))
    return Cost(requests=count.requests, nodes=count.nodes, errors=tuple(dict.fromkeys(count.errors)))
