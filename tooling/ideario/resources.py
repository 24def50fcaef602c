"""Finds what the tool brings along: `schemas/` and `site/shell/`, in a checkout or inside the installed package."""

from dataclasses import dataclass
from pathlib import Path

from ideario.problems import Failure

SOURCE = "https://github.com/ideario/ideario"
"""Where Ideario itself is made."""
PUBLISHED = "https://ideario.github.io/ideario/"
"""Where Ideario's own schemas stand, for a folder that has no settings yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resources:
    """The tool's own root: `schemas` holds *.schema.json; `shell` pages, theme, templates, words and assets."""

    schemas: Path
    shell: Path


def tool_resources() -> Resources:
    """The resources of the running tool.

    An installed wheel carries them in the package; a checkout has them two folders up.
    """
    package = Path(__file__).resolve().parent
    for home, shell in ((package / "data", "shell"), (package.parent.parent, "site/shell")):
        if (home / "schemas").is_dir() and (home / shell).is_dir():
            return Resources(schemas=home / "schemas", shell=home / shell)
    raise Failure(
        "ideario cannot find its own schemas and pages",
        hint="install it again: the package is incomplete",
    )
