"""Runs package managers; waits up to two minutes where one is busy or its registry asks for a pause, and says so."""

import re
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

PATIENCE = 120.0
"""So many seconds somebody else's package manager is waited for."""
PAUSE = 2.0
# apt and dpkg about their locks (the lock of lists is none that apt itself can wait for), npm about its registry and
# about files that another npm holds, Playwright about its folder.
BUSY = re.compile(
    r"[Cc]ould not get lock|[Uu]nable to (?:lock|acquire)|is another process using|dpkg frontend lock"
    r"|\bE(?:429|503|BUSY|LOCKED|TIMEDOUT|CONNRESET|AI_AGAIN)\b|lockfile|__dirlock|Too Many Requests"
)


def patiently(
    command: Sequence[str],
    *,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    patience: float = PATIENCE,
) -> subprocess.CompletedProcess[str]:
    """Run a command, and again while it fails because something is busy, for at most `patience` seconds.

    What it says of a try that is made again is not shown; one sentence says that it is waited for.
    """
    end = time.monotonic() + patience
    told = False
    while True:
        done = subprocess.run(command, cwd=cwd, env=env, check=False, capture_output=True, text=True)
        busy = done.returncode != 0 and BUSY.search(done.stderr + done.stdout) is not None
        if not busy or time.monotonic() + PAUSE > end:
            return done
        if not told:
            name = Path(command[0]).name
            print(f"{name} is busy; waiting for it, at most {patience:.0f} seconds …", file=sys.stderr, flush=True)
            told = True
        time.sleep(PAUSE)
