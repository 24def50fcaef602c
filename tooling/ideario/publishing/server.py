"""Serves a built site on this machine as a project page would be, and reloads open pages when it is told to.

A static file server and nothing more: what is published needs no server at all. It answers
only who asks for it by an address of a machine, as `localhost` or by the name it was given, so that no page from
elsewhere can have its own name lead here and read drafts.
"""

import errno
import ipaddress
import socket
import sys
import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socketserver import TCPServer
from typing import Any
from urllib.parse import parse_qs, quote, unquote

from ideario.messages.said import Said, say
from ideario.problems import Failure

_SCRIPT = "/__ideario/reload.js"
_EVENTS = "/__ideario/events"
_MAX_LENGTH = 4096  # characters of an address: longer than any of a site, since names of folders end at 255 bytes
# A file and not an inline script, which the site's own security policy would refuse. Its address says what the page has
# seen, so that nothing is missed that changes between the page and its first question.
_RELOAD = f"""const asked = new URL(document.currentScript.src).searchParams;
asked.set("page", location.pathname);
new EventSource("{_EVENTS}?" + asked).onmessage = () => location.reload();
"""
_SHARED = "assets/"
"""What lies there is part of every page."""


class Reloads:
    """Tells open pages to load themselves again, each when it is among what has changed."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._announced: list[frozenset[str]] = []

    @property
    def count(self) -> int:
        """How many changes were announced so far."""
        return len(self._announced)

    def announce(self, paths: Collection[str]) -> None:
        """Reload the open pages whose files are among these paths of the site; all, where one is part of all pages."""
        with self._changed:
            self._announced.append(frozenset(paths))
            self._changed.notify_all()

    def wait(self, file: str, seen: int, seconds: float) -> bool:
        """Whether the page in a file has changed after so many changes were `seen`; waits so many seconds for it."""

        def changed() -> bool:
            return any(file in paths or any(map(_is_shared, paths)) for paths in self._announced[seen:])

        with self._changed:
            return self._changed.wait_for(changed, seconds)


def _is_shared(path: str) -> bool:
    return path.startswith(_SHARED)


class _Requests(SimpleHTTPRequestHandler):
    """Answers with the site's files below `prefix`, the path that the site has where it is published."""

    protocol_version = "HTTP/1.1"
    timeout = 60  # seconds for the next request on a connection that is kept open

    def __init__(self, *arguments: object, prefix: str, host: str, reloads: Reloads, directory: str) -> None:
        self._prefix, self._host, self._reloads = prefix, host, reloads
        super().__init__(*arguments, directory=directory)  # type: ignore[arg-type] # the base class's own three

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        if not all(is_here(name, self._host) for name in self.headers.get_all("Host", [])):
            self._refuse(HTTPStatus.MISDIRECTED_REQUEST, "this preview answers at the address that it was given alone")
            return
        if len(self.path) > _MAX_LENGTH:
            self._refuse(HTTPStatus.REQUEST_URI_TOO_LONG, "no page has so long an address")
            return
        address, _, asked = self.path.partition("#")[0].partition("?")
        path, query = unquote(address), parse_qs(asked)
        if path == _SCRIPT:
            self._answer(HTTPStatus.OK, "text/javascript", _RELOAD.encode())
        elif path == _EVENTS:
            self._events(query)
        elif not path.startswith(self._prefix):
            self._redirect(HTTPStatus.FOUND, self._prefix)
        else:
            self._file(path[len(self._prefix) :])

    def _file(self, path: str) -> None:
        site = Path(self.directory).resolve()
        try:
            file = (site / path).resolve()
            folder = file.is_dir()
        except (OSError, RuntimeError, ValueError):  # too long for a name, a circle of links, a NUL
            file, folder = site.parent, False
        if file != site and site not in file.parents:
            self._refuse(HTTPStatus.NOT_FOUND, "not found")
            return
        if folder:
            if path and not path.endswith("/"):
                self._redirect(HTTPStatus.MOVED_PERMANENTLY, f"{self._prefix}{file.relative_to(site).as_posix()}/")
                return
            file /= "index.html"
        status = HTTPStatus.OK if file.is_file() else HTTPStatus.NOT_FOUND
        if status is HTTPStatus.NOT_FOUND:
            file = site / "404.html"
        seen = self._reloads.count  # before it is read: what is announced afterwards, the page has not got
        try:
            content = file.read_bytes()
        except OSError:  # no such page and no page that says so, or a build that takes the place of another just now
            self._refuse(HTTPStatus.NOT_FOUND, "not found")
            return
        if file.suffix == ".html":
            script = f'<script src="{_SCRIPT}?seen={seen}"></script></body>'
            content = content.replace(b"</body>", script.encode(), 1)
        self._answer(status, self.guess_type(str(file)), content)

    def _redirect(self, status: HTTPStatus, path: str) -> None:
        """Send the reader to a path, which is written as an address: whatever was asked for, it ends no header."""
        self.send_response(status)
        self.send_header("Location", quote(path))
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _refuse(self, status: HTTPStatus, why: str) -> None:
        self._answer(status, "text/plain", f"{why}\n".encode())

    def _answer(self, status: HTTPStatus, kind: str, content: bytes) -> None:
        text = kind.startswith("text/") or kind.endswith(("json", "xml", "javascript"))
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8" if text else kind)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def _events(self, query: Mapping[str, Sequence[str]]) -> None:
        page, seen = query.get("page", [""])[0], query.get("seen", [""])[0]
        file = page.removeprefix(self._prefix)
        file = file if file.endswith(".html") else f"{file}index.html"
        after = int(seen) if seen.isdecimal() and len(seen) < 10 else self._reloads.count
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        try:
            while not self._reloads.wait(file, after, 15):
                self.wfile.write(b": still here\n\n")  # a comment now and then finds out whether the page has gone
                self.wfile.flush()
            self.wfile.write(b"data: reload\n\n")
            self.wfile.flush()
        except OSError:
            return

    def log_message(self, *_arguments: object) -> None:
        """Say nothing: the terminal belongs to what the builds say."""


def is_here(name: str, host: str) -> bool:
    """Whether the Host of a request names this machine: by an address, as localhost, or as the `host` it listens at.

    An address is always fine, since what is dangerous is a name whose owner has it lead here (DNS rebinding).
    """
    plain = name.strip().lower()
    plain = plain[1:].partition("]")[0] if plain.startswith("[") else plain.partition(":")[0]
    plain = plain.removesuffix(".")
    if plain in {"localhost", host.lower()} or plain.endswith(".localhost"):
        return True
    try:
        ipaddress.ip_address(plain)
    except ValueError:
        return False
    return True


class _Server(ThreadingHTTPServer):
    """Listens at an address of IPv4 or IPv6, and says nothing of readers who went away."""

    daemon_threads = True

    def __init__(self, family: socket.AddressFamily, place: Any, requests: Callable[..., _Requests]) -> None:
        self.address_family = family
        super().__init__(place, requests)

    def server_bind(self) -> None:
        TCPServer.server_bind(self)  # without asking the network for the name of this machine, which nobody reads

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


def site_server(site: Path, prefix: str, host: str, port: int, reloads: Reloads) -> ThreadingHTTPServer:
    """A server of the folder `site` at http://host:port`prefix`, not yet serving. Port 0 takes any that is free.

    `prefix` is a path as people read it, not as addresses quote it. Failure when nothing can be served there.
    """
    requests = partial(_Requests, prefix=prefix, host=host, reloads=reloads, directory=str(site))
    try:
        family, _, _, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        return _Server(family, place, requests)
    except (OSError, UnicodeError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise Failure(
            say("cannot serve at {host}:{port}: {reason}", host=host, port=port, reason=reason), hint=_hint(error)
        ) from error


def _hint(error: Exception) -> Said:
    """What to do about an address at which nothing can be served."""
    if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
        return say("name another port with --port, or 0 for any")
    if isinstance(error, PermissionError):
        return say("name a port above 1023 with --port, or 0 for any")
    return say("name an address of this machine with --host, such as 127.0.0.1 or ::1")
