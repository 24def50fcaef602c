"""Shows the site while it is edited: builds, serves, builds again after each change, and reloads pages that changed."""

import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from urllib.parse import unquote, urlsplit

from ideario.actions.serving.staying_build import StayingBuild, files_among
from ideario.intake.read_community import read_settings
from ideario.messages.said import say
from ideario.problems import Failure
from ideario.publishing.server import Reloads, site_server
from ideario.publishing.watching import watch
from ideario.resources import Resources


class _Follower:
    """Follows changes: an idea that was saved is shown at once, by the last build, and then a new build is made."""

    def __init__(self, root: Path, command: Sequence[str], reloads: Reloads, tell: Callable[[str], None]) -> None:
        self._root, self._command, self._reloads, self._tell = root, command, reloads, tell
        self._last: StayingBuild | None = None
        self._asking = threading.Lock()
        """Held by whoever speaks with the last build or puts another in its place."""
        self._saved: set[Path] = set()
        self._wanted = threading.Event()

    def build(self) -> None:
        """Build once, and announce what has changed."""
        self._tell(say("Building …"))
        build = StayingBuild(self._command)
        changed = build.wait()
        with self._asking:
            if changed is None:  # the last site stays, and so does who knows it
                build.end()
                return
            self._end_last()
            self._last = build
            saved, self._saved = self._saved, set()
            changed += build.show(files_among(self._root, saved))  # saved when the build had read them, perhaps
        self._reloads.announce(changed)

    def change(self, places: set[Path]) -> None:
        """Show what was saved as far as the last build can, and have another one made."""
        with self._asking:
            self._saved |= places
            shown = [] if self._last is None else self._last.show(files_among(self._root, places))
        if shown:
            self._reloads.announce(shown)
        self._wanted.set()

    def follow(self) -> None:
        """Build whenever something has changed, for ever."""
        while True:
            self._wanted.wait()
            self._wanted.clear()
            self.build()

    def _end_last(self) -> None:
        if self._last is not None:
            self._last.end()
            self._last = None

    def end(self) -> None:
        """Let the last build go."""
        with self._asking:
            self._end_last()


def _address(root: Path, site: Path, resources: Resources) -> str:
    """The path that the site has where it is published; Failure where there is none to serve."""
    settings, _ = read_settings(root, resources=resources)
    if settings is None or not (site / "index.html").is_file():
        raise Failure(say("there is no site to serve"), hint=say("mend what the build named, then try again"))
    return urlsplit(settings.url).path


def serve(
    root: Path,
    *,
    resources: Resources,
    output: Path,
    build_arguments: Sequence[str],
    host: str,
    port: int,
    tell: Callable[[str], None],
) -> None:
    """Serve `output`/site until interrupted. `tell` is told the address and each rebuild.

    `build_arguments` are what `ideario build` is called with. Raises Failure when there is nothing to serve after the
    first build, or the port is taken.
    """
    reloads = Reloads()
    command = [sys.executable, "-m", "ideario", "--root", str(root), "build", *build_arguments]
    follower = _Follower(root, command, reloads, tell)
    try:
        follower.build()
        site = output / "site"
        path = _address(root, site, resources)
        server = site_server(site, unquote(path), host, port, reloads)
    except BaseException:
        follower.end()
        raise
    places = (root / "content", root / "site", root / "mkdocs.yml", resources.schemas, resources.shell)
    stop = watch(places, follower.change)
    threading.Thread(target=follower.follow, daemon=True).start()
    where = f"[{host}]" if ":" in host else host
    address = f"http://{where}:{server.server_address[1]}{path}"
    tell(say("Serving at {address} (Ctrl-C ends it)", address=address))
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        tell(say("Stopped."))
    finally:
        stop()
        server.server_close()
        follower.end()
