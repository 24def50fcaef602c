"""Asks the stand-in over HTTP with nothing but the standard library, as simply as a test can."""

import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from email.message import Message
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What came back; `body` is JSON where the answer was, else bytes. Redirections are not followed."""

    status: int
    headers: Message
    body: Any

    def link(self, rel: str) -> str | None:
        """The address of a link, or None."""
        for part in filter(None, (self.headers.get("Link") or "").split(", ")):
            address, _, name = part.partition("; ")
            if name == f'rel="{rel}"':
                return address.strip("<>")
        return None


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


def ask(
    url: str, method: str = "GET", body: Any = None, *, token: str | None = "maintainer-token", **headers: str
) -> Reply:
    """One request. Names of headers with underscores for hyphens."""
    content = None if body is None else json.dumps(body).encode()
    own = {"Authorization": f"Bearer {token}"} if token else {}
    own |= {"Content-Type": "application/json"} if content else {}
    own |= {name.replace("_", "-"): value for name, value in headers.items()}
    request = urllib.request.Request(url, data=content, method=method, headers=own)
    try:
        with urllib.request.build_opener(_Stay()).open(request, timeout=60) as answer:
            text, found = answer.read(), answer
    except urllib.error.HTTPError as refused:
        with refused:
            text, found = refused.read(), refused
    is_json = "json" in (found.headers.get("Content-Type") or "") and "raw" not in found.headers["Content-Type"]
    return Reply(status=found.status, headers=found.headers, body=json.loads(text) if text and is_json else text)


def query(url: str, text: str, *, token: str | None = "maintainer-token", **variables: Any) -> Reply:
    """One GraphQL query with its variables."""
    return ask(url, "POST", {"query": text, "variables": variables}, token=token)
