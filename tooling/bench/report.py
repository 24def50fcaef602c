"""Turns what was measured into the tables of the terminal and of the site's page. Measures nothing."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from measure import Run

PAGE = """\
# How fast it is

Measured in one run of `make bench` on {machine}: {ideas:,} generated ideas of
{idea_bytes:,} bytes on average, {votes:,} votes, {challenges} challenges, {people} people, decisions for one idea in
twenty, one language; for `tally`, a ledger of {events:,} events on the same ideas. Each figure is the median over
{repeats} rounds of a whole process (of memory, the largest); our runs and those of the other programs take turns, and
what one has written reaches the disk before the next begins. `tally` runs {in_a_row} times in a row each round, on a
ledger that was read before, as where it has just been fetched.

## What it must reach

{targets}

## What was measured

{figures}

Memory is the largest sum over all of a command's processes at one moment, with shared pages counted once, or what the
system says of the largest single process, whichever is more.

Nothing but the site is remembered from one run to the next. The winners are those of generated elections by equal
shares, exact, in a program that does nothing else.

## What stands beside us

{peers}

They do not do the same work. mkdocs-material and hugo get the ideas as Markdown and neither check nor count anything;
hugo's pages have a layout like ours, mkdocs-material's its own, with its search index. check-jsonschema checks the
ideas alone, against the same schema; `ideario check` reads everything else too. DataTig writes pages of its own kind.
A cold build of ours checks, counts and writes {files:,} files ({megabytes:,.0f} MB), JSON and feeds among them.

## How to repeat it

```sh
make bench
```

The first time it installs the other programs into `build/bench/venv`. The ideas are generated from a seed, so that
everybody measures the same ones; `tooling/bench/` holds all of it. Times differ between machines, and from day to day
on a shared one: compare ratios from one run.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One line of the issue's promises: `text` says the measured value, `reached` is None where it was not measured."""

    what: str
    goal: str
    text: str
    reached: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """What the built site weighs: the mean and the largest HTML page of an idea in bytes, all files, all megabytes."""

    page_mean: float
    page_largest: int
    files: int
    megabytes: float


def targets(runs: Mapping[str, Run], sizes: Sizes | None, growth: float) -> Sequence[Target]:
    """The promises against the medians; `growth` is by how much more ideas the large community has than the small."""

    def ratio(over: str, under: str) -> float | None:
        return runs[over].wall / runs[under].wall if over in runs and under in runs else None

    def line(what: str, goal: str, value: float | None, form: str, reached: Callable[[float], bool]) -> Target:
        if value is None:
            return Target(what=what, goal=goal, text="not measured", reached=None)
        return Target(what=what, goal=goal, text=form.format(value), reached=reached(value))

    cold, tenth = "build, cold", ", a tenth"
    tally, build = runs.get("tally"), runs.get(cold)
    plain, add1 = runs.get("winners"), runs.get("winners, add1")
    linear = f"≤ {growth:g} ×"
    page = sizes and sizes.page_largest / 1024
    beside = ratio("check-jsonschema", "check"), ratio("mkdocs-material", cold), ratio(cold, "hugo")
    return (
        line("`check` beside check-jsonschema", "≥ 8 × faster", beside[0], "{:.1f} ×", lambda n: n >= 8),
        line("cold `build` beside mkdocs-material", "≥ 5 × faster", beside[1], "{:.1f} ×", lambda n: n >= 5),
        line("cold `build` beside hugo", "≤ 1.25 × its time", beside[2], "{:.2f} ×", lambda n: n <= 1.25),
        line(
            "`build`, nothing changed",
            "≤ 0.08 × cold",
            ratio("build, unchanged", cold),
            "{:.3f} ×",
            lambda n: n <= 0.08,
        ),
        line(
            "`build`, one idea changed",
            "≤ 0.1 × cold",
            ratio("build, one idea changed", cold),
            "{:.2f} ×",
            lambda n: n <= 0.1,
        ),
        line("`tally` of the large ledger", "≤ 2 s", tally and tally.wall, "{:.2f} s", lambda n: n <= 2),
        line("memory of that `tally`", "≤ 500 MB", tally and tally.peak, "{:.0f} MB", lambda n: n <= 500),
        line("memory of a cold `build`", "< 500 MB", build and build.peak, "{:.0f} MB", lambda n: n < 500),
        line("largest page of an idea", "≤ 12 KB", page, "{:.1f} KB", lambda n: n <= 12),
        line("equal shares, 75,000 voters, 118 ideas", "≤ 10 s", plain and plain.wall, "{:.2f} s", lambda n: n <= 10),
        line("add1, 30,000 voters, 180 ideas", "≤ 60 s", add1 and add1.wall, "{:.2f} s", lambda n: n <= 60),
        line("memory of that", "< 500 MB", add1 and add1.peak, "{:.0f} MB", lambda n: n < 500),
        line(
            f"cold `build`{tenth} of the ideas to all",
            linear,
            ratio(cold, cold + tenth),
            "{:.1f} ×",
            lambda n: n <= growth,
        ),
        line(
            f"`check`{tenth} of the ideas to all",
            linear,
            ratio("check", "check" + tenth),
            "{:.1f} ×",
            lambda n: n <= growth,
        ),
    )


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table that is aligned for the terminal too."""
    widths = [max(len(row[place]) for row in (head, *rows)) for place in range(len(head))]
    lines = [head, ["-" * width for width in widths], *rows]
    padded = ([cell.ljust(width) for cell, width in zip(line, widths, strict=True)] for line in lines)
    return "\n".join(f"| {' | '.join(cells)} |" for cells in padded)


def targets_table(found: Sequence[Target]) -> str:
    """The promises as a table."""
    said = {True: "yes", False: "no", None: "–"}
    return table(["what", "goal", "measured", "reached"], [[t.what, t.goal, t.text, said[t.reached]] for t in found])


def figures_table(runs: Mapping[str, Run], floors: Mapping[str, float]) -> str:
    """Every measured command, and the floors under them: the disk alone."""
    rows = [[name, f"{run.wall:.2f}", f"{run.cpu:.2f}", f"{run.peak:.0f}"] for name, run in runs.items()]
    rows += [[name, f"{seconds:.2f}", "", ""] for name, seconds in floors.items()]
    return table(["what", "seconds", "processor seconds", "peak MB"], rows)
