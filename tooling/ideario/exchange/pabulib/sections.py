"""Parts a file of Pabulib into sections and their records, and takes down what is wrong. Knows no project or vote."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from ideario.exchange.pabulib.rows import SECTIONS, Row, rows_of, section
from ideario.messages.said import as_is
from ideario.problems import Level, Problem, has_errors

_UTF16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(slots=True)
class ElectionReading:
    """What has been found so far in the file called `path`."""

    path: str
    problems: list[Problem] = field(default_factory=list)

    def say(self, line: int, message: str, *, hint: str = "", level: Level = "error") -> None:
        self.problems.append(
            Problem(
                path=self.path,
                line=line,
                column=1,
                level=level,
                rule="pabulib",
                message=as_is(message),
                hint=as_is(hint),
            )
        )


def decoded(data: bytes, reading: ElectionReading) -> str | None:
    """The text of a file; None where it is none."""
    hint = "Save it as UTF-8, in an editor or with iconv."
    if data.startswith(_UTF16):
        reading.say(1, "the file is UTF-16 and must be UTF-8", hint=hint)
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # After a byte order mark, places are counted from behind it.
        line = error.object.count(b"\n", 0, error.start) + 1
        byte = error.object[error.start]
        reading.say(line, f"the file is not UTF-8: no character begins with the byte 0x{byte:02x} here", hint=hint)
        return None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        reading.say(line, "the file holds NUL characters, as UTF-16 would", hint=hint)
        return None
    return text


def sections_of(text: str, reading: ElectionReading) -> dict[str, list[Row]]:
    """The records of each section, the line of column names first."""

    def odd(line: int) -> None:
        said = "a field begins with a quotation mark and does not end with one: it was read as it stands"
        hint = 'Whoever means the mark writes it twice, in a quoted field: """Park"" by the river"'
        reading.say(line, said, hint=hint, level="warning")

    sections: dict[str, list[Row]] = {}
    current: list[Row] | None = None
    for row in rows_of(text, odd):
        if (name := section(row.fields)) is not None:
            if name in sections:
                reading.say(row.line, f"the section {name} stands here a second time")
            current = sections.setdefault(name, [])
        elif current is None:
            reading.say(row.line, "the file does not begin with META, so this is no .pb file")
            return {}
        else:
            current.append(row)
    last = text.count("\n") + 1
    for name in SECTIONS:
        if not has_errors(reading.problems) and len(sections.get(name, [])) < 1:
            reading.say(last, f"the section {name} is missing" if name not in sections else f"{name} has no columns")
    return sections


def columns_of(rows: list[Row], section: str, needed: tuple[str, ...], reading: ElectionReading) -> list[str] | None:
    """The names of a section's columns, or None where one that is needed is missing or one comes twice."""
    names = [part.strip() for part in rows[0].fields]
    missing = [name for name in needed if name not in names]
    double = [name for name, number in Counter(names).items() if number > 1 and name]
    for name in missing:
        reading.say(rows[0].line, f"{section} has no column {name}", hint=f"Its columns are {', '.join(names)}.")
    for name in double:
        reading.say(rows[0].line, f"{section} has the column {name} twice")
    return None if missing or double else names


def records_of(rows: list[Row], names: list[str], reading: ElectionReading) -> Iterator[tuple[int, dict[str, str]]]:
    """The records of a section by the names of its columns, each with its line."""
    for row in rows[1:]:
        if len(row.fields) == len(names):
            yield row.line, dict(zip(names, row.fields, strict=True))
        else:
            hint = 'A field that holds ; stands in quotes: "a; b"' if len(row.fields) > len(names) else ""
            reading.say(row.line, f"the line has {len(row.fields)} fields, and the columns are {len(names)}", hint=hint)
