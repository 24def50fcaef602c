"""Finds the repository that holds a folder, and says how much of its history is there. Reads no history."""

import os
import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from ideario.git.run import GitRun, at, run
from ideario.messages.said import NOTHING, Said, say
from ideario.problems import Failure

NO_REPOSITORY = "not a git repository"


@dataclass(frozen=True, slots=True, kw_only=True)
class Git:
    """The repository that holds the folder `root`, of which all paths are relative to that folder.

    `history` says what can be known: `none` (no repository), `whole`, `shallow` (the oldest commits are missing),
    `partial` (a clone with a filter, in which files or folders of old commits are missing) or `unborn` (there are
    commits, and the branch that is checked out has none). `head` is the commit that is checked out, "" where there is
    none yet. `prefix` leads from the repository's root to the folder: "" or a path with a slash at its end.
    """

    root: Path
    history: Literal["none", "whole", "shallow", "partial", "unborn"]
    head: str = ""
    prefix: str = ""

    @property
    def whole(self) -> bool:
        """Whether all that ever was on the branch can be looked at."""
        return self.history == "whole"

    @property
    def missing(self) -> Said:
        """Why the history cannot be looked at, with the command that mends it; nothing where it can."""
        return {
            "none": say("this folder is in no git repository"),
            "whole": NOTHING,
            "shallow": say("this clone is shallow: git fetch --unshallow gets the rest"),
            "partial": say("this clone has a filter: git fetch --refetch --no-filter gets the rest"),
            "unborn": say(
                "the branch that is checked out here has no commit, and others have: git switch leads to one"
            ),
        }[self.history]

    def ask(self, *arguments: str, told: bytes = b"") -> GitRun:
        """Run git in the folder, whatever comes of it."""
        return run(*at(self.root), *arguments, told=told)

    def read(self, *arguments: str, told: bytes = b"") -> GitRun:
        """The same, where nothing but a broken repository makes git fail: then a Failure with git's own reason."""
        done = self.ask(*arguments, told=told)
        if done.code != 0:
            raise refused(self.root, done.said)
        return done


def git_at(root: Path) -> Git:
    """The repository that holds a folder. Raises Failure where there is one that git will not read."""
    repository = _repository_above(root)
    if repository is None:
        return Git(root=root, history="none")
    done = run(*at(root), "rev-parse", "--is-shallow-repository", "--git-common-dir", "--show-prefix", "HEAD")
    unborn = done.code != 0 and "ambiguous argument 'HEAD'" in done.said
    if done.code != 0 and not unborn:
        if NO_REPOSITORY in done.said and not os.path.lexists(repository):
            return Git(root=root, history="none")
        raise refused(root, done.said)
    shallow, common, *names, head = done.text.removesuffix("\n").split("\n")
    prefix = "\n".join(names)  # the name of a folder may have lines
    if unborn:
        others = run(*at(root), "rev-list", "-1", "--all")
        if others.code != 0:
            raise refused(root, others.said)  # a branch that names no commit, after a crash
        if others.out:
            return Git(root=root, history="unborn", prefix=prefix)
    git = Git(
        root=root, history="shallow" if shallow == "true" else "whole", head="" if unborn else head, prefix=prefix
    )
    return replace(git, history="partial") if git.whole and _filtered(root / common) and _lacks_objects(git) else git


def remotes(git: Git) -> Mapping[str, str]:
    """The addresses of the repositories that this one is fetched from and sent to, by their names here, such as
    `origin`, as they stand in its settings.
    """
    if git.history == "none":
        return {}
    said = git.ask("config", "--null", "--get-regexp", r"^remote\..*\.url$").text  # fails where there is none
    entries = (entry.partition("\n") for entry in said.split("\0") if entry)
    return {key.removeprefix("remote.").removesuffix(".url"): address for key, _, address in entries}


def refused(root: Path, said: str) -> Failure:
    """The Failure for a repository that git does not read: its own reason, and what mends it."""
    lines = [line for line in said.splitlines() if line.strip()]
    reason = next((line for line in lines if line.startswith("fatal: ")), lines[0] if lines else "git gave no reason")
    if reason.endswith(":"):
        reason += "".join(lines[lines.index(reason) + 1 :][:1]).replace("\t", " ")
    owned = re.search(r"^fatal: detected dubious ownership in repository at '(.+)'$", said, re.MULTILINE)
    if owned:
        place = shlex.quote(owned[1])
        hint = say(
            "its files belong to another user; if you trust them: git config --global --add safe.directory {place}",
            place=place,
        )
    elif "FILESYSTEM" in said:
        hint = say(
            "the repository begins on another file system: set GIT_DISCOVERY_ACROSS_FILESYSTEM=1, or copy it whole"
        )
    else:
        hint = say("see what is wrong with it: git -C {root} fsck, or clone it anew", root=shlex.quote(str(root)))
    return Failure(
        say("git does not read the repository of {root}: {reason}", root=root, reason=reason.removeprefix("fatal: ")),
        hint=hint,
    )


def _repository_above(root: Path) -> Path | None:
    """The nearest `.git` at a folder or above it, where git itself would look for one; be it whole or not."""
    try:
        place = root.resolve()
    except OSError:
        return None
    ceilings = {Path(path) for path in os.environ.get("GIT_CEILING_DIRECTORIES", "").split(os.pathsep) if path}
    for folder in (place, *place.parents):
        if folder != place and folder in ceilings:
            return None
        if os.path.lexists(folder / ".git") or _bare(folder):
            return folder / ".git"
    return None


def _bare(folder: Path) -> bool:
    return (folder / "HEAD").is_file() and (folder / "objects").is_dir() and (folder / "refs").is_dir()


def _filtered(repository: Path) -> bool:
    return any((repository / "objects" / "pack").glob("*.promisor"))


def _lacks_objects(git: Git) -> bool:
    """Whether something of the folder's content at some commit is missing. Looks through all of it."""
    if not git.head:
        return False
    done = git.ask("rev-list", "--objects", "--missing=print", "--no-object-names", git.head, "--", "content")
    return done.code != 0 or any(line.startswith("?") for line in done.text.splitlines())
