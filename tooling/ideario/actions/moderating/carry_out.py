"""Carries out a command in a comment: who may, what it changes, the commit, the answer. Once, whatever happens between.

Nothing is remembered but what stands at the forge: the commit's message and the answer say of which comment they are.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Literal

from ideario.actions.basis import Ground, ground_of
from ideario.actions.moderating.author_question import put_question
from ideario.actions.moderating.command_commits import CommandCommit, CommandCommits
from ideario.actions.moderating.command_wording import CommandWording
from ideario.actions.moderating.commanded_change import ChangeMaker, CommandedChange, Unfit
from ideario.actions.moderating.commanded_thread import CommandedThread, thread_ideas
from ideario.actions.moderating.decision_step import history_length
from ideario.actions.moderating.judged_files import errors_brought
from ideario.actions.moderating.undoing import carried_out_among, last_command, text_before
from ideario.actions.moderating.waiting_checks import let_checks_run
from ideario.fences import block, code, one_line
from ideario.forge.addresses import repository_url
from ideario.forge.command_port import CommandForge, NewComment
from ideario.forge.writing_port import Behind, Comment
from ideario.intake.drafts import content_path
from ideario.intake.explaining.faults import Unreadable
from ideario.intake.read_community import read_community
from ideario.intake.rules.replies import reply_files
from ideario.intake.yaml.text_edits import CannotEdit
from ideario.messages.said import say
from ideario.model.community import Community
from ideario.moderating.command_marks import (
    AnswerState,
    answer_beginning,
    answer_marker,
    answered_as,
    no_marker,
)
from ideario.moderating.command_replies import help_text, not_for_you, refusal_text, said
from ideario.moderating.commands import SpokenCommand, spoken_in
from ideario.moderating.reply_texts import NEEDS_INFO
from ideario.notifying.decided import event_id
from ideario.notifying.notice_text import marker
from ideario.problems import CommunityAtFault
from ideario.reporters import in_one
from ideario.resources import Resources

TRIES = 4
"""How often is begun anew where somebody else was faster."""
MAX_TOLD = 10
NOWHERE = CommandCommit()
PUBLISH, NOTIFY = "publish.yml", "notify.yml"
"""The workflows that publish the site and tell other threads: a commit of a workflow's own token starts none itself."""
Ending = Literal["no command", "not allowed", "refused", "done", "proposed", "done already"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CarriedOut:
    """What became of a comment. `published`: the workflow that publishes was started, `notified`: the one that tells
    those who follow the idea elsewhere; None where there is no need.
    """

    comment: int
    thread: str
    ending: Ending
    commit: str = ""
    pull: str = ""
    published: bool | None = None
    notified: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandAnswer:
    """What is said when a command was carried out, and where its change is. `notice` is the hidden line by which the
    thread counts as told of a new status, so that it is not told once more.
    """

    text: str
    done: CommandCommit = NOWHERE
    notice: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CarryingOut:
    """One command on its way. `language` is that of answers that are about no idea."""

    root: Path
    ground: Ground
    community: Community
    forge: CommandForge
    comment: NewComment
    command: SpokenCommand
    resources: Resources
    language: str
    now: datetime

    def run(self) -> CarriedOut:
        """Do what there is to do, and say so on the thread."""
        own = self._own(self._comments())
        before = next((state for one in own if (state := answered_as(one.text, self.comment.id)) is not None), None)
        if before is not None:
            self.forge.sign(self.comment.id, "rocket" if before == "done" else "confused")
            return self._ended("done already")
        if not self.forge.may_write(self.comment.author):
            return self._not_allowed(own)
        self.forge.sign(self.comment.id, "eyes")
        try:
            answer = self._carried_out()
        except Unfit as unfit:
            text = refusal_text(unfit.reasons, self.language, with_help=unfit.wrong_use)
            self._say("refused", text)
            self.forge.sign(self.comment.id, "confused")
            return self._ended("refused")
        done = answer.done
        landed = bool(done.commit and not done.branch)
        published = self._start(PUBLISH) if landed else None
        if not any(answer.notice and one.text.startswith(answer.notice) and one.id > self.comment.id for one in own):
            self._say("done", answer.text, notice=answer.notice)
        self.forge.sign(self.comment.id, "rocket")
        # last, so that it finds this thread told; where it is not started, its schedule makes up for it
        notified = self._start(NOTIFY) if landed and answer.notice else None
        ending: Ending = "proposed" if done.branch and not done.commit else "done"
        return replace(
            self._ended(ending), commit=done.commit, pull=done.pull, published=published, notified=notified
        )  # fmt: skip

    def _start(self, workflow: str) -> bool:
        return self.forge.start(workflow, self.forge.home().branch)

    def _ended(self, ending: Ending) -> CarriedOut:
        return CarriedOut(comment=self.comment.id, thread=self.comment.thread, ending=ending)

    # ---- what is said

    def _comments(self) -> Sequence[Comment]:
        return self.forge.comments([self.comment.thread]).get(self.comment.thread, ())

    def _own(self, comments: Sequence[Comment]) -> list[Comment]:
        own = self.forge.viewer().id
        return [one for one in comments if one.author is not None and one.author.id == own]

    def _say(self, state: AnswerState, text: str, *, notice: str = "") -> None:
        lines = [notice, answer_marker(self.comment.id, state), text]
        self.forge.post(self.comment.thread, "\n".join(filter(None, lines)), marker=answer_beginning(self.comment.id))

    def _not_allowed(self, own: Sequence[Comment]) -> CarriedOut:
        """A polite no, once on each thread to each person; to a slip nothing, which was perhaps meant otherwise."""
        if self.command.name is not None:
            once = no_marker(self.comment.author.id)
            if not any(once in one.text for one in own):
                text = said([not_for_you(self.comment.author.login)], self.language)
                self.forge.post(self.comment.thread, f"{once}\n{text}", marker=once)
            self.forge.sign(self.comment.id, "confused")
        return self._ended("not allowed")

    # ---- what is done

    def _carried_out(self) -> CommandAnswer:
        """Do it. Raises Unfit."""
        if self.command.name is None:
            raise Unfit(say("There is no such command."), help_text(self.language))
        if self.command.name == "help":
            return CommandAnswer(text=help_text(self.language))
        thread = thread_ideas(self.forge, self.comment.thread, self.community)
        if self.command.name == "check":
            told = let_checks_run(self.forge, thread, repository=self._wording.address)
            return CommandAnswer(text=said([told], self.language))
        if self.command.name == "undo":
            return self._undone(thread)
        maker = ChangeMaker(
            community=self.community, forge=self.forge, thread=thread, date=f"{self.now:%Y-%m-%d}",
            has_schemas=(self.root / "schemas").is_dir(),
        )  # fmt: skip
        has_status = NEEDS_INFO in self.community.settings.statuses and thread.ideas
        if self.command.name == "needs-info" and not has_status:
            idea, question = maker.idea_of(self.command.rest, also_pending=True)
            mark = put_question(self.forge, self.comment, thread.pull, language=self.language)
            lines = [mark, self._wording.question(idea, question)]
            return CommandAnswer(text="\n".join(filter(None, lines)))
        return self._changed(maker.change(self.command), thread)

    def _changed(self, change: CommandedChange, thread: CommandedThread) -> CommandAnswer:
        commits, home = self._commits(change.idea), self.forge.home()
        pending = thread.pull if change.idea in thread.pending else None
        branch, tip = (home.branch, home.tip) if pending is None else (pending.branch, pending.head)
        known = commits.known(change.path, branch)
        if known is not None:
            done: CommandCommit | None = CommandCommit(commit=known.sha)
        else:
            done = commits.waiting(change.subject) if pending is None else None
        if done is None:
            before = commits.text_at(tip, change.path)
            content = self._sound(change, before)
            done = commits.write(
                change.path, content, subject=change.subject, home=home, branch="" if pending is None else branch,
                parent=tip,
            )  # fmt: skip
        if pending is not None:
            done = CommandCommit(commit=done.commit, branch=branch)  # of which nothing is published yet
        notice = ""
        if change.step is not None and done.commit:
            place = history_length(commits.text_at(done.commit, change.path)) - 1
            notice = marker(event_id(change.idea, place, change.step.status))
        return CommandAnswer(text=self._wording.told(change, done), done=done, notice=notice)

    def _sound(self, change: CommandedChange, before: str | None) -> bytes:
        """The file's new bytes, against which nothing speaks. Raises Unfit."""
        try:
            text = change.edit(before)
        except (CannotEdit, Unreadable) as error:
            raise Unfit(
                say("{path} is written so that nothing can be put into it by itself.", path=code(change.path))
            ) from error
        if text == before:
            raise Unfit(say("It is so already."))
        content = text.encode()
        self._refuse_errors({change.path: content})
        return content

    def _refuse_errors(self, files: dict[str, bytes | None]) -> None:
        errors = errors_brought(self.root, files, ground=self.ground, resources=self.resources)
        if errors:
            lines = [in_one(error, self.language) for error in errors[:MAX_TOLD]]
            told = "\n".join(one_line(line) for text in lines for line in text.splitlines())
            raise Unfit(say("The check would find this:"), block(told))

    def _undone(self, thread: CommandedThread) -> CommandAnswer:
        ideas = [self.community.ideas[slug] for slug in thread.ideas]
        commits, home = self._commits(""), self.forge.home()
        paths = [path for idea in ideas for path in (content_path("decision", idea.slug), idea.path)]
        known = [found for path in paths if (found := commits.known(path, home.branch)) is not None]
        subject = f"Take back the last command on {self.comment.thread}"
        done = CommandCommit(commit=known[0].sha) if known else commits.waiting(subject)
        if done is None:
            last = last_command(
                commits, paths, home.branch, carried_out=carried_out_among(self._comments(), self.forge)
            )
            text = text_before(commits, last, tip=home.tip)
            content = None if text is None else text.encode()
            self._refuse_errors({last.path: content})
            done = commits.write(last.path, content, subject=subject, home=home, undoes=last.commit.sha)
        told = say("What the last command of this thread had changed is as it was before.")
        return CommandAnswer(text=self._wording.plain(told, done, self.language), done=done)

    def _commits(self, idea: str) -> CommandCommits:
        host, language = self.community.settings.host, self._wording.language_of(idea)
        return CommandCommits(forge=self.forge, comment=self.comment, host=host, language=language)

    @property
    def _wording(self) -> CommandWording:
        return CommandWording(
            community=self.community, login=self.comment.author.login, texts=reply_files(self.root),
            address=repository_url(self.forge.repository().name, self.community.settings.host), language=self.language,
        )  # fmt: skip


def carry_out(
    root: Path,
    comment: NewComment,
    *,
    resources: Resources,
    ledger: Path | None,
    connect: Callable[[Community], CommandForge],
    language: str,
    now: datetime,
) -> CarriedOut:
    """Carry out the command in a comment that was just written: see `CarryingOut`. Nobody is asked about one without.

    The ledger, where there is one, knows when ideas came in. Raises CommunityAtFault where content/community.yml is at
    fault, and Failure where the forge refuses.
    """
    command = spoken_in(comment.text)
    if command is None or comment.author.kind != "user":
        return CarriedOut(comment=comment.id, thread=comment.thread, ending="no command")
    reading = read_community(root, resources=resources)
    if reading.community is None:
        raise CommunityAtFault(reading.problems)
    forge = connect(reading.community)
    carrying = CarryingOut(
        root=root, ground=ground_of(root, resources=resources, ledger=ledger, now=now), community=reading.community,
        forge=forge, comment=comment, command=command, resources=resources, language=language, now=now,
    )  # fmt: skip
    for left in reversed(range(TRIES)):
        try:
            return carrying.run()
        except Behind:
            if not left:
                raise
    raise AssertionError("it was tried at least once")
