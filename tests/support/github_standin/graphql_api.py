"""The door of GraphQL: parses and validates on GitHub's real schema, counts the cost, executes. Knows no HTTP."""

import functools
from dataclasses import dataclass, field
from typing import Any

import descriptions
from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    NoDeprecatedCustomRule,
    OperationType,
    build_schema,
    execute_sync,
    get_operation_ast,
    parse,
    validate,
)
from graphql.execution.values import get_variable_values

from .answers import Answer, graphql_error
from .cost import Cost, cost
from .execution import Execution, NotServed, Refusal
from .fields import RESOLVERS
from .limits import Limits, Window
from .resolvers import Context, type_of
from .state import State
from .things import Token


@dataclass(slots=True, kw_only=True)
class Outcome:
    """The answer, what it cost, and what GitHub's schema has against the request or the answer."""

    answer: Answer
    cost: Cost | None = None
    complaints: list[str] = field(default_factory=list)


@functools.cache
def schema() -> GraphQLSchema:
    """GitHub's schema. Its own definitions are not all valid, so they are taken as they are."""
    return build_schema(descriptions.description("schema.graphql"), assume_valid_sdl=True, assume_valid=True)


@functools.lru_cache(maxsize=512)
def _read(query: str) -> tuple[DocumentNode | None, tuple[GraphQLError, ...], tuple[str, ...]]:
    """(document, what is wrong with it, what of it is deprecated)."""
    try:
        document = parse(query)
    except GraphQLError as error:
        return None, (error,), ()
    wrong = tuple(validate(schema(), document))
    old = () if wrong else tuple(error.message for error in validate(schema(), document, [NoDeprecatedCustomRule]))
    return document, wrong, old


def _fragments(document: DocumentNode) -> dict[str, FragmentDefinitionNode]:
    return {node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)}


def _refused(errors: tuple[GraphQLError, ...]) -> Answer:
    return Answer(
        body={
            "errors": [
                {
                    "locations": [{"line": at.line, "column": at.column} for at in error.locations or ()],
                    "message": error.message,
                }
                for error in errors
            ]
        }
    )


def answer(body: Any, *, state: State, token: Token, window: Window, limits: Limits, twice: bool) -> Outcome:
    """Answer a request. With `twice`, graphql-core's own executor must come to the same."""
    if not isinstance(body, dict) or not isinstance(body.get("query"), str):
        wrong = Answer(body={"errors": [{"message": "A query attribute must be specified and must be a string."}]})
        return Outcome(answer=wrong, complaints=["graphql: the body is no JSON object with a query"])
    document, errors, old = _read(body["query"])
    complaints = [f"graphql: {error.message}" for error in errors] + [f"graphql: deprecated: {what}" for what in old]
    operation = get_operation_ast(document, body.get("operationName")) if document else None
    if document is None or errors:
        return Outcome(answer=_refused(errors), complaints=complaints)
    if operation is None or operation.operation == OperationType.SUBSCRIPTION:
        wrong = Answer(body={"errors": [{"message": "No operation named, or one that the stand-in does not serve."}]})
        return Outcome(answer=wrong, complaints=[*complaints, "graphql: no query that is served"])
    given = get_variable_values(schema(), operation.variable_definitions or (), body.get("variables") or {})
    if isinstance(given, list):
        return Outcome(
            answer=_refused(tuple(given)), complaints=[*complaints, *(f"graphql: {e.message}" for e in given)]
        )
    spent = cost(schema(), operation, _fragments(document), given.coerced, limits)
    if spent.errors:
        wrong = Answer(body={"errors": [graphql_error(kind, message) for kind, message in spent.errors]})
        return Outcome(answer=wrong, complaints=[*complaints, *(f"graphql: {message}" for _, message in spent.errors)])
    if window.remaining < spent.points:
        window.used = window.limit
        message = f"API rate limit exceeded for user ID {token.account.id}."
        return Outcome(answer=Answer(body={"errors": [graphql_error("RATE_LIMITED", message)]}), complaints=complaints)
    window.used += spent.points

    def context() -> Context:
        return Context(state=state, token=token, window=window, points=spent.points, nodes=spent.nodes)

    run = Execution(
        schema(),
        fragments=_fragments(document),
        variables=given,
        resolvers=RESOLVERS,
        type_of=type_of,
        context=context(),
    )
    try:
        data = run.run(operation)
    except NotServed as lacking:
        wrong = Answer(body={"data": None, "errors": [{"message": f"The stand-in does not serve {lacking}."}]})
        return Outcome(
            answer=wrong, cost=spent, complaints=[*complaints, f"graphql: the stand-in does not serve {lacking}"]
        )
    failures = run.errors + run.context.errors
    if twice and operation.operation == OperationType.QUERY:
        complaints += _compare(document, body, data, failures, context())
    whole = {"data": data} | ({"errors": failures} if failures else {})
    return Outcome(answer=Answer(body=whole), cost=spent, complaints=complaints)


def _compare(
    document: DocumentNode,
    body: dict[str, Any],
    data: Any,
    errors: list[Any],
    context: Context,
) -> list[str]:
    """What differs when graphql-core executes the same query on the same resolvers, types checked."""

    def resolve(source: Any, info: Any, **arguments: Any) -> Any:
        return RESOLVERS[info.parent_type.name, info.field_name](source, arguments, context)

    done = execute_sync(
        schema(), document, None, context, body.get("variables"), body.get("operationName"),
        resolve, lambda value, _info, _type: type_of(value),
    )  # fmt: skip
    theirs = [*((e.message, e.path) for e in done.errors or ()), *((e["message"], e["path"]) for e in context.errors)]
    ours = [(error["message"], error["path"]) for error in errors]
    for error in done.errors or ():
        if error.original_error is not None and not isinstance(error.original_error, Refusal):
            raise error.original_error
    same = done.data == data and sorted(map(repr, theirs)) == sorted(map(repr, ours))
    return [] if same else [f"graphql: the two executors differ: {theirs} and {ours}"]
