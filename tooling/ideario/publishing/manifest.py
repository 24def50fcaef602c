"""Remembers what a site was built of and how it was left, so that a build does nothing when nothing changed."""

import contextlib
import hashlib
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from ideario import __version__
from ideario.files import plain_bytes, plainly, write_whole
from ideario.forge.issue_forms import FORM_PATH
from ideario.forking import asked_aside
from ideario.messages.said import parts_of, said_of
from ideario.model.moments import instant
from ideario.problems import Edit, Problem
from ideario.publishing.outputs.quick_json import note_bytes, noted
from ideario.publishing.outputs.site_record import LeftSite, Look, looks_as_left, looks_below
from ideario.publishing.shells.shell_sources import config_files, names_below
from ideario.resources import Resources, installed

if TYPE_CHECKING:
    from ideario.publishing.write_site import Written

LARGE = 1_000_000  # bytes, above which a file is hashed in portions
SETTLING = 2_000_000_000
"""Nanoseconds in which a system may give two changes of a file the same moment: on the coarsest disks two seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """The outcome of a build. `unchanged` means that nothing had to be done; `size` is in bytes, `undated`
    counts ideas that nobody knows a date for. `unproven` are challenges of which no history tells what their rules were
    when voting opened; `unproven_reactions` says that none tells what reactions meant when people first voted.
    `written` is what was made, None where nothing was read or made anew; as long as somebody holds it, a million values
    need not be taken apart, which takes 45 ms of a build of 10,000 ideas.
    """

    site: Path
    problems: tuple[Problem, ...]
    unchanged: bool
    new: int
    kept: int
    size: int
    ideas: int
    undated: int
    unproven: Sequence[str]
    unproven_reactions: bool
    written: "Written | None" = None


Holds = tuple[str | None, str | None]
"""From when to when the clock alone changes nothing, the second moment not included; None where without end."""


class MetFile(NamedTuple):
    """A file that a site depends on: the SHA-256 of its bytes, and they themselves where it was read and is not large.

    By its `look`, its size and inode and when it was last changed, it is known again without being read; "" for a file
    that was changed so lately that it could be changed once more and look the same. Of what is no file, or cannot be
    read, the `digest` is where it leads or why.
    """

    look: str
    digest: str
    content: bytes | None


class Fingerprint(NamedTuple):
    """What a site depends on: `program` is of all that makes pages of an edition, `inputs` of everything.

    `ideas` are the files of ideas, by path below the folder of these; `others` are all other files, by name, and
    `beside` is of them and of everything else. So many files were `read` that need not be read again.
    """

    program: bytes
    inputs: str
    beside: str
    ideas: Mapping[str, MetFile]
    others: Mapping[str, MetFile]
    read: int

    @property
    def plain(self) -> tuple[Any, ...]:
        """The same as plain values, which can be sent."""
        ideas, others = ({name: tuple(file) for name, file in files.items()} for files in (self.ideas, self.others))
        return (*self[:3], ideas, others, self.read)

    @classmethod
    def of_plain(cls, values: tuple[Any, ...]) -> "Fingerprint":
        """What was sent so."""
        program, inputs, beside, *files, read = values
        ideas, others = ({name: MetFile(*file) for name, file in found.items()} for found in files)
        return cls(program, inputs, beside, ideas, others, read)


class LastBuild(NamedTuple):
    """A build of certain `inputs`, whose site stands as it was written; `folders` are how its folders look."""

    inputs: str
    built: Built
    holds: Holds
    folders: Mapping[str, str]


def fingerprint(
    root: Path,
    resources: Resources,
    ledger: Path,
    as_of: datetime | None,
    facts: Sequence[str],
    *,
    stale: bool,
    raw_files: str,
    pictures: bool,
    known: Mapping[str, MetFile] = MappingProxyType({}),
    began: int = 0,
) -> Fingerprint:
    """SHA-256 over all that a site depends on, read from the bytes themselves, since dates of files say little.

    `facts` are what else is known, such as when ideas came in: it may stand far from the files. Files that look
    as those that are `known`, ideas by path and others by name, are not read again; as git does, by the moment of the
    last change that the system keeps and nobody can set. It saves a fifth of the time of a build that has nothing to
    do. `began` is a moment before this, in nanoseconds by the clock of the disk.
    """
    files = _Files(known, began - SETTLING)
    program = hashlib.sha256("\0".join((__version__, sys.version, *installed())).encode())
    package = Path(__file__).resolve().parent.parent
    for folder in (package, resources.schemas, resources.shell, root / "site"):
        files.add(program, folder)
    for file in config_files(root / "mkdocs.yml"):
        program.update(files.met(file).digest.encode("utf-8", "surrogateescape"))
    beside = program.copy()
    beside.update(
        "\0".join(
            (instant(as_of) if as_of else "", "stale" if stale else "", str(pictures), raw_files, *facts)
        ).encode()
    )
    ideas = files.add(beside, root / "content", but=f"{root / 'content' / 'ideas'}/")
    if root / "content" not in ledger.parents:
        files.add(beside, ledger)
    beside.update(b"%d %d" % ((root / FORM_PATH).is_file(), (root / "schemas").is_dir()))
    inputs = beside.copy()
    inputs.update(os.fsencode("".join(f"{path}\0{idea.digest}" for path, idea in ideas.items())))
    return Fingerprint(program.digest(), inputs.hexdigest(), beside.hexdigest(), ideas, files.others, files.read)


class _Files:
    """Meets files that may be `known`. Changes since `settled`, in nanoseconds, are new ones."""

    def __init__(self, known: Mapping[str, MetFile], settled: int) -> None:
        self._known, self._settled = known, settled
        self.others: dict[str, MetFile] = {}
        self.read = 0

    def add(self, digest: "hashlib._Hash", folder: Path, *, but: str = "") -> dict[str, MetFile]:
        """Add the names and the contents of all files below a folder, `but` for ordinary small ones whose names begin
        so: these are returned, by what follows in their names.
        """
        below = len(str(folder))
        left_out: dict[str, MetFile] = {}
        for name in names_below(folder):
            if name.endswith(".pyc"):
                continue
            if but and name.startswith(but):
                path = name.removeprefix(but)
                known = self._known.get(path)
                file = self._met(name, known)
                if file is known or file.content is not None:
                    left_out[path] = file
                    continue
            digest.update(os.fsencode(f"{name[below:]}\0{self.met(name).digest}\0"))
        return left_out

    def met(self, name: str) -> MetFile:
        """One of the other files."""
        file = self.others[name] = self._met(name, self._known.get(name))._replace(content=None)
        return file

    def _met(self, name: str, known: MetFile | None) -> MetFile:
        try:
            facts = os.lstat(name)
            look = f"{facts.st_size} {facts.st_ino} {facts.st_mtime_ns} {facts.st_ctime_ns}"
            if known is not None and known.look == look:
                return known
            content = plain_bytes(name, LARGE)
            if content is None:
                return MetFile("", "", None)
            if len(content) <= LARGE:
                digest = hashlib.sha256(content).hexdigest()
            else:
                content = None
                with open(name, "rb", buffering=0, opener=plainly) as file:
                    digest = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            with contextlib.suppress(OSError):
                return MetFile("", os.readlink(name), None)
            return MetFile("", error.strerror or "", None)  # whoever needs the file will say so
        if facts.st_ctime_ns >= self._settled or os.name != "posix":  # on Windows a file has no such moment
            return MetFile("", digest, content)
        self.read += 1
        return MetFile(look, digest, content)


def write_manifest(
    cache: Path,
    inputs: str,
    built: Built,
    left: LeftSite,
    holds: Holds = (None, None),
) -> None:
    """Remember in the folder `cache` what was built of `inputs`, a fingerprint, and how its site was left."""
    manifest = {
        "inputs": inputs,
        "left": left,
        "holds": holds,
        "built": {
            "new": 0,
            "kept": built.new + built.kept,
            "size": built.size,
            "ideas": built.ideas,
            "undated": built.undated,
            "unproven": built.unproven,
            "unproven_reactions": built.unproven_reactions,
        },
        "problems": [
            {**asdict(problem), "message": parts_of(problem.message), "hint": parts_of(problem.hint)}
            for problem in built.problems
        ],
    }
    with contextlib.suppress(OSError):  # a disk that is full now: the site stands, the next build begins anew
        write_whole(cache / "manifest.json", note_bytes(manifest), lasting=False)


class LeftBuild(NamedTuple):
    """The last build, as far as it says itself, and what waits for how the files of its site look now and for that
    build, if they look as it wrote them. None where there is none, or a phase has changed since.
    """

    said: LastBuild | None
    looked: Callable[[], tuple[Mapping[str, Look], LastBuild | None]]


@contextlib.contextmanager
def last_build(cache: Path, site: Path, now: datetime) -> Iterator[LeftBuild]:
    """The last build of a site. Another process looks at its files as long as this lasts: it takes as long as to meet
    what the site depends on.
    """
    try:
        manifest = noted((cache / "manifest.json").read_bytes())
        files, folders = manifest["left"]
        left = LeftSite({path: Look(*look) for path, look in files.items()}, folders)
        since, until = manifest["holds"]
        over = (since is not None and instant(now) < since) or (until is not None and instant(now) >= until)
        problems = tuple(map(_problem, manifest["problems"]))
        built = Built(site=site, problems=problems, unchanged=True, **manifest["built"])
        last = None if over else LastBuild(manifest["inputs"], built, (since, until), folders)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):  # none, or one of another version: build anew
        yield LeftBuild(None, lambda: (looks_below(site), None))
        return
    with asked_aside(partial(_as_left, site, left)) as as_left:
        yield LeftBuild(last, lambda: (left.files, last) if as_left() else (looks_below(site), None))


def _as_left(site: Path, left: LeftSite) -> bool:
    try:
        return looks_as_left(site, left)
    except (OSError, ValueError, TypeError, AttributeError):  # it changes, or the manifest is none
        return False


def _problem(told: Mapping[str, Any]) -> Problem:
    said = {key: said_of(told[key]) for key in ("message", "hint")}
    return Problem(**{**told, **said, "edits": tuple(Edit(**edit) for edit in told["edits"])})
