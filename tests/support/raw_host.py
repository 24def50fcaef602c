"""A host that shows files as they are, as GitHub's does: by owner, name, commit and path, to pages of any origin."""

import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

ENDLESS = b"endless"
"""Instead of a file's bytes: that there is no end of them."""


@dataclass(kw_only=True)
class RawHost:
    """What it shows, by the path of its address: bytes, or a status without any. `asked` are the requests it got."""

    url: str = ""
    files: dict[str, bytes | int] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    sent: int = 0


@contextmanager
def raw_host() -> Iterator[RawHost]:
    """One that runs on this machine, on an origin of its own."""
    host = RawHost()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            host.asked.append((self.path, dict(self.headers)))
            found = host.files.get(self.path, 404)
            self.send_response(200 if isinstance(found, bytes) else found)
            self.send_header("Access-Control-Allow-Origin", "*")
            self.send_header("Content-Type", "text/plain; charset=utf-8")
            if found == 302:
                self.send_header("Location", f"{host.url}elsewhere")
            self.end_headers()
            if found == ENDLESS:
                self.endless()
            elif isinstance(found, bytes):
                self.wfile.write(found)

        def endless(self) -> None:
            try:
                while host.sent < 50_000_000:
                    host.sent += self.wfile.write(b"title: x\n" * 1000)
            except OSError:
                pass  # whoever asked has gone away

        def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - the library calls it so
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    host.url = f"http://127.0.0.1:{server.server_port}/"
    try:
        yield host
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
