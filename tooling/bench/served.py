"""Serves a built site on this machine as GitHub Pages does: below its path, packed with gzip, kept for ten minutes."""

import contextlib
import functools
import gzip
import http.server
import mimetypes
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

PACKED = ("text/", "application/javascript", "application/json", "application/xml", "image/svg+xml")
"""The kinds of files that are packed on the way, by how their names begin; pictures are packed in themselves."""


def file_of(site: Path, below: str, address: str) -> Path | None:
    """The file of `site` that stands at an address, or at its path alone; None where there is none."""
    path = unquote(urlsplit(address).path)
    if not path.startswith(below):
        return None
    found = (site / path[len(below) :]).resolve()
    found = found / "index.html" if found.is_dir() else found
    return found if found.is_relative_to(site.resolve()) and found.is_file() else None


@functools.lru_cache(maxsize=256)
def body_of(path: Path) -> tuple[str, bool, bytes]:
    """What is sent of a file: its kind, whether it is packed, and its bytes."""
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    packed = kind.startswith(PACKED) or kind.endswith(("+json", "+xml"))
    content = path.read_bytes()
    return kind, packed, gzip.compress(content, 6) if packed else content


class _Requests(http.server.BaseHTTPRequestHandler):
    """Answers for one site, named by the server; says nothing on the terminal."""

    protocol_version = "HTTP/1.1"  # one connection for several files, as a host has it
    disable_nagle_algorithm = True  # else the answers' bodies wait for their heads to be confirmed
    server: "_Server"

    def do_GET(self) -> None:
        path = file_of(self.server.site, self.server.below, self.path)
        kind, packed, content = body_of(path or self.server.site / "404.html")
        self.send_response(200 if path else 404)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        if packed:
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Cache-Control", "max-age=600")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        with contextlib.suppress(ConnectionError):  # a browser that has gone on
            self.wfile.write(content)

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - the library calls it so
        pass


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, site: Path, below: str) -> None:
        self.site, self.below = site, below
        super().__init__(("127.0.0.1", 0), _Requests)


@contextlib.contextmanager
def served(site: Path, below: str) -> Iterator[str]:
    """The address of `site` below a path such as `/ideas/`, for as long as it is served."""
    server = _Server(site, below)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}{below}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
