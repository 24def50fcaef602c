"""Finds the numbers of accounts by their logins. A number stays when its account takes another login."""

from collections.abc import Sequence

from ideario.github import queries
from ideario.github.graphql import GraphQL, moved
from ideario.messages.said import say


def numbers_of(graphql: GraphQL, logins: Sequence[str]) -> dict[str, int | None]:
    """The number of each person's account, by login; None where nobody is called so, asked once."""
    found: dict[str, int | None] = {}

    def ask(part: Sequence[str], shrinkable: bool) -> None:  # noqa: FBT001 - as `batched` calls it
        variables = {f"l{place}": login for place, login in enumerate(part)}
        queried = graphql.ask(
            queries.logins(len(part)), variables, shape=queries.logins_shape(len(part)), connections=0,
            shrinkable=shrinkable,
        )  # fmt: skip
        for place, login in enumerate(part):
            user = queried.data[f"t{place}"]
            if user["login"].lower() != login.lower() if user is not None else (f"t{place}",) not in queried.absent:
                raise moved(say("a list of accounts"))
            found[login] = user and user["databaseId"]

    graphql.batched("logins", list(dict.fromkeys(logins)), ask)
    return found
