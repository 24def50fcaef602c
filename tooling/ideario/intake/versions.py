"""Asks git which versions of files the branch has had, and for their bytes. Follows first parents; judges nothing."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from ideario.intake.history import git, git_bytes

AS_RAW = ("--no-renames", "--raw", "--no-abbrev", "--relative", "-z")


class Version(NamedTuple):
    """What one commit of the branch did to one file: `path` is relative to the community's root.

    `moment` is when the commit came in; `before` and `after` name the file's bytes, "" where there was no file.
    """

    path: str
    moment: datetime
    before: str
    after: str


def has_history(root: Path) -> bool:
    """Whether git knows the whole history here; a shallow clone's first commit knows nothing of what came before."""
    return git(root, "rev-parse", "--is-shallow-repository").strip() == "false"


def moment_of(root: Path, revision: str) -> datetime | None:
    """When a revision was committed; None where git does not know it."""
    seconds = git(root, "show", "--no-show-signature", "-s", "--format=%ct", "--end-of-options", revision).strip()
    return datetime.fromtimestamp(int(seconds), UTC) if seconds.isdigit() else None


def versions(root: Path, revision: str, *paths: str) -> tuple[Version, ...]:
    """What became of the files below `paths`, oldest first, in one call of git.

    Only what came in on the branch itself counts, when it came in: what was done on other branches shows in the commit
    that merged them. A commit cannot be older than the one before it, whatever it says.
    """
    log = git(
        root,
        "log",
        "--no-show-signature",
        "--first-parent",
        "-m",
        "--reverse",
        *AS_RAW,
        "--format=%x01%ct",
        "--end-of-options",
        revision,
        "--",
        *paths,
    )
    return versions_of(log)


def versions_within(root: Path, windows: Iterable[tuple[datetime, datetime]], *paths: str) -> tuple[Version, ...]:
    """The same up to now, of the commits that came in within any of some windows, both ends included.

    In two calls of git: to compare a folder of ten thousand files with the one before takes a millisecond for each
    commit, so only the commits that matter are looked into.
    """
    spans = list(windows)
    log = git(root, "log", "--no-show-signature", "--first-parent", "--reverse", "--format=%ct %H %P", "HEAD")
    wanted: dict[str, int] = {}
    lines = []
    seconds = 0
    for line in log.splitlines():
        said, commit, *parents = line.split(" ")
        seconds = max(seconds, int(said))
        moment = datetime.fromtimestamp(seconds, UTC)
        if parents and any(opens <= moment <= closes for opens, closes in spans):
            wanted[commit] = seconds
            lines.append(f"{commit} {parents[0]}\n")
    if not wanted:
        return ()
    changes = git(root, "diff-tree", "--stdin", "-r", *AS_RAW, "--", *paths, told="".join(lines))
    return versions_of(changes, wanted)


def versions_of(log: str, moments: Mapping[str, int] = MappingProxyType({})) -> tuple[Version, ...]:
    """The versions in git's answer: a time, or a commit whose time is in `moments`, then for each file what became of
    it and its path, separated by NUL.
    """
    found = []
    seconds = 0
    words = iter(log.split("\0"))
    for word in words:
        said = word.strip("\n")
        if said.startswith(":"):
            _, _, before, after, _ = said.split(" ")
            found.append(
                Version(
                    path=next(words, ""),
                    moment=datetime.fromtimestamp(seconds, UTC),
                    before=before if before.strip("0") else "",
                    after=after if after.strip("0") else "",
                )
            )
        elif said.startswith("\x01"):
            seconds = max(seconds, int(said[1:]))
        elif said:
            seconds = moments[said]
    return tuple(found)


def blobs(root: Path, names: Iterable[str]) -> Mapping[str, bytes]:
    """The bytes that git keeps under some names, in one call of git.

    Names it does not have are left out: a partial clone does not fetch them, since nothing here needs the network.
    """
    wanted = sorted({name for name in names if name})
    if not wanted:
        return {}
    answer = git_bytes(root, "-c", "protocol.allow=never", "cat-file", "--batch", told="\n".join([*wanted, ""]))
    found: dict[str, bytes] = {}
    place = 0
    while (end := answer.find(b"\n", place)) >= 0:
        name, kind, *size = answer[place:end].decode("ascii", "replace").split(" ")
        place = end + 1
        if size:
            found[name] = answer[place : place + int(size[0])] if kind == "blob" else b""
            place += int(size[0]) + 1
    return found
