"""The issues that became ideas by a pull request of the program's own: further threads of these ideas. Asks nobody.

Known from the pull request's branch, which few may write to, and its author's account, a program's; never from a text.
Whose proposal it is says the issue's author, by the forge.
"""

from collections.abc import Iterable

from ideario.forge.issue_forms import issue_of_branch
from ideario.forge.port import Rollup
from ideario.model.thread_names import home_of


def issue_of(rollup: Rollup) -> str | None:
    """The issue of which the program made this pull request, None for any other thread."""
    ours = rollup.author is not None and rollup.author.kind == "bot" and not home_of(rollup.name)
    number = issue_of_branch(rollup.branch) if ours else None
    return None if number is None else f"issue/{number}"


def issues_of(rollups: Iterable[Rollup]) -> dict[str, str]:
    """Of the pull requests among these that the program made of issues, which issue it was, by name."""
    return {rollup.name: issue for rollup in rollups if (issue := issue_of(rollup)) is not None}
