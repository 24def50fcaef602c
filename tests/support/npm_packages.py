"""Packages of npm that a lock file pins: fetched with the ordinary client, which compares each with its hash there.

No script of theirs is run, and nothing is fetched twice.
"""

import shutil
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from patience import patiently

PINS = ("package.json", "package-lock.json")


@dataclass(frozen=True, slots=True)
class NpmPackages:
    """The packages that the two files in `sources` pin, installed in `folder`/node_modules."""

    sources: Path
    folder: Path

    def up_to_date(self) -> bool:
        """Whether what is installed is what is pinned."""
        stamp = self.folder / "stamp"
        return stamp.is_file() and stamp.read_text() == self._pinned()

    def _pinned(self) -> str:
        return sha256(b"".join((self.sources / name).read_bytes() for name in PINS)).hexdigest()

    def fetch(self, about: str) -> str | None:
        """Have the packages in the folder, saying `about` where they are fetched; what went wrong, None for nothing."""
        if self.up_to_date():
            return None
        npm = shutil.which("npm")
        if npm is None:
            return "Node.js and npm are not here: install them (on Debian and Ubuntu: sudo apt-get install npm)"
        print(f"{about} …", flush=True)
        try:
            shutil.rmtree(self.folder, ignore_errors=True)
            self.folder.mkdir(parents=True)
            for name in PINS:
                shutil.copy(self.sources / name, self.folder / name)
        except OSError as error:
            return f"the packages cannot be written: {error}"
        done = patiently([npm, "ci", "--silent", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=self.folder)
        if done.returncode != 0:
            return f"npm could not fetch the packages; it needs a package registry once. It said: {done.stderr.strip()}"
        (self.folder / "stamp").write_text(self._pinned())
        return None
