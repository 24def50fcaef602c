"""Keeps a ledger on a branch of `origin`: brings it into a temporary folder, and pushes what was made of it.

Works in a git directory of its own, so that neither the checkout nor its configuration is touched. Never rebases and
never overwrites what another run has pushed; the history is replaced only where a new epoch asks for it.
"""

import contextlib
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from ideario.problems import Failure

TRIES = 3
EMAIL = "ledger@ideario.invalid"  # a domain that can be nobody's
SIGNS = ("ledger.json", "pending")
"""What stands in a ledger's folder, be it after the first sync or in the middle of it."""
T = TypeVar("T")
BYTES_AS_THEY_ARE = {
    "core.autocrlf": "false",
    "core.symlinks": "false",
    "core.attributesFile": "/dev/null",
    "core.hooksPath": "/dev/null",
}
"""The chain is over bytes, so git must neither mend line ends nor filter; and a ledger has no links and no hooks."""


def configured(environment: Mapping[str, str], settings: Mapping[str, str]) -> dict[str, str]:
    """An environment in which git has these settings too, and which neither a command line nor a file shows."""
    count = int(environment.get("GIT_CONFIG_COUNT") or 0)
    added = {"GIT_CONFIG_COUNT": str(count + len(settings))}
    for number, (key, value) in enumerate(settings.items(), count):
        added |= {f"GIT_CONFIG_KEY_{number}": key, f"GIT_CONFIG_VALUE_{number}": value}
    return {**environment, **added}


@contextlib.contextmanager
def ledger_of(root: Path, branch: str, *, environment: Mapping[str, str]) -> Iterator[Path]:
    """The ledger that stands on `branch` of the repository's `origin`, in a folder that goes with the block.

    Nothing is at that path where there is no such branch. `environment` is what git is run with, credentials included.
    Raises Failure where `origin` cannot be read: that there is no branch is an answer, that none can be seen is not.
    """
    with _store(root, branch, environment) as store:
        store.fetch()
        yield store.ledger


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
        with _store(root, branch, environment) as store:
            tip = store.fetch()
            failure = None
            try:
                result = change(store.ledger)
            except Failure as error:
                failure = error
            try:
                pushed = store.push(tip, message=message, now=now, new_epoch=new_epoch and failure is None)
            except Failure as error:
                if failure is None:
                    raise
                unpushed = f"nothing of this run was kept either: {error.message}"
                raise Failure(failure.message, hint="\n  ".join(filter(None, [failure.hint, unpushed]))) from error
            if pushed:
                if failure is not None:
                    raise failure
                return result
    raise Failure(
        f"other runs pushed to the branch {branch} each time this one wanted to",
        hint="nothing of theirs was overwritten, and nothing of this run was kept; run it again when they have ended",
    )


@contextlib.contextmanager
def _store(root: Path, branch: str, environment: Mapping[str, str]) -> Iterator["_Store"]:
    with tempfile.TemporaryDirectory(prefix="ideario-", ignore_cleanup_errors=True) as folder:
        places = {"GIT_DIR": "git", "GIT_INDEX_FILE": "index", "GIT_WORK_TREE": "ledger"}
        store = _Store(
            ledger=Path(folder, "ledger"),
            ref=f"refs/heads/{branch}",
            environment={
                **configured(environment, {**BYTES_AS_THEY_ARE, "remote.origin.url": _origin(root, environment)}),
                **{name: str(Path(folder, place)) for name, place in places.items()},
                "GIT_ATTR_NOSYSTEM": "1",
                "GIT_TERMINAL_PROMPT": "0",  # nobody may be there to answer
                "LC_ALL": "C",
            },
        )
        store.git("check-ref-format", store.ref, otherwise=f"{branch!r} is no name for a branch")
        store.git("init", "--quiet", "--template=", otherwise="git cannot make a folder to work in")
        yield store


def _origin(root: Path, environment: Mapping[str, str]) -> str:
    """The address of `origin`, in words that mean the same elsewhere."""
    done = _run(["-C", str(root), "remote", "get-url", "origin"], environment)
    if done.returncode != 0:
        raise Failure(
            f"{root} is no checkout of a repository with an `origin`, where the branch would be",
            hint="run this in a clone, or name the ledger's folder with --ledger instead",
        )
    address = done.stdout.decode("utf-8", "surrogateescape").removesuffix("\n")
    local = root / address
    return str(local.resolve()) if local.is_dir() else address


def _run(arguments: Sequence[str], environment: Mapping[str, str]) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(["git", *arguments], capture_output=True, check=False, env=environment)
    except FileNotFoundError as error:
        raise Failure("a ledger on a branch needs git, and there is none", hint="install git") from error


@dataclass(frozen=True, slots=True, kw_only=True)
class _Store:
    """A git directory for one use, and the folder in which the ledger of one branch is read and changed."""

    ledger: Path
    ref: str
    environment: Mapping[str, str]

    def git(self, *arguments: str, otherwise: str, **more: str) -> str:
        """What git prints. Where it fails: a Failure of the message `otherwise`, with what git said."""
        done = _run(arguments, {**self.environment, **more})
        if done.returncode != 0:
            said = " ".join(done.stderr.decode("utf-8", "replace").split())
            raise Failure(
                f"{otherwise}: {said}" if said else otherwise,
                hint="see that `origin` can be reached, and that GITHUB_TOKEN or your own access may do this",
            )
        return done.stdout.decode("utf-8", "replace").strip()

    def remote_tip(self) -> str | None:
        """The commit at the branch's tip as `origin` says now; None where there is no such branch."""
        told = self.git("ls-remote", "origin", self.ref, otherwise="cannot see the branches of `origin`")
        return told.split()[0] if told else None

    def fetch(self) -> str | None:
        """Lay the branch's files into the folder; the commit that they are of, None where there is no such branch."""
        if self.remote_tip() is None:
            return None
        failed = "cannot fetch the ledger's branch"
        self.git("fetch", "--quiet", "--depth=1", "--no-tags", "origin", self.ref, otherwise=failed)
        tip = self.git("rev-parse", "--verify", "FETCH_HEAD^{commit}", otherwise=failed)
        self.ledger.mkdir()
        self.git("read-tree", tip, otherwise=failed)
        self.git("-C", str(self.ledger), "checkout-index", "--all", otherwise=failed)
        if not any(self.ledger.joinpath(name).exists() for name in SIGNS):
            raise Failure(
                f"the branch {self.ref.removeprefix('refs/heads/')} holds no ledger, so it is left alone",
                hint="name a branch that is there for the ledger only, as in --branch ledger; it is made when needed",
            )
        return tip

    def push(self, tip: str | None, *, message: str, now: datetime, new_epoch: bool) -> bool:
        """Have `origin` take the folder as it is after `tip`; False when another run has pushed since."""
        if not self.ledger.is_dir() or not any(self.ledger.iterdir()):
            return True
        failed = "git cannot write down the ledger"
        self.git("-C", str(self.ledger), "add", "--all", "--force", ".", otherwise=failed)
        tree = self.git("write-tree", otherwise=failed)
        if tip is not None and tree == self.git("rev-parse", f"{tip}^{{tree}}", otherwise=failed):
            return True
        after = [] if tip is None or new_epoch else ["-p", tip]
        signature = {
            f"GIT_{who}_{what}": value
            for who in ("AUTHOR", "COMMITTER")
            for what, value in (("NAME", "ideario"), ("EMAIL", EMAIL), ("DATE", f"@{int(now.timestamp())} +0000"))
        }
        commit = self.git("commit-tree", tree, *after, "-m", message, otherwise=failed, **signature)
        lease = [f"--force-with-lease={self.ref}:{tip or ''}"] if new_epoch else []
        try:
            self.git("push", "--quiet", *lease, "origin", f"{commit}:{self.ref}", otherwise="cannot push the ledger")
        except Failure:
            seen = self.remote_tip()
            if seen == tip:
                raise
            return seen == commit  # pushed after all, when only the answer was lost
        return True
