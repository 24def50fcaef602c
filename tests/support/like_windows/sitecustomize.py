"""Makes a Python on this system lack what Windows has not, for programs that are started with this folder on the path.

Python imports a module of this name before anything else. Libraries that are made for this very system keep what they
look for, such as `os.uname`; how Windows names and locks files is not shown here.
"""

import multiprocessing
import os
import signal
import sys
from collections.abc import Sequence
from types import ModuleType

MODULES = {"fcntl", "grp", "pty", "pwd", "readline", "resource", "termios", "tty"}
FUNCTIONS = """fork forkpty nice getuid geteuid getgid getegid getpgid killpg setsid chown fchmod fchown mkfifo statvfs
    sched_getaffinity posix_fadvise register_at_fork waitid wait3 sync pread pwrite
    O_NOFOLLOW O_NONBLOCK O_DIRECTORY O_CLOEXEC""".split()
SIGNALS = ("SIGKILL", "SIGHUP", "SIGALRM", "SIGUSR1", "SIGPIPE")


class _Missing:
    """Finds no module that Windows does not have."""

    def find_spec(self, name: str, _path: Sequence[str] | None = None, _target: ModuleType | None = None) -> None:
        if name in MODULES:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)


sys.meta_path.insert(0, _Missing())
for name in MODULES:
    sys.modules.pop(name, None)
for place, names in ((os, FUNCTIONS), (signal, SIGNALS)):
    for name in names:
        if hasattr(place, name):
            delattr(place, name)
contexts = multiprocessing.context._concrete_contexts  # type: ignore[attr-defined]  # how processes can be begun
for way in ("fork", "forkserver"):
    contexts.pop(way, None)
multiprocessing.set_start_method("spawn")
multiprocessing.get_all_start_methods = lambda: ["spawn"]
