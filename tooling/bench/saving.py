"""Measures how soon `ideario serve` shows an idea that was saved: from its file's last byte to its page."""

import re
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from measure import Failed

PATIENCE = 300
"""So many seconds a build is waited for."""
BETWEEN = 0.002
"""Seconds between two looks at a page."""
_SERVING = re.compile(r"Serving at (\S+)")
_BUILT = re.compile(r" unchanged\.$")


class _Output:
    """The lines of a running program, waited for one after another."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._lines: list[str] = []
        self._more = threading.Condition()
        self._process = process
        self._reading = threading.Thread(target=self._read, daemon=True)
        self._reading.start()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            with self._more:
                self._lines.append(line.rstrip())
                self._more.notify_all()

    def end(self) -> None:
        """Stop the program, as Ctrl-C does, and hear it out."""
        self._process.send_signal(signal.SIGINT)
        self._process.wait()
        self._reading.join()

    def wait(self, wanted: re.Pattern[str], times: int = 1) -> str:
        """The line in which `wanted` stands for so many times; Failed where it does not come."""

        def found() -> list[str]:
            return [line for line in self._lines if wanted.search(line)]

        with self._more:
            if not self._more.wait_for(lambda: len(found()) >= times, PATIENCE):
                raise Failed(f"serve did not say {wanted.pattern}: {' / '.join(self._lines[-3:])}")
            return found()[times - 1]


@contextmanager
def _serving(root: Path) -> Iterator[tuple[str, _Output]]:
    command = [sys.executable, "-m", "ideario", "--root", root, "serve", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        output = _Output(process)
        try:
            said = _SERVING.search(output.wait(_SERVING))
            assert said is not None
            yield said[1], output
        finally:
            output.end()


def saved(root: Path, idea: Path, page: str, times: int) -> list[float]:
    """Seconds until each of so many sentences, added to the file of an idea one after another, stands on its page.

    `page` is its path in the site. The next sentence is written when the build after the last one has ended.
    """
    took = []
    with _serving(root) as (address, output):
        for number in range(1, times + 1):
            output.wait(_BUILT, number)
            time.sleep(1)  # what such a build leaves to be done on the disk
            sentence = f"Sentence {number} was saved at {time.time_ns()}."
            text = f"{idea.read_text(encoding='utf-8')}\n  {sentence}\n"
            hidden = idea.with_name(f".{idea.name}")  # as editors do it; and a twin's file is another's too
            hidden.write_text(text, encoding="utf-8")
            start = time.perf_counter()
            hidden.replace(idea)
            while sentence not in _shown(address + page):
                if time.perf_counter() > start + PATIENCE:
                    raise Failed(f"serve did not show what was saved in {idea}")
                time.sleep(BETWEEN)
            took.append(time.perf_counter() - start)
    return took


def _shown(address: str) -> str:
    with urllib.request.urlopen(address) as answer:
        return str(answer.read().decode("utf-8"))
