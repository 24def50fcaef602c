"""`ideario new`: write a new idea, challenge or person. Asks at a terminal, takes options otherwise."""

import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import click

from ideario.actions.new import NewKind, known_words, new, objection, settings_for
from ideario.problems import has_errors
from ideario.reporters import problem_lines
from ideario.resources import tool_resources
from ideario.slugs import slug_of

MOST_NAMED = 12
"""So many words to choose from stand in a question."""


@click.group("new")
def command() -> None:
    """Write a new idea, challenge or person.

    At a terminal you are asked for what you do not give. The file has a comment for every key.

    Example: ideario new idea
    """


class Answers:
    """The values of one new file: from options, else from the person at the terminal."""

    def __init__(self, root: Path, kind: NewKind) -> None:
        self.root = root
        self.kind: NewKind = kind
        self.resources = tool_resources()
        self.settings = settings_for(root, resources=self.resources)
        self.known = known_words(root, self.settings)
        self.asks = False
        self.values: dict[str, Any] = {}
        self.missing: list[str] = []

    def begin(self, given: Mapping[str, Any], needed: Iterable[str], *, complete: bool = True) -> None:
        """Find out whether to ask: at a terminal, unless all `needed` keys are given and the rest is `complete`.

        What is given is judged before the first question, so that no answer is lost to an option that cannot stand.
        """
        self.asks = sys.stdin.isatty() and not (complete and all(given[key] for key in needed))
        for key, value in given.items():
            if self.asks and value:
                against = self.against(key, list(value) if isinstance(value, tuple) else value)
                if against:
                    raise click.UsageError(f"{key}: {against}", click.get_current_context())

    def against(self, key: str, value: Any) -> str:
        """What speaks against a value, "" for nothing."""
        if key in ("submission", "voting") and isinstance(value, list):
            value = dict(zip(("opens", "closes"), value, strict=True))
        return objection(self.kind, key, value, resources=self.resources, known=self.known)

    def of(self, key: str) -> str:
        """The words to choose from, for a question: nothing where all are welcome."""
        words = self.known.get(key, ())
        more = ", …" if len(words) > MOST_NAMED else ""
        return f", of {', '.join(words[:MOST_NAMED])}{more}" if words else ""

    def want(self, key: str, given: Any, question: str, *, option: str = "", default: str | None = None) -> None:
        """A value that must be there; `default` stands in at the terminal and away from it."""
        if not given and self.asks:
            given = click.prompt(question, default=default, value_proc=self.proof(key))
        elif not given:
            given = default
        if given:
            self.values[key] = given
        else:
            self.missing.append(option or f"--{key.replace('_', '-')}")

    def language(self, given: str | None) -> None:
        """The language of the new file, of those that the community offers."""
        languages = self.settings.languages
        question = "Language" + (self.of("language") if len(languages) > 1 else "")
        self.want("language", given, question, default=languages[0])

    def offer(self, key: str, given: Any, question: str) -> None:
        """A list that may be left out."""
        if not given and self.asks:
            given = click.prompt(
                f"{question}{self.of(key)}, separated by commas (Enter for none)", default="", show_default=False,
                value_proc=self.proof(key, split=True),
            )  # fmt: skip
        if given:
            self.values[key] = list(given)

    def proof(self, key: str, *, split: bool = False) -> Callable[[str], Any]:
        """What turns an answer into a value, and asks again with a reason when the schema refuses it."""

        def prove(answer: str) -> Any:
            parts = [part.strip() for part in answer.split(",") if part.strip()]
            value: Any = parts if split or key == "authors" else answer
            against = self.against(key, value) if value else ""
            if against:
                raise click.BadParameter(against)
            return value

        return prove

    def window(self, key: str, given: tuple[str, str] | None, what: str) -> None:
        """A window of two dates."""
        if not given and self.asks:

            def day(name: str, default: str | None = None) -> str:
                def prove(answer: str) -> str:
                    against = self.against(key, {name: answer})
                    if against:
                        raise click.BadParameter(against)
                    return answer

                answer: str = click.prompt(f"{what} {name} on (YYYY-MM-DD)", default=default, value_proc=prove)
                return answer

            opens = day("opens")
            given = (opens, day("closes", opens))
        if given:
            self.values[key] = {"opens": given[0], "closes": given[1]}
        else:
            self.missing.append(f"--{key} OPENS CLOSES")

    def write(self, name: str | None, title: str = "") -> None:
        """Write the file, and say where and what next; exit with 1 and the reasons when it cannot stand as it is."""
        if self.missing:
            raise click.UsageError(
                f"without a terminal to ask at, give also {', '.join(self.missing)}", click.get_current_context()
            )
        name = name or slug_of(title)
        if not name:
            raise click.UsageError("the title has no letters for a file's name: give also --slug")
        path, problems = new(self.root, self.kind, name, self.values, resources=self.resources)
        for problem in problems:
            click.echo(problem_lines(problem), err=True)
        if has_errors(problems):
            click.echo("Nothing was written.", err=True)
            raise SystemExit(1)
        root = "" if self.root == Path() else f" --root {self.root}"
        click.echo(f"Wrote {self.root / path}")
        click.echo(f"Next: read it through in your editor, then run: ideario{root} check --only {path}")


def single_line(_ctx: click.Context, _param: click.Parameter, value: str | None) -> str | None:
    """A text on one line, whatever was pasted."""
    return None if value is None else " ".join(value.split())


@command.command("idea")
@click.option("--title", callback=single_line, help="The idea in a few words.")
@click.option("--summary", callback=single_line, help="The idea in at most 280 characters.")
@click.option("--body", help="The whole idea, in Markdown.")
@click.option("--author", "authors", multiple=True, help="The login of an author; may be repeated.")
@click.option("--language", help="The language it is written in (default: the community's first).")
@click.option("--challenge", help="The challenge that it answers, by its slug.")
@click.option("--tag", "tags", multiple=True, help="What it is about; may be repeated.")
@click.option("--need", "needs", multiple=True, help="A skill that would help; may be repeated.")
@click.option("--consent", is_flag=True, help="You contribute it under the community's licence.")
@click.option("--slug", help="The file's name (default: made of the title).")
@click.pass_obj
def idea(root: Path, /, *, consent: bool, slug: str | None, **given: Any) -> None:
    """Write a new idea.

    Example: ideario new idea --title "Bike lanes by the river" --summary "A path from the school to the station."
    --body "Two kilometres along the river." --author octocat --consent
    """
    answers = Answers(root, "idea")
    settings = answers.settings
    answers.begin(given | {"consent": consent}, ("title", "summary", "body", "authors", "consent"))
    answers.want("title", given["title"], "Title, in a few words")
    answers.want("summary", given["summary"], "Summary, at most 280 characters")
    answers.want("body", given["body"], "The idea itself, in Markdown (the file can take more lines later)")
    answers.want(
        "authors", list(given["authors"]), "Your login, and those of your co-authors after commas", option="--author"
    )
    answers.language(given["language"])
    if given["challenge"]:
        answers.values["challenge"] = given["challenge"]
    elif answers.asks and answers.known["challenge"]:
        question = f"Challenge that it answers{answers.of('challenge')} (Enter for none)"
        chosen = click.prompt(question, default="", show_default=False, value_proc=answers.proof("challenge"))
        answers.values |= {"challenge": chosen} if chosen else {}
    answers.offer("tags", given["tags"], "Tags")
    answers.offer("needs", given["needs"], "Skills sought")
    if answers.asks and not consent:
        consent = click.confirm(f"Do you contribute this under {settings.licence}?")
    if consent:
        answers.values["consent"] = True
    else:
        answers.missing.append(f"--consent (you contribute it under {settings.licence})")
    answers.write(slug, answers.values.get("title", ""))


@command.command("challenge")
@click.option("--title", callback=single_line, help="A short name for it.")
@click.option("--question", callback=single_line, help="The one question that ideas shall answer.")
@click.option("--background", help="Why the question is asked, in Markdown.")
@click.option("--decided-by", callback=single_line, help="Who picks the winners, and how far the votes bind them.")
@click.option("--submission", nargs=2, metavar="OPENS CLOSES", help="When ideas may come in, two dates.")
@click.option("--voting", nargs=2, metavar="OPENS CLOSES", help="When votes count, two dates.")
@click.option("--language", help="The language it is written in (default: the community's first).")
@click.option("--reward", type=click.Choice(["none", "recognition"]), default="none", show_default=True,
              help="What winners receive; for money edit the file.")  # fmt: skip
@click.option("--winners", type=click.IntRange(1, 1000), default=1, show_default=True, help="How many ideas win.")
@click.option("--tag", "tags", multiple=True, help="What it is about; may be repeated.")
@click.option("--slug", help="The file's name (default: made of the title).")
@click.pass_obj
def challenge(root: Path, /, *, reward: str, winners: int, slug: str | None, **given: Any) -> None:
    """Write a new challenge.

    Example: ideario new challenge --title "Quieter streets" --question "What would make your street quieter?"
    --background "Measurements show noise." --decided-by "The council." --submission 2026-01-01 2026-01-31
    --voting 2026-02-01 2026-02-28
    """
    answers = Answers(root, "challenge")
    answers.begin(given, ("title", "question", "background", "decided_by", "submission", "voting"))
    answers.want("title", given["title"], "Title, in a few words")
    answers.want("question", given["question"], "The one question that ideas shall answer")
    answers.want("background", given["background"], "Why the question is asked, in Markdown")
    answers.want("decided_by", given["decided_by"], "Who decides, and how far the votes bind them")
    answers.language(given["language"])
    answers.window("submission", given["submission"], "Submission")
    answers.window("voting", given["voting"], "Voting")
    answers.offer("tags", given["tags"], "Tags")
    answers.values["reward"] = {"kind": reward}
    answers.values["winners"] = {"rule": "top", "count": winners}
    answers.write(slug, answers.values.get("title", ""))


@command.command("person")
@click.option("--login", help="The name of the account, without the @.")
@click.option("--name", callback=single_line, help="How you want to be called.")
@click.option("--about", help="Who you are, in Markdown.")
@click.option("--skill", "skills", multiple=True, help="What you could do for an idea; may be repeated.")
@click.pass_obj
def person(root: Path, *, login: str | None, name: str | None, about: str | None, skills: tuple[str, ...]) -> None:
    """Write a page for yourself.

    Example: ideario new person --login octocat --name "Ada Rossi" --skill translation
    """
    answers = Answers(root, "person")
    answers.begin({"name": name, "about": about, "skills": skills}, ("name",), complete=bool(login))
    if not login and answers.asks:
        login = click.prompt("Login, without the @")
    if not login:
        answers.missing.append("--login")
    answers.want("name", name, "Name, as you want to be called")
    if about:
        answers.values["about"] = about
    answers.offer("skills", skills, "Skills you offer")
    answers.write(login)
