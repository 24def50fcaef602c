"""Counts as somebody would have at a moment that has passed: what was known then, as git has kept it. Writes nothing.

A ledger only grows, and so does a branch: so what a count was made of can be laid out once more, and is not guessed
from what is there now. What was given before that moment and read after it was not known then, and is not counted.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from ideario.actions.basis import Ground, ground_of
from ideario.actions.tally import CountedLedger, count
from ideario.git.changes import files, write_tree
from ideario.git.history import Commit, commit_at, line_of
from ideario.git.repository import Git, git_at
from ideario.ledger.ledger_folder import read_state
from ideario.messages.said import say
from ideario.model.moments import instant
from ideario.problems import Failure
from ideario.progress import StepProgress
from ideario.resources import Resources


def count_as_it_was(
    root: Path,
    *,
    resources: Resources,
    ledger: Path,
    at: datetime,
    now: datetime,
    laid_out: bool = False,
    engine: str = "duckdb",
    progress: StepProgress | None = None,
) -> CountedLedger:
    """The count of the content that the branch had at a moment and of the ledger as it was then.

    Challenges stand where they stood at `now`, usually the same moment. `laid_out` says that the folder `ledger` is the
    one of that moment already; else git, which must hold it, has kept that one. Raises as `count`, and Failure where
    git does not know what was there.
    """
    with _laid_out(ledger, at, already=laid_out) as then, _content(root, at) as (commit, folder):
        ground: Ground = ground_of(
            root, resources=resources, ledger=then, now=max(at, now), revision=commit.name, files=folder
        )
        return count(
            root, resources=resources, ledger=then, now=now, ground=ground, engine=engine, progress=progress
        )  # fmt: skip


@contextmanager
def _content(root: Path, at: datetime) -> Iterator[tuple[Commit, Path]]:
    """The commit that the branch ended with at a moment, and a folder with its content."""
    git = git_at(root)
    commit = _commit(git, at)
    with tempfile.TemporaryDirectory(prefix="ideario-") as room:
        write_tree(git, files(git, commit.name, "content"), Path(room))
        yield commit, Path(room)


@contextmanager
def _laid_out(ledger: Path, at: datetime, *, already: bool) -> Iterator[Path]:
    """The ledger as it was at a moment; nothing is at that path where there was none yet."""
    if already or read_state(ledger) is None:
        yield ledger
        return
    git = git_at(ledger)
    commit = _commit(git, at)
    if not files(git, git.head):
        raise Failure(
            say("git does not keep the ledger {ledger}, so nobody knows how it was", ledger=ledger),
            hint=say("name the branch that keeps it: --branch ledger"),
        )
    with tempfile.TemporaryDirectory(prefix="ideario-") as room:
        folder = Path(room) / "ledger"
        write_tree(git, files(git, commit.name), folder)
        yield folder


def _commit(git: Git, at: datetime) -> Commit:
    if not git.whole:
        raise Failure(say("nobody knows what was in {root} at that moment", root=git.root), hint=git.missing)
    line = line_of(git)
    commit = commit_at(line, at)
    if commit is None:
        raise Failure(
            say("the history of {root} begins after {moment}", root=git.root, moment=instant(at)),
            hint=say("name a later moment with --as-of"),
        )
    return commit
