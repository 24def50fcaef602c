"""Makes of the document of insights the charts of its page: picture, finding and table, in the words of a language."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from markupsafe import Markup

from ideario.model.insight.insights_document import InsightsDocument, Participation, PeriodEntry, StageEntry
from ideario.model.insight.support_trend import Every
from ideario.publishing.charts.bar_chart import Bar, bar_chart
from ideario.publishing.charts.chart_tables import Cell, ChartTable, chart_tables
from ideario.publishing.charts.column_chart import Column, column_chart
from ideario.publishing.charts.drawing import isolated
from ideario.publishing.charts.line_chart import Series, line_chart
from ideario.publishing.charts.lorenz_chart import lorenz_chart
from ideario.publishing.words import Formats, language_name


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnChart:
    """A chart by its name: `finding` is what it shows in a sentence, `cells` its table as people read it.

    Without a picture there is nothing to draw yet.
    """

    name: str
    finding: str
    picture: Markup | None
    columns: Sequence[str]
    cells: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Draughtsman:
    """Who draws for readers of a language; `tag` is what a tag is called, `mirrored` for readers from right to left."""

    t: Callable[..., Markup]
    formats: Formats
    tag: Callable[[str], str]
    mirrored: bool

    def charts(self, found: InsightsDocument) -> Sequence[DrawnChart]:
        """All charts, in their order."""
        tables = chart_tables(found)
        return [
            self._participation(found, tables["participation"]),
            self._newcomers(found, tables["newcomers"]),
            self._funnel(found["funnel"], tables["funnel"]),
            self._first_answers(found, tables["first-answers"]),
            self._concentration(found, tables["concentration"]),
            self._languages(found, tables["languages"]),
            self._themes(found),
        ]

    def _said(self, key: str, n: int | None = None, **values: object) -> Markup:
        return self.t(f"insights.{key}", n, **values)

    def _number(self, value: Cell) -> str:
        """A number in a table; why there is none, where there is none, is said by whoever knows."""
        return "–" if value is None else value if isinstance(value, str) else self.formats.number(value)

    def _share(self, value: float | None) -> str:
        return "–" if value is None else self.formats.share(value)

    def _drawn(
        self,
        name: str,
        finding: str,
        draw: Callable[[str], Markup] | None,
        columns: Sequence[str],
        cells: Sequence[Sequence[str]],
    ) -> DrawnChart:
        """`draw` makes the picture, given its title."""
        picture = draw(self._said(name)) if draw is not None else None
        return DrawnChart(name=name, finding=finding, picture=picture, columns=columns, cells=cells)

    def _columns(self, table: ChartTable) -> Sequence[str]:
        return [self._said(f"column.{name}") for name in table.columns]

    # ---- each chart

    def _participation(self, found: InsightsDocument, table: ChartTable) -> DrawnChart:
        part = found["participation"]
        periods, known = part["periods"], {"voted": part["votes_known"], "wrote": part["talk_known"], "submitted": True}
        columns = zip(*((one["voted"], one["wrote"], one["submitted"]) for one in periods), strict=True)
        lines: dict[str, tuple[int | None, ...]] = dict(zip(known, columns, strict=False))
        shown = {name: numbers for name, numbers in lines.items() if known[name]}
        finding = self._most(part, shown)
        cells = [
            [
                self.formats.date(one["begins"]),
                *(self._people(numbers[row], numbers[row], known=known[name]) for name, numbers in lines.items()),
            ]
            for row, one in enumerate(periods)
        ]
        if len(table.rows) < 2:
            return self._drawn("participation", finding, None, self._columns(table), cells)
        return self._drawn(
            "participation",
            finding,
            lambda title: line_chart(
                "participation",
                [Series(self._said(f"column.{name}"), numbers) for name, numbers in shown.items()],
                title=title,
                finding=finding,
                axis=self._said(f"participation.every.{part['every']}"),
                ends=self._ends(part),
                few=self._said("participation.few"),
                write=self.formats.number,
                mirrored=self.mirrored,
            ),
            self._columns(table),
            cells,
        )

    def _newcomers(self, found: InsightsDocument, table: ChartTable) -> DrawnChart:
        """Those who vote, where that is known, else those who write: new ones and others."""
        part = found["participation"]
        voters = [(one["voted"], one["voted_first"], one["voted_again"]) for one in part["periods"]]
        writers = [(one["wrote"], one["wrote_first"], one["wrote_again"]) for one in part["periods"]]
        doing, drawn = ("voted", voters) if part["votes_known"] else ("wrote", writers)
        known = part["votes_known"], part["talk_known"]
        finding = self._most(part, {f"{doing}_first": [first for _, first, _ in drawn]} if any(known) else {})
        cells = [
            [
                self.formats.date(one["begins"]),
                *(
                    self._people(whole, number, known=told)
                    for told, (whole, *parts) in zip(known, both, strict=True)
                    for number in parts
                ),
            ]
            for one, *both in zip(part["periods"], voters, writers, strict=True)
        ]
        if len(table.rows) < 2 or not any(known):
            return self._drawn("newcomers", finding, None, self._columns(table), cells)
        return self._drawn(
            "newcomers",
            finding,
            lambda title: column_chart(
                "newcomers",
                [Column(whole, first) for whole, first, _ in drawn],
                title=title,
                finding=finding,
                kinds=(self._said(f"column.{doing}_first"), self._said(f"column.{doing}_again"), self._said("apart")),
                few=self._said("newcomers.few"),
                axis=self._said(f"participation.every.{part['every']}"),
                ends=self._ends(part),
                write=self.formats.number,
                mirrored=self.mirrored,
            ),
            self._columns(table),
            cells,
        )

    def _people(self, whole: int | None, number: int | None, *, known: bool) -> str:
        """A number out of a `whole` of people, or why it is not told."""
        if known and number is not None:
            return self._number(number)
        return self._said("unknown" if not known else "few" if whole is None else "apart")

    def _most(self, part: Participation, shown: Mapping[str, Sequence[int | None]]) -> str:
        """When the first of some numbers over time that is not nothing was highest, in a sentence."""
        for name, numbers in shown.items():
            most = max((number or 0 for number in numbers), default=0)
            if most:
                first, last = self._days(part, part["periods"][numbers.index(most)])
                return self._said(f"most.{name}", number=self._number(most), first=first, last=last)
        return self._said("none")

    def _days(self, part: Participation, period: PeriodEntry) -> tuple[str, str]:
        first = date.fromisoformat(period["begins"])
        return self.formats.date(first), self.formats.date(last_day(part["every"], first))

    def _ends(self, part: Participation) -> tuple[str, str]:
        return self._days(part, part["periods"][0])[0], self._days(part, part["periods"][-1])[1]

    def _funnel(self, stages: Sequence[StageEntry], table: ChartTable) -> DrawnChart:
        ideas = {one["stage"]: one["ideas"] for one in stages}
        finding = self._said(
            "funnel.finding",
            ideas["submitted"],
            **{name: self.formats.number(ideas[name]) for name in ("merged", "done", "declined")},
        )
        cells = [
            [
                self._said(f"stage.{one['stage']}"),
                self._number(one["ideas"]),
                self._share(one["share"]),
                self._number(one["median_days"]),
            ]
            for one in stages
        ]
        bars = [
            Bar(said[0], one["ideas"], said[1] if one["share"] is None else f"{said[1]} · {said[2]}")
            for one, said in zip(stages, cells, strict=True)
        ]
        draw = self._bars("funnel", bars, finding) if ideas["submitted"] else None
        return self._drawn("funnel", finding, draw, self._columns(table), cells)

    def _first_answers(self, found: InsightsDocument, table: ChartTable) -> DrawnChart:
        answers = found["first_answers"]
        if answers["answered"]:
            finding = self._said(
                "first-answers.finding",
                median=self._number(answers["median_days"]),
                ninetieth=self._number(answers["p90_days"]),
                waiting=self._number(answers["waiting"]),
            )
        elif answers["waiting"]:
            finding = self._said("first-answers.nobody", answers["waiting"])
        else:  # of what was imported nobody knows who answered
            finding = self._said("none")
        most = max(one["days"] or 0 for one in answers["waited"])

        def group(waited: Cell) -> str:
            if isinstance(waited, int):
                return self._said("within", waited)
            return self._said("longer", most) if waited == "more" else self._said(str(waited))

        numbers = [(group(waited), proposals) for waited, proposals in table.rows if isinstance(proposals, int)]
        bars = [Bar(said, number, self.formats.number(number)) for said, number in numbers]
        cells = [[said, self._number(number)] for said, number in numbers]
        draw = self._bars("first-answers", bars, finding) if answers["answered"] or answers["waiting"] else None
        return self._drawn("first-answers", finding, draw, self._columns(table), cells)

    def _concentration(self, found: InsightsDocument, table: ChartTable) -> DrawnChart:
        uneven, share = found["concentration"], self.formats.share
        cells = [[share(one["ideas"]), share(one["support"])] for one in (uneven["curve"] if uneven else ())]
        if uneven is None:
            return self._drawn("concentration", self._said("none"), None, self._columns(table), cells)
        finding = self._said(
            "concentration.finding",
            uneven["ideas"],
            share=share(uneven["top_five"]),
            gini=self.formats.number(uneven["gini"]),
        )
        return self._drawn(
            "concentration",
            finding,
            lambda title: lorenz_chart(
                "concentration",
                [one["support"] for one in uneven["curve"]],
                title=title,
                finding=finding,
                axes=(self._said("column.ideas_share"), self._said("column.support_share")),
                ends=(share(0), share(1)),
                kinds=(self._said("concentration.curve"), self._said("concentration.even")),
                mirrored=self.mirrored,
            ),
            self._columns(table),
            cells,
        )

    def _languages(self, found: InsightsDocument, table: ChartTable) -> DrawnChart:
        names = [
            self._said("languages.others") if one["language"] is None else language_name(one["language"])
            for one in found["languages"]
        ]
        cells = [
            [name, self._number(one["ideas"]), self._share(one["share"])]
            for name, one in zip(names, found["languages"], strict=True)
        ]
        pairs = zip(found["languages"], cells, strict=True)
        bars = [Bar(said[0], one["ideas"], f"{said[1]} · {said[2]}") for one, said in pairs]
        finding = self._said("languages.few") if cells else self._said("none")
        if cells and found["languages"][0]["language"] is not None:
            finding = self._said("languages.finding", share=cells[0][2], language=isolated(names[0]))
        draw = self._bars("languages", bars, finding) if cells else None
        return self._drawn("languages", finding, draw, self._columns(table), cells)

    def _themes(self, found: InsightsDocument) -> DrawnChart:
        themes, arrow = found["themes"], "{lately} ← {before}" if self.mirrored else "{before} → {lately}"
        bars = []
        for one in themes["tags"]:
            before, lately = self.formats.number(one["before"]), self.formats.number(one["lately"])
            written = arrow.format(before=before, lately=lately)
            bars.append(Bar(self.tag(one["tag"]), one["lately"], written, one["before"]))
        cells = [[one.said, self._number(one.before), self._number(one.number)] for one in bars]
        kinds = (self._said("themes.before", themes["days"]), self._said("themes.lately", themes["days"]))
        columns = (self._said("column.tag"), *kinds)
        if not bars:
            return self._drawn("themes", self._said("themes.none", themes["days"]), None, columns, cells)
        most = max(bars, key=lambda one: abs(one.number - (one.before or 0)))
        way = "rose" if most.number > (most.before or 0) else "fell"
        before, lately = self._number(most.before), self._number(most.number)
        finding = self._said(f"themes.{way}", tag=isolated(most.said), before=before, lately=lately)
        return self._drawn("themes", finding, self._bars("themes", bars, finding, kinds), columns, cells)

    def _bars(self, name: str, bars: Sequence[Bar], finding: str, kinds: Sequence[str] = ()) -> Callable[[str], Markup]:
        return lambda title: bar_chart(name, bars, title=title, finding=finding, kinds=kinds, mirrored=self.mirrored)


def last_day(every: Every, begins: date) -> date:
    """The last day of a week or month that begins on a day."""
    after = begins + timedelta(days=7 if every == "week" else 31)
    return (after if every == "week" else after.replace(day=1)) - timedelta(days=1)
