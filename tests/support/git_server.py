"""git over HTTP on this machine, by git's own backend, for those who bring the right token."""

import base64
import contextlib
import http.server
import os
import subprocess
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

Right = Literal["read", "write"]


@dataclass(slots=True, kw_only=True)
class GitServer:
    """A server of the repositories below a folder. `asked` is what each request brought as authorization.

    `before_push` is called once, when somebody is about to push and has not been told yet what stands there.
    """

    url: str = ""
    asked: list[str | None] = field(default_factory=list)
    before_push: Callable[[], None] | None = None


class _Guarded(http.server.BaseHTTPRequestHandler):
    projects: Path
    rights: Mapping[str, Right]  # by the authorization that a token makes
    server_of: GitServer

    def do_GET(self) -> None:
        brought = self.headers["Authorization"]
        self.server_of.asked.append(brought)
        right = self.rights.get(brought or "")
        if right is None:
            self.send_response(401)
            self.send_header("WWW-Authenticate", 'Basic realm="git"')
            self.end_headers()
            return
        if "git-receive-pack" in self.path and right != "write":
            self.send_response(403)
            self.end_headers()
            return
        if "service=git-receive-pack" in self.path and self.server_of.before_push is not None:
            before, self.server_of.before_push = self.server_of.before_push, None
            before()
        path, _, query = self.path.partition("?")
        length = int(self.headers["Content-Length"] or 0)
        answer = subprocess.run(
            ["git", "http-backend"],
            input=self._unchunked() if self.headers["Transfer-Encoding"] == "chunked" else self.rfile.read(length),
            capture_output=True,
            check=True,
            env={
                **os.environ,
                "GIT_PROJECT_ROOT": str(self.projects),
                "GIT_HTTP_EXPORT_ALL": "1",
                "REQUEST_METHOD": self.command,
                "PATH_INFO": path,
                "QUERY_STRING": query,
                "CONTENT_TYPE": self.headers["Content-Type"] or "",
                "HTTP_CONTENT_ENCODING": self.headers["Content-Encoding"] or "",
                "GIT_PROTOCOL": self.headers["Git-Protocol"] or "",
                "REMOTE_USER": "x-access-token",
            },
        ).stdout
        head, _, body = answer.partition(b"\r\n\r\n")
        lines = [line.partition(": ") for line in head.decode().split("\r\n")]
        self.send_response(next((int(value.split()[0]) for name, _, value in lines if name == "Status"), 200))
        for name, _, value in lines:
            if name != "Status":
                self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET  # noqa: N815 - the name is the protocol's

    def _unchunked(self) -> bytes:
        parts = []
        while size := int(self.rfile.readline(), 16):
            parts.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(parts)

    def log_message(self, *arguments: object) -> None:
        pass


@contextlib.contextmanager
def git_server(projects: Path, tokens: Mapping[str, Right]) -> Iterator[GitServer]:
    """Serve `projects` until the block ends; who brings one of the tokens may do what it is good for."""
    rights = {
        f"basic {base64.b64encode(f'x-access-token:{token}'.encode()).decode()}": right
        for token, right in tokens.items()
    }
    running = GitServer()
    kind = type("Guarded", (_Guarded,), {"projects": projects, "rights": rights, "server_of": running})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), kind)
    running.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield running
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
