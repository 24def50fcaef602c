"""Insights: the page says what the document says, charts can be read without eyes, and nothing in them lives."""

import csv
import io
import json
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from editions import COMMUNITY, RESOURCES, edition, sources, write
from hostile import HOSTILE
from ideario.model.insight.insights_document import InsightsDocument, PeriodEntry
from ideario.model.insight.support_trend import SupportTrend
from ideario.publishing.charts.bar_chart import Bar, bar_chart
from ideario.publishing.charts.chart_tables import chart_files, chart_tables
from ideario.publishing.charts.column_chart import Column, column_chart
from ideario.publishing.charts.insight_charts import Draughtsman, DrawnChart
from ideario.publishing.charts.line_chart import Series, line_chart
from ideario.publishing.charts.scales import ceiling
from ideario.publishing.charts.trend_view import trend_view
from ideario.publishing.words import formats, read_words, translator

SVG = "{http://www.w3.org/2000/svg}"
Told = tuple[int | None, int | None, int | None]


def period(begins: str, voted: Told, wrote: Told, submitted: int) -> PeriodEntry:
    """A week in which so many voted and wrote: all, for the first time, and again."""
    return {
        "begins": begins,
        "voted": voted[0],
        "voted_first": voted[1],
        "voted_again": voted[2],
        "wrote": wrote[0],
        "wrote_first": wrote[1],
        "wrote_again": wrote[2],
        "submitted": submitted,
    }


BUSY: InsightsDocument = {
    **edition().insights,
    "participation": {
        "every": "week",
        "votes_known": True,
        "talk_known": True,
        "unread": 2,
        "periods": [
            period("2026-02-02", (12, 12, 0), (None, None, None), 3),
            period("2026-02-09", (None, None, None), (7, 7, 0), 0),
            period("2026-02-16", (40, 28, 12), (0, 0, 0), 9),
            period("2026-02-23", (9, None, None), (0, 0, 0), 1),
        ],
    },
    "funnel": [
        {"stage": "submitted", "ideas": 20, "share": None, "median_days": None},
        {"stage": "valid", "ideas": 18, "share": 0.9, "median_days": None},
        {"stage": "merged", "ideas": 15, "share": 0.75, "median_days": 2.5},
        {"stage": "done", "ideas": 4, "share": 0.2, "median_days": 30.0},
        {"stage": "declined", "ideas": 2, "share": 0.1, "median_days": 12.0},
    ],
    "first_answers": {
        "proposals": 20,
        "answered": 16,
        "median_days": 1.5,
        "p90_days": 9.0,
        "waiting": 3,
        "unknown": 1,
        "waited": [
            {"days": 1, "proposals": 6},
            {"days": 3, "proposals": 5},
            {"days": 7, "proposals": 2},
            {"days": None, "proposals": 3},
        ],
        "longest": [{"thread": "pull/12", "ideas": ["bike-lanes"], "opened": "2026-01-05T10:00:00Z", "days": 36}],
    },
    "concentration": {
        "ideas": 15,
        "support": 300,
        "gini": 0.512,
        "top_five": 0.64,
        "curve": [{"ideas": step / 10, "support": round((step / 10) ** 2, 3)} for step in range(11)],
    },
    "languages": [
        {"language": "en", "ideas": 12, "share": 0.8},
        {"language": None, "ideas": 3, "share": 0.2},
    ],
    "themes": {
        "days": 90,
        "tags": [{"tag": "mobility", "before": 2, "lately": 6}, {"tag": "unused", "before": 9, "lately": 1}],
    },
}


def drawn(found: InsightsDocument, language: str = "en", *, tag: str = "Mobility") -> Mapping[str, DrawnChart]:
    t = translator(read_words([RESOURCES.shell / "words"], language), language)
    hand = Draughtsman(t=t, formats=formats(language), tag=lambda _: tag, mirrored=language == "ar")
    return {chart.name: chart for chart in hand.charts(found)}


def svg(picture: object) -> ET.Element:
    return ET.fromstring(str(picture).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" '))


# ---- what is said


def test_each_chart_says_in_a_sentence_what_its_numbers_show() -> None:
    assert {name: str(chart.finding) for name, chart in drawn(BUSY).items()} == {
        "participation": "Most people voted from 16 February 2026 to 22 February 2026: 40.",
        "newcomers": "Most people voted for the first time from 16 February 2026 to 22 February 2026: 28.",
        "funnel": "20 ideas were submitted. Came in: 15; done: 4; declined with a reason: 2.",
        "first-answers": "Half of the answers came within 1.5 days, nine in ten within 9. Still waiting: 3.",
        "concentration": "The five most supported of 15 ideas have 64% of all support. Gini’s coefficient is 0.512.",
        "languages": "Written most: English, 80% of all ideas.",
        "themes": "“Mobility” fell most: from 9 to 1.",
    }
    part = BUSY["participation"]
    unvoted: InsightsDocument = {**BUSY, "participation": {**part, "votes_known": False}}
    assert drawn(unvoted)["participation"].finding == "Most people wrote from 9 February 2026 to 15 February 2026: 7."
    silent: InsightsDocument = {**BUSY, "participation": {**part, "votes_known": False, "talk_known": False}}
    assert drawn(silent)["participation"].finding.startswith("Most ideas were proposed from 16 February")
    assert [cells[1:3] for cells in drawn(silent)["participation"].cells] == [["not known"] * 2] * 4
    told = [cells[1:3] for cells in drawn(BUSY)["participation"].cells]
    assert told[:2] == [["12", "fewer than 5"], ["fewer than 5", "7"]]
    assert drawn(unvoted)["newcomers"].finding.startswith("Most people wrote for the first time from 9 February 2026")
    assert drawn(silent)["newcomers"].picture is None
    assert [cells[1:] for cells in drawn(BUSY)["newcomers"].cells] == [
        ["12", "0", "fewer than 5", "fewer than 5"],
        ["fewer than 5", "fewer than 5", "7", "0"],
        ["28", "12", "0", "0"],
        ["not told apart", "not told apart", "0", "0"],
    ]


def test_a_name_that_runs_from_the_right_moves_no_number_beside_it() -> None:
    arabic: InsightsDocument = {**BUSY, "languages": [{"language": "ar", "ideas": 4, "share": 0.8}]}
    found = drawn(arabic, "de", tag="ظلّ")
    assert found["languages"].finding == "Am häufigsten: \u2068العربية\u2069, 80\xa0% aller Ideen."
    assert "\u2068ظلّ\u2069" in found["themes"].finding
    assert "\u2068" not in str([chart.finding for chart in drawn(BUSY, "de", tag="Über").values()])


def test_where_nothing_is_known_no_chart_is_drawn_and_that_is_said() -> None:
    settings = replace(COMMUNITY.settings, tags={})
    nothing = replace(COMMUNITY, settings=settings, ideas={}, challenges={}, people={}, decisions={})
    charts = drawn(edition(nothing, ledger=None, threads=()).insights)
    assert {name for name, chart in charts.items() if chart.picture is not None} == set()
    assert charts["participation"].finding == charts["concentration"].finding == "Nothing to show yet."
    assert charts["themes"].finding == "No theme changed in the last 90 days."
    assert edition(ledger=None).insights["concentration"] is None
    answers = BUSY["first_answers"]
    imported = drawn({**BUSY, "first_answers": {**answers, "answered": 0, "waiting": 0, "unknown": 20}})[
        "first-answers"
    ]
    assert imported.picture is None
    assert imported.finding == "Nothing to show yet."
    assert list(imported.cells[-1]) == ["not known", "20"]
    waiting = drawn({**BUSY, "first_answers": {**answers, "answered": 0}})["first-answers"]
    assert waiting.picture is not None
    assert waiting.finding == "No answer is known yet. 3 proposals wait."


# ---- how it is drawn


@pytest.mark.parametrize("language", ["en", "it", "ar"])
def test_a_picture_tells_who_does_not_see_it_what_it_shows_and_says_no_colour(language: str) -> None:
    for name, chart in drawn(BUSY, language).items():
        picture = svg(chart.picture)
        assert len(str(chart.picture).encode()) <= 3000, name
        assert picture.get("role") == "img"
        assert picture.get("aria-labelledby") == f"{name}-title {name}-desc"
        titles = {one.get("id"): one.text for one in picture if one.tag in (f"{SVG}title", f"{SVG}desc")}
        assert set(titles) == {f"{name}-title", f"{name}-desc"}
        assert titles[f"{name}-desc"] == str(chart.finding)
        assert {key for one in picture.iter() for key in one.attrib} <= {
            "viewBox", "role", "aria-labelledby", "direction", "id", "class", "d", "x", "y", "width", "height",
            "text-anchor", "dominant-baseline",
        }  # fmt: skip  # nothing of its own colour, style or script
        _, _, width, height = map(float, str(picture.get("viewBox")).split())
        for one in picture.iter():
            assert 0 <= float(one.get("x") or 0) <= width, name
            assert 0 <= float(one.get("y") or 0) <= height, name
        for one in picture.iter(f"{SVG}path"):
            for x, y in re.findall(r"[ML]([-\d.]+) ([-\d.]+)", str(one.get("d"))):
                assert 0 <= float(x) <= width, name
                assert 0 <= float(y) <= height, name


def test_no_other_sheet_styles_what_pictures_are_drawn_of() -> None:
    """A style for `.bar` elsewhere would give all bars one length: it wins over the lengths that a picture says."""
    kinds = {kind for chart in drawn(BUSY).values() for one in svg(chart.picture).iter() if (kind := one.get("class"))}
    assert kinds >= {"one", "two", "area", "filled", "outlined", "hollow", "unsplit"}
    for sheet in (RESOURCES.shell / "assets" / "styles").glob("*.css"):
        if sheet.name != "charts.css":
            assert [kind for kind in kinds if re.search(rf"\.{kind}\b", sheet.read_text("utf-8"))] == [], sheet.name


def test_bars_are_as_long_as_their_numbers_and_begin_where_reading_begins() -> None:
    bars = [Bar("one", 40, "40"), Bar("two", 10, "10"), Bar("none", 0, "0")]
    plain, mirrored = (svg(bar_chart("b", bars, title="T", finding="F", mirrored=way)) for way in (False, True))
    lengths = [float(str(one.get("width"))) for one in plain.iter(f"{SVG}rect")]
    assert lengths == pytest.approx([286, 71.5, 0])
    assert {one.get("x") for one in plain.iter(f"{SVG}rect")} == {"1"}
    ends = {float(str(one.get("x"))) + float(str(one.get("width"))) for one in mirrored.iter(f"{SVG}rect")}
    assert ends == {287}


def test_what_is_too_small_to_be_told_lies_at_the_bottom_of_a_line_and_that_is_said() -> None:
    def drawing(numbers: list[int | None]) -> ET.Element:
        return svg(
            line_chart(
                "l", [Series("a", numbers)], title="T", finding="F", axis="A", ends=("b", "e"), few="Few", write=str,
                mirrored=False,
            )
        )  # fmt: skip

    picture = drawing([0, 10, None, 5, None, 10])
    way, _ = [str(one.get("d")) for one in picture.iter(f"{SVG}path") if one.get("class") == "one"]
    assert way == "M34 130L84.4 30L134.8 130L185.2 80L235.6 130L286 30"
    assert "Few" in [one.text for one in picture.iter(f"{SVG}text")]
    assert "Few" not in [one.text for one in drawing([0, 10]).iter(f"{SVG}text")]


def boxes(way: str) -> list[tuple[int, int, int]]:
    """The left edge, the lower edge and the height of each box."""
    found, x, y = [], 0, 0
    for right, down, high in re.findall(r"m(-?\d+) (-?\d+)v-(\d+)h\d+v\d+z", way):
        x, y = x + int(right), y + int(down)
        found.append((x, y, int(high)))
    return found


def test_a_column_is_as_high_as_its_number_and_has_parts_only_where_both_are_told() -> None:
    columns = [Column(8, 8), Column(None, None), Column(10, 4), Column(6, None), Column(0, 0)]
    picture = svg(
        column_chart(
            "c", columns, title="T", finding="F", kinds=("first", "again", "whole"), few="Few", axis="A",
            ends=("b", "e"), write=str, mirrored=False,
        )
    )  # fmt: skip
    ways = {str(one.get("class")): str(one.get("d")) for one in list(picture)[::-1] if one.tag == f"{SVG}path"}
    assert {kind: [box[1:] for box in boxes(way)] for kind, way in ways.items() if kind != "axis"} == {
        "filled": [(130, 80), (130, 40)],
        "hollow": [(90, 60)],
        "unsplit": [(130, 60)],
    }
    assert [one.text for one in picture.iter(f"{SVG}text")][-4:] == ["first", "again", "whole", "Few"]


def test_sixty_months_of_columns_fit_their_picture() -> None:
    columns = [Column(90 + number, 40) for number in range(60)]
    chart = column_chart(
        "newcomers", columns, title="T" * 30, finding="F" * 90, kinds=("f" * 30, "a" * 30, "w"), few="Few", axis="A",
        ends=("1 January 2026", "31 December 2030"), write=str, mirrored=False,
    )  # fmt: skip
    assert len(str(chart).encode()) <= 3000
    for kind in ("filled", "hollow"):
        starts = [x for x, _, _ in boxes(re.findall(rf'class="{kind}" d="(m[^"]*)"', str(chart))[0])]
        assert len(starts) == 60
        assert starts == sorted(set(starts))
        assert max(starts) < 288


@pytest.mark.parametrize(("most", "end"), [(0, 1), (1, 1), (3, 4), (7, 8), (10, 10), (11, 20), (43, 50), (801, 1000)])
def test_an_axis_ends_with_a_round_number(most: int, end: int) -> None:
    assert ceiling(most) == end


def test_what_people_call_things_is_text_and_nothing_else() -> None:
    texts_of_people = [text for text in HOSTILE if not re.search(r"[\x00-\x1f\x7f]", text)]  # else no file holds it
    assert len(texts_of_people) > 3
    for text in texts_of_people:
        chart = drawn(BUSY, tag=text)["themes"]
        texts = [one.text or "" for one in svg(chart.picture).iter(f"{SVG}text")]
        assert any(one[:8] == text[:8] for one in texts), text
        assert len(list(svg(chart.picture).iter())) == len(list(svg(drawn(BUSY)["themes"].picture).iter()))


# ---- tables, and the page


def test_the_csv_of_a_chart_holds_the_numbers_of_the_document() -> None:
    files = {path: list(csv.reader(io.StringIO(content.decode("utf-8-sig")))) for path, content in chart_files(BUSY)}
    assert set(files) == {f"insights/{name}.csv" for name in chart_tables(BUSY)}
    periods = BUSY["participation"]["periods"]
    assert files["insights/participation.csv"] == [
        ["begins", "voted", "wrote", "submitted"],
        *(
            [
                "" if value is None else str(value)
                for value in (one["begins"], one["voted"], one["wrote"], one["submitted"])
            ]
            for one in periods
        ),
    ]
    assert files["insights/newcomers.csv"][1:] == [
        ["2026-02-02", "12", "0", "", ""],
        ["2026-02-09", "", "", "7", "0"],
        ["2026-02-16", "28", "12", "0", "0"],
        ["2026-02-23", "", "", "0", "0"],
    ]
    assert files["insights/first-answers.csv"][1:] == [
        ["1", "6"], ["3", "5"], ["7", "2"], ["more", "3"], ["waiting", "3"], ["unknown", "1"],
    ]  # fmt: skip
    assert files["insights/funnel.csv"][3] == ["merged", "15", "0.75", "2.5"]


def plain(cell: str) -> object:
    """What an English reader makes of a cell."""
    if cell in ("–", "fewer than 5", "not known", "not told apart"):
        return None
    if cell.endswith("%"):
        return round(float(cell[:-1]) / 100, 3)
    return float(cell.replace(",", "")) if re.fullmatch(r"[\d,.]+", cell) else cell


@pytest.mark.slow
def test_the_page_says_the_numbers_of_the_document_and_an_idea_those_of_its_trend(tmp_path: Path) -> None:
    site = tmp_path / "site"
    write(edition(insights=BUSY), sources(tmp_path / "cache", tmp_path / "root"), site)
    found = json.loads((site / "api/v1/insights.json").read_text())
    assert found == BUSY
    html = (site / "insights/index.html").read_text()
    for name, table in chart_tables(found).items():
        section = html.partition(f'<h2 id="{name}">')[2].partition("</section>")[0]
        rows = [
            [cell.strip() for cell in re.findall(r"<t[hd](?: [^>]*)?>([^<]*)", row)]
            for row in section.partition("<tbody>")[2].split("<tr>")[1:]
        ]
        assert [[plain(cell) for cell in row[1:]] for row in rows] == [list(row[1:]) for row in table.rows], name
        assert f'href="../insights/{name}.csv"' in section
        assert (site / f"insights/{name}.csv").is_file()
    assert "Nobody has read 2 threads yet" in html
    assert re.search(r'href="[^"]*/pull/12"[^>]*>pull/12</a>.*waiting for 36 days.*Bike lanes by the river', html)
    italian = (site / "it/insights/index.html").read_text()
    assert "Hanno votato più persone dal 16 febbraio 2026 al 22 febbraio 2026: 40." in italian
    ideas: dict[str, Any] = {one["slug"]: one for one in json.loads((site / "api/v1/ideas.json").read_text())["ideas"]}
    page = (site / "ideas/bike-lanes/index.html").read_text().partition('class="trend"')[2].partition("</section>")[0]
    assert re.findall(r"<tr><td>([^<]*)<td>([^<]*)", page) == [
        ("1 February 2026", "2"), ("8 February 2026", "4"), ("15 February 2026", "5"),
    ]  # fmt: skip
    assert ideas["bike-lanes"]["trend"] == {"every": "week", "first": "2026-01-26", "supporters": [2, 4, 5]}
    assert "5 people support it. Half of them had come by 8 February 2026." in page
    assert len(page.encode()) <= 3000
    for other in ("cycle-path", "panchine"):
        assert 'class="trend"' not in (site / f"ideas/{other}/index.html").read_text()
        assert ideas[other]["trend"] is None


def test_a_trend_ends_with_each_week_or_month_and_rises_with_its_numbers() -> None:
    weeks = trend_view(SupportTrend("week", "2026-12-21", (1, 1, 6, 10)))
    assert [row.day for row in weeks.rows] == ["2026-12-27", "2027-01-03", "2027-01-10", "2027-01-17"]
    assert (weeks.steps, weeks.half, weeks.ends) == ("M0 92L72 85L143 85L214 49L286 20", "2027-01-10", "2027-01-17")
    months = trend_view(SupportTrend("month", "2026-11-01", (3, 4, 5)))
    assert [row.day for row in months.rows] == ["2026-11-30", "2026-12-31", "2027-01-31"]
    longest = trend_view(SupportTrend("month", "2024-01-01", tuple(range(100_000, 100_024))))
    assert len(longest.steps) < 400
