"""Says what a command changes in the community's files, and refuses with a reason what it cannot. Writes nothing."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from ideario.actions.moderating.commanded_thread import CommandedThread, ideas_of_number
from ideario.actions.moderating.decision_step import DecisionStep, decision_text
from ideario.fences import code
from ideario.forge.issue_forms import issue_of
from ideario.forge.writing_port import WritingForge
from ideario.intake.drafts import content_path
from ideario.intake.schema_line import line_for
from ideario.intake.yaml.text_edits import with_value
from ideario.messages.said import Said, joined, say
from ideario.model.community import Community, Status
from ideario.model.content import StatusKind
from ideario.moderating.commands import SpokenCommand
from ideario.moderating.reply_texts import NEEDS_INFO

MAX_NAMED = 20
"""So many names to choose from are told."""
ADDRESS = re.compile(r"https?://[!-~]+(?: |\Z)")
"""Where the result of what is done can be seen, if that comes before the reason."""
NUMBER = re.compile(r"#([1-9][0-9]{0,9})")


class Unfit(Exception):
    """A command that cannot be carried out, for `reasons`; `wrong_use` where the list of commands would help."""

    def __init__(self, *reasons: str, wrong_use: bool = False) -> None:
        super().__init__(*reasons)
        self.reasons: Sequence[str] = reasons
        self.wrong_use = wrong_use


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandedChange:
    """What a command makes of one file. `edit` gives the new text of the one there is, None for none, and may raise
    CannotEdit. `step` is that of a decision; `told` is said of any other change. `subject` begins the commit's message.
    """

    idea: str
    path: str
    subject: str
    edit: Callable[[str | None], str]
    step: DecisionStep | None = None
    told: Said | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeMaker:
    """Makes changes of commands on one thread. `date` is today's, `has_schemas` as of `line_for`."""

    community: Community
    forge: WritingForge
    thread: CommandedThread
    date: str
    has_schemas: bool

    def change(self, command: SpokenCommand) -> CommandedChange:
        """What the command changes. Raises Unfit."""
        makers: Mapping[str, Callable[[str, str], CommandedChange]] = {
            "status": self._status,
            "decline": self._decline,
            "duplicate": self._duplicate,
            "needs-info": self._needs_info,
            "challenge": self._challenge,
        }
        idea, rest = self.idea_of(command.rest, also_pending=command.name == "challenge")
        return makers[command.name or ""](idea, rest)

    def idea_of(self, rest: str, *, also_pending: bool) -> tuple[str, str]:
        """The idea that is meant, and what was said beside its name; the name is needed where there are several."""
        ideas = [*self.thread.ideas, *(self.thread.pending if also_pending else ())]
        if not ideas and self.thread.pending:
            raise Unfit(
                say(
                    "The idea of this pull request is not accepted yet: it can be decided about once it is merged. "
                    "What you would like to be different, you can say here in your own words."
                )
            )
        if not ideas:
            raise Unfit(say("This is the thread of no idea of the community."))
        word, _, left = rest.partition(" ")
        if len(ideas) == 1:
            return (ideas[0], left.strip()) if word == ideas[0] else (ideas[0], rest)
        if word not in ideas:
            raise Unfit(
                say(
                    "This is the thread of several ideas. Name the one that you mean first: {ideas}",
                    ideas=_listed(ideas),
                ),
                wrong_use=True,
            )
        return word, left.strip()

    def _status(self, idea: str, rest: str) -> CommandedChange:
        word, _, reason = rest.partition(" ")
        statuses = self.community.settings.statuses
        status = statuses.get(word.lower())
        if status is None:
            wrong = say("There is no status {word}.", word=code(word)) if word else say("Which status?")
            raise Unfit(joined([wrong, say("There are: {statuses}", statuses=_listed(statuses))]), wrong_use=True)
        if status.kind == "duplicate":
            raise Unfit(say("Of which idea? Write {usage}", usage=code("/duplicate #12")), wrong_use=True)
        reason, shipped = reason.strip(), ""
        if status.kind == "declined" and not reason:
            raise Unfit(_why())
        if status.kind == "done" and ADDRESS.match(reason):
            shipped, _, reason = reason.partition(" ")
        return self._decided(idea, DecisionStep(status=status.slug, reason=reason.strip(), shipped=shipped))

    def _decline(self, idea: str, rest: str) -> CommandedChange:
        if not rest:
            raise Unfit(_why())
        return self._decided(idea, DecisionStep(status=self._of_kind("declined").slug, reason=rest))

    def _duplicate(self, idea: str, rest: str) -> CommandedChange:
        status = self._of_kind("duplicate")
        word, _, reason = rest.partition(" ")
        number = NUMBER.fullmatch(word)
        if number is not None:
            found = ideas_of_number(self.forge, int(number[1]), self.community)
            if len(found) > 1:
                raise Unfit(say("{thread} is of several ideas. Name the one that you mean: {ideas}", thread=code(word),
                                ideas=_listed(found)), wrong_use=True)  # fmt: skip
            if not found:
                raise Unfit(say("{thread} is the thread of no accepted idea.", thread=code(word)))
            other = found[0]
        elif word in self.community.ideas:
            other = word
        else:
            unknown = say("There is no idea {word}.", word=code(word)) if word else say("Of which idea?")
            raise Unfit(unknown, say("Write {usage}", usage=code("/duplicate #12")), wrong_use=True)
        other = self.community.target(other)
        if other == idea:
            raise Unfit(say("An idea cannot be the duplicate of itself."))
        return self._decided(idea, DecisionStep(status=status.slug, reason=reason.strip(), duplicate_of=other))

    def _needs_info(self, idea: str, rest: str) -> CommandedChange:
        return self._decided(idea, DecisionStep(status=NEEDS_INFO, reason=rest))

    def _challenge(self, idea: str, rest: str) -> CommandedChange:
        challenges = self.community.challenges
        if rest not in challenges and rest != "none":
            unknown = say("There is no challenge {word}.", word=code(rest)) if rest else say("Which challenge?")
            raise Unfit(joined([unknown, say("There are: {challenges}", challenges=_listed([*challenges, "none"]))]))
        known = self.community.ideas.get(idea)
        path = known.path if known is not None else self._path_on_our_branch(idea)
        challenge = rest if rest in challenges else None
        title = None if challenge is None else challenges[challenge].title

        def edit(before: str | None) -> str:
            if before is None:
                raise Unfit(say("The idea’s file is not there any more."))
            return with_value(before, "challenge", challenge)

        return CommandedChange(
            idea=idea,
            path=path,
            subject=f"Have the idea {idea} answer {rest if challenge else 'no challenge'}",
            edit=edit,
            told=say("The idea answers no challenge now.")
            if title is None
            else say("The idea answers this challenge now: {title}", title=code(title)),
        )

    def _path_on_our_branch(self, idea: str) -> str:
        """The file of a pending idea that the program itself has written."""
        pull, path = self.thread.pull, self.thread.path_of(idea)
        if pull is None or path is None or issue_of(pull) is None:
            raise Unfit(
                say(
                    "This pull request is somebody’s own, and the program writes nothing into it. Its author can "
                    "change the line `challenge:` of the idea’s file, and so can you, by *Edit file* under *Files "
                    "changed*."
                )
            )
        return path

    def _decided(self, idea: str, step: DecisionStep) -> CommandedChange:
        path = content_path("decision", idea)
        settings = self.community.settings
        line = line_for("decision", path, settings, has_schemas=self.has_schemas)

        def edit(before: str | None) -> str:
            return decision_text(before, step, settings=settings, line=line, date=self.date)

        subject = f"Set the idea {idea} to {step.status}"
        return CommandedChange(idea=idea, path=path, subject=subject, edit=edit, step=step)

    def _of_kind(self, kind: StatusKind) -> Status:
        found = [status for status in self.community.settings.statuses.values() if status.kind == kind]
        if not found:
            raise Unfit(say("The community has no status of the kind {kind}.", kind=kind))
        return found[0]


def _why() -> Said:
    return say("An idea is declined with a reason, which its author reads: write {usage}", usage=code("/decline …"))


def _listed(names: Sequence[str] | Mapping[str, object]) -> str:
    shown = list(names)
    return ", ".join(map(code, shown[:MAX_NAMED])) + (", …" if shown[MAX_NAMED:] else "")
