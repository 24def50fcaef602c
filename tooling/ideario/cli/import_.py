"""`ideario import`: make a community out of somebody else's data."""

import re
from pathlib import Path

import click

from ideario.actions.import_ import ImportReport, import_from
from ideario.cli import import_github
from ideario.cli.shared.options import program
from ideario.cli.shared.speaking import aloud, spoken
from ideario.exchange.importers import SOURCES
from ideario.fences import one_line
from ideario.messages.said import say, several
from ideario.model.community import SETTINGS_PATH
from ideario.model.text import LANGUAGE
from ideario.model.thread_names import REPOSITORY
from ideario.problems import has_errors
from ideario.reporters import counted as in_words
from ideario.reporters import problem_lines
from ideario.resources import tool_resources


@click.group("import", context_settings={"help_option_names": ["-h", "--help"]})
def command() -> None:
    """Bring in what is elsewhere already: issues of GitHub, or an election.

    Example: ideario import pabulib poland_warszawa_2024_.pb --into warsaw
    """


def _a_currency(_ctx: click.Context, _param: click.Parameter, value: str | None) -> str | None:
    known = (tool_resources().schemas / "common.schema.json").read_text(encoding="utf-8")
    if value is not None and not (re.fullmatch(r"[A-Z]{3}", value) and f'"{value}"' in known):
        raise click.BadParameter(aloud(say("write the three capital letters of a currency, such as EUR")))
    return value


def _a_language(_ctx: click.Context, _param: click.Parameter, value: str | None) -> str | None:
    if value is not None and not re.fullmatch(LANGUAGE, value):
        raise click.BadParameter(aloud(say("write a language tag, such as en or pl")))
    return value


def _a_repository(_ctx: click.Context, _param: click.Parameter, value: str | None) -> str | None:
    if value is not None and not re.fullmatch(REPOSITORY, value):
        raise click.BadParameter(aloud(say("write owner and name, such as riverton/ideas")))
    return value


_PARAMETERS = (
    click.argument("file", type=click.Path(path_type=Path, dir_okay=False)),
    click.option(
        "--into",
        type=click.Path(path_type=Path, file_okay=False),
        required=True,
        help="The folder of the new community; it may exist, but not hold content/.",
    ),
    click.option("--currency", metavar="CODE", callback=_a_currency, help="The currency where the file names none."),
    click.option("--language", metavar="TAG", callback=_a_language, help="The language where the file names none."),
    click.option(
        "--repository",
        metavar="OWNER/NAME",
        callback=_a_repository,
        help="Where the community will be kept (default: left blank, and the site links to no repository).",
    ),
)


def _add(source: str) -> None:
    """Give the group the command that imports from a source."""

    def run(*, file: Path, into: Path, currency: str | None, language: str | None, repository: str | None) -> None:
        _import(source, file, into=into, currency=currency, language=language, repository=repository or "")

    for parameter in reversed(_PARAMETERS):
        run = parameter(run)
    command.command(source, help=SOURCES[source].help)(run)


def _import(
    source: str, file: Path, *, into: Path, currency: str | None, language: str | None, repository: str
) -> None:
    done = import_from(
        source,
        file,
        into=into,
        resources=tool_resources(),
        currency=currency,
        language=language,
        repository=repository,
    )
    problems = done.problems if isinstance(done, ImportReport) else done
    for problem in problems:
        click.echo(problem_lines(problem, spoken()), err=True)
    if isinstance(done, ImportReport):
        numbers = (
            several("{count} idea", "{count} ideas", done.ideas),
            several("{count} voter", "{count} voters", done.voters),
            several("{count} vote", "{count} votes", done.ledger.events),
        )
        click.echo(f"{into}: {', '.join(map(aloud, numbers))}")
        for note in done.notes:
            click.echo(aloud(say("Note: {note}", note=one_line(aloud(note)))))
        if not repository:
            file = into / SETTINGS_PATH
            click.echo(aloud(say('Note: no repository is named yet: write "owner/name" into {file}.', file=file)))
        click.echo(aloud(say("Next, run: {command}", command=f"{program(into)} tally")))
    else:
        click.echo(aloud(say("{total}. Nothing was written.", total=in_words(problems))), err=True)
    raise SystemExit(1 if has_errors(problems) else 0)


for _source in SOURCES:
    _add(_source)
command.add_command(import_github.command)
