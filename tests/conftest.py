"""What every test stands on: no network, repeatable examples, the command line in-process, a browser, a file server."""

import contextlib
import functools
import gc
import http.server
import ipaddress
import os
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import chromium
import pytest
from checkout import CHECKOUT
from click.testing import CliRunner
from communities import NOW
from hypothesis import settings
from ideario.cli import main
from playwright.sync_api import Browser, sync_playwright

if TYPE_CHECKING:
    from github_standin import Server

pytest_plugins = ["kept_shells", "shared_budgets", "sync_places", "tallies"]
"""Modules of tests/support/ whose fixtures several rooms ask for: `root`, `place` and `community`.

The first of them makes builds quick.

A test module that has one of that name takes its own.
"""

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # tests run beside each other; threads of numpy's would wait in turn
settings.register_profile(
    "house", deadline=None, derandomize=True, max_examples=50
)  # the same examples everywhere, on slow machines too, and half as many as usual, since there are many such tests
settings.register_profile("search", deadline=None, max_examples=2000)  # HYPOTHESIS_PROFILE=search looks for new ones
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "house"))


class NetworkRefused(Exception):
    """A test tried to leave this machine. No OSError, so that no code under test takes it for a bad connection."""


def _is_loopback(host: object) -> bool:
    name = host.decode("ascii", "replace") if isinstance(host, bytes) else host
    if name in (None, "", "localhost"):
        return True
    try:
        return ipaddress.ip_address(str(name).partition("%")[0]).is_loopback
    except ValueError:
        return False


def _guard(name: str, original: Callable[..., Any]) -> Callable[..., Any]:
    """`original`, a method of sockets that takes an address last, for addresses on this machine alone."""

    @functools.wraps(original)
    def guarded(self: socket.socket, *arguments: Any) -> Any:
        address = arguments[-1]
        if self.family in (socket.AF_INET, socket.AF_INET6) and not _is_loopback(address[0]):
            raise NetworkRefused(f"{name} to {address!r}: tests stay on this machine")
        return original(self, *arguments)

    return guarded


def _guard_names(name: str, original: Callable[..., Any]) -> Callable[..., Any]:
    """`original`, which looks up a host's name, for this machine's names alone."""

    @functools.wraps(original)
    def guarded(host: object, *arguments: Any, **named: Any) -> Any:
        if not _is_loopback(host):
            raise NetworkRefused(f"{name} of {host!r}: tests stay on this machine")
        return original(host, *arguments, **named)

    return guarded


for _method in ("connect", "connect_ex", "sendto"):
    setattr(socket.socket, _method, _guard(_method, getattr(socket.socket, _method)))
for _function in ("getaddrinfo", "gethostbyname", "gethostbyname_ex"):
    setattr(socket, _function, _guard_names(_function, getattr(socket, _function)))


gc.disable()  # while modules are loaded, of which nothing is ever let go


def pytest_collection_finish() -> None:
    """Collect garbage from here on, but do not look through what was loaded again and again."""
    gc.freeze()
    gc.enable()


def pytest_unconfigure() -> None:
    """Look through everything again, or libraries that look for leaks at the end take all that is left for one."""
    gc.unfreeze()


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Load no module for the quick tests of which every test is slow; what it says of itself is read as text."""
    if not config.option.markexpr.startswith("not slow") or collection_path.suffix != ".py":
        return None
    return b"\npytestmark = pytest.mark.slow\n" in collection_path.read_bytes() or None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs a browser, so that it can be left out."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")


@pytest.fixture(scope="session")
def checkout() -> Path:
    """The root of this repository."""
    return CHECKOUT


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every command that a test runs, and does not tell the moment, is run at the same one."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(NOW.timestamp())))


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a run of the command line left behind."""

    exit_code: int
    stdout: str
    stderr: str
    waits: tuple[float, ...]
    """How many seconds it would have waited for GitHub, each time; here it goes on at once."""


@pytest.fixture
def ideario(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Outcome]:
    """The command `ideario` in this very interpreter, through its own `main`; a bug keeps its traceback.

    Nobody waits: for how long it would have slept is in its outcome.

    Call it as `ideario("check", "--format", "json", cwd=folder, stdin="", env={"NAME": "value"})`.
    """
    cache = tmp_path_factory.getbasetemp() / "cache"  # what it remembers of ledgers is no business of this user's

    def run(
        *arguments: str | Path,
        cwd: Path | None = None,
        stdin: str = "",
        env: Mapping[str, str | None] | None = None,
    ) -> Outcome:
        exit_code = 0
        waits: list[float] = []
        with (
            monkeypatch.context() as patch,
            contextlib.chdir(cwd or Path.cwd()),
            CliRunner().isolation(input=stdin, env={"XDG_CACHE_HOME": str(cache), **(env or {})}) as (
                stdout,
                stderr,
                _both,
            ),
        ):
            patch.setattr(sys, "argv", ["ideario", *map(str, arguments)])
            patch.setattr(time, "sleep", _counting(waits))
            try:
                main()
            except SystemExit as stop:
                exit_code = stop.code if isinstance(stop.code, int) else int(stop.code is not None)
            finally:
                gc.enable()  # which a command switches off, since it is over soon
            sys.stdout.flush()
            sys.stderr.flush()
            said, complained = stdout.getvalue(), stderr.getvalue()
        return Outcome(exit_code=exit_code, stdout=said.decode(), stderr=complained.decode(), waits=tuple(waits))

    return run


def _counting(waits: list[float]) -> Callable[[float], None]:
    """A `time.sleep` that takes down what this thread would wait, and has others wait as ever: the stand-in may."""
    here, sleep = threading.get_ident(), time.sleep

    def told(seconds: float) -> None:
        if threading.get_ident() == here:
            waits.append(seconds)
        else:
            sleep(seconds)

    return told


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A running Chromium. Take `browser.new_context()` in a test, so that no two tests share cookies or storage."""
    executable = chromium.installed()
    if executable is None:
        pytest.fail("no Chromium on this machine: make test installs one", pytrace=False)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=executable, args=list(chromium.ARGUMENTS))
        yield running
        running.close()


class _Files(http.server.SimpleHTTPRequestHandler):
    """Files of one folder below one path; says nothing on the terminal."""

    below = "/"

    def translate_path(self, path: str) -> str:
        if not path.startswith(self.below):
            return os.path.join(self.directory, "no", "such", "file")
        return super().translate_path("/" + path[len(self.below) :])

    def log_request(self, code: object = "-", size: object = "-") -> None:
        pass

    def log_error(self, *arguments: Any) -> None:
        pass


@pytest.fixture
def serve_folder() -> Iterator[Callable[..., str]]:
    """A static file server on this machine: `serve_folder(folder, below="/ideario/")` → its address, ending in a slash.

    `below` is the path under which the folder stands, as a project's Pages do.
    """
    with contextlib.ExitStack() as running:

        def serve(folder: Path, *, below: str = "/") -> str:
            kind = type("Files", (_Files,), {"below": below})
            server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(kind, directory=str(folder)))
            server.daemon_threads = True
            thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
            thread.start()
            running.callback(server.server_close)
            running.callback(thread.join)
            running.callback(server.shutdown)
            return f"http://127.0.0.1:{server.server_port}{below}"

        yield serve


@pytest.fixture
def github(request: pytest.FixtureRequest) -> "Iterator[Server]":
    """A stand-in for GitHub, see `github_standin/`. What GitHub's own descriptions do not allow fails the test.

    It is asked in place, but through sockets in the room of GitHub's adapter, where faults may break a connection, and
    by other processes.
    """
    from direct_wire import in_place  # bring GitHub's whole schema, which most tests need not wait for
    from github_standin import serve

    adapter = request.path.parent.name == "github"
    with serve() as server, contextlib.nullcontext() if adapter else in_place(server):
        yield server
    assert server.violations == []
