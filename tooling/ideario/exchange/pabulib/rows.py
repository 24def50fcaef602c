"""Parts a file of Pabulib into records: fields between semicolons, quoted as in CSV. Knows no meaning of any."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

SECTIONS = ("META", "PROJECTS", "VOTES")


@dataclass(frozen=True, slots=True)
class Row:
    """One record with the line on which it begins."""

    line: int
    fields: list[str]


def rows_of(text: str, odd: Callable[[int], None]) -> Iterator[Row]:
    """The records of a file; empty lines are left out.

    Fields are quoted as in CSV. A field that begins with a quotation mark and cannot be read so is taken as it stands,
    and `odd` is told its line: names begin with one now and then.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    number, columns = 0, -1  # of the section that is read, as its first line has them
    while number < len(lines):
        begin, fields = number, lines[number].split(";")
        number += 1
        if '"' in lines[begin]:
            quoted, after = _quoted(lines, begin)
            # Over several lines only where that gives as many fields as there are columns, and one line does not.
            if quoted is not None and (after == number or len(fields) != columns or len(quoted) == columns):
                fields, number = quoted, after
            else:
                odd(begin + 1)
        if any(part.strip() for part in fields):
            if section(fields):
                columns = -1
            elif columns < 0:
                columns = len(fields)
            yield Row(begin + 1, fields)


def section(fields: list[str]) -> str | None:
    """The section that a record begins, if it does."""
    name = fields[0].strip().upper()
    return name if name in SECTIONS and not any(part.strip() for part in fields[1:]) else None


def _quoted(lines: list[str], number: int) -> tuple[list[str] | None, int]:
    """The fields of the record that begins in a line, and the line after it; None where its quotes do not fit CSV."""
    fields: list[str] = []
    line, at = lines[number], 0
    while True:
        if not line.startswith('"', at):
            end = line.find(";", at)
            fields.append(line[at:] if end < 0 else line[at:end])
        else:
            parts, at = list[str](), at + 1
            while (end := _closing(line, at)) < 0:
                parts.append(line[at:])
                number, at = number + 1, 0
                if number == len(lines):
                    return None, number
                line = lines[number]
            parts.append(line[at:end])
            if end + 1 < len(line) and line[end + 1] != ";":
                return None, number
            fields.append("\n".join(parts).replace('""', '"'))
            end = end + 1 if end + 1 < len(line) else -1
        if end < 0:
            return fields, number + 1
        at = end + 1


def _closing(line: str, at: int) -> int:
    """Where the quotation mark stands that ends a quoted field: the first that is not written twice; or -1."""
    while (found := line.find('"', at)) >= 0:
        if not line.startswith('"', found + 1):
            return found
        at = found + 2
    return -1
