"""Asks the person at the terminal for what a new file needs, judges each answer at once, and keeps all of them.

Which questions a kind of file needs, `cli/new.py` says; what may stand in a file, `actions/new.py`.
"""

import shlex
import sys
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import TypeVar, cast

import click

from ideario.actions.new import NewKind, as_utf8, choices_for, name_objection, new, objection, settings_for
from ideario.cli.asking.kept_answers import keep, kept, last_place, new_place
from ideario.cli.asking.long_texts import long_text
from ideario.cli.asking.yes_no import says_yes
from ideario.cli.shared.options import program
from ideario.cli.shared.speaking import aloud, speak
from ideario.intake.plain import Plain
from ideario.messages.said import NOTHING, Said, as_is, joined, say, several
from ideario.problems import Failure, Problem, has_errors
from ideario.reporters import problem_lines
from ideario.resources import tool_resources
from ideario.slugs import slug_of

MAX_NAMED = 12
"""So many words to choose from stand in a question."""
NOTHING_WRITTEN = say("Nothing was written.")
Given = TypeVar("Given")
Ask = Callable[[], Plain]


class Answers:
    """The values of one new file: from options, else from the person at the terminal.

    `given` are the options and, below them, the answers that an earlier conversation kept. At the terminal each answer
    is written down when it is given, so that whatever happens then can be gone on with: by the command `again`.
    """

    def __init__(self, root: Path, kind: NewKind, now: datetime, *, messages: str | None, again: str = "") -> None:
        self.again = again or f"new {kind}"
        self.spoken = speak(root, messages)
        self.root = root
        self.kind: NewKind = kind
        self.now = now
        self.resources = tool_resources()
        self.settings = settings_for(root, resources=self.resources)
        self.choices = choices_for(kind, root, self.settings, resources=self.resources, now=now)
        self.asks = False
        self.given: dict[str, Plain] = {}
        self.values: dict[str, Plain] = {}
        self.missing: list[str] = []
        self._asked: dict[str, Ask] = {}
        self._place: Path | None = None

    def begin(self, given: Mapping[str, Plain], needed: Iterable[str], *, answers: Path | None) -> None:
        """Find out whether to ask: at a terminal, unless all `needed` keys are given.

        What is given is judged before the first question, so that no answer is lost to an option that cannot stand.
        """
        self.given = {
            key: as_utf8(list(value) if isinstance(value, tuple) else value) for key, value in given.items() if value
        }
        self.asks = sys.stdin.isatty() and not all(self.given.get(key) for key in needed)
        if answers is not None:
            self.given = kept(answers, self.kind) | self.given
            self._place = answers
        elif self.asks and (last := last_place(self.root, self.kind)) is not None:
            found = kept(last, self.kind)
            click.echo(
                aloud(
                    say("Answers that came to no file are kept in {file}: {answers}", file=last, answers=_named(found))
                )
            )
            if self.agreed(say("Do you want to go on with them?")):
                self.given, self._place = found | self.given, last
        for key, value in self.given.items():
            against = self.against(key, value)
            if against and self._place is not None and key not in given:
                self.given[key] = None  # asked for again: what it depends on has changed since
            elif against and self.asks:
                raise click.UsageError(f"{key}: {aloud(against)}", click.get_current_context())
            elif against and key == "challenge" and value in self.choices.shut:
                click.echo(aloud(joined([against, NOTHING_WRITTEN], "\n")), err=True)
                raise SystemExit(1)

    def against(self, key: str, value: Plain) -> Said:
        """What speaks against a value, if anything."""
        if key == "name":
            return name_objection(self.root, self.kind, str(value))
        return objection(self.kind, key, value, resources=self.resources, choices=self.choices, values=self.values)

    def of(self, question: Said, key: str) -> Said:
        """A question with the words to choose from: as it is where all are welcome."""
        words = self.choices.words.get(key, ())
        more = ", …" if len(words) > MAX_NAMED else ""
        shown = f"{', '.join(words[:MAX_NAMED])}{more}"
        return say("{question}, of {words}", question=question, words=shown) if words else question

    def want(
        self, key: str, question: Said, *, option: str = "", default: Plain = None, ask: Ask | None = None
    ) -> None:
        """A value that must be there; `default` stands in at the terminal and away from it."""
        if not self._answered(key, ask or self.line(key, question, default=default), default):
            self.missing.append(option or f"--{key.replace('_', '-')}")

    def offer(self, key: str, question: Said, *, ask: Ask | None = None) -> None:
        """A value that may be left out."""
        self._answered(key, ask or self.line(key, none_by_enter(question), default=""), None)

    def offer_list(self, key: str, question: Said) -> None:
        """A list that may be left out."""
        text = say("{question}, separated by commas", question=self.of(question, key))
        self.offer(key, question, ask=self.line(key, none_by_enter(text), default="", split=True))

    def want_agreement(self, key: str, question: Said, *, option: str) -> None:
        """Something that nobody can say for somebody else."""
        self.want(key, question, option=option, ask=lambda: self.agreed(question))

    def language(self) -> None:
        """The language of the new file, of those that the community offers."""
        languages = self.settings.languages
        question = self.of(say("Language"), "language") if len(languages) > 1 else say("Language")
        self.want("language", question, default=languages[0])

    def window(self, key: str, what: Said) -> None:
        """A window of two dates."""

        def ask() -> dict[str, str]:
            first = say("{window} opens on (YYYY-MM-DD)", window=what)
            opens = click.prompt(aloud(first), value_proc=prove("opens", {}))
            last = say("{window} closes on (YYYY-MM-DD)", window=what)
            closes = click.prompt(aloud(last), value_proc=prove("closes", {"opens": opens}))
            return {"opens": opens, "closes": closes}

        def prove(end: str, before: Mapping[str, str]) -> Callable[[str], str]:
            return self.proof(key, lambda answer: {**before, end: answer.strip()}, str.strip)

        self.want(key, what, option=f"--{key} OPENS CLOSES", ask=ask)

    def text(self, key: str, question: Said) -> None:
        """A text of several lines: in the editor that $VISUAL or $EDITOR names, else line by line."""

        def ask() -> str:
            file = (self._place or new_place(self.root, self.kind)).parent / f"{self.kind}-{key}.md"
            return long_text(question, file, lambda text: self.against(key, text))

        self.want(key, question, ask=ask)

    def line(self, key: str, question: Said, *, default: Plain = None, split: bool = False) -> Ask:
        """What asks for one line, and again with a reason when the answer cannot stand."""

        def ask() -> Plain:
            shown = default not in ("", None)
            proof = self.proof(key, parts, parts)
            return cast("Plain", click.prompt(aloud(question), default=default, show_default=shown, value_proc=proof))

        def parts(answer: str) -> Plain:
            found = [part.strip() for part in answer.split(",") if part.strip()]
            return found if split or key == "authors" else answer.strip()

        return ask

    def proof(self, key: str, read: Callable[[str], Plain], give: Callable[[str], Given]) -> Callable[[str], Given]:
        """What refuses an answer that cannot stand as `read`, and else says what is kept of it by `give`."""

        def prove(answer: str) -> Given:
            value = read(answer)
            against = self.against(key, value) if value not in ("", [], None) else NOTHING
            if against:
                raise click.BadParameter(aloud(against))
            return give(answer)

        return prove

    def agreed(self, question: Said) -> bool:
        """Whether the person says yes, in English or in a language of the community."""
        return says_yes(question, self.settings.languages)

    def write(self, name: str | None) -> None:
        """Write the file, and say where and what next. What cannot stand is asked for again.

        Away from a terminal, and where no question could mend it, it exits with 1 and the reasons.
        """
        self.refuse_missing()
        while True:
            name = self._name(name)
            try:
                path, problems = new(
                    self.root,
                    self.kind,
                    name,
                    self.values,
                    resources=self.resources,
                    now=self.now,
                    language=self.spoken,
                )
            except Failure:
                self.tell_kept()
                raise
            for problem in problems:
                click.echo(problem_lines(problem, self.spoken), err=True)
            if not has_errors(problems):
                break
            again = self._mendable(problems)
            if not again:
                click.echo(aloud(NOTHING_WRITTEN), err=True)
                self.tell_kept()
                raise SystemExit(1)
            for key in again:
                self._ask(key, self._asked[key])
        self.drop_kept()
        click.echo(aloud(say("Wrote {file}", file=self.root / path)))
        if self.kind == "idea":
            self._tell_near(name)
        command = f"{program(self.root)} check --only {path}"
        click.echo(aloud(say("Next: read it through in your editor, then run: {command}", command=command)))

    def refuse_missing(self) -> None:
        """End with a word on what is missing, if anything is."""
        if self.missing:
            self.tell_kept()
            options = ", ".join(self.missing)
            reason = say("nothing was written without {options}", options=options)
            if not self.asks:
                reason = say("without a terminal to ask at, give also {options}", options=options)
            raise click.UsageError(aloud(reason), click.get_current_context())

    def drop_kept(self) -> None:
        """Forget the answers that are a file now."""
        if self._place is not None:
            self._place.unlink(missing_ok=True)

    def _tell_near(self, name: str) -> None:
        """Say which ideas are near the one that was written, for whoever wants to support one of them instead."""
        from ideario.actions.proposals.near_ideas import near_one_idea  # loads numpy
        from ideario.cli.reports.near_report import near_lines

        for line in near_lines(near_one_idea(self.root, name, resources=self.resources, now=self.now), self.spoken):
            click.echo(line)

    def _name(self, name: str | None) -> str:
        """The name of the file: the one that was given, else made of the title; asked for while it cannot stand."""
        name = name or slug_of(str(self.values.get("title", "")))
        while self.asks and (against := self.against("name", name)):
            click.echo(aloud(say("Error: {reason}", reason=against)))
            name = click.prompt(aloud(say("Name of the file, such as bike-lanes"))).strip()
        if not name:
            raise click.UsageError(aloud(say("the title has no letters for a file's name: give also --slug")))
        return name

    def _mendable(self, problems: Iterable[Problem]) -> list[str]:
        """The questions that the errors speak of, if all of them speak of one."""
        keys = [problem.pointer.split("/")[1:2] for problem in problems if problem.level == "error"]
        known = [key[0] for key in keys if key and key[0] in self._asked]
        return list(dict.fromkeys(known)) if self.asks and len(known) == len(keys) else []

    def _answered(self, key: str, ask: Ask, default: Plain) -> bool:
        """Have a value under `key`, if there is one: given, answered, or the default."""
        self._asked[key] = ask
        if value := self.given.get(key):
            self.values[key] = value
        elif self.asks:
            self._ask(key, ask)
        elif default:
            self.values[key] = default
        return key in self.values

    def _ask(self, key: str, ask: Ask) -> None:
        self.values.pop(key, None)
        try:
            value = ask()
        except (click.Abort, click.ClickException):
            self.tell_kept()
            raise
        if value:
            self.values[key] = value
        if self._place is None:
            self._place = new_place(self.root, self.kind)
        keep(self._place, self.kind, self.given | self.values)

    def tell_kept(self) -> None:
        """Say how to go on with the answers that came to no file."""
        if self._place is not None and self._place.exists():
            command = f"{program(self.root)} {self.again} --answers {shlex.quote(str(self._place))}"
            kept_here = say("Your answers are kept. To go on: {command}", command=command)
            click.echo(f"\n{aloud(kept_here)}", err=True)


def none_by_enter(question: Said) -> Said:
    """A question that need not be answered."""
    return say("{question} (Enter for none)", question=question)


def _named(answers: Mapping[str, Plain]) -> Said:
    title = answers.get("title") or answers.get("name") or ""
    count = several("{count} answer", "{count} answers", sum(value is not None for value in answers.values()))
    return joined([as_is(repr(title)), count], ", ") if title else count
