"""Asks the same of many things by the ids that GraphQL gives them, in parts as large as GitHub manages."""

from collections.abc import Callable, Mapping, Sequence

from ideario.github import queries
from ideario.github.answer_shapes import Row, Shape
from ideario.github.graphql import GraphQL, Queried, moved
from ideario.messages.said import say


def each(
    graphql: GraphQL,
    name: str,
    query: str,
    ids: Sequence[str],
    take: Callable[[str, Row], None],
    *,
    shape: Shape,
    connections: int = 1,
) -> None:
    """Call `take(id, thing)` for each of the things that GitHub knows; what it knows nothing of is asked for twice."""
    unknown: list[str] = []

    def ask(part: Sequence[str], shrinkable: bool) -> None:  # noqa: FBT001 - as `batched` calls it
        queried = graphql.ask(
            query, {"ids": list(part)}, shape=shape, connections=connections * len(part), shrinkable=shrinkable
        )
        for place, (node, row) in enumerate(zip(part, _rows(queried, len(part)), strict=True)):
            if row is not None and row["id"] == node:
                take(node, row)
            elif row is None and ("nodes", place) in queried.absent:
                unknown.append(node)
            else:
                raise moved(say("a list of threads"))

    graphql.batched(name, list(dict.fromkeys(ids)), ask)
    if unknown:
        doubted, unknown = unknown, []
        graphql.batched(name, doubted, ask)


def _rows(queried: Queried, count: int) -> Sequence[Row | None]:
    rows = queried.data["nodes"]
    if len(rows) != count:
        raise moved(say("a list of threads"))
    return rows  # type: ignore[no-any-return] # as its shape says


def further(
    graphql: GraphQL,
    name: str,
    selection: str,
    cursors: Mapping[str, str],
    take: Callable[[str, Row | None], None],
    *,
    shapes: Mapping[str, Shape],
    connections: int = 1,
) -> None:
    """Call `take(id, thing)` with the next page of each of the things; with None where GitHub knows it no longer."""

    def ask(part: Sequence[str], shrinkable: bool) -> None:  # noqa: FBT001 - as `batched` calls it
        variables = {
            key: value
            for place, node in enumerate(part)
            for key, value in ((f"i{place}", node), (f"c{place}", cursors[node]))
        }
        queried = graphql.ask(
            queries.further(selection, len(part)), variables, shape=queries.further_shape(len(part), **shapes),
            connections=connections * len(part), shrinkable=shrinkable,
        )  # fmt: skip
        for place, node in enumerate(part):
            row = queried.data.get(f"t{place}")
            if row["id"] != node if row is not None else (f"t{place}",) not in queried.absent:
                raise moved(say("a list of threads"))
            take(node, row)

    graphql.batched(name, list(cursors), ask)
