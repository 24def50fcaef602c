"""Reports as people get them: to read, to print, and as tables that a spreadsheet opens in Italian and in English."""

import csv
import io
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

import pytest
from conftest import Outcome
from ideario.messages.said import say
from ideario.model.money import Money
from ideario.problems import Failure
from ideario.reporting.figure import Figure
from ideario.reporting.number_forms import fixed, plain, separator, shown, written
from ideario.reporting.periods import month_named, week_named
from reported_town import HOSTILE, NOW, reported_town

pytestmark = pytest.mark.slow


def report(ideario: Callable[..., Outcome], root: Path, *arguments: str | Path) -> Outcome:
    done = ideario("--root", root, "report", *arguments, "--now", NOW)
    assert done.exit_code == 0, done
    return done


def rows(file: Path, delimiter: str) -> list[dict[str, str]]:
    text = file.read_bytes()
    assert text.startswith(b"\xef\xbb\xbf")
    assert text.count(b"\r\n") == text.count(b"\n") > 10
    return list(csv.DictReader(io.StringIO(text.decode("utf-8-sig"), newline=""), delimiter=delimiter))


def test_a_table_opens_in_english_and_in_italian(tmp_path, ideario) -> None:
    root = reported_town(tmp_path / "town")
    for language, delimiter in (("en", ","), ("it", ";")):
        file = tmp_path / f"{language}.csv"
        report(ideario, root, "month", "2026-01", "--format", "csv", "--messages", language, "--output", file)
        rows(file, delimiter)
    english, italian = rows(tmp_path / "en.csv", ","), rows(tmp_path / "it.csv", ";")
    assert len(english) == len(italian)
    by_figure = {row["Figure"]: row for row in english}
    median = by_figure["Median time to the first answer"]
    assert (median["Value"], median["Unit"], median["Note"]) == ("1.0", "days", "")
    assert by_figure["Concentration (Gini)"]["Value"] == "0.667"
    other = {row["Dato"]: row for row in italian}
    assert (other["Tempo mediano fino alla prima risposta"]["Valore"]) == "1,0"
    assert other["Concentrazione (Gini)"]["Valore"] == "0,667"
    assert all(row["Sezione"] for row in italian)


def test_money_stands_in_units_beside_its_currency(tmp_path, ideario) -> None:
    root = reported_town(tmp_path / "town")
    file = tmp_path / "report.csv"
    report(ideario, root, "challenge", "late-lights", "--format", "csv", "--messages", "it", "--output", file)
    (budget,) = (row for row in rows(file, ";") if row["Dato"] == "Bilancio")
    assert (budget["Valore"], budget["Unità"]) == ("1200,50", "EUR")


def test_a_report_says_what_is_few_what_is_not_known_and_up_to_when_it_was_read(tmp_path, ideario) -> None:
    root = reported_town(tmp_path)
    said = report(ideario, root, "month", "2026-03").stdout
    assert "# Ideas for Riverton: report on the month 2026-03" in said
    assert "Votes and threads were read up to 2026-03-10 00:00 UTC." in said
    assert "The time is not over, or not all of it was read" in said
    assert "| Median time to the first answer | not known |" in said
    february = report(ideario, root, "month", "2026-02").stdout
    assert "| People who voted | 7 |" in february
    assert "| People who wrote | 9 |" in february
    assert "| Wrote for the first time | not told |" in february  # of nine, two had opened threads before
    assert february.count("not told |") == 2
    assert "| Votes given | 7 |" in february
    assert "| Not known | 1 |" in february


def test_a_subject_without_figures_is_left_out(tmp_path, ideario) -> None:
    root = reported_town(tmp_path)
    assert "## Votes" in report(ideario, root, "month", "2026-02").stdout
    shutil.rmtree(root / "content" / "ledger")
    without = report(ideario, root, "month", "2026-02").stdout
    assert "## Votes" not in without
    assert "| --- | ---: | --- |\n\n" not in without
    assert "No votes or threads have been read yet" in without
    assert "were read up to" not in without


def test_the_last_month_and_the_last_week_that_are_over_need_no_name(tmp_path, ideario) -> None:
    root = reported_town(tmp_path)
    assert "the month 2026-02" in report(ideario, root, "month").stdout
    assert "the week 2026-W10" in report(ideario, root, "week").stdout


def test_a_page_needs_nothing_else_and_holds_nothing_alive(tmp_path, ideario) -> None:
    root = reported_town(tmp_path, name=HOSTILE[:80])
    page = report(ideario, root, "week", "2026-W05", "--format", "html", "--messages", "it").stdout
    assert '<html lang="it">' in page
    assert "&lt;script&gt;" in page
    assert page.count("<script") == page.count("src=") == page.count("href=") == 0
    assert "@media print" in page


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("month", "2026-13"), "write 2026-11"), (("month", "november"), "write 2026-11"),
        (("week", "2026-W60"), "write 2026-W48"), (("challenge", "nothing"), "late-lights, quieter-streets"),
    ],
)  # fmt: skip
def test_what_is_no_month_week_or_challenge_is_refused(tmp_path, ideario, arguments, told) -> None:
    done = ideario("--root", reported_town(tmp_path), "report", *arguments)
    assert (done.exit_code, told in done.stderr) == (2, True), done


def test_months_and_weeks_follow_one_another_without_a_gap() -> None:
    now = datetime(2026, 12, 31, 23, 59, tzinfo=UTC)
    assert month_named(None, now).name == "2026-11"
    assert month_named("2026-12", now).ends == month_named("2027-01", now).begins == datetime(2027, 1, 1, tzinfo=UTC)
    assert week_named(None, datetime(2027, 1, 4, tzinfo=UTC)).name == "2026-W53"
    assert week_named("2026-W53", now).ends == week_named("2027-W01", now).begins == datetime(2027, 1, 4, tzinfo=UTC)
    for wrong in ("2026-W54", "2025-W53", "2026-W00", "2026-1", ""):
        with pytest.raises(Failure):
            week_named(wrong, now)


def test_numbers_are_written_as_people_of_a_language_write_them() -> None:
    assert [written("1234567.5", language) for language in ("en", "it", "de")] == [
        "1,234,567.5", "1.234.567,5", "1,234,567.5",
    ]  # fmt: skip
    assert (written("-1234", "it", thousands=False), separator("it"), separator("en")) == ("-1234", ";", ",")
    assert [fixed(Fraction(value, 8), 1) for value in (1, 3, -3)] == ["0.1", "0.4", "-0.4"]
    share = Figure(say("x"), Fraction(1, 3), "share", say("x"))
    assert (plain(share), shown(share, "it")) == ("33.3", "33,3 %")
    money = Figure(say("x"), Money(amount=123456, currency="EUR"), "money", say("x"))
    assert (shown(money, "it"), shown(money, "en")) == ("1.234,56 EUR", "1,234.56 EUR")
