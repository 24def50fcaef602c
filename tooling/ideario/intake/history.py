"""Asks git when each idea first came in, and what content/ looked like at a revision. Knows no ledger."""

import io
import re
import shutil
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from ideario.problems import Failure

IDEA = re.compile(r"(?:^|/)([^/]+)\.yml$")


def git_arrivals(root: Path) -> Mapping[str, datetime]:
    """When the file of each idea was first committed, by slug, in one call of git.

    A file that was moved or renamed keeps the date of its first name. {} where there is no git, no repository, or
    only a shallow clone, whose first commit knows nothing of what came before.
    """
    if git(root, "rev-parse", "--is-shallow-repository").strip() != "false":
        return {}
    log = git(
        root,
        "-c",
        "core.quotePath=false",
        "log",
        "--reverse",
        "--no-merges",
        "-M",
        "--diff-filter=ADR",
        "--name-status",
        "--relative",
        "-z",
        "--format=%x01%ct%x00",
        "--",
        "content/ideas",
    )
    return arrivals_of(log)


def arrivals_of(log: str) -> dict[str, datetime]:
    """The dates in git's answer, which is oldest first: a time, then what became of files, separated by NUL."""
    arrived: dict[str, int] = {}
    for commit in log.split("\x01")[1:]:
        stamp, _, changes = commit.partition("\0")
        words = iter(changes.strip("\0\n").split("\0"))
        for word in words:
            status = word.strip()
            if status.startswith("R"):
                before, after = slug_in(next(words, "")), slug_in(next(words, ""))
                if after and before != after:
                    arrived[after] = min(arrived.get(before, int(stamp)), arrived.get(after, int(stamp)))
            elif status in ("A", "D"):
                slug = slug_in(next(words, ""))
                if slug and status == "A":
                    arrived.setdefault(slug, int(stamp))
    return {slug: datetime.fromtimestamp(seconds, UTC) for slug, seconds in arrived.items()}


def slug_in(path: str) -> str:
    """The slug of an idea's path, "" for another file."""
    found = IDEA.search(path)
    return found[1] if found else ""


def git(root: Path, *arguments: str, told: str = "") -> str:
    """What git prints, "" when it cannot. `told` is what it reads."""
    return git_bytes(root, *arguments, told=told).decode("utf-8", "replace")


def git_bytes(root: Path, *arguments: str, told: str = "") -> bytes:
    """What git prints, as it does; nothing when it cannot."""
    try:
        done = subprocess.run(
            ["git", "-C", str(root), *arguments], input=told.encode(), capture_output=True, check=False
        )
    except OSError:
        return b""
    return done.stdout if done.returncode == 0 else b""


def changed_since(root: Path, revision: str, *paths: str) -> bool:
    """Whether a file below `paths` is another one than at a git revision; one that git does not know is no change."""
    return bool(git(root, "diff", "--name-only", "--end-of-options", revision, "--", *paths))


def extract_content(root: Path, revision: str, into: Path | None) -> None:
    """Write content/ as it was at a git revision to `into`; None only looks whether git knows the revision.

    A revision without content/ leaves `into` empty. Raises Failure where there is no git, repository or revision.
    """
    name = git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}").strip()
    if not name:
        raise Failure(
            f"git does not know the revision {revision!r} in {root}",
            hint="name a commit, branch or tag; in a shallow clone fetch it first",
        )
    if into is None or not git(root, "ls-tree", "--name-only", name, "content"):
        return
    import tarfile  # no other command waits for it

    archive = subprocess.run(
        ["git", "-C", str(root), "archive", "--format=tar", name, "content"], capture_output=True, check=False
    )
    if archive.returncode != 0:
        raise Failure(f"git cannot give out {revision!r}: {archive.stderr.decode('utf-8', 'replace').strip()}")
    with tarfile.open(fileobj=io.BytesIO(archive.stdout)) as tree:
        for entry in tree:
            place = into / entry.name
            if ".." in place.parts or not place.parent.resolve().is_relative_to(into.resolve()):
                continue
            if entry.isdir():
                place.mkdir(exist_ok=True)
            elif entry.issym():
                place.symlink_to(entry.linkname)
            elif entry.isfile():
                place.parent.mkdir(parents=True, exist_ok=True)
                with place.open("wb") as file:
                    shutil.copyfileobj(tree.extractfile(entry) or io.BytesIO(), file)
