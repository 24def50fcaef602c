"""Shows the site while it is edited: builds, serves, builds again after each change, and reloads the open pages."""

import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from urllib.parse import unquote, urlsplit

from ideario.intake.read_community import read_settings
from ideario.messages.said import say
from ideario.problems import Failure
from ideario.publishing.server import Reloads, site_server, watch
from ideario.resources import Resources


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

    `build_arguments` are what `ideario build` is called with; it runs in a process of its own each time, so that no
    build can bring down the server and so that changed code counts too. Raises Failure when there is nothing to serve
    after the first build, or the port is taken.
    """
    reloads = Reloads()

    def rebuild() -> None:
        tell(say("Building …"))
        command = [sys.executable, "-m", "ideario", "--root", str(root), "build", *build_arguments]
        if subprocess.run(command, check=False).returncode < 2:
            reloads.announce()

    rebuild()
    site = output / "site"
    settings, _ = read_settings(root, resources=resources)
    if settings is None or not (site / "index.html").is_file():
        raise Failure(say("there is no site to serve"), hint=say("mend what the build named, then try again"))
    path = urlsplit(settings.url).path
    server = site_server(site, unquote(path), host, port, reloads)
    stop = watch((root / "content", root / "site", root / "mkdocs.yml", resources.schemas, resources.shell), rebuild)
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
