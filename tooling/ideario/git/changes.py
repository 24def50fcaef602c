"""What a repository holds at a revision, and which files changed between two. Reads objects, never the working tree.

Nothing here goes through attributes, filters or archives, so no file in the repository can hide another one.
"""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Literal, NamedTuple

from ideario.git.repository import Git, refused
from ideario.messages.said import say
from ideario.problems import Failure

FileStatus = Literal["added", "deleted", "modified", "renamed"]
LINK, SUBMODULE = "120000", "160000"
RENAMES = ("-M", "-l1000")
"""Of more files than that, only those that were moved and not changed are seen as renamed."""
RAW = ("--raw", "--no-abbrev", "--relative", "-z")


class TreeEntry(NamedTuple):
    """A file, link or submodule at a revision: `path` is relative to the community's root, `blob` names its bytes."""

    path: str
    mode: str
    blob: str


class PathChange(NamedTuple):
    """What became of one file. `former` is its path before, where that was another one.

    "" names no bytes: there was no file, or a submodule, whose commit is in another repository.
    """

    status: FileStatus
    path: str
    before: str
    after: str
    former: str = ""


def commit_named(git: Git, revision: str) -> str:
    """The full name of the commit that a revision means. Raises Failure where git knows none."""
    if git.history != "none":
        done = git.ask("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
        if done.code == 0:
            return done.text.strip()
    raise Failure(
        say("git does not know the revision {revision} in {root}", revision=repr(revision), root=git.root),
        hint=say("name a commit, branch or tag; in a shallow clone fetch it first"),
    )


def files(git: Git, commit: str, *paths: str) -> tuple[TreeEntry, ...]:
    """The files below `paths` (none: all of the folder's) at a commit, in the order of their paths."""
    listed = git.read("ls-tree", "-r", "-z", commit, "--", *paths)
    found = []
    for line in listed.out.split(b"\0"):
        about, tab, path = line.partition(b"\t")
        if tab:
            mode, _, blob = about.decode("ascii").split(" ")
            found.append(TreeEntry(os.fsdecode(path), mode, blob))
    return tuple(found)


def blobs(git: Git, names: Iterable[str]) -> Mapping[str, bytes]:
    """The bytes that git keeps under some names, in one call.

    What a clone with a filter does not have is left out; elsewhere a repository in which bytes are missing is broken,
    which is a Failure: what is not there would count as never written.
    """
    wanted = sorted({name for name in names if name})
    if not wanted or git.history == "none":
        return {}
    if git.history == "partial":
        have = git.read("cat-file", "--batch-all-objects", "--batch-check=%(objectname)").text.split()
        wanted = sorted(set(wanted).intersection(have))
    answer = git.read("cat-file", "--batch", told="\n".join([*wanted, ""]).encode()).out
    found: dict[str, bytes] = {}
    place = 0
    while (end := answer.find(b"\n", place)) >= 0:
        name, kind, *size = answer[place:end].decode("ascii", "replace").split(" ")
        place = end + 1
        if size:
            found[name] = answer[place : place + int(size[0])] if kind == "blob" else b""
            place += int(size[0]) + 1
        else:
            raise refused(git.root, f"fatal: the object {name} is missing")
    return found


def changes(git: Git, before: str, after: str, *paths: str, renames: bool = True) -> tuple[PathChange, ...]:
    """Which files below `paths` differ between two commits, renamed ones as one change. Asks for no file's text."""
    found = RENAMES if renames else ("--no-renames",)
    done = git.read("diff-tree", "-r", *found, *RAW, before, after, "--", *paths)
    return tuple(changes_in(iter(done.out.split(b"\0"))))


def changes_here(git: Git, before: str) -> tuple[PathChange, ...]:
    """Which files of the whole repository are others now, in the working tree, than at a commit.

    Paths are seen from the folder, so that those outside it begin with `..`; `after` is not known of files that differ
    from what was committed. Files that git does not track yet are added ones, those that it ignores are left out.
    """
    raw = [word for word in RAW if word != "--relative"]
    done = git.read("diff", "--no-ext-diff", *RENAMES, *raw, before)
    found = [
        change._replace(path=_seen(git.prefix, change.path), former=change.former and _seen(git.prefix, change.former))
        for change in changes_in(iter(done.out.split(b"\0")))
    ]
    new = git.read("ls-files", "--others", "--exclude-standard", "-z").out.split(b"\0")
    found += [PathChange("added", os.fsdecode(path), "", "") for path in new if path]
    return tuple(sorted(found, key=lambda change: change.path))


def blob_at(git: Git, commit: str, path: str) -> bytes | None:
    """The bytes of a file at a commit, `path` being seen from the repository's own root; None where there is none."""
    done = git.ask("rev-parse", "--verify", "--quiet", "--end-of-options", f"{commit}:{path}")
    return blobs(git, [done.text.strip()]).get(done.text.strip()) if done.code == 0 else None


def _seen(prefix: str, path: str) -> str:
    return os.path.relpath(path, prefix or ".").replace(os.sep, "/")


def differs(git: Git, commit: str, *paths: str) -> bool:
    """Whether a file below `paths` is another one now, in the working tree, than at a commit.

    One that git does not know is no change.
    """
    return bool(git.read("diff", "--no-ext-diff", "--name-only", "-z", commit, "--", *paths).out)


def changes_in(words: Iterator[bytes]) -> Iterator[PathChange]:
    """The changes in git's raw answer, whose parts are separated by NUL. Stops at the end of the words."""
    for word in words:
        said = word.strip(b"\n")
        if said.startswith(b":"):
            yield change_of(said, words)


def change_of(said: bytes, words: Iterator[bytes]) -> PathChange:
    """One change: what git says about it, and the paths that follow in `words`."""
    mode_before, mode, before, after, status = said.decode("ascii").split(" ")
    path = former = os.fsdecode(next(words, b""))
    if status[0] in "RC":
        path = os.fsdecode(next(words, b""))
    kinds: Mapping[str, FileStatus] = {"A": "added", "D": "deleted", "R": "renamed", "C": "added"}
    return PathChange(
        status=kinds.get(status[0], "modified"),
        path=path,
        before="" if mode_before == f":{SUBMODULE}" else _name(before),
        after="" if mode == SUBMODULE else _name(after),
        former=former if status[0] == "R" else "",
    )


def _name(blob: str) -> str:
    return blob if blob.strip("0") else ""


def write_tree(git: Git, entries: Sequence[TreeEntry], into: Path) -> None:
    """Write files of a revision below `into`, links as links and none of them outside it; submodules are left out."""
    texts = blobs(git, (entry.blob for entry in entries if entry.mode != SUBMODULE))
    for entry in entries:
        path = PurePosixPath(entry.path)
        if entry.mode == SUBMODULE or path.is_absolute() or ".." in path.parts:
            continue
        place = into / path
        if not place.parent.resolve().is_relative_to(into.resolve()):
            continue
        if entry.blob not in texts:
            raise Failure(
                say("git does not have {path} as it was", path=entry.path),
                hint=git.missing or say("clone the repository anew"),
            )
        place.parent.mkdir(parents=True, exist_ok=True)
        if entry.mode == LINK:
            place.symlink_to(os.fsdecode(texts[entry.blob]))
        else:
            place.write_bytes(texts[entry.blob])
