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

    No spreadsheet runs anything of it: text that looks like a formula gets an apostrophe before it. None is empty.
    `separator` is `;` where a comma stands in decimals: Excel opens such tables where it is set to such a language.
    """
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows(
        # No formula begins with a letter or a digit, as nearly all cells do.
        [
            f"'{cell}" if isinstance(cell, str) and not cell[:1].isalnum() and _FORMULA.match(cell) else cell
            for cell in row
        ]
        for row in rows
    )
    return out.getvalue().encode("utf-8-sig")


def money_cells(name: str, money: Money | None) -> dict[str, object]:
    """Money as the two columns `name_amount` and `name_currency`."""
    found = money_document(money) if money else {"amount": "", "currency": ""}
    return {f"{name}_{part}": text for part, text in found.items()}
