"""Says at which commit of the program a community's workflows are to be: that of the program which is running."""

from pathlib import Path
from typing import NamedTuple

import ideario
from ideario.git.repository import git_at
from ideario.resources import SOURCE

UNRELEASED = "main"
"""The word for a commit that is no release."""


class Pin(NamedTuple):
    """A commit of the program's repository, and a word for it that people and dependabot read: `v0.1.0`, or `main`.

    A package that was made without a repository knows no commit; then `commit` is the tag of its version too.
    """

    commit: str
    label: str

    @property
    def package(self) -> str:
        """What pip is given to install the program: the name of the package, or where that is not yet released, the
        address of the repository.
        """
        return f"git+{SOURCE}" if self.label == UNRELEASED else "ideario"


def program_pin() -> Pin:
    """The commit of the running program. Raises Failure where git does not read the checkout that it runs from."""
    package = Path(ideario.__file__).parent
    release = f"v{ideario.__version__}"
    recorded = package / "data" / "commit"  # written when the package was made, see tooling/build_hook.py
    if recorded.is_file():
        return Pin(recorded.read_text(encoding="ascii").strip(), release)
    checkout = package.parent.parent
    git = git_at(checkout) if (checkout / ".git").exists() else None  # one further up would be somebody else's
    if git is None or not git.head:
        return Pin(release, release)
    tagged = git.ask("describe", "--tags", "--exact-match", "--match", release, "HEAD").code == 0
    return Pin(git.head, release if tagged else UNRELEASED)
