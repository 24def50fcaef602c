"""Finds what `/undo` takes back: the last command of a thread that changed a file, if nothing came after it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from ideario.actions.moderating.command_commits import CommandCommits
from ideario.actions.moderating.commanded_change import Unfit
from ideario.forge.command_port import CommandForge, PathCommit
from ideario.forge.writing_port import Comment
from ideario.messages.said import Said, say
from ideario.moderating.command_marks import CommandTrailer, carried_out_by, trailer_in


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoneCommand:
    """A commit that is to be taken back: of which path, and whether something has changed the file since."""

    path: str
    commit: PathCommit
    trailer: CommandTrailer
    covered: bool


def last_command(
    commits: CommandCommits, paths: Sequence[str], branch: str, *, carried_out: Callable[[int], bool]
) -> UndoneCommand:
    """The last command of the thread that changed one of these paths and stands. Raises Unfit where there is none, or
    where something came after it.

    `carried_out` says whether the command of a comment was, by what the program itself left on this thread: anybody who
    proposes files writes messages of commits, and so the last line of one.
    """
    found = [one for path in paths for one in _of_path(commits, path, branch, carried_out)]
    if not found:
        raise Unfit(
            say(
                "No command of this thread has changed anything that stands. What waits in a pull request is taken "
                "back by closing that."
            )
        )
    last = max(found, key=lambda one: one.trailer.comment)
    if last.covered:
        raise Unfit(_covered(last.path))
    return last


def carried_out_among(comments: Sequence[Comment], forge: CommandForge) -> Callable[[int], bool]:
    """Whether one of a thread's comments holds a command that was carried out: by the program's own answer, or where
    somebody took that away, by its own reaction to the comment.
    """
    own = forge.viewer().id
    answers = [carried_out_by(one.text) for one in comments if one.author is not None and one.author.id == own]
    answered, here = {*answers}, {one.id for one in comments}
    return lambda comment: comment in answered or (comment in here and forge.signed(comment, "rocket"))


def _of_path(
    commits: CommandCommits, path: str, branch: str, carried_out: Callable[[int], bool]
) -> Iterator[UndoneCommand]:
    history = [(commit, trailer_in(commit.message)) for commit in commits.forge.commits(path, branch)]
    # of several commits that name one comment the oldest is the command's: the others copied its line
    first = {trailer.comment: commit.sha for commit, trailer in history if trailer is not None}
    undone, covered = set[str](), False
    for commit, trailer in history:
        here = trailer is not None and trailer.thread == commits.comment.thread
        ours = trailer is not None and first[trailer.comment] == commit.sha and carried_out(trailer.comment)
        if trailer is not None and trailer.undoes and (ours or not here):
            undone.add(trailer.undoes)
        elif commit.sha not in undone:
            if trailer is not None and here and ours:
                yield UndoneCommand(path=path, commit=commit, trailer=trailer, covered=covered)
                return
            covered = True


def text_before(commits: CommandCommits, last: UndoneCommand, *, tip: str) -> str | None:
    """What stood in the file before, None where there was none. Raises Unfit where it is another by now."""
    if commits.text_at(tip, last.path) != commits.text_at(last.commit.sha, last.path) or not last.commit.parents:
        raise Unfit(_covered(last.path))
    return commits.text_at(last.commit.parents[0], last.path)


def _covered(path: str) -> Said:
    return say("Something else has changed the same file since, so a person has to look: {path}", path=path)
