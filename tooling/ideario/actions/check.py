"""Finds every mistake in a community's content; tells those of some paths, or those that a change brought in."""

import os
import tempfile
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path, PurePosixPath

from ideario.actions.basis import ground_of
from ideario.actions.exclusions import without_votes
from ideario.git import commit_named, files, git_at, write_tree
from ideario.intake import outside, published_rules, read_community
from ideario.problems import Failure, Problem, ordered
from ideario.resources import Resources


def check(
    root: Path,
    *,
    resources: Resources,
    only: Sequence[str] = (),
    new_since: str | None = None,
    workers: int = 1,
    ledger: Path | None = None,
    now: datetime,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[Problem, ...]:
    """The problems of the content below `root`, in order. The ledger, where there is one, knows when ideas came in.

    `only` keeps those of these files and folders (paths relative to `root`, with forward slashes). `new_since` leaves
    out what was wrong at that git revision already. What is open or closed is so as of `now`. Raises Failure where git
    refuses or does not know the revision, and where a path of `only` is neither there nor has a problem.
    """
    ground = ground_of(root, resources=resources, ledger=ledger, now=now)
    reading = read_community(
        root,
        resources=resources,
        arrivals=lambda: ground.arrivals,
        past=ground.past,
        workers=workers,
        progress=progress,
    )
    beside = (*outside(root), *without_votes(root, reading.community, ledger))
    problems = ordered((*reading.problems, *beside))
    if only:
        wanted = [PurePosixPath(path) for path in only]
        problems = tuple(p for p in problems if any(PurePosixPath(p.path).is_relative_to(path) for path in wanted))
        for path in wanted:
            if not any(PurePosixPath(problem.path).is_relative_to(path) for problem in problems):
                looked_at(root, path)
    if new_since is not None and problems:
        with tempfile.TemporaryDirectory(prefix="ideario-") as folder:
            base = commit_named(ground.git, new_since)
            write_tree(ground.git, files(ground.git, base, "content"), Path(folder))
            then = ground_of(root, resources=resources, ledger=ledger, now=now, revision=base).past
            before = read_community(
                Path(folder), resources=resources, arrivals=lambda: ground.arrivals, past=then, workers=workers
            )
            old = {problem.identity for problem in before.problems}
            there = (
                {entry.path for entry in files(ground.git, base, *(problem.path for problem in beside))}
                if beside
                else ()
            )
        old |= {problem.identity for problem in beside if problem.path in there}
        problems = tuple(problem for problem in problems if problem.identity not in old)
    elif new_since is not None:
        commit_named(ground.git, new_since)
    return problems


def not_looked_at(root: Path) -> str:
    """What a check here cannot see, since only a part of the history is there; "" where it is whole or none."""
    git = git_at(root)
    if git.history in {"whole", "none"}:
        return ""
    return (
        "Not looked at: when ideas came in, and whether rules were changed in the vote, since that is in the history: "
        f"{git.missing}.\n"
    )


def is_there(root: Path, path: PurePosixPath) -> bool:
    """Whether a path below `root` names something; links are not followed, and nothing outside `root` counts."""
    return not path.is_absolute() and ".." not in path.parts and os.path.lexists(root / path)


def looked_at(root: Path, path: PurePosixPath) -> None:
    """A Failure where a path names nothing, or something that no rule looks at: nobody knows whether that is fine."""
    if not is_there(root, path):
        raise Failure(
            f"there is no file or folder {path} in the community",
            hint="name it as seen from here or from the community's folder, as in content/ideas/bike-lanes.yml",
        )
    if path.parts[:2] == ("content", "ledger"):
        raise Failure(f"{path} belongs to the ledger and was not looked at", hint="look at it with: ideario verify")
    if path.parts[:1] not in ((), ("content",)) or path.name == "README.md":
        raise Failure(f"{path} is no content and was not looked at", hint="content stands below content/")


def rule_texts() -> tuple[tuple[str, str, str], ...]:
    """All rules as (id, level, text)."""
    return tuple((rule.id, rule.level, rule.text) for rule in published_rules())
