"""Proposes the files of an import by a pull request of the program's own, one at a time. Looks before it writes.

The branch is named by how many threads are ideas already: as long as a pull request waits, each run finds it again and
adds what is new; once it is merged the number is another one. What a maintainer changed on the branch stays.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from ideario.forge.writing_port import Behind, Place, WritingForge
from ideario.messages.said import Said, in_language, joined, say, several

BRANCH = "ideario/import-after-{known}"
TRIES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportProposal:
    """What became of it: `pull` is the pull request's name, `files` how many this run added to it.

    `closed`: a maintainer closed it without merging, and nobody opens another one. `merged`: what is here is older.
    """

    pull: str
    state: Literal["open", "closed", "merged"]
    files: int = 0


def propose(forge: WritingForge, files: Mapping[str, str], *, known: int, ideas: int, language: str) -> ImportProposal:
    """Have an open pull request bring `files`, by path, which make `ideas` ideas; `known` are those that are there.

    A ForgeFailure where the forge does not let it; whoever runs it again goes on.
    """
    branch = BRANCH.format(known=known)
    for attempt in range(TRIES):
        found = forge.pull_of_branch(branch)
        if found is not None and not found.open:
            return ImportProposal(pull=found.name, state="closed" if found.merged is None else "merged")
        try:
            added = _committed(forge, branch, files, ideas=ideas)
        except Behind:
            if attempt == TRIES - 1:
                raise
            continue
        title = several("Bring in {count} issue as an idea", "Bring in {count} issues as ideas", ideas)
        pull = forge.open_pull(branch, title=in_language(title, language), text=in_language(_text(ideas), language))
        return ImportProposal(pull=pull.name, state="open", files=added)
    raise AssertionError("the last try returns or raises")


def _committed(forge: WritingForge, branch: str, files: Mapping[str, str], *, ideas: int) -> int:
    """How many files were missing on the branch, where they are now."""
    tip = forge.tip(branch)
    parent = tip or forge.home().tip
    places = {Place(parent, path): path for path in files}
    there = forge.contents(list(places))
    missing: dict[str, bytes | None] = {
        path: files[path].encode() for place, path in places.items() if there[place].kind == "nothing"
    }
    if missing:
        forge.commit(branch, missing, parent=parent, message=f"Bring in {ideas} issues as ideas", new=tip is None)
    return len(missing)


def _text(ideas: int) -> Said:
    """The first text of the pull request: of issues it gives no number, since each would be told of it."""
    made = several(
        "This makes {count} idea of an issue or a discussion. Its votes are the reactions there, and the next reading "
        "counts them.",
        "This makes {count} ideas of issues and discussions. Their votes are the reactions there, and the next reading "
        "counts them.",
        ideas,
    )
    maintainers = say(
        "**For maintainers:** the checks of this pull request wait for one click, **Approve workflows to run**, since "
        "a program opened it. Whoever merges it takes in what is proposed; the program never writes to these files "
        "again, so change in them what you like. To leave one out, take the label off its issue and delete its files "
        "here."
    )
    return joined([made, maintainers], "\n\n")
