"""Gathers short lines by thread, in the order in which they come, in memory that does not grow with them.

What has gathered is moved to a temporary file without a name, which is gone with the run, however it ends.
"""

import tempfile
from collections import defaultdict
from collections.abc import Iterator

MAX_HEAP = 24 * 1024 * 1024


class Spool:
    """Lines, each with its line end, by the name of a thread."""

    def __init__(self) -> None:
        self._heap: defaultdict[bytes, list[bytes]] = defaultdict(list)
        self._size = 0
        self._places: defaultdict[bytes, list[tuple[int, int]]] = defaultdict(list)
        self._file = tempfile.TemporaryFile(prefix="ideario-")  # noqa: SIM115  # open as long as the spool
        self._end = 0

    def add(self, thread: bytes, line: bytes) -> None:
        """One more line of a thread."""
        self._heap[thread].append(line)
        self._size += len(line) + 40  # the value's own weight, nearly
        if self._size > MAX_HEAP:
            self._spill()

    def read(self, thread: bytes) -> bytes:
        """All lines of a thread, in their order."""
        parts = []
        for place, size in self._places.get(thread, ()):
            self._file.seek(place)
            parts.append(self._file.read(size))
        return b"".join([*parts, *self._heap.get(thread, ())])

    def threads(self) -> Iterator[bytes]:
        """The names of all threads that have lines, each once."""
        yield from self._places
        yield from (thread for thread in self._heap if thread not in self._places)

    def close(self) -> None:
        """Give back memory and disk."""
        self._heap.clear()
        self._file.close()

    def _spill(self) -> None:
        self._file.seek(self._end)
        for thread, lines in self._heap.items():
            text = b"".join(lines)
            self._file.write(text)
            self._places[thread].append((self._end, len(text)))
            self._end += len(text)
        self._file.flush()
        self._heap.clear()
        self._size = 0
