"""A build in a process of its own that stays when it has ended, and knows what it has read until the next one has."""

import contextlib
import json
import os
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import IO

from ideario.files import place_below


class StayingBuild:
    """The process of a build: a fresh one each time, so that changed code counts and none can bring down a server."""

    def __init__(self, command: Sequence[str]) -> None:
        """Start `command`. By `--stay` it is told where to say what it changed; then it is asked at its input for more.

        Windows hands no pipes to a process: there a build ends as others do.
        """
        self._told: IO[str] | None = None
        if os.name != "posix":
            self._process = subprocess.Popen(command, text=True)
            return
        ours, theirs = os.pipe()
        told = [*command, "--stay", str(theirs)]
        self._process = subprocess.Popen(told, pass_fds=[theirs], stdin=subprocess.PIPE, text=True)
        os.close(theirs)
        self._told = os.fdopen(ours, encoding="utf-8")

    def wait(self) -> list[str] | None:
        """The paths of the site that the build has changed, when it has ended; None where it has failed.

        All pages count as changed where the build cannot tell.
        """
        if self._told is None:
            return ["assets/"] if self._process.wait() < 2 else None
        return self._answer()

    def show(self, files: Sequence[str]) -> list[str]:
        """The paths of the site in which changed files of the community are shown by now."""
        if self._told is None or self._process.stdin is None or not files:
            return []
        try:
            self._process.stdin.write(json.dumps(files) + "\n")
            self._process.stdin.flush()
        except (OSError, ValueError):  # it has ended, or was let go
            return []
        return self._answer() or []

    def _answer(self) -> list[str] | None:
        line = "" if self._told is None else self._told.readline()
        found: list[str] | None = json.loads(line) if line.endswith("\n") else None
        return found

    def end(self) -> None:
        """Let the process go."""
        self._process.terminate()
        for held in (self._process.stdin, self._told):
            if held is not None:
                with contextlib.suppress(OSError):
                    held.close()
        self._told = None
        self._process.wait()


def files_among(root: Path, changed: Iterable[Path]) -> list[str]:
    """The files of a community among some places, by their paths in it."""
    return sorted({place for path in changed if path.is_file() and (place := place_below(root, path))})
