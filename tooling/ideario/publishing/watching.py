"""Watches folders and files, and tells what has changed in them when it has been quiet for a moment. Owns watchdog."""

import threading
from collections.abc import Callable, Iterable
from pathlib import Path

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer

QUIET = 0.05
"""Seconds without a change before something is done about it: editors write in several steps."""


class _Burst:
    """Calls `act` with the places that have changed once there has been no change for a moment, one call at a time."""

    def __init__(self, act: Callable[[set[Path]], None]) -> None:
        self._act = act
        self._places: set[Path] = set()
        self._timer: threading.Timer | None = None
        self._lock = threading.Lock()
        self._acting = threading.Lock()

    def change(self, place: Path) -> None:
        """Take note of a change."""
        with self._lock:
            self._places.add(place)
            if self._timer is not None:
                self._timer.cancel()
            self._timer = threading.Timer(QUIET, self._run)
            self._timer.daemon = True
            self._timer.start()

    def _run(self) -> None:
        with self._acting:
            with self._lock:
                places, self._places = self._places, set()
            if places:
                self._act(places)


class _Changes(FileSystemEventHandler):
    """Tells `burst` of changes below `place`: a folder, or one file."""

    def __init__(self, place: Path, burst: _Burst) -> None:
        self._place, self._burst = place, burst

    def on_any_event(self, event: FileSystemEvent) -> None:
        if event.event_type in {"opened", "closed_no_write"}:
            return  # reading is no change
        for path in (Path(str(name)) for name in (event.src_path, event.dest_path) if name):
            if path == self._place:
                self._burst.change(path)
            elif path.is_relative_to(self._place):
                inside = path.relative_to(self._place).parts
                if not any(part.startswith(".") for part in inside):  # hidden files are no sources
                    self._burst.change(path)


def watch(places: Iterable[Path], act: Callable[[set[Path]], None]) -> Callable[[], None]:
    """Call `act` with what has changed after each burst of changes at the places, folders or files, one call at a time.

    Returns what stops it. A place that does not exist is passed over.
    """
    observer = Observer()
    burst = _Burst(act)
    for place in (place.resolve() for place in places):
        if place.is_dir():
            observer.schedule(_Changes(place, burst), str(place), recursive=True)
        elif place.is_file():
            observer.schedule(_Changes(place, burst), str(place.parent), recursive=False)
    observer.start()

    def stop() -> None:
        observer.stop()
        observer.join()

    return stop
