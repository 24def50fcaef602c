"""HTTP on loopback: reads requests, sends answers, and breaks connections where a fault says so. Decides nothing."""

import contextlib
import json
import socket
import time
import traceback
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import parse_qsl, urlsplit

from .answers import Answer, unicorn
from .faults import Fault

if TYPE_CHECKING:
    from .server import Server


@dataclass(slots=True, kw_only=True)
class Request:
    """What came in. `path` is without the prefix of Enterprise, which stands in `base` with the host."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    content: bytes
    base: str

    @property
    def body(self) -> Any:
        """None, JSON, or bytes that are not JSON."""
        if not self.content:
            return None
        try:
            return json.loads(self.content)
        except ValueError:
            return self.content


class Door(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    standin: ClassVar["Server"]

    def _serve(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        content = self.rfile.read(length)
        parts = urlsplit(self.path)
        path, prefix = parts.path, ""
        if path in ("/api/graphql", "/graphql"):
            path = "/graphql"
        elif path.startswith("/api/v3/"):
            path, prefix = path.removeprefix("/api/v3"), "/api/v3"
        request = Request(
            method=self.command, path=path, query=dict(parse_qsl(parts.query, keep_blank_values=True)),
            headers={name.lower(): value for name, value in self.headers.items()}, content=content,
            base=f"http://{self.headers.get('Host')}{prefix}",
        )  # fmt: skip
        try:
            answer, due = self.standin.answer(request)
        except Exception:  # noqa: BLE001 - a fault of the stand-in's own must fail the test, not hang it
            self.standin.violations.append(f"the stand-in broke: {traceback.format_exc()}")
            answer, due = unicorn(500), {}
        self._send(answer, due)

    do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = _serve  # noqa: N815 - the names that the library calls

    def _send(self, answer: Answer, due: dict[str, Fault]) -> None:
        if "hangup" in due:
            self._hang_up()
            return
        body = answer.encoded()
        if answer.write is not None:
            with contextlib.suppress(OSError):
                answer.write(self.connection)
            self._hang_up()
            return
        if "truncate" in due:
            body = body[: len(body) // 2]
        empty = answer.status in (204, 304)
        headers = {
            "Server": "github.com", "Date": self.date_time_string(time.time() + self.standin.skew),
            "X-GitHub-Request-Id": "0000:00000:0000000",
            "X-GitHub-Media-Type": "github.v3; format=json", "X-Content-Type-Options": "nosniff",
            **({} if empty else {"Content-Type": answer.media, "Content-Length": str(len(body))}), **answer.headers,
        }  # fmt: skip
        phrase = self.responses.get(answer.status, ("Unknown",))[0]
        head = f"HTTP/1.1 {answer.status} {phrase}\r\n" + "".join(
            f"{name}: {value}\r\n" for name, value in headers.items()
        )
        if "drop" in due:
            self.connection.sendall(head.encode() + b"\r\n" + body[: len(body) // 2])
            self._hang_up()
            return
        self.connection.sendall(head.encode() + b"\r\n" + (b"" if empty else body))

    def _hang_up(self) -> None:
        self.close_connection = True
        with contextlib.suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)

    def handle(self) -> None:
        with contextlib.suppress(ConnectionError):
            super().handle()

    def log_message(self, *_: Any) -> None:
        pass
