"""What of a proposal is looked at, by the paths that it touches. Reads nothing itself."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from ideario.forge.open_pulls import OpenPull
from ideario.forge.port import Account, FileChange
from ideario.forge.writing_port import FileThere, Place

MAX_FILES = 50
"""Files below content/ that are fetched of one proposal."""
MAX_LISTED = 3_000
"""Files of a pull request that a forge names."""
MAX_PATH, MAX_NAME = 1_000, 255
"""Bytes of a path, and of a name in it, that a disk has room for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenProposal:
    """A pull request as it is judged. `changes` are all of its files, as many as the forge names.

    `found` is what stands at the paths below content/ that it does not take away, by path; `proposer` whose it is, None
    for a deleted account. `cut` says that it has more files than are looked at, and then `found` is empty.
    """

    pull: OpenPull
    proposer: Account | None
    changes: tuple[FileChange, ...]
    found: Mapping[str, FileThere]
    cut: bool = False

    @property
    def touched(self) -> frozenset[str]:
        """The paths at which it changes something."""
        return frozenset(path for change in self.changes for path in (change.path, change.former) if path)

    @property
    def touches_content(self) -> bool:
        """Whether there is anything to say about it, even if nothing is wrong."""
        return any(is_content(path) for path in self.touched)


def is_content(path: str) -> bool:
    """Whether a path is one of content's; the ledger is not."""
    parts = path.split("/")
    return len(parts) > 1 and parts[0] == "content" and parts[1] != "ledger"


def can_be_laid(path: str) -> bool:
    """Whether a file can be written at a path below a folder, and nowhere else."""
    return len(path.encode("utf-8", "replace")) <= MAX_PATH and all(map(_is_name, path.split("/")))


def _is_name(part: str) -> bool:
    return part not in ("", ".", "..") and "\0" not in part and len(part.encode("utf-8", "replace")) <= MAX_NAME


def is_cut(changes: Sequence[FileChange], wanted: Callable[[str], bool]) -> bool:
    """Whether a proposal has more files than are looked at."""
    touched = [path for change in changes for path in (change.path, change.former) if path and wanted(path)]
    return len(changes) >= MAX_LISTED or len(touched) > MAX_FILES or not all(map(can_be_laid, touched))


def places_of(pull: OpenPull, changes: Sequence[FileChange], wanted: Callable[[str], bool]) -> tuple[Place, ...]:
    """What is fetched of a proposal: the wanted files that are there after it; nothing where it is cut."""
    if is_cut(changes, wanted):
        return ()
    there = (change.path for change in changes if change.change != "removed" and wanted(change.path))
    return tuple(Place(pull.rollup.head, path) for path in there)
