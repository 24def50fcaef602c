"""The record of a site: what each file was made of and how it was left, so that the next build leaves it alone."""

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from ideario.sealed import keep, kept

FILE = "outputs.json"


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
    outputs = [] if found is None else json.loads(found)
    known = {path: bytes.fromhex(digest) for path, digest, *look in outputs if looks.get(path) == tuple(look)}
    return SiteRecord(looks=looks, digests=known)


def write_record(cache: Path, program: bytes, outputs: Iterable[Output]) -> None:
    """Leave a record for the next build."""
    lines = [(path, digest.hex(), size, changed) for path, digest, size, changed in outputs]
    keep(cache / FILE, program, json.dumps(lines, separators=(",", ":")).encode())


def looks_below(site: Path) -> dict[str, Look]:
    """What the files of a site look like now, by path; links count as files, and no site has none."""
    return dict(_looks(str(site)))


def _looks(site: str) -> Iterator[tuple[str, Look]]:
    below, folders = len(site) + 1, [site]
    while folders:
        try:
            entries = os.scandir(folders.pop())
        except FileNotFoundError:
            return
        with entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    folders.append(entry.path)
                else:
                    facts = entry.stat(follow_symlinks=False)
                    yield entry.path[below:].replace(os.sep, "/"), Look(facts.st_size, facts.st_mtime_ns)


def look_of(facts: os.stat_result) -> Look:
    """The look of a file that was just written."""
    return Look(facts.st_size, facts.st_mtime_ns)
