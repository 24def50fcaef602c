"""Serves a built site on this machine as GitHub Pages does: below its path, packed with gzip, kept for ten minutes."""

import contextlib
import functools
import gzip
import http.server
import mimetypes
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

PACKED = ("text/", "application/javascript", "application/json", "application/xml", "image/svg+xml")
"""The kinds of files that are packed on the way, by how their names begin; pictures are packed in themselves."""


@functools.lru_cache(maxsize=256)
def _body(path: Path) -> tuple[str, bool, bytes]:
    """What is sent of a file: its kind, whether it is packed, and its bytes."""
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    packed = kind.startswith(PACKED) or kind.endswith(("+json", "+xml"))
    content = path.read_bytes()
    return kind, packed, gzip.compress(content, 6) if packed else content


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """A site while it is served: its folder, and its whole address, which ends in the path that it stands below."""

    site: Path
    address: str

    def file(self, path: str) -> Path:
        """The file that answers for a path below the address; the 404 page where there is none."""
        found = (self.site / path).resolve()
        found = found / "index.html" if found.is_dir() else found
        here = found.is_relative_to(self.site.resolve()) and found.is_file()
        return found if here else self.site / "404.html"

    def sent(self, url: str) -> int:
        """How many bytes are sent of what a whole address names, without the head of the answer."""
        return len(_body(self.file(_path(url.removeprefix(self.address))))[2])


def _path(address: str) -> str:
    return unquote(urlsplit(address).path)


class _Requests(http.server.BaseHTTPRequestHandler):
    """Answers for one site, named by the server; says nothing on the terminal."""

    protocol_version = "HTTP/1.1"  # one connection for several files, as a host has it
    disable_nagle_algorithm = True  # else the answers' bodies wait for their heads to be confirmed
    server: "_Server"

    def handle_one_request(self) -> None:
        try:
            super().handle_one_request()
        except ConnectionError:  # of a browser that was ended
            self.close_connection = True

    def do_GET(self) -> None:
        path, below = _path(self.path), self.server.below
        lost = self.server.host.site / "404.html"
        file = self.server.host.file(path[len(below) :]) if path.startswith(below) else lost
        kind, packed, content = _body(file)
        self.send_response(404 if file == lost else 200)
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
        super().__init__(("127.0.0.1", 0), _Requests)
        self.below = below
        self.host = Host(site=site, address=f"http://127.0.0.1:{self.server_port}{below}")


@contextlib.contextmanager
def served(site: Path, below: str) -> Iterator[Host]:
    """The host of `site` below a path such as `/ideas/`, for as long as it is served."""
    server = _Server(site, below)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server.host
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
