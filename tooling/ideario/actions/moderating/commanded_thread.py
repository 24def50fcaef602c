"""Finds the ideas of a thread on which a command was given, as a sync finds them."""

from collections.abc import Sequence
from dataclasses import dataclass

from ideario.forge.issue_forms import branch_of_issue, issue_of, issues_of
from ideario.forge.port import FileChange, Forge, Rollup
from ideario.forge.writing_port import WritingForge
from ideario.model.community import Community
from ideario.model.thread_names import is_pull, number_of
from ideario.syncing.file_changes import Touch, slug_at, touch
from ideario.syncing.threads import Pull, resolve


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandedThread:
    """A thread with its ideas: those that are accepted, and those that stand in its open pull request alone.

    `pull` is that pull request, or the one that the program made of an issue; `files` is what it touches.
    """

    name: str
    ideas: tuple[str, ...]
    pending: tuple[str, ...]
    pull: Rollup | None
    files: tuple[FileChange, ...]

    def path_of(self, idea: str) -> str | None:
        """The file of an idea that its pull request brings."""
        found = [file.path for file in self.files if file.change != "removed" and slug_at(file.path) == idea]
        return found[0] if len(found) == 1 else None


def thread_ideas(forge: WritingForge, name: str, community: Community) -> CommandedThread:
    """The ideas of a thread of the community's repository."""
    pull = _pull(forge, name)
    files = _files(forge, pull)
    pulls = [] if pull is None else [_as_listed(pull, files)]
    issues = {} if pull is None else issues_of([pull])
    known = resolve(pulls, community, asked={}, there={name}, issues=issues)
    # as long as it is pending, an idea that was made of an issue is its pull request's alone
    found = sorted({*known.all_of(name), *(known.all_of(pull.name) if pull is not None else ())})
    return CommandedThread(
        name=name,
        ideas=tuple(slug for slug in found if slug in community.ideas),
        pending=tuple(slug for slug in found if slug not in community.ideas),
        pull=pull,
        files=files,
    )


def ideas_of_number(forge: WritingForge, number: int, community: Community) -> tuple[str, ...]:
    """The accepted ideas of the thread of a number, whatever it is."""
    pull = thread_ideas(forge, f"pull/{number}", community)
    return pull.ideas or thread_ideas(forge, f"issue/{number}", community).ideas


def _pull(forge: WritingForge, name: str) -> Rollup | None:
    if is_pull(name):
        return forge.threads([name]).get(name)
    known = forge.pull_of_branch(branch_of_issue(number_of(name)))
    found = None if known is None else forge.threads([known.name]).get(known.name)
    return found if found is not None and issue_of(found) == name else None


def _files(forge: Forge, pull: Rollup | None) -> tuple[FileChange, ...]:
    return () if pull is None else forge.files([pull]).get(pull.name, ())


def _as_listed(pull: Rollup, files: Sequence[FileChange]) -> Pull:
    """The pull request as a sync knows it. What goes into another branch, or was closed, brings nothing here."""
    brings = not pull.elsewhere and (pull.open or pull.merged is not None)
    return Pull(name=pull.name, merged=pull.merged, touch=touch(files) if brings else Touch(), base_gone=pull.base_gone)
