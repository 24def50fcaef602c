"""Runs a command as a whole process and says what it took: seconds, processor seconds, peak memory. Linux only."""

import os
import shutil
import statistics
import subprocess
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

EVERY = 0.2  # seconds between two looks at the memory, each of which holds up what it looks at for a moment


class Failed(Exception):
    """A measured command ended with an exit code that means failure; the text is its output's end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run. `peak` is in MB: the larger of what the kernel says of the largest process of the tree and of the
    largest sum over the tree seen at once, shared pages counted once (PSS).
    """

    wall: float
    cpu: float
    peak: float


def _tree(pid: int) -> Iterable[int]:
    yield pid
    try:
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                yield from _tree(int(child))
    except OSError:
        return  # ended while we looked


def _shared_out(pid: int) -> int:
    """The proportional set size of a process in KB; 0 when it has ended."""
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    except OSError:
        pass
    return 0


def run(
    command: Sequence[str | Path], *, cwd: Path, log: Path, env: Mapping[str, str] | None = None, good: int = 0
) -> Run:
    """Run `command` in `cwd`, its output going to `log`; Failed when the exit code is above `good`."""
    ended = threading.Event()
    sums = [0]
    os.sync()  # what was run before has its files written first, and not beside this one
    with log.open("wb") as output:
        start = time.perf_counter()
        started = subprocess.Popen(
            [str(part) for part in command], cwd=cwd, env={**os.environ, **(env or {})},
            stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
        )  # fmt: skip

        def look() -> None:
            while not ended.wait(EVERY):
                sums[0] = max(sums[0], sum(map(_shared_out, _tree(started.pid))))

        looking = threading.Thread(target=look)
        looking.start()
        _, status, usage = os.wait4(started.pid, 0)
        wall = time.perf_counter() - start
        ended.set()
        looking.join()
    started.returncode = os.waitstatus_to_exitcode(status)
    if not 0 <= started.returncode <= good:
        raise Failed(f"exit code {started.returncode}: {log.read_text(errors='replace')[-2000:]}")
    return Run(wall=wall, cpu=usage.ru_utime + usage.ru_stime, peak=max(sums[0], usage.ru_maxrss) / 1024)


def middle(runs: Sequence[Run]) -> Run:
    """The medians of several runs, each figure for itself; of the peaks the largest."""
    return Run(
        wall=statistics.median(each.wall for each in runs),
        cpu=statistics.median(each.cpu for each in runs),
        peak=max(each.peak for each in runs),
    )


def twin(source: Path, target: Path) -> None:
    """A copy of a folder that shares its files' contents: made at once, and apart as soon as a file is replaced."""
    shutil.copytree(source, target, copy_function=os.link)
