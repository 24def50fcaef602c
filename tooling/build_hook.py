"""Writes into a package of which commit it was made, and whether that is a release: communities pin workflows to it.

Runs inside hatchling. A checkout is asked by git; what was made of one says it in a file. Where neither is there,
nothing is written, and the package works all the same.
"""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SAID = "COMMIT"
"""The file at the top of a source package."""
PLACES = {"sdist": SAID, "wheel": "ideario/data/commit"}


class CommitHook(BuildHookInterface):  # type: ignore[misc]  # hatchling's class, which is generic over nothing we use
    """Adds the file to the source package and to the wheel; what is installed in place is its own checkout."""

    PLUGIN_NAME = "custom"
    folder = ""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling before it builds."""
        os.environ.pop("SOURCE_DATE_EPOCH", None)  # a commit makes the same bytes everywhere, so files get a fixed date
        made_of = self._made_of()
        if version == "editable" or made_of is None:
            return
        self.folder = tempfile.mkdtemp()
        file = Path(self.folder, SAID)
        file.write_text(f"{made_of}\n", encoding="ascii")
        build_data["force_include"][str(file)] = PLACES[self.target_name]

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002
        """Called by hatchling when it has built."""
        if self.folder:
            shutil.rmtree(self.folder)

    def _made_of(self) -> str | None:
        """The commit, and the tag of this version where it has that one."""
        home = Path(self.root)
        if (home / SAID).is_file():
            return (home / SAID).read_text(encoding="ascii").strip()
        if not (home / ".git").exists():  # a repository further up is somebody else's
            return None
        tag = f"v{self.metadata.version}"
        commit = _answer(home, "rev-parse", "HEAD")
        return f"{commit} {tag}" if tag in _answer(home, "tag", "--points-at", "HEAD").split() else commit or None


def _answer(home: Path, *question: str) -> str:
    """What git prints, nothing where it cannot answer."""
    asked = subprocess.run(["git", *question], cwd=home, check=False, capture_output=True, text=True)
    return asked.stdout.strip()
