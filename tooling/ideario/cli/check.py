"""`ideario check`: find every mistake in the content."""

import os
from datetime import datetime
from functools import partial
from pathlib import Path

import click

from ideario import __version__
from ideario.actions.check import check, not_looked_at, others
from ideario.cli.shared.branch_options import ledger_at, ledger_options
from ideario.cli.shared.locating import located
from ideario.cli.shared.options import moment, now_option, program
from ideario.cli.shared.progress_bars import bars
from ideario.cli.shared.speaking import aloud, messages_option, speak
from ideario.fences import one_line
from ideario.intake.rules import FILE_RULES
from ideario.messages.said import Said, say
from ideario.problems import Failure, Problem, has_errors
from ideario.reporters import (
    no_table,
    report_github,
    report_json,
    report_markdown,
    report_others,
    report_sarif,
    report_text,
)
from ideario.resources import tool_resources


@click.command("check")
@click.argument("paths", nargs=-1)
@click.option(
    "--only", multiple=True, metavar="PATH", help="Tell only the problems of this file or folder; may be repeated."
)
@click.option("--new-since", metavar="REV", help="Tell only the problems that came in after this git revision.")
@click.option(
    "--author",
    "proposer",
    metavar="LOGIN",
    default="",
    help="Who proposes what came in: with --new-since, what is not theirs is told first.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "github", "markdown", "sarif"]),
    default="text",
    show_default=True,
    help="For people, programs, annotations on GitHub, comments on pull requests, or code scanning.",
)
@messages_option
@partial(ledger_options, which=", which knows when ideas came in")
@now_option
@click.pass_obj
def command(
    root: Path,
    /,
    *,
    paths: tuple[str, ...],
    only: tuple[str, ...],
    new_since: str | None,
    proposer: str,
    form: str,
    messages: str | None,
    ledger: Path | None,
    branch: str | None,
    now: datetime | None,
) -> None:
    """Find every mistake in the content.

    Each is told with file, line and column, what is wrong, and what to write instead. PATHS mean the same as --only,
    and belong to the community above them unless --root names one. The exit code is 1 where there is an error; warnings
    alone leave it at 0. With --new-since and --format markdown, a change of a challenge's rules is shown with what it
    would do to the votes that the ledger holds. A proposal is not to blame for the ledger: with --new-since and
    --branch, one that cannot be read is told, and done without. With --new-since, ideas that came in and are near
    others are named.
    With --author, and in Markdown, what the change does to files of other people comes first, by what the revision says
    of whose they were: advice by login, which a maintainer judges.

    Example: ideario check --only content/ideas/bike-lanes.yml
    """
    speak(root, messages)
    root, wanted = located(root, (*only, *paths))
    language = speak(root, messages)  # which may be another community now, above the files that were named
    notes = list(not_looked_at(root))

    def found(place: Path | None) -> tuple[tuple[Problem, ...], list[str]]:
        """The problems, and the texts on what changed rules would move."""
        with bars() as progress:
            problems = check(
                root,
                resources=tool_resources(),
                only=wanted,
                new_since=new_since,
                workers=os.cpu_count() or 1,
                ledger=place,
                now=moment(now),
                progress=None if progress is None else lambda done, total: progress("Checking", done, total),
            )
            if new_since is None or form != "markdown" or place is None:
                return problems, []
            from ideario.cli.reports.impact_report import (
                tables_of,  # loads what counts votes, which takes longer than checking
            )

            return problems, tables_of(root, new_since, place, moment(now))

    place = None
    try:
        with ledger_at(root, ledger, branch) as place:
            problems, texts = found(place)
    except (Failure, OSError) as failure:
        if new_since is None or branch is None:
            raise
        problems, texts = found(None)  # raises what has nothing to do with the ledger again
        reason = aloud(failure.message) if isinstance(failure, Failure) else str(failure)
        reason = reason if place is None else reason.replace(str(place), f"origin/{branch}")
        if form == "markdown":
            texts = [aloud(no_table(reason))]  # which says that the ledger cannot be read
        else:
            notes.append(say("The ledger cannot be read, so this is without it: {reason}", reason=reason))
    for note in notes:  # a report says them too, since whoever reads that may not see what is printed beside it
        click.echo(f"ideario: {one_line(aloud(note))}", err=True)
    beside: tuple[Problem, ...] = ()
    if new_since is not None and (proposer or form == "markdown"):  # else nobody's proposal, on somebody's own machine
        beside = others(root, new_since, proposer=proposer, resources=tool_resources(), only=wanted)
    if new_since is not None and form in {"text", "markdown"}:
        texts = [*texts, *_near(root, new_since, form, moment(now), language)]
    report = _report(
        form, root, others=beside, problems=problems, notes=notes, texts=texts, proposer=proposer, language=language
    )
    if report:
        click.echo(report)
    raise SystemExit(1 if has_errors(problems) else 0)


def _report(
    form: str,
    root: Path,
    *,
    others: tuple[Problem, ...],
    problems: tuple[Problem, ...],
    notes: list[Said],
    texts: list[str],
    proposer: str,
    language: str,
) -> str:
    told = (*others, *problems)
    prefix = "" if root == Path() else f"{Path(os.path.relpath(root)).as_posix()}/"
    match form:
        case "json":
            return report_json(told, notes=notes, language=language)
        case "github":
            return report_github(told, prefix=prefix, notes=notes, language=language)
        case "markdown":
            first = [report_others(others, proposer, language=language)] if others else []
            return "\n\n".join([*first, report_markdown(problems, notes=notes, language=language), *texts])
        case "sarif":
            return report_sarif(
                told,
                rules=FILE_RULES.values(),
                version=__version__,
                prefix=prefix,
                notes=notes,
                language=language,
            )
        case _:
            *lines, last = report_text(told, command=program(root), language=language).splitlines()
            return "\n".join([*lines, *texts, last])


def _near(root: Path, since: str, form: str, now: datetime, language: str) -> list[str]:
    """What there is to say of ideas that came in and are near others."""
    from ideario.actions.proposals.near_ideas import near_new_ideas  # loads what a check of all does without
    from ideario.cli.reports.near_report import near_lines, near_section

    found = near_new_ideas(root, since, resources=tool_resources(), now=now)
    if form == "text":
        return [*near_lines(found, language)]
    return [near_section(found, language)] if found else []
