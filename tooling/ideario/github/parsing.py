"""Turns GitHub's JSON into the port's tuples, fast: a survey has a million votes. Asks for nothing."""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from operator import itemgetter

from ideario.forge.port import Account, AccountKind, Reaction, Rollup
from ideario.github.answer_shapes import Row, Unsound
from ideario.github.answer_shapes import moment as a_moment
from ideario.github.queries import KIND, USER_SHAPE
from ideario.model.thread_names import REACTIONS

CONTENTS = {"THUMBS_UP": "+1", "THUMBS_DOWN": "-1"} | {kind.upper(): kind for kind in REACTIONS if kind.isalpha()}
"""GraphQL's names of reactions → those of REST, which are also ours."""
ACCOUNTS: dict[str, AccountKind] = {
    "User": "user", "Bot": "bot", "Organization": "organization", "Mannequin": "mannequin",
}  # fmt: skip
EPOCH, DAY = datetime(1970, 1, 1, tzinfo=UTC), 86_400
REMEMBERED = 100_000
_REACTION = partial(tuple.__new__, Reaction)
"""As Reaction._make, which is a function in Python, and a million calls feel that."""
_PARTS = itemgetter("databaseId", "content", "createdAt", "user")
_BEHIND_SECONDS = itemgetter(slice(19, None))
"""Of a moment as GitHub writes it, what follows 2026-01-02T03:04:05."""


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

    def user(self, user: Row) -> Account:
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

    def actor(self, actor: Row | None) -> Account | None:
        """Whoever acted, or None for an account that is gone, or of a kind that has no number."""
        if actor is None or actor.get("databaseId") is None:
            return None
        created, kind = actor.get("createdAt"), ACCOUNTS[actor["__typename"]]
        return Account(actor["databaseId"], actor["login"], kind, None if created is None else seconds(created))

    def reactions(self, nodes: Sequence[Row]) -> list[Reaction]:
        """Reactions in the order in which they stand. Unsound where a row is not what GitHub's description says.

        Part by part, and not row by row: so most of the work is done outside of Python's own loops.
        """
        if not nodes:
            return []
        user_of, known = self.user, self._known
        try:
            numbers, contents, moments, users = zip(*map(_PARTS, nodes), strict=True)
            _hold_numbers(numbers)
            accounts = [None if user is None else known.get(user["databaseId"]) or user_of(user) for user in users]
            kinds = [CONTENTS.get(content) or _other(content) for content in contents]
            if set(map(_BEHIND_SECONDS, moments)) != {"Z"}:
                for given in moments:
                    a_moment(given, "createdAt")
            times = [
                (since := given - EPOCH).days * DAY + since.seconds for given in map(datetime.fromisoformat, moments)
            ]
        except (KeyError, TypeError, ValueError, OverflowError) as error:
            raise Unsound("a reaction is not one") from error
        return list(map(_REACTION, zip(numbers, kinds, times, accounts, strict=True)))

    def rollup(self, node: Row, default_branch: str) -> Rollup:
        """A thread with what its connection `reactions` says, of which the last, or all, nodes were asked.

        `default_branch` is the repository's, "" where it has none.
        """
        reactions = node["reactions"]
        total, nodes = reactions["totalCount"], reactions["nodes"]
        if bool(total) != bool(nodes) or None in nodes:
            raise Unsound(f"{total} reactions, {len(nodes)} shown")
        try:
            numbers = [row["databaseId"] for row in nodes]
        except (KeyError, TypeError) as error:
            raise Unsound("a reaction has no number") from error
        _hold_numbers(numbers)
        merged = node.get("mergedAt")
        if (merged is not None) != (node.get("state") == "MERGED"):
            raise Unsound("it is merged, and it is not")
        word = {"PullRequest": "pull", "Issue": "issue", "Discussion": "discussion"}[node["__typename"]]
        into, ref = node.get("baseRefName", ""), node.get("baseRef")
        base = into if ref is None else ref["name"]  # a branch that was given another name
        other = base not in ("", default_branch) and default_branch != ""
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
            base=base if other else "",
            base_gone=other and ref is None,
            branch=node["headRefName"] if word == "pull" and not node["isCrossRepository"] else "",
            changed=moment(node["updatedAt"]),
            locked=node["locked"],
        )


def account_of(row: Row | None) -> Account | None:
    """Who that is in REST; None for accounts that are gone."""
    return None if row is None else Account(row["id"], row["login"], ACCOUNTS.get(row["type"], "user"))


def kind_named(content: str) -> str:
    """Our name of a kind of reaction."""
    return CONTENTS.get(content) or _other(content)


def _other(content: object) -> str:
    """The name of a kind of reaction that is newer than this program."""
    KIND(content, "content")
    return str(content).lower()


def _hold_numbers(numbers: Sequence[object]) -> None:
    if set(map(type, numbers)) - {int}:
        raise Unsound("a reaction has no number")
