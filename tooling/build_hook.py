"""Writes into a package of which commit it was made: what communities pin their workflows to is that commit.

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
        commit = self._commit()
        if version == "editable" or commit is None:
            return
        self.folder = tempfile.mkdtemp()
        file = Path(self.folder, SAID)
        file.write_text(f"{commit}\n", encoding="ascii")
        build_data["force_include"][str(file)] = PLACES[self.target_name]

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002
        """Called by hatchling when it has built."""
        if self.folder:
            shutil.rmtree(self.folder)

    def _commit(self) -> str | None:
        home = Path(self.root)
        if (home / SAID).is_file():
            return (home / SAID).read_text(encoding="ascii").strip()
        if not (home / ".git").exists():  # a repository further up is somebody else's
            return None
        asked = subprocess.run(["git", "rev-parse", "HEAD"], cwd=home, check=False, capture_output=True, text=True)
        return asked.stdout.strip() or None
