"""Asks git when each idea first came in. Knows no ledger and writes nothing."""

import re
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

IDEA = re.compile(r"(?:^|/)([^/]+)\.yml$")


def git_arrivals(root: Path) -> Mapping[str, datetime]:
    """When the file of each idea was first committed, by slug, in one call of git.

    A file that was moved or renamed keeps the date of its first name. {} where there is no git, no repository, or
    only a shallow clone, whose first commit knows nothing of what came before.
    """
    if git(root, "rev-parse", "--is-shallow-repository").strip() != "false":
        return {}
    log = git(
        root, "-c", "core.quotePath=false", "log", "--reverse", "--no-merges", "-M", "--diff-filter=ADR",
        "--name-status", "--relative", "-z", "--format=%x01%ct%x00", "--", "content/ideas",
    )  # fmt: skip
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


def git(root: Path, *arguments: str) -> str:
    """What git prints, "" when it cannot."""
    try:
        done = subprocess.run(["git", "-C", str(root), *arguments], capture_output=True, check=False)
    except OSError:
        return ""
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else ""
