"""Writes what a command changes as a commit, once, with the name of who gave it; by a pull request where it must.

What was written is known by the last line of the commits' messages. So a run that was cut off is made up for by the
next one, and of two at once the slower one finds what the other wrote.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from ideario.actions.moderating.commanded_change import Unfit
from ideario.forge.addresses import noreply_address
from ideario.forge.command_port import CommandForge, NewComment, PathCommit
from ideario.forge.port import NoAccess
from ideario.forge.writing_port import FILE_BYTES, Behind, Guarded, HomeBranch, Place, Signature
from ideario.messages.said import in_language, say
from ideario.moderating.command_marks import CommandTrailer, trailer_in


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandCommit:
    """Where a change is: in a commit of the branch, or waiting in a pull request, or on a branch of which a person has
    to make one.
    """

    commit: str = ""
    pull: str = ""
    branch: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandCommits:
    """The commits of one command. `host` is the forge's, `language` that of the pull request's text."""

    forge: CommandForge
    comment: NewComment
    host: str
    language: str

    @property
    def own_branch(self) -> str:
        """The branch of the pull request in which the change waits, where a rule guards the default branch."""
        return f"ideario/command-{self.comment.id}"

    def known(self, path: str, branch: str) -> PathCommit | None:
        """The commit by which this command changed a path, if it did."""
        for commit in self.forge.commits(path, branch):
            trailer = trailer_in(commit.message)
            if trailer is not None and trailer.comment == self.comment.id:
                return commit
        return None

    def text_at(self, commit: str, path: str) -> str | None:
        """The text of a file at a commit, None where there is none. Raises Unfit where it is anything else."""
        found = self.forge.contents([Place(commit, path)])[Place(commit, path)]
        if found.kind == "nothing":
            return None
        try:
            if found.content is not None and len(found.content) <= FILE_BYTES:
                return found.content.decode()
        except UnicodeDecodeError:
            pass
        raise Unfit(say("{path} is no file that could be read.", path=path))

    def write(
        self, path: str, content: bytes | None, *, subject: str, home: HomeBranch, branch: str = "", parent: str = "",
        undoes: str = "",
    ) -> CommandCommit:  # fmt: skip
        """Have the file on the default branch, or on another one whose tip is `parent`. Behind where it has moved."""
        message = self._message(subject, undoes)
        signed = {"author": self._signature(), "committer": self._committer()}
        try:
            commit = self.forge.commit(
                branch or home.branch, {path: content}, parent=parent or home.tip, message=message, new=False, **signed
            )
            return CommandCommit(commit=commit)
        except Guarded:
            if branch:
                raise
            return self._proposed({path: content}, message=message, subject=subject, home=home, signed=signed)

    def waiting(self, subject: str) -> CommandCommit | None:
        """The pull request in which the change waits, if there is a branch with it."""
        return None if self.forge.tip(self.own_branch) is None else self._opened(subject)

    def _proposed(
        self, files: Mapping[str, bytes | None], *, message: str, subject: str, home: HomeBranch,
        signed: Mapping[str, Signature],
    ) -> CommandCommit:  # fmt: skip
        if self.forge.tip(self.own_branch) is None:
            try:
                self.forge.commit(self.own_branch, files, parent=home.tip, message=message, new=True, **signed)
            except Behind:
                if self.forge.tip(self.own_branch) is None:
                    raise
        return self._opened(subject)

    def _opened(self, subject: str) -> CommandCommit:
        told = say(
            "Decided by `{login}` in a comment on #{number}. A rule guards the branch, so it waits here until somebody "
            "merges it.",
            login=self.comment.author.login, number=self.comment.thread.partition("/")[2],
        )  # fmt: skip
        try:
            pull = self.forge.open_pull(self.own_branch, title=subject, text=in_language(told, self.language))
        except NoAccess:
            return CommandCommit(branch=self.own_branch)
        return CommandCommit(pull=pull.name, branch=self.own_branch)

    def _message(self, subject: str, undoes: str) -> str:
        """The message of a commit, which holds nothing that anybody typed but a login."""
        trailer = CommandTrailer(thread=self.comment.thread, comment=self.comment.id, undoes=undoes)
        kind, _, number = self.comment.thread.partition("/")
        where = "pull request" if kind == "pull" else kind
        return f"{subject}\n\nBy {self.comment.author.login}, in a comment on {where} {number}.\n\n{trailer}\n"

    def _signature(self) -> Signature:
        author = self.comment.author
        return Signature(author.login, noreply_address(author.id, author.login, self.host))

    def _committer(self) -> Signature:
        own = self.forge.viewer()
        return Signature(own.login, noreply_address(own.id, own.login, self.host))
