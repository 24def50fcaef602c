"""`ideario import`: make a community out of somebody else's data."""

import re
from pathlib import Path

import click

from ideario.actions.import_ import ImportReport, import_from
from ideario.cli import import_github
from ideario.cli.shared.options import program
from ideario.exchange.importers import SOURCES
from ideario.model.text import LANGUAGE
from ideario.model.thread_names import REPOSITORY
from ideario.problems import has_errors
from ideario.reporters import counted as in_words
from ideario.reporters import one_line, problem_lines
from ideario.resources import tool_resources


@click.group("import", context_settings={"help_option_names": ["-h", "--help"]})
def command() -> None:
    """Bring in what is elsewhere already: issues of GitHub, or an election.

    Example: ideario import pabulib poland_warszawa_2024_.pb --into warsaw
    """


def _a_currency(_ctx: click.Context, _param: click.Parameter, value: str | None) -> str | None:
    known = (tool_resources().schemas / "common.schema.json").read_text(encoding="utf-8")
    if value is not None and not (re.fullmatch(r"[A-Z]{3}", value) and f'"{value}"' in known):
        raise click.BadParameter("write the three capital letters of a currency, such as EUR")
    return value


def _a_language(_ctx: click.Context, _param: click.Parameter, value: str | None) -> str | None:
    if value is not None and not re.fullmatch(LANGUAGE, value):
        raise click.BadParameter("write a language tag, such as en or pl")
    return value


def _a_repository(_ctx: click.Context, _param: click.Parameter, value: str | None) -> str | None:
    if value is not None and not re.fullmatch(REPOSITORY, value):
        raise click.BadParameter("write owner and name, such as riverton/ideas")
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
        click.echo(problem_lines(problem), err=True)
    if isinstance(done, ImportReport):
        numbers = ((done.ideas, "idea"), (done.voters, "voter"), (done.ledger.events, "vote"))
        click.echo(f"{into}: " + ", ".join(f"{number:,} {one}{'s' * (number != 1)}" for number, one in numbers))
        for note in done.notes:
            click.echo(f"Note: {one_line(note)}")
        if not repository:
            click.echo(f'Note: no repository is named yet: write "owner/name" into {into}/content/community.yml.')
        click.echo(f"Next, run: {program(into)} tally")
    else:
        click.echo(f"{in_words(problems)}. Nothing was written.", err=True)
    raise SystemExit(1 if has_errors(problems) else 0)


for _source in SOURCES:
    _add(_source)
command.add_command(import_github.command)
