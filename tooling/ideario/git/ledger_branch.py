"""Keeps a ledger on a branch of `origin`: brings it into a temporary folder, and pushes what was made of it.

Never overwrites what another run has pushed; the history is replaced only where a new epoch asks for it.
"""

import contextlib
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from ideario.git.store import Store, store_of
from ideario.messages.said import joined, say
from ideario.problems import Failure

TRIES = 3
TRACES = ("ledger.json", "staged")
"""What stands in a ledger's folder, be it after the first sync or in the middle of it."""
BEGUN = {".gitattributes"}
"""All that stands on a branch that was made for a ledger beforehand."""
T = TypeVar("T")


@contextlib.contextmanager
def ledger_of(root: Path, branch: str, *, environment: Mapping[str, str], at: datetime | None = None) -> Iterator[Path]:
    """The ledger that stands on `branch` of the repository's `origin`, in a folder that goes with the block.

    Nothing is at that path where there is no such branch, and no ledger where it was only begun. `environment` is what
    git is run with, credentials included.
    `at` asks for the ledger as it was at that moment, which is a Failure where there was none yet.
    Raises Failure where `origin` cannot be read: that there is no branch is an answer, that none can be seen is not.
    """
    with store_of(root, branch, environment) as store:
        _fetch(store, at)
        yield store.folder


def update_branch(
    root: Path,
    branch: str,
    change: Callable[[Path], T],
    *,
    message: str,
    now: datetime,
    environment: Mapping[str, str],
    new_epoch: bool = False,
) -> T:
    """Let `change` work on the ledger of `branch`, in a temporary folder, and push what it leaves there.

    Without a branch, `change` is given a path where nothing is, and the branch is made. When another run pushed in the
    meantime, what was done is thrown away and done again on top of that, three times at most. What a `change` that
    raises a Failure leaves is pushed as well, since an interrupted sync notes how to go on. `new_epoch` replaces the
    branch's history by this one state, unless another run pushed meanwhile. Raises Failure where git cannot.
    """
    for _ in range(TRIES):
        with store_of(root, branch, environment) as store:
            tip = _fetch(store)
            failure = None
            try:
                result = change(store.folder)
            except Failure as error:
                failure = error
            try:
                pushed = store.push(tip, message=message, now=now, new_epoch=new_epoch and failure is None)
            except Failure as error:
                if failure is None:
                    raise
                unpushed = say("nothing of this run was kept either: {reason}", reason=error.message)
                raise Failure(failure.message, hint=joined([failure.hint, unpushed], "\n  ")) from error
            if pushed:
                if failure is not None:
                    raise failure
                return result
    raise Failure(
        say("other runs pushed to the branch {branch} each time this one wanted to", branch=branch),
        hint=say(
            "nothing of theirs was overwritten, and nothing of this run was kept; run it again when they have ended"
        ),
    )


def _fetch(store: Store, at: datetime | None = None) -> str | None:
    """Lay the ledger into the store's folder. Raises Failure where the branch holds something else."""
    tip = store.fetch(at)
    names = set() if tip is None else {path.name for path in store.folder.iterdir()}
    if tip is not None and names != BEGUN and names.isdisjoint(TRACES):
        raise Failure(
            say(
                "the branch {branch} holds no ledger, so it is left alone", branch=store.ref.removeprefix("refs/heads/")
            ),
            hint=say("name a branch that is there for the ledger only, as in --branch ledger; it is made when needed"),
        )
    return tip
