"""Answers before they are bytes, the errors that GitHub gives, and how a fault spoils an answer."""

import copy
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from .faults import Fault

DOCUMENTATION = "https://docs.github.com/rest"
UNICORN = b"<!DOCTYPE html>\n<html>\n<head><title>Unicorn! &middot; GitHub</title></head>\n<body><p>We had issues producing the response to your request.</p></body>\n</html>\n"  # noqa: E501 - the page as it is


@dataclass(slots=True, kw_only=True)
class Answer:
    """Status, headers and body; a body is JSON unless it is bytes."""

    status: int = 200
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    media: str = "application/json; charset=utf-8"
    write: Callable[[Any], None] | None = None
    """What writes the answer to the connection by itself, byte by byte if it likes."""

    def encoded(self) -> bytes:
        """The body's bytes."""
        if self.body is None:
            return b""
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body, separators=(",", ":")).encode()


def error(status: int, message: str, *, headers: dict[str, str] | None = None, **more: Any) -> Answer:
    """An error of REST as GitHub words it."""
    body = {"message": message, **more, "documentation_url": DOCUMENTATION, "status": str(status)}
    return Answer(status=status, body=body, headers=headers or {})


def not_found() -> Answer:
    """What a repository, a thread or a path that is not there (or is not yours to see) gives."""
    return error(404, "Not Found")


def no_access() -> Answer:
    """What a token without the permission gets."""
    return error(403, "Resource not accessible by integration")


def unicorn(status: int) -> Answer:
    """GitHub's HTML page for its own trouble."""
    return Answer(status=status, body=UNICORN, media="text/html; charset=utf-8")


def graphql_error(kind: str | None, message: str, path: list[str | int] | None = None) -> dict[str, Any]:
    """One of the errors of a GraphQL answer."""
    found: dict[str, Any] = {"type": kind} if kind else {}
    return found | ({"path": path} if path is not None else {}) | {"message": message}


def _connections(
    body: Any, key: str | None, path: tuple[str | int, ...] = ()
) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """(path, connection) of the outermost connections, or of those at the response key `key` wherever they are."""
    if isinstance(body, list):
        for index, inner in enumerate(body):
            yield from _connections(inner, key, (*path, index))
    elif isinstance(body, dict):
        for name, inner in body.items():
            is_connection = isinstance(inner, dict) and not {"nodes", "edges", "totalCount"}.isdisjoint(inner)
            if is_connection and key in (None, name):
                yield (*path, name), inner
            else:
                yield from _connections(inner, key, (*path, name))


def _dicts(body: Any) -> Iterator[dict[str, Any]]:
    if isinstance(body, list):
        for inner in body:
            yield from _dicts(inner)
    elif isinstance(body, dict):
        yield body
        for inner in body.values():
            yield from _dicts(inner)


def _empty(connection: dict[str, Any]) -> None:
    for rows in {"nodes", "edges"} & connection.keys():
        connection[rows] = []
    if "pageInfo" in connection:
        for name, value in {"hasNextPage": False, "endCursor": None, "startCursor": None}.items():
            if name in connection["pageInfo"]:
                connection["pageInfo"][name] = value


def _partial(body: dict[str, Any], fault: Fault) -> None:
    message = "Something went wrong while executing your query."
    left = fault.count
    for path, connection in _connections(body.get("data"), fault.key):
        for name in ("nodes", "edges"):
            for index in range(len(connection.get(name) or ())):
                if left:
                    connection[name][index] = None
                    body.setdefault("errors", []).append(graphql_error(None, message, [*path, name, index]))
                    left -= 1


def _lower(body: Any, fault: Fault) -> None:
    for found in _dicts(body):
        rollup = found.get("reactions")
        if isinstance(rollup, dict):
            for name in ("total_count", "+1", "totalCount"):
                if name in rollup:
                    rollup[name] = max(0, rollup[name] - fault.count)


def _collapse(body: Any) -> None:
    for found in _dicts(body):
        rollup = found.get("reactions")
        if isinstance(rollup, dict):
            _empty(rollup)
            for name, value in rollup.items():
                if isinstance(value, int):
                    rollup[name] = 0
        for group in found.get("reactionGroups") or ():
            if isinstance(group.get("reactors"), dict):
                _empty(group["reactors"])
                group["reactors"] |= {"totalCount": 0} if "totalCount" in group["reactors"] else {}


def _is_reactions(body: Any) -> bool:
    return isinstance(body, list) and all(isinstance(row, dict) and "content" in row and "user" in row for row in body)


def _not_modified(answer: Answer, _: Fault) -> None:
    answer.status, answer.body = 304, None


def _not_json(answer: Answer, _: Fault) -> None:
    answer.body, answer.media = UNICORN, "text/html; charset=utf-8"


def _empty_page(answer: Answer, fault: Fault) -> None:
    if isinstance(answer.body, list):
        answer.body = []
        answer.headers.pop("Link", None)
    elif isinstance(answer.body, dict):
        for _, connection in _connections(answer.body.get("data"), fault.key):
            _empty(connection)


def _no_reactions(answer: Answer, _: Fault) -> None:
    _collapse(answer.body)
    if _is_reactions(answer.body):
        answer.body = []
        answer.headers.pop("Link", None)


def _no_users(answer: Answer, _: Fault) -> None:
    for found in _dicts(answer.body):
        if "user" in found:
            found["user"] = None


def _some_null(answer: Answer, fault: Fault) -> None:
    if isinstance(answer.body, dict):
        _partial(answer.body, fault)


def _lie(answer: Answer, fault: Fault) -> None:
    if fault.lie is not None:
        answer.body = copy.deepcopy(answer.body)
        fault.lie(answer)


SPOILERS: dict[str, Callable[[Answer, Fault], None]] = {
    "304": _not_modified,
    "not-json": _not_json,
    "empty": _empty_page,
    "partial": _some_null,
    "stale": lambda answer, fault: _lower(answer.body, fault),
    "collapse": _no_reactions,
    "null-users": _no_users,
    "lie": _lie,
}


def spoil(answer: Answer, faults: dict[str, Fault]) -> None:
    """Change an answer as those of the faults say that are about answers. A JSON body changes in place."""
    for kind, spoiler in SPOILERS.items():
        if kind in faults:
            spoiler(answer, faults[kind])
