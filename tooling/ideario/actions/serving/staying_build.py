"""A build in a process of its own that stays when it has ended, and knows what it has read until the next one has."""

import contextlib
import json
import os
import socket
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path

from ideario.files import place_below


class StayingBuild:
    """The process of a build: a fresh one each time, so that changed code counts and none can bring down a server."""

    def __init__(self, command: Sequence[str]) -> None:
        """Start `command`, which is told by `--stay` where to say what it changed and to be asked for more."""
        self._ours: socket.socket | None = None
        theirs: Sequence[int] = ()
        if os.name == "posix":
            self._ours, other = socket.socketpair()
            theirs = (other.fileno(),)
            command = [*command, "--stay", str(other.fileno())]
        self._process = subprocess.Popen(command, pass_fds=theirs)
        if self._ours is not None:
            other.close()
            self._lines = self._ours.makefile("rw", encoding="utf-8", newline="\n")

    def wait(self) -> list[str] | None:
        """The paths of the site that the build has changed, when it has ended; None where it has failed.

        Every page counts as changed where the build cannot tell.
        """
        if self._ours is None:
            return ["assets/"] if self._process.wait() < 2 else None
        return self._answer()

    def show(self, files: Sequence[str]) -> list[str]:
        """The paths of the site in which changed files of the community are shown by now."""
        if self._ours is None or not files:
            return []
        try:
            self._lines.write(json.dumps(files) + "\n")
            self._lines.flush()
        except OSError:
            return []
        return self._answer() or []

    def _answer(self) -> list[str] | None:
        try:
            line = self._lines.readline()
        except OSError:
            return None
        found: list[str] | None = json.loads(line) if line.endswith("\n") else None
        return found

    def end(self) -> None:
        """Let the process go."""
        if self._ours is not None:
            for held in (self._lines, self._ours):
                with contextlib.suppress(OSError):
                    held.close()
            self._ours = None
        self._process.terminate()
        self._process.wait()


def files_among(root: Path, changed: Iterable[Path]) -> list[str]:
    """The files of a community among some places, by their paths in it."""
    return sorted({place for path in changed if path.is_file() and (place := place_below(root, path))})
