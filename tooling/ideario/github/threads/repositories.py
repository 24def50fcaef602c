"""Asks GraphQL about one repository: the community's, or another one by name. Makes sure that it is still the same."""

from collections.abc import Mapping

from ideario.forge.port import NotFound
from ideario.github.answer_shapes import Row, Shape
from ideario.github.graphql import SEARCHING, GraphQL
from ideario.github.rest import Rest
from ideario.messages.said import say


class Repositories:
    """Questions about repositories, each of which REST has named and numbered before."""

    def __init__(self, graphql: GraphQL, rest: Rest) -> None:
        self._graphql = graphql
        self._rest = rest

    def ask(
        self,
        query: str,
        variables: Mapping[str, object],
        *,
        shape: Shape,
        connections: int,
        shrinkable: bool = False,
        home: str = "",
    ) -> Row:
        """What a query gives of the repository `home`, the community's for "", which must be the one that it was."""
        there = self._rest.home(home)
        owner, _, name = there.name.partition("/")
        queried = self._graphql.ask(
            query, {"owner": owner, "name": name, **variables}, shape=shape, connections=connections,
            shrinkable=shrinkable,
        )  # fmt: skip
        found = queried.data["repository"]
        if found is None or found["databaseId"] != there.id:
            raise NotFound(say("{there} is no longer the repository that it was", there=there.name), hint=SEARCHING)
        return found  # type: ignore[no-any-return] # as its shape says

    def number(self, home: str) -> int:
        """The number of the repository `home`, the community's for ""."""
        return self._rest.home(home).id


def default_branch(repository: Row) -> str:
    """Its name; "" in a repository without commits."""
    return str((repository["defaultBranchRef"] or {"name": ""})["name"])
