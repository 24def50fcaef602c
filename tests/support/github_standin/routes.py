"""Which function answers which address, and pages of rows. Addresses are templates of the OpenAPI description."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import unquote, urlencode

from .answers import Answer, error, no_access, not_found
from .limits import Limits, Window
from .moments import cursor, from_cursor
from .shapes import Shapes
from .state import State
from .things import Repository, Thread, Token

Row = TypeVar("Row")
INSIDE = "/repos/{owner}/{repo}"


class Refused(Exception):
    """An answer that ends the work on a request at once."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status)
        self.answer = answer


@dataclass(slots=True, kw_only=True)
class Call:
    """One request to REST. `body` is None, JSON, or bytes where it was not JSON; `names` are the parts of the path."""

    state: State
    limits: Limits
    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: Any
    base: str
    token: Token | None
    windows: dict[str, Window] = field(default_factory=dict)
    app: bool = False
    names: dict[str, str] = field(default_factory=dict)
    template: str = ""

    @property
    def shapes(self) -> Shapes:
        """How things are written under this request's address."""
        return Shapes(self.base)

    @property
    def repository(self) -> Repository:
        """The repository that the path names, if the caller may see it; a former name leads to its number."""
        state = self.state
        if "repository_id" in self.names:
            found = state.repositories.get(int(self.names["repository_id"]))
        else:
            asked = f"{self.names['owner']}/{self.names['repo']}"
            found = state.find(asked)
            if found is not None and asked.lower() != found.full_name.lower():
                rest = self.path.split("/", 4)[4:]
                url = "/".join([f"{self.base}/repositories/{found.id}", *rest])
                url += f"?{urlencode(self.query)}" if self.query else ""
                status = 301 if self.method in ("GET", "HEAD") else 307
                word = "Moved Permanently" if status == 301 else "Temporary Redirect"
                moved = error(status, word, headers={"Location": url}, url=url)
                del moved.body["status"]
                raise Refused(moved)
        if found is None or (found.private and (self.token is None or self.token.blocked)):
            raise Refused(not_found())
        if self.token is not None and found.id in self.token.hidden:
            raise Refused(not_found())
        if self.token is not None and self.token.blocked:
            raise Refused(no_access())
        return found

    def thread(self, *, kinds: tuple[str, ...] = ("issue", "pull"), name: str = "issue_number") -> Thread:
        """The thread that the path names."""
        number = self.names[name]
        found = self.repository.threads.get(int(number)) if number.isdigit() else None
        if found is None or found.kind not in kinds:
            raise Refused(not_found())
        return found

    def may_read(self, room: str) -> None:
        """Refuse a caller without any permission for `room`."""
        if self.token is not None and room not in self.token.permissions:
            raise Refused(no_access())

    def may_write(self, *rooms: str) -> None:
        """Refuse a caller without the write permission for one of `rooms`."""
        if self.token is None:
            raise Refused(error(401, "Requires authentication"))
        if not any(self.token.permissions.get(room) == "write" for room in rooms):
            raise Refused(no_access())

    def moment(self) -> int:
        """When it is."""
        return self.state.now()


Handler = Callable[[Call], Answer]
_ROUTES: list[tuple[str, re.Pattern[str], str, Handler]] = []
_NUMBERS = ("issue_number", "pull_number", "comment_id", "installation_id")


def route(method: str, template: str) -> Callable[[Handler], Handler]:
    """Have a function answer an address."""

    def register(answer: Handler) -> Handler:
        deep = ("path", "ref") if "/git/" in template else ("path",)  # whose parts reach over slashes
        kinds = {**dict.fromkeys(deep, ".*"), **dict.fromkeys(_NUMBERS, "[0-9]+")}
        pattern = re.sub(r"\{(\w+)\}", lambda part: f"(?P<{part[1]}>{kinds.get(part[1], '[^/]+')})", template)
        _ROUTES.append((method, re.compile(pattern), template, answer))
        return answer

    return register


def served() -> list[tuple[str, str]]:
    """(method, template) of every address."""
    return [(method, template) for method, _, template, _ in _ROUTES]


def find(method: str, path: str) -> tuple[Handler, str, dict[str, str]] | None:
    """(function, template, parts of the path), or None for an address that nobody answers."""
    by_number = re.fullmatch(r"/repositories/(\d+)(/.*)?", path)
    asked = f"/repos/-/-{by_number[2] or ''}" if by_number else path
    for its_method, pattern, template, answer in _ROUTES:
        match = pattern.fullmatch(asked) if its_method == method else None
        if match:
            names = {name: unquote(part) for name, part in match.groupdict().items()}
            return answer, template, names | ({"repository_id": by_number[1]} if by_number else {})
    return None


def _number(call: Call, name: str, default: int) -> int:
    text = call.query.get(name, "")
    return int(text) if text.isdigit() and int(text) else default


def page(
    call: Call,
    rows: Sequence[Row],
    shape: Callable[[Row], Any],
    *,
    key: Callable[[Row], int] | None = None,
    most: int | None = None,
) -> Answer:
    """One page of rows, with links as GitHub writes them.

    With a `key`, a list too large for `page=` is walked by cursors: after the row with the key that the cursor holds.
    """
    size = min(_number(call, "per_page", 30), call.limits.rest_pages)
    number = _number(call, "page", 1)
    rows = rows if most is None else rows[:most]
    by_cursor = key is not None and call.limits.cursor_above is not None and len(rows) > call.limits.cursor_above
    if not by_cursor:
        last = max(1, -(-len(rows) // size))
        links = {"prev": number - 1, "next": number + 1, "last": last, "first": 1}
        if number <= 1:
            del links["prev"], links["first"]
        if number >= last:
            del links["next"], links["last"]
        targets = {name: {"page": str(target)} for name, target in links.items()}
        answer = Answer(body=[shape(row) for row in rows[(number - 1) * size : number * size]])
    else:
        assert key is not None
        start = _start(call, rows, key, number)
        shown = rows[start : start + size]
        answer = Answer(body=[shape(row) for row in shown])
        more = shown and start + size < len(rows)
        targets = {"next": {"after": cursor(key(shown[-1])), "page": str(number + 1)}} if more else {}
    if targets:
        answer.headers["Link"] = ", ".join(
            f'<{_address(call, target)}>; rel="{name}"' for name, target in targets.items()
        )
    return answer


def _start(call: Call, rows: Sequence[Row], key: Callable[[Row], int], number: int) -> int:
    """Where a page begins that a cursor names."""
    after = call.query.get("after")
    if after is None:
        if number > 1:
            message = "Pagination with the page parameter is not supported for large datasets, please use cursor based pagination (after/before)"  # noqa: E501 - the message as it is
            raise Refused(error(422, message))
        return 0
    found = from_cursor(after)
    if found is None:
        raise Refused(error(422, "Invalid cursor"))
    descending = len(rows) > 1 and key(rows[0]) > key(rows[-1])
    sign = -1 if descending else 1
    return next((place for place, row in enumerate(rows) if sign * key(row) > sign * found[0]), len(rows))


def _address(call: Call, more: dict[str, str]) -> str:
    path = call.path
    if call.template.startswith(INSIDE):
        rest = path.split("/", 4)[4:] if "repository_id" not in call.names else path.split("/", 3)[3:]
        path = "/".join([f"/repositories/{call.repository.id}", *rest])
    query = {name: value for name, value in call.query.items() if name not in ("page", "after", "before")}
    return f"{call.base}{path}?{urlencode(query | more)}"
