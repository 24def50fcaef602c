"""A report as Markdown, as a page that prints well, and as a table for spreadsheets. Decides no figure."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from html import escape

from ideario.fences import plainly_said
from ideario.messages.said import Said, say
from ideario.reporting.figure import Section
from ideario.reporting.number_forms import plain, separator, shown, unit_of, why_not, written
from ideario.reporting.periods import Period
from ideario.spreadsheets import csv_table

STYLE = """
:root { color-scheme: light dark }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
h1 { line-height: 1.2 } h2 { margin-top: 2rem; break-after: avoid }
table { border-collapse: collapse; width: 100%; table-layout: fixed }
th:first-child { width: 30% } th.value, td.value { width: 16% }
td.day { width: 7rem; white-space: nowrap } td.deed { width: 40%; overflow-wrap: anywhere }
th, td { text-align: start; vertical-align: top; padding: .35rem .5rem; border-bottom: 1px solid #8888 }
th.value, td.value { text-align: end; font-variant-numeric: tabular-nums }
td.means { font-size: .875rem; opacity: .8 }
tr { break-inside: avoid }
.note { border-inline-start: .25rem solid #c64600; padding-inline-start: .75rem }
@media print { body { margin: 0; max-width: none; font-size: 10pt } a { color: inherit; text-decoration: none } }
@page { margin: 18mm 15mm }
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A report. `name` is the community's or the challenge's, `head` the last line of the ledger, "" without one.

    `seen` is up to when votes and threads were read; `sample` says that the votes are made up.
    """

    name: str
    period: Period
    sections: tuple[Section, ...]
    seen: datetime
    head: str
    sample: bool


def _title(report: Report) -> Said:
    kind, name = report.period.kind, report.period.name
    if kind == "challenge":
        return say("Report on the challenge “{name}”", name=report.name)
    if kind == "month":
        return say("{name}: report on the month {month}", name=report.name, month=name)
    return say("{name}: report on the week {week}", name=report.name, week=name)


def _notes(report: Report) -> Iterator[Said]:
    """What must be said before any figure."""
    if report.sample:
        yield say("SAMPLE: these votes are invented.")
    last = report.period.ends - timedelta(seconds=1)
    yield say("From {begins} to {ends}.", begins=told_moment(report.period.begins), ends=told_moment(last))
    yield read_up_to(report.seen if report.head else None)
    if report.seen < report.period.ends:
        yield say("The time is not over, or not all of it was read: figures will still change.")
    if report.head:
        yield say("The ledger ends with {head}: whoever keeps this can recount it.", head=report.head)
    yield say("Groups of fewer than five people are not told.")


def told_moment(moment: datetime) -> str:
    """A moment as people read it, in any language."""
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def read_up_to(seen: datetime | None) -> Said:
    """Up to when all that is told was read; None where there is no ledger."""
    if seen is None:
        return say("No votes or threads have been read yet: {command} does that.", command="ideario sync")
    return say("Votes and threads were read up to {moment}.", moment=told_moment(seen))


def markdown(report: Report, language: str) -> bytes:
    """The report in Markdown, with a table a section; what people wrote is inert."""

    def cell(text: str) -> str:
        return text.replace("|", "\\|")

    title = _title(replace(report, name=plainly_said(report.name))).in_language(language)
    lines = [f"# {title}", ""]
    for note in _notes(report):
        lines += [note.in_language(language), ""]
    head = [say("Figure"), say("Value"), say("What it is")]
    for section in report.sections:
        lines += [f"## {section.title.in_language(language)}", ""]
        lines.append("| " + " | ".join(word.in_language(language) for word in head) + " |")
        lines.append("| --- | ---: | --- |")
        lines += [
            f"| {cell(one.label.in_language(language))} | {shown(one, language)} | "
            f"{cell(one.definition.in_language(language))} |"
            for one in section.figures
        ]
        lines.append("")
    return "\n".join(lines).encode()


def page(report: Report, language: str) -> bytes:
    """The report as one page of HTML that needs nothing else, and that prints well."""

    def told(text: Said) -> str:
        return escape(text.in_language(language))

    notes = [f'<p class="{"note" if report.sample and not place else "about"}">{told(note)}</p>'
             for place, note in enumerate(_notes(report))]  # fmt: skip
    head = (
        f"<th scope=col>{told(say('Figure'))}</th><th scope=col class=value>{told(say('Value'))}</th>"
        f"<th scope=col>{told(say('What it is'))}</th>"
    )
    parts = [
        f"<h2>{told(section.title)}</h2>\n<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n"
        + "\n".join(
            f"<tr><th scope=row>{told(one.label)}</th><td class=value>{escape(shown(one, language))}</td>"
            f"<td class=means>{told(one.definition)}</td></tr>"
            for one in section.figures
        )
        + "\n</tbody>\n</table>"
        for section in report.sections
    ]
    return alone(told(_title(report)), [*notes, *parts], language).encode()


def alone(title: str, parts: list[str], language: str) -> str:
    """A page of HTML on its own; `title` and `parts` are safe already."""
    body = "\n".join(parts)
    return (
        f'<!doctype html>\n<html lang="{escape(language)}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n<meta name="robots" content="noindex">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>\n{body}\n</body>\n</html>\n"
    )


def table(report: Report, language: str) -> bytes:
    """The report as a table that Excel opens where it is set to that language: numbers are numbers there."""
    columns = (say("Section"), say("Figure"), say("Value"), say("Unit"), say("Note"), say("What it is"))
    rows = [
        (
            section.title.in_language(language),
            one.label.in_language(language),
            written(plain(one), language, thousands=False),
            unit_of(one).in_language(language),
            why_not(one).in_language(language),
            one.definition.in_language(language),
        )
        for section in report.sections
        for one in section.figures
    ]
    head = tuple(word.in_language(language) for word in columns)
    return csv_table(head, rows, separator=separator(language))
