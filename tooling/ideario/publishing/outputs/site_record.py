"""The record of a site: what each file was made of and how it was left, so that the next build leaves it alone."""

import os
import stat
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from ideario.publishing.outputs.quick_json import note_bytes, noted
from ideario.sealed import keep, kept

FILE = "outputs.json"
SECOND = 1_000_000_000
SETTLING = SECOND // 20
"""Nanoseconds in which a system may give two changes the same moment, with room: most count in hundredths of a second.
"""


class Look(NamedTuple):
    """What a file looks like: its bytes, and when it was changed, in nanoseconds. Enough to see that it was touched."""

    size: int
    changed: int


class Output(NamedTuple):
    """A file of a site by its path, the digest of what it was made of, and its look as written."""

    path: str
    digest: bytes
    size: int
    changed: int

    @property
    def look(self) -> Look:
        """The look as it was written."""
        return Look(self.size, self.changed)


class LeftSite(NamedTuple):
    """How a site was left: all its files, and what its `folders` looked like, as `folder_looks` has it."""

    files: Mapping[str, Look]
    folders: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteRecord:
    """What is known of the site that stands: how its files look now, and of those that nobody touched their digests.

    Digests are known only where the same program, templates and words made the site.
    """

    looks: Mapping[str, Look] = field(default_factory=dict)
    digests: Mapping[str, bytes] = field(default_factory=dict)

    def has(self, path: str, digest: bytes) -> bool:
        """Whether the file stands there as it would be written of what has this digest."""
        return self.digests.get(path) == digest


NO_RECORD = SiteRecord()


def read_record(cache: Path, program: bytes, looks: Mapping[str, Look]) -> SiteRecord:
    """The record that the last build of the same `program` left in `cache`, of a site whose files look so."""
    found = kept(cache / FILE, program)
    outputs = [] if found is None else noted(found)
    known = {path: bytes.fromhex(digest) for path, digest, *look in outputs if looks.get(path) == tuple(look)}
    return SiteRecord(looks=looks, digests=known)


def write_record(cache: Path, program: bytes, outputs: Iterable[Output]) -> None:
    """Leave a record for the next build."""
    lines = [(path, digest.hex(), size, changed) for path, digest, size, changed in outputs]
    keep(cache / FILE, program, note_bytes(lines))


def looks_below(site: Path) -> dict[str, Look]:
    """What the files of a site look like now, by path; links count as files, and no site has none."""
    return dict(_looks(str(site), [""]))


def looks_as_left(site: Path, left: LeftSite) -> bool:
    """Whether the files of a site look now as they were left, and no other ones are there.

    Of the folders only those are read that look otherwise. Raises OSError where one cannot be, or a file is gone.
    """
    other = set()
    for folder, known in left.folders.items():
        look = _folder_look(f"{site}/{folder}")
        if look is None:
            return False
        if not look or look != known:
            other.add(folder)
    files: Iterable[tuple[str, Look]] = left.files.items()
    if other:
        inside = {path: look for path, look in files if path.rpartition("/")[0] in other}
        if inside != dict(_looks(str(site), [*other], but=left.folders)):
            return False
    for path, known_look in files:
        facts = os.lstat(f"{site}/{path}")
        if (facts.st_size, facts.st_mtime_ns) != known_look:
            return False
    return True


def _looks(site: str, folders: list[str], but: Collection[str] = ()) -> Iterator[tuple[str, Look]]:
    """Those of what lies in folders, by their paths in the site, and in folders below them `but` some."""
    while folders:
        folder = folders.pop()
        try:
            entries = os.scandir(f"{site}/{folder}")
        except (FileNotFoundError, NotADirectoryError):
            continue
        with entries:
            for entry in entries:
                path = f"{folder}/{entry.name}" if folder else entry.name
                if not entry.is_dir(follow_symlinks=False):
                    facts = entry.stat(follow_symlinks=False)
                    yield path, Look(facts.st_size, facts.st_mtime_ns)
                elif path not in but:
                    folders.append(path)


def folder_looks(site: Path, files: Mapping[str, Look], since: int | None = None) -> dict[str, str]:
    """What the folders of a site look like that hold these files, and those above them, by path.

    As nothing comes into a folder or goes without changing that, it holds the same as long as it looks the same. "" for
    one that was changed when the last of the files was, so that it could be changed once more and look so. `since` is
    the moment, in nanoseconds, before the files of a site were looked at that stood there already: into a folder that
    was changed since, others may have put what nobody has seen.
    """
    folders = {""}
    for path in files:
        while (path := path.rpartition("/")[0]) not in folders:
            folders.add(path)
    settled = max((look.changed for look in files.values()), default=0)
    settled = (settled if since is None else min(settled, since)) - SETTLING
    found = {folder: _folder_look(f"{site}/{folder}") or "" for folder in folders}
    return {folder: look if look and int(look.partition(" ")[0]) < settled else "" for folder, look in found.items()}


def _folder_look(name: str) -> str | None:
    """By its inode and when it was last changed; None where there is no folder. "" on Windows and on disks that know
    whole seconds, where nobody can tell.
    """
    try:
        facts = os.lstat(name)
    except OSError:
        return None
    if not stat.S_ISDIR(facts.st_mode):
        return None
    changed = facts.st_ctime_ns
    return "" if os.name != "posix" or changed % SECOND == 0 else f"{changed} {facts.st_ino}"


def look_of(facts: os.stat_result) -> Look:
    """The look of a file that was just written."""
    return Look(facts.st_size, facts.st_mtime_ns)
