"""The stand-in as a program of its own, started and spoken to from a test, so that its CPU and memory count apart."""

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SUPPORT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Apart:
    """A stand-in that runs by itself."""

    url: str
    graphql_url: str
    repository: str
    pid: int

    def environment(self, token: str = "maintainer-token") -> dict[str, str]:
        """What Actions set for a job, with this server in GitHub's place."""
        return {
            "GITHUB_TOKEN": token,
            "GITHUB_REPOSITORY": self.repository,
            "GITHUB_API_URL": self.url,
            "GITHUB_GRAPHQL_URL": self.graphql_url,
        }

    def _ask(self, method: str, path: str, body: Any = None) -> Any:
        content = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.url}/_standin/{path}", data=content, method=method)
        with urllib.request.urlopen(request, timeout=300) as answer:
            text = answer.read()
        return json.loads(text) if text else None

    def counters(self) -> dict[str, Any]:
        """Requests, points, nodes, …, `cpu_seconds`, `memory_mib` and `violations` of the stand-in."""
        found: dict[str, Any] = self._ask("GET", "counters")
        return found

    def voters(self) -> list[tuple[int, str]]:
        """(id, login) of every account that ever reacted."""
        return [(number, login) for number, login in self._ask("GET", "voters")]

    def change(self, changes: list[dict[str, Any]]) -> None:
        """Change the state: `[{"do": "react", "thread": "pull/1", "login": "zoe"}]`."""
        self._ask("POST", "changes", changes)

    def fault(self, kind: str, **settings: Any) -> None:
        """Switch a fault on, as `Faults.add` does."""
        self._ask("POST", "faults", {"kind": kind, **settings})

    def clear(self) -> None:
        """Switch all faults off."""
        self._ask("DELETE", "faults")

    def refill(self) -> None:
        """Begin every token's hour anew."""
        self._ask("POST", "refill")

    def limit(self, **sizes: Any) -> None:
        """Set sizes of `Limits`."""
        self._ask("POST", "limits", sizes)


@contextlib.contextmanager
def apart(
    changes: list[dict[str, Any]] | None = None, *, checked: bool | int = True, home: str = "riverton/ideas"
) -> Iterator[Apart]:
    """A stand-in in a program of its own, with this state, until the block ends."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "changes.json")
        path.write_text(json.dumps(changes or []), encoding="utf-8")
        command = [
            sys.executable,
            "-m",
            "github_standin",
            "--changes",
            str(path),
            "--home",
            home,
            "--check",
            str(int(checked)),
        ]
        environment = {**os.environ, "PYTHONPATH": str(SUPPORT)}
        running = subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        try:
            assert running.stdout is not None
            line = running.stdout.readline()
            assert line, "the stand-in did not start"
            yield Apart(**json.loads(line), pid=running.pid)
        finally:
            assert running.stdin is not None
            running.stdin.close()  # it ends with its standard input
            assert running.stdout is not None
            running.stdout.close()
            try:
                running.wait(timeout=20)
            except subprocess.TimeoutExpired:
                running.kill()
                running.wait()
