"""The desk for a terminal, for programs, as Markdown and as a page that prints well. Cuts nothing but long lists."""

from collections.abc import Iterator
from html import escape
from typing import TypedDict

from ideario.fences import one_line, plainly_said
from ideario.messages.said import Said, say, several
from ideario.model.moments import instant
from ideario.model.talk.wait import Promise
from ideario.reporters import inert
from ideario.reporting.desk_values import Desk, DeskLine
from ideario.reporting.report_forms import alone, read_up_to

MOST = 50
"""Lines of one kind that are shown to people; programs get all."""


class LineEntry(TypedDict):
    """A line as programs read it."""

    what: str
    when: str | None
    url: str
    command: str
    late: bool


class PromiseEntry(TypedDict):
    """What became of the promise, as programs read it."""

    days: int
    within: int
    late: int
    overdue: int
    open: int
    unknown: int


class DeskDocument(TypedDict):
    """The desk as programs read it: `groups` by their names."""

    schema: int
    now: str
    seen: str
    sample: bool
    unread: int
    promise: PromiseEntry | None
    groups: dict[str, list[LineEntry]]


def document(found: Desk, language: str) -> DeskDocument:
    """All of it, in JSON's values."""
    kept = found.promise
    return {
        "schema": 1,
        "now": instant(found.now),
        "seen": instant(found.seen),
        "sample": found.sample,
        "unread": found.unread,
        "promise": None
        if kept is None
        else {
            "days": kept.days,
            "within": kept.within,
            "late": kept.late,
            "overdue": kept.overdue,
            "open": kept.open_,
            "unknown": kept.unknown,
        },
        "groups": {
            group.name: [
                {
                    "what": line.what.in_language(language),
                    "when": None if line.when is None else instant(line.when),
                    "url": line.url,
                    "command": line.command,
                    "late": line.late,
                }
                for line in group.lines
            ]
            for group in found.groups
        },
    }


def promise_told(kept: Promise) -> Said:
    """What became of the promise, in a sentence."""
    told = say(
        "Answered within {days}, as promised: {within} of {due} proposals; waiting longer: {overdue}.",
        within=kept.within,
        due=kept.due,
        days=several("{count} day", "{count} days", kept.days),
        overdue=kept.overdue,
    )
    if not kept.unknown:
        return told
    return say("{told} Not known: {unknown}.", told=told, unknown=kept.unknown)


def _notes(found: Desk) -> Iterator[Said]:
    if found.sample:
        yield say("SAMPLE: these votes are invented.")
    yield read_up_to(found.seen if found.read else None)
    if found.promise is not None:
        yield promise_told(found.promise)
    elif found.unread:
        yield several(
            "Of {count} proposal nobody has read whether it was answered.",
            "Of {count} proposals nobody has read whether they were answered.",
            found.unread,
        )


def text(found: Desk, language: str) -> str:
    """The desk for a terminal; what people wrote moves no cursor."""

    def told(what: Said) -> str:
        return inert(one_line(what.in_language(language)))

    lines = [told(note) for note in _notes(found)]
    for group in found.groups:
        lines += ["", f"{told(group.title)}: {len(group.lines):,}"]
        for line in group.lines[:MOST]:
            lines.append(f"  {'! ' if line.late else '  '}{_day(line)}{told(line.what)}")
            lines += [f"      {deed}" for deed in (line.url, line.command) if deed]
        lines += [f"    {told(more)}" for more in _more(len(group.lines))]
    return "\n".join(lines)


def _day(line: DeskLine) -> str:
    return f"{instant(line.when)[:10]}  " if line.when is not None else ""


def _more(count: int) -> Iterator[Said]:
    if count > MOST:
        yield say("and {count} more: --format json names them", count=f"{count - MOST:,}")


def markdown(found: Desk, language: str) -> str:
    """The desk in Markdown, as for an issue: a list for each kind, nothing for kinds of which there is nothing."""
    lines: list[str] = []
    for note in _notes(found):
        lines += [note.in_language(language), ""]
    for group in found.groups:
        if not group.lines:
            continue
        lines += [f"## {group.title.in_language(language)} ({len(group.lines):,})", ""]
        lines += [f"- {_marked(line, language)}" for line in group.lines[:MOST]]
        lines += [f"- {more.in_language(language)}" for more in _more(len(group.lines))]
        lines.append("")
    if not any(group.lines for group in found.groups):
        lines += [say("Nothing waits.").in_language(language), ""]
    return "\n".join(lines)


def _marked(line: DeskLine, language: str) -> str:
    """A line in Markdown, in which what people wrote is code."""
    parts = [_day(line).strip(), "**!**" if line.late else "", _quoted(line.what).in_language(language)]
    parts += [f"<{line.url}>" if line.url else "", f"`{line.command}`" if line.command else ""]
    return " ".join(part for part in parts if part)


def _quoted(what: Said) -> Said:
    """The same sentence, each of its values that people wrote quoted."""
    values = tuple(
        (name, value if isinstance(value, Said) or value.isdecimal() else plainly_said(value))
        for name, value in what.values
    )
    return Said(what.template, values, what.plural, what.number)


def page(found: Desk, language: str) -> str:
    """The desk as one page of HTML that needs nothing else and prints well. No search engine is to keep it."""

    def told(what: Said) -> str:
        return escape(what.in_language(language))

    def row(line: DeskLine) -> str:
        deeds = [
            *([f'<a href="{escape(line.url)}">{escape(line.url)}</a>'] if line.url else []),
            *([f"<code>{escape(line.command)}</code>"] if line.command else []),
        ]
        late = f'<strong class=late title="{told(say("late"))}">!</strong> ' if line.late else ""
        return (
            f"<tr><td class=day>{escape(_day(line).strip())}</td><td>{late}{told(line.what)}</td>"
            f"<td class=deed>{'<br>'.join(deeds)}</td></tr>"
        )

    parts = [f"<p class=about>{told(note)}</p>" for note in _notes(found)]
    for group in found.groups:
        if not group.lines:
            continue
        parts.append(f"<h2>{told(group.title)} ({len(group.lines):,})</h2>\n<p class=means>{told(group.means)}</p>")
        rows = "\n".join(map(row, group.lines[:MOST]))
        parts.append(f"<table>\n<tbody>\n{rows}\n</tbody>\n</table>")
        parts += [f"<p>{told(more)}</p>" for more in _more(len(group.lines))]
    if empty := [told(group.title) for group in found.groups if not group.lines]:
        parts.append(f"<p>{told(say('Nothing under:'))} {'; '.join(empty)}.</p>")
    title = say("{name}: the desk of {day}", name=found.name, day=instant(found.now)[:10])
    return alone(told(title), parts, language)
