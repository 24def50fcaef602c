"""The numbers of each chart of insights as a table: what is drawn, what stands below it, and what its CSV holds."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from ideario.model.insight.insights_document import InsightsDocument
from ideario.spreadsheets import csv_table

Cell = str | int | float | None


class ChartTable(NamedTuple):
    """Columns by their names for programs, and rows in which None stands for what is not told or not known."""

    columns: tuple[str, ...]
    rows: Sequence[tuple[Cell, ...]]


def chart_tables(found: InsightsDocument) -> Mapping[str, ChartTable]:
    """The table of each chart, by its name."""
    answers, uneven = found["first_answers"], found["concentration"]
    curve = uneven["curve"] if uneven else ()
    return {
        "participation": ChartTable(
            ("begins", "voted", "wrote", "submitted"),
            [
                (one["begins"], one["voted"], one["wrote"], one["submitted"])
                for one in found["participation"]["periods"]
            ],
        ),
        "newcomers": ChartTable(
            ("begins", "voted_first", "voted_again", "wrote_first", "wrote_again"),
            [
                (one["begins"], one["voted_first"], one["voted_again"], one["wrote_first"], one["wrote_again"])
                for one in found["participation"]["periods"]
            ],
        ),
        "funnel": ChartTable(
            ("stage", "ideas", "share", "median_days"),
            [(one["stage"], one["ideas"], one["share"], one["median_days"]) for one in found["funnel"]],
        ),
        "first-answers": ChartTable(
            ("waited_days", "proposals"),
            [
                *(("more" if one["days"] is None else one["days"], one["proposals"]) for one in answers["waited"]),
                ("waiting", answers["waiting"]),
                ("unknown", answers["unknown"]),
            ],
        ),
        "concentration": ChartTable(
            ("ideas_share", "support_share"),
            [(one["ideas"], one["support"]) for one in curve],
        ),
        "languages": ChartTable(
            ("language", "ideas", "share"),
            [(one["language"], one["ideas"], one["share"]) for one in found["languages"]],
        ),
        "themes": ChartTable(
            ("tag", "before", "lately"),
            [(one["tag"], one["before"], one["lately"]) for one in found["themes"]["tags"]],
        ),
    }


def table_path(chart: str) -> str:
    """Where the table of a chart stands in the site."""
    return f"insights/{chart}.csv"


def chart_files(found: InsightsDocument) -> Iterator[tuple[str, bytes]]:
    """The table of each chart as CSV, as (path in the site, content)."""
    for name, table in chart_tables(found).items():
        yield table_path(name), csv_table(table.columns, table.rows)
