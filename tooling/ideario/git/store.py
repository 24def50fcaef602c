"""A git directory for one use, in which the files of one branch of `origin` are read, changed and pushed.

Neither the checkout nor its configuration is touched. Nothing is rebased, and nothing overwritten that others pushed.
"""

import contextlib
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ideario.git.repository import NO_REPOSITORY, refused
from ideario.git.run import at, cleared, configured, run
from ideario.messages.said import Said, say
from ideario.problems import Failure

EMAIL = "ledger@ideario.invalid"  # a domain that can be nobody's
BYTES_AS_THEY_ARE = {
    "core.autocrlf": "false",
    "core.symlinks": "false",
    "core.attributesFile": "/dev/null",
    "core.hooksPath": "/dev/null",
}
"""The chain is over bytes, so git must neither mend line ends nor filter; and a ledger has no links and no hooks."""


@contextlib.contextmanager
def store_of(root: Path, branch: str, environment: Mapping[str, str]) -> Iterator["Store"]:
    """A place to work on a branch of the repository that holds `root`; `environment` is what git is run with."""
    environment = cleared(environment)
    with tempfile.TemporaryDirectory(prefix="ideario-", ignore_cleanup_errors=True) as folder:
        places = {"GIT_DIR": "git", "GIT_INDEX_FILE": "index", "GIT_WORK_TREE": "ledger"}
        store = Store(
            folder=Path(folder, "ledger"),
            ref=f"refs/heads/{branch}",
            environment={
                **configured(environment, {**BYTES_AS_THEY_ARE, "remote.origin.url": _origin(root, environment)}),
                **{name: str(Path(folder, place)) for name, place in places.items()},
                "GIT_ATTR_NOSYSTEM": "1",
                "GIT_TERMINAL_PROMPT": "0",  # nobody may be there to answer
                "LC_ALL": "C",
            },
        )
        store.git("check-ref-format", store.ref, otherwise=say("{branch} is no name for a branch", branch=repr(branch)))
        store.git("init", "--quiet", "--template=", otherwise=say("git cannot make a folder to work in"))
        yield store


def _origin(root: Path, environment: Mapping[str, str]) -> str:
    """The address of `origin`, in words that mean the same elsewhere."""
    done = run(*at(root), "remote", "get-url", "origin", environment={**environment, "LC_ALL": "C", "LANGUAGE": ""})
    if done.code != 0 and not (NO_REPOSITORY in done.said or "No such remote" in done.said):
        raise refused(root, done.said)
    if done.code != 0:
        raise Failure(
            say("{root} is no checkout of a repository with an `origin`, where the branch would be", root=root),
            hint=say("run this in a clone, or name the ledger's folder with --ledger instead"),
        )
    address = done.out.decode("utf-8", "surrogateescape").removesuffix("\n")
    local = root / address
    return str(local.resolve()) if local.is_dir() else address


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    """A git directory, and the folder in which the files of one branch are read and changed."""

    folder: Path
    ref: str
    environment: Mapping[str, str]

    def git(self, *arguments: str, otherwise: Said, **more: str) -> str:
        """What git prints. Where it fails: a Failure of the message `otherwise`, with what git said."""
        done = run(*arguments, environment={**self.environment, **more})
        if done.code != 0:
            said = " ".join(done.said.split())
            raise Failure(
                say("{words}: {reason}", words=otherwise, reason=said) if said else otherwise,
                hint=say("see that `origin` can be reached, and that you, or the token of the workflow, may do this"),
            )
        return done.text.strip()

    def remote_tip(self) -> str | None:
        """The commit at the branch's tip as `origin` says now; None where there is no such branch."""
        told = self.git("ls-remote", "origin", self.ref, otherwise=say("cannot see the branches of `origin`"))
        return told.split()[0] if told else None

    def fetch(self, at: datetime | None = None) -> str | None:
        """Lay the branch's files into the folder; the commit that they are of, None where there is no such branch.

        With `at` they are those of the last commit that was made until that moment; a Failure where there is none.
        """
        if self.remote_tip() is None:
            return None
        failed = say("cannot fetch the ledger's branch")
        depth = ["--depth=1"] if at is None else []
        self.git("fetch", "--quiet", *depth, "--no-tags", "origin", self.ref, otherwise=failed)
        tip = self.git("rev-parse", "--verify", "FETCH_HEAD^{commit}", otherwise=failed)
        if at is not None:
            until = f"--until={int(at.timestamp())} +0000"
            tip = self.git("rev-list", "-1", "--first-parent", until, tip, otherwise=failed)
        if not tip:
            raise Failure(
                say("the branch {branch} knows nothing of that moment", branch=self.ref.removeprefix("refs/heads/")),
                hint=say("its history begins later; a new epoch of the ledger begins it anew"),
            )
        self.folder.mkdir()
        self.git("read-tree", tip, otherwise=failed)
        self.git("-C", str(self.folder), "checkout-index", "--all", otherwise=failed)
        return tip

    def push(self, tip: str | None, *, message: str, now: datetime, new_epoch: bool) -> bool:
        """Have `origin` take the folder as it is after `tip`; False when another run has pushed since."""
        if not self.folder.is_dir() or not any(self.folder.iterdir()):
            return True
        failed = say("git cannot write down the ledger")
        self.git("-C", str(self.folder), "add", "--all", "--force", ".", otherwise=failed)
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
            self.git(
                "push", "--quiet", *lease, "origin", f"{commit}:{self.ref}", otherwise=say("cannot push the ledger")
            )
        except Failure:
            seen = self.remote_tip()
            if seen == tip:
                raise
            return seen == commit  # pushed after all, when only the answer was lost
        return True
