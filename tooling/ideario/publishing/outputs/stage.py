"""Gathers the files of a site in the making: those that differ are laid beside it, the others stay where they are."""

import os
from pathlib import Path

from ideario.files import put_bytes
from ideario.publishing.outputs.digests import Unmade, digest_of_bytes
from ideario.publishing.outputs.site_change import staging_of
from ideario.publishing.outputs.site_record import Output, SiteRecord, look_of


class Stage:
    """The new files of a site on their way; the site at `site` is only read, as far as the `record` knows it."""

    def __init__(self, site: Path, record: SiteRecord) -> None:
        self._site, self._record = site, record
        self._staging = staging_of(site)
        self._folders: set[str] = set()
        self.changed: list[str] = []
        self.outputs: list[Output] = []

    def keeps(self, path: str, digest: bytes) -> bool:
        """Whether the file that stands there was made of what has this digest: then it stays, and nobody makes it."""
        if not self._record.has(path, digest):
            return False
        self.outputs.append(Output(path, digest, *self._record.looks[path]))
        return True

    def add(self, path: str, digest: bytes, content: bytes) -> None:
        """Add a file, made of what has this digest. Where the site has the same bytes, its own stays."""
        look = self._record.looks.get(path)
        if look is None or look.size != len(content) or not _holds(f"{self._site}/{path}", content):
            target = f"{self._staging}/{path}"
            self._make(target.rpartition("/")[0])
            look = look_of(put_bytes(target, content))
            self.changed.append(path)
        self.outputs.append(Output(path, digest, *look))

    def put(self, path: str, content: bytes | Unmade) -> None:
        """Add a file, which is made where it is not there already."""
        digest = digest_of_bytes(content) if isinstance(content, bytes) else content.digest
        if not self.keeps(path, digest):
            self.add(path, digest, content if isinstance(content, bytes) else content.make())

    def _make(self, folder: str) -> None:
        if folder in self._folders:
            return
        try:
            os.mkdir(folder)  # nearly always all that is missing; makedirs would look at every folder above
        except FileExistsError:
            pass  # another process lays files there too
        except OSError:
            os.makedirs(folder, exist_ok=True)
        self._folders.add(folder)

    def fresh(self) -> "Stage":
        """The same stage, to which nothing was added yet: for another process."""
        return Stage(self._site, self._record)

    @property
    def part(self) -> "StagePart":
        """What was added so far."""
        return self.changed, self.outputs


StagePart = tuple[list[str], list[Output]]


def _holds(path: str, content: bytes) -> bool:
    try:
        with open(path, "rb") as file:
            return file.read() == content
    except OSError:
        return False
