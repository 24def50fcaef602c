"""Turns GitHub's JSON into the port's tuples, fast: a sweep has a million votes. Asks for nothing."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from operator import itemgetter
from typing import Any

from ideario.github.forge import Account, AccountKind, Reaction, Rollup
from ideario.github.queries import KIND, USER_SHAPE
from ideario.github.shapes import Unsound
from ideario.github.shapes import moment as a_moment

KINDS = {
    "THUMBS_UP": "+1", "THUMBS_DOWN": "-1", "LAUGH": "laugh", "CONFUSED": "confused", "HEART": "heart",
    "HOORAY": "hooray", "ROCKET": "rocket", "EYES": "eyes",
}  # fmt: skip
"""GraphQL's names of reactions → those of REST."""
ACCOUNTS: dict[str, AccountKind] = {
    "User": "user", "Bot": "bot", "Organization": "organization", "Mannequin": "mannequin",
}  # fmt: skip
REMEMBERED = 100_000
_PARTS = itemgetter("databaseId", "content", "createdAt", "user")


def moment(text: str) -> datetime:
    """A moment in UTC."""
    return datetime.fromisoformat(text).astimezone(UTC)


def seconds(text: str) -> int:
    """Unix seconds of a moment that names its zone, as GitHub's all do."""
    return int(datetime.fromisoformat(text).timestamp())


class Accounts:
    """Makes each account once, however often it is met."""

    def __init__(self) -> None:
        self._known: dict[int, Account] = {}

    def user(self, user: Mapping[str, Any]) -> Account:
        """A user as reactions name them."""
        number = user["databaseId"]
        known = self._known.get(number)
        if known is None or known.login != user["login"]:
            USER_SHAPE(user, "user")
            known = self.actor({"__typename": "User", **user})
            assert known is not None, "whoever has a number is somebody"
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            self._known[number] = known
        return known

    def actor(self, actor: Mapping[str, Any] | None) -> Account | None:
        """Whoever acted, or None for an account that is gone, or of a kind that has no number."""
        if actor is None or actor.get("databaseId") is None:
            return None
        created = actor.get("createdAt")
        kind, login = ACCOUNTS.get(actor["__typename"]), actor.get("login")
        if kind is None or login is None:
            raise Unsound("somebody has a number and no name")
        return Account(actor["databaseId"], login, kind, None if created is None else seconds(created))

    def reactions(self, nodes: Iterable[Any]) -> list[Reaction]:
        """Reactions in the order in which they stand. Unsound where a row is not what GitHub's description says."""
        made: list[Reaction] = []
        add, new, user_of, known, kinds = made.append, tuple.__new__, self.user, self._known, KINDS
        moment_of = datetime.fromisoformat
        try:
            for node in nodes:
                number, content, given, user = _PARTS(node)
                if type(number) is not int:
                    raise Unsound("a reaction has no number")
                account = None if user is None else known.get(user["databaseId"]) or user_of(user)
                kind = kinds.get(content) or _other(content)
                if len(given) != 20 or given[19] != "Z":
                    a_moment(given, "createdAt")
                # the NamedTuple's own constructor is a function in Python, which a million calls feel
                add(new(Reaction, (number, kind, int(moment_of(given).timestamp()), account)))
        except (KeyError, TypeError, ValueError, OverflowError) as error:
            raise Unsound("a reaction is not one") from error
        return made

    def rollup(self, node: Mapping[str, Any]) -> Rollup:
        """A thread with what its connection `reactions` says, of which the last, or all, nodes were asked."""
        reactions = node["reactions"]
        total, nodes = reactions["totalCount"], reactions["nodes"]
        if bool(total) != bool(nodes) or None in nodes:
            raise Unsound(f"{total} reactions, {len(nodes)} shown")
        numbers = [_number(row) for row in nodes]
        merged = node.get("mergedAt")
        if (merged is not None) != (node.get("state") == "MERGED"):
            raise Unsound("it is merged, and it is not")
        word = {"PullRequest": "pull", "Issue": "issue", "Discussion": "discussion"}[node["__typename"]]
        comments = node["totalCommentsCount"] if word == "pull" else node["comments"]["totalCount"]
        return Rollup(
            name=f"{word}/{node['number']}",
            node=node["id"],
            author=self.actor(node["author"]),
            opened=moment(node["createdAt"]),
            merged=None if merged is None else moment(merged),
            open=node.get("state", "OPEN") == "OPEN" or word != "pull",
            head=node.get("headRefOid") or "",
            comments=comments or 0,
            total=total,
            newest=max(numbers, default=None),
        )


def _other(content: Any) -> str:
    """The name of a kind of reaction that is newer than this program."""
    KIND(content, "content")
    return str(content).lower()


def _number(row: Any) -> int:
    number = row.get("databaseId") if type(row) is dict else None
    if type(number) is not int:
        raise Unsound("a reaction has no number")
    return number
