"""The form by which people propose ideas as issues: where it lies, what its fields are called, how its answers come.

As GitHub has it. An issue of a form holds `### Label`, an empty line and the answer, for each field in its order.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from ideario.model.thread_names import home_of

if TYPE_CHECKING:
    from ideario.forge.port import Rollup

FORM_PATH = ".github/ISSUE_TEMPLATE/idea.yml"
"""Where the form lies, relative to the repository's root."""
FIELD_IDS: Mapping[str, str] = MappingProxyType(
    {
        "summary": "summary",
        "body": "text",
        "challenge": "challenge",
        "cost": "cost",
        "language": "language",
        "tags": "tags",
        "needs": "needs",
        "consent": "consent",
    }
)
"""By key of an idea, the name of its field in the form, in the form's order. Links fill fields in by these names, so
they stay. The idea's title is the issue's own; `body` would be the text of a whole issue, so that field has another
name.
"""
HEADING = "### "
UNANSWERED = "_No response_"
"""What stands for an answer that was left empty."""
TICKED = ("- [x] ", "- [X] ")


def branch_of_issue(number: int) -> str:
    """The branch on which the program puts the idea of an issue."""
    return f"ideario/issue-{number}"


def issue_of_branch(branch: str) -> int | None:
    """The number of the issue whose idea is on a branch, None for any other branch."""
    start, _, number = branch.partition("ideario/issue-")
    sound = not start and number.isascii() and number.isdigit() and len(number) <= 10 and number[0] != "0"
    return int(number) if sound else None


def issue_of(rollup: "Rollup") -> str | None:
    """The issue of which the program made this pull request, None for any other thread.

    Known from its branch, which few may write to, and its author's account, a program's; never from a text.
    """
    ours = rollup.author is not None and rollup.author.kind == "bot" and not home_of(rollup.name)
    number = issue_of_branch(rollup.branch) if ours else None
    return None if number is None else f"issue/{number}"


def issues_of(rollups: Iterable["Rollup"]) -> dict[str, str]:
    """Of the pull requests among these that the program made of issues, which issue it was, by name."""
    return {rollup.name: issue for rollup in rollups if (issue := issue_of(rollup)) is not None}
