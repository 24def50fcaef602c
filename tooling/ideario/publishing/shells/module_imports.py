"""Says which scripts a script imports, so that a page can name them all and none is asked for a round trip later."""

import posixpath
import re
from pathlib import Path

_IMPORT = re.compile(r'^import .* from "(\.[^"]+)";$', re.MULTILINE)


def imported(assets: Path, module: str) -> list[str]:
    """The paths in `assets` of all that `module`, itself such a path, imports as it begins, one import after another.

    What it imports later, when somebody asks for it, is not among them.
    """
    found: dict[str, None] = {}
    waiting = [module]
    while waiting:
        name = waiting.pop(0)
        for address in _IMPORT.findall((assets / name).read_text("utf-8")):
            path = posixpath.normpath(posixpath.join(posixpath.dirname(name), address))
            if path not in found and path != module:
                found[path] = None
                waiting.append(path)
    return list(found)
