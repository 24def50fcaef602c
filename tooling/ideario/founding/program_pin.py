"""Says at which commit of the program a community's workflows are to be: that of the program which is running."""

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

import ideario
from ideario.git.repository import git_at
from ideario.resources import SOURCE

UNRELEASED = "main"
"""The word for a commit that is no release."""
_AT_A_COMMIT = re.compile(rf"git\+{re.escape(SOURCE)}@[0-9a-f]{{40}}\b")


class Pin(NamedTuple):
    """A commit of the program's repository, and a word for it that people and dependabot read: `v0.1.0`, or `main`.

    A package that was made without a repository knows no commit; then `commit` is that branch too.
    """

    commit: str
    label: str

    @property
    def package(self) -> str:
        """What pip is given to install the program: the name of the package, or where that is not yet released, this
        commit of the repository.
        """
        return f"git+{SOURCE}@{self.commit}" if self.label == UNRELEASED else "ideario"

    def installed_in(self, text: str) -> str:
        """The text, such as a community's README, with this pin in place of the commit that it installs."""
        return _AT_A_COMMIT.sub(self.package, text)


@cache
def program_pin() -> Pin:
    """The commit of the running program. Raises Failure where git does not read the checkout that it runs from."""
    package = Path(ideario.__file__).parent
    release = f"v{ideario.__version__}"
    recorded = package / "data" / "commit"  # written when the package was made, see tooling/build_hook.py
    if recorded.is_file():
        commit, _, tag = recorded.read_text(encoding="ascii").strip().partition(" ")
        return Pin(commit, tag or UNRELEASED)
    checkout = package.parent.parent
    git = git_at(checkout) if (checkout / ".git").exists() else None  # one further up would be somebody else's
    if git is None or not git.head:
        return Pin(UNRELEASED, UNRELEASED)
    tagged = git.ask("describe", "--tags", "--exact-match", "--match", release, "HEAD").code == 0
    return Pin(git.head, release if tagged else UNRELEASED)
