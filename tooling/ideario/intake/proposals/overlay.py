"""Lays the files of a proposal over a copy of the community's content, and takes them away again. Judges nothing."""

import contextlib
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ideario.intake.content_files import PICTURE_BYTES
from ideario.intake.explaining.faults import MAX_BYTES

TOO_LONG = b"#" * (max(MAX_BYTES, PICTURE_BYTES) + 1)
"""What stands for a file that nobody reads, since it is too long."""
Laid = bytes | Literal["link", "too long"]
"""A file's bytes, or what else there is at its path."""


class CannotLie(Exception):
    """A proposal whose files cannot stand in one folder together with those that are there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlay:
    """A copy of a community's files in `folder`, of which the originals are in `root`."""

    root: Path
    folder: Path

    @contextlib.contextmanager
    def laid(self, files: Mapping[str, Laid], gone: Sequence[str]) -> Iterator[None]:
        """Have these files in the folder, and those that are `gone` not, as long as the block runs.

        The paths lead below the folder. Raises CannotLie where a name is a folder's in one and a file's in the other.
        """
        paths = [*files, *gone]
        try:
            for path in paths:
                self._remove(path)
            for path, content in files.items():
                self._write(path, content)
            yield
        finally:
            for path in paths:
                self._remove(path)
            for path in paths:
                self._restore(path)

    def _write(self, path: str, content: Laid) -> None:
        place = self.folder / path
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            if not place.parent.resolve().is_relative_to(self.folder.resolve()):
                raise CannotLie(path)
            if content == "link":
                place.symlink_to("nowhere")
            else:
                place.write_bytes(TOO_LONG if content == "too long" else content)
        except (OSError, ValueError) as error:  # a name with an odd sign, or a folder's that is a file's
            raise CannotLie(path) from error

    def _remove(self, path: str) -> None:
        """Take a file away, and the folders that were there for it alone."""
        place = self.folder / path
        if not self._inside(place.parent):
            return
        with contextlib.suppress(OSError, ValueError):
            if place.is_symlink() or not place.is_dir():
                place.unlink()
        for above in place.relative_to(self.folder).parents:
            if not (self.root / above).is_dir():
                with contextlib.suppress(OSError, ValueError):
                    (self.folder / above).rmdir()

    def _restore(self, path: str) -> None:
        original, place = self.root / path, self.folder / path
        with contextlib.suppress(ValueError):
            if os.path.lexists(original) and not original.is_dir() and self._inside(original.parent, self.root):
                place.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(original, place, follow_symlinks=False)

    def _inside(self, place: Path, top: Path | None = None) -> bool:
        """Whether a folder really lies in ours, and no link leads elsewhere."""
        try:
            return place.resolve().is_relative_to((top or self.folder).resolve())
        except (OSError, ValueError):
            return False


def copied(root: Path, folder: Path) -> Overlay:
    """A copy of the content below `root` in `folder`, which is empty; the ledger is left out."""
    content = root / "content"
    shutil.copytree(
        content, folder / "content", symlinks=True,
        ignore=lambda here, names: ["ledger"] if Path(here) == content and "ledger" in names else [],
    )  # fmt: skip
    if (root / "schemas").is_dir():
        (folder / "schemas").mkdir()
    return Overlay(root=root, folder=folder)
