"""Asks git which versions of files the branch has had, and for their bytes. Follows first parents; judges nothing."""

import subprocess
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from ideario.intake.history import git


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


def versions(root: Path, revision: str, *paths: str, since: datetime | None = None) -> tuple[Version, ...]:
    """What became of the files below `paths`, oldest first, in one call of git.

    Only what came in on the branch itself counts, when it came in: what was done on other branches shows in the commit
    that merged them. A commit cannot be older than the one before it, whatever it says. `since` leaves out what is
    older, and is much quicker where the history is long.
    """
    log = git(
        root,
        "-c",
        "core.quotePath=false",
        "log",
        "--no-show-signature",
        "--first-parent",
        "-m",
        "--reverse",
        "--no-renames",
        "--raw",
        "--no-abbrev",
        "--relative",
        "-z",
        "--format=%x01%ct",
        *(() if since is None else (f"--since={int(since.timestamp())}",)),
        "--end-of-options",
        revision,
        "--",
        *paths,
    )
    return versions_of(log)


def versions_of(log: str) -> tuple[Version, ...]:
    """The versions in git's answer: a time, then for each file what became of it and its path, separated by NUL."""
    found = []
    seconds = 0
    words = iter(log.split("\0"))
    for word in words:
        said = word.strip("\n")
        if said.startswith("\x01"):
            seconds = max(seconds, int(said[1:]))
        elif said.startswith(":"):
            _, _, before, after, _ = said.split(" ")
            found.append(
                Version(
                    path=next(words, ""),
                    moment=datetime.fromtimestamp(seconds, UTC),
                    before=before if before.strip("0") else "",
                    after=after if after.strip("0") else "",
                )
            )
    return tuple(found)


def blobs(root: Path, names: Iterable[str]) -> Mapping[str, bytes]:
    """The bytes that git keeps under some names, in one call of git.

    Names it does not have are left out: a partial clone does not fetch them, since nothing here needs the network.
    """
    wanted = sorted({name for name in names if name})
    if not wanted:
        return {}
    try:
        done = subprocess.run(
            [
                "git",
                "-C",
                str(root),
                "-c",
                "protocol.allow=never",
                "cat-file",
                "--batch",
            ],  # a partial clone would fetch
            input="\n".join([*wanted, ""]).encode(),
            capture_output=True,
            check=False,
        )
    except OSError:
        return {}
    found: dict[str, bytes] = {}
    place = 0
    while (end := done.stdout.find(b"\n", place)) >= 0:
        name, kind, *size = done.stdout[place:end].decode("ascii", "replace").split(" ")
        place = end + 1
        if size:
            found[name] = done.stdout[place : place + int(size[0])] if kind == "blob" else b""
            place += int(size[0]) + 1
    return found
