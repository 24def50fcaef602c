"""Executes valid GraphQL queries fast: each query is turned into functions once for its variables. Validates nothing.

graphql-core's own executor asks per field what this one asks per query: a million reactions take it minutes. In tests
both run on the same resolvers, and must agree (see `graphql_api.py`).
"""

from collections.abc import Callable, Mapping
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    get_named_type,
    is_abstract_type,
    is_leaf_type,
    value_from_ast_untyped,
)
from graphql.execution.values import VariableValues, get_argument_values

Resolver = Callable[[Any, dict[str, Any], Any], Any]
Complete = Callable[[Any], Any]


class NotServed(Exception):
    """A field of GitHub's that the stand-in has no resolver for."""


class Refusal(Exception):
    """A field that GitHub answers by null and an error, of this type and message. `index` is a place in a list."""

    def __init__(self, kind: str | None, message: str) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message
        self.path: tuple[str | int, ...] = ()


def wanted(node: SelectionNode, variables: dict[str, Any]) -> bool:
    """Whether @include and @skip let a part of a query be asked."""
    for directive in node.directives or ():
        if directive.name.value in ("include", "skip"):
            flag = value_from_ast_untyped((directive.arguments or ())[0].value, variables)
            if flag is (directive.name.value == "skip"):
                return False
    return True


def _placed(resolver: Resolver, path: tuple[str | int, ...]) -> Resolver:
    """A resolver whose refusals know where they happened."""

    def resolve(source: Any, arguments: dict[str, Any], context: Any) -> Any:
        try:
            return resolver(source, arguments, context)
        except Refusal as refusal:
            refusal.path = path
            raise

    return resolve


class Execution:
    """One query with its variables on its way to an answer. `errors` fill while it runs."""

    def __init__(
        self,
        schema: GraphQLSchema,
        *,
        fragments: Mapping[str, FragmentDefinitionNode],
        variables: VariableValues,
        resolvers: Mapping[tuple[str, str], Resolver],
        type_of: Callable[[Any], str],
        context: Any,
    ) -> None:
        self.schema = schema
        self.fragments = fragments
        self.given = variables
        self.variables = variables.coerced
        self.resolvers = resolvers
        self.type_of = type_of
        self.context = context
        self.errors: list[dict[str, Any]] = []

    def run(self, operation: OperationDefinitionNode) -> dict[str, Any]:
        """The data of the answer."""
        root = self.schema.get_root_type(operation.operation)
        assert root is not None
        return self.selection(root, [operation.selection_set], ())(None)  # type: ignore[no-any-return] # an object's completion gives a dict

    def _applies(self, condition: str, to: GraphQLObjectType) -> bool:
        named = self.schema.type_map[condition]
        return named is to or (is_abstract_type(named) and self.schema.is_sub_type(named, to))

    def _collect(self, of: GraphQLObjectType, selection: SelectionSetNode, found: dict[str, list[FieldNode]]) -> None:
        for node in selection.selections:
            if not wanted(node, self.variables):
                continue
            if isinstance(node, FieldNode):
                found.setdefault(node.alias.value if node.alias else node.name.value, []).append(node)
            elif isinstance(node, InlineFragmentNode):
                if node.type_condition is None or self._applies(node.type_condition.name.value, of):
                    self._collect(of, node.selection_set, found)
            elif isinstance(node, FragmentSpreadNode):
                fragment = self.fragments[node.name.value]
                if self._applies(fragment.type_condition.name.value, of):
                    self._collect(of, fragment.selection_set, found)

    def selection(self, of: GraphQLObjectType, sets: list[SelectionSetNode], path: tuple[str | int, ...]) -> Complete:
        """A function from an object of type `of` to what the query asks of it."""
        fields: dict[str, list[FieldNode]] = {}
        for one in sets:
            self._collect(of, one, fields)
        plan = [(key, *self._field(of, nodes, (*path, key))) for key, nodes in fields.items()]
        context = self.context

        def complete(source: Any) -> dict[str, Any]:
            out: dict[str, Any] = {}
            for key, resolve, arguments, finish in plan:
                value = resolve(source, arguments, context)
                out[key] = value if finish is None or value is None else finish(value)
            return out

        return complete

    def _field(
        self, of: GraphQLObjectType, nodes: list[FieldNode], path: tuple[str | int, ...]
    ) -> tuple[Resolver, dict[str, Any], Complete | None]:
        name = nodes[0].name.value
        if name == "__typename":
            return (lambda _source, _arguments, _context: of.name), {}, None
        definition = of.fields[name]
        resolver = self.resolvers.get((of.name, name))
        if resolver is None:
            raise NotServed(f"{of.name}.{name}")
        arguments = get_argument_values(definition, nodes[0], self.given)
        sets = [node.selection_set for node in nodes if node.selection_set is not None]
        finish = self._finish(definition.type, sets, path)
        if finish is not None:
            nullable = not isinstance(definition.type, GraphQLNonNull)
            resolver = self._guarded(resolver, path) if nullable else _placed(resolver, path)
            finish = self._absorbing(finish) if nullable else finish
        return resolver, arguments, finish

    def _absorbing(self, finish: Complete) -> Complete:
        """A completion that gives null where something below, which must not be null, is refused."""
        errors = self.errors

        def complete(value: Any) -> Any:
            try:
                return finish(value)
            except Refusal as refusal:
                kind = {"type": refusal.kind} if refusal.kind else {}
                errors.append({**kind, "path": list(refusal.path), "message": refusal.message})
                return None

        return complete

    def _guarded(self, resolver: Resolver, path: tuple[str | int, ...]) -> Resolver:
        errors = self.errors

        def resolve(source: Any, arguments: dict[str, Any], context: Any) -> Any:
            try:
                return resolver(source, arguments, context)
            except Refusal as refusal:
                kind = {"type": refusal.kind} if refusal.kind else {}
                errors.append({**kind, "path": list(path), "message": refusal.message})
                return None

        return resolve

    def _finish(
        self, kind: GraphQLOutputType, sets: list[SelectionSetNode], path: tuple[str | int, ...]
    ) -> Complete | None:
        """How a value of a type becomes what is answered; None where it is that already."""
        inner = kind.of_type if isinstance(kind, GraphQLNonNull) else kind
        if isinstance(inner, GraphQLList):
            if is_leaf_type(get_named_type(inner)):
                return None
            one = self._finish(inner.of_type, sets, path)
            assert one is not None
            return lambda rows: [None if row is None else one(row) for row in rows]
        if isinstance(inner, GraphQLObjectType):
            return self.selection(inner, sets, path)
        return self._abstract(sets, path) if is_abstract_type(inner) else None

    def _abstract(self, sets: list[SelectionSetNode], path: tuple[str | int, ...]) -> Complete:
        known: dict[str, Complete] = {}

        def complete(value: Any) -> Any:
            name = self.type_of(value)
            if name not in known:
                found = self.schema.type_map[name]
                assert isinstance(found, GraphQLObjectType)
                known[name] = self.selection(found, sets, path)
            return known[name](value)

        return complete
