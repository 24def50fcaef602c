"""Writes tables as CSV (RFC 4180) that no spreadsheet runs anything of."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

from ideario.model.money import Money, money_document

# What a spreadsheet takes for a formula when a cell begins with it, also as full-width signs (Excel in Chinese and
# Japanese) and after space that it may drop, seen or unseen.
_FORMULA = re.compile(r"[\t\r]|[\s\u200b-\u200d\u2060\ufeff]*[=+\-@＝＋－＠]")


def csv_table(columns: Sequence[str], rows: Iterable[Sequence[object]], *, separator: str = ",") -> bytes:
    """A table with a byte order mark, without which Excel takes UTF-8 for the old encoding of its system.

    `separator` is `;` where a comma stands in decimals: Excel opens such tables where it is set to such a language.
    """
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_cell(value) for value in row])
    return out.getvalue().encode("utf-8-sig")


def _cell(value: object) -> object:
    """A value that no spreadsheet runs: text that looks like a formula gets an apostrophe before it."""
    if value is None:
        return ""
    if isinstance(value, str) and _FORMULA.match(value):
        return f"'{value}"
    return value


def money_cells(name: str, money: Money | None) -> dict[str, object]:
    """Money as the two columns `name_amount` and `name_currency`."""
    found = money_document(money) if money else {"amount": "", "currency": ""}
    return {f"{name}_{part}": text for part, text in found.items()}
