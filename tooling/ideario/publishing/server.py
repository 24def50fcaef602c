"""Serves a built site on this machine as a project page would be, and reloads open pages when it is told to.

Owns watchdog. A static file server and nothing more: what is published needs no server at all. It answers
only who asks for it by an address of a machine, as `localhost` or by the name it was given, so that no page from
elsewhere can have its own name lead here and read drafts.
"""

import errno
import ipaddress
import socket
import sys
import threading
from collections.abc import Callable, Iterable
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socketserver import TCPServer
from typing import Any
from urllib.parse import quote, unquote

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer

from ideario.messages.said import Said, say
from ideario.problems import Failure

QUIET = 0.2  # seconds without a change before something is done about it: editors write in several steps
_SCRIPT = "/__ideario/reload.js"
_EVENTS = "/__ideario/events"
_MAX_LENGTH = 4096  # characters of an address: longer than any of a site, since names of folders end at 255 bytes
# A file and not an inline script, which the site's own security policy would refuse.
_RELOAD = f"""new EventSource("{_EVENTS}").onmessage = () => location.reload();\n"""


class Reloads:
    """Tells open pages to load themselves again."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._count = 0

    def announce(self) -> None:
        """Reload every open page."""
        with self._changed:
            self._count += 1
            self._changed.notify_all()

    def wait(self, seconds: float) -> bool:
        """Whether a reload was announced within so many seconds from now."""
        with self._changed:
            before = self._count
            return self._changed.wait_for(lambda: self._count != before, seconds)


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
        path = unquote(self.path.partition("?")[0].partition("#")[0])
        if path == _SCRIPT:
            self._answer(HTTPStatus.OK, "text/javascript", _RELOAD.encode())
        elif path == _EVENTS:
            self._events()
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
        try:
            content = file.read_bytes()
        except OSError:  # no such page and no page that says so, or a build that takes the place of another just now
            self._refuse(HTTPStatus.NOT_FOUND, "not found")
            return
        if file.suffix == ".html":
            content = content.replace(b"</body>", f'<script src="{_SCRIPT}"></script></body>'.encode(), 1)
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

    def _events(self) -> None:
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        try:
            while True:
                # A comment now and then finds out whether the page has gone.
                self.wfile.write(b"data: reload\n\n" if self._reloads.wait(15) else b": still here\n\n")
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


class _Burst:
    """Calls `act` once there has been no change for a moment, one call at a time."""

    def __init__(self, act: Callable[[], None]) -> None:
        self._act = act
        self._timer: threading.Timer | None = None
        self._lock = threading.Lock()
        self._acting = threading.Lock()

    def change(self) -> None:
        """Take note of a change."""
        with self._lock:
            if self._timer is not None:
                self._timer.cancel()
            self._timer = threading.Timer(QUIET, self._run)
            self._timer.daemon = True
            self._timer.start()

    def _run(self) -> None:
        with self._acting:
            self._act()


class _Changes(FileSystemEventHandler):
    """Tells `burst` of changes below `place`: a folder, or one file."""

    def __init__(self, place: Path, burst: _Burst) -> None:
        self._place, self._burst = place, burst

    def on_any_event(self, event: FileSystemEvent) -> None:
        if event.event_type in {"opened", "closed_no_write"}:
            return  # reading is no change
        for path in (Path(str(name)) for name in (event.src_path, event.dest_path) if name):
            if path == self._place:
                self._burst.change()
            elif path.is_relative_to(self._place):
                inside = path.relative_to(self._place).parts
                if not any(part.startswith(".") for part in inside):  # hidden files are no sources
                    self._burst.change()


def watch(places: Iterable[Path], act: Callable[[], None]) -> Callable[[], None]:
    """Call `act` after each burst of changes at the places, folders or files, one call at a time.

    Returns what stops it. A place that does not exist is passed over.
    """
    observer = Observer()
    burst = _Burst(act)
    for place in (place.resolve() for place in places):
        if place.is_dir():
            observer.schedule(_Changes(place, burst), str(place), recursive=True)
        elif place.is_file():
            observer.schedule(_Changes(place, burst), str(place.parent), recursive=False)
    observer.start()

    def stop() -> None:
        observer.stop()
        observer.join()

    return stop
