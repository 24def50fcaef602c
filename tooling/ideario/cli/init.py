"""`ideario init`: found a community in a folder, by at most five answers."""

import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from shlex import quote

import click

from ideario.actions.founding.init import Founded, init, objection_to
from ideario.actions.founding.usual_answers import kind_named, kinds_numbered, repository_at, usual_answers
from ideario.cli.asking.given_options import single_line
from ideario.cli.build import command as build_command
from ideario.cli.shared.options import moment, now_option, program
from ideario.cli.shared.speaking import aloud, own_language, speak
from ideario.founding.community_plan import CommunityPlan, KindOfCommunity
from ideario.messages.said import NOTHING, Said, say, several
from ideario.model.community import SETTINGS_PATH
from ideario.reporters import problem_lines
from ideario.resources import Resources, tool_resources

Judge = Callable[[str], Said]
"""What speaks against an answer, if anything."""


@click.command("init")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--kind", help="Who founds it: town, company, open-source or association.")
@click.option("--language", "languages", multiple=True, metavar="TAG",
              help="A language of the site; may be repeated, the main one first.")  # fmt: skip
@click.option("--name", callback=single_line, help="What the community is called.")
@click.option("--repository", metavar="OWNER/NAME", help="Where it will be kept on GitHub.")
@click.option("--question", callback=single_line, help="The first question to the crowd.")
@click.option("--budget", default="20000 EUR", show_default=True, callback=single_line,
              help="What a town's first challenge may cost together.")  # fmt: skip
@click.option("--juror", "jurors", multiple=True, metavar="LOGIN",
              help="A juror of a company's first challenge; may be repeated (default: the owner).")  # fmt: skip
@click.option("--yes", is_flag=True, help="Ask nothing: what is not given is what the questions would offer.")
@click.option("--keep", is_flag=True, help="Leave files that are there already as they are, and write the others.")
@click.option("--build", "at_once", is_flag=True, help="Build the site at once.")
@click.option("--messages", metavar="LANG", help="The language of the questions (default: that of your system).")
@now_option
def command(
    *,
    folder: Path,
    kind: str | None,
    languages: tuple[str, ...],
    name: str | None,
    repository: str | None,
    question: str | None,
    budget: str,
    jurors: tuple[str, ...],
    yes: bool,
    keep: bool,
    at_once: bool,
    messages: str | None,
    now: datetime | None,
) -> None:
    """Found a community in a folder: five questions at most, each with an answer that Enter takes over.

    Writes settings, a first challenge whose dates lie ahead, a README and a CONTRIBUTING for its people, replies and
    forms, in the first language of the community if that is English or Italian, else in English. Nothing that is there
    is changed.

    Example: ideario init riverton --kind town --language it --repository riverton/idee --yes
    """
    spoken = speak(folder, messages or own_language())
    resources = tool_resources()
    asked = _Questions(asks=not yes and sys.stdin.isatty(), resources=resources)
    chosen = asked.kind(kind, spoken)
    tags = asked.languages(languages, spoken)
    usual = usual_answers(folder, chosen, tags[0])
    called = asked.line("name", say("Name of the community"), name, default=usual.name)
    guessed = not repository_at(folder)
    where = say("Where it will be kept on GitHub (the proposal is a guess from the folder’s name), as owner/name")
    kept_at = asked.line(
        "repository",
        where if guessed else say("Where it will be kept on GitHub, as owner/name"),
        repository,
        default=usual.repository,
    )
    plan = CommunityPlan(
        kind=chosen,
        languages=tags,
        name=called,
        repository=kept_at,
        question=asked.line("question", say("First question to the crowd"), question, default=usual.question),
        budget=asked.line("budget", NOTHING, budget, default=budget),
        jurors=asked.jurors(jurors, kept_at.partition("/")[0]),
        today=moment(now).date(),
    )
    founded = init(plan, folder, resources=resources, keep=keep)
    _tell(founded, plan, folder, spoken)
    if guessed and repository is None and kept_at == usual.repository:
        _tell_of_guess(plan, folder)
    if at_once:
        context = click.get_current_context()
        context.obj = folder
        context.invoke(build_command)


class _Questions:
    """Takes a value from its option, else from the person at the terminal, else what the question offers."""

    def __init__(self, *, asks: bool, resources: Resources) -> None:
        self.asks = asks
        self.resources = resources

    def kind(self, given: str | None, language: str) -> KindOfCommunity:
        """The kind of the community, by its name in any language or by its number."""
        shown = kinds_numbered(language)
        found = kind_named(
            self._answer(
                "kind",
                say("Who founds it? {kinds}", kinds=", ".join(shown)),
                given,
                default=shown[0].partition(" ")[2],
                judge=lambda answer: (
                    NOTHING
                    if kind_named(answer)
                    else say("`{word}` is none of {words}", word=answer, words=", ".join(shown))
                ),
            )
        )
        assert found is not None  # as the answer was judged by it
        return found

    def languages(self, given: Sequence[str], default: str) -> tuple[str, ...]:
        """The languages of the community, the first one first."""
        found = self._answer(
            "language",
            say("Languages of the site, the main one first, with commas between them"),
            ", ".join(given) or None,
            default=default,
            judge=lambda answer: objection_to("languages", _listed(answer), resources=self.resources),
        )
        return tuple(_listed(found))

    def jurors(self, given: Sequence[str], owner: str) -> tuple[str, ...]:
        """The jury of the first challenge, who are not asked for."""
        for login in given:
            if against := objection_to("login", login, resources=self.resources):
                raise click.BadParameter(aloud(against), param_hint="--juror")
        return tuple(dict.fromkeys(given)) or (owner,)

    def line(self, key: str, question: Said, given: str | None, *, default: str) -> str:
        """A text of one line that may stand under a key of the settings, or of the first challenge."""
        judge = partial(objection_to, key, resources=self.resources)
        return self._answer(key, question, given, default=default, judge=judge)

    def _answer(self, key: str, question: Said, given: str | None, *, default: str, judge: Judge) -> str:
        if given is None and self.asks:

            def prove(answer: str) -> str:
                if against := judge(answer.strip()):
                    raise click.BadParameter(aloud(against))
                return answer.strip()

            return str(click.prompt(aloud(question), default=default, value_proc=prove))
        value = default if given is None else given.strip()
        if against := judge(value):
            raise click.BadParameter(aloud(against), param_hint=f"--{key}")
        return value


def _listed(answer: str) -> list[str]:
    return [part for part in answer.replace(",", " ").split() if part]


def _tell(founded: Founded, plan: CommunityPlan, folder: Path, spoken: str) -> None:
    """Say what was written, what else there is to know, and the next three commands."""
    for problem in founded.problems:
        click.echo(problem_lines(problem, spoken), err=True)
    count = len(founded.written)
    click.echo(
        aloud(several("Wrote {count} file into {folder}.", "Wrote {count} files into {folder}.", count, folder=folder))
    )
    for path in founded.left:
        click.echo(aloud(say("Left as it was: {file}", file=folder / path)))
    if plan.texts != plan.languages[0].partition("-")[0]:
        told = say(
            "There are no texts in {language} yet: the files are written in English, for you to translate.",
            language=plan.languages[0],
        )
        click.echo(aloud(told))
    steps = [f"cd {quote(folder.as_posix())}"]
    steps += [] if (folder / ".git").exists() else ["git init -b main"]
    steps += ["git add -A", f'git commit -m "{aloud(say("Found the community"))}"']
    if repository_at(folder):
        steps += ["git push origin HEAD"]
    else:
        private = "private" if plan.kind.private else "public"
        steps += [f"gh repo create {plan.repository} --{private} --source . --push"]
    click.echo(aloud(say("Look at it: {command}", command=f"{program(folder)} serve")))
    click.echo(aloud(say("Put it on GitHub: {command}", command=" && ".join(steps))))
    command = f"{program(folder)} doctor"
    click.echo(aloud(say("Then see what GitHub still needs to be told, with links: {command}", command=command)))


def _tell_of_guess(plan: CommunityPlan, folder: Path) -> None:
    """Say that nobody has named the repository, and which line to change."""
    told = say(
        "Before you put it on GitHub: that it will be kept at {repository} is a guess from the folder’s name. If it is "
        "another place, change the line `{line}` of {file}, then run: {command}",
        repository=plan.repository,
        line=f'repository: "{plan.repository}"',
        file=folder / SETTINGS_PATH,
        command=f"{program(folder)} upgrade --write",
    )
    click.echo(aloud(told))
